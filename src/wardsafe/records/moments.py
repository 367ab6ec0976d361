"""Times as the ward's clock shows them, and as people read them, right over clock changes.

Every time handed out carries a fixed offset, so that differences are elapsed time: two times in
one named zone would be subtracted by the wall clock.
"""

from datetime import UTC, date, datetime, timedelta, timezone

from wardsafe.clock import LONDON

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
YEARS = range(1900, 2101)
"""The years of which anything can be recorded."""


def fixed(moment: datetime) -> datetime:
    """The same instant with a plain offset in place of a named zone.

    Raises ValueError for an instant outside the years that can be compared in UTC.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a time needs its offset")
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time outside the calendar") from None
    return moment.replace(tzinfo=timezone(offset), fold=0)


def local(moment: datetime) -> datetime:
    """The instant as the ward's clock shows it."""
    return moment.astimezone(LONDON)


def minutes_between(start: datetime | None, end: datetime | None) -> int | None:
    """Whole elapsed minutes; None when a time is missing, or the end is not after the start."""
    if start is None or end is None:
        return None
    elapsed = end.astimezone(UTC) - start.astimezone(UTC)
    return elapsed // timedelta(minutes=1) if elapsed > timedelta(0) else None


def calendar(moment: datetime) -> dict[str, str]:
    """The month ("2026-11"), ISO week ("2026-W47") and shift that a moment falls into, locally.

    Shifts (≈ local design): early 07:00 to 14:00, late 14:00 to 21:00, night from 21:00.
    """
    here = local(moment)
    year, week, _ = here.isocalendar()
    shift = "early" if 7 <= here.hour < 14 else "late" if 14 <= here.hour < 21 else "night"
    return {"month": f"{here:%Y-%m}", "week": f"{year}-W{week:02d}", "shift": shift}


def say_date(day: date) -> str:
    """A date as it is drawn: "9 Jun 1987"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_time(moment: datetime) -> str:
    """The local time of day: "02:59", with BST or GMT in the hour that comes twice."""
    here = local(moment)
    twice = len(instants(here.replace(tzinfo=None))) > 1
    return f"{here:%H:%M}" + (f" {here.tzname()}" if twice else "")


def say_moment(moment: datetime) -> str:
    """The local time and date: "02:59 on 23 Nov 2026"."""
    return f"{say_time(moment)} on {say_date(local(moment).date())}"


def say_length(start: int | datetime, end: datetime | None = None) -> str:
    """A length in words, from minutes or from two times: "7 min", "1 h 05 min", "still on"."""
    if isinstance(start, int):
        hours, minutes = divmod(start, 60)
        return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"
    if end is None:
        return "still on"
    if end < start:
        return "ends before it starts"
    return say_length(minutes_between(start, end) or 0)


def instants(wall: datetime) -> list[datetime]:
    """The instants at which the ward's clock shows this: none in the skipped hour, two in the
    repeated one, otherwise one; earliest first."""
    both = {wall.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1)}
    shown = (instant for instant in both if local(instant).replace(tzinfo=None, fold=0) == wall)
    return sorted(shown)
