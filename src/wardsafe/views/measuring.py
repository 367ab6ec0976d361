"""What measures are counted from, ready to read: one small row a record, read whole.

A chart of ten years reads some thousand rows and no entry. Nothing here names anybody. Restricted
records are sealed and never come here.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from wardsafe.ledger.entry import Entry
from wardsafe.records.base import Record
from wardsafe.records.completeness import ANSWERED
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.link import Link
from wardsafe.records.rebase import Rebase
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.self_harm_review import SelfHarmReview
from wardsafe.views.folding import Fold, fold_once, happened_at, moment, record_at
from wardsafe.views.log_lines import LATE_AFTER, items_of
from wardsafe.views.stored import EntriesOf, entries_of

_SCHEMA = """CREATE TABLE measured (
    record TEXT PRIMARY KEY, what TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
    said TEXT NOT NULL
) STRICT, WITHOUT ROWID"""
INCIDENT, REVIEW, REBASE = "incident", "review", "rebase"
_WHAT: dict[str, str] = {
    RestrictivePractice.kind: INCIDENT, SelfHarmReview.kind: REVIEW, Rebase.kind: REBASE,
}  # fmt: skip
HURT = ("patient", "staff", "other")


@dataclass(frozen=True, slots=True)
class Force:
    """One intervention: its type ("" for none said), when it began (seconds since 1970, None where
    nobody knows), its minutes, and who was hurt (of HURT)."""

    type: str
    start: int | None
    minutes: int | None
    hurt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """One record of restrictive practice as it stands. `at` in seconds since 1970. `answered` of
    `items` items of s.6(5). `debrief` minutes from its end to the first debrief with a time. `late`
    as the log calls it: written down long after it happened."""

    record: str
    number: int
    at: int
    answered: int
    items: int
    versions: int
    debrief: int | None
    forces: tuple[Force, ...]
    late: bool = False


@dataclass(frozen=True, slots=True)
class Restart:
    """One re-base of a measure: from which day, why, by whom, as entry number."""

    record: str
    number: int
    measure: str
    day: date
    why: str
    by: str


class MeasuringView:
    """Keeps the table in step with the ledger."""

    name = "measuring"
    version = 2

    def __init__(self, entries_of: EntriesOf = entries_of) -> None:
        self._entries_of = entries_of

    def create(self, db: Database) -> None:
        """Make the table empty, replacing what was there."""
        db.execute("DROP TABLE IF EXISTS measured")
        db.execute(_SCHEMA)

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        """Bring the records of these entries up to date."""
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.header.kind in _WHAT:
                groups.setdefault(entry.header.record, []).append(entry)
        if not groups:
            return
        for record, held in self._entries_of(db, _known(db, groups)).items():
            groups[record].extend(held)
        db.conn.executemany(
            "INSERT OR REPLACE INTO measured VALUES (?, ?, ?, ?, ?)",
            [_row(fold_once(entries, held)) for held in groups.values()],
        )


def incidents(db: Database) -> list[Incident]:
    """Every record of restrictive practice that stands, in order of time."""
    return [
        Incident(
            record,
            number,
            at,
            answered,
            of,
            versions,
            debrief,
            tuple(_force(*f) for f in forces),
            bool(late),
        )
        for record, number, at, (answered, of, versions, debrief, forces, late) in _rows(
            db, INCIDENT
        )
    ]


def reviews(db: Database) -> list[tuple[int, bool]]:
    """Self-harm safety reviews that had a due time: when they were held, and whether in time."""
    return [(at, bool(said)) for _, _, at, said in _rows(db, REVIEW)]


def restarts(db: Database) -> list[Restart]:
    """Every re-base that stands, by its day."""
    found = [
        Restart(record, number, said[0], date.fromisoformat(said[1]), said[2], said[3])
        for record, number, _, said in _rows(db, REBASE)
    ]
    return sorted(found, key=lambda one: (one.day, one.number))


def linked(db: Database) -> list[tuple[str, str]]:
    """Every two records that somebody said tell of one event."""
    found = db.execute(
        "SELECT one, other FROM closing_about WHERE kind = ? AND stands ORDER BY number",
        (Link.kind,),
    )
    return [(one, other) for one, other in found]


def beds(db: Database, first: date, last: date) -> list[tuple[date, int, int]]:
    """Each night that was counted: people in bed, and on leave. Of two counts the later holds."""
    found = db.execute(
        "SELECT night, json_extract(body, '$.in_bed'), json_extract(body, '$.on_leave') "
        "FROM closing_census WHERE night >= ? AND night <= ? ORDER BY night, number",
        (first.isoformat(), last.isoformat()),
    )
    return [(date.fromisoformat(night), here or 0, away or 0) for night, here, away in found]


def _rows(db: Database, what: str) -> list[tuple[str, int, int, Any]]:
    found = db.execute(
        "SELECT record, number, at, said FROM measured WHERE what = ? ORDER BY at, number", (what,)
    ).fetchall()
    # One parse for all is several times as fast as one a row.
    said = json.loads(f"[{','.join(row[3] for row in found)}]")
    return [(*row[:3], one) for row, one in zip(found, said, strict=True)]


def _force(kind: str, start: int | None, minutes: int | None, hurt: list[int]) -> Force:
    return Force(kind, start, minutes, tuple(HURT[n] for n in hurt))


def _known(db: Database, records: Collection[str]) -> set[str]:
    found = db.execute(
        "SELECT record FROM measured WHERE record IN (SELECT value FROM json_each(?))",
        (json.dumps(list(records)),),
    )
    return {row[0] for row in found}


def _row(folded: Fold) -> tuple[object, ...]:
    """One row for each record seen, also where it tells of nothing (struck through, unreadable):
    what it says may arrive later."""
    said = None if folded.void else record_at(folded.shown)
    when = happened_at(folded, folded.shown)
    at = int(when.timestamp()) if when else 0
    told = _said(folded, said)
    what = _WHAT[folded.shown.entry.header.kind] if told is not None else ""
    return (folded.record, what, folded.number, at, json.dumps(told, separators=(",", ":")))


def _said(folded: Fold, said: Record | None) -> object:
    if isinstance(said, RestrictivePractice):
        items = list(items_of(folded.shown).values())
        forces = [_of(row) for row in said.interventions if row.type or row.start]
        versions = len(folded.heads)
        late = int(_is_late(folded, said))
        return [items.count(ANSWERED), len(items), versions, _debriefed(said), forces, late]
    if isinstance(said, SelfHarmReview) and said.when and said.in_time:
        return said.in_time == "Y"
    if isinstance(said, Rebase) and said.measure and said.day and said.why:
        by = folded.first.authorship("author_name")
        return [said.measure, said.day.isoformat(), said.why, by]
    return None


def _is_late(folded: Fold, said: RestrictivePractice) -> bool:
    """Whether its first entry was made late, as the log says of the same record."""
    entered, happened = moment(folded.first.authorship("entered")), said.happened()
    return entered is not None and happened is not None and entered - happened > LATE_AFTER


def _of(row: Intervention) -> list[object]:
    start = int(row.start.timestamp()) if row.start else None
    hurt = [n for n, whom in enumerate(HURT) if getattr(row, f"{whom}_hurt") == "Y"]
    return [row.type or "", start, row.minutes, hurt]


def _debriefed(said: RestrictivePractice) -> int | None:
    """Minutes from the end of an incident to the first of its debriefs: the one as soon as people
    have recovered, or the review with the person. None where none has a time."""
    times = [
        getattr(said, f"{name}_at")
        for name in ("debrief", "patient_review")
        if getattr(said, f"{name}_held") == "Y"
    ]
    ended = said.ended() or said.happened()
    known = [at for at in times if at is not None]
    if ended is None or not known:
        return None
    return int((min(known) - ended).total_seconds()) // 60
