"""The rows of the staff list: who, in which role, and what is known of their PIN."""

from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len
from textual.content import Content

from wardsafe.services.staffing import Unlocker
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.short_list import cell

WIDE = 110
HEADS = ("name", "id", "job title", "role", "PIN")
GAP, MOST = 2, 6
"""Cells behind a column, and how many more it gets where there is room."""


def needs(found: Sequence[Unlocker]) -> tuple[int, ...]:
    """The cells that each column needs to be read whole, with the gap that cuts it off from the
    next."""
    rows = [HEADS, *((*_words(one), _pin(one, me=True).plain) for one in found)]
    *before, last = (max(map(cell_len, column)) for column in zip(*rows, strict=True))
    return (*(size + GAP for size in before), last)


def heads(wanted: tuple[int, ...], width: int) -> Content:
    """The names of the columns."""
    *sizes, _ = _sizes(wanted, width)
    named = (cell(word, size, "$quiet") for word, size in zip(HEADS, sizes, strict=False))
    return joined(*named, drawn(HEADS[-1], "$quiet"))


def row(one: Unlocker, me: bool, wanted: tuple[int, ...], width: int, selected: bool) -> Content:
    """One person; `me` where it is whoever is signed in."""
    styles = ("bold $strong" if selected else "$ink", "$quiet", "$quiet", "$ink")
    parts = zip(_words(one), _sizes(wanted, width), styles, strict=False)
    return joined(*(cell(text, size, style) for text, size, style in parts), _pin(one, me))


def _words(one: Unlocker) -> tuple[str, str, str, str]:
    return one.name, one.id, one.job_title.lower(), one.role.lower()


@lru_cache(maxsize=16)
def _sizes(wanted: tuple[int, ...], width: int) -> tuple[int, ...]:
    """What is left over goes to all; where too little is there, the widest gives way."""
    spare = min(MOST, max(0, width - sum(wanted)) // len(wanted))
    sizes = [min(size + spare, width) for size in wanted]
    while sum(sizes) > max(width, len(sizes)):
        sizes[sizes.index(max(sizes))] -= 1
    return tuple(sizes)


def _pin(one: Unlocker, me: bool) -> Content:
    if one.locked:
        return drawn(f"{glyphs().alert} locked", "bold $due")
    if not one.has_pin:
        return drawn("none", "$ink")
    words = "yours" if me else "set"
    return drawn(f"{one.wrong} wrong" if one.wrong else words, "$quiet")
