"""Tests of change, from an idea to what became of it: plan, do, study, act, and the next cycle."""

from dataclasses import dataclass
from datetime import date, datetime

from wardsafe.errors import BadInput
from wardsafe.ledger.entry import Saved
from wardsafe.records.base import Record
from wardsafe.records.change_steps import CHANGE_ACT, CHANGE_DO, CHANGE_STUDY, written_into
from wardsafe.records.change_test import ADAPT, PLANNED, STAGES, ChangeTest
from wardsafe.services.recording import amend, current, record_new
from wardsafe.services.session import Session
from wardsafe.views import change_tests
from wardsafe.views.change_tests import Kept
from wardsafe.views.folding import record_at
from wardsafe.vocabulary.change_ideas import FOLDER, ChangeIdeas, Idea, ideas_for

__all__ = ["Aim", "Kept", "Mark", "act", "aims", "ideas", "marks", "plan", "study", "tests"]

MAY_PLAN = "plan a test of change"
MAY_DO = "carry out a test of change"
MAY_DECIDE = "decide on a change"


@dataclass(frozen=True, slots=True)
class Aim:
    """What the ward wants a measure to come to, as the newest test of it says: `direction` is
    "lower", "higher" or "steady", `percent` of what it was, `by` a day. For a line on its chart."""

    measure: str
    words: str
    direction: str
    percent: int | None
    by: date | None
    record: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something for the time line of a chart: a test began, or a change was adopted."""

    at: datetime
    words: str
    measure: str
    record: str


def ideas(session: Session) -> ChangeIdeas:
    """What the ward may choose from, with its trust's own ideas."""
    return ideas_for(session.where.folder / FOLDER)


def tests(session: Session) -> tuple[Kept, ...]:
    """Every cycle: by what waits for somebody, the newest first."""
    with session.ledger.reading() as db:
        found = change_tests.tests(db)
    newest = sorted(found, key=lambda one: -one.number)
    return tuple(sorted(newest, key=lambda one: STAGES.index(one.said.stage())))


def test(session: Session, record: str) -> Kept:
    """One cycle. Raises BadInput where there is none."""
    found = next((one for one in tests(session) if one.record == record), None)
    if found is None:
        raise BadInput("That test of change is not here.", do="Go back to the list.")
    return found


def cycles(session: Session, record: str) -> tuple[Kept, ...]:
    """The cycles that a cycle belongs to, the first one first."""
    known = {one.record: one for one in tests(session)}
    before = {one.record: one.said.before for one in known.values()}
    root = _root(record, before)
    own = [one for one in known.values() if _root(one.record, before) == root]
    return tuple(sorted(own, key=lambda one: (one.said.cycle or 1, one.number)))


def _root(record: str, before: dict[str, str | None]) -> str:
    seen = {record}
    while (earlier := before.get(record)) and earlier in before and earlier not in seen:
        seen.add(record := earlier)
    return record


def from_idea(idea: Idea) -> ChangeTest:
    """The beginning of a first cycle of an idea."""
    return ChangeTest(idea=idea.code, change=idea.title, cycle=1)


def next_cycle(session: Session, record: str) -> ChangeTest:
    """The beginning of the cycle after one: what is planned again, never what was predicted."""
    before = test(session, record)
    if before.said.act is None:
        raise BadInput("This cycle is not decided yet.", do="Say adopt, adapt or abandon first.")
    kept = ("idea", "aim", "measure", "aim_direction", "aim_percent", "aim_by", "owner")
    again = ("measure_text", "plan_who", "plan_where", "took_part", "represents")
    said = {name: getattr(before.said, name) for name in (*kept, *again)}
    change = before.said.next_step if before.said.act == ADAPT else ""
    number = max(one.said.cycle or 1 for one in cycles(session, record)) + 1
    return ChangeTest(
        **said, change=change or before.said.change, cycle=number, before=before.record
    )


def plan(session: Session, said: Record) -> Saved:
    """Keep a new cycle. Raises NotAllowed, BadInput, NotSaved."""
    session.require(MAY_PLAN)
    if not isinstance(said, ChangeTest):
        raise BadInput("That is no test of change.", do="Begin it from a change idea.")
    _refuse_impossible(said)
    return record_new(session, said.model_copy(update={"cycle": said.cycle or 1}))


