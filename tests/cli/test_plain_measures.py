"""The measures by plain lines: what a chart says, hours, crosses, groups, both methods."""

from datetime import date, datetime, timedelta

import pytest

from plain_ward import Plain
from wardsafe.clock import LONDON
from wardsafe.records.movement import Movement
from wardsafe.records.nil_return import DAY
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import closing
from wardsafe.services.recording import record_new


@pytest.fixture
def plain(ward) -> Plain:
    """Two holds in November, the day of one closed, and a seclusion that is still on."""
    session = ward.unlock("grace")
    came = datetime(2026, 8, 20, 9, tzinfo=LONDON)
    record_new(session, Movement(person=ward.rosa, move="admit", when=came, bed="1"))
    for month, day, code in ((8, 20, "07"), (11, 20, "07"), (11, 21, "05")):
        at = datetime(2026, month, day, 15, tzinfo=LONDON)
        rows = [{"type": code, "start": at, "end": at + timedelta(minutes=6)}]
        if code == "05":
            rows[0]["end"] = None
        said = RestrictivePractice(person=ward.rosa, when=at, place="day-room", interventions=rows)
        record_new(session, said)
    closing.declare(session, date(2026, 11, 20), DAY)
    return Plain(ward)


def test_a_chart_in_lines_says_first_how_much_was_recorded(plain) -> None:
    plain.as_("ingrid", "m", "restrictive incidents", "n", "h", "a", "back", "back", "lock")
    said = plain.blocks()
    told = said.index("Restrictive incidents.", said.rindex("Which measure: restrictive"))
    assert "days closed." in said[told : told + 90]
    assert "Less is better. " in said
    assert ".." not in said
    assert "Friday: 1: 1 at 15 h." in said
    assert "Sunday: 0." in said
    assert "Nothing is noted on its time line." in said
    assert "Week of 16 Nov 2026: counted 2" in said
    assert said.count("22. Reporters answered") == 1  # 22 lines are not said again and again


def test_H06_the_cross_tells_closed_days_with_none_from_what_is_not_recorded(plain) -> None:
    plain.as_("ingrid", "m", "x", "p", "p", "p", "f", "back", "back", "lock")
    said = plain.blocks()
    assert "Restrictive practice, November 2026: 1 incident in 1 closed day" in said
    assert "Incidents on 20, 21." in said
    assert "Not recorded 1, 2, 3" in said
    assert "Closed with none on 20." in said  # of sexual safety
    assert "Restrictive practice, August 2026" in said


def test_C16_who_is_no_reader_has_no_cross_of_sexual_safety_and_no_groups(plain) -> None:
    plain.as_("emeka", "m", "x", "back", "g", "back", "lock")
    assert "Restrictive practice, November 2026" in plain.blocks()
    assert "exual" not in plain.text
    assert "force was used on" not in plain.text


def test_groups_are_said_with_what_is_not_known_and_without_the_rate_of_a_few(plain) -> None:
    plain.as_("ingrid", "m", "g", "back", "lock")
    said = plain.blocks()
    assert "Who was on the ward, and who force was used on, Oct to Dec 2026." in said
    assert "By sex. " in said
    assert "too few people for a rate" in said
    assert "per 1,000" not in said[said.index("By ethnic group") :]


def test_both_methods_are_said_and_a_switch_makes_one_the_other(plain) -> None:
    plain.as_(
        "ingrid", "m", "n", "p", "p", "s", "back", "s", "1", "m", "m", "p", "w", "back", "back",
        "lock",
    )  # fmt: skip
    said = plain.blocks()
    assert "MHS77 interventions: 0, national 1, printed *." in said
    assert "MHS77 interventions: 1, national 2, printed *." in said
    switched = said[said.index("National measures, Aug 2026, national: hindsight.") :]
    assert "MHS77 interventions: 2, printed *." in switched
    assert "National measures, Jul to Sep 2026" in switched
    assert "Jul 2026" not in switched.replace("Jul to Sep 2026", "")
    assert "There is nothing recorded further that way." in switched
    assert "MHS97, % of people in hospital: people with an intervention over" in switched
