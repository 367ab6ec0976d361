"""The process that takes bundles apart: few rights, little memory, and it may die of them.

It is handed private keys and a sealed file on standard input, and answers on standard output with
frames: one letter, a length in four bytes (big-endian), and the bytes.

    asked     K keys, one a line · B a sealed file · P make its entries ready · G go on with its
              entries · Q leave
    answered  M the manifest's three lines · L entries (`handing`) · D all of them · R refused, JSON
"""

import gc
import json
import sys
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, NoReturn

from wardsafe.bundles import limits, opening
from wardsafe.bundles.framing import read_frame, write_frame
from wardsafe.bundles.handing import pack
from wardsafe.bundles.manifest import Manifest, read_manifest
from wardsafe.errors import WardsafeError

_SECONDS = 60
"""Of processor time for one bundle."""
_MEMORY = 768 * limits.MIB


def serve() -> NoReturn:
    """Answer until told to leave."""
    _limit_everything()
    gc.disable()  # nothing that is read here holds itself, and very much is read
    _Served(sys.stdin.buffer, sys.stdout.buffer).run()
    raise SystemExit(0)


def _limit_everything() -> None:
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_AS, _MEMORY),
    ):
        resource.setrlimit(what, (most, most))


def _allow_time() -> None:
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime) + _SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


class _Served:
    def __init__(self, asked: BinaryIO, answers: BinaryIO) -> None:
        self._asked, self._answers = asked, answers
        self._keys: list[str] = []
        self._bodies: Iterator[bytes] = iter(())
        self._ready: list[bytes] = []
        self._problem: WardsafeError | None = None

    def run(self) -> None:
        while (frame := read_frame(self._asked, limits.SEALED)) is not None:
            letter, body = frame
            if letter == b"Q":
                return
            _allow_time()
            try:
                self._answer(letter, body)
            except WardsafeError as problem:
                said = {"class": type(problem).__name__, "what": problem.what, "do": problem.do}
                write_frame(self._answers, b"R", json.dumps(said).encode())
            self._answers.flush()

    def _answer(self, letter: bytes, body: bytes) -> None:
        if letter == b"K":
            self._keys = body.decode().split()
        elif letter == b"B":
            self._look(body)
        elif letter == b"P":
            self._make_ready()
        elif letter == b"G":
            for body in chain(self._ready, self._later()):
                write_frame(self._answers, b"L", body)
            write_frame(self._answers, b"D", b"")

    def _make_ready(self) -> None:
        """As much as a writer puts into one bundle; what is wrong with it is told when asked."""
        size = 0
        try:
            while size < limits.WRITTEN_BYTES and (body := next(self._bodies, b"")):
                self._ready.append(body)
                size += len(body)
        except WardsafeError as problem:
            self._problem = problem

    def _later(self) -> Iterator[bytes]:
        if self._problem is not None:
            raise self._problem
        yield from self._bodies

    def _look(self, sealed: bytes) -> None:
        self._bodies, self._ready, self._problem = iter(()), [], None
        plain = opening.unsealed(sealed, self._keys)
        manifest, signed = read_manifest(plain)
        packed = opening.packed_part(plain, signed.size, manifest)
        self._bodies = _read(packed, manifest)
        write_frame(self._answers, b"M", plain[: signed.size])


def _read(packed: bytes, manifest: Manifest) -> Iterator[bytes]:
    for stretch in opening.stretches(packed, manifest):
        yield pack(opening.read(stretch))
