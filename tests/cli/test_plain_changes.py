"""A test of change by plain lines: from an idea through plan, do, study and act to the next."""

from datetime import date

import pytest

from plain_ward import Plain
from wardsafe.ledger.verify import verify
from wardsafe.services import changing

IDEA = "14"  # Mutual help meeting
PLAN = ("", "Calmer evenings", "interventions-rate", "lower", "25", "31/5/2027",
        "Will people come?", "Six people come.", ".", "s")  # fmt: skip


@pytest.fixture
def plain(ward) -> Plain:
    return Plain(ward)


def newest(session):
    return max(changing.tests(session), key=lambda one: one.number)


def test_a_cycle_from_an_idea_to_the_next_one_and_the_prediction_stays(ward, plain) -> None:
    text = plain.as_("ingrid", "i", "n", IDEA, "y", *PLAN, "?", "back", "lock")
    assert "1. planned: Mutual help meeting, cycle 1, Interventions per 1,000" in text
    assert "going on" not in plain.blocks()  # nothing of it has begun
    planned = newest(ward.unlock("ingrid"))
    assert planned.said.prediction == "Six people come."
    assert planned.said.aim_by == date(2027, 5, 31)

    do = ("d", "now", "", "", "", "", "", "", "s")
    text = plain.as_("emeka", "i", "1", *do, "e", "back", "back", "lock")
    assert "Predicted: Six people come." in text
    assert "Do ended: going on" in text
    assert "doing" in newest(ward.unlock("emeka")).said.stage()
    assert "Your role does not allow you to plan a test of change" in plain.blocks()
    assert "act: adopt" not in plain.blocks().casefold()  # nothing was seen yet

    ward.clock.pass_(7 * 86_400)
    plain.as_(
        "emeka", "i", "1", "s", "Three to five came.", ".", "N", "", "s", "back", "back", "lock"
    )
    act = ("a", "adapt", "Nine is too early.", ".", "Meeting at eleven", "s")
    following = ("c", "", "", "", "", "", "", "", "Six on most days.", ".", "s")
    plain.as_("ingrid", "i", "1", *act, *following, "back", "back", "lock")
    session = ward.unlock("ingrid")
    first, second = changing.cycles(session, planned.record)
    assert (first.said.prediction, first.said.seen) == ("Six people come.", "Three to five came.")
    assert (first.said.stage(), second.said.stage()) == ("adapted", "planned")
    assert (second.said.change, second.said.prediction) == (
        "Meeting at eleven",
        "Six on most days.",
    )
    assert verify(session.ledger).problems == ()
