"""Whose record it is, in the words that tell people apart, and which one."""

from textual.content import Content
from textual.widget import Widget

from wardsafe.records.moments import local, say_date, say_time
from wardsafe.records.nhs_number import say_nhs_number
from wardsafe.records.patient import age_at
from wardsafe.services.finding import Opened
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.vocabulary.code_lists import code_list

WIDE = 100


class RecordBanner(Widget):
    """Whose record it is, in full: the one place of a reading screen with the whole name."""

    def __init__(self) -> None:
        super().__init__(id="record-banner")
        self._opened: Opened | None = None
        self._today = ""

    def show(self, opened: Opened | None) -> None:
        """Say whose; None says nothing."""
        self._opened = opened
        self.refresh()

    def render(self) -> Content:
        """Two lines."""
        if self._opened is None:
            return Content("")
        width = self.content_size.width
        return Content("\n").join(banner_lines(self._opened, width))


def banner_lines(opened: Opened, width: int) -> list[Content]:
    """Name, initials, bed; born, age, NHS number, legal status; at the right which record."""
    person, gap = opened.person, Content("   ")
    number = drawn(f"#{opened.number}", "bold $accent")
    which = joined(Content("  "), drawn(opened.title, "bold $strong"), Content("  "), number)
    happened = opened.heads[0].happened or opened.versions[0].entered
    when = ""
    if happened is not None:
        when = f"  {say_date(local(happened).date())} {say_time(happened)}"
    if person is None:
        described = getattr(opened.said, "person_described", None)
        name = drawn(described or "Nobody's record in particular", "bold $strong")
        return [spread(name, which, width), spread(Content(""), drawn(when, "$quiet"), width)]
    bed = f"bed {person.bed}" if person.bed else person.state
    first = joined(
        drawn(person.name or "Name not recorded", "bold $strong"),
        gap,
        drawn(f"{person.initials}, {bed}" if person.initials else bed, "$ink"),
    )
    born = "date of birth not recorded"
    if person.born:
        age = age_at(person.born, local(happened).date()) if happened else None
        born = f"born {say_date(person.born)}" + (f", {age} then" if age is not None else "")
    nhs = say_nhs_number(person.nhs_number) if person.nhs_number else "not recorded"
    legal = person.about.get("legal_status")
    facts = [born, f"NHS number {nhs}" if width >= WIDE or not person.nhs_number else nhs]
    facts += [code_list("legal-status").short(legal)] if isinstance(legal, str) else []
    between = Content(" " * (5 if width >= WIDE else 3))
    second = between.join(drawn(fact, "$ink") for fact in facts)
    return [spread(first, which, width), spread(second, drawn(when, "$quiet"), width)]
