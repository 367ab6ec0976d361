"""The parts of a hand-over page, each read from what is recorded; within each the order is time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wardsafe.records.moments import local, say_length
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.records.restricted import is_restricted
from wardsafe.services import claiming, closing
from wardsafe.services.census import census
from wardsafe.services.duties import DueLine, due_lines
from wardsafe.services.recording import current
from wardsafe.services.session import Session
from wardsafe.services.whereabouts import Whereabouts
from wardsafe.views import board, log
from wardsafe.views.folding import moment, record_at
from wardsafe.views.log import LogFilter

LOOK_BACK = timedelta(hours=12)
"""How far back movements and events are told: the longest shift (≈ local design)."""

_MOST = 30
_RESTRICTED = frozenset({"tell-now"})
_REVIEWS = frozenset({"review", "review-due"})
_MOVED = {
    "admit": "admitted", "bed": "changed bed", "leave": "went on leave", "return": "came back",
    "home-leave": "went on home leave", "section-17": "went on section 17 leave",
    "awol": "absent without leave",
    "transfer": "transferred", "discharge": "discharged",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know: when or how long, what, whose record (None: nobody's), what else.

    `brief` says what in fewer words, where a screen is narrow.
    """

    lead: str
    what: str
    person: str | None = None
    right: str = ""
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One heading with its lines; `none` is said where there are none; `more` counts those that
    are left out."""

    title: str
    lines: tuple[Line, ...]
    none: str
    more: int = 0


def parts_of(session: Session, here: Sequence[Whereabouts], now: datetime) -> tuple[Part, ...]:
    """All of them, as they stand on the page; `here` are the people of the ward."""
    due = [each for each in due_lines(session, now) if not _is_restricted(session, each)]
    return (
        _going_on(session, now),
        _duties((d for d in due if not _is_review(d)), now, "Due", "Nothing is due."),
        _duties(filter(_is_review, due), now, "Safety reviews due", "No safety review is due."),
        _unclaimed(session),
        _to_finish(session),
        _on_leave(here, now),
        _moved(session, now),
        _happened(session, now),
        _to_close(session, now),
    )


def _is_restricted(session: Session, line: DueLine) -> bool:
    """What few may read is not handed over aloud, nor a question about it."""
    if line.happening.what != "question":
        return line.happening.what in _RESTRICTED
    return is_restricted(session.ledger.of_record(line.duty.record)[0].header.kind)


def _is_review(line: DueLine) -> bool:
    return line.happening.what in _REVIEWS


def _going_on(session: Session, now: datetime) -> Part:
    with session.ledger.reading() as db:
        found = sorted(board.interventions_on(db), key=lambda on: (on.since, on.row.number))
    lines = tuple(
        Line(
            _long(now - on.since),
            f"{on.what}, still on, since {_when(on.since, now)}",
            on.row.person,
            f"#{on.row.number}",
        )
        for on in found
    )
    return Part("Going on now", lines, "Nobody is held or secluded, as far as the log says.")


def _duties(lines: Iterable[DueLine], now: datetime, title: str, none: str) -> Part:
    """What waits by the rules of the duties, in their order: whatever runs out first first."""
    waiting = list(lines)
    told = tuple(_duty(line, now) for line in waiting[:_MOST])
    return Part(title, told, none, len(waiting) - len(told))


def _duty(line: DueLine, now: datetime) -> Line:
    """By when, not how long from now: the page is read later."""
    duty, missed = line.duty, f", {line.missed} missed" if line.missed else ""
    what, brief = (f"{words}{missed}" for words in (duty.definition.title, duty.definition.short))
    if not duty.definition.timed:
        return Line(_when(duty.due, now), what, duty.person or None, "open", brief)
    late = "late" if duty.due < now else ""
    return Line(_when(duty.due, now), what, duty.person or None, late, brief)


def _unclaimed(session: Session) -> Part:
    now = session.now()
    found = claiming.unclaimed(session)
    lines = tuple(
        Line(_when(one.taken, now), "Recorded without a PIN, waits to be claimed") for one in found
    )
    return Part("Unclaimed", lines, "No record waits to be claimed.")


def _to_finish(session: Session) -> Part:
    with session.ledger.reading() as db:
        found = board.to_finish(db, _MOST)
        total, _ = board.how_many_to_finish(db)
    lines = tuple(
        Line(
            f"#{one.row.number}",
            one.row.what,
            one.row.person,
            "still open" if one.still_on else f"{one.row.items} of 16 items",
        )
        for one in found
    )
    return Part("Not complete", lines, "Every record is complete.", max(0, total - len(lines)))


def _on_leave(here: Iterable[Whereabouts], now: datetime) -> Part:
    """Whoever is expected first stands first, then those for whom no time was given."""
    away = [(one.leave, one.person.record) for one in here if one.leave is not None]
    expected = [(leave.back_by, leave, whose) for leave, whose in away if leave.back_by]
    expected.sort(key=lambda each: (each[0], each[2]))
    ordered = [(leave, whose) for _, leave, whose in expected]
    ordered += [(leave, whose) for leave, whose in away if not leave.back_by]
    lines = tuple(
        Line(
            f"back by {_when(leave.back_by, now)}" if leave.back_by else "no time given",
            f"{leave.words} since {_when(leave.since, now)}" if leave.since else leave.words,
            whose,
        )
        for leave, whose in ordered
    )
    return Part("On leave", lines, "Nobody is on leave.")


def _moved(session: Session, now: datetime) -> Part:
    rows = _rows(session, now, Movement.kind)
    lines = []
    for row in rows:
        said = record_at(current(session, row.record).shown)
        if isinstance(said, Movement):
            where = f", bed {said.bed}" if said.bed else f", {said.to_where}" * bool(said.to_where)
            what = _MOVED.get(said.move or "", "moved") + where
            lines.append(Line(_at(row.happened, now), what, row.person, f"#{row.number}"))
    night = local(now).date() - timedelta(days=1)
    odd = census(session, night)
    lines += [Line("!", sentence) for sentence in (*odd.contradictions, *odd.differences)]
    return Part("Came, went, moved", tuple(lines), "Nobody came or went in the last 12 hours.")


def _happened(session: Session, now: datetime) -> Part:
    with session.ledger.reading() as db:
        found = board.events_since(db, now - LOOK_BACK, _MOST + 1)
    told = [each for each in found if each.row.kind not in (Movement.kind, Patient.kind)]
    told = [each for each in told if not each.row.kind.startswith(("staff/", "held-record/"))]
    lines = tuple(
        Line(
            _when(each.at, now), each.what, each.row.person, each.row.state or f"#{each.row.number}"
        )
        for each in told[:_MOST]
    )
    return Part(
        "Last 12 hours",
        lines,
        "Nothing was recorded. That is not the same as nothing happened.",
        max(0, len(told) - len(lines)),
    )


def _to_close(session: Session, now: datetime) -> Part:
    days = closing.to_close(session)
    lines = [Line(f"{day.day} {day:%b}", f"{day:%A}, not closed by anybody") for day in days]
    night = local(now).date() - timedelta(days=1)
    if census(session, night).counted is None:
        lines.append(Line(f"{night.day} {night:%b}", "Midnight census not confirmed"))
    return Part("To close", tuple(lines), "Every day is closed.")


def _rows(session: Session, now: datetime, kind: str) -> list[log.LogRow]:
    chosen = LogFilter(kinds=(kind,), since=now - LOOK_BACK, until=now + timedelta(seconds=1))
    with session.ledger.reading() as db:
        return [row for row in log.page(db, chosen, limit=_MOST) if row.state != "void"]


def _long(length: timedelta) -> str:
    return say_length(int(length.total_seconds()) // 60).removesuffix(" min") + (
        " min" if length < timedelta(hours=1) else ""
    )


def _at(happened: str, now: datetime) -> str:
    when = moment(happened)
    return _when(when, now) if when else ""


def _when(when: datetime, now: datetime) -> str:
    """The time; before it the date where that is not today's."""
    then = local(when)
    same = then.date() == local(now).date()
    return f"{then:%H:%M}" if same else f"{then.day} {then:%b %H:%M}"
