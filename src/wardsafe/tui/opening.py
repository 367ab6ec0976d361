"""From the command line to the first frame: choose the glyphs, start the app, run it to its end."""

import gc
import os
import sys
from typing import TYPE_CHECKING

from wardsafe.clock import Chance, Clock
from wardsafe.tui.door import Door
from wardsafe.tui.glyphs import choose, speaks_unicode

if TYPE_CHECKING:
    from wardsafe.tui.shut import OnRefusal
    from wardsafe.tui.stop import OnCrash


def run_screens(
    door: Door,
    clock: Clock,
    chance: Chance,
    *,
    on_crash: "OnCrash | None" = None,
    on_refusal: "OnRefusal | None" = None,
) -> int:
    """Show the lock screen and run until the app is left; returns the exit code (70: crashed).

    `on_crash(reference, traceback)` and `on_refusal(what)` may be called from any thread; what
    they are given is for sealing, never for printing.
    """
    stream = sys.__stderr__ if sys.platform != "win32" else sys.__stdout__
    choose(unicode=speaks_unicode(os.environ, stream.encoding if stream else None))
    # Collecting garbage while thousands of lasting objects are made is a tenth of the start.
    gc.disable()
    try:
        from wardsafe.tui.app import WardApp

        app = WardApp(door, clock, chance, on_crash=on_crash, on_refusal=on_refusal)
        return app.run_to_end()  # the first frame enables it again
    finally:
        gc.enable()
