"""The app on a small real ward, unlocked, with the log or a record open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tui_ward import seen, until
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.recording import amend, record_new
from wardsafe.tui.app import WardApp

WIDE, NARROW = (120, 36), (80, 24)


def incident(ward: Any, **more: Any) -> RestrictivePractice:
    """A standing hold of five minutes, about Rosa, now."""
    now = ward.clock.now()
    held = Intervention(type="07", start=now, end=now)
    said = {"person": ward.rosa, "when": now, "interventions": (held,), "place": "corridor"}
    return RestrictivePractice(**{**said, **more})


def several(ward: Any, session: Any, count: int) -> list[Any]:
    """Records a minute apart, oldest first, as they were saved."""
    found = []
    for _ in range(count):
        ward.clock.pass_(60)
        found.append(record_new(session, incident(ward)))
    return found


def two_versions(ward: Any, session: Any) -> Any:
    """A record that two people amended from the same entry."""
    saved = record_new(session, incident(ward, how="Held."))
    said = incident(ward, how="Held by the left arm.", place="garden")
    amend(session, saved.record, said, "camera", (saved.id,))
    said = incident(ward, how="Held by the right arm.")
    amend(session, saved.record, said, "I was there", (saved.id,))
    return saved


@asynccontextmanager
async def opened(
    ward: Any, room: str, size: tuple[int, int] = WIDE, who: str = "grace", **arguments: Any
) -> AsyncIterator[tuple[WardApp, Any]]:
    """The app with this room open, above the board; `ward.session` is the session."""
    session = ward.session or ward.unlock(who)
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.lock_screen.is_mounted)
        app.unlocked(session)
        await pilot.pause()
        app.go(room, **arguments)
        await pilot.pause()
        await until(pilot, lambda: app.screen.is_mounted)
        yield app, pilot


async def shows(pilot: Any, *texts: str) -> str:
    """Wait until all of the texts stand on the screen; what stands there then."""
    try:
        await until(pilot, lambda: all(text in seen(pilot.app) for text in texts))
    except AssertionError:
        raise AssertionError(f"{texts} are not all on the screen:\n{seen(pilot.app)}") from None
    return seen(pilot.app)
