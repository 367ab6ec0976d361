"""Finding records and reading them: pages of the log, one record with its history, who read it.

A page is a few milliseconds at any size of the ledger and may be read while a key is handled;
counting, and opening a record, belong in a worker.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from wardsafe.records.base import Record
from wardsafe.records.completeness import Item, items
from wardsafe.records.patient import Patient
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services import sealing
from wardsafe.services.access import note_read
from wardsafe.services.duplicates import NO_TWINS, Twins, of_record
from wardsafe.services.reviewing_records import ReviewOf, review_of, states_of
from wardsafe.services.session import Session
from wardsafe.services.voices import Heard, heard
from wardsafe.views import access, log, people, staff
from wardsafe.views.folding import fold, moment, record_at
from wardsafe.views.history import Version, heads, history, is_void
from wardsafe.views.log import NOT_IN_THE_LOG, LogFilter, LogRow
from wardsafe.views.log_lines import title_of
from wardsafe.views.people import Person

NOBODY = "not in the list of people"

SAME_SECOND = 10_000
"""Rows of one second that are looked through for the place of one of them: an import may have
given many records the same time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a record: who, as they are called here, and when (ISO 8601)."""

    whom: str
    name: str
    job_title: str
    at: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One record as it stands: every version, and what goes with the one that is shown.

    `items` are the sixteen of the Act for the current versions, in their order, empty for kinds
    that the Act leaves out. `readers` counts people, not readings. `not_as_saved` says which
    entries do not match their hashes (case C17): they are shown as they can be read.
    """

    record: str
    number: int
    kind: str
    title: str
    person: Person | None
    versions: tuple[Version, ...]
    items: tuple[tuple[Item, ...], ...]
    readers: int
    not_as_saved: tuple[str, ...] = ()
    twins: Twins = NO_TWINS
    heard: tuple[Heard, ...] = ()
    review: ReviewOf | None = None

    @property
    def heads(self) -> tuple[Version, ...]:
        """The current versions in order of arrival: two or more wait for somebody to choose."""
        return tuple(sorted(heads(self.versions), key=lambda version: version.number))

    @property
    def is_void(self) -> bool:
        """Whether every current version strikes the record through."""
        return is_void(self.versions)

    @property
    def said(self) -> Record | None:
        """What the first current version says; None for a kind of a later wardsafe."""
        return self.heads[0].record

    @property
    def head_ids(self) -> tuple[str, ...]:
        """The entry ids that an amendment made from here names as its parents."""
        return tuple(head.id for head in self.heads)


def page(
    session: Session,
    chosen: LogFilter,
    *,
    below: int | None = None,
    above: int | None = None,
    limit: int,
) -> list[LogRow]:
    """At most `limit` rows of the log, newest first: see `views.log.page`. Raises BadInput.

    Each says too how its review stands.
    """
    with session.ledger.reading() as db:
        rows = log.page(db, chosen, below=below, above=above, limit=limit)
    return _with_reviews(session, rows)


def _with_reviews(session: Session, rows: list[LogRow]) -> list[LogRow]:
    states = states_of(session, [row.record for row in rows])
    return [replace(row, review=states.get(row.record, "")) for row in rows]


def count(session: Session, chosen: LogFilter) -> tuple[int, bool]:
    """How many rows the filter finds, and whether that is exact."""
    with session.ledger.reading() as db:
        return log.count(db, chosen)


def place(session: Session, chosen: LogFilter, found: LogRow) -> int | None:
    """The place of a found row counted from the newest, 1 for the first; None beyond the cap."""
    second = moment(found.happened)
    if second is None:
        return None
    later = second.replace(microsecond=0) + timedelta(seconds=1)
    since = max(later, chosen.since) if chosen.since else later
    with session.ledger.reading() as db:
        above, exact = log.count(db, replace(chosen, since=since))
        near = replace(chosen, until=min(later, chosen.until) if chosen.until else later)
        same = log.page(db, near, above=found.position, limit=SAME_SECOND)
    return above + len(same) + 1 if exact and len(same) < SAME_SECOND else None


def row(session: Session, record: str) -> LogRow | None:
    """The row of one record, or None when the log has none."""
    with session.ledger.reading() as db:
        found = log.row(db, record)
    return next(iter(_with_reviews(session, [found])), None) if found else None


def held(session: Session) -> tuple[int, int]:
    """How many entries the ledger holds, and from how many terminals."""
    chains = {checkpoint.terminal for checkpoint in session.ledger.checkpoints()}
    return session.ledger.count(), max(1, len(chains))


def log_is_behind(session: Session) -> bool:
    """Whether the log does not show every entry, which its screen must say."""
    return bool({"log", "people"} & set(session.ledger.views_behind()))


def look(session: Session, record: str) -> Opened:
    """A record with its history, for the preview. Raises BadInput where there is none to open.

    One sentence for every record that cannot be opened, whatever the reason: which of them exist
    is not told (case C13).
    """
    stored = session.ledger.of_record(record)
    kind = stored[0].header.kind if stored else ""
    if not stored or (kind != SexualSafety.kind and kind.partition("/")[0] in NOT_IN_THE_LOG):
        raise sealing.no_such_record()
    entries = sealing.opened(session, stored)
    versions = history(entries, lambda other: _name(session, other))
    current = sorted(heads(versions), key=lambda version: version.number)
    said = current[0].record
    about = record if isinstance(said, Patient) else said and said.person_record()
    patient = _patient(session, about) if about else None
    with session.ledger.reading() as db:
        person = people.person(db, about) if about else None
    found = (items(head.record, patient) for head in current if head.record)
    return Opened(
        record=record,
        number=min(version.number for version in versions),
        kind=kind,
        title=title_of(kind),
        person=person,
        versions=versions,
        items=tuple(each for each in found if each),
        readers=len({each.whom for each in readings(session, record)}),
        twins=of_record(session, record),
        heard=heard(session, record),
        review=review_of(session, record),
        not_as_saved=tuple(
            f"#{entry.number} is not as it was saved: {fault}."
            for entry in stored
            if (fault := entry.fault())
        ),
    )


def open_record(session: Session, record: str) -> Opened:
    """Open a record, and write down that it was read. Raises BadInput, NotSaved."""
    opened = look(session, record)
    note_read(session, record)
    return replace(opened, readers=len({each.whom for each in readings(session, record)}))


def readings(session: Session, record: str) -> list[Reading]:
    """Who has read a record, newest first; nobody is told that of one they may not open."""
    if not sealing.may_read(session, record):
        return []
    with session.ledger.reading() as db:
        known = {member.id: member for member in staff.members(db)}
        found = [each for each in access.who_read(db, record) if each.what == "read"]
    return [
        Reading(
            whom=each.whom,
            name=known[each.whom].name if each.whom in known else each.whom,
            job_title=known[each.whom].job_title if each.whom in known else "",
            at=each.at,
        )
        for each in found
    ]


def people_like(session: Session, typed: str) -> list[Person]:
    """The people that what was typed may mean, those on the ward first."""
    with session.ledger.reading() as db:
        return people.match(db, typed)


def person(session: Session, record: str) -> Person | None:
    """One person, or None."""
    with session.ledger.reading() as db:
        return people.person(db, record)


def _name(session: Session, record: str) -> str:
    found = person(session, record)
    return found.name if found and found.name else NOBODY


def _patient(session: Session, record: str) -> Patient | None:
    entries = session.ledger.of_record(record)
    said = record_at(fold(entries).shown) if entries else None
    return said if isinstance(said, Patient) else None
