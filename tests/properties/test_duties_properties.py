"""What holds of duties whatever happened, whoever entered it, and in whatever order."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.clock import LONDON
from wardsafe.duties.definitions import HAPPENINGS, seeded
from wardsafe.duties.due import due, kept_in_time
from wardsafe.duties.happenings import DONE as IN_TIME
from wardsafe.duties.happenings import WAITING, Done, Duty, Happening

BEGIN = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)  # the clocks go back seven hours later
MINUTES = st.integers(0, 3 * 1440).map(lambda n: BEGIN + timedelta(minutes=n))
RECORDS, PEOPLE = st.sampled_from(("r1", "r2")), st.sampled_from(("p1", "p2"))
ROWS = st.sampled_from((None, 0, 1))
NOW = BEGIN + timedelta(days=3)


@st.composite
def happenings(draw) -> Happening:
    start = draw(MINUTES)
    length = draw(st.none() | st.integers(0, 2000))
    return Happening(
        what=draw(st.sampled_from(("seclusion", *HAPPENINGS))),
        person=draw(PEOPLE),
        record=draw(RECORDS),
        row=draw(ROWS),
        start=start,
        end=None if length is None else start + timedelta(minutes=length),
        detail={"informal": draw(st.booleans())},
    )


@st.composite
def dones(draw, entered=MINUTES) -> Done:
    return Done(
        duty=draw(st.sampled_from(tuple(seeded().by_id))),
        record=draw(RECORDS),
        row=draw(ROWS),
        happened=draw(st.none() | MINUTES),
        entered=draw(entered),
        by=draw(st.sampled_from(("s1", "s2"))),
        outcome=draw(st.sampled_from(("", "not-done", "stop", "closer"))),
    )


def one_of_each(found: list[Happening]) -> list[Happening]:
    """A row of a record is one thing that happened."""
    return list({(each.what, each.record, each.row): each for each in found}.values())


SOME = st.lists(happenings(), max_size=6).map(one_of_each)
DONE = st.lists(dones(), max_size=12)


def key(duty: Duty) -> tuple[object, ...]:
    return (*duty.series, duty.number)


@settings(max_examples=80, deadline=None)
@given(SOME, DONE, MINUTES, st.randoms(use_true_random=False))
def test_equal_inputs_in_any_order_give_equal_duties(some, said, now, dice) -> None:
    before = due(seeded(), some, said, now)
    dice.shuffle(some)
    dice.shuffle(said)
    assert due(seeded(), some, [*said, *said[:2]], now) == before


@settings(max_examples=150, deadline=None)
@given(SOME, DONE, dones(entered=st.just(NOW)), st.integers(0, 3 * 1440))
def test_adding_a_done_never_creates_a_duty_in_the_past(some, said, one, minutes) -> None:
    now = BEGIN + timedelta(minutes=minutes)
    known = [each for each in said if each.entered <= now]
    more = Done(one.duty, one.record, one.row, one.happened, now, one.by, one.outcome)
    before = {key(each) for each in due(seeded(), some, known, now) if each.due < now}
    after = {key(each) for each in due(seeded(), some, [*known, more], now) if each.due < now}
    assert after <= before


@settings(max_examples=60, deadline=None)
@given(SOME, DONE, MINUTES)
def test_the_ward_s_clock_changes_nothing(some, said, now) -> None:
    def here(one):
        end = one.end.astimezone(LONDON) if one.end else None
        start = one.start.astimezone(LONDON)
        return Happening(one.what, one.person, one.record, one.row, start, end, one.detail)

    local = due(seeded(), map(here, some), said, now.astimezone(LONDON))
    assert local == due(seeded(), some, said, now)


@settings(max_examples=60, deadline=None)
@given(SOME, DONE, MINUTES)
def test_what_is_left_out_by_since_is_only_what_is_older_and_settled(some, said, now) -> None:
    since = now - timedelta(hours=6)
    whole = due(seeded(), some, said, now)
    seen = {key(each): each for each in due(seeded(), some, said, now, since=since)}
    for each in whole:
        if each.due >= since or each.waits:
            assert seen.pop(key(each)) == each
    assert not seen


@settings(max_examples=60, deadline=None)
@given(SOME, DONE, MINUTES)
def test_due_times_are_single_in_order_and_one_ahead_at_most(some, said, now) -> None:
    found = due(seeded(), some, said, now)
    assert len({key(each) for each in found}) == len(found)
    assert list(found) == sorted(found, key=lambda each: each.due)
    ahead: dict[object, int] = {}
    for each in found:
        if each.due > now and each.waits:
            ahead[each.series] = ahead.get(each.series, 0) + 1
        assert each.state != "late" or (each.due < now and each.definition.timed)
        assert each.due.tzinfo is UTC
    assert all(count == 1 for count in ahead.values())


@settings(deadline=None)
@given(SOME, DONE, MINUTES)
def test_what_was_kept_in_time_is_what_the_duties_say(some, said, now) -> None:
    timed = [one for one in due(seeded(), some, said, now) if one.definition.timed]
    told = [one for one in timed if one.state not in WAITING or one.due < now]
    kept, ahead = kept_in_time(seeded(), some, said, now)
    assert sorted(kept) == sorted((one.due, one.state == IN_TIME) for one in told)
    assert ahead == min((one.due for one in timed if one.due >= now), default=None)
