"""The log: every record of the ward, newest happened first, as a table that opens at any size.

`position` is when a record happened above its number, so the order of the screen is the order of
the primary key and of the word index: a page is a walk along one index from a known position,
never a sort and never a count of what came before. Records are shown whatever their kind or
time; a time that cannot be right moves a row, and hides nothing.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from wardsafe.ledger.entry import Entry
from wardsafe.records.restricted import RESTRICTED
from wardsafe.views import words
from wardsafe.views.folding import edge, fold_once
from wardsafe.views.log_lines import STATES, Line, line_of, title_of
from wardsafe.views.stored import EntriesOf, entries_of

NOT_IN_THE_LOG = frozenset({"access", "review"}) | RESTRICTED
"""Kinds (without their version) kept in views of their own: unlocks, reads and the steps of reviews
would drown the rest, `views/access.py` and `views/reviews.py` show them; what few may read is shown
to those few alone."""

_SCHEMA = (
    """CREATE TABLE log (
        position INTEGER PRIMARY KEY,
        record TEXT NOT NULL UNIQUE,
        number INTEGER NOT NULL,
        kind TEXT NOT NULL,
        person TEXT,
        what TEXT NOT NULL,
        states INTEGER NOT NULL,
        versions INTEGER NOT NULL,
        happened TEXT NOT NULL,
        entered TEXT NOT NULL,
        author TEXT NOT NULL,
        items INTEGER,
        changed INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX log_person ON log(person, kind, position) WHERE person IS NOT NULL",
    "CREATE INDEX log_kind ON log(kind, position)",
    # Few records are in most of these states, so each costs only the rows that it can find.
    *(
        f"CREATE INDEX log_state_{bit} ON log(kind, position) WHERE states & {1 << bit}"
        for bit in range(len(STATES))
    ),
    "CREATE TABLE log_total (kind TEXT PRIMARY KEY, records INTEGER NOT NULL) STRICT",
)
_TABLES = ("log", "log_total", "log_words", "word")
_HIGHEST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class LogRow:
    """A record as one line of the log.

    `happened` and `entered` are ISO 8601 with their offset; a record that says no time carries
    the time of entry as both. `items` counts the answered statutory items, None where the kind
    has none. `state` is the one word that matters most, "" when there is nothing to say; `review`
    how its review stands, put there by whoever knows.
    """

    position: int
    record: str
    number: int
    kind: str
    title: str
    person: str | None
    initials: str
    what: str
    happened: str
    entered: str
    author: str
    state: str
    items: int | None
    review: str = ""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What to show: nothing set shows all.

    `since` is included and `until` is not. `state` is one of `STATES` and finds every record in
    that state, also where another word is shown for it. `words` must all occur; the last one may
    be a beginning.
    """

    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    person: str | None = None
    state: str | None = None
    words: str = ""


class LogView:
    """Keeps the log, its words and its totals in step with the ledger."""

    name = "log"
    version = 3

    def __init__(self, entries_of: EntriesOf = entries_of) -> None:
        self._entries_of = entries_of

    def create(self, db: Database) -> None:
        """Make the tables empty, replacing what was there."""
        for table in _TABLES:
            db.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _SCHEMA:
            db.execute(statement)
        words.create(db)

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        """Bring the records of these entries up to date."""
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            # What is sealed stays out, also where a later version brings another restricted kind.
            if _bare(entry.header.kind) not in NOT_IN_THE_LOG and not entry.is_sealed("private"):
                groups.setdefault(entry.header.record, []).append(entry)
        if not groups:
            return
        before = _standing(db, groups)
        for record, held in self._entries_of(db, before).items():
            groups[record].extend(held)
        folds = (fold_once(entries, held) for held in groups.values())
        lines = sorted(map(line_of, folds), key=lambda line: line.position)
        _replace(db, before, lines)


def page(
    db: Database,
    chosen: LogFilter,
    *,
    below: int | None = None,
    above: int | None = None,
    limit: int,
) -> list[LogRow]:
    """At most `limit` rows, newest first: the newest, or those next `below` or `above` a position.

    Raises BadInput for a search of too many words.
    """
    upwards = above is not None
    low = edge(chosen.since) if chosen.since else 0
    high = edge(chosen.until) if chosen.until else _HIGHEST
    span = (max(low, above + 1 if above is not None else 0), min(high, below or _HIGHEST))
    found: list[int] = []
    for sql, values in _walks(db, chosen):
        order = "ASC" if upwards else "DESC"
        walk = f"{sql} ORDER BY 1 {order} LIMIT ?"
        found += (row[0] for row in db.execute(walk, (*values, *span, limit)))
    return _rows(db, sorted(found, reverse=not upwards)[:limit])


def count(db: Database, chosen: LogFilter, cap: int = 10_000) -> tuple[int, bool]:
    """How many rows the filter finds, and whether that is exact; counting stops at `cap`."""
    if chosen == LogFilter(kinds=chosen.kinds):
        totals = totals_of(db)
        return sum(totals.get(kind, 0) for kind in set(chosen.kinds or totals)), True
    span = (
        edge(chosen.since) if chosen.since else 0,
        edge(chosen.until) if chosen.until else _HIGHEST,
    )
    found = 0
    for sql, values in _walks(db, chosen):
        counted = f"SELECT count(*) FROM ({sql} LIMIT ?)"  # noqa: S608 - our own text only
        found += db.execute(counted, (*values, *span, cap + 1 - found)).fetchone()[0]
        if found > cap:
            return cap, False
    return found, True


def row(db: Database, record: str) -> LogRow | None:
    """The row of one record, or None when the log has none."""
    found = db.execute("SELECT position FROM log WHERE record = ?", (record,)).fetchone()
    return next(iter(_rows(db, [found[0]])), None) if found else None


def totals_of(db: Database) -> Mapping[str, int]:
    """Records in the log by kind, exact at any size."""
    return dict(db.execute("SELECT kind, records FROM log_total WHERE records > 0"))


def _walks(db: Database, chosen: LogFilter) -> list[tuple[str, tuple[object, ...]]]:
    """Queries whose results together are the positions found, each along one index in order.

    The index is named, so that no planner can choose to sort a million rows instead. Each lacks
    the two ends of its span as its last values.
    """
    between = "position >= ? AND position < ?"
    if chosen.words.strip():
        match = words.expression(db, chosen.words, _marks(chosen))
        if match is None:
            return []
        sql = "SELECT rowid FROM log_words WHERE log_words MATCH ? AND rowid >= ? AND rowid < ?"
        return [(sql, (match,))]
    if chosen.person is not None:
        return _of_person(db, chosen, between)
    if not chosen.kinds and chosen.state is None:
        return [(f"SELECT position FROM log WHERE {between}", ())]  # noqa: S608
    index, state = "log_kind", ""
    if chosen.state is not None:
        bit = STATES.index(chosen.state)
        index, state = f"log_state_{bit}", f"states & {1 << bit} AND "
    sql = f"SELECT position FROM log INDEXED BY {index} WHERE {state}kind = ? AND {between}"  # noqa: S608
    return [(sql, (kind,)) for kind in dict.fromkeys(chosen.kinds or totals_of(db))]


def _of_person(
    db: Database, chosen: LogFilter, between: str
) -> list[tuple[str, tuple[object, ...]]]:
    state = f"states & {1 << STATES.index(chosen.state)} AND " if chosen.state is not None else ""
    sql = (
        f"SELECT position FROM log INDEXED BY log_person WHERE person = ? AND {state}kind = ? "  # noqa: S608
        f"AND {between}"
    )
    kinds = dict.fromkeys(chosen.kinds or totals_of(db))
    return [(sql, (chosen.person, kind)) for kind in kinds]


def _marks(chosen: LogFilter) -> list[list[str]]:
    marks = [[words.mark(words.KIND, kind) for kind in chosen.kinds]] if chosen.kinds else []
    if chosen.person is not None:
        marks.append([words.mark(words.PERSON, chosen.person)])
    if chosen.state is not None:
        marks.append([words.mark(words.STATE, str(STATES.index(chosen.state)))])
    return marks


def _rows(db: Database, positions: Collection[int]) -> list[LogRow]:
    found = db.execute(
        """SELECT position, log.record, log.number, kind, log.person,
                  coalesce(person.initials, ''),
                  what, happened, entered, author, states, versions, items
           FROM log LEFT JOIN person ON person.record = log.person
           WHERE position IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(positions)),),
    )
    rows = [_row(*values) for values in found]
    return sorted(rows, key=lambda each: each.position, reverse=True)


