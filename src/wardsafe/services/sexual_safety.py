"""The sexual-safety room: what this person may read of it, and the *tell now* list of each event.

Rows hold no narrative and no name. A list is made by opening records one by one with the keys of
whoever looks, so it costs the same whether few or many exist, and shows only what opens.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Entry, Saved
from wardsafe.records.sexual_safety import ENVIRONMENT, SexualSafety
from wardsafe.records.tell_now import TellNow
from wardsafe.services import sealing
from wardsafe.services.audiences import AUDIENCES, is_member, keys, stream_of
from wardsafe.services.recording import amend, record_new
from wardsafe.services.session import Session
from wardsafe.views import people, restricted
from wardsafe.views.folding import Fold, fold, moment, record_at
from wardsafe.vocabulary.code_lists import code_list

ACTIONS = "sexual-safety-tell-now"
OPEN, DONE, NOT_APPLICABLE = "outstanding", "done", "not applicable"
_MOST = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One event as the list shows it. `outstanding` counts lines of its *tell now* list."""

    record: str
    number: int
    happened: datetime | None
    by_telling: bool
    category: str
    place: str
    stream: str
    person: str
    initials: str
    state: str
    outstanding: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the author of a record keeps who may not read it: kind, time, number."""

    number: int
    kind: str
    entered: datetime | None


@dataclass(frozen=True, slots=True)
class TellLine:
    """One line of a *tell now* list: what to do, and what somebody says became of it."""

    action: str
    text: str
    detail: str
    local: bool
    state: str
    by: str
    when: datetime | None
    why: str
    entered_by: str
    entered: datetime | None


def is_for(session: Session) -> bool:
    """Whether this person reads one of the audiences."""
    return any(is_member(session, name) for name in AUDIENCES)


def listed(session: Session) -> tuple[Row, ...]:
    """The newest events that this session may read, newest first by when they arrived.

    Opened once: until something restricted is written, or the person's keys change, what was read
    is kept with the session, which is gone at the lock.
    """
    mine = keys(session)
    _bring_up(session)
    with session.ledger.reading() as db:
        mark = (restricted.entries(db), mine)
    if session.read_before is None or session.read_before[0] != mark:
        rows = tuple(_row(session, folded, mine) for folded in _events(session, mine))
        session.read_before = (mark, rows)
    return tuple(_with_initials(session, session.read_before[1]))


def receipts(session: Session) -> tuple[Receipt, ...]:
    """What this person wrote and may not read, newest first."""
    mine = keys(session)
    found = []
    for entries in _entries(session):
        if sealing.open_with(mine, entries) is None:
            found += [one for entry in entries if (one := _receipt(entry, session.private_key))]
    return tuple(found)


def tell_now(session: Session, record: str) -> tuple[TellLine, ...]:
    """The list of one event in its order. Raises BadInput for one this person may not read."""
    said = event(session, record)
    return tuple(_line(session, said, code.code) for code in code_list(ACTIONS).offered())


def prompts() -> tuple[TellLine, ...]:
    """The list as it stands in the seed, for who may not see what became of it."""
    codes = code_list(ACTIONS).offered()
    return tuple(
        TellLine(one.code, one.text, one.note, one.mark != "✓", OPEN, "", None, "", "", None)
        for one in codes
    )


def outstanding(session: Session, record: str) -> int:
    """How many lines nobody has dealt with; an environment concern without an event has none."""
    said = event(session, record)
    if said.category == ENVIRONMENT and not said.involved:
        return 0
    return sum(line.state == OPEN for line in tell_now(session, record))


def tick(session: Session, record: str, said: TellNow) -> Saved:
    """Say what became of one line; saying it again amends what was said.

    Raises BadInput for "not applicable" without a reason, NotSaved.
    """
    session.require("record")
    whole = said.model_copy(update={"about": record, "when": said.when or session.now()})
    for problem in whole.errors():
        raise BadInput(str(problem), field=problem.field)
    line = sealing.line_of(event(session, record), whole.action or "")
    before = sealing.entries_of(session, line)
    if not before:
        return record_new(session, whole, record_id=line)
    parents = tuple(head.entry.id for head in fold(before).heads)
    return amend(session, line, whole, "said again", parents)


def event(session: Session, record: str) -> SexualSafety:
    """What an event says now. Raises BadInput."""
    entries = sealing.entries_of(session, record)
    said = record_at(fold(entries).shown) if entries else None
    if not isinstance(said, SexualSafety):
        raise sealing.no_such_record()
    return said


def _bring_up(session: Session) -> None:
    if "restricted" in session.ledger.views_behind():
        session.ledger.rebuild("restricted")


def _with_initials(session: Session, rows: tuple[Row, ...]) -> Iterator[Row]:
    """Who they are is read anew: a name may have been put right meanwhile."""
    with session.ledger.reading() as db:
        found = {one: people.person(db, one) for one in {row.person for row in rows} if one}
    for row in rows:
        who = found.get(row.person)
        yield replace(row, initials=who.initials if who else "")


def _entries(session: Session) -> Iterator[tuple[Entry, ...]]:
    _bring_up(session)
    with session.ledger.reading() as db:
        found = restricted.records(db, "sexual-safety", limit=_MOST)
    for record in found:
        yield session.ledger.of_record(record)


def _events(session: Session, mine: tuple[str, ...]) -> Iterator[Fold]:
    for entries in _entries(session):
        clear = sealing.open_with(mine, entries)
        if clear:
            yield fold(clear)


def _row(session: Session, folded: Fold, mine: tuple[str, ...]) -> Row:
    said = record_at(folded.shown)
    known = said if isinstance(said, SexualSafety) else SexualSafety()
    state = "void" if folded.void else f"{len(folded.heads)} versions" * (len(folded.heads) > 1)
    return Row(
        record=folded.record,
        number=folded.number,
        happened=known.happened(),
        by_telling=known.is_dated_by_telling(),
        category=code_list("sexual-safety-category").short(known.category or "") or "",
        place=code_list("place").short(known.place) if known.place else "",
        stream=stream_of(known),
        person=known.person or "",
        initials="",
        state=state,
        outstanding=0 if folded.void else _outstanding(session, known, mine),
    )


def _outstanding(session: Session, said: SexualSafety, mine: tuple[str, ...]) -> int:
    if said.category == ENVIRONMENT and not said.involved:
        return 0
    lines = (sealing.line_of(said, code.code) for code in code_list(ACTIONS).offered())
    return sum(_ticked(session, line, mine) is None for line in lines)


def _ticked(session: Session, line: str, mine: tuple[str, ...]) -> Fold | None:
    entries = session.ledger.of_record(line)
    clear = sealing.open_with(mine, entries) if entries else None
    return fold(clear) if clear else None


def _line(session: Session, event: SexualSafety, action: str) -> TellLine:
    code = code_list(ACTIONS).get(action)
    folded = _ticked(session, sealing.line_of(event, action), keys(session))
    said = record_at(folded.shown) if folded else None
    known = said if isinstance(said, TellNow) else TellNow()
    step = folded.shown if folded else None
    return TellLine(
        action=action,
        text=code.text,
        detail=code.note,
        local=code.mark != "✓",
        state={"done": DONE, "not-applicable": NOT_APPLICABLE}.get(known.state or "", OPEN),
        by=known.by or "",
        when=known.when,
        why=known.why or "",
        entered_by=step.authorship("author_name") if step else "",
        entered=moment(step.authorship("entered")) if step else None,
    )


def _receipt(entry: Entry, private_key: str) -> Receipt | None:
    clear = entry.opened([private_key])
    said = clear.read(sealing.RECEIPT) if clear and not clear.is_sealed(sealing.RECEIPT) else {}
    kind = said.get("kind")
    if not isinstance(kind, str):
        return None
    return Receipt(entry.number, kind, moment(said.get("entered")))
