"""Tests of change: the stages, who may, and the prediction that is locked."""

from datetime import date, timedelta
from random import Random

import pytest
from pydantic import ValidationError

from wardsafe.errors import BadInput, NotAllowed
from wardsafe.measures.definitions import MEASURES
from wardsafe.records.change_steps import CHANGE_ACT, CHANGE_DO, CHANGE_STUDY, read_from
from wardsafe.records.change_test import ChangeTest
from wardsafe.records.parts import join
from wardsafe.services import changing, demo_changes
from wardsafe.services.recording import amend, choose, current, void
from wardsafe.vocabulary.change_ideas import ideas_for
from wardsafe.vocabulary.code_lists import code_list


def planned(session, **more):
    idea = changing.ideas(session).idea("soft-words")
    said = changing.from_idea(idea).model_copy(
        update={"measure": "interventions-rate", "prediction": "Fewer by half.", **more}
    )
    return changing.plan(session, said).record


def started(session, record, **more):
    step = read_from(said(session, record), CHANGE_DO)
    return changing.do(
        session, record, step.model_copy(update={"do_started": session.now(), **more})
    )


def said(session, record):
    return changing.test(session, record).said


def heads(session, record):
    return tuple(head.entry.id for head in current(session, record).heads)


def test_a_cycle_goes_through_its_stages(ward) -> None:
    session = ward.unlock("ingrid")
    record = planned(session)
    stages = [said(session, record).stage()]
    started(session, record)
    stages.append(said(session, record).stage())
    ward.clock.pass_(86_400)
    begun = said(session, record).do_started
    changing.do(session, record, CHANGE_DO(do_started=begun, do_ended=session.now()))
    stages.append(said(session, record).stage())
    changing.study(session, record, CHANGE_STUDY(seen="Fewer by a third.", came_true="N"))
    stages.append(said(session, record).stage())
    changing.act(session, record, CHANGE_ACT(act="adapt", next_step="On nights too"))
    stages.append(said(session, record).stage())
    assert stages == ["planned", "doing", "studying", "deciding", "adapted"]
    assert said(session, record).prediction == "Fewer by half."
    assert said(session, record).acted == session.now()


def test_the_prediction_is_locked_when_do_starts(ward) -> None:
    session = ward.unlock("ingrid")
    record = planned(session)
    before = said(session, record)
    other = before.model_copy(update={"prediction": "Fewer by a quarter."})
    changing.replan(session, record, other, "better put")
    assert said(session, record).prediction == "Fewer by a quarter."
    started(session, record)
    for changed in (
        {"prediction": "As it came."},
        {"prediction": None},
        {"measure": "interventions"},
    ):
        after = said(session, record).model_copy(update=changed)
        for write in (
            lambda after=after: changing.replan(session, record, after, "mistyped"),
            lambda after=after: amend(session, record, after, "mistyped", heads(session, record)),
        ):
            with pytest.raises(BadInput, match="was locked when Do started; add a note instead"):
                write()
    noted = said(session, record).model_copy(update={"notes": "The prediction was too bold."})
    changing.replan(session, record, noted, "a note")
    assert said(session, record).prediction == "Fewer by a quarter."
    assert said(session, record).notes == "The prediction was too bold."


def test_do_cannot_be_taken_back_to_open_the_prediction(ward) -> None:
    session = ward.unlock("ingrid")
    record = planned(session)
    started(session, record)
    with pytest.raises(BadInput, match="cannot be taken back"):
        changing.do(session, record, CHANGE_DO())
    back = said(session, record).model_copy(update={"do_started": None})
    with pytest.raises(BadInput, match="cannot be taken back"):
        changing.replan(session, record, back, "never began")
    mended = session.now() - timedelta(hours=1)
    changing.do(session, record, CHANGE_DO(do_started=mended))
    assert said(session, record).do_started == mended


def test_a_form_opened_before_do_started_cannot_change_it_either(ward) -> None:
    session = ward.unlock("ingrid")
    record = planned(session)
    seen = heads(session, record)
    late = said(session, record).model_copy(update={"prediction": "As it came."})
    started(session, record)
    with pytest.raises(BadInput, match="cannot be taken back"):
        amend(session, record, late, "mistyped", seen)


def test_of_two_versions_only_the_one_that_was_locked_can_be_chosen(ward) -> None:
    session = ward.unlock("ingrid")
    record = planned(session)
    seen = heads(session, record)
    other = said(session, record).model_copy(update={"question": "Does it hold at night?"})
    amend(session, record, other, "added", seen)
    started(session, record)
    # Another terminal did not know that Do had started.
    foreign = other.model_copy(update={"prediction": "As it came."})
    from wardsafe.services import recording

    author = recording._written(session, "amend", reason="elsewhere")
    recording._append(session, foreign, record, seen, author)
    assert len(heads(session, record)) == 2
    locked = next(
        head.entry.id for head in current(session, record).heads if "Fewer" in str(head.parts)
    )
    wrong = next(id_ for id_ in heads(session, record) if id_ != locked)
    with pytest.raises(BadInput):
        choose(session, record, wrong, "this one")
    choose(session, record, locked, "this one")
    assert said(session, record).prediction == "Fewer by half."


