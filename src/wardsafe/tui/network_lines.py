"""The words of a desk's screens: who can be compared, who is silent, who lies outside the limits.

Wards stand in the order of their names. Silent ones stand apart and are never at nought; nobody is
ranked. All of it is read from what may be shown.
"""

from collections.abc import Iterator

from textual.content import Content

from wardsafe.measures import words
from wardsafe.measures.small_numbers import RULE
from wardsafe.services.network.charts import Compared
from wardsafe.services.network.looking import MEASURES, SORTS, Looked
from wardsafe.services.network.shown import TRUST, WARD, Shown
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.funnel_drawing import PER, sign_of
from wardsafe.tui.glyphs import glyphs

WIDE = 90
NO_VERDICT = "A place outside the funnel is a question, no verdict."
NOBODY = "No ward is ranked."


def complete_lines(shown: Shown, width: int) -> list[Content]:
    """How many wards can be compared, and a bar of them, those in part and the silent ones."""
    whole, part, silent = (len(shown.in_state(state)) for state in ("whole", "part", "silent"))
    every = words.many(len(shown.wards), "ward")
    are = "is" if silent == 1 else "are"
    head = joined(
        drawn(f"{whole} of {every} can be compared", "bold $strong"),
        drawn(f"   {part} recorded in part, {silent} {are} silent", "$quiet"),
    )
    signs, all_ = glyphs(), max(1, len(shown.wards))
    first, second = round(width * whole / all_), round(width * (whole + part) / all_)
    bar = joined(
        drawn(signs.whole * first, "$accent"),
        drawn(signs.part * (second - first), "$accent"),
        drawn(signs.hatch * (width - second), "$quiet"),
    )
    return [head, bar]


def title_lines(looked: Looked, what: str, sort: str, width: int) -> list[Content]:
    """What the funnel shows, by which method, and that it ranks nobody."""
    found = looked.funnels[what, sort][0]
    period = looked.shown.period.said
    title = drawn(f"{MEASURES[what]} per 1,000 bed days, {period}", "bold $strong", width=width)
    return [title, drawn(_method(found, sort, width), "$quiet", width=width)]


def _method(found: Compared | None, sort: str, width: int) -> str:
    if found is None:
        return f"Fewer than three {SORTS[sort]} can be placed."
    how = "exact Poisson" if found.funnel.exact else (
        f"widened{' for variation beyond chance' * (width > WIDE)} (phi {found.funnel.phi:.1f})"
    )  # fmt: skip
    rate, units = f"{found.rate * PER:.0f}", SORTS[sort].capitalize()
    return f"{units}: rate {rate}, limits {how}. Counts to the nearest 5."


def chosen_line(looked: Looked, what: str, sort: str, at: int, width: int) -> Content:
    """The chosen ward in words, with the figures that place it."""
    found = looked.funnels[what, sort][0]
    if found is None:
        return Content("")
    unit, (side, beyond) = found.funnel.units[at], found.side(at)
    where = f"{'above' if side > 0 else 'below'} {beyond}" if side else "within the limits"
    sign, style = sign_of(side)
    line = joined(
        drawn(f"{sign} ", style), drawn(unit.name, "bold $strong"), drawn(f"  {where}", style),
        drawn(f"   {unit.numerator:.0f} in {found.bed_days[at]:,} bed days: ", "$quiet"),
        drawn(f"{found.value(at) * PER:.0f}", "bold $strong"), drawn(" per 1,000", "$quiet"),
    )  # fmt: skip
    return line.truncate(width, ellipsis=True)


def rail_lines(looked: Looked, what: str, sort: str, width: int) -> list[Content]:
    """The column beside the funnel: silent wards first, then those in part, then who is outside."""
    shown = looked.shown
    lines: list[Content] = []
    for title, rows in (
        ("Silent, not zero", list(_silent(shown, width))),
        ("Recorded in part", list(_part(shown, width))),
        ("Outside the limits", list(_outside(looked, what, sort, width))),
    ):
        if rows:
            lines += [drawn(title, "bold $strong"), Content(""), *rows, Content(""), Content("")]
    few = _few(looked, what, sort)
    return [*lines, *few] if few else lines[:-2]


