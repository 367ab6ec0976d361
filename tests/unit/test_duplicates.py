"""One event recorded twice: shown, linked by a person, reversibly, and never merged (5.5)."""

from datetime import timedelta

import pytest

from wardsafe.errors import BadInput, NotAllowed
from wardsafe.records.incident_rows import Intervention, StaffMember
from wardsafe.records.movement import Movement
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.voice import Voice
from wardsafe.services import closing, voices
from wardsafe.services.duplicates import counts, likely, link, of_record, unlink
from wardsafe.services.recording import amend, record_new, void
from wardsafe.tui.alike_lines import same_event_lines
from wardsafe.vocabulary.code_lists import code_list


def hold(ward, minutes: int, **more):
    when = ward.clock.now() + timedelta(minutes=minutes)
    said = {
        "person": ward.rosa,
        "when": when,
        "interventions": (Intervention(type="07", start=when, end=when),),
        "staff": (StaffMember(name="Emeka Okoro"),),
    }
    return RestrictivePractice(**{**said, **more})


def day(ward) -> tuple:
    now = ward.clock.now()
    return now - timedelta(hours=12), now + timedelta(hours=12)


def test_H10_two_nurses_the_same_restraint_seven_minutes_apart(ward) -> None:
    session = ward.unlock("grace")
    first = record_new(session, hold(ward, -60))
    (found,) = likely(session, hold(ward, -53))
    assert found.row.record == first.record
    assert found.words() == "7 min apart, same type, same staff"
    second = record_new(session, hold(ward, -53))
    assert counts(session, *day(ward)) == (2, 2, 1)
    link(session, first.record, second.record)
    assert counts(session, *day(ward)) == (1, 2, 0)
    for record in (first.record, second.record):
        assert len(session.ledger.of_record(record)) == 1


def test_H10_two_restraints_ten_minutes_apart_stay_two_until_somebody_links_them(ward) -> None:
    session = ward.unlock("grace")
    first = record_new(session, hold(ward, -60))
    second = record_new(session, hold(ward, -50))
    assert [one.row.record for one in of_record(session, second.record).likely] == [first.record]
    assert counts(session, *day(ward)) == (2, 2, 1)


def test_H10_a_record_with_the_wrong_patient_is_found_once_it_is_put_right(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, hold(ward, -60))
    wrong = record_new(session, hold(ward, -55, person=ward.jamal))
    assert of_record(session, wrong.record).likely == ()
    assert counts(session, *day(ward)) == (2, 2, 0)
    amend(session, wrong.record, hold(ward, -55), "wrong-person", (wrong.id,))
    assert len(of_record(session, wrong.record).likely) == 1


def test_H10_a_link_is_taken_back_with_a_reason_and_can_be_made_again(ward) -> None:
    session = ward.unlock("emeka")
    first, second = (record_new(session, hold(ward, minutes)).record for minutes in (-60, -53))
    link(session, first, second)
    assert [row.record for row in of_record(session, second).linked] == [first]
    with pytest.raises(BadInput, match="reason"):
        unlink(session, first, second, " ")
    unlink(session, second, first, "two incidents after all")
    twins = of_record(session, second)
    assert (twins.linked, twins.likely) == ((), ())
    assert counts(session, *day(ward)) == (2, 2, 0)
    link(session, second, first)
    assert counts(session, *day(ward)) == (1, 2, 0)


def test_H10_why_they_were_linked_is_kept_and_said_with_both_counts(ward) -> None:
    session = ward.unlock("emeka")
    first, second = (record_new(session, hold(ward, minutes)).record for minutes in (-60, -53))
    assert (of_record(session, first).events, of_record(session, first).records) == (2, 2)
    link(session, first, second, "staff-said")
    twins = of_record(session, second)
    assert (twins.why[first].why, twins.why[first].by) == ("staff-said", "Emeka Okoro")
    text = "\n".join(line.plain for line in same_event_lines(twins, 78))
    assert "1 event in 2 records" in text
    assert f"because: {code_list('amend-reason').text('staff-said')}" in text
    unlink(session, first, second, "no")
    link(session, first, second, "the camera shows it")
    text = "\n".join(line.plain for line in same_event_lines(of_record(session, first), 78))
    assert "because: the camera shows it" in text


def test_three_records_of_one_event_are_one_whoever_was_linked_to_whom(ward) -> None:
    session = ward.unlock("grace")
    one, two, three = (record_new(session, hold(ward, m)).record for m in (-60, -55, -50))
    link(session, one, two)
    link(session, three, two)
    assert {row.record for row in of_record(session, one).linked} == {two, three}
    assert counts(session, *day(ward))[:2] == (1, 3)


