"""Who force was used on, on the screen: groups in the order of their list, silence said aloud."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tui_ward import seen, until
from wardsafe.clock import LONDON
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.equity import Group, Split
from wardsafe.services.recording import record_new
from wardsafe.tui.app import WardApp
from wardsafe.tui.equity_lines import equity_lines, equity_page
from wardsafe.tui.screens.equity import EquityScreen


def words(splits: list[Split]) -> list[str]:
    return [line.plain.rstrip() for line in equity_lines(splits)]


def test_groups_stand_as_in_their_list_and_a_few_people_have_no_rate() -> None:
    split = Split("sex", (Group("Male", 2, 100, 3), Group("Female", 9, 800, 60)))
    lines = words([split])
    assert [line.split()[0] for line in lines[1:3]] == ["Male", "Female"]
    assert lines[1].split() == ["Male", "2", "100", "3", "too", "few"]
    assert lines[2].endswith("75")
    assert lines[3] == "Known of everybody."


def test_a_group_nobody_was_in_has_no_rate_and_not_known_is_said() -> None:
    split = Split("autism", (Group("Yes", 0, 0, 2), Group("not known", 3, 50, 1)))
    lines = words([split])
    assert lines[1].split() == ["Yes", "0", "0", "2"]
    assert lines[-1] == "Not known for 100% of the bed days."


@pytest.mark.parametrize(("width", "lines"), [(137, 15), (138, 10)])
def test_the_splits_keep_their_order_in_two_columns_where_there_is_room(
    width: int, lines: int
) -> None:
    splits = [
        Split(title, tuple(Group(f"{title} {n}", 1, 1, 0) for n in range(groups)))
        for title, groups in (("sex", 2), ("age", 4), ("autism", 1))
    ]
    drawn = [line.plain for line in equity_page(splits, width)]
    assert len(drawn) == lines
    read = [line[:72] for line in drawn] + [line[72:] for line in drawn]
    heads = [line.split()[1] for line in read if line.startswith("By ")]
    assert heads == ["sex", "age", "autism"]


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_it_is_read_a_quarter_at_a_time(ward: Any, size: tuple[int, int]) -> None:
    session = ward.unlock("ingrid")
    began = datetime(2026, 11, 4, 10, 0, tzinfo=LONDON)
    row = Intervention(type="07", start=began, end=began + timedelta(minutes=4))
    said = RestrictivePractice(person=ward.rosa, when=began, interventions=(row,))
    record_new(session, said)
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=size) as pilot:
        app.unlocked(session)
        app.go("equity")
        await until(pilot, lambda: "By sex" in seen(app))
        assert "Oct to Dec 2026" in seen(app)
        assert "Exact figures" in seen(app)
        assert "a report withholds small ones." in seen(app)
        assert "too few" in seen(app)
        await pilot.press("left")
        await until(pilot, lambda: "Jul to Sep 2026" in seen(app))
        await pilot.press("right", "right")
        await until(pilot, lambda: "Oct to Dec 2026" in seen(app))


async def test_a_nurse_is_told_who_may_look(ward: Any) -> None:
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=(80, 24)) as pilot:
        app.unlocked(ward.unlock("emeka"))
        app.go("equity")
        await until(pilot, lambda: "does not allow" in seen(app))
        assert isinstance(app.screen, EquityScreen)
