"""The safety cross of a month on paper: the date and a sign in each cell, the ground besides."""

from html import escape

from wardsafe.measures import words
from wardsafe.services.closing import Cross
from wardsafe.services.cross_shape import ROWS
from wardsafe.services.day_states import Day

TITLES = {"restrictive-practice": "Restrictive practice", "sexual-safety": "Sexual safety"}
KEY = (
    "A number: events on that day. – none, declared. ? not recorded. ! declared none, but recorded."
)


def cross_table(month: Cross) -> str:
    """One cross as a table, with its month as caption and its totals below."""
    days = {each.day.day: each for each in month.days}
    rows = "".join(
        f"<tr>{''.join(_cell(month, days.get(date or 0), date) for date in row)}</tr>"
        for row in ROWS
    )
    name = f"{TITLES[month.stream]}, {words.MONTHS[month.month.month - 1]} {month.month.year}"
    staff = " Staff only." if month.staff_only else ""
    said = "".join(f'<p class="quiet">{escape(each)}</p>' for each in month.words())
    return f'<div><h3>{escape(name)}.{staff}</h3><table class="cross">{rows}</table>{said}</div>'


def _cell(month: Cross, day: Day | None, date: int | None) -> str:
    if date is None or day is None:
        return '<td class="out"></td>'
    sign, style = _sign(day)
    return f'<td class="{style}">{date}<b>{sign}</b></td>'


def _sign(day: Day) -> tuple[str, str]:
    if day.conflict:
        return "!", "event"
    count = day.incidents + day.concerns
    if count:
        return str(count), "event"
    if day.state == "none":
        return "–", "none"
    return ("?", "open") if day.state == "not recorded" else ("", "")
