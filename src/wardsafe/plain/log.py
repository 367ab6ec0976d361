"""The log in lines: narrowed by what one asks for, page after page, opened by number."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.plain import record
from wardsafe.plain.people import choose_person
from wardsafe.plain.talk import Talk, one_step
from wardsafe.plain.words import dated, many
from wardsafe.records.moments import local, say_date
from wardsafe.records.registry import KINDS
from wardsafe.records.typed_moments import read_date
from wardsafe.services import finding
from wardsafe.services.session import Session
from wardsafe.views.folding import moment
from wardsafe.views.log import NOT_IN_THE_LOG, LogFilter, LogRow
from wardsafe.views.log_lines import STATES

PAGE = 10
LETTERS = {
    "n": "next page",
    "p": "page before",
    "f": "find or narrow",
    "a": "all again",
    "?": "the page again",
}
BEHIND = "The log does not show every entry yet: it is being brought up to date."


@dataclass
class _Log:
    """One look at the log; `pages` are where the pages that were left behind began."""

    talk: Talk
    session: Session
    chosen: LogFilter = field(default_factory=LogFilter)
    below: int | None = None
    pages: list[int | None] = field(default_factory=list)

    def run(self) -> None:
        """Page after page, until back."""
        rows = self._say_page()
        while True:
            at = self.talk.choose([row_line(row) for row in rows], "Which do you open", LETTERS)
            if isinstance(at, int):
                with self.talk.one_thing():
                    record.open_one(self.talk, self.session, rows[at].record)
                continue
            if at == "n" and len(rows) == PAGE:
                self.pages.append(self.below)
                self.below = rows[-1].position
            elif at == "n":
                self.talk.say("That is the last page.")
                continue
            elif at == "p":
                self.below = self.pages.pop() if self.pages else None
            elif at == "a":
                self._begin(LogFilter())
            elif at == "f":
                with one_step():
                    self._begin(self._ask_filter())
            rows = self._say_page()

    def _begin(self, chosen: LogFilter) -> None:
        self.chosen, self.below, self.pages = chosen, None, []

    def _say_page(self) -> list[LogRow]:
        if finding.log_is_behind(self.session):
            self.talk.say(BEHIND)
        rows = finding.page(self.session, self.chosen, below=self.below, limit=PAGE)
        total, exact = finding.count(self.session, self.chosen)
        shown = f"{many(total, 'record')}{'' if exact else ' or more'}"
        self.talk.say(f"Log, newest first, {shown}. Page {len(self.pages) + 1}.")
        self.talk.listed(map(row_line, rows))
        return rows

    # --- narrowing ------------------------------------------------------------------------------

    def _ask_filter(self) -> LogFilter:
        self.talk.say("Enter leaves a question out.")
        chosen = replace(self.chosen, words=self.talk.ask("Words to look for"))
        kinds = {k: m.title for k, m in KINDS.items() if k.partition("/")[0] not in NOT_IN_THE_LOG}
        kind = self._one_of("Kind", list(kinds.values()))
        chosen = replace(chosen, kinds=(list(kinds)[kind],) if kind is not None else ())
        if self.talk.ask("One person only? y, or Enter").casefold() in ("y", "yes"):
            who = choose_person(self.talk, self.session, prompt="Whose records")
            chosen = replace(chosen, person=who.record if who else None)
        since, until = self._day("From which date"), self._day("Until which date")
        chosen = replace(chosen, since=since, until=until + timedelta(days=1) if until else None)
        state = self._one_of("State", STATES)
        return replace(chosen, state=STATES[state] if state is not None else None)

    def _one_of(self, prompt: str, lines: list[str] | tuple[str, ...]) -> int | None:
        while True:
            typed = self.talk.ask(f"{prompt} (* lists them)")
            if not typed:
                return None
            if typed == "*":
                self.talk.listed(lines)
                continue
            at = self.talk.meant(typed, lines)
            if at is not None:
                return at
            self.talk.say("That is not one of them.")

    def _day(self, prompt: str) -> datetime | None:
        while True:
            typed = self.talk.ask(f"{prompt} (22 nov 2026)")
            if not typed:
                return None
            try:
                day = read_date(typed, today=local(self.session.now()).date())
            except BadInput as problem:
                self.talk.say(str(problem))
                continue
            self.talk.say(f"  {say_date(day)}")
            return datetime.combine(day, time(), LONDON)


def log(talk: Talk, session: Session) -> None:
    """The log of the ward."""
    with talk.about_a_record():
        _Log(talk, session).run()


def row_line(row: LogRow) -> str:
    """One record as a line: when, kind, who, what, state, how complete, its number."""
    items = f"{row.items} of 16 items" if row.items is not None else ""
    said = (dated(moment(row.happened)), row.title, row.initials, row.what, row.state, items)
    return f"{', '.join(filter(None, said))}, #{row.number}."
