"""The pages under a desk's screen, as lines: numbers, people, change ideas, what was learnt.

Groups stand in the order of their lists, wards in that of their names; the share that is not known
stands beside each split. All figures are such as may be shown.
"""

from collections.abc import Iterator, Sequence

from textual.content import Content

from wardsafe.measures.chart import Chart
from wardsafe.measures.small_numbers import RULE
from wardsafe.places import seed
from wardsafe.services.network.figures import INCIDENTS, NETWORK, USES
from wardsafe.services.network.learning import Words
from wardsafe.services.network.looking import Looked
from wardsafe.services.network.scoping import SPLITS, in_order, scopes, value_said
from wardsafe.services.network.shown import ALL, TRUST, WARD, Shown
from wardsafe.services.network.spread import Spread, idea_title, quarters_of, said_after
from wardsafe.services.reports.network_report import NO_CAUSE, out_of_time_said
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.network_lines import month_said
from wardsafe.vocabulary.change_ideas import ideas_for
from wardsafe.vocabulary.code_lists import code_list

FIGURE, NARROW = 11, 9
BAR = 25
WIDE = 96
_STAGE = {"planned": 0, "testing": 1, "adopted": 2, "adapted": 3, "abandoned": 4}
RATES = "Rates are uses per 1,000 occupied bed days, leave included and without."
NOBODY_KNOWN = (
    "Nothing is known of the people of these wards: no trust's profile lets it travel, or no "
    "movement was recorded."
)


def figure_width(width: int) -> int:
    """Cells of a column of figures where a line has `width`."""
    return FIGURE if width >= WIDE else NARROW


def table_row(cells: Sequence[str], name: int, style: str = "$ink", wide: int = FIGURE) -> Content:
    """A name, then figures at the right of their columns."""
    first = drawn(cells[0], style, width=name - 1)
    gap = Content(" " * max(1, name - first.cell_length))
    return joined(first, gap, *(drawn(f"{each:>{wide}}", style) for each in cells[1:]))


# --- numbers ----------------------------------------------------------------------------------


def number_lines(looked: Looked, width: int) -> list[Content]:
    """Every ward that was heard of, each trust and all together; silent ones apart; the rule."""
    shown = looked.shown
    wide = figure_width(width)
    name = min(40, max(14, width - 6 * wide))
    heads = ("", "incidents", "uses", "bed days", "rate", "no leave", "closed")
    lines = [table_row(heads, name, "$quiet", wide)]
    heard = (*shown.in_state("whole"), *shown.in_state("part"))
    for ward in sorted(heard, key=lambda ward: (shown.wards[ward].name, ward)):
        lines.append(_figures(shown, WARD, ward, shown.wards[ward].name, name, wide))
    lines.append(Content(""))
    for trust in sorted({one.trust for one in shown.wards.values()}):
        lines.append(_figures(shown, TRUST, trust, f"Trust {trust}", name, wide))
    lines += [_figures(shown, ALL, NETWORK, "All wards", name, wide), Content("")]
    for ward in shown.in_state("silent"):
        said = f"{glyphs().unknown} {shown.wards[ward].name}"
        lines.append(joined(drawn(f"{said:<{name}}", "$unrecorded"),
                            drawn("silent: in no total, and not nought", "$quiet")))  # fmt: skip
    lines.append(Content(""))
    for said in (*out_of_time_said(shown), RULE.said, RATES):
        lines += wrapped(said, "$quiet", width)
    return lines


def _figures(shown: Shown, sort: str, unit: str, title: str, name: int, wide: int) -> Content:
    time = shown.times.get((sort, unit, shown.quarter))
    if time is None:
        return joined(drawn(f"{title:<{name}}", "$ink"), drawn("nothing recorded", "$unrecorded"))
    closed = f"{time.declared:,}/{time.days:,}"
    counts = (shown.count(what, sort, unit, shown.quarter) for what in (INCIDENTS, USES))
    rates = (shown.rate(sort, unit), shown.rate(sort, unit, leave=False))
    style = "bold $strong" if sort == ALL else "$ink"
    return table_row((title, *counts, f"{time.bed_days:,}", *rates, closed), name, style, wide)


