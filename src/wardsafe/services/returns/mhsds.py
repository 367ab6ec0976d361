"""The month's rows for the Mental Health Services Data Set, and what is not right with them.

A record belongs to a month when it began in it, ended in it, or was still on at any time in it; so
one that spans two months is in both, and the latest one sent wins (NHS England, MHSDS ✓).
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.records.moments import local, say_date
from wardsafe.records.nil_return import RESTRICTIVE
from wardsafe.services import closing
from wardsafe.services.claiming import unclaimed
from wardsafe.services.returns.csv_file import csv_text
from wardsafe.services.returns.mhsds_findings import Finding, found_in
from wardsafe.services.returns.mhsds_incidents import MonthIncident, incidents
from wardsafe.services.returns.mhsds_tables import (
    INCIDENTS,
    NOT_HELD,
    POLICE,
    TABLES,
    TYPES,
    WARD,
)
from wardsafe.services.returns.placing import write_folder
from wardsafe.services.session import Session
from wardsafe.views import closing as closing_view
from wardsafe.views import people
from wardsafe.views.moves import moves_of

MAY = "make a return"
NOT_KNOWN = "99"
ID, ROW_ID = 20, 17
_DETAILS = {
    "setting": "setting",
    "age group": "age group",
    "sex": "sex",
    "intensity": "intensity of care",
    "security": "security level",
    "locked": "whether it is locked",
}
"""What the terminal keeps of the ward, in the order of MHS903, with its words."""


@dataclass(slots=True)
class MonthReturn:
    """The rows of a month by table, the admissions they hang from, and what was found."""

    month: date
    tables: dict[str, list[tuple[str, ...]]]
    spells: dict[str, tuple[str, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def files(self, report: str) -> dict[str, str]:
        """Every file by name: a CSV a table, the admissions, the report."""
        found = {
            f"{name}.csv": csv_text([column.name for column in TABLES[name]], rows)
            for name, rows in self.tables.items()
            if rows
        }
        heads = ("HospProvSpellID", "NHS number", "Admitted", "Initials")
        found["admissions.csv"] = csv_text(heads, self.spells.values())
        return {**found, "report.txt": report}


def read_month(typed: str) -> date:
    """The first day of a month typed as 2026-11. Raises BadInput."""
    try:
        return datetime.strptime(typed.strip(), "%Y-%m").date()  # noqa: DTZ007 - a month, no time
    except ValueError:
        raise BadInput("That is no month.", field="month", do="Write it like 2026-11.") from None


def month_return(session: Session, month: date) -> MonthReturn:
    """The rows of the month and what is to be said of them. Raises NotAllowed, BadInput."""
    session.require(MAY)
    first = month.replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    if datetime.combine(first, time(), LONDON) > session.now():
        raise BadInput("That month has not begun.", field="month", do="Choose an earlier one.")
    made = MonthReturn(first, {name: [] for name in TABLES})
    for one in incidents(session, first, last):
        _add_incident(session, made, one)
    _add_ward(session, made, first, last)
    _check_formats(made)
    _add_notes(session, made, first, last)
    return made


def write_month(session: Session, made: MonthReturn, folder: Path) -> Path:
    """Write the files of a return into a folder. Raises NotAllowed, BadInput, NotSaved."""
    session.require(MAY)
    what = f"MHSDS {made.month:%Y-%m}"
    day = say_date(local(session.now()).date())
    return write_folder(session, folder, made.files(f"{day}\n{report(session, made)}"), what)


def report(session: Session, made: MonthReturn) -> str:
    """What the return holds and what is to be put right, in words."""
    about = session.about
    stops = [one for one in made.findings if one.stops]
    look = [one for one in made.findings if not one.stops]
    lines = [
        f"MHSDS rows for {made.month:%B %Y}, {about.ward_name} ({about.site})",
        f"Made by {session.person.name}.",
        "These are rows to submit from. Nothing has been sent to anybody.",
        "",
        *(f"{name:<32} {len(rows):>4} rows" for name, rows in made.tables.items()),
        "",
        f"To put right before it is sent: {len(stops) or 'nothing'}",
        *(f"  {one}" for one in stops),
        "",
        f"To look at: {len(look) or 'nothing'}",
        *(f"  {one}" for one in look),
        "",
        "To know",
        *(f"  {one}" for one in made.notes),
    ]
    return "\n".join([*lines, ""])


# --- rows ---------------------------------------------------------------------------------------


def _add_incident(session: Session, made: MonthReturn, one: MonthIncident) -> None:
    said, incident = one.said, one.record[:ID]
    began, over = said.happened(), said.ended()
    spell = _spell(session, made, one, began)
    held = _yes_no(said.patient_review_held)
    made.tables[INCIDENTS].append(
        (
            incident,
            spell,
            *_stamp(began),
            *_stamp(over),
            said.reason or NOT_KNOWN,
            held,
            (said.patient_review_not_held or "") if held == "N" else "",
            _yes_no(said.staff_review_held),
        )
    )
    for number, row in enumerate(said.interventions):
        made.tables[TYPES].append(
            (
                incident,
                f"{one.record[:ROW_ID]}-{number + 1:02d}",
                row.type or NOT_KNOWN,
                *_stamp(row.start),
                *_stamp(row.end),
                _yes_no(row.patient_hurt),
                _yes_no(row.staff_hurt),
                _yes_no(row.other_hurt),
            )
        )
    made.tables[POLICE] += [
        (spell, "", "", "", "", "") for other in said.others if other.who == "police"
    ]
    made.findings += found_in(one)


def _spell(session: Session, made: MonthReturn, one: MonthIncident, began: datetime | None) -> str:
    """The admission that the incident lies in, under an id of wardsafe's own."""
    person = one.said.person
    if not person or began is None:
        _say(made, INCIDENTS, one, "nobody on the list is chosen, so no admission fits it")
        return ""
    with session.ledger.reading() as db:
        moves = moves_of(db, person)
        known = people.person(db, person)
    admitted = [(at, id_) for id_, (move, at) in moves.items() if move == "admit" and at <= began]
    if not admitted:
        _say(made, INCIDENTS, one, "no admission is recorded before it")
        return ""
    at, record = max(admitted)
    spell = record[:ID]
    number = known.nhs_number or "" if known else ""
    initials = known.initials if known else ""
    made.spells[spell] = (spell, number, f"{local(at):%Y-%m-%d %H:%M}", initials)
    return spell


