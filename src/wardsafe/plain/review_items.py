"""One safety review, item by item: each is confirmed or answered anew, and what is missing is said.

Nothing is carried forward unseen, and a review that is left is kept as a draft.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wardsafe.errors import NotSaved, WardsafeError
from wardsafe.ledger.entry import Saved
from wardsafe.plain.form import LEFT, say_saved
from wardsafe.plain.talk import Back, Cancel, Ended, LockNow, Talk
from wardsafe.plain.words import at_time
from wardsafe.records.self_harm_review import NO, NOT_YET, YES
from wardsafe.services.review_items import NOTE, WORDS, Line
from wardsafe.services.review_record import as_draft
from wardsafe.services.review_sheet import CHANGED, SAME, UNTOUCHED, ReviewSheet
from wardsafe.services.session import Session
from wardsafe.vocabulary.checklists import Item

ANSWERS = {"y": YES, "n": NO, "t": NOT_YET}
SAY = {YES: "yes", NO: "no", NOT_YET: "not yet"}
STATES = {SAME: "same", CHANGED: "changed", UNTOUCHED: "not looked at"}
IN_PART = (
    "Some items are saved as not looked at; this review then does not stand for the one due. "
    "Save it so?"
)
HELP = (
    "y yes; n no; t not yet, with who and by when; s still so, as last time; w their words; "
    "m a note; u as if nobody had looked; Enter goes on to the next item without an answer."
)


@dataclass
class ReviewByItems:
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
