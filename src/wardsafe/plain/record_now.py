"""Recording without a PIN: what is typed is sealed to this terminal and waits to be claimed."""

from dataclasses import replace
from typing import Any, cast

from wardsafe.clock import Clock
from wardsafe.plain.form import Form
from wardsafe.plain.talk import Back, Ended, LockNow, Talk
from wardsafe.records.base import Record
from wardsafe.records.fields import Field
from wardsafe.services.door import Door
from wardsafe.services.without_pin import WithoutPin
from wardsafe.tui.forms.parts import DESCRIBED
from wardsafe.tui.forms.task import FormTask, SavedEntry, Typed

KEPT = (
    "Kept, sealed to this terminal, code {}. It is not in the ledger yet: it waits to be claimed."
)


WHO = "Who it was about: a name, initials and bed, or what they look like."


class _Receipt:
    """What is known of a record that is kept, and in no ledger yet."""

    number = 0

    def __init__(self, code: str) -> None:
        self.code = code


class RecordNow:
    """The questions of a use of force, for somebody without a PIN."""

    def __init__(self, talk: Talk, door: Door, clock: Clock) -> None:
        self._talk, self._door = talk, door
        self._form = _HeldForm(
            talk,
            FormTask(
                model=WithoutPin,
                now=clock.now,
                on_save=self._keep,
                on_draft=lambda typed: None,
                title="Recording without a PIN. Whoever unlocks next finds it and claims it.",
            ),
            drafts=False,
            ask_at_end="What now (cancel throws it away)",
        )

    def write(self) -> None:
        """Ask; what stands there is kept when it locks by itself, and thrown away only when asked.

        Raises LockNow, Ended.
        """
        form = self._form
        while True:
            try:
                with self._talk.about_a_record():
                    form.ask_all()
                return
            except (LockNow, Ended):
                if not form.sheet.is_blank():
                    self._talk.say(KEPT.format(self._hold(form.typed()).code))
                raise
            except Back:
                if form.sheet.is_blank() or self._talk.yes("Throw away what is typed?"):
                    self._talk.say("Nothing was kept.")
                    return

    def _keep(self, record: Record, reason: str | None) -> SavedEntry:
        return self._hold(self._form.typed())

    def _hold(self, typed: Typed) -> _Receipt:
        kept = self._door.hold(WithoutPin.kind, cast("dict[str, Any]", typed))
        return _Receipt(kept.code)


class _HeldForm(Form):
    """Says what is true of it: kept, and not yet saved."""

    def ask_all(self) -> None:
        """Every question, until it is kept."""
        self._write()

    def _parts(self) -> list[tuple[str, tuple[Field, ...]]]:
        """Here *who* stands for the patient once and for staff below, so it says which."""
        return [(name, tuple(map(_renamed, fields))) for name, fields in super()._parts()]

    def _say_saved(self, saved: SavedEntry) -> None:
        self.talk.say(KEPT.format(saved.code))


def _renamed(field: Field) -> Field:
    return replace(field, label="Patient", help=WHO) if field.name == DESCRIBED else field