def _add_ward(session: Session, made: MonthReturn, first: date, last: date) -> None:
    about, details = session.about, session.about.details
    with session.ledger.reading() as db:
        found = closing_view.censuses(db, first.isoformat(), last.isoformat())
    nights = {one.census.night: one.census for one in found}
    total = (last - first).days + 1
    beds = [(one.available, one.closed) for one in nights.values()]
    whole = len(beds) == total and all(a is not None and c is not None for a, c in beds)
    made.tables[WARD].append(
        (
            about.ward[:12],
            about.site,
            *(details.get(name, "") for name in _DETAILS),
            str(sum(a or 0 for a, _ in beds)) if whole else "",
            str(sum(c or 0 for _, c in beds)) if whole else "",
        )
    )
    if not whole:
        told = sum(a is not None and c is not None for a, c in beds)
        words = f"beds open and closed are counted for {told} of {total} nights, so none are given"
        made.findings.append(Finding(WARD, 0, words, stops=False))
    lacking = [words for name, words in _DETAILS.items() if name not in details]
    if lacking:
        words = f"not recorded of the ward: {', '.join(lacking)}"
        made.findings.append(Finding(WARD, 0, words, stops=False))


def _stamp(at: datetime | None) -> tuple[str, str]:
    """Date and time as the standard writes them: local, without an offset."""
    return (f"{local(at):%Y-%m-%d}", f"{local(at):%H:%M:%S}") if at else ("", "")


def _yes_no(code: str | None) -> str:
    return code if code in ("Y", "N") else ""


# --- what is not right --------------------------------------------------------------------------


def _say(
    made: MonthReturn, table: str, one: MonthIncident, words: str, *, stops: bool = True
) -> None:
    made.findings.append(Finding(table, one.number, words, stops))


def _check_formats(made: MonthReturn) -> None:
    """Every cell against its format and its published code list."""
    for name, rows in made.tables.items():
        seen: set[str] = set()
        for at, row in enumerate(rows, 1):
            for column, cell in zip(TABLES[name], row, strict=True):
                if fault := column.fault(cell):
                    words = f"row {at}: {column.name} {fault}"
                    made.findings.append(Finding(name, 0, words, stops=True))
        for key in _keys(name, rows):
            if key in seen:
                made.findings.append(Finding(name, 0, "an id is there twice", stops=True))
            seen.add(key)


def _keys(name: str, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    at = {INCIDENTS: 0, TYPES: 1}.get(name)
    return (row[at] for row in rows) if at is not None else iter(())


def _add_notes(session: Session, made: MonthReturn, first: date, last: date) -> None:
    today = local(session.now()).date()
    found = closing.days(session, RESTRICTIVE, first, min(last, today))
    closed = sum(day.closed for day in found)
    made.notes += [
        f"{closed} of {(last - first).days + 1} days are declared.",
        "A day that nobody declared is not a day without incidents.",
        "HospProvSpellID, WardStayId and WardCode are wardsafe's own: put the trust's there.",
        "admissions.csv says which person and admission each stay is.",
        "A record that spans two months is in both; what is sent last holds.",
        *NOT_HELD,
    ]
    if waiting := len(unclaimed(session)):
        made.notes.append(f"{waiting} waiting to be claimed, in no row: made without a PIN.")
    if last >= today:
        made.notes.append("The month is not over.")
