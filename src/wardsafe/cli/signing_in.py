"""Unlocking from the command line: a name, then a PIN that is not shown."""

import click

from wardsafe.clock import SystemChance, SystemClock
from wardsafe.errors import BadInput
from wardsafe.places import WardFolder
from wardsafe.services.door import Door
from wardsafe.services.session import Session


def sign_in(where: WardFolder) -> Session:
    """Ask who it is and for the PIN. Raises what unlocking raises."""
    door = Door(where, SystemClock(), SystemChance())
    staff_id = ask_who(door)
    return door.unlock(staff_id, click.prompt("PIN", hide_input=True, err=True))


def ask_who(door: Door) -> str:
    """The staff id of one of the names; several words or the id itself will do."""
    faces = door.faces()
    typed = click.prompt("Who are you", err=True).strip().casefold()
    fits = [face for face in faces if typed in (face.staff_id.casefold(), face.name.casefold())]
    fits = fits or [face for face in faces if typed and typed in face.name.casefold()]
    if len(fits) != 1:
        raise BadInput("That is not one name of this ward's list.", do="Type the whole name.")
    return fits[0].staff_id
