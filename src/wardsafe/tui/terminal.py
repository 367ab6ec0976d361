"""The terminal, shut: Textual's own driver with what must not stay behind taken away.

On leaving, nothing of the screen is left: the alternate screen is emptied, then left, then the
normal screen, its scrollback and the title are cleared (hardening checklist, line 4). Job control
is refused (B07). What arrives passes `replies.Incoming` first.
"""

import signal
import sys
from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual._xterm_parser import XTermParser
from textual.message import Message

from wardsafe.tui.glyphs import ASCII, glyphs, in_ascii
from wardsafe.tui.replies import Incoming

if sys.platform == "win32":
    from textual.drivers import win32 as reading
    from textual.drivers.windows_driver import WindowsDriver as PlatformDriver
else:
    from textual.drivers import linux_driver as reading
    from textual.drivers.linux_driver import LinuxDriver as PlatformDriver

if TYPE_CHECKING:
    from textual.app import App

TITLE = "wardsafe"
SET_TITLE, RESET_TITLE = f"\x1b]0;{TITLE}\x07", "\x1b]0;\x07"
WIPE = "\x1b[2J\x1b[3J\x1b[H"


class PasteRefused(Message):
    """A paste was longer than any field holds; nothing of it was typed."""


class QuietParser(XTermParser):
    """Reads keys from what `Incoming` lets through."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug=False)  # `debug` writes every key to a file
        self.incoming = Incoming()

    def feed(self, data: str) -> Iterable[Message]:
        """The messages that `data` means; an empty string is the end of input, as in Textual."""
        if not data:
            yield from super().feed("")
        elif kept := self.incoming.take(data, monotonic()):
            yield from super().feed(kept)

    def tick(self) -> Iterable[Message]:
        """Called about ten times a second: a paste that has ended, and lone escapes."""
        if kept := self.incoming.settle(monotonic()):
            yield from super().feed(kept)
        if self.incoming.refused_pastes:
            self.incoming.refused_pastes = 0
            yield PasteRefused()
        yield from super().tick()


class ShutDriver(PlatformDriver):
    """The platform's driver: wipes behind itself, cannot be suspended, survives a lost terminal."""

    def __init__(self, app: "App[Any]", **options: Any) -> None:
        super().__init__(app, **options)
        if sys.platform != "win32":
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)
            signal.signal(signal.SIGCONT, signal.SIG_IGN)
        stream = sys.__stderr__ if sys.platform != "win32" else sys.__stdout__
        self._encoding = (stream.encoding if stream else None) or "ascii"

    @property
    def can_suspend(self) -> bool:
        """Never: a suspended screen is an unlocked screen."""
        return False

    def start_application_mode(self) -> None:
        """Take the terminal and set its constant title."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.write(SET_TITLE)

    def stop_application_mode(self) -> None:
        """Give the terminal back with nothing on it and nothing above it."""
        self.write(WIPE)
        super().stop_application_mode()
        self.write(WIPE + RESET_TITLE)
        self.flush()

    def write(self, data: str) -> None:
        """Write to the terminal; to one that has gone, or that cannot say a sign, without fuss."""
        writer = self._writer_thread
        if writer is None or not writer.is_alive():
            return
        if glyphs() is ASCII:
            data = in_ascii(data).encode(self._encoding, "replace").decode(self._encoding)
        super().write(data)

    def close(self) -> None:
        """Stop writing; a writer that died with its terminal is not waited for."""
        writer = self._writer_thread
        if writer is not None and writer.is_alive():
            super().close()


# The drivers make their own parser, by this name, and offer no other way to hand them one.
reading.XTermParser = QuietParser  # type: ignore[attr-defined]
