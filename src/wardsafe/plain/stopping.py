"""Ctrl+C as a stop that is waited for: what is being written becomes whole or is taken back."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """While this is open, Ctrl+C only says stop; asked, it tells whether somebody did."""
    said = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield said.is_set
        return
    before = signal.signal(signal.SIGINT, lambda number, frame: said.set())
    try:
        yield said.is_set
    finally:
        signal.signal(signal.SIGINT, before)
