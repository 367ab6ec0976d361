"""The lines around the rows of the log: what it is narrowed to, where one is, what is held."""

from datetime import datetime

from textual.content import Content

from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.narrowing import say_span
from wardsafe.views.log import LogFilter
from wardsafe.views.log_lines import title_of

BEHIND = "The log is behind: newer entries are kept, and not shown here until it is rebuilt."
NOTHING_HERE = "Nothing is recorded yet. That is not the same as nothing happened."
NOTHING_FOUND = "No record fits. Esc shows everything again."
ROOMY = 100


def filter_words(chosen: LogFilter, initials: str, now: datetime, width: int) -> Content:
    """What the log is narrowed to; what it is not is said too, quietly. `initials` of the person
    chosen, `width` of the whole screen."""
    kinds = ", ".join(title_of(kind) for kind in chosen.kinds)
    pieces = [
        (kinds, "any kind"),
        (say_span(chosen, now), "any time"),
        (initials if chosen.person else "", "any person"),
        (chosen.state or "", "any state"),
    ]
    words = chosen.words.strip()
    pieces += [(f"“{words}”", "")] if words else []
    gap = Content("   " if width >= ROOMY else "  ")
    said = [
        drawn(own, "bold $accent", width=24) if own else drawn(any_, "$ink") for own, any_ in pieces
    ]
    return joined(drawn("Log", "bold $strong"), *(part for one in said for part in (gap, one)))


def where_words(
    shown: int, first: int | None, total: tuple[int, bool] | None, *, at_end: bool
) -> str:
    """ "1 to 23 of 214", as much of it as is known by now: rows in sight, the place of the first of
    them, how many there are and whether that is exact, whether the last is in sight."""
    if not shown:
        return ""
    if total is None:
        return f"{first:,} to {first + shown - 1:,}" if first else ""
    count, exact = total
    whole = f"{count:,}" if exact else f"{count:,}+"
    if first is None and exact and at_end:
        first = count - shown + 1
    return f"{first:,} to {first + shown - 1:,} of {whole}" if first else f"of {whole}"


def held_words(entries: int, terminals: int, trouble: str, *, behind: bool) -> Content:
    """How much is held and from where; or what is wrong."""
    if trouble:
        return drawn(trouble, "$over")
    if behind:
        return drawn(BEHIND, "$due")
    where = "this terminal" if terminals == 1 else f"{terminals} terminals"
    words = f"{entries:,} entries held, from {where}. Times are when it happened."
    return drawn(words, "$quiet")
