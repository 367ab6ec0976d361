"""A review while it is being made: what was said last time, what is said now, what is left.

Nothing is carried forward unseen: an item is untouched until somebody answers it or confirms it,
and an untouched item is saved as not looked at. The sheet knows states of items and nothing that
could be added up. No session and no screen here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from wardsafe.errors import BadInput
from wardsafe.records.moments import local, read_moment, say_date, say_moment, say_time
from wardsafe.records.self_harm_review import (
    NO,
    NOT_YET,
    TOOK_PART,
    YES,
    ReviewRow,
    SelfHarmReview,
)
from wardsafe.records.text import LINE, keep
from wardsafe.services.review_times import is_stale
from wardsafe.vocabulary.checklists import Checklist, Item, Lists, Observation, checklist_of
from wardsafe.vocabulary.code_lists import code_list

SAME, CHANGED, LOOKED_AT, UNTOUCHED = "same", "changed", "looked at", ""
ANSWERS = (YES, NO, NOT_YET)
NOTHING = "nothing"

Kind = Literal["text", "moment", "arrangement", "agreed", "taking-part"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line that may be typed under an item: `name` is where it goes in the record."""

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""


WORDS, NOTE = Line("own_words", "words"), Line("note", "note")
OWNER = Line("owner", "owner", hint="who does it")
BY = Line("by", "by", "moment", hint="0900, +24h")
_ASKED: Mapping[str, tuple[Line, ...]] = {
    "taking-part": (
        Line("taking_part", "taking part", "taking-part", hint="declined, not able to"),
        Line("taking_part_why", "why"),
    ),
    "observation": (
        Line("observation", "what", "arrangement", hint="a word of its name"),
        Line("observation_reason", "reason"),
        Line("observation_agreed", "agreed", "agreed", hint="y, n"),
        Line("next_look", "next look", "moment", hint="0900, +24h"),
    ),
    "next-review": (Line("next_due", "due", "moment", hint="0900, +24h"),),
}
_CODES = {
    "answer": "yes-no-not-yet",
    "taking_part": "taking-part",
    "observation_agreed": "yes-no",
}
_ALWAYS_NEW = ("next_look", "next_due")
"""Times that lie ahead: another one is not a change in what was found."""

_NEVER_TAKEN = (WORDS.name, "next_due")
"""Nobody says the same words twice, and each review sets its own next one."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one review says of one item. `values` are read values by the name of their line."""

    answer: str
    values: Mapping[str, Any]
    words_said: datetime | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What was said of an item the last time that somebody looked at it, when and by whom."""

    when: datetime
    by: str
    said: Said


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is another now, in words."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an item cannot be kept as it stands, and the line where it is put right."""

    item: Item
    line: Line
    sentence: str


@dataclass(slots=True)
class ReviewSheet:
    """One review of one person. `before` holds, by item, what was last said; nothing of it moves
    into this review without `confirm`."""

    person: str
    lists: Lists
    checklist: Checklist
    before: Mapping[str, Before]
    answers: dict[str, str] = field(default_factory=dict)
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    looked: dict[str, datetime] = field(default_factory=dict)

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
                text = self._as_typed(line, was.said.values.get(line.name), now)
                if line.name not in _NEVER_TAKEN and text and not mine.get(line.name):
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
            found += _ASKED.get(item.asks, ())
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
            return _READERS[line.kind](self, typed, now), ""
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
        return Said(answer, values, now if values.get(WORDS.name) else None)

    def state(self, item: Item, now: datetime) -> str:
        """SAME, CHANGED, LOOKED_AT where there is no last time, UNTOUCHED."""
        said = self.said(item, now) if item.id in self.looked else None
        if said is None:
            return UNTOUCHED
        was = self.before.get(item.id)
        if was is None:
            return LOOKED_AT
        differs = any(change[0] not in _ALWAYS_NEW for change in self._differences(was.said, said))
        return CHANGED if differs else SAME

    def changes(self, item: Item, now: datetime) -> tuple[Change, ...]:
        """What is another now, answer first, in words."""
        was, said = self.before.get(item.id), self.said(item, now)
        if was is None or said is None:
            return ()
        labels = {line.name: line.label for line in (OWNER, BY, WORDS, NOTE)}
        labels |= {line.name: line.label for line in _ASKED.get(item.asks, ())}
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
        for name in (OWNER.name, BY.name, *_ALWAYS_NEW):
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
        if isinstance(value, datetime):
            return say_moment(value)
        if not isinstance(value, str):
            return ""
        if name == "observation":
            known = self.lists.observation(value)
            return known.local_name if known else value
        listed = _CODES.get(name)
        return code_list(listed).text(value).lower() if listed else value

    # --- what it makes --------------------------------------------------------------------------

    def record(
        self, now: datetime, *, due: datetime | None, prompted_by: Iterable[str] = ()
    ) -> SelfHarmReview:
        """The review as a record made now; `due` is when it was due. Raises BadInput."""
        for trouble in self.troubles(now):
            raise BadInput(f"{trouble.item.label}: {trouble.sentence}", field=trouble.line.name)
        values: dict[str, Any] = {}
        for item in self.checklist.items:
            said = self.said(item, now) if item.id in self.looked else None
            asked = _ASKED.get(item.asks, ())
            values |= {line.name: said.values.get(line.name) for line in asked if said}
        observation = self.lists.observation(values.get("observation") or "")
        return SelfHarmReview(
            **values,
            person=self.person,
            when=now,
            in_time=None if due is None else "Y" if now <= due else "N",
            observation_name=observation.local_name if observation else None,
            prompted_by=tuple(prompted_by),
            checklist=self.checklist.name,
            checklist_version=self.checklist.version,
            rows=tuple(self._row(item, now) for item in self.checklist.items),
        )

    def as_draft(self, now: datetime) -> dict[str, Any]:
        """What is needed to go on later, with the checklist that it was begun with."""
        for item in self.checklist.items:
            for line in self.lines(item):
                self.settle(item, line, now)
        return {
            "checklist": self.checklist.as_json(),
            "answers": dict(self.answers),
            "lines": {item: dict(lines) for item, lines in self.typed.items()},
            "looked": {item: at.isoformat() for item, at in self.looked.items()},
        }

    def take_up(self, draft: Mapping[str, Any]) -> None:
        """Go on with a draft, by its own checklist. Raises BadInput for one that is not right."""
        self.checklist = checklist_of(draft["checklist"])
        try:
            self.answers = {str(k): v for k, v in draft["answers"].items() if v in ANSWERS}
            self.typed = {str(k): dict(v) for k, v in draft["lines"].items()}
            looked = {str(k): datetime.fromisoformat(v) for k, v in draft["looked"].items()}
        except (KeyError, AttributeError, TypeError, ValueError):
            raise BadInput("This draft cannot be read.", do="Begin the review again.") from None
        self.looked = {item: at for item, at in looked.items() if item in self.answers}

    def _row(self, item: Item, now: datetime) -> ReviewRow:
        asked = f"{item.number} {item.label}: {item.question}"
        said = self.said(item, now) if item.id in self.looked else None
        if said is None:
            return ReviewRow(item=item.id, asked=asked)
        same = self.state(item, now) == SAME
        words, words_said = said.values.get(WORDS.name), said.words_said
        if same and not words:  # read and still so: with the day on which they were said
            was = self.before[item.id].said
            words, words_said = was.values.get(WORDS.name), was.words_said
        return ReviewRow(
            item=item.id,
            asked=asked,
            answer=said.answer,
            owner=said.values.get(OWNER.name),
            by=said.values.get(BY.name),
            own_words=words,
            words_said=words_said,
            note=said.values.get(NOTE.name),
            confirmed_same="Y" if same else "N",
            looked=self.looked[item.id],
        )

    def _differences(self, was: Said, now: Said) -> list[tuple[str, Any, Any]]:
        found: list[tuple[str, Any, Any]] = [("answer", was.answer, now.answer)]
        for name in dict.fromkeys([*was.values, *now.values]):
            before, after = was.values.get(name), now.values.get(name)
            if name != WORDS.name or after:  # saying nothing new takes nothing back
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
            return "" if value > now else "That time has passed."
        return ""

    def _as_typed(self, line: Line, value: Any, now: datetime) -> str:
        if isinstance(value, datetime):
            return say_moment(value) if value > now else ""
        return value if isinstance(value, str) else ""


