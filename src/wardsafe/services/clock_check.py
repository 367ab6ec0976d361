"""Whether this computer's clock can be right: nothing here was written after now (H05).

It is said at unlocking, and nothing more: no clock hides, orders or refuses an entry.
"""

from datetime import timedelta

from wardsafe.records.moments import say_moment
from wardsafe.services.session import Session
from wardsafe.views import folding

MUCH = timedelta(minutes=5)
"""Less than this two clocks of one ward may differ (≈ design)."""

_LOOKED_AT = 20
"""Entries looked at, the newest: unlocking by a wrong clock leaves entries of its own."""


def clock_behind(session: Session) -> tuple[str, ...]:
    """One sentence where entries that were written here are later than it is now.

    What other terminals wrote says something of their clocks, and nothing of this one (N30).
    """
    me, newest = session.ledger.identity, session.ledger.head().seq
    found = session.ledger.chain(me.terminal, me.epoch, max(newest - _LOOKED_AT, 0), _LOOKED_AT)
    times = (folding.moment(folding.read(one).authorship("entered")) for one in found)
    entered = max((at for at in times if at), default=None)
    if entered is None or entered <= session.now() + MUCH:
        return ()
    return (
        f"The clock of this computer may be wrong: an entry was written at {say_moment(entered)}. "
        "Set it; until then type the time of what you record.",
    )
