"""Unlocking from the command line: a name, then a PIN that is not shown.

A PIN is never an argument, which other programs of the computer can read, nor in the environment,
which every child inherits: it comes from the terminal, from standard input, or from an open file
descriptor that the caller names.
"""

import os
import sys

import click

from wardsafe.clock import SystemChance, SystemClock
from wardsafe.errors import BadInput
from wardsafe.places import WardFolder
from wardsafe.services.door import Door
from wardsafe.services.session import Session

_MOST = 64


def sign_in(where: WardFolder, staff: str | None = None, pin_fd: int | None = None) -> Session:
    """Ask who it is and for the PIN, as far as neither is given. Raises what unlocking raises."""
    door = Door(where, SystemClock(), SystemChance())
    staff_id = ask_who(door, staff)
    pin = click.prompt("PIN", hide_input=True, err=True) if pin_fd is None else _read_pin(pin_fd)
    return door.unlock(staff_id, pin)


def ask_who(door: Door, staff: str | None = None) -> str:
    """The staff id of one of the names; several words or the id itself will do."""
    faces = door.faces()
    typed = (staff or click.prompt("Who are you", err=True)).strip().casefold()
    fits = [face for face in faces if typed in (face.staff_id.casefold(), face.name.casefold())]
    fits = fits or [face for face in faces if typed and typed in face.name.casefold()]
    if len(fits) != 1:
        raise BadInput("That is not one name of this ward's list.", do="Type the whole name.")
    return fits[0].staff_id


def has_terminal() -> bool:
    """Whether a PIN can be asked for beside standard input."""
    if sys.platform == "win32":
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _read_pin(fd: int) -> str:
    """The first line of an open file descriptor. Raises BadInput."""
    found = b""
    try:
        while b"\n" not in found and len(found) < _MOST and (more := os.read(fd, _MOST)):
            found += more
        return found.partition(b"\n")[0].decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            f"No PIN can be read from file descriptor {fd}.", do="Open it before: 3<FILE."
        ) from None
