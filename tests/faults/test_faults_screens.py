"""Faults around the screens: sleep, a terminal that vanishes, a fault in every handler.

After each: what was typed is a draft, what was saved is in the ledger, nothing of it is printed.
"""

import contextlib
import os
import signal
import sys
from typing import Any

import pytest

from every_room import opened
from tui_ward import Crashes, Terminal, until
from wardsafe.ledger.verify import verify
from wardsafe.services.drafting import offered
from wardsafe.tui import writing
from wardsafe.tui.app import WardApp
from wardsafe.tui.forms.page import Page
from wardsafe.tui.rooms import ROOMS, room
from wardsafe.tui.screens.form import FormScreen

SECRET = "Rosa Whitfield 999 418 2218"


@pytest.fixture
def crashes() -> Crashes:
    return Crashes()


@pytest.fixture
def app(ward, crashes) -> WardApp:
    return WardApp(ward.door, ward.clock, ward.chance, on_crash=crashes.came)


async def writing_a_form(ward, pilot) -> FormScreen:
    pilot.app.unlocked(ward.unlock("emeka"))
    session = pilot.app.session
    screen = FormScreen(writing.new(session, person=ward.rosa).task())
    pilot.app.push_screen(screen)
    await until(pilot, lambda: screen.is_current and bool(screen.query(Page)))
    await pilot.pause()
    await pilot.press(*"-15m", "enter")
    return screen


@pytest.mark.parametrize("asleep", [60 * 60, 11 * 60 * 60, 80 * 24 * 60 * 60])
async def test_F19_sleep_between_a_key_and_the_save_locks_and_keeps_the_draft(
    ward, app, asleep
) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await writing_a_form(ward, pilot)
        ward.clock.pass_(asleep)
        await pilot.press("0")
        app.tick()
        await pilot.pause()
        assert app.session is None
        assert app.screen is app.lock_screen
    (draft,) = offered(ward.unlock("emeka")).drafts
    assert draft.fields["typed"]["when"] == "-15m"


async def test_F20_a_storm_of_sizes_down_to_one_cell_loses_nothing(ward, app, crashes) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await writing_a_form(ward, pilot)
        for size in [(1, 1), (200, 3), (3, 200), (80, 24), (1, 1), (160, 50)]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert screen.sheet.typed("when") == "-15m"
        app.lock()
        await pilot.resize_terminal(1, 1)
        await pilot.resize_terminal(80, 24)
        assert app.screen is app.lock_screen
    assert crashes == []
    assert len(offered(ward.unlock("emeka")).drafts) == 1


@pytest.mark.skipif(os.name == "nt", reason="needs a pty")
@pytest.mark.parametrize("gone", [signal.SIGHUP, signal.SIGTERM, "closed"])
def test_F20_when_the_terminal_goes_the_draft_is_kept(ward, tmp_path, gone) -> None:
    folder = tmp_path / "vanishing"
    words = [sys.executable, "-m", "wardsafe", "demo", "--days", "2", "--keep", str(folder)]
    terminal = Terminal("", command=words)
    terminal.wait_for(b"Grace Okafor").send(b"emeka\r831562\r")
    terminal.wait_for(b"Last 24 hours").send(b"n").wait_for(b"Who is it about").send(b"rosa\r")
    terminal.wait_for(b"When it began").send(b"-25m").wait_for(b"-25m")
    if gone == "closed":
        os.close(terminal.fd)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(terminal.pid, 0)
    else:
        terminal.signal(gone).end()
    from wardsafe.clock import SystemChance, SystemClock
    from wardsafe.places import WardFolder
    from wardsafe.services.door import Door

    where = WardFolder(folder / "ward", folder / "device")
    session = Door(where, SystemClock(), SystemChance()).unlock("s-okoro", "831562")
    try:
        assert session.ledger.findings == ()
        assert verify(session.ledger).problems == ()
        assert [draft.fields["typed"]["when"] for draft in offered(session).drafts] == ["-25m"]
    finally:
        session.close()


def offered_now(screen, key: str) -> bool:
    active = screen.active_bindings.get(key)
    return active is None or active.enabled


EVERYDAY = 2
"""Keys of each screen that are tried every day; the others with `-m long`."""


def every_key() -> list[Any]:
    """(room, key, method) of every key of every screen."""
    found: list[Any] = []
    for name in ROOMS:
        tried = 0
        for binding in room(name).BINDINGS:
            action = binding.action.partition("(")[0]
            method = f"action_{action}"
            if "." not in action and hasattr(room(name), method):
                marks = [pytest.mark.long] if tried >= EVERYDAY else []
                key = binding.key.split(",")[0]
                found.append(pytest.param(name, key, method, marks=marks))
                tried += 1
    return found


@pytest.mark.parametrize(("name", "key", "method"), every_key())
async def test_F21_a_fault_in_every_key_of_every_screen(
    ward, app, crashes, monkeypatch, capfd, name, key, method
) -> None:
    def breaks(*_: object) -> None:
        told = SECRET  # a local that a traceback must not show
        raise ValueError(told[:0] or "broken")

    monkeypatch.setattr(room(name), method, breaks)
    with contextlib.suppress(ValueError):
        async with app.run_test(size=(120, 36)) as pilot:
            await opened(ward, pilot, name)
            if not offered_now(app.screen, key):
                pytest.skip("the key has nothing to act on here, and is not offered")
            await pilot.press(key)
            await crashes.wait()
    printed = "".join(capfd.readouterr())
    assert crashes, "the key did not reach its handler"
    assert SECRET not in printed
    assert "Traceback" not in printed
    assert app.session is None
    session = ward.unlock("grace")
    assert verify(session.ledger).problems == ()