def fold_lines(looked: Looked, what: str, sort: str, width: int) -> list[Content]:
    """The same column folded to a line each, for a narrow screen."""
    shown, signs = looked.shown, glyphs()
    found, small = looked.funnels[what, sort]
    silent = [
        f"{_name(shown, ward)} {heard_said(shown, ward)}" for ward in shown.in_state("silent")
    ]
    part = [f"{_name(shown, ward)} {closed_said(shown, ward)}" for ward in shown.in_state("part")]
    lines = []
    if silent:
        lines.append((f"{signs.unknown} silent, not zero: ", ", ".join(silent), "$unrecorded"))
    if part:
        lines.append((f"{signs.half} in part: ", ", ".join(part), "$ink"))
    if small:
        names = ", ".join(_unit(shown, sort, unit) for unit in small)
        lines.append((f"<{RULE.most + 1} under 8 events: ", f"{names}, not placed", "$ink"))
    outside = [at for at in range(len(found.bed_days)) if found.side(at)[0]] if found else []
    if found and not outside:
        lines.append(("", "All that are placed lie within the limits.", "$ink"))
    return [joined(drawn(lead, style), drawn(said, "$quiet")).truncate(width, ellipsis=True)
            for lead, said, style in lines]  # fmt: skip


def _silent(shown: Shown, width: int) -> Iterator[Content]:
    for ward in shown.in_state("silent"):
        name = drawn(f"{glyphs().unknown} {_name(shown, ward)}", "$unrecorded")
        yield spread(name, drawn(heard_said(shown, ward), "$quiet"), width)


def _part(shown: Shown, width: int) -> Iterator[Content]:
    for ward in shown.in_state("part"):
        name = drawn(f"{glyphs().half} {_name(shown, ward)}", "$ink")
        yield spread(name, drawn(closed_said(shown, ward), "$quiet"), width)


def _outside(looked: Looked, what: str, sort: str, width: int) -> Iterator[Content]:
    found = looked.funnels[what, sort][0]
    if found is None:
        return
    for at in range(len(found.bed_days)):
        side, beyond = found.side(at)
        if side:
            sign, style = sign_of(side)
            where = f", {'above' if side > 0 else 'below'} {beyond}"
            name = joined(drawn(f"{sign} ", style), drawn(found.funnel.units[at].name, "$ink"),
                          drawn(where, "$quiet"))  # fmt: skip
            yield spread(name, drawn(f"{found.value(at) * PER:.0f}", "bold $strong"), width)


def _few(looked: Looked, what: str, sort: str) -> list[Content]:
    small = looked.funnels[what, sort][1]
    if not small:
        return []
    names = [_unit(looked.shown, sort, unit) for unit in small]
    head = words.many(len(names), "ward" if sort == WARD else "trust")
    few = drawn(f"<{RULE.most + 1} ", "bold $strong")
    listed = [joined(few, drawn(name, "$ink"), drawn("  not placed", "$quiet")) for name in names]
    return [drawn(f"{head} under 8 events or 100 bed days", "bold $strong"), Content(""), *listed]


def _unit(shown: Shown, sort: str, unit: str) -> str:
    return f"Trust {unit}" if sort == TRUST else _name(shown, unit)


def _name(shown: Shown, ward: str) -> str:
    return shown.wards[ward].name


def heard_said(shown: Shown, ward: str) -> str:
    """Since when nothing was heard of a silent ward."""
    month = shown.last_heard[ward]
    return f"nothing since {month_said(month)}" if month else "never"


def closed_said(shown: Shown, ward: str) -> str:
    """How many days of the quarter a ward closed."""
    time = shown.times[WARD, ward, shown.quarter]
    return f"{time.declared} of {time.days} days"


def month_said(month: str) -> str:
    """Jul 2026 for 2026-07; nothing for nothing."""
    return f"{words.MONTHS[int(month[5:]) - 1]} {month[:4]}" if month else ""
