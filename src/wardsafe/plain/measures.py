"""The measures in lines: what each chart says, its numbers, and the national measures."""

from datetime import timedelta

from wardsafe.measures.chart import Chart
from wardsafe.measures.national import DEVIATIONS
from wardsafe.measures.periods import MONTH, QUARTER, Period, period_of
from wardsafe.plain.talk import Talk
from wardsafe.services import measuring, national
from wardsafe.services.measuring import Ward
from wardsafe.services.measuring_charts import look
from wardsafe.services.national import SWITCHES, Line, Read
from wardsafe.services.reports.numbers import columns, rows, said
from wardsafe.services.session import Session
from wardsafe.vocabulary.code_lists import code_list

LETTERS = {"n": "the national measures of a month or quarter"}
OF_ONE = {"n": "every number", "a": "what happened meanwhile"}
OF_NATIONAL = {
    "p": "the period before", "f": "the period after", "m": "month or quarter",
    "s": "a switch: ours or national",
}  # fmt: skip


def measures(talk: Talk, session: Session) -> None:
    """The list of measures, one of them, or the national ones. Raises NotAllowed."""
    session.require(measuring.LOOK)
    if measuring.is_behind(session):
        talk.say("The tables are being read anew. Come back in a moment.")
        return
    ward, names = measuring.read(session), measuring.offered(session)
    while True:
        lines = [code_list("measure").text(name) for name in names]
        talk.say(*(f"{number}. {line}" for number, line in enumerate(lines, 1)))
        at = talk.choose(lines, "Which measure", LETTERS)
        with talk.one_thing():
            if isinstance(at, int):
                _one(talk, ward, names[at])
            else:
                _national(talk, session)


def _one(talk: Talk, ward: Ward, name: str) -> None:
    found = look(ward, name)
    chart = found.chart
    talk.say(f"{chart.title}. {chart.completeness.said}.", f"{chart.method}.", chart.said)
    talk.say(*(flag.said for flag in chart.flags))
    talk.say(*filter(None, (found.aim, found.since.said if found.since else "")))
    while True:
        act = talk.choose((), "What now", OF_ONE)
        if act == "n":
            talk.say(*_numbers(chart))
        else:
            marks = [f"{mark.at:%d %b %Y}: {mark.words}" for mark in found.marks]
            talk.say(*(marks or ["Nothing is noted on its time line."]))


def _numbers(chart: Chart) -> list[str]:
    heads = columns(chart)
    told = (zip(heads, said(row), strict=True) for row in reversed(list(rows(chart))))
    return [", ".join(f"{head} {text}" for head, text in row if text) + "." for row in told]


def _national(talk: Talk, session: Session) -> None:
    held = national.read(session)
    period, switches = national.usual_period(held), frozenset[str]()
    while True:
        _say(talk, held, period, switches)
        act = talk.choose((), "What now", OF_NATIONAL)
        if act == "s":
            lines = [f"{each.switch}. Ours: {each.ours} National: {each.national}"
                     for each in DEVIATIONS]  # fmt: skip
            switches ^= {SWITCHES[talk.pick("Which differs:", lines, "Which")]}
        elif act == "m":
            period = period_of(QUARTER if period.kind == MONTH else MONTH, period.first)
        else:
            period = _beside(held, period, 1 if act == "f" else -1)


def _say(talk: Talk, held: Read, period: Period, switches: frozenset[str]) -> None:
    found = national.figures(held, period, switches)
    way = ", ".join(sorted(switches)) or "none"
    talk.say(f"National measures, {period.said}. Switches as the national code has them: {way}.")
    talk.say(*found.notes, *(_line(one) for one in found.lines))


def _line(one: Line) -> str:
    made = f", {one.of} over {one.over}" if one.of else f", of {one.over}" if one.over else ""
    group = f", {one.group}" if one.group else ""
    other = "" if one.value == one.national else f", by the national method {one.national}"
    return f"{one.id}{group}, {one.title}: {one.value}{made}{other}. Formula: {one.formula}."


def _beside(held: Read, period: Period, by: int) -> Period:
    day = period.after if by > 0 else period.first - timedelta(days=1)
    return period_of(period.kind, day) if held.began <= day <= held.today else period
