"""Setting a ward up so that a first run broken off at any point leaves nothing in its way.

Everything is made in a folder `first-run` inside the ward's two folders, and moved to its place
only when both recovery parts have been written down. Before that nobody could have recorded
anything, so what a broken-off run left is thrown away; after that, the move is finished.
"""

import contextlib
import shutil
from pathlib import Path

from wardsafe.clock import Chance, Clock
from wardsafe.errors import BadInput, NotSaved
from wardsafe.ledger.keys import Cost
from wardsafe.ledger.pin import check_pin
from wardsafe.places import WardFolder, make_private, refuse_unsafe, write_whole
from wardsafe.services.stewarding import NewPerson, NewWard, refuse_a_second_ward, set_up

_STAGE, _AGREED = "first-run", "agreed"


def begin(where: WardFolder) -> bool:
    """Make ready for a first run. True where an earlier one only had to be finished, and now is.

    Raises UnsafePlace, BadInput where there is a ward, Damaged where there was one (D08), NotSaved.
    """
    refuse_unsafe(where.folder)
    stage = _stage(where)
    if (stage.folder / _AGREED).exists():
        _move_in(where)
        return True
    refuse_a_second_ward(where)
    discard(where)
    return False


def make(
    where: WardFolder, new: NewWard, clock: Clock, chance: Chance, cost: Cost
) -> tuple[str, str]:
    """Make keys, slots and ledger, not yet in their place; returns the two recovery parts.

    Raises what `stewarding.set_up` raises; a second try starts anew.
    """
    refuse_a_second_ward(where)
    discard(where)
    for folder in (where.folder, where.device):
        make_private(folder)
    made = set_up(_stage(where), new, clock, chance, cost)
    made.ledger.close()
    return made.recovery


def finish(where: WardFolder) -> None:
    """Both parts are on paper: from here on there is a ward. Raises NotSaved; try again."""
    write_whole(_stage(where).folder / _AGREED, b"")
    _move_in(where)


def discard(where: WardFolder) -> None:
    """Throw away what a first run made, unless it only has to be finished."""
    stage = _stage(where)
    if (stage.folder / _AGREED).exists():
        return
    for made, around in ((stage.folder, where.folder), (stage.device, where.device)):
        shutil.rmtree(made, ignore_errors=True)
        with contextlib.suppress(OSError):  # only an empty folder goes
            around.rmdir()


def refuse_poor_pin(staff_id: str, pin: str) -> None:
    """Raise BadInput, with the reason, for a PIN that could be guessed (C05)."""
    check_pin(pin, [staff_id])


def refuse_twice(people: list[NewPerson], staff_id: str) -> None:
    """Raise BadInput where somebody has this staff id already."""
    if any(person.staff_id == staff_id for person in people):
        raise BadInput("This staff id is on the list already.", field="staff_id", do="Look again.")


def _stage(where: WardFolder) -> WardFolder:
    return WardFolder(where.folder / _STAGE, where.device / _STAGE)


def _move_in(where: WardFolder) -> None:
    """Move everything up one folder; the file that makes it a ward comes last."""
    stage = _stage(where)
    try:
        if stage.device.exists():
            _move_all(stage.device, where.device, last="")
            stage.device.rmdir()
        _move_all(stage.folder, where.folder, last=where.about.name)
        shutil.rmtree(stage.folder, ignore_errors=True)
    except OSError as problem:
        raise NotSaved(
            f"The new ward could not be put into its place: {problem.strerror}.",
            do="Start wardsafe again: it goes on from here.",
        ) from None


def _move_all(made: Path, place: Path, *, last: str) -> None:
    left_behind = (_AGREED, "in-use")
    found = [path for path in made.iterdir() if path.name not in left_behind]
    for path in sorted(found, key=lambda path: (path.name == last, path.name)):
        path.replace(place / path.name)
