"""Each duty at its edges, over midnight and over both changes of the clocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.duties.crossings import crossings, merged
from wardsafe.duties.definitions import Definitions, seeded
from wardsafe.duties.due import due
from wardsafe.duties.happenings import Done, Duty, Happening
from wardsafe.records.moments import fixed

MINUTE, SECOND, HOUR = timedelta(minutes=1), timedelta(seconds=1), timedelta(hours=1)

# So near that what falls due after ten minutes lies beyond the edge as well.
STARTS = {
    "by day": datetime(2026, 11, 23, 10, 0, tzinfo=LONDON),
    "before midnight": datetime(2026, 11, 22, 23, 52, tzinfo=LONDON),
    "before the clocks go forward": datetime(2026, 3, 29, 0, 52, tzinfo=LONDON),
    "before the clocks go back": datetime(2026, 10, 25, 0, 52, tzinfo=LONDON),
    "before the hour comes again": datetime(2026, 10, 25, 1, 52, tzinfo=LONDON, fold=0),
}


@pytest.mark.parametrize("edge", list(STARTS)[1:])
def test_ten_minutes_after_each_start_lies_beyond_its_edge(edge) -> None:
    start = STARTS[edge]
    after = later(start, 10 * MINUTE)
    assert (after.date(), after.hour, after.utcoffset()) != (
        start.date(), start.hour, start.utcoffset()
    )  # fmt: skip


# duty, what it follows from, minutes to its first due time, minutes before it that it is soon,
# minutes after it at which it is missed (None: it stays late until what it follows from ends)
TIMED = [
    ("seclusion-note", "seclusion", 15, 5, 12),
    ("seclusion-medical-first", "seclusion", 60, 15, None),
    ("seclusion-nursing", "seclusion", 120, 30, 90),
    ("seclusion-need", "seclusion", 120, 30, 90),
    ("seclusion-medical-early", "seclusion", 60 + 240, 60, 180),
    ("seclusion-mdt", "seclusion", 1440, 120, 720),
    ("seclusion-8-hours", "seclusion", 480, 120, 480),
    ("seclusion-12-hours", "seclusion", 720, 120, 720),
    ("segregation-decision", "segregation", 0, 5, None),
    ("segregation-clinician", "segregation", 1440, 120, 720),
    ("segregation-mdt", "segregation", 10080, 120, 5760),
    ("segregation-external", "segregation", 129600, 120, 109440),
    ("rt-hourly", "rapid-tranquillisation", 60, 15, 45),
    ("rt-close", "close-monitoring", 15, 5, 12),
    ("debrief-staff", "incident", 1440, 120, 1440),
    ("debrief-patient", "incident", 2880, 120, 2880),
    ("debrief-external", "incident", 4320, 120, 4320),
    ("self-harm-review", "review-due", 0, 120, 525600),
    ("follow-up", "discharge", 4320, 120, 4320),
    ("record-complete", "record-open", 720, 60, 43200),
    ("observation-turn", "observation", 120, 30, 90),
    ("observation-week", "observation", 10080, 120, 5760),
]
OPEN = [
    ("seclusion-not-detained", "seclusion", "informal", "start", 1440),
    ("seclusion-child", "seclusion", "child", "start", 1440),
    ("restraint-checks-during", "restraint", "", "start", 1440),
    ("restraint-checks-after", "restraint", "", "end", 1440),
    ("debrief-immediate", "incident", "", "end", 1440),
    ("tell-now", "tell-now", "", "start", 525600),
    ("answer-question", "question", "", "start", 525600),
    ("rt-child", "rapid-tranquillisation", "child", "start", 1440),
    ("care-plan-told", "incident", "", "end", 10080),
    ("observation-told", "observation", "", "start", 10080),
    ("rights-information", "admission", "", "start", 10080),
]
LIMITS = [("restraint-length", "restraint", 5), ("prone-length", "prone", 10)]
FROM_A_DOING = ["seclusion-medical-late"]  # test_twice_in_twenty_four_hours_…


def test_every_seeded_duty_stands_in_a_table_of_edges() -> None:
    told = [row[0] for row in (*TIMED, *OPEN, *LIMITS)] + FROM_A_DOING
    assert sorted(told) == sorted(seeded().by_id)


def test_what_the_tables_call_timed_open_and_limit_is_so_in_the_files() -> None:
    by_id = seeded().by_id
    assert all(by_id[row[0]].timed and not by_id[row[0]].limit for row in TIMED)
    assert not any(by_id[row[0]].timed for row in OPEN)
    assert all(by_id[row[0]].limit for row in LIMITS)
    for duty, what, *_ in (*TIMED, *OPEN, *LIMITS):
        assert by_id[duty].trigger == what


def happening(what: str, start: datetime, end: datetime | None = None, **how) -> Happening:
    how = {"person": "p1", "record": "r1", "row": 0, **how}
    return Happening(what=what, start=start, end=end, **how)


def done(duty: str, happened: datetime, entered: datetime | None = None, **how) -> Done:
    how = {"record": "r1", "row": 0, "by": "s1", **how}
    return Done(duty=duty, happened=happened, entered=entered or happened, **how)


def of(duty: str, happenings, dones, now: datetime) -> list[Duty]:
    return [each for each in due(seeded(), happenings, dones, now) if each.definition.id == duty]


def states(duty: str, happenings, dones, now: datetime) -> list[str]:
    return [each.state for each in of(duty, happenings, dones, now)]


def later(start: datetime, length: timedelta) -> datetime:
    """Elapsed time later, said in the ward's own clock."""
    return fixed((start.astimezone(UTC) + length).astimezone(LONDON))


