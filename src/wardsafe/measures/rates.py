"""Events per 1,000 occupied bed days, with leave and without, and never without saying which.

Admission day counts, discharge day does not; leave nights are in for comparison with MHS96 (NHS
England, Mental Health Services monthly statistics, ✓), out for the ward's own exposure (≈).
"""

from dataclasses import dataclass

from wardsafe.errors import BadInput
from wardsafe.measures import words

PER = 1000


@dataclass(frozen=True, slots=True)
class Rate:
    """`with_leave` and `without_leave` are per 1,000 bed days; None where there is no bed day.

    `counted` of `nights` nights had a census. Only they, and the events of their days, take part.
    """

    events: int
    bed_days: int
    bed_days_without_leave: int
    counted: int
    nights: int

    def __post_init__(self) -> None:
        if min(self.bed_days, self.bed_days_without_leave, self.events) < 0:
            raise BadInput("A rate has a number below nought.", do="Correct the census.")
        if self.bed_days_without_leave > self.bed_days:
            raise BadInput(
                "There are more beds without leave than with it.", do="Correct the census."
            )

    @property
    def with_leave(self) -> float | None:
        """Per 1,000 bed days, nights on leave included."""
        return self.events / self.bed_days * PER if self.bed_days else None

    @property
    def without_leave(self) -> float | None:
        """Per 1,000 bed days, nights on leave left out."""
        return (
            self.events / self.bed_days_without_leave * PER if self.bed_days_without_leave else None
        )

    @property
    def said(self) -> str:
        """Both rates with numerator and denominators, and how many nights were counted."""
        first = _one(self.with_leave, self.events, self.bed_days, "with leave")
        second = _one(self.without_leave, self.events, self.bed_days_without_leave, "without leave")
        text = f"{first}; {second}"
        if self.counted < self.nights:
            text += f"; {self.counted} of {words.many(self.nights, 'night')} counted"
        return words.sentence(text)


def _one(rate: float | None, events: int, bed_days: int, which: str) -> str:
    if rate is None:
        return f"no denominator {which}"
    return f"{words.number(rate)} per 1,000 bed days {which} ({events:,} in {bed_days:,})"
