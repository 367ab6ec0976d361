"""When somebody came, went on leave and came back, read from the table that places people."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlite_utils import Database

_SECONDS = 29
"""Bits below the seconds of a place in time: see `folding.position`."""


def moves_of(db: Database, person: str) -> Mapping[str, tuple[str, datetime]]:
    """Every movement of a person that stands, by its record: what it was, and when (to the
    second)."""
    found = db.execute("SELECT record, move, at FROM movement WHERE person = ?", (person,))
    return {
        record: (move, datetime.fromtimestamp(at >> _SECONDS, UTC)) for record, move, at in found
    }
