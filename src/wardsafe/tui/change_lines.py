"""How change ideas and tests of change are drawn."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.content import Content

from wardsafe.records.change_test import (
    DECIDING,
    DOING,
    FINISHED,
    PLANNED,
    STUDYING,
    ChangeTest,
)
from wardsafe.records.moments import local, say_date, say_moment
from wardsafe.services.changing import Aim, Kept
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import beside, wrapped
from wardsafe.vocabulary.change_ideas import MARK_WORDS, Driver, Idea, Package
from wardsafe.vocabulary.code_lists import code_list

GAP, WIDE = 4, 96
STAGE_WORDS = {
    PLANNED: "Plan",
    DOING: "Do",
    STUDYING: "Study",
    DECIDING: "Act",
    **{word: word.capitalize() for word in FINISHED.values()},
}
NEXT = {
    PLANNED: "Do has not started: the prediction can still be changed.",
    DOING: "Do is going on. The prediction is locked.",
    STUDYING: "Do has ended: what was seen is to be written down.",
    DECIDING: "What was seen is written down: adopt, adapt or abandon?",
}


def stage_style(stage: str) -> str:
    """What waits is stronger than what is finished; no colour judges a result."""
    return "bold $strong" if stage in NEXT else "$quiet"


def aim_words(aim: Aim) -> str:
    """The ward's aim for a measure: "33 % less interventions per 1,000 by 1 May 2027"."""
    name = code_list("measure").short(aim.measure)
    way = code_list("aim-direction").short(aim.direction).lower()
    if aim.direction == "steady":
        way = ""
    size = f"{aim.percent} % " if aim.percent and way else ""
    until = f" by {say_date(aim.by)}" if aim.by else ""
    return f"{name}: {size}{way or 'as it is now'}{until}"


def of_package(package: Package, width: int) -> list[Content]:
    """Where a package of ideas comes from."""
    lines = wrapped(package.aim + ".", "$strong", width)
    if package.note:
        lines += wrapped(package.note, "$ink", width)
    return [*lines, Content(""), *_source(package.source, package.mark, width)]


def of_driver(driver: Driver, width: int) -> list[Content]:
    """What a driver is."""
    count = f"{len(driver.ideas)} idea{'s' * (len(driver.ideas) != 1)} may move it."
    return [drawn(count, "$ink"), drawn(MARK_WORDS[driver.mark], "$quiet", width=width)]


def of_idea(idea: Idea, tried: Sequence[Kept], width: int) -> list[Content]:
    """What an idea is, what came of it here, and where it comes from."""
    lines = wrapped(idea.text, "$strong", width)
    lines += [drawn(_tried(one), "$ink", width=width) for one in tried]
    return [*lines, Content(""), *_source(idea.source, idea.mark, width)]


def _tried(one: Kept) -> str:
    return f"Here: cycle {one.said.cycle or 1}, {one.said.stage()}"


def _source(source: str, mark: str, width: int) -> list[Content]:
    return [drawn(MARK_WORDS[mark], "$quiet", width=width), *wrapped(source, "$quiet", width)]


def test_head(kept: Kept, cycles: Sequence[Kept]) -> Content:
    """What is tested, which cycle of how many, and where it stands."""
    said, stage = kept.said, kept.said.stage()
    which = f"cycle {said.cycle or 1} of {len(cycles)}" if len(cycles) > 1 else "cycle 1"
    return joined(
        drawn(said.change or "Test of change", "bold $strong"),
        drawn(f"   {which}   ", "$quiet"),
        drawn(STAGE_WORDS[stage], stage_style(stage)),
    )


def test_lines(
    kept: Kept, idea: Idea | None, measured: Sequence[Content], width: int
) -> list[Content]:
    """The whole of a cycle: prediction beside what was seen, the chart, then step by step."""
    said, stage = kept.said, kept.said.stage()
    lines = [drawn(NEXT[stage], "$ink", width=width), Content("")] if stage in NEXT else []
    if kept.versions > 1:
        words = f"{glyphs().alert} {kept.versions} versions stand: open the record and choose one."
        lines += [drawn(words, "bold $over", width=width), Content("")]
    lines += _side_by_side(said, width)
    if measured:
        lines += [Content(""), *measured]
    for title, pairs in _parts(said, idea):
        told = [pair for pair in pairs if pair[1]]
        if told:
            lines += [Content(""), drawn(title, "bold $strong")]
            lines += [line for label, words in told for line in _pair(label, words, width)]
    return lines