def test_nothing_is_tried_without_a_prediction_nor_decided_unseen(ward) -> None:
    session = ward.unlock("ingrid")
    record = planned(session, prediction=None)
    with pytest.raises(BadInput, match="Nothing is predicted"):
        started(session, record)
    with pytest.raises(BadInput, match="Nothing was tried"):
        changing.study(session, record, CHANGE_STUDY(seen="Less."))
    written = said(session, record).model_copy(update={"prediction": "Less."})
    changing.replan(session, record, written, "added")
    started(session, record)
    with pytest.raises(BadInput, match="Nothing is written of what was seen"):
        changing.act(session, record, CHANGE_ACT(act="adopt"))
    changing.study(session, record, CHANGE_STUDY(seen="Less."))
    with pytest.raises(BadInput, match="Nothing is decided"):
        changing.act(session, record, CHANGE_ACT())


def test_who_may(ward) -> None:
    record = planned(ward.unlock("ingrid"))
    session = ward.unlock("emeka")
    with pytest.raises(NotAllowed):
        planned(session)
    started(session, record)
    changing.study(session, record, CHANGE_STUDY(seen="Less."))
    with pytest.raises(NotAllowed):
        changing.act(session, record, CHANGE_ACT(act="adopt"))
    session = ward.unlock("owain")
    with pytest.raises(NotAllowed):
        changing.do(session, record, CHANGE_DO(do_started=session.now()))


def test_the_next_cycle_takes_the_plan_along_and_not_the_prediction(ward) -> None:
    session = ward.unlock("ingrid")
    record = planned(session, plan_where="North corridor", took_part=("nurses", "patients-now"))
    with pytest.raises(BadInput, match="not decided"):
        changing.next_cycle(session, record)
    started(session, record)
    changing.study(session, record, CHANGE_STUDY(seen="Less."))
    changing.act(session, record, CHANGE_ACT(act="adapt", next_step="On nights too"))
    after = changing.next_cycle(session, record)
    assert (after.cycle, after.before, after.change) == (2, record, "On nights too")
    assert (after.plan_where, after.took_part) == ("North corridor", ("nurses", "patients-now"))
    assert after.prediction is None
    assert after.do_started is None
    second = changing.plan(session, after).record
    assert [one.record for one in changing.cycles(session, second)] == [record, second]
    assert changing.cycles(session, record) == changing.cycles(session, second)


def test_the_list_begins_with_what_waits_and_leaves_void_ones_out(ward) -> None:
    session = ward.unlock("ingrid")
    waiting, doing, gone = (planned(session) for _ in range(3))
    started(session, doing)
    void(session, gone, "entered twice")
    assert [one.record for one in changing.tests(session)] == [doing, waiting]


def test_aims_and_marks_for_the_charts(ward) -> None:
    session = ward.unlock("ingrid")
    aim = {"aim_direction": "lower", "aim_percent": 33, "aim_by": date(2027, 5, 1)}
    record = planned(session, **aim)
    started(session, record)
    found = changing.aims(session)["interventions-rate"]
    assert (found.direction, found.percent, found.by) == ("lower", 33, date(2027, 5, 1))
    (mark,) = changing.marks(session, "interventions-rate")
    assert mark.words == "Soft words, cycle 1, began"
    assert changing.marks(session, "interventions") == ()


def test_what_may_travel_is_codes_and_numbers_only(ward) -> None:
    session = ward.unlock("ingrid")
    saved = changing.plan(
        session,
        ChangeTest(
            idea="soft-words",
            change="Rosa's idea",
            prediction="Rosa will smile",
            owner="Grace",
            took_part=("nurses",),
            represents=("women",),
        ),
    )
    facts = session.ledger.entry(saved.number).read("facts")
    assert facts["idea"] == "soft-words"
    assert facts["took_part"] == ["nurses"]
    assert "Rosa" not in str(facts)
    assert "Grace" not in str(facts)
    with pytest.raises(ValidationError) as problem:
        ChangeTest(idea="Rosa said", change="x")
    assert "Rosa" not in str(problem.value)


def test_an_impossible_test_is_refused(ward) -> None:
    session = ward.unlock("ingrid")
    with pytest.raises(BadInput, match="done differently"):
        changing.plan(session, ChangeTest(change=" "))
    record = planned(session)
    now = session.now()
    with pytest.raises(BadInput, match="ends before"):
        changing.do(session, record, CHANGE_DO(do_started=now, do_ended=now - timedelta(minutes=1)))


def test_every_measure_that_can_be_chosen_can_be_drawn() -> None:
    codes = {code.code for code in code_list("measure").codes}
    assert codes == {*MEASURES, "own"}


def test_the_demo_tells_of_possible_tests_at_every_stage(ward) -> None:
    said = {"staff": [{"id": "s", "name": "S", "role": "safety-lead", "job_title": "safety-lead"}]}
    now = ward.clock.now()
    news = demo_changes.entries(said, (), now, ward.chance, Random(1))
    found = [join(new.kind, new.parts)[0] for new in news]
    assert [one.stage() for one in found] == ["adapted", "doing", "studying", "planned"]
    known = {
        idea.code for package in ideas_for(ward.where.folder).packages for idea in package.ideas()
    }
    for one in found:
        assert one.errors() == ()
        assert one.warnings(now) == ()
        assert one.idea in known
        assert one.took_part
