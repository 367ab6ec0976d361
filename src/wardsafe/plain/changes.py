"""Tests of change in lines: what is tested, an idea to begin with, and the steps of one cycle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from wardsafe.plain.form import Form
from wardsafe.plain.record import fields_told
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import dated, many
from wardsafe.records.change_test import FINISHED, PLANNED
from wardsafe.services import changing
from wardsafe.services.changing import Kept
from wardsafe.services.measuring_charts import of_test
from wardsafe.services.session import Session
from wardsafe.tui import change_writing
from wardsafe.tui.forms.task import FormTask
from wardsafe.vocabulary.change_ideas import MARK_WORDS, Idea
from wardsafe.vocabulary.code_lists import code_list

STEPS = {
    "d": ("do", "Do: start it, or write what happened"),
    "s": ("study", "Study: write what was seen"),
    "a": ("act", "Act: adopt, adapt or abandon"),
}
NOTHING = "Nothing is tested yet."


def changes(talk: Talk, session: Session) -> None:
    """Every cycle, what waits for somebody first; a new one is begun from an idea."""

    def read() -> tuple[str, tuple[Kept, ...], list[str]]:
        found = changing.tests(session)
        title = f"{many(len(found), 'cycle')} of tests of change." if found else NOTHING
        return title, found, [_row(one) for one in found]

    def act(chosen: Kept | str) -> None:
        if isinstance(chosen, Kept):
            _Cycle(talk, session, chosen.record).run()
        else:
            _begin(talk, session)

    talk.room(read, "Which cycle", lambda: {"n": "a new test, from an idea"}, act)


def _begin(talk: Talk, session: Session) -> None:
    """Choose an idea, hear all of it, and plan a first cycle."""
    session.require(changing.MAY_PLAN)
    known = changing.ideas(session)
    talk.say(*known.faults)
    ideas = [idea for package in known.packages for idea in package.ideas()]
    lines = [f"{idea.title} ({idea.code})" for idea in ideas]
    idea = ideas[talk.pick("Change ideas:", lines, "Which idea")]
    talk.say(*_told(idea))
    if talk.yes("Plan a test of it?"):
        _write(talk, session, change_writing.planned(session, changing.from_idea(idea)))


def _told(idea: Idea) -> Iterator[str]:
    yield f"{idea.title}. {idea.text}"
    words = MARK_WORDS[idea.mark]
    yield f"{words[:1].upper()}{words[1:]}. Source: {idea.source}."


def _write(talk: Talk, session: Session, task: FormTask) -> None:
    Form(talk, task, session).write()


@dataclass
class _Cycle:
    talk: Talk
    session: Session
    record: str

    def run(self) -> None:
        """All of it, then a step, again and again until back."""
        while True:
            kept = changing.test(self.session, self.record)
            self.talk.say(*self._all_of(kept))
            act = str(self.talk.choose((), "What now", self._letters(kept)))
            with self.talk.one_thing():
                self._do(kept, act)

    def _letters(self, kept: Kept) -> Mapping[str, str]:
        """Only what leads on from where the cycle stands."""
        stage = kept.said.stage()
        steps = dict(STEPS)
        if stage == PLANNED:
            steps = {"d": STEPS["d"]}
        elif not kept.said.seen:
            del steps["a"]
        letters = {letter: words for letter, (_, words) in steps.items()}
        letters["e"] = "correct the plan, or add a note"
        return letters | ({"c": "plan the next cycle"} if stage in FINISHED.values() else {})

    def _do(self, kept: Kept, act: str) -> None:
        session = self.session
        if act in STEPS:
            # What was predicted is heard again before anything is written beside it.
            self.talk.say(f"Predicted: {kept.said.prediction or 'nothing'}")
            task = change_writing.step(session, kept, STEPS[act][0])
        elif act == "e":
            task = change_writing.corrected(session, kept)
        else:
            following = changing.next_cycle(session, self.record)
            task = change_writing.planned(session, following)
        _write(self.talk, session, task)

    def _all_of(self, kept: Kept) -> Iterator[str]:
        cycles = changing.cycles(self.session, self.record)
        number = f", cycle {kept.said.cycle or 1} of {len(cycles)}" if len(cycles) > 1 else ""
        yield f"{kept.said.change or 'Test of change'}{number}: {kept.said.stage()}."
        yield from fields_told(kept.said)
        found = of_test(self.session, kept)
        if found is not None:
            yield f"{found.chart.title}. {found.chart.completeness.said}. {found.chart.said}"


def _row(one: Kept) -> str:
    said = one.said
    measure = code_list("measure").short(said.measure) if said.measure else "no measure"
    since: datetime | None = said.acted or said.do_started or one.entered
    when = f", since {dated(since)}" if since else ""
    return f"{said.stage()}: {said.change}, cycle {said.cycle or 1}, {measure}{when}"
