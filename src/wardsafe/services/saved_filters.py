"""A person's own filters by name, kept sealed to them beside their drafts: never plain on disk."""

from collections.abc import Mapping
from typing import cast

from wardsafe.errors import BadInput
from wardsafe.services import drafting
from wardsafe.services.session import Session

LONGEST = 40


def saved(session: Session, room: str) -> dict[str, Mapping[str, str]]:
    """The filters of this person for one list, by name, in the order in which they were named."""
    kept = drafting.kept_settings(session, _name(room))
    said = kept.get("filters")
    rows = said if isinstance(said, list) else []
    return {
        str(row["name"]): cast("Mapping[str, str]", row["filter"])
        for row in rows
        if isinstance(row, dict) and isinstance(row.get("filter"), dict)
    }


def save(session: Session, room: str, name: str, chosen: Mapping[str, str]) -> None:
    """Keep a filter under a name, in place of the one before. Raises BadInput, NotSaved."""
    named = " ".join(name.split())
    if not named or len(named) > LONGEST:
        raise BadInput("A name has 1 to 40 characters.", do="Give it a short name.")
    _write(session, room, {**saved(session, room), named: chosen})


def drop(session: Session, room: str, name: str) -> None:
    """Forget a filter."""
    kept = {each: chosen for each, chosen in saved(session, room).items() if each != name}
    _write(session, room, kept)


def _write(session: Session, room: str, filters: Mapping[str, Mapping[str, str]]) -> None:
    rows = [{"name": name, "filter": dict(chosen)} for name, chosen in filters.items()]
    drafting.keep_settings(session, _name(room), {"filters": rows})


def _name(room: str) -> str:
    return f"filters of {room}"
