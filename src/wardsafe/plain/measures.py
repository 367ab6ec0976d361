"""The measures in lines: what each chart says, its numbers and hours, the crosses, the groups."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from wardsafe.measures.chart import Chart
from wardsafe.measures.periods import QUARTER, period_of
from wardsafe.measures.words import sentence
from wardsafe.plain.board import cross_words
from wardsafe.plain.national import national
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import many
from wardsafe.records.moments import local
from wardsafe.services import closing, equity, measuring
from wardsafe.services.closing import Cross
from wardsafe.services.equity import Group
from wardsafe.services.measuring import Ward
from wardsafe.services.measuring_charts import Look, look
from wardsafe.services.reports.numbers import columns, rows, said
from wardsafe.services.session import Session
from wardsafe.vocabulary.code_lists import code_list

BEHIND = "The tables are being read anew. Come back in a moment."
LETTERS = {"n": "the national measures of a month or quarter", "x": "the safety cross of a month"}
BY_GROUP = {"g": "who was on the ward, and who force was used on"}
OF_ONE = {
    "n": "every number", "h": "hours and days of the week", "a": "what happened meanwhile",
}  # fmt: skip
TURN = {"p": "the month before", "f": "the month after"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def measures(talk: Talk, session: Session) -> None:
    """The list of measures and what stands beside it. Raises NotAllowed."""
    session.require(measuring.LOOK)
    if measuring.is_behind(session):
        talk.say(BEHIND)
        return

    def read() -> tuple[str, list[_One], list[str]]:
        ward, names = measuring.read(session), measuring.offered(session)
        lines = [code_list("measure").text(name) for name in names]
        return "Measures.", [_One(talk, ward, name) for name in names], lines

    def act(chosen: _One | str) -> None:
        if isinstance(chosen, _One):
            chosen.run()
        else:
            {"n": national, "x": _crosses, "g": _groups}[chosen](talk, session)

    letters = LETTERS | (BY_GROUP if session.may(equity.COMPARE) else {})
    talk.room(read, "Which measure", lambda: letters, act)


@dataclass(frozen=True)
class _One:
    """One measure of what was read of the ward."""

    talk: Talk
    ward: Ward
    name: str

    def run(self) -> None:
        """What its chart says, then more of it by a letter, until back."""
        found = look(self.ward, self.name)
        self.talk.say(*filter(None, self._told(found)))
        says = {"n": self._numbers, "h": self._hours, "a": self._meanwhile}
        while True:
            self.talk.say(*says[str(self.talk.choose((), "What now", OF_ONE))](found))

    def _told(self, found: Look) -> Iterator[str]:
        chart = found.chart
        yield f"{chart.title}. {chart.completeness.said}."
        yield sentence(chart.method)
        yield chart.said
        yield from (f"{flag.letter}: {sentence(flag.said)}" for flag in chart.flags)
        yield found.aim
        yield found.since.said if found.since else ""
        yield measuring.left_out(self.ward)

    def _numbers(self, found: Look) -> Iterator[str]:
        return _numbers(found.chart)

    def _hours(self, found: Look) -> Iterator[str]:
        table = measuring.hours_of(self.ward, self.name)
        if table is None:
            yield "It counts no events."
            return
        for day, cells, total in zip(DAYS, table.cells, table.weekdays, strict=True):
            each = [f"{count} at {hour:02} h" for hour, count in enumerate(cells) if count]
            yield f"{day}: {total}{': ' if each else ''}{', '.join(each)}."
        if sum(table.untimed):
            yield f"{many(sum(table.untimed), 'event')} without a time."

    def _meanwhile(self, found: Look) -> Iterator[str]:
        yield from (f"{mark.at:%d %b %Y}: {mark.words}" for mark in found.marks)
        if not found.marks:
            yield "Nothing is noted on its time line."


def _numbers(chart: Chart) -> Iterator[str]:
    """Newest first; what has no number is left out of a line."""
    heads = columns(chart)[1:]
    for row in reversed(list(rows(chart))):
        period, *texts = said(row)
        told = (f"{head} {text}" for head, text in zip(heads, texts, strict=True) if text)
        yield sentence(f"{period}: {', '.join(told)}")


# --- the crosses ----------------------------------------------------------------------------------


def _crosses(talk: Talk, session: Session) -> None:
    """Every cross that this person may see, a month at a time."""
    today = local(session.now()).date()
    month = today.replace(day=1)
    while True:
        for stream in closing.STREAMS:
            if (cross := closing.month_cross(session, stream, today, month)) is not None:
                talk.say(cross_words(cross), *_days(cross))
        by = talk.choose((), "What now", TURN)
        day = month + timedelta(days=31) if by == "f" else month - timedelta(days=1)
        month = min(day, today).replace(day=1)


def _days(cross: Cross) -> Iterator[str]:
    """Which days of the month are what."""
    for state, words in (
        ("incident", "Incidents on"), ("concern", "Concerns on"), ("both", "Both on"),
        ("none", "Closed with none on"), ("not recorded", "Not recorded"),
    ):  # fmt: skip
        on = [_day_of(day.day) for day in cross.days if day.state == state]
        if on:
            yield f"{words} {', '.join(on)}."


def _day_of(day: date) -> str:
    return str(day.day)


# --- by group -------------------------------------------------------------------------------------


def _groups(talk: Talk, session: Session) -> None:
    """Each split of the quarter. Raises NotAllowed."""
    period = period_of(QUARTER, local(session.now()).date())
    talk.say(f"Who was on the ward, and who force was used on, {period.said}.")
    for split in equity.splits(session, period):
        talk.say(f"By {split.title}. {split.not_known_words()}", *map(_group, split.there))


def _group(group: Group) -> str:
    people = "1 person" if group.people == 1 else f"{group.people:,} people"
    counts = (people, many(group.bed_days, "bed day"), many(group.uses, "use"))
    if group.is_few:
        rate = "too few people for a rate"
    else:
        rate = "" if group.rate is None else f"{group.rate:.0f} per 1,000"
    return f"{group.name}: {', '.join(filter(None, (*counts, rate)))}."
