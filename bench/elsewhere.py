"""What is done in a process of its own, so that neither its memory nor its work counts as ours."""

import multiprocessing
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any


class Elsewhere:
    """Something that is made by `make(*words)` in a new process, and called there."""

    def __init__(self, make: Callable[..., Callable[[Any], Any]], *words: Any) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._ours, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, make, words))
        self._process.start()

    def __call__(self, asked: Any) -> Any:
        """What it answers."""
        self._ours.send(asked)
        return self._ours.recv()

    def end(self) -> int:
        """Let it go; KiB of memory that it had at most."""
        most = int(self(None))
        self._process.join()
        return most


def _serve(
    pipe: Connection, make: Callable[..., Callable[[Any], Any]], words: tuple[Any, ...]
) -> None:
    act = make(*words)
    while (asked := pipe.recv()) is not None:
        pipe.send(act(asked))
    pipe.send(most_memory("self"))


def forget_most_memory() -> None:
    """Let the most memory that this process used so far be what it uses now; Linux only."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def most_memory(process: str) -> int:
    """KiB that a process had at most; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