def incident(what: str, start: datetime) -> Happening:
    """An incident is counted from its end; the others from their start."""
    return happening(what, start, start if what == "incident" else None)


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize(("duty", "what", "minutes", "lead", "missed"), TIMED)
def test_each_duty_at_before_and_after_each_edge(duty, what, minutes, lead, missed, start) -> None:
    what_happened = [incident(what, start)]
    at = later(start, minutes * MINUTE)

    def state(when: datetime) -> str:
        found = [each for each in of(duty, what_happened, [], when) if each.number == 1]
        assert found[0].due == at
        return found[0].state

    if lead and minutes > lead:
        assert state(later(at, -lead * MINUTE - SECOND)) == "due"
    assert state(later(at, -lead * MINUTE)) == "soon"
    assert state(later(at, -SECOND)) == "soon"
    assert state(at) == "soon"
    assert state(later(at, SECOND)) == "late"
    if missed is None:
        assert state(later(at, 90 * HOUR)) == "late"
        return
    assert state(later(at, missed * MINUTE - SECOND)) == "late"
    assert state(later(at, missed * MINUTE)) == "missed"


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize(("duty", "what", "minutes", "lead", "missed"), TIMED)
def test_each_duty_done_in_time_and_late(duty, what, minutes, lead, missed, start) -> None:
    what_happened, at = [incident(what, start)], later(start, minutes * MINUTE)
    now = later(at, 5 * MINUTE)
    for when, state in (
        (later(at, -SECOND), "done"),
        (at, "done"),
        (later(at, SECOND), "done late"),
    ):
        first = of(duty, what_happened, [done(duty, when, now)], now)[0]
        assert (first.number, first.due, first.state) == (1, at, state)
        assert (first.happened, first.entered, first.by) == (when, now, "s1")


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize(("duty", "what", "only", "begins", "lapse"), OPEN)
def test_a_duty_without_a_due_time_is_open_and_never_late(
    duty, what, only, begins, lapse, start
) -> None:
    end = later(start, 7 * MINUTE)
    one = happening(what, start, end, detail={only: True} if only else {})
    since = later(start, 0 * MINUTE) if begins == "start" else end
    assert states(duty, [one], [], later(since, -SECOND)) == []
    for when in (since, later(since, HOUR), later(since, lapse * MINUTE - SECOND)):
        (found,) = of(duty, [one], [], when)
        assert (found.state, found.due) == ("due", since)
        assert not found.definition.timed
    assert states(duty, [one], [], later(since, lapse * MINUTE)) == ["missed"]
    doing = done(duty, later(since, 5 * HOUR))
    assert states(duty, [one], [doing], later(since, 6 * HOUR)) == ["done"]


