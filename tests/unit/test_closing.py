"""Closing days: what a month comes to, over how many closed days, and what is never silent."""

from datetime import date, datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput, NotAllowed
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.nil_return import AS_LOGGED, NONE, RESTRICTIVE, SEXUAL, NilReturn, span
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.sexual_safety import ENVIRONMENT, SexualSafety
from wardsafe.services import closing
from wardsafe.services.closing import declare, month_cross, to_close
from wardsafe.services.day_states import covers, days_between
from wardsafe.services.recording import amend, record_new, void
from wardsafe.views.closing import DayEvent, Said

SEXUAL_ASSAULT = "alleged_sexual_assault"
SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def hold(ward, when, **more):
    row = Intervention(type="07", start=when, end=when + timedelta(minutes=5))
    said = {"person": ward.rosa, "when": when, "interventions": (row,), **more}
    return RestrictivePractice(**said)


def the(session, day, stream=RESTRICTIVE):
    cross = month_cross(session, stream, MONDAY, day)
    return next(one for one in cross.days if one.day == day)


def words(session, stream=RESTRICTIVE):
    return month_cross(session, stream, MONDAY).words()


# --- declaring --------------------------------------------------------------------------------


def test_only_the_nurse_in_charge_declares(ward) -> None:
    for name in ("emeka", "ingrid", "owain"):
        with pytest.raises(NotAllowed, match="close a day"):
            declare(ward.unlock(name), SUNDAY)
    assert the(ward.unlock("grace"), SUNDAY).state == "not recorded"


def test_H06_a_day_without_entries_is_not_recorded_until_somebody_says_none(ward) -> None:
    session = ward.unlock("grace")
    assert the(session, SUNDAY).state == "not recorded"
    assert words(session)[0] == "0 incidents in 0 closed days"
    declare(session, SUNDAY)
    day = the(session, SUNDAY)
    assert (day.state, day.closed, day.incidents) == ("none", True, 0)
    assert words(session) == ("0 incidents in 1 closed day", "21 days not recorded")


def test_what_is_not_over_cannot_be_closed(ward) -> None:
    session = ward.unlock("grace")
    for day, scope in ((MONDAY, "day"), (SUNDAY, "night")):
        with pytest.raises(BadInput, match="not over"):
            declare(session, day, scope)
    ward.clock.at = at(MONDAY, 7)
    declare(session, SUNDAY, "night")


def test_a_day_with_an_event_is_closed_as_logged_without_being_asked(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, hold(ward, at(SUNDAY, 15)))
    before = the(session, SUNDAY)
    assert (before.state, before.closed) == ("incident", False)
    assert words(session)[2] == "22 Nov not closed yet, 1 incident so far"
    declare(session, SUNDAY)
    day = the(session, SUNDAY)
    assert (day.state, day.closed, day.conflict, day.said[0].said) == (
        "incident",
        True,
        False,
        AS_LOGGED,
    )
    assert words(session) == ("1 incident in 1 closed day", "21 days not recorded")


def test_N33_none_declared_and_an_event_recorded_are_both_kept_and_flagged(ward) -> None:
    session = ward.unlock("grace")
    declare(session, SUNDAY)
    record_new(session, hold(ward, at(SUNDAY, 15)))
    day = the(session, SUNDAY)
    assert (day.conflict, day.counts, day.incidents, day.said[0].said) == (True, False, 1, NONE)
    assert "22 Nov: declared none, 1 record" in words(session)
    assert words(session)[0] == "0 incidents in 0 closed days"
    assert SUNDAY in to_close(session)


def test_N33_a_person_settles_the_conflict_and_the_first_word_stays_readable(ward) -> None:
    session = ward.unlock("grace")
    declare(session, SUNDAY)
    record_new(session, hold(ward, at(SUNDAY, 15)))
    declare(session, SUNDAY)
    day = the(session, SUNDAY)
    assert (day.conflict, day.counts) == (False, True)
    assert [said.said for said in day.said] == [NONE, AS_LOGGED]


def test_N33_none_said_against_an_event_on_the_screen_is_flagged_too(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, hold(ward, at(SUNDAY, 15)))
    declare(session, SUNDAY, said=NONE)
    assert the(session, SUNDAY).conflict


def test_late_closing_says_who_and_when(ward) -> None:
    session = ward.unlock("grace")
    ward.clock.at = at(date(2026, 11, 27), 10, 5)
    declare(session, SUNDAY)
    day = the(session, SUNDAY)
    assert closing.say_closed(day) == ("Day, none: Grace Okafor, 27 Nov 10:05",)


