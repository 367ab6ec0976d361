"""The story of a test of change, from an idea to how the ward works."""

from datetime import date, timedelta

import pytest

from wardsafe.errors import BadInput
from wardsafe.records.change_steps import CHANGE_ACT, CHANGE_DO, CHANGE_STUDY, read_from
from wardsafe.services import changing


def step(session, record, model, **said):
    return read_from(changing.test(session, record).said, model).model_copy(update=said)


def test_a_test_of_change_from_idea_to_adopt(ward, story) -> None:
    """A test of change from idea to adopt."""
    session = ward.unlock("ingrid")
    ideas = changing.ideas(session)
    idea = ideas.idea("mutual-help-meeting")
    driver = ideas.driver_of("mutual-help-meeting")
    assert driver.text == "Staff and patients are one community"
    story.tell("Ingrid Lund, the safety lead, finds “Mutual help meeting” under its driver.")

    plan = changing.from_idea(idea).model_copy(
        update={
            "aim": "Fewer people are held or secluded here",
            "measure": "interventions-rate",
            "aim_direction": "lower",
            "aim_percent": 25,
            "aim_by": date(2027, 5, 31),
            "question": "Will people come, and do evenings get calmer?",
            "prediction": "Six people come, and no hold after 18:00 on meeting days.",
            "plan_where": "day room",
            "took_part": ("patients-now", "experts", "healthcare-assistants"),
            "represents": ("detained", "black", "women"),
        }
    )
    first = changing.plan(session, plan).record
    story.tell(
        "With two patients and an expert by experience she plans a week: a quarter fewer "
        "interventions by 31 May 2027 is the aim, six people and calm evenings the prediction."
    )
    assert changing.aims(session)["interventions-rate"].percent == 25
    story.tell("The ward's aim is there for its charts at once.")

    session = ward.unlock("emeka")
    changing.do(session, first, step(session, first, CHANGE_DO, do_started=session.now()))
    story.tell("Emeka Okoro, a nurse, starts Do. From now on the prediction is locked.")
    session = ward.unlock("ingrid")
    kinder = changing.test(session, first).said.model_copy(update={"prediction": "Three come."})
    with pytest.raises(BadInput, match="locked when Do started; add a note instead"):
        changing.replan(session, first, kinder, "too bold")
    story.tell("When three people come, nobody can make it three; a note can be added instead.")

    ward.clock.pass_(7 * 86_400)
    ended = {"do_ended": session.now(), "as_planned": "Y", "notes": "Six was too bold."}
    changing.do(session, first, step(session, first, CHANGE_DO, **ended))
    changing.study(
        session,
        first,
        step(session, first, CHANGE_STUDY, seen="Three to five came. One hold.", came_true="N"),
    )
    kept = changing.test(session, first).said
    assert (kept.prediction, kept.seen) == (plan.prediction, "Three to five came. One hold.")
    story.tell("After a week what was seen stands beside what was predicted: not as predicted.")
    decided = {"act": "adapt", "next_step": "Mutual help meeting at eleven, led by a patient"}
    changing.act(session, first, step(session, first, CHANGE_ACT, **decided))
    story.tell("Act: adapt. Patients say that nine is too early.")

    again = changing.next_cycle(session, first)
    assert (again.cycle, again.prediction) == (2, None)
    second = changing.plan(
        session, again.model_copy(update={"prediction": "Six come on most days."})
    ).record
    changing.do(session, second, step(session, second, CHANGE_DO, do_started=session.now()))
    ward.clock.pass_(14 * 86_400)
    over = {"do_ended": session.now() - timedelta(hours=2)}
    changing.do(session, second, step(session, second, CHANGE_DO, **over))
    changing.study(
        session, second, step(session, second, CHANGE_STUDY, seen="Six to nine.", came_true="Y")
    )
    changing.act(session, second, step(session, second, CHANGE_ACT, act="adopt"))
    story.tell("The second cycle takes the plan along and asks for a prediction of its own.")
    stages = [one.said.stage() for one in changing.cycles(session, first)]
    assert stages == ["adapted", "adopted"]
    words = [mark.words for mark in changing.marks(session, "interventions-rate")]
    assert words == [
        "Mutual help meeting, cycle 1, began",
        "Mutual help meeting, cycle 1, adapted",
        "Mutual help meeting at eleven, led by a patient, cycle 2, began",
        "Mutual help meeting at eleven, led by a patient, cycle 2, adopted",
    ]
    story.tell("It is adopted. Both cycles, with their dates, are marks on the ward's charts.")
