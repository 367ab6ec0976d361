"""Safety reviews in lines: whose is due, and one review item by item, each confirmed or changed.

People stand by when their review is due and by nothing else. Nothing is carried forward unseen.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from wardsafe.errors import NotSaved, WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.plain.form import LEFT, ask_reason, say_saved
from wardsafe.plain.people import banner, line_of
from wardsafe.plain.recording import write
from wardsafe.plain.talk import Back, Cancel, Ended, LockNow, Talk
from wardsafe.plain.words import at_time, long
from wardsafe.records.environment_check import EnvironmentCheck
from wardsafe.records.review_prompt import ReviewPrompt
from wardsafe.records.safety_plan import SafetyPlan
from wardsafe.records.self_harm_review import NO, NOT_YET, YES
from wardsafe.services import amending_reviews, reviewing_safety
from wardsafe.services.recording import current
from wardsafe.services.review_items import NOTE, WORDS, Line
from wardsafe.services.review_record import as_draft
from wardsafe.services.review_sheet import CHANGED, SAME, UNTOUCHED, ReviewSheet
from wardsafe.services.review_times import FIRST_WEEK, SET, NextReview, say_age
from wardsafe.services.reviewing_safety import ReviewDue
from wardsafe.services.safety_plan_page import plan_of, write_plan
from wardsafe.services.session import Session
from wardsafe.tui import writing
from wardsafe.vocabulary.checklists import Item
from wardsafe.vocabulary.code_lists import code_list

ANSWERS = {"y": YES, "n": NO, "t": NOT_YET}
SAY = {YES: "yes", NO: "no", NOT_YET: "not yet"}
ABOUT = {
    "r": "review it with them",
    "b": "bring it forward",
    "s": "safety plan",
    "w": "write the plan into a file",
}
STATES = {SAME: "same", CHANGED: "changed", UNTOUCHED: "not looked at"}
IN_PART = (
    "Some items are saved as not looked at; this review then does not stand for the one due. "
    "Save it so?"
)
HELP = (
    "y yes; n no; t not yet, with who and by when; s still so, as last time; w their words; "
    "m a note; u as if nobody had looked; Enter goes on to the next item without an answer."
)


def reviews(talk: Talk, session: Session) -> None:
    """Everybody on the ward by when their review is due."""

    def read() -> tuple[str, Sequence[ReviewDue], Sequence[str]]:
        found, now = reviewing_safety.reviews_due(session), session.now()
        talk.say(*reviewing_safety.lists_of(session).faults)
        lines = [f"{line_of(one.person)}: {_due(one, now)}" for one in found]
        return "Safety reviews, by when they are due.", found, lines

    def act(chosen: ReviewDue | str) -> None:
        if isinstance(chosen, ReviewDue):
            _about(talk, session, chosen.person.record)
        else:
            write(talk, session, writing.new(session, EnvironmentCheck))

    with talk.about_a_record():
        talk.room(read, "Which person", lambda: {"e": "check a place"}, act)


def review(talk: Talk, session: Session, person: str) -> None:
    """Go through the review of one person, or go on with its draft."""
    begun = reviewing_safety.begin(session, person)
    talk.say(banner(begun.due.person, session.now()), _due(begun.due, session.now()))
    talk.say(*begun.notices)
    _Review(
        talk,
        session,
        begun.sheet,
        keep=lambda body: reviewing_safety.keep_draft(session, person, body),
        save=lambda: reviewing_safety.save(session, begun.sheet),
    ).run()


def amend_review(talk: Talk, session: Session, record: str) -> None:
    """Correct a review: each item is confirmed or changed, and a reason asked."""
    what = amending_reviews.begin(session, record)
    talk.say(*what.begun.notices)
    _Review(
        talk,
        session,
        what.begun.sheet,
        keep=lambda body: amending_reviews.keep_draft(session, what, body),
        save=lambda: amending_reviews.save(session, what, ask_reason(talk, "amend-reason")),
    ).run()


def _about(talk: Talk, session: Session, person: str) -> None:
    at = talk.choose((), "What about them", ABOUT)
    if at == "r":
        review(talk, session, person)
    elif at == "b":
        write(talk, session, writing.new(session, ReviewPrompt, person))
    elif at == "s":
        _plan(talk, session, person)
    else:
        target = write_plan(session, person, talk.ask("Which file (ends in .txt or .html)"))
        talk.say(f"Written: {target}", "Delete it when it is printed.")


def _plan(talk: Talk, session: Session, person: str) -> None:
    found = plan_of(session, person)
    if found is None:
        write(talk, session, writing.new(session, SafetyPlan, person))
        return
    record, plan = found
    heads = tuple(head.entry.id for head in current(session, record).heads)
    write(talk, session, writing.amendment(session, record, plan, heads))


@dataclass
class _Review:
    """One review from its first item to *Saved*."""

    talk: Talk
    session: Session
    sheet: ReviewSheet
    keep: Callable[[Mapping[str, Any]], object]
    save: Callable[[], Saved]

    def run(self) -> None:
        """Item after item, then what is missing, then Saved; left with a draft."""
        with self.talk.about_a_record():
            try:
                self._go_through(0)
                self._finish()
            except (LockNow, Ended):
                self._draft()
                raise
            except Back:
                self.talk.say(LEFT if self._draft() else "Left.")

    def _go_through(self, at: int) -> None:
        items = self.sheet.checklist.items
        self.talk.say(HELP)
        while at < len(items):
            try:
                self._item(items[at])
                at += 1
            except Cancel:
                raise
            except Back:
                if at == 0:
                    raise
                at -= 1

    # --- one item -------------------------------------------------------------------------------

    def _item(self, item: Item) -> None:
        sheet, now = self.sheet, self.session.now()
        self.talk.say("", f"{item.number}. {item.label}. {item.question}", *self._last(item))
        if item.id in sheet.looked:
            self.talk.say(f"This time: {self._said(item)}")
        while True:
            typed = self.talk.ask("Answer (y, n, t, s, w, m, u or Enter)", HELP).casefold()
            now = self.session.now()
            if not typed:
                return
            if typed in ANSWERS:
                sheet.answer(item, ANSWERS[typed], now)
                self._lines(item, [one for one in sheet.lines(item) if one not in (WORDS, NOTE)])
                if item.own_words:
                    self._lines(item, [WORDS])
                break
            if typed == "s" and self._confirmed(item):
                break
            if typed == "u":
                sheet.take_back(item)
                self.talk.say("Not looked at.")
            elif typed in ("w", "m"):
                self._lines(item, [WORDS if typed == "w" else NOTE])
            elif typed != "s":
                self.talk.say(HELP)
        self.talk.say(f"  {self._said(item)}")
        self._draft()

    def _confirmed(self, item: Item) -> bool:
        try:
            self.sheet.confirm(item, self.session.now())
        except WardsafeError as problem:
            self.talk.say(str(problem))
            return False
        wanted = self.sheet.wanted(item, self.session.now())
        while wanted is not None and self._line(item, wanted):
            wanted = self.sheet.wanted(item, self.session.now())
        return True

    def _lines(self, item: Item, lines: list[Line]) -> None:
        for line in lines:
            if line in self.sheet.lines(item):
                self._line(item, line)
            else:
                self.talk.say("Answer the item first.")

    def _line(self, item: Item, line: Line) -> bool:
        """Ask for one line under an item; whether something stands there now."""
        sheet = self.sheet
        hint = f" ({line.hint})" if line.hint else ""
        if line.kind == "arrangement":
            held = (o.local_name for o in sheet.lists.observations)
            self.talk.say(f"One of: {'; '.join(held)}.")
        before = sheet.text(item, line)
        if before:
            self.talk.say(f"Now: {before}. Enter keeps it, - takes it away.")
        while True:
            typed = self.talk.ask(f"{item.label}, {line.label}{hint}")
            if not typed:
                return bool(before)
            now = self.session.now()
            sheet.type(item, line, "" if typed == "-" else typed)
            value, wrong = sheet.read(item, line, now)
            if not wrong:
                sheet.settle(item, line, now)
                said = sheet.say(line.name, value)
                if said and said != typed:
                    self.talk.say(f"  {said}")
                return typed != "-"
            sheet.type(item, line, before)
            self.talk.say(wrong)

    # --- what was and is said -------------------------------------------------------------------

    def _last(self, item: Item) -> list[str]:
        was = self.sheet.before.get(item.id)
        if was is None:
            return ["Last time: nothing was said."]
        now = self.session.now()
        said = [SAY[was.said.answer], *self._values(was.said.values)]
        return [f"Last time, {at_time(was.when, now)}, {was.by}: {'; '.join(said).rstrip('.')}."]

    def _said(self, item: Item) -> str:
        now = self.session.now()
        said = self.sheet.said(item, now)
        if said is None:
            return "not looked at"
        words = "; ".join([SAY[said.answer], *self._values(said.values)])
        state = STATES.get(self.sheet.state(item, now), "")
        return f"{words} ({state})" if state else words

    def _values(self, values: Mapping[str, Any]) -> list[str]:
        told = ((name, self.sheet.say(name, value)) for name, value in values.items() if value)
        return [f"{name.replace('_', ' ')}: {words}" for name, words in told if words]

    # --- the end --------------------------------------------------------------------------------

    def _finish(self) -> None:
        while True:
            now, sheet = self.session.now(), self.sheet
            again = sheet.let_go_of_the_stale(now)
            self.talk.say(*(f"Looked at too long ago: {item.label}." for item in again))
            left = "; ".join(f"{one.number} {one.label}" for one in sheet.untouched())
            self.talk.say("", f"Not looked at: {left}." if left else "Every item was looked at.")
            found = sheet.troubles(now)
            self.talk.say(*(f"{one.item.number} {one.item.label}: {one.sentence}" for one in found))
            typed = self.talk.ask("s saves; the number of an item goes to it").casefold()
            items = {str(item.number): at for at, item in enumerate(sheet.checklist.items)}
            if typed in items:
                self._again(sheet.checklist.items[items[typed]])
            elif typed == "s" and not found and self._saved(bool(left)):
                return

    def _again(self, item: Item) -> None:
        try:
            self._item(item)
        except Cancel:
            raise
        except Back:
            return

    def _saved(self, untouched: bool) -> bool:
        if untouched and not self.sheet.amends and not self.talk.yes(IN_PART):
            return False
        try:
            saved = self.save()
        except NotSaved as problem:
            self.talk.say(f"NOT SAVED. {problem}")
            return False
        except WardsafeError as problem:
            self.talk.say(str(problem))
            return False
        say_saved(self.talk, self.session.now(), saved)
        return True

    def _draft(self) -> bool:
        if not self.sheet.looked and not self.sheet.typed:
            return False
        try:
            self.keep(as_draft(self.sheet, self.session.now()))
        except WardsafeError as problem:
            self.talk.say(f"No draft was kept. {problem}")
            return False
        return True


def _due(one: ReviewDue, now: datetime) -> str:
    found = one.next
    last = f"last {say_age(one.last.when, now)}" if one.last else "no review yet"
    if found.at is None:
        return f"no time set; {last}"
    away = found.at.astimezone(UTC) - now.astimezone(UTC)
    how = f"LATE by {long(away)}" if away < timedelta(0) else f"in {long(away)}"
    return f"due by {at_time(found.at, now)}, {how}; {_why(found, now)}; {last}"


def _why(due: NextReview, now: datetime) -> str:
    if due.why == FIRST_WEEK:
        return f"first week, day {due.day}"
    if due.why == SET:
        return "set last time"
    since = f", {at_time(due.since, now)}" if due.since else ""
    return f"{code_list('review-prompt').short(due.why).lower()}{since}" if due.why else ""
