"""What is asked of a network, as Ibis expressions: the same on DuckDB, PostgreSQL and beyond.

Each takes the tables and a span of months ("2026-07", both ends included), and answers raw figures,
which are shown only through `services/network_shown.py`.
"""

from collections.abc import Collection, Mapping
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.network.loading import load
from wardsafe.network.tables import GROUPS

Tables = Mapping[str, Any]

FORCE = "restrictive-practice/1"


def months_and_kinds(tables: Tables, first: str, last: str) -> Any:
    """month, kind: records."""
    facts = _within(tables["facts"], first, last)
    return facts.group_by("month", "kind").agg(records=facts.count()).order_by("month", "kind")


def force(tables: Tables, first: str, last: str) -> Any:
    """trust, ward, month: incidents and uses of force."""
    facts = _within(tables["facts"], first, last)
    said = facts.filter(facts.kind == FORCE)
    return (
        said.group_by("trust", "ward", "month")
        .agg(incidents=said.count(), uses=said.uses.sum())
        .order_by("trust", "ward", "month")
    )


def types(tables: Tables, first: str, last: str) -> Any:
    """type: uses of force of each type in the whole span."""
    uses = _within(tables["uses"], first, last)
    return uses.group_by("type").agg(uses=uses.count()).order_by("type")


def nights(tables: Tables, first: str, last: str) -> Any:
    """trust, ward, month: days over and declared, nights counted, bed days and leave among them."""
    months = _within(tables["months"], first, last)
    return (
        months.group_by("trust", "ward", "month")
        .agg(
            days=months.days.sum(),
            declared=months.declared.sum(),
            nights=months.nights.sum(),
            bed_days=months.bed_days.sum(),
            leave_days=months.leave_days.sum(),
        )
        .order_by("trust", "ward", "month")
    )


def groups(
    tables: Tables, group: str, first: str, last: str, wards: Collection[str] | None = None
) -> Any:
    """trust, value of a group (None: not known): people, their bed days, people force was used on,
    uses; of these wards, or of all. A person is counted once on each ward. Raises BadInput for no
    such group."""
    if group not in GROUPS:
        raise BadInput(f"People are not split by “{group}”.", do=f"Use {', '.join(GROUPS)}.")
    ibis = load("ibis")

    stays, people = (_within(tables[name], first, last) for name in ("stays", "people"))
    people = people.filter(people.kind == FORCE)
    if wards is not None:
        stays, people = (one.filter(one.ward.isin(list(wards))) for one in (stays, people))
    none = ibis.literal(0, "int64")
    there = stays.select(
        trust=stays.trust, value=stays[group], ward=stays.ward, person=stays.person,
        bed_days=stays.bed_days, leave_days=stays.leave_days, forced=none, uses=none,
    )  # fmt: skip
    done = people.select(
        trust=people.trust, value=people[group], ward=people.ward, person=people.person,
        bed_days=none, leave_days=none, forced=ibis.literal(1, "int64"), uses=people.uses,
    )  # fmt: skip
    both = there.union(done)
    # First each person, then each group: several times as fast as counting different people.
    each = both.group_by("trust", "value", "ward", "person").agg(
        bed_days=both.bed_days.sum(), leave_days=both.leave_days.sum(),
        forced=both.forced.max(), uses=both.uses.sum(),
    )  # fmt: skip
    return (
        each.group_by("trust", "value")
        .agg(
            people=each.person.count(),
            bed_days=each.bed_days.sum().cast("int64"),
            leave_days=each.leave_days.sum().cast("int64"),
            forced=each.person.count(where=each.forced == 1),
            uses=each.uses.sum().cast("int64"),
        )
        .order_by("trust", "value")
    )


def people_by_year(tables: Tables, first: str, last: str) -> Any:
    """trust, year: different people there, each once in a trust (pseudonyms differ by trust)."""
    stays = _within(tables["stays"], first, last)
    each = stays.select("trust", "person", year=stays.month.substr(0, 4)).distinct()
    return each.group_by("trust", "year").agg(people=each.person.count()).order_by("trust", "year")


def ideas(tables: Tables, first: str, last: str) -> Any:
    """idea, trust, ward, stage: cycles at it, the last of them, and since when the ward tests."""
    tests = tables["tests"]
    tests = tests.filter(tests.month.isnull() | (tests.month <= last))
    return (
        tests.group_by("idea", "trust", "ward", "stage")
        .agg(cycles=tests.count(), last=tests.cycle.max(), since=tests.month.min())
        .order_by("idea", "trust", "ward", "stage")
    )


ALL = {
    "month × kind": months_and_kinds,
    "force by ward and month": force,
    "force by type": types,
    "bed days by ward and month": nights,
    "people by trust and year": people_by_year,
    "change ideas": ideas,
}
"""Every question that takes only a span, by what it is called where its speed is measured."""


def _within(table: Any, first: str, last: str) -> Any:
    return table.filter(table.month.between(first, last))