def test_a_late_entry_changes_the_closed_day_and_is_flagged(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, hold(ward, at(SUNDAY, 9)))
    declare(session, SUNDAY)
    assert not the(session, SUNDAY).changed
    ward.clock.pass_(3600)
    record_new(session, hold(ward, at(SUNDAY, 15)))
    day = the(session, SUNDAY)
    assert (day.incidents, day.changed, day.conflict) == (2, True, False)
    assert "22 Nov changed since closed" in words(session)


def test_an_event_moved_to_or_struck_from_a_closed_day_is_flagged(ward) -> None:
    session = ward.unlock("grace")
    there, here = (record_new(session, hold(ward, at(SUNDAY - timedelta(d), 9))) for d in (1, 0))
    declare(session, SUNDAY)
    ward.clock.pass_(60)
    amend(session, there.record, hold(ward, at(SUNDAY, 10)), "camera", (there.id,))
    assert (the(session, SUNDAY).incidents, the(session, SUNDAY).changed) == (2, True)
    declare(session, SUNDAY)
    ward.clock.pass_(60)
    void(session, here.record, "duplicate")
    assert (the(session, SUNDAY).incidents, the(session, SUNDAY).changed) == (1, True)


def test_an_amendment_that_keeps_the_day_changes_nothing(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, hold(ward, at(SUNDAY, 9)))
    declare(session, SUNDAY)
    ward.clock.pass_(60)
    amend(session, saved.record, hold(ward, at(SUNDAY, 9), place="garden"), "camera", (saved.id,))
    assert not the(session, SUNDAY).changed


def test_a_declaration_struck_through_closes_nothing(ward) -> None:
    session = ward.unlock("grace")
    saved = declare(session, SUNDAY)
    void(session, saved.record, "duplicate")
    assert the(session, SUNDAY).state == "not recorded"


def test_four_shifts_close_a_day_and_three_do_not(ward) -> None:
    session = ward.unlock("grace")
    ward.clock.at = at(MONDAY, 9)
    for day, scope in ((SUNDAY, "early"), (SUNDAY, "late"), (SUNDAY, "night")):
        declare(session, day, scope)
        assert not the(session, SUNDAY).closed
    declare(session, SUNDAY - timedelta(1), "night")
    assert the(session, SUNDAY).closed


def test_the_day_begins_in_its_own_month(ward) -> None:
    record = NilReturn(scope="day", day=date(2026, 11, 30), streams=(RESTRICTIVE,), said=NONE)
    assert record.happened() == at(date(2026, 11, 30), 23, 59)


# --- the pure part ----------------------------------------------------------------------------


def said_of(day, scope="day", said=NONE, entered=None, number=1):
    begins, ends = (int(moment.timestamp()) for moment in span(day, scope))
    when = entered or span(day, scope)[1]
    return Said("r", number, begins, ends, scope, (RESTRICTIVE,), said, "Grace", when)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (SUNDAY, 24)]
)
def test_shifts_cover_a_day_of_any_length_exactly(day: date, hours: int) -> None:
    begins, ends = (int(moment.timestamp()) for moment in span(day, "day"))
    assert ends - begins == hours * 3600
    shifts = [said_of(day - timedelta(1), "night")]
    shifts += [said_of(day, scope) for scope in ("early", "late", "night")]
    assert covers(shifts, begins, ends)
    for without in range(4):
        assert not covers(shifts[:without] + shifts[without + 1 :], begins, ends)


def test_a_declaration_does_not_speak_for_what_came_after_it() -> None:
    begins, ends = (int(moment.timestamp()) for moment in span(SUNDAY, "day"))
    assert not covers([said_of(SUNDAY, entered=at(SUNDAY, 23, 59))], begins, ends)
    assert covers([said_of(SUNDAY, entered=at(MONDAY, 0))], begins, ends)


@pytest.mark.parametrize(
    ("when", "state"),
    [
        (at(SUNDAY, 0), "incident"),
        (at(SUNDAY, 23, 59), "incident"),
        (at(MONDAY, 0), "not recorded"),
        (at(SUNDAY - timedelta(1), 23, 59), "not recorded"),
    ],
)
def test_an_event_belongs_to_its_own_date_to_the_minute(when: datetime, state: str) -> None:
    event = DayEvent("e", 1, int(when.timestamp()), int(when.timestamp()))
    (day,) = days_between(SUNDAY, SUNDAY, at(MONDAY, 9), [event], [])
    assert day.state == state


