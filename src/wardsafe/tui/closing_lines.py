"""How the days of a month are drawn: a row each, and all that is known of the chosen one."""

from datetime import date

from textual.content import Content

from wardsafe.records.moments import local, say_date
from wardsafe.services import closing
from wardsafe.services.census import Night
from wardsafe.services.day_states import Day
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.short_list import cell

ROOMY = 50  # cells of the list of days from which nothing is shortened


def day_lines(day: Day, night: Night | None) -> list[Content]:
    """What is known of one day: who declared it, what is odd, and its midnight."""
    lines = [drawn(f"{day.day:%A} {say_date(day.day)}", "bold $strong")]
    lines += [drawn(words, "$ink") for words in closing.say_closed(day)]
    if not day.said:
        lines.append(drawn("Nobody has closed any of it.", "$quiet"))
    alert = glyphs().alert
    if day.conflict:
        many = f"{day.records} record{'s' * (day.records != 1)}"
        lines.append(drawn(f"{alert} Declared none, and {many} say otherwise.", "$over"))
    elif day.changed:
        lines.append(drawn(f"{alert} Changed after it was closed.", "$due"))
    return lines + (_night_lines(night) if night else [])


def _night_lines(night: Night) -> list[Content]:
    here, away = len(night.in_bed), len(night.on_leave)
    said = night.counted
    if said is None:
        words = f"Midnight not counted; by movements {here} in bed, {away} on leave"
        lines = [drawn(words, "$quiet")]
    else:
        when = local(said.entered) if said.entered else None
        at = f", {when.day} {when:%b %H:%M}" if when else ""
        counted = f"{said.census.in_bed} in bed, {said.census.on_leave} on leave"
        lines = [drawn(f"Midnight: {counted}, {said.name}{at}", "$ink")]
    odd = (*night.differences, *night.contradictions)
    return lines + [drawn(f"{glyphs().alert} {each}", "$due") for each in odd]


def heads(month: date, waiting: int, width: int) -> Content:
    """The month, and how many days still wait for somebody to close them."""
    said = f"{waiting} to close" if waiting else "every day is closed"
    name = f"{month:%B %Y}" if width >= ROOMY else f"{month:%b}"
    return joined(drawn(name, "bold $strong"), drawn(f"   {said}", "$quiet"))


def row(day: Day, width: int, selected: bool) -> Content:
    """One day: its date, its state, who closed it."""
    style = "bold $strong" if selected else "$ink"
    first, second = (14, 22) if width >= ROOMY else (12, 14)
    room = max(0, width - first - second)
    return joined(
        cell(f"{day.day:%a} {day.day.day:>2} {day.day:%b}", first, style),
        cell(state_words(day), second, _STYLES.get(day.state, "$ink")),
        drawn(_who(day, room), "$quiet", width=room),
    )


_STYLES = {
    "none": "$declared", "incident": "$over", "both": "$over", "concern": "$due",
    "not recorded": "$unrecorded", "today": "$quiet",
}  # fmt: skip


def state_words(day: Day) -> str:
    """The state of a day in one to three words."""
    if day.state in ("incident", "both"):
        also = f", {day.concerns} concern{'s' * (day.concerns != 1)}" if day.concerns else ""
        return f"{day.incidents} incident{'s' * (day.incidents != 1)}{also}"
    if day.state == "concern":
        return "concern only"
    return "not over" if day.state == "today" else day.state


def _who(day: Day, room: int) -> str:
    """Who closed it, in `room` cells: below the list stands the whole of it."""
    if day.conflict:
        return "conflict"
    if not day.closed and day.said:
        return "in part"
    if not day.closed:
        return "" if day.state in ("today", "not recorded") else "not closed"
    name = day.said[-1].name
    whole = f"changed, {name}" if day.changed else name
    if len(whole) <= room:
        return whole
    return "changed" if day.changed else (name.split() or [""])[-1]