def _side_by_side(said: ChangeTest, width: int) -> list[Content]:
    locked = f"locked {say_moment(said.do_started)}" if said.do_started else "can be changed"
    room = (width - GAP) // 2 if width >= WIDE else width
    left = [joined(drawn("Predicted", "bold $strong"), drawn(f"   {locked}", "$quiet"))]
    left += wrapped(said.prediction or "Nothing is predicted.", "$ink", room)
    came = {"Y": "as predicted", "N": "not as predicted"}.get(said.came_true or "", "")
    right = [joined(drawn("Seen", "bold $strong"), drawn(f"   {came}" if came else "", "$quiet"))]
    right += wrapped(said.seen or "Nothing is written down.", "$ink", room)
    if width < WIDE:
        return [*left, Content(""), *right]
    return beside(left, right, room + GAP)


def _parts(
    said: ChangeTest, idea: Idea | None
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    yield "Plan", _planned(said, idea)
    yield (
        "Who took part",
        (
            ("took part", _codes("change-role", said.took_part)),
            ("represents", _codes("codesign-group", said.represents)),
            ("more", said.who_text or ""),
        ),
    )
    yield "Do", _done(said)
    yield "Study", (("learnt", said.learnt or ""),)
    yield (
        "Act",
        (
            ("decided", code_list("change-decision").text(said.act) if said.act else ""),
            ("when", say_moment(said.acted) if said.acted else ""),
            ("why", said.act_why or ""),
            ("next", said.next_step or ""),
        ),
    )


def _planned(said: ChangeTest, idea: Idea | None) -> tuple[tuple[str, str], ...]:
    days = [say_date(day) for day in (said.planned_from, said.planned_to) if day]
    return (
        ("idea", idea.title if idea and idea.title != said.change else ""),
        ("aim", said.aim or ""),
        ("how much", _how_much(said)),
        ("measure", _measure(said)),
        ("question", said.question or ""),
        ("led by", said.owner or ""),
        ("who", said.plan_who or ""),
        ("where", said.plan_where or ""),
        ("when", " to ".join(days)),
        ("how", said.plan_how or ""),
    )


def _done(said: ChangeTest) -> tuple[tuple[str, str], ...]:
    began = say_moment(said.do_started) if said.do_started else ""
    until = f" until {say_moment(said.do_ended)}" if said.do_ended else " and going on"
    return (
        ("when", began + until if began else ""),
        ("carried out", {"Y": "as planned", "N": "not as planned"}.get(said.as_planned or "", "")),
        ("happened", said.happened_text or ""),
        ("notes", said.notes or ""),
    )


def _how_much(said: ChangeTest) -> str:
    way = code_list("aim-direction").short(said.aim_direction) if said.aim_direction else ""
    size = f"{said.aim_percent} %" if said.aim_percent else ""
    until = f"by {say_date(said.aim_by)}" if said.aim_by else ""
    return ", ".join(filter(None, (way, size, until)))


def _measure(said: ChangeTest) -> str:
    name = code_list("measure").text(said.measure) if said.measure else ""
    return ": ".join(filter(None, (name, said.measure_text or "")))


def _codes(name: str, codes: Sequence[str]) -> str:
    return ", ".join(code_list(name).text(code) for code in codes)


def _pair(label: str, words: str, width: int) -> list[Content]:
    room = 13
    text = wrapped(words, "$ink", max(20, width - room))
    return beside([drawn(label, "$quiet")], text, room)


def since_words(kept: Kept, now: datetime) -> str:
    """What time belongs to where a cycle stands: "since 3 Nov", "decided 20 Nov"."""
    said, stage = kept.said, kept.said.stage()
    at = {
        DOING: said.do_started,
        STUDYING: said.do_ended,
        DECIDING: said.do_ended,
        PLANNED: kept.entered,
    }.get(stage, said.acted)
    if at is None:
        return ""
    days = (local(now).date() - local(at).date()).days
    day = say_date(local(at).date()).rpartition(" ")[0]
    if stage not in NEXT:
        return say_date(local(at).date())
    return f"{day}, {days} day{'s' * (days != 1)}" if days else "today"
