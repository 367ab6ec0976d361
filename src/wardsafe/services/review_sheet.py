"""A review while it is being made: what was said last time, what is said now, what is left.

Nothing is carried forward unseen: an item is untouched until somebody answers it or confirms it,
and an untouched item is saved as not looked at. The sheet knows states of items and nothing that
could be added up. No session and no screen here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.records.moments import say_moment
from wardsafe.records.self_harm_review import NO, NOT_YET, TOOK_PART, YES, SelfHarmReview
from wardsafe.services.review_items import (
    ALWAYS_NEW,
    ASKED,
    BY,
    NEVER_TAKEN,
    NOTE,
    OWNER,
    WORDS,
    Before,
    Change,
    Line,
    Said,
    Trouble,
)
from wardsafe.services.review_reading import read_line, say_value
from wardsafe.services.review_times import is_stale
from wardsafe.vocabulary.checklists import Checklist, Item, Lists

SAME, CHANGED, LOOKED_AT, UNTOUCHED = "same", "changed", "looked at", ""
NOTHING = "nothing"


@dataclass(slots=True)
class ReviewSheet:
    """One review of one person. `before` holds, by item, what was last said; nothing of it moves
    into this review without `confirm`. `amends` is the review that this one corrects: then it is
    what stands in `before`, its words and its times with it."""

    person: str
    lists: Lists
    checklist: Checklist
    before: Mapping[str, Before]
    answers: dict[str, str] = field(default_factory=dict)
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    looked: dict[str, datetime] = field(default_factory=dict)
    amends: SelfHarmReview | None = None

    # --- answering ------------------------------------------------------------------------------

    def answer(self, item: Item, answer: str, now: datetime) -> None:
        """Somebody answered the item. The answer it had last time is the same as confirming it."""
        was = self.before.get(item.id)
        if was is not None and was.said.answer == answer and item.id not in self.answers:
            self.confirm(item, now)
        self.answers[item.id] = answer
        self.looked[item.id] = now

    def confirm(self, item: Item, now: datetime) -> None:
        """The item was read and still stands as it was. Raises BadInput where nothing was said.

        What was typed already is kept; times that have passed are left out, to be given anew.
        """
        was = self.before.get(item.id)
        if item.id not in self.answers:
            if was is None:
                raise BadInput("There is nothing from last time to confirm.", do="Answer it.")
            self.answers[item.id] = was.said.answer
            mine = self.typed.setdefault(item.id, {})
            for line in self.lines(item):
                text = self._as_typed(was.said.values.get(line.name), now)
                taken = self.amends is not None or line.name not in NEVER_TAKEN
                if taken and text and not mine.get(line.name):
                    mine[line.name] = text
        self.looked[item.id] = now

    def take_back(self, item: Item) -> None:
        """As if nobody had looked at the item."""
        for held in (self.answers, self.typed, self.looked):
            held.pop(item.id, None)

    def type(self, item: Item, line: Line, text: str) -> None:
        """What stands in a line now; it is worked out when it is asked for."""
        self.typed.setdefault(item.id, {})[line.name] = text

    def settle(self, item: Item, line: Line, now: datetime) -> None:
        """Write a time out, so that "+24h" keeps its meaning in a draft."""
        if line.kind == "moment":
            value, error = self.read(item, line, now)
            if isinstance(value, datetime) and not error:
                self.type(item, line, say_moment(value))

    def let_go_of_the_stale(self, now: datetime) -> tuple[Item, ...]:
        """Items that must be looked at again: it is too long ago, or somebody else has reviewed
        since (H04). What was typed stays; the items come back untouched."""
        stale = []
        for item in self.checklist.items:
            looked, was = self.looked.get(item.id), self.before.get(item.id)
            if looked is None:
                continue
            if is_stale(looked, now) or (was is not None and was.when > looked):
                del self.looked[item.id]
                stale.append(item)
        return tuple(stale)

    # --- reading --------------------------------------------------------------------------------

    def lines(self, item: Item) -> tuple[Line, ...]:
        """What may be typed under the item as it is answered now."""
        answer = self.answers.get(item.id)
        found: list[Line] = [OWNER, BY] if answer == NOT_YET else []
        if not (item.asks == "taking-part" and answer != NO):
            found += ASKED.get(item.asks, ())
        return (*found, *([WORDS] if item.own_words else []), NOTE)

    def text(self, item: Item, line: Line) -> str:
        """What stands in a line."""
        return self.typed.get(item.id, {}).get(line.name, "")

    def read(self, item: Item, line: Line, now: datetime) -> tuple[Any, str]:
        """The value of a line and "", or None and what is wrong with it."""
        typed = self.text(item, line).strip()
        if not typed:
            return None, ""
        try:
            return read_line(self.lists, line.kind, typed, now), ""
        except BadInput as problem:
            return None, problem.what

    def said(self, item: Item, now: datetime) -> Said | None:
        """What is said of the item so far; None while nobody has answered it."""
        answer = self.answers.get(item.id)
        if answer is None:
            return None
        values = {line.name: self.read(item, line, now)[0] for line in self.lines(item)}
        if item.asks == "taking-part" and answer == YES:
            values["taking_part"] = TOOK_PART
        words = values.get(WORDS.name)
        return Said(answer, values, self._words_said(item, words, now) if words else None)

    def state(self, item: Item, now: datetime) -> str:
        """SAME, CHANGED, LOOKED_AT where there is no last time, UNTOUCHED."""
        said = self.said(item, now) if item.id in self.looked else None
        if said is None:
            return UNTOUCHED
        was = self.before.get(item.id)
        if was is None:
            return LOOKED_AT
        differs = any(change[0] not in ALWAYS_NEW for change in self._differences(was.said, said))
        return CHANGED if differs else SAME

    def changes(self, item: Item, now: datetime) -> tuple[Change, ...]:
        """What is another now, answer first, in words."""
        was, said = self.before.get(item.id), self.said(item, now)
        if was is None or said is None:
            return ()
        labels = {line.name: line.label for line in (OWNER, BY, WORDS, NOTE)}
        labels |= {line.name: line.label for line in ASKED.get(item.asks, ())}
        return tuple(
            Change(
                labels.get(name, name),
                self.say(name, before) or NOTHING,
                self.say(name, after) or NOTHING,
            )
            for name, before, after in self._differences(was.said, said)
        )

    def wanted(self, item: Item, now: datetime) -> Line | None:
        """The first line that the answer asks for and that is not given yet."""
        lines = {line.name: line for line in self.lines(item)}
        for name in (OWNER.name, BY.name, *ALWAYS_NEW):
            asked = name in (OWNER.name, BY.name) or self.answers.get(item.id) == YES
            if name in lines and asked and self.read(item, lines[name], now)[0] is None:
                return lines[name]
        return None

    def troubles(self, now: datetime) -> tuple[Trouble, ...]:
        """What cannot be kept as it stands: unreadable lines, and a "not yet" without owner or
        date, or a next review without its time."""
        found = []
        for item in self.checklist.items:
            if item.id not in self.answers:
                continue
            for line in self.lines(item):
                sentence = self.read(item, line, now)[1] or self._missing(item, line, now)
                if sentence:
                    found.append(Trouble(item, line, sentence))
        return tuple(found)

    def untouched(self) -> tuple[Item, ...]:
        """The items that nobody has looked at, in their order."""
        return tuple(item for item in self.checklist.items if item.id not in self.looked)

    def say(self, name: str, value: Any) -> str:
        """The value of a line ("answer" for the answer itself) in words."""
        return say_value(self.lists, name, value)

    def _words_said(self, item: Item, words: str, now: datetime) -> datetime:
        """Words that a correction leaves as they were were said when they were said."""
        was = self.before.get(item.id) if self.amends else None
        same = was is not None and was.said.values.get(WORDS.name) == words
        return was.said.words_said or now if was is not None and same else now

    def _differences(self, was: Said, now: Said) -> list[tuple[str, Any, Any]]:
        found: list[tuple[str, Any, Any]] = [("answer", was.answer, now.answer)]
        for name in dict.fromkeys([*was.values, *now.values]):
            before, after = was.values.get(name), now.values.get(name)
            if name != WORDS.name or after or self.amends:  # nothing new takes nothing back
                found.append((name, before, after))
        return [each for each in found if (each[1] or None) != (each[2] or None)]

    def _missing(self, item: Item, line: Line, now: datetime) -> str:
        value = self.read(item, line, now)[0]
        if line == OWNER and not value:
            return "“not yet” needs an owner."
        if line == BY and value is None:
            return "“not yet” needs a time."
        if line.name == "next_due" and self.answers.get(item.id) == YES:
            if value is None:
                return "Say when the next review is due."
            made = (self.amends.when if self.amends else None) or now
            return "" if value > made else "That time has passed."
        return ""

    def _as_typed(self, value: Any, now: datetime) -> str:
        if isinstance(value, datetime):
            return say_moment(value) if self.amends or value > now else ""
        return value if isinstance(value, str) else ""
