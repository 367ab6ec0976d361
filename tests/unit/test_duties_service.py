"""Duties of a real ward: from records to what is due, and back as what was done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from views_ward import Ward as MemoryWard
from views_ward import incident
from wardsafe.duties.definitions import HAPPENINGS, seeded
from wardsafe.duties.happenings import Happening
from wardsafe.errors import BadInput, NotAllowed
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.movement import Movement
from wardsafe.records.parts import join
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.self_harm_review import SelfHarmReview
from wardsafe.services import duties
from wardsafe.services.duties import too_early
from wardsafe.services.happenings import FILE, happenings
from wardsafe.services.recording import amend, record_new, void
from wardsafe.services.steady import Steady
from wardsafe.views import duties as tables
from wardsafe.views.duties import DutiesView
from wardsafe.views.folding import fold

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def session(ward) -> Any:
    return ward.unlock("emeka")


def said(ward, *rows: tuple[str, int, int | None], **more: Any) -> RestrictivePractice:
    """Interventions as type, minutes before now, length in minutes (None: still on)."""
    now = ward.clock.now()
    found = tuple(
        Intervention(
            type=code,
            start=now - ago * MINUTE,
            end=None if length is None else now - (ago - length) * MINUTE,
        )
        for code, ago, length in rows
    )
    begun = min(row.start for row in found)
    return RestrictivePractice(person=ward.rosa, when=begun, interventions=found, **more)


def states(session, duty: str) -> list[str]:
    return [one.state for one in duties.due_now(session) if one.definition.id == duty]


def what(session) -> set[tuple[str, int | None]]:
    kinds = ("record-open", "review-due", "tell-now", "admission")
    return {(one.what, one.row) for one in happenings(session) if one.what not in kinds}


def test_what_a_record_says_happened(ward, session) -> None:
    rows = (("07", 30, 5), ("01", 25, 3), ("14", 22, 1), ("05", 20, None), ("16", 9, 1))
    record_new(session, said(ward, *rows))
    assert what(session) == {
        ("incident", None), ("restraint", 0), ("restraint", 1), ("prone", 1),
        ("rapid-tranquillisation", 2), ("seclusion", 3),
    }  # fmt: skip


def test_harm_brings_close_monitoring_and_so_does_whoever_says_so(ward, session) -> None:
    record = said(ward, ("14", 50, 1))
    harmed = record.interventions[0].model_copy(update={"patient_hurt": "Y"})
    hurt = record.model_copy(update={"interventions": (harmed,), "person": ward.jamal})
    record_new(session, hurt)
    record_new(session, record)
    assert sum(name == "close-monitoring" for name, _ in what(session)) == 1
    (hourly,) = [one for one in duties.due_now(session)
                 if one.definition.id == "rt-hourly" and one.person == ward.rosa]  # fmt: skip
    duties.do(session, hourly, ward.clock.now() - 2 * MINUTE, outcome="closer")
    close = [one for one in duties.due_now(session)
             if one.definition.id == "rt-close" and one.person == ward.rosa]  # fmt: skip
    # From the entry on: before it nobody could have known.
    assert [(one.state, one.due) for one in close] == [
        ("due", ward.clock.now().astimezone(UTC) + 15 * MINUTE)
    ]


@pytest.mark.parametrize(
    ("age", "status", "expected"),
    [
        (40, "01", {"seclusion-not-detained"}),
        (40, "03", set()),
        (40, None, set()),
        (16, "01", {"seclusion-child"}),
        (None, "01", {"seclusion-not-detained"}),
    ],
)
def test_who_is_not_detained_or_not_of_age(ward, session, age, status, expected) -> None:
    record_new(session, said(ward, ("05", 5, None), age=age, legal_status=status))
    names = {"seclusion-not-detained", "seclusion-child"}
    assert {d.definition.id for d in duties.due_now(session)} & names == expected


def test_reviews_written_into_the_record_are_doings_with_their_own_time_of_entry(
    ward, session
) -> None:
    saved = record_new(session, said(ward, ("07", 300, 5)))
    ward.clock.pass_(3600)
    held = said(ward, ("07", 360, 5), debrief_held="Y", debrief_at=ward.clock.now() - 4 * HOUR)
    more = {"staff_review_held": "Y", "patient_review_held": "N", "patient_review_not_held": "2"}
    amend(session, saved.record, held.model_copy(update=more), "added", (saved.id,))
    ward.clock.pass_(3600)
    assert states(session, "debrief-immediate") == ["done"]
    assert states(session, "debrief-staff") == ["done"]
    assert states(session, "debrief-patient") == ["missed"]
    assert states(session, "debrief-external") == ["due"]
    found = {one.definition.id: one for one in duties.due_now(session)}
    assert found["debrief-immediate"].flags == ("entered 4 h 00 late",)
    assert found["debrief-staff"].happened is None


def test_an_end_nobody_knows_ends_and_makes_up_no_length(ward, session) -> None:
    open_ = said(ward, ("05", 200, None), ("07", 200, None))
    unknown = ("interventions.0.end", "interventions.1.end")
    record_new(session, open_.model_copy(update={"not_known": unknown}))
    assert states(session, "seclusion-nursing") == []
    assert states(session, "restraint-length") == []
    assert states(session, "debrief-staff") == ["due"]


def test_a_struck_record_and_a_struck_doing_count_for_nothing(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, said(ward, ("05", 119, None)))
    nursing = next(d for d in duties.due_now(session) if d.definition.id == "seclusion-nursing")
    done = duties.do(session, nursing, ward.clock.now())
    assert states(session, "seclusion-nursing") == ["done", "due"]
    void(session, done.record, "twice")
    assert states(session, "seclusion-nursing") == ["soon"]
    void(session, saved.record, "wrong person")
    assert states(session, "seclusion-nursing") == []


def test_a_row_that_moved_keeps_its_doings(ward, session) -> None:
    saved = record_new(session, said(ward, ("05", 119, None)))
    nursing = next(d for d in duties.due_now(session) if d.definition.id == "seclusion-nursing")
    duties.do(session, nursing, ward.clock.now())
    moved = said(ward, ("07", 125, 5), ("05", 119, None))
    amend(session, saved.record, moved, "a restraint came first", (saved.id,))
    assert states(session, "seclusion-nursing") == ["done", "due"]


def test_somebody_who_left_the_ward_has_the_follow_up_alone(ward, session) -> None:
    record_new(session, said(ward, ("07", 600, 5)))
    gone = Movement(person=ward.rosa, move="discharge", when=ward.clock.now() - HOUR)
    record_new(session, gone)
    waiting = {d.definition.id for d in duties.due_now(session) if d.person == ward.rosa}
    assert waiting == {"follow-up", "record-complete"}
    (follow,) = [d for d in duties.due_now(session) if d.definition.id == "follow-up"]
    assert follow.due - ward.clock.now().astimezone(UTC) == 71 * HOUR


SEVEN_DAYS = '[[duty]]\nid = "follow-up"\nwithin = 10080\n'


@pytest.mark.parametrize(
    ("own", "days", "state"),
    [
        ("", 3, ["soon"]),
        ("", 5, ["late"]),
        ("", 6, []),  # missed, and not of the last 24 hours
        (SEVEN_DAYS, 6.95, ["soon"]),
        (SEVEN_DAYS, 7.1, ["late"]),
        (SEVEN_DAYS, 13.9, ["late"]),
    ],
)
def test_a_follow_up_is_looked_for_as_long_as_its_definition_lasts(
    ward, session, own, days, state
) -> None:
    gone = Movement(person=ward.rosa, move="discharge", when=ward.clock.now())
    record_new(session, gone)
    if own:
        (session.where.folder / FILE).write_text(own, encoding="utf-8")
    ward.clock.pass_(days * 86_400)
    assert states(session, "follow-up") == state


def test_how_long_each_thing_matters_follows_from_the_definitions() -> None:
    known, told = seeded(), 24 * 60
    for one in known.all:
        if one.every is None and not one.until and one.total is None and not one.limit:
            assert known.matters(one.trigger, told) >= (one.within or 0) + one.lapses, one.id
    assert known.matters("seclusion", told) >= 2880 + 720  # the window, and until it is missed
    assert known.matters("nothing", told) == 0


def review(session, person: str, code: str, when: datetime) -> None:
    record_new(session, SelfHarmReview(person=person, when=when, observation=code))


def test_observation_above_the_general_level_brings_its_duties_until_it_ends(ward, session) -> None:
    now = ward.clock.now()
    review(session, ward.rosa, "general", now - 9 * DAY)
    assert states(session, "observation-turn") == []
    review(session, ward.rosa, "continuous", now - 3 * HOUR)
    review(session, ward.rosa, "high-intermittent", now - HOUR)  # still above: the same observation
    assert states(session, "observation-told") == ["due"]
    assert states(session, "observation-turn") == ["late", "due"]
    (week,) = [d for d in duties.due_now(session) if d.definition.id == "observation-week"]
    assert week.due == (now - 3 * HOUR + 7 * DAY).astimezone(UTC)
    review(session, ward.rosa, "general", now)
    assert "due" not in states(session, "observation-turn")
    assert states(session, "observation-week") == []


def test_observation_of_an_earlier_stay_asks_for_nothing(ward, session) -> None:
    now = ward.clock.now()
    review(session, ward.rosa, "continuous", now - 30 * HOUR)
    record_new(session, Movement(person=ward.rosa, move="discharge", when=now - 20 * HOUR))
    assert states(session, "observation-turn") == []
    record_new(session, Movement(person=ward.rosa, move="admit", when=now - 2 * HOUR, bed="1"))
    assert states(session, "observation-turn") == []


def test_rights_are_explained_once_after_an_admission_and_nothing_counts_down(
    ward, session
) -> None:
    waiting = [d for d in duties.due_now(session) if d.definition.id == "rights-information"]
    assert {d.person for d in waiting} == {ward.rosa, ward.jamal}
    assert not any(d.definition.timed for d in waiting)
    duties.do(session, waiting[0], ward.clock.now())
    assert states(session, "rights-information") == ["due"]


def test_who_was_told_of_it_is_said_in_the_record_or_on_the_board(ward, session) -> None:
    record_new(session, said(ward, ("07", 60, 5)))
    assert states(session, "care-plan-told") == ["due"]
    record_new(session, said(ward, ("07", 50, 5), notification="Y"))
    record_new(session, said(ward, ("07", 40, 5), notification="nobody"))
    record_new(session, said(ward, ("07", 30, 5), notification="N"))
    assert sorted(states(session, "care-plan-told")) == ["done", "done", "due", "missed"]


def test_a_record_not_complete_after_a_shift_is_late(ward, session) -> None:
    record_new(session, said(ward, ("07", 5, 4)))
    ward.clock.pass_(12 * 3600)
    assert states(session, "record-complete") == ["soon"]
    ward.clock.pass_(1)
    assert states(session, "record-complete") == ["late"]


def test_a_doing_says_which_when_and_in_time_and_only_that_travels(ward, session) -> None:
    record_new(session, said(ward, ("05", 130, None)))
    nursing = next(d for d in duties.due_now(session) if d.definition.id == "seclusion-nursing")
    saved = duties.do(session, nursing, ward.clock.now(), note="Calm, asked for tea.", second="DS")
    entry = session.ledger.by_id(saved.id)
    facts = entry.read("facts")
    assert (facts["duty"], facts["in_time"]) == ("seclusion-nursing", "N")
    assert not {"when", "due", "note", "about", "called", "second"} & set(facts)
    parts = {name: entry.read(name) for name in ("facts", "people", "private")}
    whole, author = join(entry.header.kind, parts)
    assert isinstance(whole, DutyDone)
    assert whole.minutes_late() == 10
    assert (whole.person, whole.row, author.author) == (ward.rosa, 0, "s-okoro")


@pytest.mark.parametrize("text", ["9994182207", "Rosa Whitfield", "seclusion-9994182207x" * 3])
def test_no_number_or_name_of_a_person_can_pass_for_a_duty(text) -> None:
    with pytest.raises(ValueError, match="duty"):
        DutyDone(duty=text)


def test_without_a_time_or_without_a_word_why_not_nothing_is_kept(ward, session) -> None:
    record_new(session, said(ward, ("05", 119, None)))
    nursing = next(d for d in duties.due_now(session) if d.definition.id == "seclusion-nursing")
    before = session.ledger.count()
    with pytest.raises(BadInput, match="when it was done"):
        duties.keep(session, nursing, DutyDone())
    with pytest.raises(BadInput, match="why it was not done"):
        duties.do(session, nursing, ward.clock.now(), outcome="not-done")
    assert session.ledger.count() == before
    steward = ward.unlock("owain")
    with pytest.raises(NotAllowed):
        duties.do(steward, nursing, ward.clock.now())


def test_too_early_is_said_only_where_it_counts_for_nothing(ward, session) -> None:
    record_new(session, said(ward, ("05", 0, None)))
    found = {d.definition.id: d for d in duties.due_now(session)}
    now = ward.clock.now()
    assert too_early(found["seclusion-medical-first"], now) is None
    assert too_early(found["seclusion-mdt"], now) is None
    assert too_early(found["seclusion-nursing"], now) == now + 90 * MINUTE
    assert too_early(found["seclusion-nursing"], now + 90 * MINUTE) is None


# --- the clock --------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [-1, -3600, -86400, -20_000 * 86400])
def test_F18_H04_time_left_never_grows_when_the_clock_is_set_back(clock, jump) -> None:
    steady = Steady(clock)
    begin = clock.now()
    clock.pass_(600)
    assert steady.now() == begin + 10 * MINUTE
    clock.at += timedelta(seconds=jump)
    assert steady.now() == begin + 10 * MINUTE
    assert steady.set_back == (jump < -60)
    clock.pass_(600)
    assert steady.now() == begin + 20 * MINUTE


def test_F18_a_clock_put_right_is_believed(clock) -> None:
    steady = Steady(clock)
    clock.at += 400 * DAY
    assert steady.now() == clock.now()
    assert not steady.set_back


# --- the tables -------------------------------------------------------------------------------


def everything(ward: MemoryWard) -> list[Any]:
    found = []
    for table in ("happening", "doing", "told"):
        rows = ward.db.execute(f"SELECT * FROM {table}").fetchall()
        # Without the number of the first entry, which counts arrivals at this terminal.
        found.append((table, sorted(row[1:] for row in rows)))
    return found


class DutyWard(MemoryWard):
    def __init__(self) -> None:
        super().__init__()
        self.views = (*self.views, DutiesView())
        self.views[-1].create(self.db)


def test_order_of_arrival_does_not_matter() -> None:
    one = DutyWard()
    night = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    rows = ({"type": "05", "start": night, "end": None},)
    first = one.made(incident("p1", night, interventions=rows))
    ended = ({"type": "05", "start": night, "end": night + HOUR},)
    second = one.made(incident("p1", night, interventions=ended), parents=[first], act="amend")
    tick = DutyDone(
        duty="seclusion-note", about=first.header.record, row=0, when=night, person="p1"
    )
    third = one.made(tick)
    struck = one.made(tick, parents=[third], act="void", reason="twice")
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]):
        other = DutyWard()
        entries = [first, second, third, struck]
        for place in order:
            other.take([entries[place]])
        if order == [0, 1, 2, 3]:
            expected = everything(other)
        assert everything(other) == expected
    at_once = DutyWard()
    at_once.take([struck, second, first, third])
    assert everything(at_once) == expected


def test_only_what_goes_on_or_was_just_over_is_read(ward, session) -> None:
    for days in range(1, 30):
        record_new(session, said(ward, ("07", days * 1440, 5)))
    record_new(session, said(ward, ("05", 29 * 1440, None)))
    with session.ledger.reading() as db:
        found = tables.happened_since(db, dict.fromkeys(HAPPENINGS, ward.clock.now() - 4 * DAY))
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT what FROM happening WHERE over_at >= 5"
        ).fetchall()
    assert sum(one.what == "restraint" for one in found) == 4
    assert sum(one.what == "seclusion" for one in found) == 1
    assert "happening_over" in str(plan)


def test_a_table_of_an_older_ledger_says_that_nothing_is_known_yet(ward, session) -> None:
    record_new(session, said(ward, ("05", 119, None)))
    ward.lock()
    ward.start_again()
    session = ward.unlock("emeka")
    assert not duties.is_behind(session)
    assert "seclusion-nursing" in {d.definition.id for d in duties.due_now(session)}
    folded = fold(session.ledger.of_record(duties.due_now(session)[0].record))
    assert folded.heads
    assert isinstance(happenings(session)[0], Happening)