def test_each_state_of_a_day() -> None:
    noon = int(at(SUNDAY, 12).timestamp())
    incident, concern = DayEvent("i", 1, noon, noon), DayEvent("c", 2, noon, noon, concern=True)
    now = at(MONDAY, 9)

    def state(*events: DayEvent, day: date = SUNDAY, closed: bool = True) -> tuple[str, bool]:
        declared = [said_of(day, said=AS_LOGGED)] if closed else []
        (one,) = days_between(day, day, now, events, declared)
        return one.state, one.closed

    assert state() == ("none", True)
    assert state(closed=False) == ("not recorded", False)
    assert state(incident) == ("incident", True)
    assert state(incident, closed=False) == ("incident", False)
    assert state(concern) == ("concern", True)
    assert state(incident, concern) == ("both", True)
    assert state(day=MONDAY, closed=False) == ("today", False)
    assert state(day=MONDAY + timedelta(1), closed=False) == ("future", False)


# --- sexual safety ----------------------------------------------------------------------------


def told(ward, when, **more):
    return SexualSafety(when=when, category=SEXUAL_ASSAULT, **more)


def test_the_cross_of_sexual_safety_is_only_for_those_who_may_see_it(ward) -> None:
    session = ward.unlock("emeka")
    record_new(session, told(ward, at(SUNDAY, 15)))
    for name, sees in (("emeka", False), ("owain", False), ("grace", True), ("ingrid", True)):
        session = ward.unlock(name)
        assert (month_cross(session, SEXUAL, MONDAY) is not None) == sees
        assert month_cross(session, RESTRICTIVE, MONDAY) is not None
        assert the(session, SUNDAY).state == "not recorded"


def test_a_restricted_event_stands_on_its_day_and_a_concern_is_no_incident(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, told(ward, at(SUNDAY, 15)))
    record_new(session, SexualSafety(when=at(SUNDAY, 16), category=ENVIRONMENT))
    record_new(session, SexualSafety(when=at(SUNDAY - timedelta(1), 16), category=ENVIRONMENT))
    day, before = (the(session, SUNDAY - timedelta(n), SEXUAL) for n in (0, 1))
    assert (day.state, day.incidents, day.concerns) == ("both", 1, 1)
    assert (before.state, before.incidents) == ("concern", 0)
    assert the(session, SUNDAY - timedelta(40), SEXUAL).state == "not recorded"


def test_what_was_said_of_restrictive_practice_says_nothing_of_sexual_safety(
    ward, monkeypatch
) -> None:
    noon = int(at(SUNDAY, 12).timestamp())
    event = DayEvent("sealed", 7, noon, noon)
    monkeypatch.setitem(closing.EVENTS, SEXUAL, lambda *_: [event])
    session = ward.unlock("grace")
    declare(session, SUNDAY)
    day = the(session, SUNDAY, SEXUAL)
    assert (day.state, day.conflict, day.closed) == ("incident", False, True)
    assert the(session, SUNDAY).state == "none"


def test_H06_a_declaration_reads_the_same_whether_or_not_there_was_a_restricted_event(
    ward, monkeypatch
) -> None:
    monkeypatch.setitem(closing.EVENTS, SEXUAL, lambda *_: [DayEvent("sealed", 7, 0, 0)])
    session = ward.unlock("grace")
    with_event = session.ledger.entry(declare(session, SUNDAY).number).read("facts")
    monkeypatch.setitem(closing.EVENTS, SEXUAL, lambda *_: [])
    without = session.ledger.entry(declare(session, SUNDAY).number).read("facts")
    assert with_event == without


# --- the order of entries, and size -----------------------------------------------------------


def test_the_tables_made_anew_say_the_same(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, hold(ward, at(SUNDAY, 9)))
    declare(session, SUNDAY)
    ward.clock.pass_(60)
    amend(session, saved.record, hold(ward, at(SUNDAY, 11)), "camera", (saved.id,))
    record_new(session, hold(ward, at(SUNDAY, 12)))
    before = month_cross(session, RESTRICTIVE, MONDAY)
    session.ledger.rebuild("closing")
    assert month_cross(session, RESTRICTIVE, MONDAY) == before


def test_without_its_table_there_is_no_cross_rather_than_an_empty_one(ward, monkeypatch) -> None:
    session = ward.unlock("grace")
    monkeypatch.setattr(type(session.ledger), "views_behind", lambda self: ("closing",))
    assert month_cross(session, RESTRICTIVE, MONDAY) is None
    assert to_close(session) == ()


def test_days_to_close_reach_back_to_the_first_entry_and_no_further(ward) -> None:
    session = ward.unlock("grace")
    assert to_close(session) == (SUNDAY, date(2026, 11, 21), date(2026, 11, 20))
    declare(session, date(2026, 11, 21))
    assert to_close(session) == (SUNDAY, date(2026, 11, 20))
    ward.clock.at += timedelta(days=90)
    assert len(to_close(session)) == closing.LOOK_BACK
