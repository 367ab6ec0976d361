"""What the report of a network's quarter says: who can be compared first, then how they differ.

Every figure in it is one that may be shown (`services/network/shown.py`). Wards stand in the order
of their names, never of their figures: a place outside a funnel is a question, not a verdict.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from wardsafe.measures import words
from wardsafe.measures.chart import Chart
from wardsafe.measures.small_numbers import RULE
from wardsafe.places import seed
from wardsafe.records.moments import local, say_date, say_time
from wardsafe.records.text import show
from wardsafe.services.network.charts import Charted, Compared, charts, compared
from wardsafe.services.network.figures import INCIDENTS, NETWORK, USES
from wardsafe.services.network.scoping import SPLITS, in_order, scopes, value_said
from wardsafe.services.network.shown import ALL, TRUST, WARD, GroupShown, Shown, SplitShown
from wardsafe.services.network.spread import (
    Spread,
    idea_title,
    quarters_of,
    said_after,
    spreads,
)
from wardsafe.services.reports.funnel_svg import PER, funnel_svg
from wardsafe.services.reports.page import Drawing, Picture, Report, Section, Table
from wardsafe.vocabulary.change_ideas import ideas_for
from wardsafe.vocabulary.code_lists import code_list

NOTICE = (
    f"{RULE.said} Bed days of wards to the nearest 5, of groups to the nearest 100; rates are made "
    f"from figures as shown. Rule: {RULE.version}."
)
NO_CAUSE = "Rates stand side by side; that one came after the other does not say why."
NO_VERDICT = "A place outside the funnel is a question, not a verdict. No ward is ranked."


def network_report(shown: Shown, now: datetime, *, demo: bool) -> Report:
    """The report of a quarter of the network."""
    at, found = local(now), list(charts(shown))
    return Report(
        title=f"Network, {shown.period.said}",
        facts=(
            f"Made {say_date(at.date())} {say_time(at)} from the facts of "
            f"{words.many(len(shown.wards), 'ward')}. No name of a person, no words and no time of "
            "day is in them.",
            *(() if shown.period.after <= at.date() else (f"{shown.period.said} is not over.",)),
            *(("Demonstration data: nothing in it happened.",) if demo else ()),
        ),
        sections=(
            _completeness(shown),
            _variation(shown),
            _each_ward(shown),
            _over_time(found),
            _scoping(shown),
            _equity(shown, NETWORK, "Who force was used on"),
            *(_equity(shown, trust, f"Trust {trust}") for trust in _trusts(shown)),
            _types(shown),
            _spread(shown, found),
            _learning(shown),
        ),
        notice=NOTICE,
        name="Network report",
    )


def completeness_lines(shown: Shown) -> Iterator[str]:
    """How complete a quarter is, line by line: each ward by name, silent ones apart."""
    section = _completeness(shown)
    yield f"{shown.period.said}: {section.words[0]}"
    for table in section.tables:
        if table.rows:
            yield f"\n{table.title}"
            yield from (f"  {show(name)}: {said}" for name, said in table.rows)


def _completeness(shown: Shown) -> Section:
    whole, part, silent = (shown.in_state(state) for state in ("whole", "part", "silent"))
    are = "is" if len(silent) == 1 else "are"
    said = (
        f"{len(whole)} of {words.many(len(shown.wards), 'ward')} can be compared: every day was "
        f"closed. {len(part)} recorded in part, {len(silent)} {are} silent.",
        "A silent ward is in no total and in no comparison; it is never nought.",
        *out_of_time_said(shown),
    )
    return Section(
        "How complete this is",
        said,
        (
            Table("Silent, not zero", ("ward", "last heard of"),
                  tuple((_ward(shown, ward), _heard(shown, ward)) for ward in silent)),
            Table("Recorded in part", ("ward", "days closed"),
                  tuple((_ward(shown, ward), _closed(shown, ward)) for ward in part)),
        ),
    )  # fmt: skip


def out_of_time_said(shown: Shown) -> Iterator[str]:
    """What is dated where no time can be (case N29), in a sentence; nothing where nothing is."""
    wards = {ward: text for ward, text in shown.out_of_time.items() if ward}
    if wards:
        named = sorted((_ward(shown, ward), text) for ward, text in wards.items())
        said = ", ".join(f"{name} {text}" for name, text in named)
        yield (
            f"{shown.out_of_time['']} incidents are dated before their ward began to count its "
            f"days, after today, or not at all; they are in no chart and in no figure: {said}."
        )


_VARIATION = "Variation between wards"


def _variation(shown: Shown) -> Section:
    found, small = compared(shown)
    listed = Table("Too few to be placed", ("ward", "why"), tuple(
        (_ward(shown, ward), "under 8 events or 100 bed days") for ward in small
    ))  # fmt: skip
    tables = (listed,) if small else ()
    if found is None:
        return Section(
            "Variation between wards", ("Fewer than three wards can be placed.",), tables
        )
    units = found.funnel.units
    beyond = [(units[at].name, found.side(at)[0]) for at in range(len(units))
              if found.side(at)[1] == "99.8 %"]  # fmt: skip
    said = _said(len(units), beyond)
    title = f"Restrictive interventions per 1,000 bed days, {shown.period.said}"
    rows = tuple(
        (unit.name, f"{unit.numerator:.0f}", f"{found.bed_days[at]:,}",
         f"{found.value(at) * PER:.0f}", _where(*found.side(at)))
        for at, unit in enumerate(units)
    )  # fmt: skip
    markup = funnel_svg(found, "funnel", title, said)
    heads = ("ward", "uses", "bed days", "rate", "place")
    drawing = Drawing(title, _method(found), markup, said, Table("", heads, rows))
    return Section(_VARIATION, (NO_VERDICT,), tables, drawings=(drawing,))


def _method(found: Compared) -> str:
    limits = "95 % and 99.8 % limits"
    made = f"{limits}, exact Poisson" if found.funnel.exact else (
        f"{limits}, widened for how wards vary beyond chance (phi {found.funnel.phi:.2f}, tau "
        f"squared {found.funnel.tau2:.4f})"
    )  # fmt: skip
    return f"Funnel: {made}; Spiegelhalter 2005. Rate of the wards placed: {found.rate * PER:.0f}."


def _said(placed: int, beyond: list[tuple[str, int]]) -> str:
    if not beyond:
        return f"All {placed} wards placed lie within the 99.8 % limits."
    named = ", ".join(
        f"{name} {'above' if where > 0 else 'below'}" for name, where in sorted(beyond)
    )
    return f"Outside the 99.8 % limits: {named}. {placed} wards were placed."


def _where(where: int, beyond: str) -> str:
    return f"{'above' if where > 0 else 'below'} {beyond}" if where else "inside"


def _each_ward(shown: Shown) -> Section:
    heads = ("", "incidents", "uses", "bed days", "rate", "rate without leave", "days closed")
    heard = (*shown.in_state("whole"), *shown.in_state("part"))
    wards = sorted(heard, key=lambda ward: (shown.wards[ward].name, ward))
    rows = [_row(shown, WARD, ward, _ward(shown, ward)) for ward in wards]
    rows += [_row(shown, TRUST, trust, f"Trust {trust}") for trust in _trusts(shown)]
    rows.append(_row(shown, ALL, NETWORK, "All wards"))
    note = "Rates are uses per 1,000 occupied bed days, leave included and without."
    return Section("Each ward", (), (Table("", heads, tuple(filter(None, rows)), note),))


def _row(shown: Shown, sort: str, unit: str, name: str) -> tuple[str, ...]:
    time = shown.times.get((sort, unit, shown.quarter))
    if time is None:
        return ()
    return (
        name,
        shown.count(INCIDENTS, sort, unit, shown.quarter),
        shown.count(USES, sort, unit, shown.quarter),
        f"{time.bed_days:,}",
        shown.rate(sort, unit),
        shown.rate(sort, unit, leave=False),
        f"{time.declared:,} of {time.days:,}",
    )


def _over_time(found: Iterable[Charted]) -> Section:
    found = list(found)
    pictures = tuple(
        Picture(_named(one.chart, one.title)) for one in found if one.chart is not None
    )
    missing = tuple((one.title, one.why) for one in found if one.chart is None)
    said = (
        f"Counts to the nearest {RULE.step}; by quarter where a month has 1 to {RULE.most}. What "
        "was not recorded is a gap."
    )
    tables = (Table("Not charted", ("", "why"), missing),) if missing else ()
    return Section("Change over time", (said,), tables, pictures=pictures)


def _named(chart: Chart, title: str) -> Chart:
    return replace(chart, title=f"{title}: {chart.title[0].lower()}{chart.title[1:]}")


def _equity(shown: Shown, unit: str, title: str) -> Section:
    heads = ("", "people", "bed days", "share", "force used on", "uses", "rate")
    tables = tuple(
        Table(f"By {SPLITS[one.split]}", heads, tuple(_group(one, each) for each in in_order(one)),
              one.not_known)
        for one in shown.splits if one.unit == unit
    )  # fmt: skip
    said = "People are counted on each ward they were on. Compared are groups, never people."
    return Section(title, (said if tables else "Nothing is known of people here.",), tables)


def _group(split: SplitShown, one: GroupShown) -> tuple[str, ...]:
    name = value_said(split.split, one.value)
    return (name, one.people, one.bed_days, one.share, one.forced, one.uses, one.rate)


def _types(shown: Shown) -> Section:
    listed = code_list("restrictive-type")
    rows = tuple(
        (listed.text(code) if code else "not recorded", count)
        for code, count in sorted(shown.types.items(), key=lambda one: (one[0] is None, one[0]))
    )
    return Section("Uses of force by type, all wards", (), (Table("", ("", "uses"), rows),))


def _spread(shown: Shown, found: Iterable[Charted]) -> Section:
    """Which idea is tested, adopted, adapted or abandoned where, since when, and the rate of the
    year before it began beside that of the year since."""
    drawn = {one.unit: one.chart for one in found if one.sort == WARD}
    every = spreads(shown)
    counted = sum((Counter(one.stages) for one in every), Counter[str]())
    said = ", ".join(f"{counted[stage]} {stage}" for stage in sorted(counted))
    tables = [_tried(shown, one, drawn) for one in every]
    if every:
        tables.insert(0, _how_many(shown, every))
    words_ = (f"Ideas on wards: {said}.", NO_CAUSE) if every else ("No change was under test.",)
    return Section("Change ideas, and how they spread", words_, tuple(tables))


def _how_many(shown: Shown, every: Iterable[Spread]) -> Table:
    rows = tuple((one.title, *(str(many or "") for many in one.by_quarter)) for one in every)
    return Table("Wards that had begun, by quarter", ("", *quarters_of(shown)), rows)


def _tried(shown: Shown, one: Spread, drawn: Mapping[str, Chart | None]) -> Table:
    heads = ("ward", "stage", "since", "cycles", "rate before", "rate after", "its chart since")
    rows = tuple(
        (_ward(shown, each.ward), each.stage, _month_said(each.since), str(each.cycles),
         each.before, each.after,
         said_after(drawn.get(each.ward), each.since)[1] if each.since else "")
        for each in one.tried
    )  # fmt: skip
    return Table(one.title, heads, rows)


def _learning(shown: Shown) -> Section:
    """What tests came to and what reviews were about, of all wards together: no ward is named."""
    known = ideas_for(seed() / "none")
    tests: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for one in shown.learning:
        if one.idea or one.what in ("as_planned", "came_true"):
            tests[one.idea][one.what, one.said] = one.times
    rows = tuple(
        (idea_title(known, idea), *(said.get(key, "") for key in _ANSWERED))
        for idea, said in sorted(tests.items())
    )
    heads = ("", "as planned", "not so", "came true", "did not")
    tables = [Table("Tests of change, cycles", heads, rows)] if rows else []
    for what, title in _LEARNT.items():
        listed = code_list(title[1])
        found = tuple((listed.text(one.said), one.times) for one in shown.learning
                      if one.what == what)  # fmt: skip
        tables += [Table(title[0], ("", "reviews"), found)] if found else []
    said = "From all wards together, and without whose it was." if tables else "Nothing yet."
    return Section("What was learnt", (said,), tuple(tables))


_ANSWERED = (("as_planned", "Y"), ("as_planned", "N"), ("came_true", "Y"), ("came_true", "N"))
_LEARNT = {
    "theme": ("What reviews were about", "review-theme"),
    "response": ("How wards learnt from it", "learning-response"),
}


def _scoping(shown: Shown) -> Section:
    """Who the wards' people are: shares of bed days, the network beside each trust."""
    tables = tuple(Table(f"By {SPLITS[one.split]}", one.heads, one.rows, one.note)
                   for one in scopes(shown))  # fmt: skip
    said = "Shares of the bed days of people who were on the wards; the last row is not known."
    return Section("Scoping: who the wards' people are", (said,) if tables else (), tables)


def _trusts(shown: Shown) -> Iterator[str]:
    yield from sorted({one.trust for one in shown.wards.values()})


def _ward(shown: Shown, ward: str) -> str:
    return shown.wards[ward].name if ward in shown.wards else "a ward not listed"


def _heard(shown: Shown, ward: str) -> str:
    month = shown.last_heard[ward]
    return f"nothing since {_month_said(month)}" if month else "never"


def _closed(shown: Shown, ward: str) -> str:
    time = shown.times[WARD, ward, shown.quarter]
    return f"{time.declared} of {time.days} days"


def _month_said(month: str) -> str:
    if not month:
        return ""
    first = date.fromisoformat(f"{month}-01")
    return f"{words.MONTHS[first.month - 1]} {first.year}"
