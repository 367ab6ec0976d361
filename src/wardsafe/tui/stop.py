"""How wardsafe stops when something breaks: one fixed sentence, a reference, nothing else.

What happened goes to a hook that seals it. It is a traceback without local variables; even so it
may quote a record in an error message, so it is never printed. Threats catalogue: finding 1, B01.
"""

import asyncio
import contextlib
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

SENTENCE = "wardsafe stopped. Nothing saved is lost. Reference {reference}."

OnCrash = Callable[[str, str], None]  # reference, traceback text


def told(error: BaseException) -> str:
    """The traceback of `error` as text: files, lines, messages, never local variables."""
    return "".join(traceback.format_exception(error))


class Crash:
    """Everything that goes wrong unforeseen comes here, from any thread; it never raises."""

    def __init__(self, new_reference: Callable[[], str], on_crash: OnCrash | None) -> None:
        self._new_reference = new_reference
        self._on_crash = on_crash
        self.references: list[str] = []

    def seal(self, error: BaseException | None, words: str = "") -> str:
        """Hand `error` (or `words`, where there is none) to the hook; returns its reference.

        For what went wrong beside the work, which goes on.
        """
        reference = self._new_reference()
        if self._on_crash is not None:
            # A hook that fails must not print what it was given.
            with contextlib.suppress(Exception):
                self._on_crash(reference, told(error) if error is not None else words)
        return reference

    def stop(self, error: BaseException | None, words: str = "") -> None:
        """As `seal`, for what ends the program: `sentence` will say so."""
        self.references.append(self.seal(error, words))

    def sentence(self) -> str:
        """What is printed, for the first crash; empty when there was none."""
        return SENTENCE.format(reference=self.references[0]) if self.references else ""

    def hush(self) -> None:
        """Python's own ways of printing a traceback are closed, in every thread."""
        sys.excepthook = self._top_level
        threading.excepthook = lambda lost: self._ignore(lost.exc_value)
        sys.unraisablehook = lambda lost: self._ignore(lost.exc_value)
        logging.lastResort = None
        logging.raiseExceptions = False

    def in_loop(self, loop: asyncio.AbstractEventLoop, then: Callable[[], None]) -> None:
        """A task that fails unseen in `loop` is sealed, and `then` ends the program."""

        def handle(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            error = context.get("exception")
            if error is None:
                self.seal(None, str(context.get("message", "")))
            else:
                self.stop(error)
                then()

        loop.set_exception_handler(handle)

    def _ignore(self, error: BaseException | None) -> None:
        if error is not None:
            self.seal(error)

    def _top_level(
        self, _: type[BaseException], error: BaseException, __: TracebackType | None
    ) -> None:
        self.stop(error)
        if sys.__stderr__ is not None:
            sys.__stderr__.write(self.sentence() + "\n")