def said_in(record: SelfHarmReview, row: ReviewRow, item: Item) -> Said | None:
    """What a saved review says of one item; None where nobody looked at it."""
    if row.answer not in ANSWERS:
        return None
    values: dict[str, Any] = {line.name: getattr(row, line.name) for line in (WORDS, NOTE)}
    if row.answer == NOT_YET:
        values |= {line.name: getattr(row, line.name) for line in (OWNER, BY)}
    values |= {line.name: getattr(record, line.name) for line in _ASKED.get(item.asks, ())}
    said = row.words_said or (record.when if row.own_words else None)
    return Said(row.answer, {name: v for name, v in values.items() if v}, said)


def say_soon(moment: datetime, now: datetime) -> str:
    """A time with its day as people say it: "09:00 today", "09:00 on 25 Nov"."""
    days = (local(moment).date() - local(now).date()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    day = say_date(local(moment).date()).rpartition(" ")[0]
    return f"{say_time(moment)} {near or f'on {day}'}"


def _read_text(sheet: ReviewSheet, typed: str, now: datetime) -> str:
    return keep(typed, limit=LINE * 10)


def _read_moment(sheet: ReviewSheet, typed: str, now: datetime) -> datetime:
    return read_moment(typed, now=now, ahead=True)


def _read_arrangement(sheet: ReviewSheet, typed: str, now: datetime) -> str:
    today = local(now).date()
    wanted = typed.casefold().split()
    fits = [one for one in sheet.lists.observations if _fits(one, wanted)]
    exact = [one for one in fits if typed.casefold() in (one.code, one.local_name.casefold())]
    found = exact or [one for one in fits if one.holds_on(today)]
    if len(found) != 1:
        what = "More than one fits." if found else "Nothing in the trust's list fits."
        raise BadInput(what)
    return found[0].code


def _fits(one: Observation, wanted: list[str]) -> bool:
    words = f"{one.code} {one.local_name}".casefold().replace("-", " ").split()
    words.append(one.code)
    asked = [part for word in wanted for part in ([word] if word == one.code else word.split("-"))]
    return all(any(word.startswith(each) for word in words) for each in asked if each)


def _read_code(name: str) -> Callable[[ReviewSheet, str, datetime], str]:
    def read(sheet: ReviewSheet, typed: str, now: datetime) -> str:
        found = code_list(name).match(typed)
        if len(found) != 1:
            raise BadInput("Which of them?" if found else "Nothing fits this.")
        return found[0].code

    return read


_READERS: Mapping[Kind, Callable[[ReviewSheet, str, datetime], Any]] = {
    "text": _read_text,
    "moment": _read_moment,
    "arrangement": _read_arrangement,
    "agreed": _read_code("yes-no"),
    "taking-part": _read_code("taking-part"),
}
