"""The real program in a real terminal: demo, unlock, record, find, amend, lock, leave."""

import os
import sys
from pathlib import Path

import pytest

from tui_ward import Terminal

SRC = Path(__file__).parents[2] / "src"


class Program(Terminal):
    """`python -m wardsafe WORDS` in a terminal of 120 by 36."""

    def __init__(self, *words: str) -> None:
        super().__init__("", command=[sys.executable, "-m", "wardsafe", *words])
        self.size(36, 120)

    def type(self, *keys: str) -> "Program":
        for key in keys:
            self.send(key.encode())
        return self


@pytest.mark.skipif(os.name == "nt", reason="needs a pty")
def test_from_the_demo_to_an_amended_record_and_back_to_the_lock(tmp_path: Path) -> None:
    terminal = Program("demo", "--days", "3", "--keep", str(tmp_path / "demo"))
    terminal.wait_for(b"Grace Okafor").type("emeka", "\r", "831562\r")
    terminal.wait_for(b"Last 24 hours").type("n")
    terminal.wait_for(b"Who is it about").type("rosa\r")
    terminal.wait_for(b"Rosa Whitfield").type("-15m\r", "day\r", "07\r", "\r", "+5m\r", "\r")
    terminal.type("05\r", "\r", "\r", "\r")
    terminal.type("\r", "10\r")  # past the blank third row
    terminal.type("emeka\r")
    terminal.send(b"\x13").wait_for(b"Saved #").wait_for(b"Last 24 hours")
    terminal.send(b"/").wait_for(b"any state")
    terminal.type("whitfield").wait_for("“whitfield”".encode()).send(b"\r").wait_for(b"row")
    terminal.send(b"\r").wait_for(b"What the Act asks for")
    terminal.send(b"a").wait_for(b"Why the record is changed")
    terminal.type("camera\r", "\r", "kitchen\r").send(b"\x13").wait_for(b"Saved #")
    terminal.send(b"\x1b[24~").wait_for(b"Who are you?")
    after = terminal.send(b"\x11").end()
    for name in (b"Rosa", b"Whitfield", b"kitchen", b"831562"):
        assert name not in after