def replan(session: Session, record: str, said: Record, reason: str) -> Saved:
    """Correct the plan. After Do has started the prediction cannot change: BadInput."""
    session.require(MAY_PLAN)
    _refuse_impossible(said)
    return amend(session, record, said, reason, _heads(session, record))


def do(session: Session, record: str, step: Record) -> Saved:
    """Keep what was done. The first time, Do starts, and the prediction is locked.

    Raises BadInput where nothing was predicted: afterwards everybody knew it.
    """
    session.require(MAY_DO)
    before = test(session, record).said
    if before.stage() == PLANNED and not (before.prediction or "").strip():
        raise BadInput(
            "Nothing is predicted yet.", field="prediction", do="Write the prediction, then start."
        )
    return _stepped(session, record, step, CHANGE_DO)


def study(session: Session, record: str, step: Record) -> Saved:
    """Keep what was seen, beside the prediction. Raises BadInput before Do has started."""
    session.require(MAY_DO)
    if test(session, record).said.stage() == PLANNED:
        raise BadInput("Nothing was tried yet.", do="Start Do first.")
    return _stepped(session, record, step, CHANGE_STUDY)


def act(session: Session, record: str, step: Record) -> Saved:
    """Keep what was decided. Raises BadInput before anything was seen, or with no decision."""
    session.require(MAY_DECIDE)
    if not test(session, record).said.seen:
        raise BadInput("Nothing is written of what was seen.", do="Study comes before Act.")
    if not getattr(step, "act", None):
        raise BadInput("Nothing is decided.", field="act", do="Say adopt, adapt or abandon.")
    return _stepped(session, record, step, CHANGE_ACT, acted=session.now())


def aims(session: Session) -> dict[str, Aim]:
    """The ward's aim for each measure that has one: what the newest test of it says."""
    found: dict[str, Aim] = {}
    with session.ledger.reading() as db:
        kept = change_tests.tests(db)
    for one in sorted(kept, key=_entered):
        said = one.said
        if said.measure and said.aim_direction and (said.aim_percent or said.aim_by):
            found[said.measure] = Aim(
                measure=said.measure,
                words=said.aim or "",
                direction=said.aim_direction,
                percent=said.aim_percent,
                by=said.aim_by,
                record=one.record,
            )
    return found


def marks(session: Session, measure: str = "") -> tuple[Mark, ...]:
    """What to note on the time line of a measure, or of all: when tests began and how they ended.

    In order of time.
    """
    found: list[Mark] = []
    with session.ledger.reading() as db:
        kept = change_tests.tests(db)
    for one in kept:
        said = one.said
        if measure and said.measure != measure:
            continue
        for at, what in ((said.do_started, "began"), (said.acted, said.stage())):
            if at is not None:
                words = f"{said.change}, cycle {said.cycle or 1}, {what}"
                found.append(Mark(at, words, said.measure or "", one.record))
    return tuple(sorted(found, key=lambda mark: (mark.at, mark.record)))


def _stepped(
    session: Session, record: str, step: Record, model: type[Record], **more: datetime
) -> Saved:
    if not isinstance(step, model):
        raise BadInput("That is another step.", do="Open the test again.")
    now = current(session, record)
    said = record_at(now.shown)
    if not isinstance(said, ChangeTest):
        raise BadInput("That is no test of change.", do="Go back to the list.")
    whole = written_into(said, step).model_copy(update=more)
    _refuse_impossible(whole)
    heads = tuple(head.entry.id for head in now.heads)
    return amend(session, record, whole, model.title.lower(), heads)


def _entered(one: Kept) -> tuple[float, str]:
    return one.entered.timestamp() if one.entered else 0.0, one.record


def _heads(session: Session, record: str) -> tuple[str, ...]:
    return tuple(head.entry.id for head in current(session, record).heads)


def _refuse_impossible(said: Record) -> None:
    for problem in said.errors():
        raise BadInput(problem.words, field=problem.field, do="Put it right.")
