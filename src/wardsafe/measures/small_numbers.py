"""Small numbers, for everything that leaves the trust: made once, from raw figures.

1 to 7 is `*`, 8 and more to the nearest 5, 0 stays 0; a total is made from raw and rounded like any
other figure (NHS England, HES and ECDS disclosure control from September 2018, as coded by NHS
Digital in the National Child Measurement Programme, ✓). Rounding alone can give a small figure back
where parts and total are all at their ends (8 and 8 and 1 make 17, shown 10, 10, *, 15), so what
could be worked out is looked for, and the total that gives it away is withheld (≈).
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType

from wardsafe.errors import BadInput, WardsafeError
from wardsafe.measures import words

FEWEST_LEFT = 3
"""How many values a suppressed figure must still be able to have for a reader who subtracts."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The numbers of the rule, named and dated so that a table can say which it was made by."""

    version: str = "wardsafe small numbers 1"
    most: int = 7
    step: int = 5
    glyph: str = "*"
    withheld: str = "**"
    fewest_bed_days: int = 100

    @property
    def said(self) -> str:
        """The footnote of every table."""
        return (
            f"1 to {self.most} is shown as {self.glyph}; {self.most + 1} and more to the nearest "
            f"{self.step}; totals are made from the raw figures, so parts need not add up. "
            f"{self.withheld} is withheld, because a small number could be worked out from it."
        )


RULE = Rule()


class SuppressionDoubt(WardsafeError):
    """A table from which a small number could be worked out; nothing of it may be shown."""


def counted(count: int, rule: Rule = RULE) -> str:
    """A count as it may be shown. Raises BadInput below nought."""
    if count < 0:
        raise BadInput("A count is below nought.", do="Count it again from the records.")
    if 0 < count <= rule.most:
        return rule.glyph
    return str(_rounded(count, rule))


def percent(count: int, of: int, rule: Rule = RULE) -> str:
    """A share, worked out from the rounded counts; `*` where either is small, "" of none."""
    if not 0 <= count <= of:
        raise BadInput("A share has more counted than there are.", do="Count it again.")
    if not of:
        return ""
    if 0 < count <= rule.most or of <= rule.most:
        return rule.glyph
    return f"{_half_up(100 * _rounded(count, rule) / _rounded(of, rule))}%"


def rate(count: int, bed_days: int, rule: Rule = RULE) -> str:
    """Per 1,000 bed days from rounded figures; `*` on 1 to 7 events or fewer than 100 bed days."""
    counted(count, rule)
    if 0 < count <= rule.most or bed_days < rule.fewest_bed_days:
        return rule.glyph
    return str(_half_up(1000 * _rounded(count, rule) / _rounded(bed_days, rule)))


def average(value: float, people: int, rule: Rule = RULE) -> str:
    """A mean or a median, one decimal; `*` where it rests on 1 to 7 people."""
    return rule.glyph if people <= rule.most else words.number(value)


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def _rounded(count: int, rule: Rule) -> int:
    return rule.step * round(count / rule.step)


Key = Hashable


@dataclass(frozen=True, slots=True)
class Sum:
    """A total is the sum of its parts: all of them figures that are shown, or could be."""

    total: Key
    parts: tuple[Key, ...]


Range = tuple[float, float]


def protected(
    figures: Mapping[Key, int],
    sums: Sequence[Sum] = (),
    *,
    people: Mapping[Key, int] | None = None,
    earlier: Mapping[Key, str] = MappingProxyType({}),
    rule: Rule = RULE,
) -> dict[Key, str]:
    """Every figure as it may be shown, with whatever gives a small one away withheld.

    `sums`, finest first, say which figures add up to which; where one must go, it is the coarsest
    total. What was shown `earlier` stays as it was. With `people`, a figure that rests on 1 to 7
    people is `*` whatever its count; one that is not in it rests on nobody's. Raises
    SuppressionDoubt if nothing helps.
    """
    shown = {key: _first(key, count, people, rule) for key, count in figures.items()}
    shown |= {key: text for key, text in earlier.items() if key in figures}
    for _ in range(len(figures) + 1):
        given = _given_away(shown, figures, sums, people, rule)
        if given is None:
            return shown
        open_ones = _open_ones(given, shown, figures, sums, rule, earlier)
        shown[_to_withhold(given, open_ones, shown, figures, sums, people, rule)] = rule.withheld
    raise _doubt()


def _doubt() -> SuppressionDoubt:
    return SuppressionDoubt(
        "A small number could be worked out from these tables, so nothing is shown.",
        do="Choose a longer time or fewer splits.",
    )


def _first(key: Key, count: int, people: Mapping[Key, int] | None, rule: Rule) -> str:
    if people is not None and count and people.get(key, rule.most + 1) <= rule.most:
        return rule.glyph
    return counted(count, rule)


