"""The least that the same toolkit can do: what wardsafe's screens are measured against.

Run as a program: `floors.py frame` or `floors.py input`.
"""

import sys

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Input

LAST_WORDS = "leave this floor"
"""Stands in the footer, the last line of the first frame."""


class Frame(App[None]):
    """A header, a footer, nothing else."""

    BINDINGS = [("q", "quit", LAST_WORDS)]  # noqa: RUF012 - Textual declares it so

    def compose(self) -> ComposeResult:
        """Header and footer."""
        yield Header()
        yield Footer()


class OneInput(App[None]):
    """One input, nothing else."""

    def compose(self) -> ComposeResult:
        """The input."""
        yield Input()


if __name__ == "__main__":
    {"frame": Frame, "input": OneInput}[sys.argv[1]]().run()