def _row(
    position: int,
    record: str,
    number: int,
    kind: str,
    person: str | None,
    initials: str,
    what: str,
    happened: str,
    entered: str,
    author: str,
    states: int,
    versions: int,
    items: int | None,
) -> LogRow:
    state = next((word for bit, word in enumerate(STATES) if states >> bit & 1), "")
    return LogRow(
        position=position,
        record=record,
        number=number,
        kind=kind,
        title=title_of(kind),
        person=person,
        initials=initials,
        what=what,
        happened=happened,
        entered=entered,
        author=author,
        state=f"{versions} versions" if state == STATES[0] else state,
        items=items,
    )


def _standing(db: Database, records: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Position and kind of those of the records that the log has: one query for all of them."""
    found = db.execute(
        "SELECT record, position, kind FROM log WHERE record IN (SELECT value FROM json_each(?))",
        (json.dumps(list(records)),),
    )
    return {record: (position, kind) for record, position, kind in found}


def _replace(db: Database, before: Mapping[str, tuple[int, str]], lines: Sequence[Line]) -> None:
    gone = [position for position, _ in before.values()]
    words.drop(db, gone)
    db.conn.executemany("DELETE FROM log WHERE position = ?", ((p,) for p in gone))
    db.conn.executemany(
        "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (line.stored for line in lines),
    )
    words.put(db, ((line.position, line.words, line.marks) for line in lines))
    changes = [(kind, -1) for _, kind in before.values()] + [(line.kind, 1) for line in lines]
    total: dict[str, int] = {}
    for kind, change in changes:
        total[kind] = total.get(kind, 0) + change
    db.conn.executemany(
        "INSERT INTO log_total VALUES (?, ?) "
        "ON CONFLICT (kind) DO UPDATE SET records = records + excluded.records",
        total.items(),
    )


def _bare(kind: str) -> str:
    return kind.partition("/")[0]
