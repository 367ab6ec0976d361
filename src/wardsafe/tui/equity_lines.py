"""Who was on the ward and who force was used on, as lines: figures right, no order of rank."""

from collections.abc import Sequence

from textual.content import Content

from wardsafe.services.equity import UNKNOWN, Group, Split
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.line_sheet import beside

NAME, FIGURE = 26, 10
ACROSS, BETWEEN = 66, 6
"""Cells of one column of splits, and between two."""

FEW = "too few"
HEADS = ("people", "bed days", "uses", "per 1,000")


def equity_lines(splits: Sequence[Split]) -> list[Content]:
    """Every split below the other, each with the share not known."""
    lines: list[Content] = []
    for split in splits:
        lines += [_heads(split.title), *(_row(group) for group in split.there)]
        lines += [drawn(split.not_known_words(), "$quiet"), Content("")]
    return lines[:-1] or [drawn("Nobody was on the ward.", "$quiet")]


def equity_page(splits: Sequence[Split], width: int) -> list[Content]:
    """The splits, in two columns of about the same length where there is room for them."""
    if width < 2 * ACROSS + BETWEEN:
        return equity_lines(splits)
    lengths = [len(split.there) + 3 for split in splits]
    cuts = range(len(splits) + 1)
    cut = min(cuts, key=lambda at: max(sum(lengths[:at]), sum(lengths[at:])), default=0)
    left, right = splits[:cut], splits[cut:]
    return beside(equity_lines(left), equity_lines(right) if right else [], ACROSS + BETWEEN)


def _heads(title: str) -> Content:
    name = drawn(f"By {title}".ljust(NAME), "bold $strong")
    return joined(name, *(drawn(head.rjust(FIGURE), "$quiet") for head in HEADS))


def _row(group: Group) -> Content:
    rate = "" if group.rate is None else f"{group.rate:.0f}"
    rate = FEW if group.is_few else rate
    figures = (f"{group.people:,}", f"{group.bed_days:,}", f"{group.uses:,}", rate)
    style = "$quiet" if group.name == UNKNOWN else "$ink"
    return joined(
        drawn(group.name.ljust(NAME), style, width=NAME),
        *(drawn(figure.rjust(FIGURE), style) for figure in figures),
    )
