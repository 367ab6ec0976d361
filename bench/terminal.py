"""A program in a terminal of its own (a pty): keys go in, and time is read when a frame is out."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROWS, COLUMNS = 40, 120
PATIENCE = 60.0
"""Seconds until a program that does not answer is a fault of the measurement."""

_CONTROL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_=>])")


class Terminal:
    """One program on a pty. `started` is the moment it was spawned (perf_counter seconds)."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self._output = b""
        self.started = time.perf_counter()
        self._pid, self._handle = pty.fork()
        if self._pid == 0:  # the child: becomes the program
            try:
                size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                os.execve(command[0], list(command), dict(env))
            finally:
                os._exit(127)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.close(self._handle)
        os.waitpid(self._pid, 0)

    def press(self, keys: str) -> float:
        """Send keys, forgetting what was drawn before; returns the moment just before."""
        self._output = b""
        at = time.perf_counter()
        os.write(self._handle, keys.encode())
        return at

    def until(self, *texts: str) -> float:
        """The moment when all of these stand in what was drawn since the last key."""
        return self.until_so(lambda drawn: all(text in drawn for text in texts), str(texts))

    def until_so(self, is_there: Callable[[str], bool], what: str) -> float:
        """The moment when `is_there` holds for the text drawn since the last key."""
        end = time.perf_counter() + PATIENCE
        while not is_there(self.drawn()):
            if not self._read(end - time.perf_counter()):
                raise TimeoutError(f"{what} was never drawn; drawn was: {self.drawn()[-2000:]}")
        return time.perf_counter()

    def rest(self, seconds: float) -> None:
        """Let it draw whatever it likes for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def drawn(self) -> str:
        """The text drawn since the last key, without colours and cursor moves."""
        return _CONTROL.sub(b"", self._output).decode(errors="replace")

    def _read(self, seconds: float) -> bool:
        if not select.select([self._handle], [], [], max(0.0, seconds))[0]:
            return False
        try:
            self._output += os.read(self._handle, 1 << 16)
        except OSError:  # it has ended
            return False
        return True


def environment(home: Path) -> dict[str, str]:
    """A plain terminal with an empty home: nothing of this account reaches the program."""
    import wardsafe

    source = Path(wardsafe.__file__).parents[1]
    return {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(source),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TMPDIR": str(home),
    }
