"""Exchanging on a screen: whether the stick may go, and waiting, written, confirmed by receipt."""

import threading
from pathlib import Path

import pytest

from log_ward import opened, shows
from tui_ward import seen, until
from two_terminals import believe, hub
from wardsafe.bundles.carriers import INBOX, FolderCarrier
from wardsafe.services import exchange_seen, exchanging
from wardsafe.tui.screens.board import BoardScreen
from wardsafe.tui.screens.sync import SyncScreen

SIZES = [(80, 24), (160, 50)]


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "W7"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)  # so that few keys name it
    return folder


@pytest.fixture
def network(ward, tmp_path: Path, clock, chance):
    """A hub that this ward sends to; both enrolled, nothing exchanged yet."""
    there = hub(tmp_path / "hub", clock, chance)
    first = ward.unlock("owain")
    believe(first, there)
    believe(there, first)
    yield there
    there.close()


def go(session, stick: Path):
    return exchanging.sync(session, FolderCarrier(stick))


@pytest.mark.parametrize(("who", "may"), [("grace", 1), ("ingrid", 1), ("owain", 1), ("emeka", 0)])
async def test_the_board_has_the_key_for_those_who_may(ward, who: str, may: int) -> None:
    async with opened(ward, "board", who=who) as (app, pilot):
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(app.screen, SyncScreen if may else BoardScreen)


async def test_before_anybody_is_enrolled_it_says_who_does_that(ward) -> None:
    async with opened(ward, "sync", (80, 24), who="grace") as (_, pilot):
        text = await shows(pilot, "Nothing has been exchanged", "Nobody is enrolled to send to")
        assert "Last receipt  none yet: nothing is confirmed" in text


@pytest.mark.parametrize("size", SIZES)
async def test_written_is_not_confirmed_until_a_receipt_of_the_network_says_so(
    ward, network, stick, size
) -> None:
    go(ward.session, stick)
    ward.lock()
    grace = ward.unlock("grace")
    (leg,) = exchange_seen.seen(grace).legs
    assert (leg.confirmed, leg.written.entries > 0, leg.waiting.entries > 0) == (0, True, True)
    async with opened(ward, "sync", size) as (_, pilot):
        text = await shows(pilot, "Safe to remove the stick.", "0001", "not yet")
        assert "has not confirmed all of it yet. A receipt will say so." in text
        assert "the same to the byte" in text
        for file in stick.rglob("*.bundle"):  # gone from the place, and still not confirmed
            assert file.stat().st_size > 0
    go(network, stick)
    go(ward.session, stick)
    (leg,) = exchange_seen.seen(ward.session).legs
    assert leg.confirmed > 0
    assert leg.confirmed + leg.written.entries + leg.waiting.entries == leg.entries
    confirmed = [one.confirmed for one in exchange_seen.seen(ward.session).bundles]
    assert confirmed[-1] is True
    async with opened(ward, "sync", size) as (_, pilot):
        text = await shows(pilot, "signed by Network hub", "refused nothing")
        assert "confirmed" in text
        assert [line for line in text.split("\n") if "0001" in line and "yes" in line]


async def test_a_place_that_is_not_there_is_said_louder_than_success_and_goes_after(
    ward, network, stick
) -> None:
    ward.lock()
    ward.unlock("grace")
    async with opened(ward, "sync", (80, 24)) as (app, pilot):
        await shows(pilot, "Nothing has been exchanged")
        await pilot.press("s", *"W8", "enter")
        await shows(pilot, "NOT exchanged.", "There is no folder")
        assert app.screen.query_one("#sync-block").has_class("-failed")
        assert not ward.session.ledger.key("exchange/written")
        await pilot.press("s", *"W7", "enter")
        await shows(pilot, "Safe to remove the stick.", "0001")
        assert app.screen.query_one("#sync-block").has_class("-done")
        assert exchange_seen.seen(ward.session).places == ("W7",)


class Gate:
    """A stick that waits in the middle of a file until it is let on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.open = threading.Event(), threading.Event()
        whole = FolderCarrier.write

        def slow(carrier, kind, terminal, data, step):
            def waits(done: int, of: int) -> None:
                step(done, of)
                self.reached.set()
                assert self.open.wait(5)
                step(done, of)

            return whole(carrier, kind, terminal, data, waits)

        monkeypatch.setattr(FolderCarrier, "write", slow)


async def test_E16_esc_stops_in_the_middle_of_a_file_and_s_goes_on(
    ward, network, stick, monkeypatch
) -> None:
    ward.lock()
    session = ward.unlock("grace")
    gate = Gate(monkeypatch)
    async with opened(ward, "sync", (80, 24)) as (app, pilot):
        await shows(pilot, "Nothing has been exchanged")
        await pilot.press("s", *"W7", "enter")
        await until(pilot, gate.reached.is_set)
        await shows(pilot, "Do not remove the stick.", "Esc stops")
        await pilot.press("escape")
        await shows(pilot, "Stopping.")
        gate.open.set()
        await shows(pilot, "Stopped.", "S goes on")
        assert [file for file in stick.rglob("*") if file.is_file()] == []
        assert exchange_seen.seen(session).bundles == ()
        await pilot.press("s")
        await pilot.pause()
        await pilot.press(*"W7", "enter")
        await shows(pilot, "0002")
        assert "Stopped" not in seen(app)


async def test_locking_while_it_runs_stops_it_and_leaves_no_half(
    ward, network, stick, monkeypatch
) -> None:
    ward.lock()
    ward.unlock("grace")
    gate = Gate(monkeypatch)
    async with opened(ward, "sync", (80, 24)) as (app, pilot):
        await shows(pilot, "Nothing has been exchanged")
        await pilot.press("s", *"W7", "enter")
        await until(pilot, gate.reached.is_set)
        await pilot.press("f12")
        await until(pilot, lambda: app.session is None)
        gate.open.set()
        await app.workers.wait_for_complete()
        assert "Who are you?" in seen(app)
    assert [file for file in stick.rglob("*") if file.is_file()] == []


async def test_what_was_refused_must_be_looked_at(ward, network, stick) -> None:
    go(ward.session, stick)
    (bundle,) = (stick / INBOX).rglob("*.bundle")
    bundle.write_bytes(bundle.read_bytes()[:-1])
    ward.lock()
    ward.unlock("grace")
    go(ward.session, stick)
    async with opened(ward, "sync", (80, 24)) as (_, pilot):
        text = await shows(pilot, "Look", "A bundle was refused.")
        assert "1 refused" in text


async def test_what_would_leave_is_said_in_plain_words(ward, network) -> None:
    ward.lock()
    ward.unlock("grace")
    async with opened(ward, "sync", (80, 24)) as (_, pilot):
        await shows(pilot, "To and from the network")
        await pilot.press("p")
        await shows(pilot, "entries would leave for the network.", "Never: names, NHS numbers")
