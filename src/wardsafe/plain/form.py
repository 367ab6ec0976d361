"""A record of any kind, asked field by field from its own hints, as the form on the screen is.

Gaps never stop it from being saved; only what is impossible does. A draft is kept after each
answer, in the shape that the screen keeps, so that either can go on with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wardsafe.errors import WardsafeError
from wardsafe.plain.alike import same_as
from wardsafe.plain.asking import Asking
from wardsafe.plain.form_questions import Questions
from wardsafe.plain.people import banner, choose_person
from wardsafe.plain.talk import Back, Cancel, Ended, LockNow, SaveNow, Talk
from wardsafe.plain.words import many
from wardsafe.records.base import Record
from wardsafe.records.completeness import count, items, outstanding
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.moments import local, say_time
from wardsafe.records.patient import Patient, about_the_person
from wardsafe.services.session import Session
from wardsafe.tui.forms.lacking import lacking
from wardsafe.tui.forms.parts import DESCRIBED, WHY, WHY_LIST, extra_fields, parts_of
from wardsafe.tui.forms.pin import mentions_pin
from wardsafe.tui.forms.sheet import Sheet
from wardsafe.tui.forms.task import FormTask, PersonRow, SavedEntry, Typed
from wardsafe.views.people import Person
from wardsafe.vocabulary.code_lists import code_list

SAVE, MORE, READ = "s", "m", "r"
LEFT = "Left. A draft is kept: it is offered again at the menu."
NO_DRAFT = "Left. Nothing was kept."
UNCHANGED = "Left. Nothing was changed."


@dataclass
class Form:
    """One record from the first question to *Saved*.

    `session` None: nobody is signed in, and nobody can be looked up. `drafts` False: it is a few
    words, or holds something no draft may hold, and leaving it keeps nothing.
    """

    talk: Talk
    task: FormTask
    session: Session | None = None
    drafts: bool = True
    ask_at_end: str = ""
    sheet: Sheet = field(init=False)
    person: PersonRow | Person | None = field(init=False)

    def __post_init__(self) -> None:
        task, self._at_once = self.task, False
        extra = extra_fields(task)
        self.sheet = Sheet(task.model, task.now(), task.typed, task.amend_of, extra)
        self._questions = Questions(self.talk, self.sheet, self._asking, self._keep)
        self.person = task.person
        self._begun: Typed = {}
        leaving = "cancel leaves, a draft is kept" if self.drafts else "cancel leaves"
        self.ask_at_end = self.ask_at_end or f"What now ({leaving})"

    def write(self) -> SavedEntry | None:
        """Ask for it all; the saved entry, or None where it was left with its draft kept."""
        with self.talk.about_a_record():
            try:
                return self._write()
            except (LockNow, Ended):
                self._keep()
                raise
            except Back:
                self.talk.say(self._left())
                return None

    def _write(self) -> SavedEntry | None:
        self.talk.say(self.task.title or self.task.model.title)
        self._know()
        if self.task.amend_of is None:
            self._go_through(self._parts()[0][1])
        return self._finish()

    def _left(self) -> str:
        if self.drafts and not self.sheet.is_blank() and self.typed() == self._begun:
            return UNCHANGED
        return LEFT if self._keep() else NO_DRAFT

    def _parts(self) -> list[tuple[str, tuple[Field, ...]]]:
        parts = [
            (name, tuple(each for each in fields if each.name != WHY))
            for name, fields in parts_of(self.task)
        ]
        return [part for part in parts if part[1]]

    # --- whose it is ----------------------------------------------------------------------------

    def _know(self) -> None:
        """Say or ask whose it is; what is known of them stands in the blank fields."""
        now = self.task.now()
        if self.person is not None:
            self.talk.say(banner(self.person, now))
        elif self.task.people is not None and self.session is not None and _is_about(self.task):
            described = DESCRIBED in self.task.model.model_fields
            self.person = choose_person(self.talk, self.session, or_nobody=described)
            if self.person is None:
                self._describe()
        patient = self._patient()
        if patient is not None and self.task.amend_of is None:
            self.sheet.prefill(about_the_person(patient, local(now).date()))
        self._begun = self.typed()

    def _describe(self) -> None:
        described = next(f for f in fields_of(self.task.model) if f.name == DESCRIBED)
        self._asking().ask(DESCRIBED, described)

    def _patient(self) -> Patient | None:
        look = self.task.person_record
        found = look(self.person.record) if self.person and look else None
        return found if isinstance(found, Patient) else None

    def _person_id(self) -> str | None:
        return self.person.record if self.person else None

    # --- question after question ----------------------------------------------------------------

    def _asking(self) -> Asking:
        self.sheet.now = self.task.now()
        suggest = {name: tuple(offered()) for name, offered in self.task.suggest.items()}
        return Asking(self.talk, self.sheet, suggest)

    def _go_through(self, fields: Sequence[Field]) -> None:
        """Every field in order; back goes to the one before, and from the first one out."""
        try:
            with self.talk.saving():
                self._questions.go_through(fields)
        except SaveNow:
            self._at_once = True

    # --- the end --------------------------------------------------------------------------------

    def _finish(self) -> SavedEntry | None:
        while True:
            if self._at_once:
                self._at_once = False
                if (saved := self._save()) is not None:
                    return saved
            parts = self._parts()
            self._say_meter()
            letters = {SAVE: "save", READ: "read it back", **self._more(parts)}
            self.talk.say("; ".join(f"{key} {words}" for key, words in letters.items()) + ".")
            typed = self.talk.ask(self.ask_at_end).casefold()
            try:
                if typed in (SAVE, "save"):
                    saved = self._save()
                    if saved is not None:
                        return saved
                elif typed == READ:
                    self._read_back()
                elif typed == MORE and len(parts) > 1:
                    self._go_through(parts[self._which(parts)][1])
                elif typed in (MORE, "n"):
                    self._go_through(parts[0][1])
                else:
                    self.talk.say("Type one of the letters.")
            except Cancel:
                raise
            except Back:
                continue

    def _more(self, parts: Sequence[tuple[str, tuple[Field, ...]]]) -> dict[str, str]:
        return {MORE: "a part of it" if len(parts) > 1 else "the questions again"}

    def _which(self, parts: Sequence[tuple[str, tuple[Field, ...]]]) -> int:
        return self.talk.pick("The parts:", [name for name, _ in parts], "Which part")

    def _say_meter(self) -> None:
        record = self.sheet.record(person=self._person_id(), gaps=True)
        found = items(record, self._patient())
        if found:
            done, of = count(found)
            open_ = ", ".join(item.letter for item in outstanding(found))
            self.talk.say(f"{done} of {of} items of the Act answered; outstanding: {open_}.")

    def _read_back(self) -> None:
        for path in self.sheet.cells():
            if self.sheet.typed(path).strip() or self.sheet.read(path).said:
                said = self.sheet.read(path).said or self.sheet.typed(path)
                row = path.split(".")[1:2]
                lead = f" {int(row[0]) + 1}" if row else ""
                self.talk.say(f"{self.sheet.field(path).label}{lead}: {said}")

    # --- keeping --------------------------------------------------------------------------------

    def _save(self) -> SavedEntry | None:
        """Save it; None where something stands in the way, which is said."""
        self.sheet.now = self.task.now()
        if self.task.amend_of is not None and not self._ask_reason():
            return None
        found = lacking(self.sheet, self._person_id())
        if found is not None:
            self.talk.say(f"Not saved yet. {found[1]}")
            return None
        if not all(self.talk.yes(f"{doubt}. Is that right?") for doubt in self.sheet.doubts()):
            return None
        if mentions_pin(self.sheet.texts(), self.task.looks_like_pin) and not self.talk.yes(
            "That looks like your PIN in the text. Save it all the same?"
        ):
            return None
        record = self.sheet.record(person=self._person_id())
        doubt = self.task.doubt(record) if self.task.doubt else ""
        if doubt and not self.talk.yes(f"{doubt} Must it stand?"):
            return None
        same = same_as(self.talk, self.task, record)
        return None if same is None else self._handed_over(record, same)

    def _handed_over(self, record: Record, same_as: str) -> SavedEntry | None:
        reason = self.sheet.typed(WHY).strip() if self.task.amend_of is not None else None
        try:
            saved = self.task.on_save(record, reason)
        except WardsafeError as problem:
            self.talk.say(f"NOT SAVED. {problem}")
            self._keep()
            return None
        self._say_saved(saved)
        if same_as and self.task.link is not None:
            try:
                self.task.link(saved, same_as)
                self.talk.say("Linked: both records stay, and count as one event.")
            except WardsafeError as problem:
                self.talk.say(f"It is saved and not linked. {problem}")
        return saved

    def _say_saved(self, saved: SavedEntry) -> None:
        say_saved(self.talk, self.task.now(), saved)

    def _ask_reason(self) -> bool:
        if not any(self.sheet.changed(path) for path in self.sheet.cells()):
            self.talk.say("Nothing is changed yet.")
            return False
        self.sheet.write(WHY, ask_reason(self.talk, WHY_LIST), self.sheet.now)
        return True

    def typed(self) -> Typed:
        """What a draft keeps, with whom it is about."""
        kept = self.sheet.to_keep()
        if self.person is not None:
            kept["person"] = self.person.record
        return kept

    def _keep(self) -> bool:
        """Keep a draft, once something is typed; whether there is one now."""
        if self.sheet.is_blank() or not self.drafts or self.typed() == self._begun:
            return False
        try:
            self.task.on_draft(self.typed())
        except WardsafeError as problem:
            self.talk.say(f"No draft was kept. {problem}")
            return False
        return True


def say_saved(talk: Talk, now: datetime, saved: SavedEntry) -> None:
    """The Saved line: number, time, and the first characters of the entry's id."""
    talk.say(f"Saved #{saved.number} at {say_time(local(now))}, {saved.code}.")


def ask_reason(talk: Talk, listed: str) -> str:
    """A reason of a list, or one's own words."""
    codes = code_list(listed).offered()
    texts = [code.text for code in codes]
    talk.say("Reasons:")
    talk.listed(texts)
    while True:
        typed = talk.ask("Reason (a number, or your own words)")
        at = talk.meant(typed, texts)
        words = texts[at] if at is not None else typed
        if any(map(str.isalnum, words)):
            return words
        talk.say(f"Say why: one of the {many(len(texts), 'reason')}, or a few words.")


def _is_about(task: FormTask) -> bool:
    return any(f.input == "person" and f.who == "patient" for f in fields_of(task.model))
