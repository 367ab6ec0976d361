"""From the command line to the first line: which signs can be said, the door, and a crash."""

import os
import signal
import sys

from wardsafe.clock import Chance, Clock
from wardsafe.errors import WardsafeError
from wardsafe.places import WardFolder
from wardsafe.plain.console import Console
from wardsafe.plain.house import House
from wardsafe.plain.talk import Talk
from wardsafe.services.door import Door
from wardsafe.tui.glyphs import speaks_unicode
from wardsafe.tui.stop import Crash

CRASHED = 70


def run_plain(door: Door, clock: Clock, chance: Chance) -> int:
    """Talk until somebody leaves; returns the exit code (70: crashed).

    A crash is sealed to the terminal's key, and only a reference is said.
    """
    crash = Crash(lambda: chance.new_id()[:4].upper(), door.keep_fault)
    crash.hush()
    with Console() as console:
        try:
            return House(door, talk_with(console, clock), clock).run()
        except WardsafeError:
            raise
        except Exception as fault:  # the last resort: no traceback, no record text
            crash.stop(fault)
            console.clear()
            console.write(crash.sentence())
            return CRASHED


def run_plain_first(where: WardFolder, clock: Clock, chance: Chance) -> int | None:
    """Set a ward up; None when there is one now, the exit code where it was left."""
    from wardsafe.plain.first_run import FirstRun

    with Console() as console:
        return FirstRun(where, talk_with(console, clock), clock, chance).run()


def talk_with(console: Console, clock: Clock) -> Talk:
    """A conversation in ASCII where the locale has no more. TERM does not matter: no line moves."""
    if sys.platform != "win32":
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    environ = {name: value for name, value in os.environ.items() if name != "TERM"}
    unicode = speaks_unicode(environ, console.encoding)
    return Talk(console, clock, ascii_=not unicode)
