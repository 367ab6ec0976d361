"""A Textual App with what must not happen on a ward's screen taken out of it.

Pictures of the screen, the clipboard, opening links, the command palette, suspending, printing a
crash: each is refused here once, so that no screen can forget it, and each refusal is told to a
hook that keeps it. Threats catalogue: hardening checklist, lines 1 to 4; B01, B04, B05, B07.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from textual.app import App
from textual.screen import Screen
from textual.worker import WorkerFailed

from wardsafe.errors import NotAllowed
from wardsafe.tui.stop import Crash
from wardsafe.tui.terminal import WIPE, ShutDriver

OnRefusal = Callable[[str], None]  # what was refused


class ShutApp(App[None]):
    """The hardened ground that WardApp stands on."""

    ENABLE_COMMAND_PALETTE = False
    COMMANDS = set()
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    NOTIFICATION_TIMEOUT = 4.0

    def __init__(self, crash: Crash, on_refusal: OnRefusal | None) -> None:
        super().__init__(driver_class=ShutDriver)
        self._crash = crash
        self._on_refusal = on_refusal

    def refuse(self, what: str) -> None:
        """Keep that `what` was tried; nothing happens on the screen."""
        if self._on_refusal is not None:
            self._on_refusal(what)

    def _refuse_loudly(self, what: str) -> NoReturn:
        self.refuse(what)
        raise NotAllowed(f"wardsafe does not {what}.")

    # --- pictures, clipboard, links, files ------------------------------------------------

    def action_screenshot(self, *_: Any, **__: Any) -> None:
        """Refused."""
        self.refuse("take a picture of the screen")

    def save_screenshot(self, *_: Any, **__: Any) -> NoReturn:
        """Refused. Raises NotAllowed."""
        self._refuse_loudly("take a picture of the screen")

    def deliver_screenshot(self, *_: Any, **__: Any) -> NoReturn:
        """Refused. Raises NotAllowed."""
        self._refuse_loudly("take a picture of the screen")

    def deliver_text(self, *_: Any, **__: Any) -> NoReturn:
        """Refused. Raises NotAllowed."""
        self._refuse_loudly("hand out a file of its screen")

    def deliver_binary(self, *_: Any, **__: Any) -> NoReturn:
        """Refused. Raises NotAllowed."""
        self._refuse_loudly("hand out a file of its screen")

    def copy_to_clipboard(self, text: str) -> None:
        """Refused: neither the computer's clipboard nor one of our own, which the next person
        could paste from."""
        self.refuse("copy to the clipboard")

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Refused."""
        self.refuse("open a link")

    # --- palette, suspending, Textual's own extras ------------------------------------------

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[Any]:
        """None at all."""
        return iter(())

    def action_command_palette(self) -> None:
        """Refused."""
        self.refuse("open the command palette")

    def action_show_help_panel(self) -> None:
        """Refused: F1 is the help."""

    def action_help_quit(self) -> None:
        """Ctrl+C does nothing: the footer says which keys do."""

    def action_suspend_process(self) -> None:
        """Refused: a suspended screen is an unlocked screen."""
        self.refuse("be suspended")

    @contextlib.contextmanager
    def suspend(self) -> Iterator[None]:
        """Refused. Raises NotAllowed."""
        self._refuse_loudly("be suspended")
        yield

    def _set_pointer_shape(self, shape: str) -> None:
        """No escape sequence for the shape of the mouse pointer."""

    # --- crashes --------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        if self.is_headless and self._exception is None:
            self._exception = error  # tests look at it; it holds local variables
            self._exception_event.set()
        # A worker's failure comes wrapped; what happened inside is what has to be mended.
        self._crash.stop(error.error if isinstance(error, WorkerFailed) else error)
        self._fatal_error()

    def _fatal_error(self) -> None:
        self._return_code = 70
        self.forget()
        self._close_messages_no_wait()

    def panic(self, *_: Any) -> None:
        """A driver's thread has failed: sealed like any crash, what it wanted printed is not."""
        self._crash.stop(None, "a thread of the driver failed")
        self._fatal_error()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
        if (sentence := self._crash.sentence()) and sys.__stderr__ is not None:
            with contextlib.suppress(OSError, ValueError):
                sys.__stderr__.write(sentence + "\n")
                sys.__stderr__.flush()

    # --- stopping -----------------------------------------------------------------------

    def forget(self) -> None:
        """Let go of everything about people, at once; the app that has something overrides it."""

    def lock(self) -> None:
        """Forget, and show the lock screen; the app that has one overrides this."""
        self.forget()

    def listen(self) -> None:
        """Signals that end or stop a program lock this one first; call once the loop runs."""
        loop = asyncio.get_running_loop()
        self._crash.in_loop(loop, self._fatal_error)
        if sys.platform == "win32" or self.is_headless:
            return
        for ends in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(ends, self.leave)
        loop.add_signal_handler(signal.SIGTSTP, self._stopped_from_outside)
        loop.add_signal_handler(signal.SIGCONT, self._woken)

    def leave(self) -> None:
        """Lock, keeping the draft, then end the program."""
        self.forget()
        self.exit()

    def _stopped_from_outside(self) -> None:
        self.refuse("be suspended")
        self.lock()

    def _woken(self) -> None:
        self.lock()

    def wipe(self) -> None:
        """Empty the terminal, scrollback included, and paint what is on the screen now."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(WIPE)
            self.refresh(layout=True)
