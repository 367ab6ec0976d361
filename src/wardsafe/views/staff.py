"""Who is on the ward's staff list, with their roles, as the ledger says now."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from wardsafe.ledger.entry import Entry
from wardsafe.views.folding import fold_once
from wardsafe.views.stored import entries_of

_KIND = "staff/"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the list. `record` is the record that says so; `role` a code of staff-role."""

    id: str
    name: str
    job_title: str
    role: str
    active: bool
    record: str


class StaffView:
    """The table `staff`, one row a staff record."""

    name = "staff"
    version = 2

    def create(self, db: Database) -> None:
        """Make the table, empty, in place of what was there."""
        db.execute("DROP TABLE IF EXISTS staff")
        columns = {"id": str, "name": str, "job_title": str, "role": str, "active": int}
        db.table("staff").create({"record": str, **columns}, pk="record", strict=True)

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        """Fold every staff record of this ward that the entries touch.

        At a trust's desk those of its wards are read past: who may do what there, and who may
        unlock it, is said by its own list and by nobody else's.
        """
        found = [e.header for e in entries if e.header.kind.startswith(_KIND)]
        ward = own_ward(db) if found else ""
        touched = {header.record for header in found if header.ward == ward}
        for record, held in entries_of(db, touched).items():
            said = fold_once(entries, held)
            private, facts = said.shown.parts["private"], said.shown.parts["facts"]
            db.table("staff").upsert(
                {
                    "record": record,
                    "id": private.get("staff_id") or "",
                    "name": private.get("name") or "",
                    "job_title": private.get("job_title") or "",
                    "role": facts.get("role") or "",
                    "active": int(not said.void and facts.get("active") != "N"),
                },
                pk="record",
            )


def own_ward(db: Database) -> str:
    """The ward whose ledger this is: that of its first entry, which is always its own."""
    row = db.execute("SELECT header FROM entry WHERE number = 1").fetchone()
    try:
        return str(json.loads(row[0])["ward"]) if row else ""
    except (ValueError, KeyError, TypeError):
        return ""


def members(db: Database) -> list[Member]:
    """Everybody on the list, by name; those who have left are there and not active."""
    found = db.query("SELECT * FROM staff ORDER BY name, id")
    return [Member(**{**row, "active": bool(row["active"])}) for row in found]