# --- people -----------------------------------------------------------------------------------


def scope_lines(shown: Shown, width: int) -> list[Content]:
    """Who the wards' people are: each group's share of the bed days, all wards beside each trust,
    with a bar for all wards where there is room."""
    lines: list[Content] = []
    for one in scopes(shown):
        bar = BAR + 2 if width >= WIDE else 0
        name = max(20, min(34, width - bar - FIGURE * (len(one.heads) - 1)))
        lines.append(joined(drawn(f"By {SPLITS[one.split]}"[: name + FIGURE], "bold $strong")))
        lines.append(_with_bar(table_row(one.heads, name, "$quiet"), "", bar))
        for row in one.rows:
            style = "$unrecorded" if row is one.rows[-1] and row[0] == "not known" else "$ink"
            lines.append(_with_bar(table_row(row, name, style), row[1], bar))
        lines += [*wrapped(one.note, "$quiet", width), Content("")]
    return lines[:-1] or wrapped(NOBODY_KNOWN, "$quiet", width)


def _with_bar(line: Content, share: str, room: int) -> Content:
    """A bar for a share, right of its row; none where there is no room or no share."""
    if not room or not share.endswith("%"):
        return line
    return joined(line, Content("  "), drawn(glyphs().item * round(BAR * int(share[:-1]) / 100),
                                             "$accent"))  # fmt: skip


def equity_of_lines(shown: Shown, unit: str, width: int) -> list[Content]:
    """Who force was used on, of one trust or (unit "") all wards, against their bed days."""
    heads = ("people", "bed days", "share", "force on", "uses", "rate")
    wide = figure_width(width)
    name = max(14, min(34, width - wide * len(heads)))
    lines: list[Content] = []
    for one in shown.splits:
        if one.unit != unit:
            continue
        lines.append(drawn(f"By {SPLITS[one.split]}", "bold $strong"))
        lines.append(table_row(("", *heads), name, "$quiet", wide))
        for each in in_order(one):
            cells = (value_said(one.split, each.value), each.people, each.bed_days, each.share,
                     each.forced, each.uses, each.rate)  # fmt: skip
            style = "$unrecorded" if each.value is None else "$ink"
            lines.append(table_row(cells, name, style, wide))
        lines += [*wrapped(one.not_known, "$quiet", width), Content("")]
    return lines[:-1] or wrapped(NOBODY_KNOWN, "$quiet", width)


# --- change ideas -----------------------------------------------------------------------------


def spread_lines(looked: Looked, width: int) -> list[Content]:
    """Each idea: on how many wards it is at which stage, how it spread, and each ward's figures."""
    if not looked.spreads:
        return [drawn("No ward has planned or tried a change.", "$quiet")]
    charts = {one.unit: one.chart for one in looked.charts if one.sort == WARD}
    lines = []
    for one in looked.spreads:
        lines += [*_head(one, width), _by_quarter(one, looked.shown), Content("")]
        lines += [_tried_heads(width)]
        lines += list(_tried(one, looked.shown, charts, width))
        lines += [Content(""), Content("")]
    return [*lines[:-1], *wrapped(NO_CAUSE, "$quiet", width)]


def _head(one: Spread, width: int) -> list[Content]:
    stages = sorted(one.stages, key=lambda stage: _STAGE.get(stage, 9))
    said = ", ".join(f"{stage} on {one.stages[stage]}" for stage in stages)
    title = drawn(one.title, "bold $strong")
    tail = drawn(f"   {said}", "$ink")
    if title.cell_length + tail.cell_length <= width:
        return [joined(title, tail)]
    return [*title.wrap(width), *wrapped(said, "$ink", width)]


def _by_quarter(one: Spread, shown: Shown) -> Content:
    """On how many wards it had begun, quarter by quarter: a dot for none."""
    names = quarters_of(shown)
    cells = [f"{many or glyphs().done:>4}" for many in one.by_quarter]
    lead = f"wards that had begun, {names[0].replace('-', ' ')} to {names[-1].replace('-', ' ')}"
    return joined(drawn(lead, "$quiet"), drawn("".join(cells), "bold $accent"))


