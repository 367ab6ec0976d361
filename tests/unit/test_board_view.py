"""What the board reads: who is secluded now, what is unfinished, what happened tonight."""

from datetime import timedelta

import pytest

from views_ward import NIGHT, Ward, incident
from wardsafe.records.access import Access
from wardsafe.records.held_record import HeldRecord
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.views.access import unlocks, who_read
from wardsafe.views.board import (
    events_since,
    how_many_to_finish,
    interventions_on,
    to_finish,
    unclaimed,
)
from wardsafe.views.log import LogFilter, count

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def ward() -> Ward:
    return Ward()


def rows(*found: tuple[str, int, int | None]) -> list[dict[str, object]]:
    return [
        {
            "type": code,
            "start": NIGHT + start * MINUTE,
            "end": None if end is None else NIGHT + end * MINUTE,
        }
        for code, start, end in found
    ]


def test_a_seclusion_that_goes_on_says_since_when(ward: Ward) -> None:
    person = ward.write(Patient(name="Jon Marsh")).header.record
    ward.write(incident(person, interventions=rows(("07", 0, 7), ("05", 8, None))))
    (on,) = interventions_on(ward.db)
    assert (on.row.initials, on.what, on.isolation) == ("JM", "Seclusion", True)
    assert on.since == NIGHT + 8 * MINUTE


def test_a_restraint_that_goes_on_is_open_and_no_isolation(ward: Ward) -> None:
    ward.write(incident(interventions=rows(("07", 0, None))))
    assert [on.isolation for on in interventions_on(ward.db)] == [False]


def test_what_is_over_not_known_or_void_is_not_going_on(ward: Ward) -> None:
    ward.write(incident(interventions=rows(("05", 0, 90))))
    unknown = incident(interventions=rows(("05", 0, None)), not_known=("interventions.0.end",))
    ward.write(unknown)
    first = ward.write(incident(interventions=rows(("05", 0, None))))
    ward.write(incident(), parents=[first], act="void", reason="wrong person")
    assert interventions_on(ward.db) == []


def test_to_finish_names_what_is_missing_newest_first(ward: Ward) -> None:
    for hours in (3, 1, 2):
        ward.write(incident(when=NIGHT - hours * HOUR, reason="10"))
    found = to_finish(ward.db, limit=2)
    assert [each.row.number for each in found] == [2, 3]
    assert all(word in " / ".join(found[0].missing).lower() for word in ("f ", "m ", "outcome"))
    assert not any(item.startswith(("a ", "c ")) for item in found[0].missing)
    assert how_many_to_finish(ward.db) == (3, True)
    assert how_many_to_finish(ward.db, cap=2) == (2, False)


def test_a_void_record_is_nothing_to_finish(ward: Ward) -> None:
    first = ward.write(incident())
    ward.write(incident(), parents=[first], act="void", reason="twice")
    assert to_finish(ward.db) == []


def test_tonight_tells_each_intervention_at_its_own_time(ward: Ward) -> None:
    ward.write(incident(interventions=rows(("07", 0, 7), ("05", 8, None))))
    ward.write(Movement(person="p1", move="return", when=NIGHT + 4 * MINUTE))
    ward.write(incident(when=NIGHT - 20 * HOUR))
    found = [(event.at, event.what) for event in events_since(ward.db, NIGHT - HOUR)]
    assert found == [
        (NIGHT + 8 * MINUTE, "Seclusion started"),
        (NIGHT + 4 * MINUTE, "Movement, Returned"),
        (NIGHT, "Restraint, standing, 7 min"),
    ]


def test_a_void_incident_is_one_event_that_says_so(ward: Ward) -> None:
    first = ward.write(incident())
    ward.write(incident(), parents=[first], act="void", reason="twice")
    (event,) = events_since(ward.db, NIGHT - HOUR)
    assert (event.row.state, event.what) == ("void", "Restrictive practice, Restraint, corridor")


def test_held_records_wait_until_claimed(ward: Ward) -> None:
    first = ward.write(HeldRecord(taken=NIGHT))
    ward.write(HeldRecord(taken=NIGHT + HOUR))
    assert unclaimed(ward.db) == 2
    claimed = HeldRecord(taken=NIGHT, state="claimed", became="x")
    ward.write(claimed, parents=[first], act="amend")
    assert unclaimed(ward.db) == 1


def test_unlocks_and_reads_stand_apart_from_the_log(ward: Ward) -> None:
    for n, (what, about) in enumerate([("unlock", None), ("read", "r1"), ("read", "r2")]):
        ward.write(Access(what=what, whom="Dev Shah", when=NIGHT + n * MINUTE, record=about))
    ward.write(Access(what="read", whom="Grace Okafor", when=NIGHT + HOUR, record="r1"))
    assert [each.whom for each in who_read(ward.db, "r1")] == ["Grace Okafor", "Dev Shah"]
    assert [each.whom for each in unlocks(ward.db)] == ["Dev Shah"]
    assert unlocks(ward.db, below=unlocks(ward.db)[0].position) == []
    assert count(ward.db, LogFilter()) == (0, True)
