"""Text as plain lines: drawn literally, at most 80 cells wide, in ASCII where there is no more.

Also the few ways in which times are said here, shared by the rooms.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from wardsafe.records.moments import local, say_date, say_time
from wardsafe.records.text import cells, show
from wardsafe.tui.glyphs import in_ascii

WIDTH = 80

# Punctuation that has an ASCII likeness; any other character is shown by its number.
_LIKE = dict(zip("‘’“”–—‐‑−×·•…≈≤≥⟨⟩«»", [*"''\"\"-----x.*", "...", "about ", "<=", ">=", *"<>\"\""], strict=True))  # fmt: skip  # noqa: E501


def lines_of(text: str, *, ascii_: bool = False) -> Iterator[str]:
    """The lines in which a text is written: cleaned, and broken at spaces where it is too wide."""
    cleaned = show(text, lines=True).expandtabs(4)
    for line in (ascii_only(cleaned) if ascii_ else cleaned).split("\n"):
        yield from _broken(line.rstrip())


def ascii_only(text: str) -> str:
    """The text in ASCII: "é" becomes "<U+00E9>", so that nothing is dropped or guessed."""
    if text.isascii():
        return text
    spelled = "".join(_LIKE.get(char, char) for char in text)
    return "".join(char if char.isascii() else f"<U+{ord(char):04X}>" for char in in_ascii(spelled))


def _broken(line: str) -> Iterator[str]:
    indent = line[: len(line) - len(line.lstrip())][: WIDTH // 2]
    held = indent
    for word in line.split():
        joined = f"{held} {word}" if held.strip() else f"{held}{word}"
        if cells(joined) <= WIDTH:
            held = joined
            continue
        if held.strip():
            yield held
        *whole, held = _cut(f"{indent}{word}")
        yield from whole
    yield held.rstrip()


def _cut(word: str) -> list[str]:
    """A word that is wider than a line, in pieces."""
    pieces = [""]
    for char in word:
        if cells(pieces[-1] + char) > WIDTH:
            pieces.append("")
        pieces[-1] += char
    return pieces


def long(length: timedelta) -> str:
    """A length in the units that matter: "6 min", "1 h 27 min", "3 days"."""
    minutes = abs(length) // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def at_time(when: datetime, now: datetime) -> str:
    """The time today, with its date on any other day: "04:20", "22 Nov 04:20"."""
    here = local(when)
    same = here.date() == local(now).date()
    return say_time(when) if same else f"{here.day} {here:%b} {say_time(when)}"


def dated(when: datetime | None) -> str:
    """The date and time: "23 Nov 2026 03:14"; "" where there is none."""
    return f"{say_date(local(when).date())} {say_time(when)}" if when else ""


def many(count: int, what: str) -> str:
    """ "1 record", "2 records"."""
    return f"{count} {what}{'' if count == 1 else 's'}"
