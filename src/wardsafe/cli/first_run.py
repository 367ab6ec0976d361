"""Where there is no ward yet: setting one up, on the screens or by plain lines."""

from wardsafe.clock import SystemChance, SystemClock
from wardsafe.places import WardFolder
from wardsafe.services.first_run import begin


def set_up_ward(where: WardFolder, *, plain: bool = False) -> None:
    """Set up a ward in `where`, asking a steward; returns when there is one.

    Raises SystemExit where it was left, and before any screen what `first_run.begin` raises:
    UnsafePlace, BadInput where there is a ward already, Damaged where its ledger has gone (D08).
    """
    if begin(where):  # an earlier first run only had to be finished
        return
    if plain:
        from wardsafe.plain.opening import run_plain_first

        code = run_plain_first(where, SystemClock(), SystemChance())
    else:
        from wardsafe.tui.first_run import run_first_run

        code = run_first_run(where, SystemClock(), SystemChance())
    if code is not None:
        raise SystemExit(code)
