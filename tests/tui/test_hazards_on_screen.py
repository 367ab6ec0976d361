"""H02 on every form of the ward's day: what is not in the ledger is never ticked as saved."""

from datetime import timedelta
from typing import Any

import pytest

from log_ward import opened, shows
from tui_ward import seen, until
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import reviewing_safety
from wardsafe.services.recording import record_new


def secluded(ward: Any) -> None:
    start = ward.clock.now() - timedelta(minutes=114)
    one = Intervention(type="05", start=start)
    said = RestrictivePractice(person=ward.rosa, when=start, interventions=(one,))
    record_new(ward.unlock("grace"), said)


FORMS = {
    # the room, the keys to its form, what the form is called, what is typed before ^S
    "a duty": ("duties", ["enter"], "it is done", []),  # what is late stands first
    "a movement": ("people", ["m"], "Movement", [*"awol", "enter", *"now", "enter"]),
    "a census": ("closing", ["m"], "Midnight census", []),
}


@pytest.mark.parametrize("name", FORMS)
async def test_H02_no_tick_where_the_disk_is_full_and_the_next_try_saves(
    ward, monkeypatch, name
) -> None:
    secluded(ward)
    room, keys, called, typed = FORMS[name]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reviewing_safety, "review_happenings", lambda *_: {})
    async with opened(ward, room) as (app, pilot):
        await shows(pilot, "RW" if room != "closing" else "Sun 22 Nov")
        await pilot.press(*keys)
        await shows(pilot, called)
        await pilot.press(*typed)
        with monkeypatch.context() as patch:
            patch.setattr("wardsafe.ledger.anchor._flush", full)
            await pilot.press("ctrl+s")
            await shows(pilot, "NOT SAVED")
            assert "Saved #" not in seen(app)
            assert called in seen(app)  # what was typed is still there
        await until(pilot, lambda: not app.screen.keeping.busy)
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved #")
        assert "NOT SAVED" not in seen(app)
