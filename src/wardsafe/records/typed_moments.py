"""Times as people type them, in the ward's zone, right over midnight and clock changes."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from wardsafe.errors import BadInput
from wardsafe.records.moments import YEARS, fixed, instants, local, say_date

HOW_TO = "Type now, -15m, 0310, yesterday 2230 or 22 nov 2230."

_SHIFT = re.compile(r"([+-]) ?(?:([0-9]{1,4})h(?: ?([0-9]{1,2})m?)?|([0-9]{1,5})m)")
_SAID = re.compile(r"(.+?)( bst| gmt)? on (.+)")
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})|([0-9]{1,2})([0-9]{2})")
_NAMED = re.compile(r"([0-9]{1,2}) ?([a-z]{3,9})(?: ([0-9]{4}))?")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAYS = {"yesterday": -1, "y": -1, "today": 0, "tomorrow": 1}


def read_date(typed: str, *, today: date, ahead: bool = False, field: str = "") -> date:
    """A date that has come, or with `ahead` any: 9 jun 1987, 09/06/1987 or 1987-06-09.

    Raises BadInput.
    """
    words = _tidy(typed)
    found = _ISO.fullmatch(words) or _SLASHED.fullmatch(words) or _NAMED.fullmatch(words)
    if not found or None in found.groups():
        raise _bad("This is not a date.", field, "Type 9 jun 1987 or 09/06/1987, with four digits.")
    day = _day(found, field)
    if day > today and not ahead:
        raise _bad("This date has not come yet.", field, "Check the year.")
    return day


def read_moment(
    typed: str,
    *,
    now: datetime,
    after: datetime | None = None,
    ahead: bool = False,
    field: str = "",
) -> datetime:
    """The instant that somebody means, to the minute, with a fixed offset.

    Takes now, -15m, -2h, -1h30, 0310, 03:10, yesterday 2230, y 2230, 22 nov 2230,
    22/11/2026 22:30 and 2026-11-22 22:30, each optionally followed by bst or gmt.
    A bare time later than `now` means yesterday. With `after` (the start, for an end) it is the
    first such time that is not before it, but never of a day after today: "02:55" typed for a start
    at 02:59 stays on the start's day, so that the mistake can be shown; and "+7m" counts from
    `after`. `ahead` is for what is expected, which may be in the future.
    In the hour that comes twice the later instant that is not in the future is meant, or the
    first not before `after`. Raises BadInput for what cannot be read and for a time the clocks
    skipped.
    """
    words = _tidy(typed)
    if words == "now":
        return fixed(local(now).replace(second=0, microsecond=0))
    shifted = _SHIFT.fullmatch(words)
    if shifted:
        return _shifted(shifted, now, after, ahead, field)
    words, zone = _without_zone(words)
    day_words, _, time_words = ("", "", words) if _TIME.fullmatch(words) else words.rpartition(" ")
    clock = _clock(time_words, field)
    if day_words:
        return _on_day(
            _named_day(day_words, clock, now, ahead, field), clock, zone, now, after, field
        )
    if after is not None:
        return _after(clock, zone, now, after, ahead, field)
    return _latest(clock, zone, now, ahead, field)


def _tidy(typed: str) -> str:
    """Lower case with single spaces; a moment as it is said ("02:59 on 23 Nov 2026") turned round,
    and the T of an ISO time left out."""
    words = " ".join(typed.lower().replace(",", " ").split())
    words = _SAID.sub(r"\3 \1\2", words)
    return re.sub(r"(?<=[0-9])t(?=[0-9])", " ", words)


def _bad(what: str, field: str, do: str = HOW_TO) -> BadInput:
    return BadInput(what, field=field, do=do)


def _without_zone(words: str) -> tuple[str, str | None]:
    head, _, tail = words.rpartition(" ")
    return (head, tail.upper()) if tail in ("bst", "gmt") else (words, None)


def _shifted(
    found: re.Match[str], now: datetime, after: datetime | None, ahead: bool, field: str
) -> datetime:
    length = timedelta(hours=int(found[2] or 0), minutes=int(found[3] or found[4] or 0))
    if found[1] == "-":
        return _minute(now.astimezone(UTC) - length)
    base = after or (now if ahead else None)
    if base is None:
        raise _bad("A length from a start needs a start.", field)
    return _minute(base.astimezone(UTC) + length)


def _minute(moment: datetime) -> datetime:
    return fixed(local(moment).replace(second=0, microsecond=0))


def _clock(words: str, field: str) -> time:
    found = _TIME.fullmatch(words)
    if not found:
        raise _bad("This is not a time.", field)
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
    if hour > 23 or minute > 59:
        raise _bad("There is no such time of day.", field, "Use 00:00 to 23:59.")
    return time(hour, minute)


def _named_day(words: str, clock: time, now: datetime, ahead: bool, field: str) -> date:
    today = local(now).date()
    if words in _DAYS:
        return today + timedelta(days=_DAYS[words])
    found = _ISO.fullmatch(words) or _SLASHED.fullmatch(words) or _NAMED.fullmatch(words)
    if not found:
        raise _bad("This is not a date and a time.", field)
    if found[3] is not None:
        return _day(found, field)
    return _nearest(found, clock, now, ahead, field)


def _day(found: re.Match[str], field: str, year: int | None = None) -> date:
    """The date of a match, in whichever of the three orders it was typed."""
    if found.re is _ISO:
        parts = (int(found[1]), int(found[2]), int(found[3]))
    else:
        month = int(found[2]) if found.re is _SLASHED else _month(found[2], field)
        parts = (int(found[3]) if year is None else year, month, int(found[1]))
    if parts[0] not in YEARS:
        raise _bad("This year is out of reach.", field, "Use the years 1900 to 2100.")
    try:
        return date(*parts)
    except ValueError:
        raise _bad("There is no such day.", field, "Check the day and the month.") from None


def _month(word: str, field: str) -> int:
    full = "january february march april may june july august september october november december"
    found = [n for n, name in enumerate(full.split(), 1) if name.startswith(word)]
    if word == "sept":
        return 9
    if len(found) != 1:
        raise _bad("There is no such month.", field)
    return found[0]


def _nearest(found: re.Match[str], clock: time, now: datetime, ahead: bool, field: str) -> date:
    """The day of a date without its year: the last one that has come, or the next when ahead."""
    here = local(now).replace(tzinfo=None)
    years = range(here.year, here.year + 9) if ahead else range(here.year, here.year - 9, -1)
    for year in years:
        try:
            day = _day(found, field, year)
        except BadInput:
            continue
        if (
            (datetime.combine(day, clock) >= here)
            if ahead
            else (datetime.combine(day, clock) <= here)
        ):
            return day
    raise _bad("There is no such day.", field, "Check the day and the month.")


def _candidates(day: date, clock: time, zone: str | None, field: str) -> list[datetime]:
    """The instants of a time on a day, all in the zone that was named. Raises BadInput if none."""
    wall = datetime.combine(day, clock)
    found = instants(wall)
    if not found:
        raise _bad(
            f"{clock:%H:%M} on {say_date(day)} did not happen: the clocks went forward.",
            field,
            "Check the time.",
        )
    named = [instant for instant in found if zone in (None, local(instant).tzname())]
    if not named:
        raise _bad(f"{zone} was not in use then.", field, "Leave it out.")
    return [fixed(local(instant)) for instant in named]


def _on_day(
    day: date, clock: time, zone: str | None, now: datetime, after: datetime | None, field: str
) -> datetime:
    found = _candidates(day, clock, zone, field)
    if after is not None:
        return next((instant for instant in found if instant >= after), found[-1])
    past = [instant for instant in found if instant <= now]
    return past[-1] if past else found[0]


def _after(
    clock: time, zone: str | None, now: datetime, after: datetime, ahead: bool, field: str
) -> datetime:
    first = local(after).date()
    day = first
    skipped = not instants(datetime.combine(first, clock))
    later = datetime.combine(first, clock) >= local(after).replace(tzinfo=None)
    if not (skipped and later) and not _some(first, clock, lambda instant: instant >= after):
        day = first + timedelta(days=1)
    if day > max(first, local(now).date()) and not ahead:
        day = first
    return _on_day(day, clock, zone, now, after, field)


def _latest(clock: time, zone: str | None, now: datetime, ahead: bool, field: str) -> datetime:
    today = local(now).date()
    passed = local(now).replace(tzinfo=None) >= datetime.combine(today, clock)
    if ahead:
        coming = _some(today, clock, lambda instant: instant >= now)
        return _on_day(today if coming else today + timedelta(days=1), clock, zone, now, now, field)
    come = passed or _some(today, clock, lambda instant: instant <= now)
    return _on_day(today if come else today - timedelta(days=1), clock, zone, now, None, field)


def _some(day: date, clock: time, fits: Callable[[datetime], bool]) -> bool:
    return any(fits(instant) for instant in instants(datetime.combine(day, clock)))
