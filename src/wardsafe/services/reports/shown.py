"""Splits by who people are, as they may be printed beside the ward's exact totals.

A group of 1 to 7 people shows nothing. Since the totals of the ward are printed exactly, what is
left over would give one such group away: then the next smallest groups are withheld with it, until
more than 7 people stand behind what is missing (complementary suppression, ≈; the threshold as in
NHS England's disclosure control for HES, ✓).
"""

from collections.abc import Iterator, Mapping, Sequence

from wardsafe.measures.small_numbers import (
    FEWEST_LEFT,
    RULE,
    Key,
    Range,
    Sum,
    could_be,
    counted,
    narrowed,
)  # fmt: skip
from wardsafe.services.equity import Group, Split
from wardsafe.services.reports.page import Table

COLUMNS = ("", "people", "bed days", "uses", "per 1,000 bed days")
BED_DAYS_STEP = 100
"""Bed days are shown to the nearest hundred: finer, they would tell how many people there were."""

NOTE = (
    f"{RULE.glyph}: 1 to {RULE.most} people or uses, or withheld with them; {RULE.most + 1} and "
    f"more to the nearest {RULE.step}, bed days to the nearest {BED_DAYS_STEP}. Not recorded is no "
    "answer, and not nought."
)


def withheld(people: Mapping[str, int]) -> frozenset[str]:
    """The groups of a split of which nothing is shown."""
    small = {name for name, count in people.items() if 0 < count <= RULE.most}
    others = sorted((count, name) for name, count in people.items() if count > RULE.most)
    while small and others and sum(people[name] for name in small) <= RULE.most:
        small.add(others.pop(0)[1])
    return frozenset(small)


def uses_shown(uses: Mapping[str, int], people: Mapping[str, int]) -> dict[str, str]:
    """The uses of each group as they may be printed beside the exact number of all.

    Where a small number could still be worked out, the largest group goes too, and at last all.
    """
    hidden = set(withheld(people))
    while True:
        shown = {name: RULE.glyph if name in hidden else counted(uses[name]) for name in uses}
        if not _gives_away(uses, shown, hidden):
            return shown
        left = [(count, name) for name, count in uses.items() if name not in hidden and count]
        if not left:
            return dict.fromkeys(uses, RULE.glyph)
        hidden.add(max(left)[1])


def _gives_away(uses: Mapping[str, int], shown: Mapping[str, str], hidden: set[str]) -> bool:
    """Whether somebody who subtracts could narrow a small number down to fewer than three."""
    ranges: dict[Key, Range] = {
        name: could_be(text, by_people=name in hidden) for name, text in shown.items()
    }
    total = sum(uses.values())
    ranges["all of them"] = (total, total)
    narrowed(ranges, [Sum("all of them", tuple(uses))])
    small = [name for name, text in shown.items() if text == RULE.glyph and uses[name]]
    return any(ranges[name][1] - ranges[name][0] + 1 < FEWEST_LEFT for name in small)


def shares(splits: Sequence[Split]) -> Iterator[Table]:
    """One table a split, with the share not known below it."""
    for split in splits:
        people = {group.name: group.people for group in split.groups}
        hidden = withheld(people)
        uses = uses_shown({group.name: group.uses for group in split.groups}, people)
        rows = tuple(_row(group, uses[group.name], group.name in hidden) for group in split.groups)
        yield Table(f"By {split.title}", COLUMNS, rows, _not_known(split))


def _row(group: Group, uses: str, hidden: bool) -> tuple[str, ...]:
    if hidden:
        return (group.name, *(RULE.glyph for _ in COLUMNS[1:]))
    days = BED_DAYS_STEP * round(group.bed_days / BED_DAYS_STEP)
    rate = str(round(1000 * int(uses) / days)) if days and uses.isdecimal() else ""
    return (group.name, counted(group.people), str(days), uses, rate or RULE.glyph if days else "")


def _not_known(split: Split) -> str:
    share = split.not_known
    if share is None:
        return "Nobody was there."
    return f"Not known for {share:.0%} of the bed days." if share else "Known of everybody."
