"""The national measures in lines: a month or a quarter, by our method and by the national one."""

from collections.abc import Iterator

from wardsafe.measures.national_method import DEVIATIONS, FORMULAS
from wardsafe.measures.periods import MONTH, QUARTER, Period
from wardsafe.plain.talk import Talk
from wardsafe.services import national as service
from wardsafe.services.national import SWITCHES, TITLES, Line, Read
from wardsafe.services.session import Session

LETTERS = {
    "p": "the period before", "f": "the period after", "m": "month or quarter",
    "s": "a switch: ours or national", "w": "what each counts",
}  # fmt: skip
NO_FURTHER = "There is nothing recorded further that way."


def national(talk: Talk, session: Session) -> None:
    """The figures of a period, again after each change of it, until back. Raises NotAllowed."""
    held = service.read(session)
    period, switches = service.usual_period(held), frozenset[str]()
    talk.say(*_figures(held, period, switches))
    while True:
        act = talk.choose((), "What now", LETTERS)
        if act == "w":
            talk.say(*(f"{name}, {TITLES[name]}: {FORMULAS[name]}." for name in TITLES))
            continue
        before = period, switches
        if act == "s":
            with talk.one_thing():
                switches ^= {_switch(talk, switches)}
        elif act == "m":
            period = service.of_kind(held, period, QUARTER if period.kind == MONTH else MONTH)
        else:
            period = service.beside(held, period, 1 if act == "f" else -1)
        if (period, switches) != before:
            talk.say(*_figures(held, period, switches))
        elif act in ("p", "f"):
            talk.say(NO_FURTHER)


def _switch(talk: Talk, switches: frozenset[str]) -> str:
    lines = [
        f"{each.switch.replace('_', ' ')}, {'national' if each.switch in switches else 'ours'} now."
        f" Ours: {each.ours} National: {each.national}"
        for each in DEVIATIONS
    ]
    return SWITCHES[talk.pick("Which differs:", lines, "Which")]


def _figures(held: Read, period: Period, switches: frozenset[str]) -> Iterator[str]:
    found = service.figures(held, period, switches)
    way = ", ".join(sorted(each.replace("_", " ") for each in switches))
    yield f"National measures, {period.said}, {f'national: {way}' if way else 'by our method'}."
    yield from found.notes
    group = ""
    for one in found.lines:
        if one.group != group:
            group = one.group
            yield f"{group or 'Of whole incidents'}."
        yield _line(one)
    many = service.differing(found.lines)
    yield f"{many} of {len(found.lines)} figures differ between the methods."


def _line(one: Line) -> str:
    made = f", {one.of} over {one.over}" if one.of else f", of {one.over}" if one.over else ""
    other = "" if one.value == one.national else f", national {one.national}"
    printed = f", printed {one.printed}" if one.printed else ""
    return f"{one.id} {one.title}: {one.value}{made}{other}{printed}."
