"""The national measures of a ward's own records: by our method, the national one, and on paper."""

from datetime import date, datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.measures.national_method import DEVIATIONS, FORMULAS, NATIONAL, OURS, switched
from wardsafe.measures.periods import MONTH, QUARTER, period_of
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.link import Link
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import national
from wardsafe.services.recording import record_new
from wardsafe.services.reports.national_figures import national_section

NOV = period_of(MONTH, date(2026, 11, 1))


def at(day: int, hour: int = 10, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LONDON)


def force(ward, begins: datetime, minutes: int | None = 20, kind: str = "07", **more) -> str:
    end = None if minutes is None else begins + timedelta(minutes=minutes)
    rows = (Intervention(type=kind, start=begins, end=end),)
    about = {"person": ward.rosa, **more}
    said = RestrictivePractice(when=begins, interventions=rows, **about)
    return record_new(ward.session, said).record


def values(found, column: str = "value") -> dict[str, str]:
    return {one.id: getattr(one, column) for one in found.lines if not one.group}


@pytest.fixture
def november(ward):
    """Seclusion from before the month over its end, two restraints, one of them told of twice."""
    ward.unlock("ingrid")
    force(ward, at(30, month=10), minutes=None, kind="05")
    once = force(ward, at(20))
    twice = force(ward, at(20, 11))
    record_new(ward.session, Link(one=once, other=twice, same="Y"))
    force(ward, at(21), minutes=30)
    return ward


def test_every_national_measure_stands_with_its_formula_and_what_was_counted(november) -> None:
    found = national.figures(national.read(november.session), NOV)
    said = values(found)
    assert {"MHS76", "MHS77", "MHS136", "MHS137", "MHS96", "MHS97", "MHS138", "MHS139", "MHS146",
            "MHS147"} <= set(said)  # fmt: skip
    assert (said["MHS76"], said["MHS77"], said["MHS136"], said["MHS137"]) == ("1", "3", "3", "1")
    assert all(one.formula == FORMULAS[one.id] for one in found.lines)
    by_type = {(one.id, one.group): one.value for one in found.lines if one.group}
    lengths = [v for (name, _), v in by_type.items() if name == "MHS98"]
    assert lengths == ["25"]  # 20 and 30 minutes; the linked record is the same event
    assert "Nov 2026 is not over: up to 22 Nov 2026." in found.notes


def test_a_switch_reproduces_what_the_national_code_does(november) -> None:
    held = national.read(november.session)
    every = national.figures(held, NOV, national.SWITCHES)
    assert all(one.value == one.national for one in every.lines)
    visitor = force(november, at(22), person=None, person_described="a visitor's son")
    held = national.read(november.session)
    assert values(national.figures(held, NOV))["MHS77"] == "4", visitor
    assert values(national.figures(held, NOV, ["spell_needed"]))["MHS77"] == "3"
    assert switched(national.SWITCHES) == switched(frozenset(national.SWITCHES))
    for name in national.SWITCHES:
        made = switched([name])
        changed = {each.switch for each in DEVIATIONS
                   if getattr(made, each.switch) != getattr(OURS, each.switch)}  # fmt: skip
        assert changed == {name}
        assert getattr(made, name) == getattr(NATIONAL, name)


def test_what_is_still_on_counts_by_hindsight_only_from_when_it_began(november) -> None:
    held = national.read(november.session)
    september = period_of(MONTH, date(2026, 9, 1))
    assert values(national.figures(held, september))["MHS77"] == "0"
    assert values(national.figures(held, september, ["hindsight"]))["MHS77"] == "1"
    october = values(national.figures(held, period_of(MONTH, date(2026, 10, 1))))
    assert (october["MHS77"], october["MHS146"]) == ("1", "1.6")


def test_a_period_that_has_not_begun_has_no_figures(november) -> None:
    held = national.read(november.session)
    with pytest.raises(BadInput):
        national.figures(held, period_of(QUARTER, date(2027, 1, 1)))


def test_the_report_withholds_people_and_every_length(november) -> None:
    section = national_section(november.session, NOV)
    rows = {row[0].split()[0]: row for row in section.tables[0].rows}
    assert set(rows) == {"MHS76", "MHS77", "MHS136", "MHS137", "MHS96", "MHS97"}
    assert (rows["MHS76"][3], rows["MHS97"][1]) == ("*", "*")
    assert (rows["MHS77"][3], rows["MHS136"][3]) == ("3", "3")
    assert not any("25" in cell for row in section.tables[0].rows for cell in row[1:5])
    assert [row[0].split()[0] for row in section.tables[1].rows] == ["1", "2", "3", "4"]
