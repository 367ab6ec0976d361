"""Places that hold files between ledgers: a folder, a stick, a share, or what fsspec speaks.

    inbox/<terminal>/<SHA-256 of the file>.bundle
    receipts/<terminal>/<SHA-256 of the file>.receipt

A name says what its file must hash to, so nothing is ever overwritten by something else and what
was changed on the way is known before it is opened. Only such names are looked at. A file counts as
written when it was read back and is the same to the byte; a broken-off one ends in `.part`, is
never read, and goes at the next writing. What is there already is not written again, so a sync that
was stopped or cut goes on with the first bundle that is not there.
"""

import hashlib
import os
import re
import shutil
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from wardsafe.bundles import limits
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import NotSaved, UnsafePlace

INBOX, RECEIPTS = "inbox", "receipts"
_ENDS = {INBOX: "bundle", RECEIPTS: "receipt"}
_FOLDER = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_WAITS = (0.05, 0.2, 0.8)
"""Seconds before another try, where a scanner holds a file for a moment (case E04)."""
_PIECE = 256 * 1024
Step = Callable[[int, int], None]
"""Is told how many bytes of how many are written; it may raise Stopped."""


class Stopped(Exception):
    """Somebody said stop while a file was being written; nothing of it is left."""


def quiet(done: int, of: int) -> None:
    """A step that tells nobody."""


class Carrier(Protocol):
    """What exchanging asks of a place. Everything raises UnsafePlace where it is not reachable."""

    where: str

    def senders(self, kind: str) -> list[str]:
        """The terminals that have a folder of this kind (INBOX, RECEIPTS), by name."""
        ...

    def names(self, kind: str, terminal: str) -> list[str]:
        """The SHA-256 of each whole file in a terminal's folder."""
        ...

    def read(self, kind: str, terminal: str, name: str) -> bytes:
        """A file's bytes, which hash to its name. Raises Refused."""
        ...

    def write(self, kind: str, terminal: str, data: bytes, step: Step = quiet) -> str:
        """Put a file there, read it back, and return its name. Raises NotSaved, and Stopped from
        `step`, with nothing of the file left."""
        ...


class Place(Carrier, Protocol):
    """A carrier that was opened for one exchange, and is to be let go of after it."""

    def close(self) -> None:
        """Let go of the connection, if there is one."""
        ...


def carrier_at(place: str) -> Place:
    """The carrier for a folder's path, or for a URL that fsspec speaks. Raises UnsafePlace."""
    if "://" in place:
        from wardsafe.bundles.remote import RemoteCarrier

        return RemoteCarrier(place)
    return FolderCarrier(Path(place))


def free_at(place: str) -> int | None:
    """Bytes that are free in a folder; None where it does not say, or is not there."""
    if "://" in place:
        return None
    try:
        return shutil.disk_usage(place).free
    except OSError:
        return None


def file_of(kind: str, name: str) -> str:
    """What the file of that SHA-256 is called."""
    return f"{name}.{_ENDS[kind]}"


def name_in(kind: str, file: str) -> str | None:
    """The SHA-256 that a file's name says, None for any other file."""
    stem, _, end = file.partition(".")
    return stem if end == _ENDS[kind] and re.fullmatch(r"[0-9a-f]{64}", stem) else None


def is_folder_name(name: str) -> bool:
    """Whether it can be a terminal's folder."""
    return bool(_FOLDER.fullmatch(name)) and not _DEVICES.fullmatch(name)


def refuse_changed(data: bytes, name: str) -> bytes:
    """The bytes, if they hash to their name. Raises Refused."""
    if hashlib.sha256(data).hexdigest() != name:
        raise Refused("It was changed, or cut short, on the way.", do="Have it written again.")
    return data


class FolderCarrier:
    """A folder: on this computer, on a stick, or on a mounted share. It must be there already."""

    def __init__(self, folder: Path, wait: Callable[[float], None] = time.sleep) -> None:
        self._root, self._wait = folder.absolute(), wait
        self.where = str(folder)
        if not self._root.is_dir():
            raise UnsafePlace(
                f"There is no folder {folder}.", do="Put the stick in, or connect the share."
            )

    def senders(self, kind: str) -> list[str]:
        """The terminals that have a folder of this kind."""
        return sorted(name for name in self._listed(self._root / kind) if is_folder_name(name))

    def names(self, kind: str, terminal: str) -> list[str]:
        """The SHA-256 of each file in a terminal's folder."""
        found = (name_in(kind, file) for file in self._listed(self._at(kind, terminal)))
        return sorted(name for name in found if name)

    def _at(self, kind: str, terminal: str) -> Path:
        if not is_folder_name(terminal):
            raise Refused("A terminal's name cannot be that of a folder.")
        return self._root / kind / terminal

    def _listed(self, folder: Path) -> list[str]:
        if folder.is_symlink():
            return []
        try:
            return os.listdir(folder)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as problem:
            raise self._away(problem) from None

    def read(self, kind: str, terminal: str, name: str) -> bytes:
        """The whole file, once, from a real file and no link: what is hashed is what is opened."""
        path = self._at(kind, terminal) / file_of(kind, name)
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            with open(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
                about = os.fstat(file.fileno())
                if not stat.S_ISREG(about.st_mode) or about.st_size > limits.SEALED:
                    raise Refused("It is no file, or larger than a bundle may be.")
                return refuse_changed(file.read(limits.SEALED + 1), name)
        except OSError as problem:
            raise Refused(f"It cannot be read: {problem.strerror}.") from None

    def close(self) -> None:
        """There is nothing to let go of: every file was flushed and closed."""

    def write(self, kind: str, terminal: str, data: bytes, step: Step = quiet) -> str:
        """Whole or not at all: another name, flushed, renamed, flushed, read back, compared."""
        name = hashlib.sha256(data).hexdigest()
        folder = self._at(kind, terminal)
        path = folder / file_of(kind, name)
        part = path.with_name(path.name + ".part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if kind == INBOX:  # nobody else writes there
                _drop_parts(folder)
            _write_new(part, data, step)
            self._rename(part, path)
            _flush_folder(folder)
        except Stopped:
            _drop_parts(folder)
            raise
        except OSError as problem:
            raise NotSaved(
                f"NOT written to {self.where}: {problem.strerror or 'it cannot be written'}.",
                do="Nothing is lost here: make room or put it in again, and sync again.",
            ) from None
        try:
            self.read(kind, terminal, name)
        except Refused:
            raise NotSaved(
                f"NOT written to {self.where}: what was written does not read back the same.",
                do="Nothing is lost here: try another stick or share.",
            ) from None
        return name

    def _rename(self, part: Path, path: Path) -> None:
        for seconds in _WAITS:
            try:
                os.replace(part, path)
            except PermissionError:
                self._wait(seconds)
            else:
                return
        os.replace(part, path)

    def _away(self, problem: OSError) -> UnsafePlace:
        return UnsafePlace(
            f"{self.where} cannot be reached: {problem.strerror}.",
            do="Put the stick in, or connect the share; nothing is lost here.",
        )


def _drop_parts(folder: Path) -> None:
    for part in folder.glob("*.part"):
        with suppress(OSError):
            part.unlink()


def _write_new(part: Path, data: bytes, step: Step = quiet) -> None:
    with suppress(FileNotFoundError):
        part.unlink()  # what a broken-off sync left
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with open(os.open(part, flags | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:
        for at in range(0, len(data), _PIECE):
            step(at, len(data))
            file.write(data[at : at + _PIECE])
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    with suppress(OSError):  # some shares have no such thing; reading back is what counts
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
