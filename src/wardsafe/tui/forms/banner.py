"""Whose record this is: always in sight, with whoever could be taken for them (H01, A15)."""

from collections.abc import Sequence
from datetime import date

from textual.content import Content
from textual.widget import Widget

from wardsafe.records.moments import say_date
from wardsafe.records.nhs_number import say_nhs_number
from wardsafe.records.patient import Patient, age_at, similar
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.forms.task import FormTask, PersonRow
from wardsafe.tui.glyphs import glyphs

WIDE = 100


class Banner(Widget):
    """Two lines about one person, behind the bar that marks the one thing that matters."""

    def __init__(self, today: date, *, changes: bool = True) -> None:
        """`changes`: whether another person can be chosen here; then the key stands beside it."""
        super().__init__(id="banner")
        self._today, self._changes = today, changes
        self._person: PersonRow | None = None
        self._alike: tuple[PersonRow, ...] = ()

    def show(self, person: PersonRow | None, others: Sequence[PersonRow] = ()) -> None:
        """Say who it is; `others` are the ward's people, looked through for similar names."""
        self._person = person
        self._alike = alike(person, others) if person else ()
        self.refresh()

    def render(self) -> Content:
        """The two lines, in the width there is."""
        width = self.content_size.width
        if self._person is None:
            return drawn("Nobody chosen yet.", "bold $strong")
        person, gap = self._person, Content("   ")
        bed = f"bed {person.bed}" if person.bed else "no bed"
        first = joined(
            drawn(person.name, "bold $strong"), gap, drawn(f"{person.initials}, {bed}", "$ink")
        )
        other = self._alert()
        if self._changes:
            asked = other or drawn("not this person?", "$quiet")
            other = joined(asked, Content("  "), drawn("^P", "bold $accent"))
        second = (Content(" " * (5 if width >= WIDE else 4))).join(self._facts(width))
        return Content("\n").join([spread(first, other, width), second])

    def _facts(self, width: int) -> list[Content]:
        person = self._person
        assert person is not None  # noqa: S101 - render asked for a person before
        born = "date of birth not recorded"
        if person.born:
            born = f"born {say_date(person.born)}, {age_at(person.born, self._today)}"
        number = say_nhs_number(person.nhs_number) if person.nhs_number else "not recorded"
        lead = "NHS number " if width >= WIDE or not person.nhs_number else ""
        facts = [born, lead + number, person.legal_status]
        return [drawn(fact, "$ink") for fact in facts if fact]

    def _alert(self) -> Content:
        if not self._alike:
            return Content("")
        first = self._alike[0]
        bed = f", bed {first.bed}" if first.bed else ""
        return drawn(f"{glyphs().alert} not {first.name}{bed}?", "bold $strong")


def alike(person: PersonRow, others: Sequence[PersonRow]) -> tuple[PersonRow, ...]:
    """The others whose names could be taken for this person's."""
    rest = [other for other in others if other.record != person.record]
    names = similar(person.name, [other.name for other in rest])
    return tuple(other for other in rest if other.name in names)


def patient_of(job: FormTask, person: PersonRow | None) -> Patient | None:
    """The person's record; from what the banner says where nobody can look it up."""
    if person is None:
        return None
    found = job.person_record(person.record) if job.person_record else None
    if isinstance(found, Patient):
        return found
    return Patient(name=person.name, nhs_number=person.nhs_number or None)
