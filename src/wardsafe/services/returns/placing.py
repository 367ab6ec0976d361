"""Where a return is written: a place somebody named, outside the ward, where nothing is yet."""

from collections.abc import Mapping
from pathlib import Path

from wardsafe.errors import BadInput
from wardsafe.places import make_private, write_whole
from wardsafe.services.access import note
from wardsafe.services.session import Session

EXPORT = "export"


def write_file(
    session: Session, target: Path, text: str, what: str, *, record: str | None = None
) -> Path:
    """Write one file, readable by this account only; that it was made is an entry first.

    Raises BadInput for a folder that is not there, a name that is taken, or a place inside the
    ward's own folders; NotSaved.
    """
    whole = _free(session, target)
    note(session, EXPORT, record=record, detail=what)
    write_whole(whole, text.encode())
    return whole


def write_folder(session: Session, folder: Path, files: Mapping[str, str], what: str) -> Path:
    """Write several files into one folder, made where it is missing. Raises as `write_file`."""
    whole = folder.expanduser().absolute()
    if not whole.is_dir():
        _free(session, whole)
    for name in files:
        _free(session, whole / name, parent=False)
    note(session, EXPORT, detail=what, count=len(files))
    make_private(whole)
    for name, text in files.items():
        write_whole(whole / name, text.encode())
    return whole


def _free(session: Session, typed: Path, *, parent: bool = True) -> Path:
    target = typed.expanduser().absolute()
    if parent and not target.parent.is_dir():
        raise BadInput("There is no such folder.", do="Name a folder that is there.")
    if target.exists() or target.is_symlink():
        raise BadInput(f"{target.name} is there already.", do="Choose another name.")
    own = (session.where.folder.resolve(), session.where.device.resolve())
    if any(target.parent.resolve().is_relative_to(one) for one in own):
        raise BadInput("That is the ward's own folder.", do="Choose another place.")
    return target
