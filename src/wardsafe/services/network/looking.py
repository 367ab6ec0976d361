"""What the desk's screens look at: one quarter as it may be shown, with all that is drawn of it.

Made in one go and away from the screen; every screen of the desk reads this and nothing behind it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from wardsafe.errors import BadInput
from wardsafe.measures.periods import QUARTER, Period, period_of
from wardsafe.network.files import read_wards
from wardsafe.services.network.charts import Charted, Compared, charts, compared
from wardsafe.services.network.desk import LOOK, facts_folder
from wardsafe.services.network.figures import INCIDENTS, USES
from wardsafe.services.network.reporting import read_quarter, write_network_report
from wardsafe.services.network.shown import TRUST, WARD, Shown
from wardsafe.services.network.spread import Spread, spreads
from wardsafe.services.session import Session

MEASURES = {USES: "Restrictive interventions", INCIDENTS: "Incidents of restrictive practice"}
SORTS = {WARD: "wards", TRUST: "trusts"}


@dataclass(frozen=True)
class Looked:
    """One quarter at a desk."""

    shown: Shown
    charts: tuple[Charted, ...]
    spreads: tuple[Spread, ...]

    @cached_property
    def funnels(self) -> dict[tuple[str, str], tuple[Compared | None, tuple[str, ...]]]:
        """The funnel of each measure and sort of unit, with those of too few events."""
        return {(what, sort): compared(self.shown, what, sort) for what in MEASURES
                for sort in SORTS}  # fmt: skip


def look(session: Session, period: Period | None = None) -> Looked:
    """A quarter of the desk's wards, the last one that is over unless another is named.

    Raises NotAllowed, BadInput where nothing was collected, SuppressionDoubt.
    """
    session.require(LOOK)
    folder = facts_folder(session)
    found = read_quarter(folder, period or last_quarter(folder))
    made = Looked(found, tuple(charts(found)), spreads(found))
    _ = made.funnels
    return made


def last_quarter(folder: Path) -> Period:
    """The last quarter that is over by what was told. Raises BadInput where nothing was."""
    wards = read_wards(folder)
    if not wards:
        do = "Press K at the desk, or use `wardsafe network collect PLACE`."
        raise BadInput("Nothing is collected yet.", do=do)
    until = max(date.fromisoformat(one.until) for one in wards.values())
    now = period_of(QUARTER, until)
    over = now.after <= until + timedelta(days=1)
    return now if over else period_of(QUARTER, now.first - timedelta(days=1))


def earlier(looked: Looked) -> Iterator[Period]:
    """The quarters before the one looked at, as far back as charts go, the nearest first."""
    at = looked.shown.period
    while at.first > looked.shown.months[0].first:
        at = period_of(QUARTER, at.first - timedelta(days=1))
        yield at


def write_report(session: Session, period: Period, target: Path) -> Path:
    """Write the report of a quarter where somebody said. Raises as `write_network_report`."""
    session.require(LOOK)
    return write_network_report(facts_folder(session), period, target, session.clock)
