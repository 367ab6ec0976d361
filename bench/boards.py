"""What the board and the page for handing over read, after ten years and after thirty days."""

from collections.abc import Callable, Iterator
from contextlib import closing

import wards
from measured import Against, in_turns, note
from of_the_ledger import timed
from sizes import Size

from wardsafe.services.handover import handover
from wardsafe.services.overview import overview
from wardsafe.services.session import Session

DAYS = 30
READS: tuple[tuple[str, Callable[[Session], object]], ...] = (
    ("board after ten years", overview),
    ("handing over after ten years", handover),
)


def board(size: Size) -> Iterator[str]:
    """Two wards of as many incidents a day, unlocks and readings included: one old, one new."""
    few = max(1, round(size.ten_years * DAYS / wards.TEN_YEARS))
    with (
        closing(wards.unlock(wards.ward(size.ten_years, readings=True))) as old,
        closing(wards.unlock(wards.ward(few, DAYS, readings=True))) as new,
    ):
        for name, read in READS:

            def of(session: Session, read: Callable[[Session], object] = read) -> float:
                return timed(lambda: read(session))

            of(old), of(new)
            ours, *floors = in_turns(size.opens, lambda: of(old), lambda: of(new), lambda: of(new))
            yield Against(name, ours, f"after {DAYS} days", floors, 1.3).line()
        yield note(f"{old.ledger.count():,} entries against {new.ledger.count():,}.")
