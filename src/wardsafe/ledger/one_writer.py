"""One process writes to a ward folder at a time: a locked file in it, with who holds it.

The operating system drops the lock when its process ends, however it ends, so nothing stale can
keep a ward from recording. The process id and boot id are for the message only.
"""

import os
import sys
from pathlib import Path
from typing import IO

from wardsafe.errors import InUse, NotSaved

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_TAKEN_BYTE = 4096
"""Windows locks a byte and hides it from others: one beyond the text that they should read."""


class OneWriter:
    """The lock on `path` (WardFolder.in_use). Raises InUse naming the process that holds it."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] | None = _open(path)
        try:
            _lock(self._file)
        except OSError:
            holder = _holder(self._file)
            self._file.close()
            raise InUse(
                f"Another wardsafe{holder} has this ward open.",
                do="Use that window, or close it first.",
            ) from None
        self._say_who()

    def release(self) -> None:
        """Let the next process in. May be called twice."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _say_who(self) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.seek(0)
            self._file.write(f"{os.getpid()}\n{_boot_id()}\n".encode())


def _open(path: Path) -> IO[bytes]:
    try:
        return open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
    except OSError as problem:
        raise NotSaved(
            f"The ward folder cannot be written to: {problem.strerror}.",
            do="Check the folder's permissions.",
        ) from None


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(_TAKEN_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(file: IO[bytes]) -> str:
    """Words for the process that wrote the file in this boot; "" when it does not say."""
    file.seek(0)
    pid, _, boot = file.read(_TAKEN_BYTE).decode("ascii", "replace").partition("\n")
    return f" (process {pid})" if pid.isdigit() and boot.strip() == _boot_id() else ""


def _boot_id() -> str:
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""
