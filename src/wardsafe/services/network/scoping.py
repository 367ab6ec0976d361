"""Who the wards' people are, per trust and network: shares of bed days, and how much is not known.

Published methods of scoping are not known (network page, section 2): per trust and quarter, groups
of people as shares of occupied bed days, each under the rule of small numbers, is our own (≈).
"""

from dataclasses import dataclass

from wardsafe.services.equity import UNKNOWN
from wardsafe.services.network.facts import ETHNIC
from wardsafe.services.network.figures import NETWORK
from wardsafe.services.network.shown import GroupShown, Shown, SplitShown
from wardsafe.vocabulary.code_lists import code_list

SPLITS = {
    "ethnicity": "ethnic group", "sex": "sex", "age_band": "age band",
    "deprivation": "deprivation decile (1 is most deprived)",
}  # fmt: skip
_LISTS = {"sex": "sex", "age_band": "age-band", "deprivation": "deprivation-decile"}


@dataclass(frozen=True, slots=True)
class Scope:
    """One split: a row a group in the order of its list, not known last; a column for all wards,
    then one a trust, each a share of its bed days as it may be shown."""

    split: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def scopes(shown: Shown) -> tuple[Scope, ...]:
    """Every split that anybody's people are known of."""
    found = []
    for split in SPLITS:
        by_unit = {one.unit: one for one in shown.splits if one.split == split}
        if NETWORK not in by_unit:
            continue
        trusts = sorted(unit for unit in by_unit if unit)
        columns = [by_unit[unit] for unit in (NETWORK, *trusts)]
        rows = tuple(
            (value_said(split, one.value), *(_share(column, one.value) for column in columns))
            for one in in_order(by_unit[NETWORK])
        )
        heads = ("", "all wards", *(f"trust {trust}" for trust in trusts))
        found.append(Scope(split, heads, rows, by_unit[NETWORK].not_known))
    return tuple(found)


def in_order(split: SplitShown) -> list[GroupShown]:
    """In the order of the code list, not known last."""
    listed = [*ETHNIC.values()]
    if split.split in _LISTS:
        listed = [code.code for code in code_list(_LISTS[split.split]).codes]
    places = {value: place for place, value in enumerate(listed)}
    return sorted(split.groups, key=lambda one: places.get(one.value or "", len(places)))


def value_said(split: str, value: str | None) -> str:
    """A group in words."""
    if value is None:
        return UNKNOWN
    if split in _LISTS:
        return code_list(_LISTS[split]).short(value)
    return next((name for name, word in ETHNIC.items() if word == value), value)


def _share(split: SplitShown, value: str | None) -> str:
    return next((one.share for one in split.groups if one.value == value), "")
