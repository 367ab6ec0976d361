"""Keeps the queue of reviews: every use of force, how its review stands, and the steps of it.

The list is ordered by how long a record has waited, so that a page is a walk along one index
whatever is waiting. A record that is corrected after it was signed off comes back. Restricted
records are sealed and never come here.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlite_utils import Database

from wardsafe.ledger.entry import Entry
from wardsafe.records.completeness import ANSWERED, OUTSTANDING
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review import ANSWER, OUTCOME, QUESTION, SIGNED, TOLD, Review
from wardsafe.views.folding import Fold, fold_once, moment, record_at
from wardsafe.views.log_lines import LATE_AFTER, items_of, what_of
from wardsafe.views.review_rows import (
    ANSWERED_,
    BITS,
    CHANGED,
    DONE,
    INCOMPLETE,
    INJURY,
    LATE,
    REVIEWED_KINDS,
    TO_ANSWER,
    TO_READ,
    TO_TELL,
    VERSIONS,
    VOID,
    WAITING,
    Step,
    place,
    steps_where,
)
from wardsafe.views.stored import EntriesOf, entries_of

_SCHEMA = (
    """CREATE TABLE review_case (
        position INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE, number INTEGER NOT NULL,
        kind TEXT NOT NULL, person TEXT, what TEXT NOT NULL, happened TEXT NOT NULL,
        entered INTEGER NOT NULL, author TEXT NOT NULL, author_name TEXT NOT NULL,
        states INTEGER NOT NULL, items INTEGER, since INTEGER NOT NULL,
        begun INTEGER NOT NULL, signed INTEGER NOT NULL, told INTEGER NOT NULL
    ) STRICT""",
    f"CREATE INDEX review_waiting ON review_case(position) WHERE states & {WAITING}",
    "CREATE INDEX review_begun ON review_case(begun) WHERE begun > 0",
    "CREATE INDEX review_signed ON review_case(signed) WHERE signed > 0",
    """CREATE TABLE review_step (
        record TEXT PRIMARY KEY, act TEXT NOT NULL, about TEXT NOT NULL, of TEXT NOT NULL,
        reporter TEXT NOT NULL, at INTEGER NOT NULL, number INTEGER NOT NULL, entry TEXT NOT NULL,
        by TEXT NOT NULL, by_name TEXT NOT NULL, by_job TEXT NOT NULL, body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX review_step_about ON review_step(about)",
    "CREATE INDEX review_step_of ON review_step(of, act)",
    "CREATE INDEX review_step_reporter ON review_step(reporter, act)",
    f"CREATE INDEX review_step_asked ON review_step(at) WHERE act = '{QUESTION}'",
)
_TABLES = ("review_case", "review_step")
_PUT_STEP = f"INSERT INTO review_step VALUES ({', '.join('?' * 12)})"  # noqa: S608
_PUT_CASE = f"INSERT INTO review_case VALUES ({', '.join('?' * 16)})"  # noqa: S608


class ReviewsView:
    """Keeps the list and the steps in step with the ledger."""

    name = "reviews"
    version = 1

    def __init__(self, entries_of: EntriesOf = entries_of) -> None:
        self._entries_of = entries_of

    def create(self, db: Database) -> None:
        """Make the tables empty, replacing what was there."""
        for table in _TABLES:
            db.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _SCHEMA:
            db.execute(statement)

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        """Bring the records and the steps of these entries up to date."""
        steps: dict[str, list[Entry]] = {}
        cases: dict[str, list[Entry]] = {}
        for entry in entries:
            kind = entry.header.kind
            if kind == Review.kind:
                steps.setdefault(entry.header.record, []).append(entry)
            elif kind in REVIEWED_KINDS:
                cases.setdefault(entry.header.record, []).append(entry)
        if not steps and not cases:
            return
        about = self._put_steps(db, entries, steps)
        before = _known(db, "review_case", {*cases, *about})
        # Of a record that is only touched by a step of its review, the entries are read.
        for record, held in self._entries_of(db, before | (about - set(cases))).items():
            kept = [entry for entry in held if entry.header.kind in REVIEWED_KINDS]
            if kept:
                cases.setdefault(record, []).extend(kept)
        _put_cases(db, [fold_once(entries, held) for held in cases.values()])

    def _put_steps(
        self, db: Database, batch: Sequence[Entry], steps: dict[str, list[Entry]]
    ) -> set[str]:
        """Keep the steps; returns which records they are about, now or before."""
        if not steps:
            return set()
        about = _about_of(db, steps)
        for record, held in self._entries_of(db, _known(db, "review_step", steps)).items():
            steps[record].extend(held)
        folds = (fold_once(batch, held) for held in steps.values())
        rows = [row for folded in folds if (row := _step_row(folded))]
        db.conn.executemany("DELETE FROM review_step WHERE record = ?", ((r,) for r in steps))
        db.conn.executemany(_PUT_STEP, rows)
        return about | {str(row[2]) for row in rows}


def _step_row(folded: Fold) -> tuple[object, ...] | None:
    said = record_at(folded.shown)
    if folded.void or not isinstance(said, Review) or not said.act or not said.about:
        return None
    by = folded.shown.authorship
    return (
        folded.record, said.act, said.about, said.of or "", said.reporter or "",
        _seconds(by("entered")), folded.number, folded.shown.entry.id,
        by("author"), by("author_name"), by("job_title"), said.model_dump_json(),
    )  # fmt: skip


