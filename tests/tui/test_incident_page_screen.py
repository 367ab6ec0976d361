"""An incident on paper: the page that is chosen, in the file that is named, for those who may."""

from pathlib import Path
from typing import Any

import pytest

from log_ward import NARROW, WIDE, incident, opened, shows, two_versions
from tui_ward import seen, until
from wardsafe.records.patient import Patient
from wardsafe.services.recording import record_new
from wardsafe.tui.screens.incident_page import IncidentPageScreen

STATUTORY, FOR_PATIENT = "The record of the Act", "For the patient"


async def asked(pilot: Any) -> None:
    await shows(pilot, "Rosa Whitfield")
    await pilot.press("p")
    await until(pilot, lambda: isinstance(pilot.app.screen, IncidentPageScreen))
    # whose record it is stays in sight
    await shows(pilot, "File", ", on paper", STATUTORY, FOR_PATIENT, "Rosa Whitfield")


async def told(pilot: Any, words: str) -> None:
    await until(pilot, lambda: any(words in each.message for each in pilot.app._notifications))


def typed(pilot: Any, target: Path) -> None:
    pilot.app.screen.cell.value = str(target)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_P_writes_the_statutory_page_where_somebody_says(ward, tmp_path, size) -> None:
    saved = record_new(ward.unlock("grace"), incident(ward, how="Held by two."))
    target = tmp_path / "page.html"
    async with opened(ward, "record", size, record=saved.record) as (app, pilot):
        await asked(pilot)
        typed(pilot, target)
        await pilot.press("enter")
        await told(pilot, "The page is written.")
        assert str(target) not in seen(app)
    page = target.read_text()
    assert "6(5)" in page
    assert "Held by two." in page


async def test_the_arrow_chooses_the_page_for_the_patient_and_typing_keeps_it(
    ward, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saved = record_new(ward.unlock("ingrid"), incident(ward))
    async with opened(ward, "record", NARROW, record=saved.record) as (_, pilot):
        await asked(pilot)
        await pilot.press("down", *"hers.html", "enter")
        await told(pilot, "The page is written.")
    page = (tmp_path / "hers.html").read_text()
    assert "6(5)" not in page
    assert list(tmp_path.glob("*.html")) == [tmp_path / "hers.html"]


async def test_it_is_offered_to_nobody_whose_role_may_not_print(ward) -> None:
    saved = record_new(ward.unlock("emeka"), incident(ward))
    async with opened(ward, "record", (160, 50), record=saved.record) as (app, pilot):
        text = await shows(pilot, "History", "who has read it")
        record = app.screen
        await pilot.press("p")
        await pilot.pause()
        assert app.screen is record
        assert "P on paper" not in text


async def test_what_is_no_incident_has_no_page(ward) -> None:
    saved = record_new(ward.unlock("grace"), Patient(name="Ada Bright"))
    async with opened(ward, "record", (160, 50), record=saved.record) as (app, pilot):
        text = await shows(pilot, "History", "who has read it")
        record = app.screen
        await pilot.press("p")
        await pilot.pause()
        assert app.screen is record
        assert "P on paper" not in text


async def test_esc_and_a_blank_file_write_nothing(ward) -> None:
    session = ward.unlock("grace")
    saved = two_versions(ward, session)
    async with opened(ward, "record", (160, 50), record=saved.record) as (app, pilot):
        await shows(pilot, "P on paper")
        await asked(pilot)
        before = session.ledger.count()
        await pilot.press("enter")
        await shows(pilot, "Type a file.")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, IncidentPageScreen))
        assert session.ledger.count() == before


async def test_a_file_that_is_there_already_is_refused_in_words(ward, tmp_path) -> None:
    saved = record_new(ward.unlock("grace"), incident(ward))
    target = tmp_path / "page.html"
    target.write_text("mine")
    async with opened(ward, "record", record=saved.record) as (_, pilot):
        await asked(pilot)
        typed(pilot, target)
        await pilot.press("enter")
        await told(pilot, "page.html is there already.")
    assert target.read_text() == "mine"
