"""Reading bundles through the process that takes them apart, and believing none of its answers.

Whatever comes back is checked here once more, and cheaply: the manifest's signature, every id,
every link and every part's hash. A bundle that kills the reader twice is refused for good.
"""

import json
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from wardsafe.bundles import limits
from wardsafe.bundles.framing import read_frame, write_frame
from wardsafe.bundles.handing import unpack
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.manifest import Manifest, read_manifest
from wardsafe.bundles.opening import NotForUs
from wardsafe.bundles.refusing import Refused
from wardsafe.bundles.signed import Signed
from wardsafe.errors import TooNew, WardsafeError

_BOOT = (
    "import sys; sys.path.append(sys.argv.pop(1)); "
    "from wardsafe.bundles.child import serve; serve()"
)
_ROOT = str(Path(__file__).parents[2])
_TRIES = 2
_PIPE = limits.MIB
"""So that the two take few turns; where it cannot be set, the system's own."""
_CLASSES: dict[str, type[WardsafeError]] = {"NotForUs": NotForUs, "TooNew": TooNew}


class Reader:
    """Opens one bundle after another with our private age keys; use it in a `with` statement."""

    def __init__(self, private_keys: Collection[str]) -> None:
        self._keys = "\n".join(private_keys).encode()
        self._process: subprocess.Popen[bytes] | None = None
        self._ahead: bytes | None = None
        self._is_answering = False

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def look(self, sealed: bytes) -> tuple[Manifest, Signed]:
        """What a bundle says of itself. Raises Refused, NotForUs, TooNew."""
        if len(sealed) > limits.SEALED:
            raise Refused("The file is larger than a bundle may be.")
        if self._is_answering:  # whoever asked for the last one's entries refused them half-way
            self._end()
        for _ in range(_TRIES):
            try:
                if not self._is_ahead(sealed):
                    self._ask(b"B", sealed)
                letter, body = self._answer()
            except _Died:
                self._end()
                continue
            if letter != b"M":
                break
            return read_manifest(body)
        self._end()
        raise Refused("The bundle breaks what reads it; it was tried twice.")

    def ahead(self, sealed: bytes) -> None:
        """Let the bundle that is looked at next be opened and its entries made ready meanwhile."""
        is_free = self._ahead is None and not self._is_answering
        if len(sealed) <= limits.SEALED and is_free:
            try:
                self._ask(b"B", sealed)
                self._ask(b"P", b"")
                self._ahead = sealed
            except _Died:
                self._end()

    def _is_ahead(self, sealed: bytes) -> bool:
        """Whether this one was asked for already; of another, what it says is passed over."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead != sealed:
            with suppress(WardsafeError):
                self._answer()
        return ahead == sealed

    def entries(self) -> Iterator[RawEntry]:
        """The entries of the bundle last looked at, still to be checked. Raises Refused."""
        try:
            self._ask(b"G", b"")
            self._is_answering = True
            while (frame := self._answer())[0] == b"L":
                yield from unpack(frame[1])
        except _Died:
            self._end()
            raise Refused("The bundle breaks what reads it.") from None
        self._is_answering = False
        if frame[0] != b"D":
            self._end()
            raise Refused("What reads bundles answered nonsense; nothing was taken in.")

    def _ask(self, letter: bytes, body: bytes) -> None:
        stream = self._started().stdin
        try:
            write_frame(_open(stream), letter, body)
            _open(stream).flush()
        except OSError:
            raise _Died from None

    def _answer(self) -> tuple[bytes, bytes]:
        try:
            frame = read_frame(_open(self._started().stdout), 4 * limits.LINE)
        except OSError:
            raise _Died from None
        if frame is None:
            raise _Died
        if frame[0] == b"R":
            self._is_answering = False
            raise _refused(frame[1])
        return frame

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and words
                [sys.executable, "-I", "-c", _BOOT, _ROOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pipesize=_PIPE,
                process_group=0,  # Ctrl-C is for us, who then finish the bundle at hand
                env={},
            )
            self._ask(b"K", self._keys)
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
        self._ahead, self._is_answering = None, False


class _Died(Exception):
    """The process ended without an answer."""


def _open(stream: object) -> BinaryIO:
    if stream is None:
        raise _Died
    return stream  # type: ignore[return-value]


def _refused(body: bytes) -> WardsafeError:
    try:
        said = json.loads(body)
        return _CLASSES.get(said["class"], Refused)(str(said["what"]), do=str(said["do"]))
    except (ValueError, KeyError, TypeError):
        return Refused("What reads bundles answered nonsense; nothing was taken in.")