def step_of(folded: Fold) -> tuple[Step, str] | None:
    """A step that is kept in no table, and the entry that says it; None for one that is void."""
    row = _step_row(folded)
    if row is None:
        return None
    record, act, about, of, _, at, number, entry, by, by_name, by_job, _ = row
    said = record_at(folded.shown)
    step = Step(record, act, about, of, at, number, by, by_name, by_job, said)  # type: ignore[arg-type]
    return step, str(entry)


def in_order(one: tuple[Step, str]) -> tuple[int, bool, str]:
    """Where a step stands among others: as the table gives them (`review_rows.steps_where`)."""
    step, entry = one
    return step.at, step.act in (ANSWER, TOLD), entry


def _put_cases(db: Database, folded: Sequence[Fold]) -> None:
    steps = _by_record(db, [each.record for each in folded])
    rows = [case_row(each, steps.get(each.record, [])) for each in folded]
    db.conn.executemany("DELETE FROM review_case WHERE record = ?", ((f.record,) for f in folded))
    db.conn.executemany(_PUT_CASE, rows)


def case_row(folded: Fold, steps: Sequence[Step], *, tells: bool = True) -> tuple[object, ...]:
    """The columns of a record to review. `tells` is false where its reporter may not be told."""
    said, first = record_at(folded.shown), folded.first
    entered = _seconds(first.authorship("entered"))
    happened = said.happened() if said else None
    author = first.authorship("author")
    state, since = _state(folded, steps, author if tells else "")
    items = items_of(folded.shown)
    flags = BITS[INCOMPLETE] if OUTSTANDING in items.values() else 0
    flags |= BITS[VERSIONS] if len(folded.heads) > 1 else 0
    flags |= BITS[VOID] if folded.void else 0
    late = happened is not None and entered - happened.timestamp() > LATE_AFTER.total_seconds()
    flags |= BITS[LATE] if late else 0
    flags |= BITS[INJURY] if _hurt(said) else 0
    kind = folded.shown.entry.header.kind
    acts = {act: [s.at for s in steps if s.act == act] for act in (SIGNED, OUTCOME)}
    begun = [s.at for s in steps if s.act not in (ANSWER, TOLD)]
    return (
        place(entered, folded.number), folded.record, folded.number, kind,
        said.person_record() if said else None, what_of(kind, said),
        happened.isoformat() if happened else first.authorship("entered"),
        entered, author, first.authorship("author_name"), BITS[state] | flags,
        list(items.values()).count(ANSWERED) if items else None,
        since or entered, min(begun, default=0), max(acts[SIGNED], default=0),
        min(acts[OUTCOME], default=0),
    )  # fmt: skip


def _state(folded: Fold, steps: Sequence[Step], author: str) -> tuple[str, int]:
    """How the review stands, and since when; a sign-off holds for what was said before it."""
    answered = {s.of: s.at for s in steps if s.act == ANSWER}
    asked = [s for s in steps if s.act == QUESTION]
    unanswered = [s.at for s in asked if s.record not in answered]
    if unanswered:
        return TO_ANSWER, min(unanswered)
    signed = next((s for s in reversed(steps) if s.act == SIGNED), None)
    last_asked = max((s.at for s in asked), default=0)
    if signed is None or signed.at < last_asked:
        return (ANSWERED_, max(answered.values())) if asked else (TO_READ, 0)
    if set(signed.said.signed) != {head.entry.id for head in folded.heads}:
        return CHANGED, max(_seconds(head.authorship("entered")) for head in folded.heads)
    if author and not any(s.act == OUTCOME for s in steps):
        return TO_TELL, signed.at
    return DONE, signed.at


def _hurt(said: object) -> bool:
    """Whether it says that somebody was hurt, in answer to a question of the form."""
    if not isinstance(said, RestrictivePractice):
        return False
    rows = (
        answer
        for row in said.interventions
        for answer in (row.patient_hurt, row.staff_hurt, row.other_hurt)
    )
    return "Y" in rows or said.serious_harm in ("serious-injury", "death")


def _by_record(db: Database, records: Sequence[str]) -> dict[str, list[Step]]:
    wanted = json.dumps(sorted(records))
    found: dict[str, list[Step]] = {}
    for each in steps_where(db, "about IN (SELECT value FROM json_each(?))", (wanted,)):
        found.setdefault(each.about, []).append(each)
    return found


def _about_of(db: Database, steps: Iterable[str]) -> set[str]:
    wanted = json.dumps(list(steps))
    sql = "SELECT about FROM review_step WHERE record IN (SELECT value FROM json_each(?))"
    return {about for (about,) in db.execute(sql, (wanted,))}


def _seconds(said: str) -> int:
    when: datetime | None = moment(said)
    return int(when.timestamp()) if when else 0


def _known(db: Database, table: str, records: Iterable[str]) -> set[str]:
    sql = f"SELECT record FROM {table} WHERE record IN (SELECT value FROM json_each(?))"  # noqa: S608
    return {row[0] for row in db.execute(sql, (json.dumps(list(records)),))}
