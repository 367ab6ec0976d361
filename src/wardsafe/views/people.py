"""Who is on the ward: everybody's name as it stands today, their bed, and whether they are here.

Where somebody is follows from all their movements in the order in which they happened, so a
movement written late, corrected or struck through gives the same answer as one written in time.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from wardsafe.ledger.entry import Entry
from wardsafe.records.movement import LEAVES, ORDER, Movement
from wardsafe.records.patient import PREFILLED, Patient, initials
from wardsafe.views.folding import Fold, edge, fold_once, record_at
from wardsafe.views.stored import EntriesOf, entries_of
from wardsafe.views.words import LAST, words

HERE, AWAY, GONE, UNPLACED = "on the ward", "on leave", "discharged", "not admitted"
"""Where a person is: a transfer is a discharge from this ward."""

_SCHEMA = (
    """CREATE TABLE person (
        record TEXT PRIMARY KEY,
        number INTEGER NOT NULL,
        name TEXT NOT NULL,
        preferred_name TEXT NOT NULL,
        initials TEXT NOT NULL,
        born TEXT,
        nhs_number TEXT,
        bed TEXT NOT NULL,
        state TEXT NOT NULL,
        void INTEGER NOT NULL,
        about TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX person_state ON person(state)",
    "CREATE TABLE person_word (word TEXT, record TEXT, PRIMARY KEY (word, record)) "
    "STRICT, WITHOUT ROWID",
    "CREATE INDEX person_word_record ON person_word(record)",
    """CREATE TABLE movement (
        record TEXT PRIMARY KEY,
        person TEXT,
        at INTEGER NOT NULL,
        move TEXT NOT NULL,
        bed TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX movement_person ON movement(person)",
)
_TABLES = ("person", "person_word", "movement")

_ORDER = {move: place for place, move in enumerate(ORDER)}
_LAST = len(ORDER)  # a movement of a later version, after those known here
_STATE = {"admit": HERE, "return": HERE, "bed": HERE, **dict.fromkeys(LEAVES, AWAY)}
_GONE = {"transfer": GONE, "discharge": GONE}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the ward has a record of, or has moved without one (then `name` is "").

    `about` holds what an incident takes over, by field name of the patient's record.
    """

    record: str
    name: str
    preferred_name: str
    initials: str
    born: date | None
    nhs_number: str | None
    bed: str
    state: str
    void: bool
    about: Mapping[str, Any]

    @property
    def on_ward(self) -> bool:
        """Whether they belong to the ward today, on leave or not."""
        return self.state in (HERE, AWAY)


class PeopleView:
    """Keeps people, the words of their names and their movements in step with the ledger."""

    name = "people"
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
        """Bring the people and movements of these entries up to date."""
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.header.kind in (Patient.kind, Movement.kind):
                groups.setdefault(entry.header.record, []).append(entry)
        if not groups:
            return
        for record, held in self._entries_of(db, _known(db, groups)).items():
            groups[record].extend(held)
        touched = _put_all(db, [fold_once(entries, held) for held in groups.values()])
        _place(db, touched)


def people_here(db: Database) -> list[Person]:
    """Everybody who belongs to the ward today, by bed and then by name."""
    found = db.execute(f"{_SELECT} WHERE state IN (?, ?) AND NOT void", (HERE, AWAY))
    return sorted((_person(row) for row in found), key=_by_bed)


def everybody(db: Database) -> list[Person]:
    """Everybody there is a record of, those who left and those struck through too."""
    return [_person(row) for row in db.execute(_SELECT)]


def person(db: Database, record: str) -> Person | None:
    """One person, or None when nothing here tells of them."""
    row = db.execute(f"{_SELECT} WHERE record = ?", (record,)).fetchone()
    return _person(row) if row else None


def match(db: Database, typed: str, limit: int = 20) -> list[Person]:
    """The people that what was typed may mean: those on the ward first, by bed.

    Every word must begin a name, be the initials, the bed ("4", "bed 4") or the NHS number's
    first digits (spaces do not matter). Nothing typed means everybody on the ward.
    """
    asked = [word for word in words(typed) if word != "bed"]
    if not asked:
        return people_here(db)[:limit]
    digits = "".join(asked)
    found = _with_words(db, [digits]) if len(digits) > 3 and digits.isdigit() else set()
    found |= _with_words(db, asked)
    rows = db.execute(
        f"{_SELECT} WHERE record IN (SELECT value FROM json_each(?)) AND NOT void",  # noqa: S608
        (json.dumps(sorted(found)),),
    )
    people = [_person(row) for row in rows]
    return sorted(people, key=lambda each: (not each.on_ward, *_by_bed(each)))[:limit]


_SELECT = (
    "SELECT record, name, preferred_name, initials, born, nhs_number, bed, state, void, about "
    "FROM person"
)


def _person(row: tuple[Any, ...]) -> Person:
    record, name, called, letters, born, nhs_number, bed, state, void, about = row
    day = date.fromisoformat(born) if born else None
    facts = json.loads(about)
    return Person(record, name, called, letters, day, nhs_number, bed, state, bool(void), facts)


def _by_bed(found: Person) -> tuple[bool, int, str, str, str]:
    """Beds as people count them: 2 before 10, those without a bed last."""
    digits = "".join(char for char in found.bed if char in "0123456789")
    return (not found.bed, int(digits[:9] or 0), found.bed, found.name, found.record)


def _with_words(db: Database, asked: Iterable[str]) -> set[str]:
    found: set[str] | None = None
    for word in asked:
        rows = db.execute(
            "SELECT record FROM person_word WHERE word >= ? AND word < ? "
            "UNION SELECT record FROM person WHERE bed = ? COLLATE NOCASE AND state IN (?, ?)",
            (word, word + LAST, word, HERE, AWAY),
        )
        these = {row[0] for row in rows}
        found = these if found is None else found & these
    return found or set()


def _known(db: Database, records: Iterable[str]) -> set[str]:
    wanted = json.dumps(list(records))
    rows = db.execute(
        "SELECT record FROM person WHERE record IN (SELECT value FROM json_each(?1)) "
        "UNION SELECT record FROM movement WHERE record IN (SELECT value FROM json_each(?1))",
        (wanted,),
    )
    return {row[0] for row in rows}


def _put_all(db: Database, folds: Collection[Fold]) -> set[str]:
    """Write the people and movements; the people whose place must be worked out again."""
    people: list[tuple[object, ...]] = []
    moves: list[tuple[object, ...]] = []
    said_words: list[tuple[str, str]] = []
    touched: set[str] = set()
    records = [(folded.record,) for folded in folds]
    touched.update(
        row[0]
        for row in db.execute(
            "SELECT person FROM movement "
            "WHERE person IS NOT NULL AND record IN (SELECT value FROM json_each(?))",
            (json.dumps([record for (record,) in records]),),
        )
    )
    for folded in folds:
        said = record_at(folded.shown)
        if folded.shown.entry.header.kind == Patient.kind:
            patient = said if isinstance(said, Patient) else Patient()
            people.append(_row(folded, patient))
            found = set() if folded.void else _words_of(patient)
            said_words += ((word, folded.record) for word in found)
            touched.add(folded.record)
        else:
            movement = said if isinstance(said, Movement) and not folded.void else Movement()
            moves.append(_move(folded.record, movement))
            touched.update([movement.person] if movement.person else [])
    db.conn.executemany("DELETE FROM movement WHERE record = ?", records)
    db.conn.executemany("DELETE FROM person_word WHERE record = ?", records)
    db.conn.executemany("INSERT INTO movement VALUES (?, ?, ?, ?, ?)", moves)
    db.conn.executemany(
        "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?, ?, ?, ?, '', '', ?, ?)", people
    )
    db.conn.executemany("INSERT OR IGNORE INTO person_word VALUES (?, ?)", said_words)
    return touched


def _place(db: Database, people: Iterable[str]) -> None:
    """Work out where each of these people is from all their movements."""
    wanted = json.dumps(sorted(people))
    moves: dict[str, list[tuple[int, int, str, str, str]]] = {}
    for record, whose, at, move, bed in db.execute(
        "SELECT record, person, at, move, bed FROM movement "
        "WHERE person IN (SELECT value FROM json_each(?))",
        (wanted,),
    ):
        moves.setdefault(whose, []).append((at, _ORDER.get(move, _LAST), record, move, bed))
    placed = [(whose, *_standing(moves.get(whose, ()))) for whose in json.loads(wanted)]
    db.conn.executemany(
        "INSERT INTO person VALUES (?1, 0, '', '', '', NULL, NULL, ?3, ?2, 0, '{}') "
        "ON CONFLICT (record) DO UPDATE SET state = excluded.state, bed = excluded.bed",
        placed,
    )
    # Somebody known only by a movement that was struck through is not known at all.
    db.conn.executemany(
        "DELETE FROM person WHERE record = ? AND number = 0 AND state = ?",
        ((whose, UNPLACED) for whose, *_ in placed),
    )


def _standing(moves: Iterable[tuple[int, int, str, str, str]]) -> tuple[str, str]:
    state, bed = UNPLACED, ""
    for *_, move, to in sorted(moves):
        if move in _GONE:
            state, bed = _GONE[move], ""
        else:
            state, bed = _STATE.get(move, state), to or bed
    return state, bed


def _row(folded: Fold, said: Patient) -> tuple[object, ...]:
    about = {name: value for name in PREFILLED if (value := getattr(said, name, None))}
    return (
        folded.record,
        folded.number,
        said.name or "",
        said.preferred_name or "",
        initials(said.name or ""),
        said.born.isoformat() if said.born else None,
        said.nhs_number,
        int(folded.void),
        json.dumps(about, sort_keys=True),
    )


def _move(record: str, said: Movement) -> tuple[object, ...]:
    """The row of a movement; one of nobody is kept too, so that the record is known again."""
    at = edge(said.when) if said.when else 0
    return (record, said.person or None, at, said.move or "", said.bed or "")


def _words_of(said: Patient) -> set[str]:
    texts = (said.name, said.preferred_name, initials(said.name or ""), said.nhs_number)
    return {word for text in texts if text for word in words(text)}