def test_only_where_the_detail_is_true() -> None:
    now = STARTS["by day"]
    asking = [(duty, what) for duty, what, only, *_ in OPEN if only]
    assert asking
    for duty, what in asking:
        assert of(duty, [happening(what, now)], [], now) == []
        assert of(duty, [happening(what, now, detail={"other": True})], [], now) == []


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_segregation_is_decided_before_it_starts(start, seconds) -> None:
    one, now = [happening("segregation", start)], later(start, HOUR)
    decided = done("segregation-decision", later(start, seconds * SECOND), now)
    expected = "done late" if seconds > 0 else "done"
    assert states("segregation-decision", one, [decided], now) == [expected]


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize(
    ("after", "state"),
    [
        (7 * 24 * HOUR - SECOND, "soon"),
        (7 * 24 * HOUR, "soon"),
        (7 * 24 * HOUR + SECOND, "late"),
        (14 * 24 * HOUR - SECOND, "late"),
        (14 * 24 * HOUR, "missed"),
    ],
)
def test_a_follow_up_within_seven_days_where_the_trust_says_so(start, after, state) -> None:
    own = Definitions((replace(seeded().by_id["follow-up"], within=7 * 1440),))
    (found,) = due(own, [happening("discharge", start, start)], [], later(start, after))
    assert (found.due, found.state) == (later(start, 7 * 24 * HOUR), state)


def test_the_immediate_debrief_waits_for_the_end_and_counts_nothing_down() -> None:
    start = STARTS["by day"]
    assert of("debrief-immediate", [happening("incident", start)], [], later(start, HOUR)) == []
    assert of("debrief-staff", [happening("incident", start)], [], later(start, HOUR)) == []


# --- repeated duties --------------------------------------------------------------------------


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_a_two_hourly_review_does_not_move(start) -> None:
    now = later(start, 9 * HOUR)
    found = of("seclusion-nursing", [happening("seclusion", start)], [], now)
    assert [each.due - start.astimezone(UTC) for each in found] == [
        n * HOUR for n in (2, 4, 6, 8, 10)
    ]
    assert [each.state for each in found] == ["missed", "missed", "missed", "late", "due"]
    assert [each.number for each in found] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (89, ["soon"]),  # more than a quarter early: it does not stand for 2 h
        (90, ["done", "due"]),
        (120, ["done", "due"]),
        (121, ["done late", "due"]),
        (209, ["done late", "due"]),
        (210, ["missed", "done", "due"]),  # near the next one, it is the next one
    ],
)
def test_which_due_time_a_doing_answers(minutes, state) -> None:
    start = STARTS["before midnight"]
    now = later(start, max(minutes, 100) * MINUTE)
    doing = done("seclusion-nursing", later(start, minutes * MINUTE), now)
    assert states("seclusion-nursing", [happening("seclusion", start)], [doing], now) == state


def test_a_second_doing_of_one_due_time_answers_nothing_else() -> None:
    start = STARTS["by day"]
    twice = [done("rt-hourly", later(start, n * MINUTE)) for n in (60, 62)]
    now = later(start, 65 * MINUTE)
    assert states("rt-hourly", [happening("rapid-tranquillisation", start)], twice, now) == [
        "done",
        "due",
    ]


@pytest.mark.parametrize(
    ("length", "count"), [(119 * MINUTE, 0), (120 * MINUTE, 0), (121 * MINUTE, 1)]
)
def test_nothing_falls_due_at_or_after_the_end(length, count) -> None:
    start = STARTS["before midnight"]
    one = happening("seclusion", start, later(start, length))
    assert len(of("seclusion-nursing", [one], [], later(start, 30 * HOUR))) == count
    assert len(of("seclusion-medical-first", [one], [], later(start, 30 * HOUR))) == 1


