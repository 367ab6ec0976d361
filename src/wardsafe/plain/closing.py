"""Closing days in lines: the month, what was declared of a day, declaring it, its midnight."""

from datetime import date, timedelta

from wardsafe.plain.board import TITLES, cross_words
from wardsafe.plain.form import say_saved
from wardsafe.plain.recording import write
from wardsafe.plain.talk import AGAIN, Talk
from wardsafe.plain.words import dated, many
from wardsafe.records.census import Census
from wardsafe.records.moments import local, say_date
from wardsafe.records.nil_return import RESTRICTIVE, SEXUAL
from wardsafe.services import census
from wardsafe.services import closing as service
from wardsafe.services.bed_days import occupied
from wardsafe.services.census import Night
from wardsafe.services.closing import Cross
from wardsafe.services.day_states import Day
from wardsafe.services.session import Session
from wardsafe.tui.writing import Writing

BEHIND = "The days are being read anew. Come back in a moment."
NOT_OVER = "That is not over yet."
ABOUT = {"d": "declare it", "m": "midnight census"}


def closing(talk: Talk, session: Session) -> None:
    """One month, the newest day first."""
    stream, today = RESTRICTIVE, local(session.now()).date()
    waiting = service.to_close(session)
    month = (waiting or (today,))[0].replace(day=1)
    days: list[Day] = []
    again = True
    while True:
        cross = service.month_cross(session, stream, today, month)
        if cross is None:
            talk.say(BEHIND)
            return
        days, again = (_say_month(talk, session, cross) if again else days), False
        letters = {"p": "month before", "n": "month after", AGAIN: "the month again"}
        if service.may_see(session, SEXUAL):
            letters["t"] = f"the cross of {TITLES[_other(stream)].lower()}"
        at = talk.choose([_line(day) for day in days], "Which day", letters)
        if isinstance(at, int):
            now = next(day for day in cross.days if day.day == days[at].day)
            with talk.one_thing():
                _one_day(talk, session, now)
            continue
        again = True
        if at == "t":
            stream = _other(stream)
        elif at != AGAIN:
            month = _turned(month, at, today)


def _say_month(talk: Talk, session: Session, cross: Cross) -> list[Day]:
    talk.say(cross_words(cross))
    waiting = len(service.to_close(session))
    talk.say(f"{many(waiting, 'day')} to close." if waiting else "Every day is closed.")
    days = [day for day in reversed(cross.days) if day.state != "future"]
    over = [day.day for day in days if day.state != "today"]
    if over:
        talk.say(f"{occupied(session, over[-1], over[0]).words()}.")
    talk.listed(map(_line, days))
    return days


def _one_day(talk: Talk, session: Session, day: Day) -> None:
    talk.say(f"{day.day:%A} {say_date(day.day)}.")
    talk.say(*service.say_closed(day) or ("Nobody has closed any of it.",))
    if day.conflict:
        talk.say(f"CONFLICT: declared none, and {many(day.records, 'record')} say otherwise.")
    elif day.changed:
        talk.say("Changed after it was closed.")
    if day.state != "today":
        talk.say(*_night(census.census(session, day.day)))
    if talk.choose((), "What now", ABOUT) == "d":
        _declare(talk, session, day)
    else:
        _count(talk, session, day)


def _declare(talk: Talk, session: Session, day: Day) -> None:
    session.require(service.CLOSE)
    found = service.options(session, day.day)
    if not found:
        talk.say(NOT_OVER)
        return
    title = f"Close {day.day:%A} {say_date(day.day)}. Everything that happened is recorded."
    option = found[talk.pick(title, [each.words() for each in found], "Which")]
    say_saved(talk, session.now(), service.declare(session, day.day, option.scope, option.said))


def _count(talk: Talk, session: Session, day: Day) -> None:
    session.require(census.CONFIRM)
    if day.state == "today":
        talk.say("That midnight has not come yet.")
        return
    said = census.proposed(session, day.day)
    form = Writing(session, Census, draft=session.chance.new_id())
    form.typed = {"night": say_date(day.day)}
    for name in ("in_bed", "on_leave", "available", "closed"):
        if (count := getattr(said, name)) is not None:
            form.typed[name] = str(count)
    write(talk, session, form)


def _night(night: Night) -> list[str]:
    here, away, said = len(night.in_bed), len(night.on_leave), night.counted
    if said is None:
        lines = [f"Midnight not counted; by the movements {here} in bed, {away} on leave."]
    else:
        counted = f"{said.census.in_bed} in bed, {said.census.on_leave} on leave"
        lines = [f"Midnight: {counted}, {said.name}, {dated(said.entered)}."]
    return [*lines, *night.differences, *night.contradictions]


def _line(day: Day) -> str:
    said = [f"{day.day:%A} {say_date(day.day)}", _state(day)]
    if day.conflict:
        said.append("CONFLICT")
    elif day.closed:
        said.append(f"{'changed since, ' if day.changed else ''}closed by {day.said[-1].name}")
    elif day.said:
        said.append("closed in part")
    elif day.state not in ("today", "not recorded"):
        said.append("not closed")
    return f"{', '.join(said)}."


def _state(day: Day) -> str:
    told = [many(day.incidents, "incident")] if day.incidents else []
    told += [many(day.concerns, "concern")] if day.concerns else []
    return ", ".join(told) or {"today": "not over", "none": "declared none"}.get(
        day.state, day.state
    )


def _turned(month: date, letter: str, today: date) -> date:
    other = month + timedelta(days=31) if letter == "n" else month - timedelta(days=1)
    return min(other.replace(day=1), today.replace(day=1))


def _other(stream: str) -> str:
    return SEXUAL if stream == RESTRICTIVE else RESTRICTIVE
