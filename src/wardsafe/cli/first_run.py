"""Where there is no ward yet: the screens that set one up."""

from wardsafe.clock import SystemChance, SystemClock
from wardsafe.places import WardFolder
from wardsafe.services.first_run import begin


def set_up_ward(where: WardFolder) -> None:
    """Set up a ward in `where`, asking a steward; returns when there is one.

    Raises SystemExit where it was left, and before any screen what `first_run.begin` raises:
    UnsafePlace, BadInput where there is a ward already, Damaged where its ledger has gone (D08).
    """
    if begin(where):  # an earlier first run only had to be finished
        return
    from wardsafe.tui.first_run import run_first_run

    code = run_first_run(where, SystemClock(), SystemChance())
    if code is not None:
        raise SystemExit(code)
