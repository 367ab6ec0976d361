"""What is asked of a network, as Ibis expressions: the same on DuckDB, PostgreSQL and beyond.

Each takes the tables and a span of months ("2026-07", both ends included), and answers raw figures,
which are shown only through `services/network_shown.py`.
"""

from collections.abc import Collection, Mapping
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.network.tables import FORCE, GROUPS

Tables = Mapping[str, Any]

CHANGE, REVIEW = "change-test/1", "review/1"


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
    there = _within(tables["crowd"], first, last)
    if wards is not None:
        there = there.filter(there.ward.isin(list(wards)))
    met, forced = there[f"met_{group}"], there[f"forced_{group}"]
    # Whoever was there before within the span is counted already (`crowd.py`).
    is_new, is_newly = met.isnull() | (met < first), forced.isnull() | (forced < first)
    grouped = there.group_by("trust", value=there[group])
    return grouped.agg(
        people=there.count(where=is_new),
        bed_days=there.bed_days.sum().cast("int64"),
        leave_days=there.leave_days.sum().cast("int64"),
        forced=there.count(where=(there.incidents > 0) & is_newly),
        uses=there.uses.sum().cast("int64"),
    ).order_by("trust", "value")


def ideas(tables: Tables, first: str, last: str) -> Any:
    """idea, trust, ward, stage: cycles at it, the last of them, and since when the ward tests."""
    tests = tables["tests"]
    tests = tests.filter(tests.month.isnull() | (tests.month <= last))
    return (
        tests.group_by("idea", "trust", "ward", "stage")
        .agg(cycles=tests.count(), last=tests.cycle.max(), since=tests.month.min())
        .order_by("idea", "trust", "ward", "stage")
    )


def learning(tables: Tables, first: str, last: str) -> Any:
    """kind, idea, as_planned, came_true, response, themes: records of tests of change and of
    reviews that say any of it, without whose they are."""
    facts = _within(tables["facts"], first, last)
    said = facts.filter(facts.kind.isin([CHANGE, REVIEW]))
    names = ("kind", "idea", "as_planned", "came_true", "response", "themes")
    found = said.group_by(*names, "trust").agg(records=said.count())
    return found.order_by(*names, "trust")


def out_of_time(tables: Tables, first: str, last: str) -> Any:
    """ward: incidents without a month that can be, or of one before the ward began to count days;
    whatever the span. They are in no chart."""
    facts, months = tables["facts"], tables["months"]
    began = months.group_by("ward").agg(began=months.month.min())
    said = facts.filter(facts.kind == FORCE).left_join(began, "ward")
    odd = said.filter(said.month.isnull() | (said.month < said.began))
    return odd.group_by("ward").agg(incidents=odd.count()).order_by("ward")


ALL = {
    "month × kind": months_and_kinds,
    "force by ward and month": force,
    "force by type": types,
    "bed days by ward and month": nights,
    "change ideas": ideas,
    "what was learnt": learning,
    "out of time": out_of_time,
}
"""Every question that takes only a span, by what it is called where its speed is measured."""


def _within(table: Any, first: str, last: str) -> Any:
    return table.filter(table.month.between(first, last))
