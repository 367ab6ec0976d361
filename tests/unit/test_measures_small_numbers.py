"""Small numbers: the steps, and that no total, split, month or pair of tables gives one back."""

import math
import random
from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest

from wardsafe.errors import BadInput
from wardsafe.measures import small_numbers
from wardsafe.measures.exported import Figure, exported
from wardsafe.measures.small_numbers import (
    RULE,
    TOTAL,
    Key,
    Range,
    Sum,
    SuppressionDoubt,
    average,
    could_be,
    counted,
    narrowed,
    percent,
    protected,
    rate,
    table,
)  # fmt: skip


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (17, "15"), (18, "20")],
)
def test_the_steps(count: int, text: str) -> None:
    assert counted(count) == text


def test_shares_rates_and_averages_on_few() -> None:
    assert (percent(8, 12), percent(0, 12), percent(7, 40), percent(3, 7)) == (
        "100%",
        "0%",
        "*",
        "*",
    )
    assert percent(0, 0) == ""
    assert (rate(13, 601), rate(7, 600), rate(20, 99)) == ("25", "*", "*")
    assert (average(12.34, 8), average(12.34, 7)) == ("12.3", "*")
    with pytest.raises(BadInput, match="more counted"):
        percent(9, 8)
    with pytest.raises(BadInput, match="below nought"):
        counted(-1)


SEVENTEEN = {"a": 8, "b": 8, "c": 1, "all": 17}
ADDS_UP = [Sum("all", ("a", "b", "c"))]


def test_E11_rounding_alone_gives_one_back() -> None:
    """Why anything is withheld at all: 10, 10, * and 15 can only be 8, 8, 1 and 17."""
    ranges = {key: could_be(counted(count)) for key, count in SEVENTEEN.items()}
    assert narrowed(ranges, ADDS_UP)["c"] == (1, 1)


def test_E11_total_less_the_others() -> None:
    assert protected(SEVENTEEN, ADDS_UP) == {"a": "10", "b": "10", "c": "*", "all": "**"}


def test_E11_a_ward_with_one_patient() -> None:
    cells = {("White", "Restraint"): 14}
    shown = table(("White", "Black"), ("Restraint",), cells, people={("White", "Restraint"): 1})
    assert shown.cells == (("*", "*"), ("0", "0"), ("*", "*"))


def test_E11_nothing_is_shown_when_in_doubt() -> None:
    """What was printed before, by another rule, gives one away whatever is withheld now."""
    printed = {"a": "10", "b": "10", "all": "15"}
    with pytest.raises(SuppressionDoubt, match="so nothing is shown"):
        protected(SEVENTEEN, ADDS_UP, earlier=printed)


def test_a_table_has_totals_from_raw_and_its_footnote() -> None:
    shown = table(("Day", "Night"), ("Mon", "Tue"), {("Day", "Mon"): 9, ("Night", "Tue"): 9})
    assert shown.rows[-1] == shown.columns[-1] == TOTAL
    assert shown.cells == (("10", "0", "10"), ("0", "10", "10"), ("10", "10", "20"))
    assert shown.note == RULE.said
    with pytest.raises(BadInput, match="kept for the totals"):
        table((TOTAL,), ("Mon",), {})


def possible(ranges: Mapping[Key, Range], sums: Sequence[Sum], key: Key, enough: int) -> int:
    """How many values, up to `enough`, a figure can really have: by trying, not by narrowing."""
    low, high = ranges[key]
    found = 0
    value = low
    while value <= min(high, 60) and found < enough:
        found += _fits({**ranges, key: (value, value)}, sums)
        value += 1
    return found


def _fits(ranges: dict[Key, Range], sums: Sequence[Sum]) -> bool:
    narrowed(ranges, sums)
    if any(low > high for low, high in ranges.values()):
        return False
    loose = [(high - low, str(key), key) for key, (low, high) in ranges.items() if high > low]
    if not loose:
        return all(
            ranges[each.total][0] == math.fsum(ranges[part][0] for part in each.parts)
            for each in sums
        )
    key = min(loose)[2]
    low, high = ranges[key]
    return any(
        _fits({**ranges, key: (low + step, low + step)}, sums)
        for step in range(int(min(high, 60) - low) + 1)
    )


@pytest.mark.parametrize("seed", range(40))
def test_E11_no_table_gives_a_small_number_back(seed: int) -> None:
    dice = random.Random(seed)
    rows, columns = ("White", "Black"), ("Restraint", "Seclusion", "Injection")
    raw = {
        (row, column): dice.choice((0, 1, 2, 7, 8, 8, 9, 12)) for row in rows for column in columns
    }
    shown = table(rows, columns, raw)
    figures, sums = small_numbers._with_totals(rows, columns, raw)
    ranges = {
        (row, column): could_be(shown.cells[down][across])
        for down, row in enumerate(shown.rows)
        for across, column in enumerate(shown.columns)
    }
    for key, count in figures.items():
        if 0 < count <= RULE.most:
            assert possible(dict(ranges), sums, key, 3) >= 3, (raw, shown.cells)


