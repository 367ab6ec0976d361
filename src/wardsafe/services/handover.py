"""Handing over: all that the next shift must know, read at one moment, and kept as an entry.

It repeats what is recorded and adds nothing. Within each part the order is time, never anything
about a person. Restricted records are not in it: a page lies about.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.places import write_whole
from wardsafe.records.access import Access
from wardsafe.services import access
from wardsafe.services.handover_parts import Line, Part, parts_of
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session
from wardsafe.services.whereabouts import whereabouts
from wardsafe.views import people


@dataclass(frozen=True, slots=True)
class Handover:
    """The page. `called` gives each person of the lines as (initials and bed, name)."""

    ward: str
    now: datetime
    by: str
    numbers: str
    parts: tuple[Part, ...]
    called: dict[str, tuple[str, str]]
    notices: tuple[str, ...]

    def who(self, line: Line, *, names: bool) -> str:
        """Whose line it is: initials and bed, with the name only where that was chosen."""
        if line.person is None:
            return ""
        short, name = self.called.get(line.person, ("", ""))
        return f"{short}, {name}" if names and name else short


def handover(session: Session) -> Handover:
    """Read what there is to hand over."""
    now = session.now()
    here = whereabouts(session)
    parts = parts_of(session, here, now)
    away = sum(one.leave is not None for one in here)
    behind = session.ledger.views_behind()
    return Handover(
        ward=session.about.ward_name,
        now=now,
        by=f"{session.person.name}, {session.person.job_title}".rstrip(", "),
        numbers=f"{len(here) - away} on the ward, {away} on leave",
        parts=parts,
        called=_called(session, parts),
        notices=(f"Not up to date: {', '.join(behind)}.",) if behind else (),
    )


def hand_over(session: Session, seen: Handover) -> Saved:
    """Write down that this was handed over, by whom, and how much there was. Raises NotSaved."""
    count = sum(len(part.lines) + part.more for part in seen.parts)
    said = Access(
        what="handover",
        whom=session.person.id,
        when=session.now(),
        count=count,
        detail=seen.numbers,
    )
    return record_new(session, said)


def write_page(session: Session, typed: str, page: str, *, names: bool) -> None:
    """Write a page where the person said, whole, readable by this account only.

    Raises BadInput for a place that is not there, or is taken, or inside the ward's own folders;
    NotSaved. That it was written is kept as an entry first, without the place.
    """
    target = Path(typed.strip()).expanduser()
    if not target.is_absolute():
        raise BadInput("That is not a whole path.", field="path", do="Begin it at the top.")
    if not target.name or not target.parent.is_dir():
        raise BadInput("There is no such folder.", field="path", do="Type a path that is there.")
    if target.exists() or target.is_symlink():
        raise BadInput("There is a file of that name.", field="path", do="Choose another name.")
    whole = target.parent.resolve()
    if any(whole.is_relative_to(own.resolve()) for own in _own(session)):
        raise BadInput("That is the ward's own folder.", field="path", do="Choose another one.")
    access.note(session, "handover page", detail="names" if names else "initials only")
    write_whole(target, page.encode())


def _own(session: Session) -> tuple[Path, Path]:
    return session.where.folder, session.where.device


def _called(session: Session, parts: Iterable[Part]) -> dict[str, tuple[str, str]]:
    whose = {line.person for part in parts for line in part.lines if line.person}
    called = {}
    with session.ledger.reading() as db:
        for record in whose:
            found = people.person(db, record)
            if found is not None:
                bed = f"bed {found.bed}" if found.bed else ""
                short = ", ".join(filter(None, (found.initials, bed)))
                called[record] = (short, found.name)
    return called
