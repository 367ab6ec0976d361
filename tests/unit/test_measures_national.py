"""National measures by their formulas, each deviation with the switch that reproduces the other."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime

import pytest

from wardsafe.clock import LONDON
from wardsafe.measures.durations import FAMILY, INVALID, band, bands
from wardsafe.measures.national import (
    Figure,
    Incident,
    Intervention,
    Spell,
    bed_days,
    by_id,
    figures,
)
from wardsafe.measures.national_method import DEVIATIONS, NATIONAL, OURS, Method
from wardsafe.measures.national_printed import half_up, published
from wardsafe.measures.periods import period_of

NOV = period_of("month", date(2026, 11, 1))


def at(day: int, hour: int = 12, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


STAYS = (
    Spell("a", date(2026, 10, 20), None),
    Spell("b", date(2026, 11, 10), date(2026, 11, 20)),
    Spell("c", date(2026, 11, 5), date(2026, 11, 5)),
    Spell("d", date(2026, 9, 1), date(2026, 10, 31)),
)
INCIDENTS = (
    Incident("1", "a", at(3, 10), at(3, 10, 30)),
    Incident("2", "b", at(12, 10), at(12, 11)),
    Incident("3", "a", at(20), None),
)
ROWS = (
    Intervention("1", 0, "07", at(3, 10), at(3, 10, 10)),
    Intervention("1", 1, "01", at(3, 10, 10), at(3, 10, 12)),
    Intervention("2", 0, "07", at(12, 10), at(12, 10, 30)),
    Intervention("2", 1, "14", at(12, 10, 40), date(2026, 11, 12)),
    Intervention("3", 0, "05", at(20), None),
)


def values(
    rows: Sequence[Intervention] = ROWS,
    incidents: Sequence[Incident] = INCIDENTS,
    spells: Sequence[Spell] = STAYS,
    method: Method = OURS,
) -> dict[tuple[str, str], float | None]:
    found = figures(NOV, incidents, rows, spells, method)
    return {key: figure.value for key, figure in by_id(found).items()}


def test_each_measure_by_its_formula() -> None:
    found = values()
    assert found["MHS76", ""] == 2
    assert found["MHS77", ""] == 5
    assert found["MHS136", ""] == 3
    assert found["MHS137", ""] == 5 / 3
    # 30 nights of a, 10 of b, none of c within one day, none of d.
    assert found["MHS96", ""] == 5 / 40 * 1000
    assert found["MHS97", ""] == pytest.approx(200 / 3)
    assert (found["MHS98", "07"], found["MHS98a", "07"], found["MHS99", "07"]) == (20, 20, 30)
    assert found["MHS98", "01"] == 2
    assert ("MHS98", "14") not in found
    assert (found["MHS138", ""], found["MHS138a", ""], found["MHS139", ""]) == (45, 45, 60)
    assert (found["MHS146", "05"], found["MHS146a", "05"]) == (10.5, 10.5)
    assert found["MHS147", "06"] is None
    assert values(method=NATIONAL) == found


def test_bed_days_count_admission_and_not_discharge() -> None:
    assert bed_days([Spell("a", date(2026, 11, 1), date(2026, 11, 2))], NOV) == 1
    assert bed_days([Spell("a", date(2026, 1, 1), None)], NOV) == 30
    assert bed_days([Spell("a", date(2026, 11, 30), date(2026, 12, 9))], NOV) == 1


@pytest.mark.parametrize("each", DEVIATIONS, ids=[each.switch for each in DEVIATIONS])
def test_every_deviation_has_a_switch_that_changes_a_number(each: object) -> None:
    switch = getattr(each, "switch", "")
    cases: dict[str, tuple[Incident, Intervention, tuple[Spell, ...], tuple[str, str]]] = {
        "hindsight": (
            Incident("9", "a", at(25, month=10), at(2, month=12)),
            Intervention("9", 0, "05", at(25, month=10), at(2, month=12)), STAYS, ("MHS77", ""),
        ),
        "spell_needed": (
            Incident("9", "z", at(3), at(4)), Intervention("9", 0, "07", at(3), at(4)), STAYS,
            ("MHS77", ""),
        ),
        "elapsed": (
            Incident("9", "a", datetime(2026, 10, 24, 23, tzinfo=LONDON), at(1, 2)),
            Intervention("9", 0, "07", datetime(2026, 10, 24, 23, tzinfo=LONDON), at(2, 2)), STAYS,
            ("MHS98", "07"),
        ),
        "clipped_start": (
            Incident("9", "a", at(31, 23, month=10), at(1, 2)),
            Intervention("9", 0, "07", at(31, 23, month=10), at(1, 2)), STAYS, ("MHS98", "07"),
        ),
    }  # fmt: skip
    incident, row, spells, key = cases[switch]
    theirs = replace(OURS, **{switch: getattr(NATIONAL, switch)})
    ours = values([row], [incident], spells).get(key)
    assert values([row], [incident], spells, theirs).get(key) != ours


def test_every_switch_is_a_stated_deviation() -> None:
    assert {each.name for each in fields(Method)} - {"id"} == {each.switch for each in DEVIATIONS}
    assert all(each.ours != each.national for each in DEVIATIONS)


def test_an_intervention_over_two_months_counts_in_both() -> None:
    incident = Incident("9", "a", at(31, 23, month=10), at(1, 2))
    row = Intervention("9", 0, "07", at(31, 23, month=10), at(1, 2))
    for method in (OURS, NATIONAL):
        for month in (10, 11):
            found = figures(
                period_of("month", date(2026, month, 1)), [incident], [row], STAYS, method
            )
            assert by_id(found)["MHS77", ""].value == 1


def test_a_length_outside_the_stay_or_backwards_is_not_valid() -> None:
    incidents = [Incident("9", "b", at(12), at(13))]
    late = Intervention("9", 0, "07", at(12), at(21))
    backwards = Intervention("9", 1, "07", at(12), at(11, 9))
    assert ("MHS98", "07") not in values([late, backwards], incidents)


def test_the_clock_change_is_an_hour() -> None:
    october = period_of("month", date(2026, 10, 1))
    start = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    end = datetime(2026, 10, 25, 3, 30, tzinfo=LONDON)
    given = ([Incident("9", "a", start, end)], [Intervention("9", 0, "07", start, end)], STAYS)
    assert by_id(figures(october, *given, OURS))["MHS98", "07"].value == 240
    assert by_id(figures(october, *given, NATIONAL))["MHS98", "07"].value == 180


def test_published_as_the_national_file_prints() -> None:
    printed = published(figures(NOV, INCIDENTS, ROWS, STAYS, NATIONAL))
    assert printed["MHS76", ""] == printed["MHS136", ""] == printed["MHS96", ""] == "*"
    assert printed["MHS77", ""] == "5"
    assert printed["MHS98", "07"] == "20.0"
    assert printed["MHS147", "06"] == ""
    assert half_up(2.5, 0) == "3"


def test_published_rounds_to_five_when_there_are_enough() -> None:
    rows = [Intervention(str(n), 0, "07", at(3, 10), at(3, 10, 10)) for n in range(13)]
    incidents = [Incident(str(n), f"p{n}", at(3, 10), at(3, 10, 30)) for n in range(13)]
    stays = [Spell(f"p{n}", date(2026, 10, 1), None) for n in range(20)]
    printed = published(figures(NOV, incidents, rows, stays, NATIONAL))
    assert (printed["MHS76", ""], printed["MHS77", ""], printed["MHS136", ""]) == ("15",) * 3
    assert (printed["MHS96", ""], printed["MHS97", ""], printed["MHS137", ""]) == (
        "22",
        "65",
        "1.0",
    )


@pytest.mark.parametrize(
    ("kind", "minutes", "ours", "national"),
    [
        ("07", 10, "0 to 10 minutes", "0-10 Minutes"),
        ("07", 10.5, "over 10 to 30 minutes", INVALID),
        ("07", 60, "over 30 to 60 minutes", "31-60 Minutes"),
        ("07", 60.5, "over 60 minutes", "60+ Minutes"),
        ("05", 1440, "0 to 24 hours", "0-24 Hours"),
        ("05", 1440.5, "over 24 to 72 hours", INVALID),
        ("05", 4320, "over 24 to 72 hours", "72 Hours-7 Days"),
        ("05", 7.5 * 1440, "over 7 to 14 days", INVALID),
        ("05", 91 * 1440, "over 90 days", "3 Months+"),
        ("06", 30.5 * 1440, "over 30 to 90 days", INVALID),
        ("06", 366 * 1440, "over 365 days", "12 Months+"),
        ("99", 5, INVALID, INVALID),
        ("07", None, INVALID, INVALID),
        ("07", -1, INVALID, INVALID),
    ],
)
def test_bands(kind: str, minutes: float | None, ours: str, national: str) -> None:
    assert band(kind, minutes) == ours
    assert band(kind, minutes, national=True) == national


def test_no_length_falls_between_our_bands() -> None:
    for kind, family in FAMILY.items():
        for minutes in range(0, 400 * 1440, 97):
            assert band(kind, minutes) in bands(family)
        if kind not in ("01", "05", "06"):
            break
    assert bands("restraint", national=True)[0] == "0-10 Minutes"


def test_a_figure_says_what_it_rests_on() -> None:
    found = by_id(figures(NOV, INCIDENTS, ROWS, STAYS))
    assert found["MHS96", ""] == Figure(
        "MHS96", "Interventions per 1,000 occupied bed days", "", 125, 5, 40
    )