@pytest.mark.parametrize(("length", "state"), [(60, []), (61, ["missed"])])
def test_a_first_medical_review_is_missed_when_seclusion_ends_without_it(length, state) -> None:
    start = STARTS["by day"]
    one = happening("seclusion", start, later(start, length * MINUTE))
    assert states("seclusion-medical-first", [one], [], later(start, 5 * HOUR)) == state


def test_the_four_hourly_review_counts_from_the_first_one_and_stops_with_the_team_s() -> None:
    start = STARTS["before midnight"]
    one = happening("seclusion", start)
    first = done("seclusion-medical-first", later(start, 81 * MINUTE))
    now = later(start, 10 * HOUR)
    found = of("seclusion-medical-early", [one], [first], now)
    assert [each.due for each in found] == [
        later(start, 81 * MINUTE + n * HOUR) for n in (4, 8, 12)
    ]
    team = done("seclusion-mdt", later(start, 6 * HOUR), later(start, 7 * HOUR))
    assert [each.due for each in of("seclusion-medical-early", [one], [first, team], now)] == [
        later(start, 81 * MINUTE + 4 * HOUR)
    ]
    assert of("seclusion-medical-late", [one], [first], now) == []
    (late,) = of("seclusion-medical-late", [one], [first, team], now)
    assert late.due == later(start, 18 * HOUR)


def test_a_team_s_review_entered_late_asks_for_nothing_before_it_was_known() -> None:
    start = STARTS["by day"]
    one = happening("seclusion", start)
    now = later(start, 40 * HOUR)
    team = done("seclusion-mdt", later(start, 2 * HOUR), now)
    found = of("seclusion-medical-late", [one], [team], now)
    assert [(each.number, each.due, each.state) for each in found] == [
        (3, now, "soon"),
        (4, later(start, 50 * HOUR), "due"),
    ]


def test_a_first_review_entered_late_never_makes_the_next_one_late_before_it_was_known() -> None:
    start = STARTS["by day"]
    one = happening("seclusion", start)
    now = later(start, 4 * HOUR + 50 * MINUTE)  # expected at 5 h, as the first was due at 1 h
    early = done("seclusion-medical-first", later(start, 30 * MINUTE), now)
    found = of("seclusion-medical-early", [one], [early], now)
    assert (found[0].due, found[0].state) == (now, "soon")


def test_hourly_observations_end_when_somebody_says_that_nothing_more_is_needed() -> None:
    start = STARTS["by day"]
    one = happening("rapid-tranquillisation", start, later(start, MINUTE))
    stop = done("rt-hourly", later(start, 2 * HOUR), outcome="stop")
    now = later(start, 9 * HOUR)
    assert [each.number for each in of("rt-hourly", [one], [stop], now)] == [1]
    assert len(of("rt-hourly", [one], [], later(start, 30 * HOUR))) == 23
    # It ends nothing that a record ends.
    one = happening("seclusion", start)
    stop = done("seclusion-nursing", later(start, 2 * HOUR), outcome="stop")
    assert len(of("seclusion-nursing", [one], [stop], now)) == 5


def test_close_monitoring_answers_the_hourly_one_too() -> None:
    start = STARTS["by day"]
    both = [happening(what, start) for what in ("rapid-tranquillisation", "close-monitoring")]
    close = done("rt-close", later(start, HOUR))
    assert states("rt-hourly", both, [close], later(start, HOUR)) == ["done", "due"]


def test_both_families_run_and_neither_silences_the_other() -> None:
    start = STARTS["by day"]
    nurses = done("seclusion-nursing", later(start, 2 * HOUR))
    now = later(start, 2 * HOUR + MINUTE)
    one = [happening("seclusion", start)]
    assert states("seclusion-nursing", one, [nurses], now) == ["done", "due"]
    assert states("seclusion-need", one, [nurses], now) == ["late", "due"]


