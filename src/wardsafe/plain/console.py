"""The terminal as lines: one written, one read; a PIN is read without being shown.

The bytes are read from the file descriptor itself, so that no history of lines is kept by anybody
and a terminal that nobody touches can be locked in time.
"""

import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterator
from typing import Any, Protocol

LONGEST = 4095
"""A terminal hands over no more bytes of one line than this (Linux, N_TTY)."""

CUT = "That line is as long as a terminal takes; its end may be lost. Type shorter lines."


class Lines(Protocol):
    """Where lines go and come from."""

    def write(self, line: str) -> None:
        """Write one line."""
        ...

    def read(self, prompt: str, *, secret: bool, seconds: float) -> str | None:
        """The next line that is typed; None after so many seconds without one.

        Raises EOFError at the end, KeyboardInterrupt for Ctrl+C.
        """
        ...

    def clear(self) -> None:
        """Nothing of what was written stays in sight."""
        ...


class Console:
    """Standard input and output. Use it as a context: the terminal is given back as it was."""

    def __init__(self) -> None:
        self._out = sys.stdout
        self._held = b""
        self._before: list[Any] | None = None
        self._over = False
        try:
            self._fd: int | None = sys.stdin.fileno()
        except (OSError, ValueError):  # not a file: a test, or an embedding program
            self._fd = None
        self._is_terminal = self._fd is not None and os.isatty(self._fd)
        self._encoding = getattr(sys.stdin, "encoding", None) or "utf-8"
        self.was_cut = False

    @property
    def encoding(self) -> str:
        """What the output can say."""
        return self._out.encoding or "ascii"

    def __enter__(self) -> "Console":
        if self._is_terminal and sys.platform != "win32":
            import termios

            self._before = termios.tcgetattr(self._fd or 0)
            self._echo(False)  # what is typed ahead may be a PIN
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # no shell beside an open ward (B07)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None and sys.platform != "win32":
            import termios

            termios.tcsetattr(self._fd or 0, termios.TCSAFLUSH, self._before)
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)

    def write(self, line: str) -> None:
        """Write one line; a terminal that has gone is no fault."""
        with contextlib.suppress(OSError):
            self._out.write(f"{line}\n")
            self._out.flush()

    def read(self, prompt: str, *, secret: bool, seconds: float) -> str | None:
        """Ask on a line of its own and read the answer: see `Lines`."""
        self.was_cut = False
        with contextlib.suppress(OSError):
            self._out.write(prompt if self._is_terminal else f"{prompt.rstrip()}\n")
            self._out.flush()
        if secret and self._fd is not None and not self._is_terminal and sys.platform == "win32":
            return self._line(None)
        if secret and sys.platform == "win32" and self._is_terminal:
            import getpass

            return getpass.getpass("")
        with self._shown(secret=secret):
            found = self._line(seconds if self._is_terminal else None)
        if secret and self._is_terminal:
            self._out.write("\n")
        return found

    def clear(self) -> None:
        """Move everything out of sight with blank lines: no terminal is told how to clear."""
        if self._is_terminal:
            with contextlib.suppress(OSError):
                self._out.write("\n" * os.get_terminal_size(self._fd or 0).lines)

    @contextlib.contextmanager
    def _shown(self, *, secret: bool) -> Iterator[None]:
        if secret or self._before is None:
            yield
            return
        self._echo(True)
        try:
            yield
        finally:
            self._echo(False)

    def _echo(self, on: bool) -> None:
        if sys.platform == "win32" or self._before is None:
            return
        import termios

        set_to = list(self._before)
        set_to[3] = set_to[3] | termios.ECHO if on else set_to[3] & ~termios.ECHO
        termios.tcsetattr(self._fd or 0, termios.TCSADRAIN, set_to)

    def _line(self, seconds: float | None) -> str | None:
        if self._fd is None:
            line = sys.stdin.readline()
            if not line:
                raise EOFError
            return line.rstrip("\r\n")
        while b"\n" not in self._held and not self._over:
            if sys.platform != "win32" and seconds is not None:
                ready, _, _ = select.select([self._fd], [], [], max(0.0, seconds))
                if not ready:
                    return None
            self._take(self._fd)
        if not self._held:
            raise EOFError
        line_, _, self._held = self._held.partition(b"\n")
        return line_.rstrip(b"\r").decode(self._encoding, "surrogateescape")

    def _take(self, fd: int) -> None:
        try:
            found = os.read(fd, 65536)
        except OSError:  # the terminal has gone
            found = b""
        self._over = not found
        self.was_cut = self.was_cut or (self._is_terminal and len(found) >= LONGEST)
        self._held += found
