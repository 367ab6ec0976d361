"""Somebody who types lines, and what the plain mode says to them: a transcript of both."""

from collections.abc import Iterable
from typing import Any

from wardsafe.plain.house import House
from wardsafe.plain.talk import Talk
from wardsafe.records.text import cells

PINS = {"grace": "274916", "emeka": "831562", "ingrid": "758294", "owain": "316408"}


class Typist:
    """Lines to type, in order; a number is so many seconds without one."""

    def __init__(self, typed: Iterable[str | float], clock: Any) -> None:
        self.typed, self.clock = list(typed), clock
        self.said: list[str] = []
        self.was_cut = False

    def write(self, line: str) -> None:
        assert cells(line) <= 80, line
        assert not any(ord(char) < 32 or ord(char) == 127 for char in line), line
        self.said.append(line)

    def read(self, prompt: str, *, secret: bool, seconds: float) -> str | None:
        assert cells(prompt) <= 81, prompt
        if not self.typed:
            self.said.append(prompt.rstrip())
            raise EOFError
        line = self.typed.pop(0)
        if isinstance(line, str):
            self.said.append(prompt.rstrip() if secret else f"{prompt}{line}".rstrip())
            return line
        self.clock.pass_(line)
        if line >= seconds:
            self.said.append(f"{prompt.rstrip()} (nobody types)")
            return None
        return self.read(prompt, secret=secret, seconds=seconds - line)

    def clear(self) -> None:
        self.said.append("(blank lines)")


class Plain:
    """The plain mode of a ward of the tests."""

    def __init__(self, ward: Any, *, ascii_: bool = False) -> None:
        self.ward, self._ascii = ward, ascii_
        self.text = ""

    def type(self, *typed: str | float) -> str:
        """Start, type these lines, and leave by the end of the input; what was said."""
        self.ward.lock()
        typist = Typist(typed, self.ward.clock)
        talk = Talk(typist, self.ward.clock, ascii_=self._ascii)
        code = House(self.ward.door, talk, self.ward.clock).run()
        assert code == 0
        assert not typist.typed, typist.typed
        self.text = "\n".join(typist.said)
        print(self.text)
        return self.text

    def as_(self, who: str, *typed: str | float) -> str:
        """Unlock as somebody of the ward, and type these lines."""
        return self.type(who, PINS[who], *typed)

    def blocks(self) -> str:
        """What was said, as one text without line ends, to look for sentences in."""
        return " ".join(self.text.split())