# --- lengths that are kept by ending ----------------------------------------------------------


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize(("duty", "what", "lead"), LIMITS)
def test_a_length_is_kept_by_ending(duty, what, lead, start) -> None:
    on, at = happening(what, start), later(start, 10 * MINUTE)
    if lead < 10:
        assert states(duty, [on], [], later(at, -lead * MINUTE - SECOND)) == ["due"]
    assert states(duty, [on], [], later(at, -lead * MINUTE)) == ["soon"]
    assert states(duty, [on], [], at) == ["soon"]
    assert states(duty, [on], [], later(at, SECOND)) == ["late"]
    now = later(start, HOUR)
    for end, state in (
        (later(at, -SECOND), "done"),
        (at, "done"),
        (later(at, SECOND), "done late"),
    ):
        assert states(duty, [happening(what, start, end)], [], now) == [state]
    assert of(duty, [happening(what, start, start)], [], now) == []  # nobody knows how long


# --- totals -----------------------------------------------------------------------------------


def hours(*pairs: tuple[float, float]):
    start = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    return start, [(start + a * HOUR, start + b * HOUR) for a, b in pairs]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(0, 11.99)], []),
        ([(0, 12)], [12]),
        ([(0, 13)], [12]),
        ([(0, 6), (20, 26)], [26]),
        ([(0, 6), (20, 25.9)], []),
        ([(0, 6), (43, 55)], [55]),  # the first hours leave the window while others come
        ([(0, 6), (43, 50)], []),
        ([(0, 6), (42, 48)], [48]),
        ([(0, 6), (48, 54)], []),
        ([(0, 6), (5, 12)], [12]),  # overlapping minutes count once
        ([(0, 12), (60, 73)], [12, 72]),  # below and above again: a second crossing
        ([(0, 12), (12, 30)], [12]),
    ],
)
def test_twelve_hours_in_any_forty_eight(pairs, expected) -> None:
    start, spans = hours(*pairs)
    found = crossings(spans, 12 * HOUR, 48 * HOUR)
    assert [(at - start) / HOUR for at in found] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [([(0, 7.99)], []), ([(0, 8)], [8]), ([(0, 5), (5, 9)], [8]), ([(0, 5), (5.01, 9)], [])],
)
def test_eight_hours_together(pairs, expected) -> None:
    start, spans = hours(*pairs)
    assert [(at - start) / HOUR for at in crossings(spans, 8 * HOUR)] == expected


def test_spans_that_are_empty_or_reversed_count_for_nothing() -> None:
    start, spans = hours((3, 3), (5, 4), (0, 1))
    assert merged(spans) == [(start, start + HOUR)]


def test_the_window_slides_over_all_seclusions_of_one_person_across_incidents() -> None:
    start = STARTS["before the clocks go back"]
    first = happening("seclusion", start, later(start, 7 * HOUR), record="r1")
    other = happening("seclusion", start, later(start, 7 * HOUR), record="r3", person="p2")
    again = happening("seclusion", later(start, 20 * HOUR), None, record="r2")
    now = later(start, 24 * HOUR)
    found = of("seclusion-12-hours", [again, other, first], [], now)
    assert [(each.record, each.due, each.state) for each in found] == [
        ("r2", later(start, 25 * HOUR), "soon")
    ]
    review = done("seclusion-12-hours", later(start, 25 * HOUR + MINUTE), record="r2")
    now = later(start, 30 * HOUR)
    assert states("seclusion-12-hours", [again, other, first], [review], now) == ["done late"]


# --- how it was entered -----------------------------------------------------------------------


