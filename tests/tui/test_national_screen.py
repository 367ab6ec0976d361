"""The national measures on a screen: both methods side by side, switched and turned by keys."""

from datetime import datetime, timedelta

import pytest

from log_ward import opened, shows
from tui_ward import seen, until
from wardsafe.clock import LONDON
from wardsafe.records.movement import Movement
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.recording import record_new
from wardsafe.tui.screens.measures import MeasuresScreen
from wardsafe.tui.screens.national import NationalScreen


def told(ward):
    """A stay since August with a hold then, and a seclusion begun in November and still on."""
    session = ward.unlock("grace")
    came = datetime(2026, 8, 20, 9, tzinfo=LONDON)
    record_new(session, Movement(person=ward.rosa, move="admit", when=came, bed="1"))
    for month, day, code, end in ((8, 20, "07", timedelta(minutes=6)), (11, 10, "05", None)):
        at = datetime(2026, month, day, 15, tzinfo=LONDON)
        rows = [{"type": code, "start": at, "end": end and at + end}]
        said = RestrictivePractice(person=ward.rosa, when=at, place="day-room", interventions=rows)
        record_new(session, said)
    return ward.unlock("ingrid")


async def national(app, pilot) -> None:
    """N on the measures."""
    await until(pilot, lambda: app.screen.shown is not None)
    await pilot.press("n")
    await until(pilot, lambda: isinstance(app.screen, NationalScreen))


def figures(app, measure: str) -> list[str]:
    """What stands in the columns of a measure: counted, over, value, national, printed."""
    row = next(line for line in seen(app).split("\n") if line.strip().startswith(f"{measure} "))
    return row.split()[2:]


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_what_has_no_end_is_in_earlier_months_by_the_national_method_alone(
    ward, size
) -> None:
    told(ward)
    async with opened(ward, "measures", size) as (app, pilot):
        await national(app, pilot)
        await shows(pilot, "National measures, Oct 2026", "by our method")
        assert figures(app, "MHS77") == ["0", "≠", "1", "*"]
        await pilot.press("left", "left")
        await shows(pilot, "National measures, Aug 2026")
        assert figures(app, "MHS77") == ["1", "≠", "2", "*"]
        row = next(line for line in seen(app).split("\n") if "MHS77" in line)
        assert len(row.rstrip()) <= 104  # no figure far from its name on a wide screen
        await pilot.press("1")
        await shows(pilot, "1 of 4 switches national")
        assert figures(app, "MHS77") == ["2", "2", "*"]
        await pilot.press("a")
        await shows(pilot, "4 of 4 switches national")
        await pilot.press("a", "end")
        await shows(pilot, "by our method", "clipped start: ours now")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, MeasuresScreen))


async def test_a_period_is_none_from_before_anything_was_recorded(ward) -> None:
    told(ward)
    async with opened(ward, "measures", (120, 36)) as (app, pilot):
        await national(app, pilot)
        await shows(pilot, "National measures, Oct 2026")
        await pilot.press("right", "right", "right")
        await shows(pilot, "National measures, Nov 2026", "is not over: up to 22 Nov 2026")
        await pilot.press("left", "left", "left", "left", "left")
        await shows(pilot, "National measures, Aug 2026", "before 20 Aug 2026")
        await pilot.press("m")
        await shows(pilot, "National measures, Jul to Sep 2026")
        await pilot.press("m")
        await shows(pilot, "National measures, Aug 2026")


async def test_nothing_of_it_stays_when_it_is_locked(ward) -> None:
    told(ward)
    async with opened(ward, "measures", (120, 36)) as (app, pilot):
        await national(app, pilot)
        await shows(pilot, "National measures, Oct 2026")
        screen = app.screen
        screen.put_away()
        assert screen._held is None
        assert "MHS77" not in seen(app)
