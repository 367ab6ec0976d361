"""Reading reviews: pages of what waits, the review of one record, questions, what was told."""

import json
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from wardsafe.records.review import ANSWER, OUTCOME, QUESTION, TOLD
from wardsafe.views.log_lines import title_of
from wardsafe.views.review_rows import (
    BITS,
    LAST_NUMBER,
    STATES,
    WAITING,
    CaseFilter,
    CaseRow,
    Step,
    place,
    steps_where,
)

_CASE = (
    "position, review_case.record, number, kind, person, what, happened, entered, author, "
    "author_name, states, items, since, begun, signed, told"
)


def page(
    db: Database,
    chosen: CaseFilter,
    *,
    below: int | None = None,
    above: int | None = None,
    limit: int,
) -> list[CaseRow]:
    """At most `limit` records, the longest wait first, or those next to a position."""
    where, values = _where(chosen)
    if below is not None:
        where, values = f"{where} AND position < ?", [*values, below]
    if above is not None:
        where, values = f"{where} AND position > ?", [*values, above]
    order = "ASC" if above is not None else "DESC"
    sql = f"{_select()} WHERE {where} ORDER BY position {order} LIMIT ?"
    rows = [case_of(row) for row in db.execute(sql, (*values, limit))]
    return rows[::-1] if above is not None else rows


def count(db: Database, chosen: CaseFilter) -> int:
    """How many records the filter finds."""
    where, values = _where(chosen)
    sql = f"SELECT count(*) FROM review_case WHERE {where}"  # noqa: S608 - our own text only
    return int(db.execute(sql, values).fetchone()[0])


def case(db: Database, record: str) -> CaseRow | None:
    """How the review of one record stands; None for what is not reviewed here."""
    found = db.execute(f"{_select()} WHERE review_case.record = ?", (record,)).fetchone()
    return case_of(found) if found else None


def states_of(db: Database, records: Iterable[str]) -> dict[str, str]:
    """How the review of each of these records stands, of those that are reviewed."""
    found = db.execute(
        "SELECT record, states FROM review_case WHERE record IN (SELECT value FROM json_each(?))",
        (json.dumps(list(records)),),
    )
    return {record: next(w for w in STATES if states & BITS[w]) for record, states in found}


def steps_about(db: Database, record: str) -> list[Step]:
    """Every step of the review of one record, in the order in which they were entered."""
    return steps_where(db, "about = ?", (record,))


def steps_between(db: Database, since: int, until: int) -> list[Step]:
    """Every step that was entered from `since` until before `until` (seconds since 1970)."""
    return steps_where(db, "at >= ? AND at < ?", (since, until))


def step(db: Database, record: str) -> Step | None:
    """One step by its own id."""
    return next(iter(steps_where(db, "record = ?", (record,))), None)


def open_questions(db: Database) -> list[Step]:
    """Every question that nobody has answered, the oldest first."""
    return steps_where(
        db,
        f"act = '{QUESTION}' AND NOT EXISTS (SELECT 1 FROM review_step AS a "  # noqa: S608
        "WHERE a.of = review_step.record AND a.act = ?)",
        (ANSWER,),
    )


def not_told(db: Database, reporter: str) -> list[Step]:
    """What came of the reports of one person and they have not read yet, the oldest first."""
    return steps_where(
        db,
        "reporter = ? AND act = ? AND NOT EXISTS (SELECT 1 FROM review_step AS a WHERE "
        "a.of = review_step.record AND a.act = ?)",
        (reporter, OUTCOME, TOLD),
    )


def waiting(db: Database) -> dict[str, tuple[int, int]]:
    """Of what waits, by state: how many, and since when the oldest has (seconds since 1970)."""
    found: dict[str, tuple[int, int]] = {}
    for states, many, first in db.execute(
        f"SELECT states & {WAITING}, count(*), min(entered) FROM review_case "  # noqa: S608
        f"INDEXED BY review_waiting WHERE states & {WAITING} GROUP BY 1"
    ):
        found[next(word for word in STATES if states & BITS[word])] = (many, first)
    return found


def signed_since(db: Database, second: int) -> list[tuple[int, int, str]]:
    """Of the records signed off since then: when, when its reporter was written to (0 for not
    yet), and who had reported it."""
    found = db.execute(
        "SELECT signed, told, author FROM review_case WHERE signed > 0 AND signed >= ?", (second,)
    )
    return [(signed, told, author) for signed, told, author in found]


def waits_begun_since(db: Database, second: int) -> list[int]:
    """Of the records whose review began since then: the seconds they had waited for it."""
    found = db.execute(
        "SELECT begun - entered FROM review_case WHERE begun > 0 AND begun >= ?", (second,)
    )
    return [max(0, waited) for (waited,) in found]


def _select() -> str:
    return (
        f"SELECT {_CASE}, coalesce((SELECT initials FROM person "  # noqa: S608
        "WHERE person.record = review_case.person), '') FROM review_case"
    )


def _where(chosen: CaseFilter) -> tuple[str, list[object]]:
    parts: list[str] = ["1"]
    values: list[object] = []
    if chosen.states and not chosen.states & ~WAITING:
        parts.append(f"states & {WAITING}")  # so that the partial index is enough
    for mask in filter(None, (chosen.states, chosen.also)):
        parts.append("states & ?")
        values.append(mask)
    if chosen.person is not None:
        parts.append("person = ?")
        values.append(chosen.person)
    if chosen.before is not None:
        parts.append("position >= ?")
        values.append(place(chosen.before, LAST_NUMBER))
    return " AND ".join(parts), values


def case_of(row: Sequence[object]) -> CaseRow:
    """One row of the table, with the initials of its person behind it."""
    *first, initials = row
    (position, record, number, kind, person, what, happened, *rest) = first
    title = title_of(str(kind))
    return CaseRow(position, record, number, kind, title, person, initials, what, happened, *rest)  # type: ignore[arg-type]
