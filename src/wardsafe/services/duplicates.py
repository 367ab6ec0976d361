"""Two records that may tell of one event: shown beside each other, linked by a person or not.

Never merged. Both counts are given, of events and of records (threats catalogue, 5.5 and H10).
Of restricted kinds only what opens for whoever looks has a part in it: nobody outside an audience
may learn that a record is there. One shown beside another before saving is a reading of it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.records.base import Record
from wardsafe.records.link import APART, SAME, Link
from wardsafe.records.restricted import is_restricted
from wardsafe.records.restricted_aside import RestrictedLink
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services import restricted_twins
from wardsafe.services.access import note_read
from wardsafe.services.day_states import clusters
from wardsafe.services.recording import amend, current, record_new
from wardsafe.services.session import Session
from wardsafe.views import closing, log
from wardsafe.views.folding import moment, record_at
from wardsafe.views.log import LogFilter, LogRow

NEAR = timedelta(minutes=60)
_MOST = 50
_COMPARED = frozenset({RestrictivePractice.kind})


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that may tell of the same event: minutes apart, what else is the same, what it
    says."""

    row: LogRow
    apart: int
    same: tuple[str, ...]
    said: Record | None = field(default=None, repr=False)

    def words(self) -> str:
        """How near it is, in a line."""
        near = "at the same time" if not self.apart else f"{self.apart} min apart"
        return ", ".join((near, *(f"same {what}" for what in self.same)))


@dataclass(frozen=True, slots=True)
class Joined:
    """That a person linked two records: why (a code of "amend-reason", words or ""), who, when."""

    why: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Twins:
    """What goes with a saved record: those that a person linked, and those that may be the same.

    `why` says, by record, who linked it and why, where that was done directly; `events` and
    `records` count all of them together with this one, as they are linked now.
    """

    linked: tuple[LogRow, ...]
    likely: tuple[Likely, ...]
    why: Mapping[str, Joined] = field(default_factory=dict)
    events: int = 1
    records: int = 1


@dataclass(frozen=True, slots=True)
class Alike:
    """What may tell of the same event as a record that is about to be saved, nearest first.

    `events` and `records` count them together with it, as long as it is not linked: linking it
    makes one event less and leaves the number of records.
    """

    likely: tuple[Likely, ...]
    events: int
    records: int
    may_link: bool


NO_TWINS = Twins((), ())
"""A record that nothing else seems to tell of."""


def likely(session: Session, record: Record, *, but: Iterable[str] = ()) -> tuple[Likely, ...]:
    """Records of the same kind and person within 60 minutes of one not saved yet, nearest first."""
    when = record.happened()
    if when is None:
        return ()
    rows = _near(session, record, when)
    left_out = set(but)
    found = [
        _compared(session, record, when, row)
        for row in rows
        if row.record not in left_out and row.state != "void"
    ]
    return tuple(sorted(found, key=lambda one: (one.apart, one.row.number)))


def _near(session: Session, record: Record, when: datetime) -> list[LogRow]:
    if isinstance(record, SexualSafety):
        return restricted_twins.near(session, record, when, NEAR)
    person = record.person_record()
    if record.kind not in _COMPARED or person is None:
        return []
    chosen = LogFilter(
        kinds=(record.kind,),
        person=person,
        since=when - NEAR,
        until=when + NEAR + timedelta(seconds=1),
    )
    with session.ledger.reading() as db:
        return log.page(db, chosen, limit=_MOST)


def before_saving(
    session: Session, record: Record, *, amends: str = "", was: Record | None = None
) -> Alike | None:
    """What a person should see beside a record before it is saved; None where there is nothing.

    Of an amendment of the record `amends`, which said `was`: only what it makes likely anew.
    """
    known = {one.row.record for one in likely(session, was)} if was else set()
    if amends:
        known |= {amends, *_joined_to(session, amends), *_decided(session, amends)}
    found = likely(session, record, but=known)
    if not found:
        return None
    if is_restricted(record.kind):
        for one in found:
            note_read(session, one.row.record)
    events, records = _counted(session, [one.row.record for one in found])
    return Alike(found, events + 1, records + 1, session.may("amend"))


def of_record(session: Session, record: str) -> Twins:
    """What is linked to a saved record, and what may be the same event."""
    joined = sorted(_joined_to(session, record))
    linked = tuple(row for each in joined if (row := _row(session, each)))
    known = _ties(session, [record])
    apart = _decided(session, record)
    said = record_at(current(session, record).shown)
    candidates = likely(session, said, but={record, *joined, *apart}) if said else ()
    why = {({one, other} - {record}).pop(): _joined(session, each)
           for each, one, other, stands in known if stands}  # fmt: skip
    all_of_them = [record, *joined, *(each.row.record for each in candidates)]
    return Twins(linked, candidates, why, *_counted(session, all_of_them))


def link(session: Session, one: str, other: str, why: str = "") -> Saved:
    """Say that two records tell of one event, and why. Both stay as they are.

    Raises NotAllowed, NotSaved, BadInput for records that are not two of one kind here.
    """
    session.require("amend")
    _check(session, one, other)
    before = _link_between(session, one, other)
    if before is None:
        kind = RestrictedLink if restricted_twins.is_event(session, one) else Link
        return record_new(session, kind(one=one, other=other, same=SAME, why=why or None))
    return _amended(session, before, SAME, why or "linked again")


