"""Who was on the ward and who force was used on, as lines: figures right, no order of rank."""

from collections.abc import Sequence

from textual.content import Content

from wardsafe.services.equity import UNKNOWN, Group, Split
from wardsafe.tui.drawn import drawn, joined

NAME, FIGURE = 26, 10
HEADS = ("people", "bed days", "uses", "per 1,000")
SHORT_OF_PEOPLE = 8
"""Fewer people than this have no rate: it would be that of somebody, not of a group (≈)."""


def equity_lines(splits: Sequence[Split]) -> list[Content]:
    """Every split below the other, each with the share not known."""
    lines: list[Content] = []
    for split in splits:
        lines += [_heads(split.title), *(_row(group) for group in _there(split))]
        lines += [drawn(_not_known(split), "$quiet"), Content("")]
    return lines[:-1] or [drawn("Nobody was on the ward.", "$quiet")]


def _there(split: Split) -> list[Group]:
    """The groups that anybody was in; not known only where there is any."""
    return [group for group in split.groups if group.people or group.uses]


def _heads(title: str) -> Content:
    name = drawn(f"By {title}".ljust(NAME), "bold $strong")
    return joined(name, *(drawn(head.rjust(FIGURE), "$quiet") for head in HEADS))


def _row(group: Group) -> Content:
    few = 0 < group.people < SHORT_OF_PEOPLE
    rate = "" if group.rate is None or few else f"{group.rate:.0f}"
    figures = (f"{group.people:,}", f"{group.bed_days:,}", f"{group.uses:,}", rate)
    style = "$quiet" if group.name == UNKNOWN else "$ink"
    return joined(
        drawn(group.name.ljust(NAME), style, width=NAME),
        *(drawn(figure.rjust(FIGURE), style) for figure in figures),
        drawn("  too few people" if few else "", "$quiet"),
    )


def _not_known(split: Split) -> str:
    if split.not_known is None:
        return "No bed days."
    if not split.not_known:
        return "Known of everybody."
    return f"Not known for {split.not_known:.0%} of the bed days."
