"""One record in lines with its history, and what can be done to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from wardsafe.ledger.entry import Saved
from wardsafe.plain.form import ask_reason, say_saved
from wardsafe.plain.people import banner
from wardsafe.plain.recording import write
from wardsafe.plain.review_words import review_words
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import dated, lines_of
from wardsafe.records.base import Record, Row
from wardsafe.records.completeness import NOT_KNOWN, count, outstanding
from wardsafe.records.fields import Field, fields_of, later_sections, now_fields
from wardsafe.records.reading import say_field
from wardsafe.records.self_harm_review import SelfHarmReview
from wardsafe.services import answering_reviews, duplicates, finding, recording
from wardsafe.services.finding import Opened
from wardsafe.services.session import Session
from wardsafe.tui import writing
from wardsafe.views.history import Version

LATER = "A later wardsafe wrote this; it is kept whole, and cannot be shown here."
ACTS = {"record": "recorded", "amend": "amended", "void": "struck through"}
LETTERS = {
    "a": "amend",
    "v": "strike through",
    "c": "choose a version",
    "e": "same event as another",
    "w": "their words",
    "h": "history",
    "o": "who opened it",
}


def open_one(talk: Talk, session: Session, record: str) -> None:
    """Open a record, which is written down, and do something to it until back."""
    with talk.about_a_record():
        room = _Room(talk, session, record)
        room.say(finding.open_record(session, record))
        answering_reviews.note_told(session, record)
        room.run()


@dataclass
class _Room:
    talk: Talk
    session: Session
    record: str

    def run(self) -> None:
        """What now, until back."""
        acts: dict[str, Callable[[Opened], None]] = {
            "a": self._amend,
            "v": self._void,
            "c": self._choose,
            "e": self._same_event,
            "w": self._voice,
            "h": self._history,
            "o": self._readers,
        }
        while True:
            opened = finding.look(self.session, self.record)
            at = self.talk.choose((), "What now", LETTERS)
            with self.talk.one_thing():
                acts[str(at)](opened)

    # --- what it says ---------------------------------------------------------------------------

    def say(self, opened: Opened) -> None:
        """All of it, the history last."""
        self.talk.say(*told(opened, self.session.now()))

    def _history(self, opened: Opened) -> None:
        self.talk.say(*_history(opened))

    def _readers(self, opened: Opened) -> None:
        for one in finding.readings(self.session, self.record):
            self.talk.say(f"- {one.name}, {one.at}")

    # --- what can be done -----------------------------------------------------------------------

    def _saved(self, saved: Saved) -> None:
        say_saved(self.talk, self.session.now(), saved)

    def _amend(self, opened: Opened) -> None:
        self.session.require("amend")
        if len(opened.heads) > 1:
            self.talk.say("There are two versions. Choose one first, then amend it.")
        elif opened.said is None:
            self.talk.say(LATER)
        elif isinstance(opened.said, SelfHarmReview):  # gone through item by item
            from wardsafe.plain.reviews import amend_review

            amend_review(self.talk, self.session, opened.record)
        else:
            form = writing.amendment(self.session, opened.record, opened.said, opened.head_ids)
            write(self.talk, self.session, form)

    def _void(self, opened: Opened) -> None:
        self.session.require("void")
        self.talk.say(f"Strike through #{opened.number}. It stays readable.")
        reason = ask_reason(self.talk, "void-reason")
        self._saved(recording.void(self.session, self.record, reason))

    def _choose(self, opened: Opened) -> None:
        self.session.require("amend")
        if len(opened.heads) < 2:
            self.talk.say("There is only one version.")
            return
        lines = [f"#{one.number} by {one.author_name}, {one.reason}" for one in opened.heads]
        head = opened.heads[self.talk.pick("Which version holds?", lines, "Which")]
        reason = ask_reason(self.talk, "amend-reason")
        self._saved(recording.choose(self.session, self.record, head.id, reason))

    def _same_event(self, opened: Opened) -> None:
        self.session.require("amend")
        twins = opened.twins
        linked = [f"take back: same event as #{row.number}" for row in twins.linked]
        likely = [f"link with #{one.row.number}, {one.words()}" for one in twins.likely]
        if not linked and not likely:
            self.talk.say("No other record of this person is within an hour of it.")
            return
        at = self.talk.pick("Both records stay as they are.", [*linked, *likely], "Which")
        if at < len(linked):
            other = twins.linked[at].record
            reason = ask_reason(self.talk, "amend-reason")
            self._saved(duplicates.unlink(self.session, self.record, other, reason))
        else:
            other = twins.likely[at - len(linked)].row.record
            reason = ask_reason(self.talk, "amend-reason")
            self._saved(duplicates.link(self.session, self.record, other, reason))

    def _voice(self, opened: Opened) -> None:
        write(self.talk, self.session, writing.voice(self.session, self.record))


def lines_of_record(opened: Opened, now: datetime) -> Iterator[str]:
    """All of a record as it is printed: cleaned, 80 cells wide."""
    for text in told(opened, now):
        yield from lines_of(text)


def told(opened: Opened, now: datetime) -> Iterator[str]:
    """All of a record in sentences, the history last; nothing is left out."""
    yield f"{opened.title}, #{opened.number}."
    if opened.person is not None:
        yield banner(opened.person, now)
    yield from (f"Take note: {fault}" for fault in opened.not_as_saved)
    if opened.is_void:
        yield "STRUCK THROUGH. What follows no longer holds."
    for number, head in enumerate(opened.heads, 1):
        if len(opened.heads) > 1:
            yield f"Version {number} of {len(opened.heads)}, by {head.author_name}:"
        yield from fields_told(head.record) if head.record else (LATER,)
    yield from _items(opened)
    for voice in opened.heard:
        yield f"In their words, entered by {voice.entered_by}:"
        yield voice.voice.words or ""
    for row in opened.twins.linked:
        yield f"Linked: the same event as #{row.number}, {row.what}."
    for one in opened.twins.likely:
        yield f"It may be the same event: #{one.row.number}, {one.words()}."
    yield from review_words(opened.review)
    yield from _history(opened)
    yield f"Opened by {opened.readers} {'person' if opened.readers == 1 else 'people'}."


def _items(opened: Opened) -> Iterator[str]:
    for found in opened.items[:1]:
        done, of = count(found)
        yield f"What the Act asks for: {done} of {of} answered."
        open_ = "; ".join(f"{one.letter} {one.label}" for one in outstanding(found))
        if open_:
            yield f"Outstanding: {open_}."
        unknown = "; ".join(f"{one.letter} {one.label}" for one in found if one.state == NOT_KNOWN)
        if unknown:
            yield f"Not known: {unknown}."


def _history(opened: Opened) -> Iterator[str]:
    yield "History."
    for version in opened.versions:
        yield from _version(version)


def _version(version: Version) -> Iterator[str]:
    by = ", ".join(filter(None, (version.author_name, version.job_title)))
    act = ACTS.get(version.act, version.act)
    via = f", {version.via}" if version.via else ""
    reason = f" Reason: {version.reason}." if version.reason else ""
    late = f", {version.late}" if version.late else ""
    yield f"- #{version.number} {act} {dated(version.entered)} by {by}{via}{late}.{reason}"
    for change in version.changes:
        yield f"  {change.label}: {change.before} became {change.after}."


def fields_told(said: Record) -> Iterator[str]:
    """Every field by section; what nobody filled in is named, and is never nought."""
    model = type(said)
    nowhere = tuple(
        each
        for each in fields_of(model)
        if each.order is None
        and each.section is None
        and not (each.rows or each.derived)
        and each.who != "patient"
    )
    sections = {"": (*now_fields(model), *nowhere), **later_sections(model)}
    for name, fields in sections.items():
        told = [line for each in fields for line in _field(said, each)]
        blank = [each.label for each in fields if _is_blank(said, each) and not each.derived]
        if name and told:
            yield f"{name}."
        yield from told
        if blank and (told or not name):
            yield f"Not recorded{f' ({name})' if name else ''}: {'; '.join(blank)}."


def _is_blank(said: Record, field: Field) -> bool:
    value = getattr(said, field.name, None)
    asked = field.order is not None or field.section is not None
    return asked and value in (None, (), "") and not said.is_not_known(field.name)


def _field(said: Record, field: Field) -> Iterator[str]:
    value = getattr(said, field.name, None)
    if not field.rows:
        words = _words(said, said, field, field.name)
        if words:
            yield f"{field.label}: {words}"
        return
    for number, row in enumerate(value or ()):
        told = []
        for at, each in enumerate(field.rows):
            path = f"{field.name}.{number}.{each.name}"
            words = _words(said, row, each, path)
            told += [f"{each.label} {words}" if at else words] if words else []
        if told:
            yield f"{field.label} {number + 1}: {'; '.join(told)}"


def _words(said: Record, holder: Record | Row, field: Field, path: str) -> str:
    """`holder` is the record, or the row that has the field; what has not begun is not going on."""
    if said.is_not_known(path):
        return "not known"
    value = getattr(holder, field.name, None)
    if value is None and field.after and getattr(holder, field.after, None) is None:
        return ""
    return say_field(field, value)