def unlink(session: Session, one: str, other: str, reason: str) -> Saved:
    """Take a link back, with a reason; they are counted as two again.

    Raises BadInput where they are not linked, NotAllowed, NotSaved.
    """
    session.require("amend")
    before = _link_between(session, one, other)
    if before is None:
        raise BadInput("These two records are not linked.", do="Open one of them again.")
    return _amended(session, before, APART, reason)


def counts(session: Session, since: datetime, until: datetime) -> tuple[int, int, int]:
    """Events, records, and pairs that may be the same and nobody has looked at, of a span."""
    first, last = int(since.timestamp()), int(until.timestamp())
    with session.ledger.reading() as db:
        found = [event for event in closing.events(db, first, last) if not event.void]
        records = [event.record for event in found]
        known = closing.links(db, records)
        pairs = [(one, other) for _, one, other, stands in known if stands]
        decided = {frozenset((one, other)) for _, one, other, _ in known}
        people = {event.record: row.person for event in found if (row := log.row(db, event.record))}
    near = sum(
        1
        for number, one in enumerate(found)
        for other in _within(found[number + 1 :], one.at)
        if people.get(one.record) and people.get(one.record) == people.get(other.record)
        if frozenset((one.record, other.record)) not in decided
    )
    return len(set(clusters(records, pairs).values())), len(records), near


def _within(later: list[closing.DayEvent], at: int) -> Iterable[closing.DayEvent]:
    for event in later:
        if event.at - at > NEAR.total_seconds():
            return
        yield event


def _compared(session: Session, record: Record, when: datetime, row: LogRow) -> Likely:
    happened = moment(row.happened) or when
    apart = int(abs((happened - when).total_seconds())) // 60
    other = record_at(current(session, row.record).shown)
    same = []
    if isinstance(record, SexualSafety) and isinstance(other, SexualSafety):
        same += ["kind"] if record.category and record.category == other.category else []
        same += ["place"] if record.place and record.place == other.place else []
    if isinstance(record, RestrictivePractice) and isinstance(other, RestrictivePractice):
        types = {each.type for each in record.interventions if each.type}
        same += ["type"] if types & {each.type for each in other.interventions} else []
        staff = {each.name for each in record.staff if each.name}
        same += ["staff"] if staff & {each.name for each in other.staff} else []
        same += ["place"] if record.place and record.place == other.place else []
    return Likely(row, apart, tuple(same), other)


def _counted(session: Session, records: Collection[str]) -> tuple[int, int]:
    """Events and records, of these and of all that people linked to them."""
    whole = {each for one in records for each in _joined_to(session, one)} | set(records)
    pairs = [(one, other) for _, one, other, stands in _ties(session, whole) if stands]
    return len(set(clusters(whole, pairs).values())), len(whole)


def _ties(session: Session, records: Iterable[str]) -> list[tuple[str, str, str, bool]]:
    """The links that name any of the records, the sealed ones as far as this person reads them."""
    named = set(records)
    with session.ledger.reading() as db:
        found = closing.links(db, named)
    return [*found, *restricted_twins.ties(session, named)]


def _joined_to(session: Session, record: str) -> set[str]:
    with session.ledger.reading() as db:
        found = closing.joined_to(db, record)
    return found | restricted_twins.joined_to(session, record)


def _row(session: Session, record: str) -> LogRow | None:
    with session.ledger.reading() as db:
        found = log.row(db, record)
    return found or restricted_twins.row_of(session, record)


def _decided(session: Session, record: str) -> set[str]:
    """The records of which somebody said that they tell of another event after all."""
    known = _ties(session, [record])
    return {each for _, one, other, stands in known for each in (one, other) if not stands}


def _joined(session: Session, link: str) -> Joined:
    """Who linked two records, and why, as it stands now."""
    shown = current(session, link).shown
    said = record_at(shown)
    first = said.why or "" if isinstance(said, Link) else ""
    again = shown.authorship("reason") if shown.authorship("act") == "amend" else ""
    return Joined(again or first, shown.authorship("author_name"),
                  moment(shown.authorship("entered")))  # fmt: skip


def _link_between(session: Session, one: str, other: str) -> str | None:
    found = _ties(session, [one])
    return next((each for each, a, b, _ in found if {a, b} == {one, other}), None)


def _amended(session: Session, before: str, same: str, reason: str) -> Saved:
    now = current(session, before)
    said = record_at(now.shown)
    if not isinstance(said, Link):
        raise BadInput("A later wardsafe wrote this link.", do="Update wardsafe to change it.")
    parents = tuple(head.entry.id for head in now.heads)
    return amend(session, before, said.model_copy(update={"same": same}), reason, parents)


def _check(session: Session, one: str, other: str) -> None:
    named = {one, other}
    if len(named) == 2 and all(restricted_twins.is_event(session, each) for each in named):
        return
    with session.ledger.reading() as db:
        rows = [log.row(db, record) for record in named]
    kinds = {row.kind for row in rows if row}
    if len(rows) != 2 or None in rows or len(kinds) != 1 or not kinds <= _COMPARED:
        raise BadInput("Only two records of one kind can be linked.", do="Choose them again.")