def ticks(start: datetime, count: int, seconds: int) -> list[Done]:
    entered = later(start, 13 * HOUR)
    span = timedelta(seconds=seconds)
    return [
        done(
            "seclusion-note",
            later(start, n * 15 * MINUTE),
            later(entered, (n - 1) * span / (count - 1)),
        )
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("count", "seconds", "flagged"), [(12, 40, 12), (12, 41, 0), (11, 5, 0), (13, 40, 13)]
)
def test_H16_twelve_ticks_in_forty_seconds_are_flagged(count, seconds, flagged) -> None:
    start = STARTS["before midnight"]
    now = later(start, 14 * HOUR)
    found = of("seclusion-note", [happening("seclusion", start)], ticks(start, count, seconds), now)
    marked = [each for each in found if "entered together" in each.flags]
    assert len(marked) == flagged
    assert all(each.happened and each.happened < each.entered for each in marked)


def test_H16_ticks_of_two_people_are_not_taken_together() -> None:
    start = STARTS["by day"]
    half = [
        done("seclusion-note", each.happened, each.entered, by=f"s{n % 2}")
        for n, each in enumerate(ticks(start, 14, 10))
    ]
    found = of("seclusion-note", [happening("seclusion", start)], half, later(start, 14 * HOUR))
    assert not any("entered together" in each.flags for each in found)


@pytest.mark.parametrize(
    ("after", "flags"),
    [
        (14 * MINUTE, ()),
        (15 * MINUTE, ("entered 15 min late",)),
        (3 * HOUR + 12 * MINUTE, ("entered 3 h 12 late",)),
        (-MINUTE, ("entered before it happened",)),
    ],
)
def test_H16_happened_and_entered_are_two_times(after, flags) -> None:
    start = STARTS["before the clocks go forward"]
    at = later(start, 15 * MINUTE)
    doing = done("seclusion-note", at, later(at, after))
    found = of("seclusion-note", [happening("seclusion", start)], [doing], later(start, 6 * HOUR))
    assert (found[0].state, found[0].flags) == ("done", flags)


def test_what_was_not_held_is_missed_at_once_and_a_time_nobody_wrote_is_in_time() -> None:
    start = STARTS["by day"]
    one = [happening("incident", start, start)]
    now = later(start, HOUR)
    refused = done("debrief-patient", later(start, MINUTE), row=None, outcome="not-done")
    assert states("debrief-patient", one, [refused], now) == ["missed"]
    said = Done("debrief-staff", "r1", None, None, later(start, 30 * HOUR), "s1")
    (found,) = of("debrief-staff", one, [said], later(start, 31 * HOUR))
    assert (found.state, found.happened) == ("done", None)


def test_F18_a_time_years_away_neither_hangs_nor_hides_anything() -> None:
    now = STARTS["by day"]
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)
    forgotten = happening("seclusion", long_ago, record="r2")
    wrong = done("seclusion-note", datetime(2099, 1, 1, tzinfo=UTC))
    one = happening("seclusion", later(now, -HOUR))
    found = due(seeded(), [one, forgotten], [wrong], now, since=later(now, -24 * HOUR))
    mine = [each for each in found if each.definition.id == "seclusion-note"]
    assert [each.state for each in mine if each.record == "r1"] == ["missed"] * 3 + ["soon", "due"]
    assert len([each for each in mine if each.record == "r2"]) < 100


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_twice_in_twenty_four_hours_from_the_team_s_review_on(start) -> None:
    one = happening("seclusion", start)
    team = done("seclusion-mdt", later(start, 5 * HOUR))
    at = later(start, 17 * HOUR)

    def state(when: datetime, *more: Done) -> str:
        return states("seclusion-medical-late", [one], [team, *more], when)[0]

    assert state(later(at, -2 * HOUR - SECOND)) == "due"
    assert state(later(at, -2 * HOUR)) == "soon"
    assert state(at) == "soon"
    assert state(later(at, SECOND)) == "late"
    assert state(later(at, 3 * HOUR)) == "missed"
    assert state(at, done("seclusion-medical-late", later(at, -9 * HOUR))) == "done"
    late = done("seclusion-medical-late", later(at, SECOND))
    assert state(later(at, MINUTE), late) == "done late"
