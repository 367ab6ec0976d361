"""What the report of a network's quarter says: who can be compared first, then how they differ.

Every figure in it is one that may be shown (`services/network/shown.py`). Wards stand in the order
of their names, never of their figures: a place outside a funnel is a question, not a verdict.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from wardsafe.measures import words
from wardsafe.measures.chart import Chart
from wardsafe.measures.small_numbers import RULE
from wardsafe.places import seed
from wardsafe.records.moments import local, say_date, say_time
from wardsafe.records.text import show
from wardsafe.services.equity import UNKNOWN
from wardsafe.services.network.charts import Compared, charts, compared
from wardsafe.services.network.facts import ETHNIC
from wardsafe.services.network.figures import INCIDENTS, NETWORK, USES
from wardsafe.services.network.shown import ALL, TRUST, WARD, GroupShown, Shown, SplitShown
from wardsafe.services.reports.funnel_svg import PER, funnel_svg
from wardsafe.services.reports.page import Drawing, Picture, Report, Section, Table
from wardsafe.vocabulary.change_ideas import ideas_for
from wardsafe.vocabulary.code_lists import code_list

NOTICE = (
    f"{RULE.said} Bed days of wards to the nearest 5, of groups to the nearest 100; rates are made "
    f"from figures as shown. Rule: {RULE.version}."
)
NO_VERDICT = "A place outside the funnel is a question, not a verdict. No ward is ranked."

SPLITS = {
    "ethnicity": "ethnic group", "sex": "sex", "age_band": "age band",
    "deprivation": "deprivation decile (1 is most deprived)",
}  # fmt: skip
_LISTS = {"sex": "sex", "age_band": "age-band", "deprivation": "deprivation-decile"}


def network_report(shown: Shown, now: datetime, *, demo: bool) -> Report:
    """The report of a quarter of the network."""
    at = local(now)
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
            _over_time(shown),
            _equity(shown, NETWORK, "Who the wards' people are, and who force was used on"),
            *(_equity(shown, trust, f"Trust {trust}") for trust in _trusts(shown)),
            _types(shown),
            _spread(shown),
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


def _over_time(shown: Shown) -> Section:
    found = list(charts(shown))
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
        Table(f"By {SPLITS[one.split]}", heads, tuple(_group(one, each) for each in _sorted(one)),
              one.not_known)
        for one in shown.splits if one.unit == unit
    )  # fmt: skip
    said = "People are counted on each ward they were on. Compared are groups, never people."
    return Section(title, (said if tables else "Nothing is known of people here.",), tables)


def _sorted(split: SplitShown) -> list[GroupShown]:
    """In the order of the code list, not known last."""
    listed = [*ETHNIC.values()]
    if split.split in _LISTS:
        listed = [code.code for code in code_list(_LISTS[split.split]).codes]
    places = {value: place for place, value in enumerate(listed)}
    return sorted(split.groups, key=lambda one: places.get(one.value or "", len(places)))


def _group(split: SplitShown, one: GroupShown) -> tuple[str, ...]:
    name = _value(split.split, one.value)
    return (name, one.people, one.bed_days, one.share, one.forced, one.uses, one.rate)


def _value(split: str, value: str | None) -> str:
    if value is None:
        return UNKNOWN
    if split in _LISTS:
        return code_list(_LISTS[split]).short(value)
    return next((name for name, word in ETHNIC.items() if word == value), value)


def _types(shown: Shown) -> Section:
    listed = code_list("restrictive-type")
    rows = tuple(
        (listed.text(code) if code else "not recorded", count)
        for code, count in sorted(shown.types.items(), key=lambda one: (one[0] is None, one[0]))
    )
    return Section("Uses of force by type, all wards", (), (Table("", ("", "uses"), rows),))


def _spread(shown: Shown) -> Section:
    """Which idea is tested, adopted, adapted or abandoned where, since when, and the rate of the
    quarter before it began beside that of this quarter."""
    known = ideas_for(seed() / "none")
    latest = _latest(shown.ideas)
    rows = []
    for (idea, ward), row in sorted(latest.items()):
        since = row["since"] or ""
        named = known.idea(idea)
        rows.append(
            (named.title if named else idea, _ward(shown, ward), row["stage"], _month_said(since),
             shown.rate(WARD, ward, _quarter_before(since)), shown.rate(WARD, ward))
        )  # fmt: skip
    counted: dict[str, int] = defaultdict(int)
    for row in latest.values():
        counted[row["stage"]] += 1
    said = ", ".join(f"{count} {stage}" for stage, count in sorted(counted.items()))
    heads = ("idea", "ward", "stage", "since", "rate before", "rate now")
    note = "Rates stand side by side; that one came after the other does not say why."
    return Section(
        "Change ideas, and how they spread",
        (f"Ideas on wards: {said}." if rows else "No change was under test.",),
        (Table("", heads, tuple(rows), note),) if rows else (),
    )


def _latest(ideas: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Each idea on each ward: the stage of its last cycle, and when the first began."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in ideas:
        key = (row["idea"] or "an idea of the ward's own", row["ward"])
        before = found.get(key)
        since = min(filter(None, (row["since"], before and before["since"])), default=None)
        newer = before is None or (row["last"] or 0) >= (before["last"] or 0)
        found[key] = {**(row if newer else before or {}), "since": since}
    return found


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


def _quarter_before(month: str) -> str:
    if not month:
        return "-"
    year, number = int(month[:4]), (int(month[5:]) + 2) // 3
    return f"{year}-Q{number - 1}" if number > 1 else f"{year - 1}-Q4"