def could_be(text: str, rule: Rule = RULE, *, by_people: bool = False) -> Range:
    """The least and the most a figure can be, for somebody who sees only its text."""
    if text == rule.withheld:
        return 0, math.inf
    if text == rule.glyph:
        return 1, math.inf if by_people else rule.most
    value = int(text)
    half = rule.step // 2
    return (0, 0) if not value else (max(rule.most + 1, value - half), value + half)


def narrowed(ranges: dict[Key, Range], sums: Sequence[Sum]) -> dict[Key, Range]:
    """What subtracting, over and over, leaves each figure: the most that a reader can work out.

    Stops where nothing fits any more: some range then has its low end above its high end.
    """
    changed = True
    while changed and all(low <= high for low, high in ranges.values()):
        changed = False
        for each in sums:
            changed |= _narrow(ranges, each)
    return ranges


def _narrow(ranges: dict[Key, Range], each: Sum) -> bool:
    low = math.fsum(ranges[part][0] for part in each.parts)
    high = math.fsum(ranges[part][1] for part in each.parts)
    changed = _cut(ranges, each.total, low, high)
    least, most = ranges[each.total]
    for part in each.parts:
        others_low = math.fsum(ranges[other][0] for other in each.parts if other != part)
        others_high = math.fsum(ranges[other][1] for other in each.parts if other != part)
        changed |= _cut(ranges, part, least - others_high, most - others_low)
    return changed


def _cut(ranges: dict[Key, Range], key: Key, low: float, high: float) -> bool:
    before = ranges[key]
    ranges[key] = max(before[0], low), min(before[1], high)
    return ranges[key] != before


def _given_away(
    shown: Mapping[Key, str],
    figures: Mapping[Key, int],
    sums: Sequence[Sum],
    people: Mapping[Key, int] | None,
    rule: Rule,
) -> Key | None:
    """A small figure that a reader could narrow down too far; None when there is none."""
    ranges = {
        key: could_be(text, rule, by_people=people is not None and key in people)
        for key, text in shown.items()
    }
    narrowed(ranges, sums)
    for key, (low, high) in ranges.items():
        of_few = people is not None and key in people and shown[key] == rule.glyph
        small = 0 < figures[key] <= rule.most or of_few
        if small and high - low + 1 < FEWEST_LEFT:
            return key
    return None


def _open_ones(
    given: Key,
    shown: Mapping[Key, str],
    figures: Mapping[Key, int],
    sums: Sequence[Sum],
    rule: Rule,
    earlier: Mapping[Key, str],
) -> list[Key]:
    """What could be withheld: totals first, coarsest first, the figure itself last of all."""
    candidates = [each.total for each in reversed(sums)]
    candidates += [part for each in sums for part in each.parts]
    return [
        key
        for key in (*(each for each in dict.fromkeys(candidates) if each != given), given)
        if key not in earlier and shown[key] != rule.withheld and figures[key]
    ]


def _to_withhold(
    given: Key,
    open_ones: Sequence[Key],
    shown: Mapping[Key, str],
    figures: Mapping[Key, int],
    sums: Sequence[Sum],
    people: Mapping[Key, int] | None,
    rule: Rule,
) -> Key:
    """The coarsest figure whose text, taken away, protects what is given away; else that."""
    for key in open_ones:
        tried = {**shown, key: rule.withheld}
        if _given_away(tried, figures, sums, people, rule) != given:
            return key
    if not open_ones:
        raise _doubt()
    return open_ones[0]


TOTAL = "Total"


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by row and column, with totals made from raw; what every picture and file reads.

    The last row and the last column are totals. `note` stands below it.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    note: str


def table(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], int],
    *,
    people: Mapping[tuple[str, str], int] | None = None,
    rule: Rule = RULE,
) -> Table:
    """A table as it may be shown; a cell that is not in `cells` is nought."""
    figures, sums = _with_totals(rows, columns, cells)
    persons = None if people is None else _with_totals(rows, columns, people)[0]
    shown = protected(figures, sums, people=persons, rule=rule)
    down, across = (*rows, TOTAL), (*columns, TOTAL)
    made = tuple(tuple(shown[row, column] for column in across) for row in down)
    return Table(down, across, made, rule.said)


def _with_totals(
    rows: Sequence[str], columns: Sequence[str], cells: Mapping[tuple[str, str], int]
) -> tuple[dict[Key, int], list[Sum]]:
    if TOTAL in (*rows, *columns):
        raise BadInput(f"“{TOTAL}” is kept for the totals.", do="Name the row otherwise.")
    figures: dict[Key, int] = {pair: cells.get(pair, 0) for pair in product(rows, columns)}
    sums = [Sum((row, TOTAL), tuple((row, column) for column in columns)) for row in rows]
    sums += [Sum((TOTAL, column), tuple((row, column) for row in rows)) for column in columns]
    sums += [Sum((TOTAL, TOTAL), tuple((row, TOTAL) for row in rows))]
    sums += [Sum((TOTAL, TOTAL), tuple((TOTAL, column) for column in columns))]
    for each in sums:
        figures[each.total] = sum(figures[part] for part in each.parts)
    return figures, sums
