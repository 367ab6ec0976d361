"""Every count of a ward that may leave it, protected together, so that no two give one back.

Months are shown unsplit; anything split by something about people, by the quarter and the year only
(≈). A table or a file takes its figures from here and nowhere else.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from wardsafe.measures.small_numbers import RULE, Key, Rule, Sum, protected

Figure = tuple[str, str, str]
"""Period ("2026-11", "2026-Q4", "2026"), split and value; both "" for all together."""


def exported(
    events: Iterable[Mapping[str, str]],
    months: Sequence[str],
    splits: Mapping[str, Sequence[str]],
    *,
    rule: Rule = RULE,
) -> dict[Figure, str]:
    """The figures as they may be shown.

    An event has its "month" ("2026-11") and a value for every split. `months` are those that were
    recorded, `splits` the values of each split. A quarter is there when its three months are, a
    year when its four quarters are. Each is protected beside all that came before it, which stays
    as it was: so call it with every month of the years it touches.
    """
    counts = _counts(events, splits)
    shown: dict[Key, str] = {}
    sums: list[Sum] = []
    for name in _in_order(months):
        sums += _sums(name, months, splits)
        keys = {(name, "", "")} | {key for each in sums for key in (each.total, *each.parts)}
        figures: dict[Key, int] = {key: counts[key] for key in (*shown, *keys)}  # type: ignore[index]
        shown = protected(figures, sums, earlier=shown, rule=rule)
    return shown  # type: ignore[return-value]


def _in_order(months: Sequence[str]) -> list[str]:
    """Every month, quarter and year that is whole, as each comes to be so."""
    found, have = [], set()
    for month in sorted(set(months)):
        have.add(month)
        found.append(month)
        for name in (_quarter(month), month[:4]):
            parts = _parts(name)
            if parts[-1] in found[-2:] and have.issuperset(parts):
                have.add(name)
                found.append(name)
    return found


def _parts(name: str) -> tuple[str, ...]:
    """The three months of a quarter, the four quarters of a year."""
    if "Q" not in name:
        return tuple(f"{name}-Q{number}" for number in range(1, 5))
    last = 3 * int(name[-1])
    return tuple(f"{name[:4]}-{number:02}" for number in range(last - 2, last + 1))


def _sums(name: str, months: Sequence[str], splits: Mapping[str, Sequence[str]]) -> list[Sum]:
    """What a quarter or a year adds up from, finest first; nothing for a month."""
    if name in months:
        return []
    parts = _parts(name)
    found = []
    if "Q" not in name:
        found += [
            Sum((name, split, value), tuple((part, split, value) for part in parts))
            for split, values in splits.items()
            for value in values
        ]
    found += [Sum((name, "", ""), tuple((part, "", "") for part in parts))]
    return found + [_split(name, split, splits) for split in splits]


def _split(name: str, split: str, splits: Mapping[str, Sequence[str]]) -> Sum:
    return Sum((name, "", ""), tuple((name, split, value) for value in splits[split]))


def _counts(
    events: Iterable[Mapping[str, str]], splits: Mapping[str, Sequence[str]]
) -> Counter[Figure]:
    counts: Counter[Figure] = Counter()
    for event in events:
        month = event["month"]
        for period in (month, _quarter(month), month[:4]):
            counts[period, "", ""] += 1
            counts.update((period, split, event[split]) for split in splits)
    return counts


def _quarter(month: str) -> str:
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
