"""The few shapes that lines of the board have: heading, sentence, time and words, label, key."""

from collections.abc import Callable
from datetime import datetime

from textual.content import Content

from wardsafe.records.moments import local
from wardsafe.tui.columns import Line
from wardsafe.tui.drawn import drawn, joined, spread


def words(text: str, style: str) -> Line:
    """One sentence, to be read."""
    return Line(lambda width: drawn(text, style, width=width))


def heading(text: str, right: str) -> Line:
    """A heading, with how much there is at its right."""
    return Line(lambda width: spread(drawn(text, "bold $strong"), drawn(right, "$quiet"), width))


def keyed(key: str, said: str, more: str) -> Line:
    """A key and what it opens."""

    def line(width: int) -> Content:
        left = joined(drawn(f"{key} ", "bold $accent"), drawn(said, "bold $strong"))
        return spread(left, drawn(f"  {more}", "$quiet"), width)

    return Line(line)


def labelled(label: str, said: str) -> Callable[[int], Content]:
    """A bold label with words behind it."""
    return lambda width: joined(drawn(f"{label}  ", "bold $strong"), drawn(said, "$ink")).truncate(
        max(1, width), ellipsis=False
    )


def pair(what: str, who: str, right: str) -> Callable[[int], Content]:
    """What, whose, and something at the right."""

    def line(width: int) -> Content:
        left = joined(drawn(what, "$ink"), drawn(f"  {who}", "$quiet"))
        return spread(left, drawn(f"  {right}", "$ink"), width)

    return line


def row(lead: str, what: str, right: str) -> Callable[[int], Content]:
    """Time, what, and what to do."""

    def line(width: int) -> Content:
        left = joined(drawn(f"{lead}  ", "$quiet"), drawn(what, "$ink"))
        return spread(left, drawn(f"  {right}", "$quiet"), width)

    return line


def clock(when: datetime) -> str:
    """ "03:14"."""
    return f"{local(when):%H:%M}"
