"""A ward in memory for the tests of the views: the ledger's own tables, no file, no keys."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlcipher3 import dbapi2
from sqlite_utils import Database

from wardsafe.clock import id_from
from wardsafe.ledger import schema, stored
from wardsafe.ledger.entry import NOTHING_BEFORE, Entry, NewEntry, Place, build
from wardsafe.records.base import Record
from wardsafe.records.parts import Authorship, split
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.views.access import AccessView
from wardsafe.views.log import LogView
from wardsafe.views.people import PeopleView

NIGHT = datetime(2026, 11, 23, 3, 14, tzinfo=UTC)


class Drawn:
    """Bytes that follow from a seed."""

    def __init__(self) -> None:
        self.count = 0

    def random_bytes(self, count: int) -> bytes:
        self.count += 1
        return hashlib.shake_256(str(self.count).encode()).digest(count)

    def new_id(self) -> str:
        return id_from(self.random_bytes(17))


class Ward:
    """Entries go in one by one or in any order; the views are kept in step."""

    def __init__(self) -> None:
        self.views = (PeopleView(), LogView(), AccessView())
        self.db = Database(dbapi2.connect(":memory:", isolation_level=None), execute_plugins=False)
        self.chance = Drawn()
        self.number = 0
        schema.make(self.db.conn)
        for view in self.views:
            view.create(self.db)

    def made(
        self,
        said: Record,
        *,
        record: str = "",
        parents: Sequence[Entry] = (),
        act: str = "record",
        entered: datetime = NIGHT,
        author: str = "Dev Shah",
        reason: str | None = None,
        kind: str = "",
        patient: Patient | None = None,
    ) -> Entry:
        """An entry that is in no ledger yet; each is the first of a chain of its own."""
        wrote = Authorship(
            act=act,
            entered=entered,
            author="s1",
            author_name=author,
            job_title="nurse",
            reason=reason,
        )
        return self.built(
            kind or said.kind,
            split(said, wrote, patient=patient),
            record or (parents[0].header.record if parents else self.chance.new_id()),
            tuple(parent.id for parent in parents),
        )

    def built(
        self, kind: str, parts: dict[str, Any], record: str, parents: tuple[str, ...] = ()
    ) -> Entry:
        new = NewEntry(kind, record, parents, parts)
        place = Place("demo-a", "W1", self.chance.new_id(), 1, 1, NOTHING_BEFORE)
        return build(0, new, place, self.chance)

    def take(self, entries: Iterable[Entry]) -> list[Entry]:
        """Arrive in this order, in one transaction."""
        arrived = []
        for entry in entries:
            self.number += 1
            arrived.append(replace(entry, number=self.number))
        self.db.execute("BEGIN IMMEDIATE")
        stored.insert(self.db.conn, arrived)
        for view in self.views:
            view.apply(self.db, arrived)
        self.db.execute("COMMIT")
        return arrived

    def write(self, said: Record, **how: Any) -> Entry:
        """An entry that arrives at once."""
        return self.take([self.made(said, **how)])[0]


def incident(person: str | None = None, when: datetime | None = NIGHT, **more: Any) -> Any:
    """A restraint of seven minutes in the corridor, unless said otherwise."""
    if when and "interventions" not in more:
        end = when + timedelta(minutes=7)
        more["interventions"] = ({"type": "07", "start": when, "end": end},)
    return RestrictivePractice(person=person, when=when, **{"place": "corridor", **more})


def tables(ward: Ward) -> dict[str, list[Any]]:
    """Everything the views hold, in order, for comparing."""
    names = {
        "log": "position",
        "log_total": "kind",
        "person": "record",
        "person_word": "word, record",
        "movement": "record",
        "access_log": "position",
    }
    found = {
        name: ward.db.execute(f"SELECT * FROM {name} ORDER BY {key}").fetchall()
        for name, key in names.items()
    }
    words = [row[0] for row in ward.db.execute("SELECT word FROM word ORDER BY word")]
    match = "SELECT rowid FROM log_words WHERE log_words MATCH ? ORDER BY rowid"
    index = [(w, [row[0] for row in ward.db.execute(match, (f'"{w}"',))]) for w in words]
    return {**found, "words": [(word, rows) for word, rows in index if rows]}