MONTHS = tuple(f"2026-{month:02}" for month in range(1, 13))
SPLITS = {"ethnic group": ("White", "Black", "Not known"), "sex": ("1", "2")}
Name = tuple[str, str]


def ward(seed: int) -> list[dict[str, str]]:
    """A small ward's year: 0 to 9 events a month."""
    dice = random.Random(seed)
    return [
        {"month": month, **{split: dice.choice(values) for split, values in SPLITS.items()}}
        for month in MONTHS
        for _ in range(dice.choice((0, 1, 2, 7, 8, 8, 9)))
    ]


def tables_of(figures: Mapping[Figure, str]) -> dict[Name, dict[Figure, str]]:
    """Every table the figures can make: months of a quarter, quarters, and each split of each."""
    made: dict[Name, dict[Figure, str]] = {}
    for (period, split, value), text in figures.items():
        over = f"2026-Q{(int(period[5:]) + 2) // 3}" if period[5:].isdigit() else period
        if "Q" in period and not split:
            made.setdefault(("2026", "quarters"), {})[period, split, value] = text
        made.setdefault((over, split), {})[period, split, value] = text
    return made


def relations(known: Mapping[Figure, str]) -> list[Sum]:
    """Every sum a reader can make of the figures of some tables."""
    found = []
    for total in known:
        period, split, value = total
        for other in ("", *SPLITS):
            parts = tuple(
                key for key in known if key[0] == period and key[1] == other and key[1] != split
            )
            if other and not split and len(parts) == len(SPLITS[other]):
                found.append(Sum(total, parts))
        finer = tuple(
            key
            for key in known
            if key[1:] == (split, value) and key[0] != period and _within(key[0], period)
        )
        if len(finer) == (3 if "Q" in period else 4):
            found.append(Sum(total, finer))
    return found


def _within(finer: str, period: str) -> bool:
    if "Q" in period:
        return finer[5:].isdigit() and f"2026-Q{(int(finer[5:]) + 2) // 3}" == period
    return "Q" in finer and period == "2026"


def raw_counts(events: Sequence[Mapping[str, str]]) -> dict[Figure, int]:
    counts: dict[Figure, int] = {}
    for event in events:
        quarter = f"2026-Q{(int(event['month'][5:]) + 2) // 3}"
        for period in (event["month"], quarter, "2026"):
            for key in ((period, "", ""), *((period, each, event[each]) for each in SPLITS)):
                counts[key] = counts.get(key, 0) + 1
    return counts


@pytest.mark.parametrize("seed", range(8))
def test_E11_no_two_tables_of_a_small_ward_give_a_small_number_back(seed: int) -> None:
    events = ward(seed)
    figures, raw = exported(events, MONTHS, SPLITS), raw_counts(events)
    tables = tables_of(figures)
    assert len(tables) == 16
    joined = 0
    for one, other in combinations(tables, 2):
        known = {**tables[one], **tables[other]}
        sums = relations(known)
        joined += bool(sums)
        ranges: dict[Key, Range] = {key: could_be(text) for key, text in known.items()}
        narrowed(ranges, sums)
        for key, (low, high) in ranges.items():
            if 0 < raw.get(key, 0) <= RULE.most:  # type: ignore[call-overload]
                assert high - low >= 2, (one, other, key)
    assert joined > 20


def test_E11_the_search_finds_what_rounding_alone_gives_away() -> None:
    """The same search on figures that were only rounded: it must be able to fail."""
    leaks = 0
    for seed in range(8):
        raw = raw_counts(ward(seed))
        known = {key: counted(count) for key, count in raw.items()}
        ranges: dict[Key, Range] = {key: could_be(text) for key, text in known.items()}
        narrowed(ranges, relations(known))
        leaks += sum(
            high - low < 2
            for key, (low, high) in ranges.items()
            if 0 < raw[key] <= RULE.most  # type: ignore[index]
        )
    assert leaks


@pytest.mark.parametrize("seed", [*range(8), 106])
@pytest.mark.parametrize("months", [3, 6, 9])
def test_E11_what_was_shown_stays_when_more_months_come(seed: int, months: int) -> None:
    """Two exports that follow each other: neither gives back what the other holds back."""
    events = ward(seed)
    first = [each for each in events if each["month"] <= MONTHS[months - 1]]
    earlier = exported(first, MONTHS[:months], SPLITS)
    later = exported(events, MONTHS, SPLITS)
    assert {key: later[key] for key in earlier} == earlier


def test_a_quarter_is_there_when_its_months_are() -> None:
    found = exported(ward(1), MONTHS[:5], SPLITS)
    assert ("2026-Q1", "", "") in found
    assert ("2026-Q1", "sex", "1") in found
    assert not {key for key in found if key[0] in ("2026-Q2", "2026")}
    assert not {key for key in found if key[0] in MONTHS and key[1]}