@pytest.mark.parametrize(("minutes", "found"), [(-60, 1), (-61, 0), (60, 1), (61, 0), (0, 1)])
def test_sixty_minutes_are_near_and_a_minute_more_is_not(ward, minutes: int, found: int) -> None:
    session = ward.unlock("grace")
    record_new(session, hold(ward, -120 + minutes))
    assert len(likely(session, hold(ward, -120))) == found


def test_another_person_another_kind_and_a_void_are_not_shown(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, hold(ward, -60, person=ward.jamal))
    record_new(session, Movement(person=ward.rosa, move="leave", when=ward.clock.now()))
    struck = record_new(session, hold(ward, -60))
    void(session, struck.record, "duplicate")
    assert likely(session, hold(ward, -60)) == ()
    assert likely(session, Movement(person=ward.rosa, when=ward.clock.now())) == ()
    assert likely(session, RestrictivePractice(when=ward.clock.now())) == ()


def test_the_nearest_stands_first(ward) -> None:
    session = ward.unlock("grace")
    for minutes in (-90, -58, -65):
        record_new(session, hold(ward, minutes))
    assert [one.apart for one in likely(session, hold(ward, -60))] == [2, 5, 30]


def test_the_cross_counts_events_and_says_how_many_records(ward) -> None:
    session = ward.unlock("grace")
    ward.clock.pass_(86400)
    first, second = (record_new(session, hold(ward, m - 1440)).record for m in (-60, -53))
    link(session, first, second)
    yesterday = ward.clock.now().date() - timedelta(1)
    closing.declare(session, yesterday)
    cross = closing.month_cross(session, "restrictive-practice", ward.clock.now().date())
    assert cross.words()[0] == "1 incident in 1 closed day, 2 records"


def test_an_event_linked_over_midnight_counts_once_on_the_day_it_began(ward) -> None:
    session = ward.unlock("grace")
    ward.clock.pass_(6 * 3600)
    # 23:59 of the 22nd and 00:04 of the 23rd
    first, second = (record_new(session, hold(ward, m)).record for m in (-555, -550))
    link(session, first, second)
    today = ward.clock.now().date()
    before, after = closing.days(session, "restrictive-practice", today - timedelta(1), today)
    assert (before.incidents, after.incidents) == (1, 0)
    (alone,) = closing.days(session, "restrictive-practice", today, today)
    assert alone.incidents == 0


def test_only_two_records_of_one_kind_can_be_linked(ward) -> None:
    session = ward.unlock("grace")
    one = record_new(session, hold(ward, -60)).record
    move = record_new(session, Movement(person=ward.rosa, move="leave", when=ward.clock.now()))
    for other in (one, move.record, "nothing"):
        with pytest.raises(BadInput, match="one kind"):
            link(session, one, other)
    with pytest.raises(BadInput, match="not linked"):
        unlink(session, one, move.record, "why")


def test_a_steward_links_nothing(ward) -> None:
    session = ward.unlock("grace")
    one, two = (record_new(session, hold(ward, minutes)).record for minutes in (-60, -50))
    with pytest.raises(NotAllowed):
        link(ward.unlock("owain"), one, two)


# --- voices -----------------------------------------------------------------------------------


def test_their_words_stand_beside_the_record_also_years_later(ward) -> None:
    session = ward.unlock("emeka")
    event = record_new(session, hold(ward, -60))
    ward.clock.pass_(3 * 365 * 86400)
    begun = voices.about(session, event.record)
    assert begun.person == ward.rosa
    said = {"whose": "patient", "words": "They did not listen.", "written_by": "my sister"}
    record_new(session, begun.model_copy(update=said))
    (heard,) = voices.heard(session, event.record)
    assert (heard.voice.words, heard.entered_by) == ("They did not listen.", "Emeka Okoro")
    assert len(session.ledger.of_record(event.record)) == 1


def test_a_voice_struck_through_is_not_shown_beside_the_record(ward) -> None:
    session = ward.unlock("grace")
    event = record_new(session, hold(ward, -60))
    voice = Voice(about=event.record, whose="carer", words="I was not told.")
    saved = record_new(session, voice)
    void(session, saved.record, "duplicate")
    assert voices.heard(session, event.record) == ()


@pytest.mark.parametrize("other", ["rosa", "nothing"])
def test_no_voice_about_what_is_no_event(ward, other: str) -> None:
    with pytest.raises(BadInput, match="No words"):
        voices.about(ward.unlock("emeka"), getattr(ward, other, other))
