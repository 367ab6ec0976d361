"""The board in lines: what is due, who is held or shut in, what is unfinished, today, the month."""

from collections.abc import Iterable
from datetime import datetime

from wardsafe.duties.happenings import LATE
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import at_time, dated, long, many
from wardsafe.services.closing import Cross
from wardsafe.services.duties import DueLine
from wardsafe.services.overview import Overview, overview
from wardsafe.services.session import Session
from wardsafe.views.people import AWAY

MOST = 12
NOT_JUDGED = "What is due cannot be judged yet: a list is being brought up to date."
TITLES = {"restrictive-practice": "Restrictive practice", "sexual-safety": "Sexual safety"}


def board(talk: Talk, session: Session) -> None:
    """Say what the board shows."""
    seen = overview(session)
    who = session.person
    talk.say(f"Board, {dated(seen.now)}. {who.name}, {who.id}, {who.job_title}.")
    talk.say(*(f"Take note: {notice}" for notice in seen.notices))
    _waiting(talk, seen)
    for each in seen.came_of_mine:
        talk.say(f"What came of what you reported, #{each.case.number}: find it to read.")
    _due(talk, seen)
    _going_on(talk, seen)
    _unfinished(talk, seen)
    _today(talk, seen)
    if seen.cross is not None:
        talk.say(cross_words(seen.cross))
    if seen.to_close:
        talk.say(f"{many(seen.to_close, 'day')} to close.")
    away = sum(one.state == AWAY for one in seen.people)
    talk.say(f"{len(seen.people) - away} on the ward, {away} on leave.")


def due_line(line: DueLine, now: datetime) -> str:
    """One duty: how it stands, what, whose, by when, and what it rests on."""
    definition = line.duty.definition
    whose = line.initials or (f"#{line.number}" if line.number else "")
    last = f"last done {at_time(line.last, now)}" if line.last else ""
    missed = f"{line.missed} missed" if line.missed else ""
    together = f"{line.together} entered together" if line.together else ""
    said = [definition.title, whose, by_when(line, now), missed, last, together]
    said.append(definition.standard)
    return ", ".join(filter(None, said)) + "."


def by_when(line: DueLine, now: datetime) -> str:
    """When a duty runs out, in words."""
    duty = line.duty
    at = at_time(duty.due, now)
    if not duty.definition.timed:
        return f"open since {at}"
    if duty.state == LATE:
        return f"LATE by {long(now - duty.due)}, was due {at}"
    return f"due by {at}, in {long(duty.due - now)}"


def cross_words(cross: Cross) -> str:
    """The month's safety cross in words: its totals, then what is missing or odd."""
    staff_only = " (staff only)" if cross.staff_only else ""
    title = f"{TITLES.get(cross.stream, cross.stream)}, {cross.month:%B %Y}{staff_only}"
    return f"{title}: {'; '.join(cross.words())}."


def _waiting(talk: Talk, seen: Overview) -> None:
    if seen.unclaimed:
        talk.say(f"{many(len(seen.unclaimed), 'record')} taken without a PIN to claim: w.")
    if seen.drafts:
        talk.say(f"{many(len(seen.drafts), 'draft')} of yours to go on with: g.")


def _due(talk: Talk, seen: Overview) -> None:
    if seen.due is None:
        talk.say(NOT_JUDGED)
        return
    lines = [due_line(line, seen.now) for line in seen.due]
    _part(talk, "Due", lines, "Nothing is due.")


def _going_on(talk: Talk, seen: Overview) -> None:
    lines = (
        f"{on.what}, {on.row.initials}, still on, {long(seen.now - on.since)} so far, since "
        f"{at_time(on.since, seen.now)}, #{on.row.number}."
        for on in seen.still_on
    )
    _part(talk, "Going on now", lines, "Nobody is held or secluded, as far as the log says.")


def _unfinished(talk: Talk, seen: Overview) -> None:
    total, exact = seen.unfinished
    title = f"Not complete: {total}{'' if exact else ' or more'}"
    lines = (
        f"#{one.row.number}, {one.row.what}, {one.row.initials}, "
        f"{'still open' if one.still_on else f'{one.row.items} of 16 items'}."
        for one in seen.to_finish
    )
    _part(talk, title, lines, "Every record is complete.")


def _today(talk: Talk, seen: Overview) -> None:
    lines = []
    for each in seen.events:
        row = each.row
        said = (at_time(each.at, seen.now), each.what, row.initials, row.state, f"#{row.number}")
        lines.append(f"{', '.join(filter(None, said))}.")
    none = "Nothing was recorded. That is not the same as nothing happened."
    _part(talk, "Last 24 hours", lines, none)


def _part(talk: Talk, title: str, lines: Iterable[str], none: str) -> None:
    found = list(lines)
    talk.say("", f"{title}." if found else f"{title}. {none}")
    talk.say(*(f"- {line}" for line in found[:MOST]))
    if len(found) > MOST:
        talk.say(f"- {len(found) - MOST} more.")