def _tried_heads(width: int) -> Content:
    name = _name_width(width)
    heads = f"{'':<{name}}{'':<10}{'since':<9}{'before':>6}{'after':>7}  its chart since"
    return drawn(heads, "$quiet", width=width)


def _name_width(width: int) -> int:
    return 24 if width >= WIDE else 12


def _tried(
    one: Spread, shown: Shown, charts: dict[str, Chart | None], width: int
) -> Iterator[Content]:
    for each in one.tried:
        name = shown.wards[each.ward].name if each.ward in shown.wards else "a ward not listed"
        side, said = said_after(charts.get(each.ward), each.since) if each.since else (0, "")
        sign = {1: f"{glyphs().above} ", -1: f"{glyphs().below} "}.get(side, "")
        style = {1: "bold $concern", -1: "bold $better"}.get(side, "$quiet")
        line = joined(
            table_row((name,), _name_width(width)), drawn(f"{each.stage:<10}", "bold $ink"),
            drawn(f"{month_said(each.since):<9}", "$quiet"), drawn(f"{each.before:>6}", "$ink"),
            drawn(f"{each.after:>7}", "$ink"), drawn(f"  {sign}{said}", style),
        )  # fmt: skip
        yield line.truncate(width, ellipsis=True)


# --- what was learnt --------------------------------------------------------------------------


def learning_lines(
    shown: Shown, found: Sequence[Words], kept_back: int, width: int
) -> list[Content]:
    """What tests came to and what reviews were about, of all wards together; then the wards' own
    words, where this desk holds them, without whose they are."""
    lines = [*_tests(shown, width), *_reviews(shown, width), *_words(found, kept_back, width)]
    return lines or [drawn("Nothing was learnt from a test or a review yet.", "$quiet")]


_ANSWERED = (("as_planned", "Y"), ("as_planned", "N"), ("came_true", "Y"), ("came_true", "N"))


def _tests(shown: Shown, width: int) -> list[Content]:
    told: dict[str, dict[tuple[str, str], str]] = {}
    for one in shown.learning:
        if one.what in ("as_planned", "came_true"):
            told.setdefault(one.idea, {})[one.what, one.said] = one.times
    if not told:
        return []
    known, name = ideas_for(seed() / "none"), max(20, width - 4 * 13)
    heads = ("", "as planned", "not so", "came true", "did not")
    rows = [table_row((idea_title(known, idea), *(said.get(key, "") for key in _ANSWERED)), name,
                      wide=13) for idea, said in sorted(told.items())]  # fmt: skip
    return [drawn("Tests of change, in cycles", "bold $strong"),
            table_row(heads, name, "$quiet", 13), *rows, Content("")]  # fmt: skip


def _reviews(shown: Shown, width: int) -> list[Content]:
    lines: list[Content] = []
    for what, title, codes in (
        ("theme", "What reviews were about", "review-theme"),
        ("response", "How wards learnt from it", "learning-response"),
    ):
        listed = code_list(codes)
        rows = [table_row((listed.text(one.said), one.times), max(30, min(48, width - FIGURE)))
                for one in shown.learning if one.what == what]  # fmt: skip
        if rows:
            lines += [drawn(title, "bold $strong"), *rows, Content("")]
    return lines


def _words(found: Sequence[Words], kept_back: int, width: int) -> list[Content]:
    lines = [drawn("In the wards' own words", "bold $strong")] if found or kept_back else []
    for one in found:
        lines.append(joined(drawn(one.title, "$ink"), drawn(f"  {one.stage}", "$quiet")))
        lines += [*wrapped(one.said, "italic $ink", width), Content("")]
    if kept_back:
        many = f"{kept_back} more {'are' if kept_back > 1 else 'is'} kept back"
        lines += wrapped(f"{many}: somebody's name may be in the words.", "$quiet", width)
    return lines
