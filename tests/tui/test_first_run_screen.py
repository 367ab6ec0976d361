"""The first run: a ward at the end of it, and nothing in the way of a second try before that."""

import re
from pathlib import Path
from typing import Any

import pytest

from tui_ward import seen, until
from wardsafe.cli.first_run import set_up_ward
from wardsafe.errors import BadInput, Damaged, NotSaved, UnsafePlace
from wardsafe.ledger.keys import FLOOR
from wardsafe.ledger.recovery import unlock_recovery
from wardsafe.places import WardFolder
from wardsafe.services import first_run
from wardsafe.services.about import read_about
from wardsafe.services.door import Door
from wardsafe.services.stewarding import NewPerson, NewWard
from wardsafe.tui import first_run as screens
from wardsafe.tui.first_run import FirstRunApp
from wardsafe.tui.screens.first_run import (
    FirstRunScreen,
    MakingScreen,
    PersonForm,
    StaffSoFar,
    WardForm,
)
from wardsafe.tui.screens.pin_entry import PinScreen
from wardsafe.tui.screens.recovery_part import PartScreen

PIN = "739164"
ADA = NewPerson("s-ada", "Ada Bright", "ward-manager", "steward", PIN)
LARCH = NewWard("Larch Ward", "RXY01", "PC 1", (ADA,))


@pytest.fixture
def places(tmp_path: Path) -> WardFolder:
    return WardFolder(tmp_path / "ward", tmp_path / "device")


@pytest.fixture
def app(places: WardFolder, clock: Any, chance: Any) -> FirstRunApp:
    return FirstRunApp(places, clock, chance, cost=lambda _: FLOOR)


async def at(pilot: Any, screen: type) -> Any:
    await until(pilot, lambda: isinstance(pilot.app.screen, screen))
    await pilot.pause()
    return pilot.app.screen


async def filled(pilot: Any, form: type, **typed: str) -> None:
    screen = await at(pilot, form)
    for name, text in typed.items():
        screen.sheet.write(name, text, pilot.app.clock.now())
    await pilot.press("ctrl+s")


async def to_the_staff(pilot: Any) -> None:
    await at(pilot, FirstRunScreen)
    await pilot.press("enter")
    await filled(
        pilot, WardForm, name="Larch Ward", site="rxy01", terminal="PC 1", setting="03", locked="Y"
    )
    await filled(pilot, PersonForm, staff_id="s-ada", name="Ada Bright", job_title="ward-manager")
    await at(pilot, PinScreen)
    for key in (*PIN, "enter", *PIN, "enter"):
        pilot.app.simulate_key(key)
    await at(pilot, StaffSoFar)


def part_of(app: FirstRunApp) -> str:
    return "-".join(re.findall(r"\b[A-Z2-7]{4}\b", seen(app).partition("Recovery")[2]))


async def write_down(pilot: Any) -> str:
    await at(pilot, PartScreen)
    part = part_of(pilot.app)
    await pilot.press("enter", *part[-4:].lower())
    assert part[:14] not in seen(pilot.app)
    await pilot.press("enter")
    return part


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_step_by_step_to_a_ward_that_opens(
    app: FirstRunApp, places: WardFolder, clock: Any, chance: Any, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await to_the_staff(pilot)
        assert "Ada Bright" in seen(app)
        await pilot.press("enter")
        first = await write_down(pilot)
        await until(pilot, lambda: "Recovery part 2 of 2" in seen(app))
        assert first[10:14] not in seen(app)
        assert not places.about.exists()
        second = await write_down(pilot)
        await until(pilot, lambda: app.done)
    about = read_about(places)
    assert (about.ward_name, about.site, about.terminal_name) == ("Larch Ward", "RXY01", "PC 1")
    assert about.details == {"setting": "03", "locked": "Y"}
    assert not about.is_demo
    assert len(first) == len(second) == 74
    assert unlock_recovery(places, first, second)
    session = Door(places, clock, chance).unlock("s-ada", PIN)
    assert session.person.role == "steward"
    assert not session.ledger.findings
    session.close()
    assert not (places.folder / "first-run").exists()


async def test_a_part_is_checked_by_its_last_group_and_can_be_seen_again(app: FirstRunApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await to_the_staff(pilot)
        await pilot.press("enter")
        await at(pilot, PartScreen)
        part = part_of(app)
        await pilot.press("enter", *"99", "enter")
        await pilot.pause()
        assert "That is not its last group." in seen(app)
        assert part[:4] not in seen(app)
        await pilot.press("f2")
        await pilot.pause()
        assert part_of(app) == part
        await pilot.press("escape")
        await pilot.pause()
        assert "Esc again leaves" in seen(app)


@pytest.mark.parametrize("site", ["rxy0", "RXY-01", "RXY0123456", "RXYÄ1"])
async def test_a_site_code_that_is_none_is_said(app: FirstRunApp, site: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, FirstRunScreen)
        await pilot.press("enter")
        await filled(pilot, WardForm, name="Larch", site=site, terminal="PC")
        await pilot.pause()
        assert isinstance(app.screen, WardForm)
        assert "Needs 5 to 9 letters and digits." in seen(app)


async def test_without_a_steward_it_does_not_go_on(app: FirstRunApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await to_the_staff(pilot)
        await pilot.press("r")
        await until(pilot, lambda: "One of them has to be a steward." in seen(app))
        await pilot.press("enter")
        await pilot.pause()
        assert "Nobody here is a steward." in seen(app)


async def test_no_pin_and_no_part_is_left_when_it_is_left(
    app: FirstRunApp, places: WardFolder
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await to_the_staff(pilot)
        await pilot.press("enter")
        screen = await at(pilot, PartScreen)
        app.forget()
        assert screen._part == ""
        assert app._people == []
        app.leave()
    assert not app.done
    first_run.discard(places)
    assert not places.folder.exists()


async def test_what_goes_wrong_while_making_is_said_and_tried_again(
    app: FirstRunApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise NotSaved("The disk is full.")

    async with app.run_test(size=(80, 24)) as pilot:
        await to_the_staff(pilot)
        with monkeypatch.context() as broken:
            broken.setattr(first_run, "make", full)
            await pilot.press("enter")
            await at(pilot, MakingScreen)
            await until(pilot, lambda: "The disk is full." in seen(app))
        await pilot.press("enter")
        await at(pilot, PartScreen)


def broken_off(monkeypatch: pytest.MonkeyPatch, name: str, when: int) -> None:
    """The power goes at the `when`-th call of a function that sets a ward up."""
    from wardsafe.services import stewarding

    calls = []
    real = getattr(stewarding, name)

    def cut(*args: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) >= when:
            raise KeyboardInterrupt
        return real(*args, **options)

    monkeypatch.setattr(stewarding, name, cut)


@pytest.mark.parametrize("name", ["make_slots", "make_recovery", "write_about", "device_secret"])
def test_broken_off_while_making_leaves_nothing_in_the_way(
    places: WardFolder, clock: Any, chance: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with monkeypatch.context() as power:
        broken_off(power, name, 1)
        with pytest.raises(KeyboardInterrupt):
            first_run.make(places, LARCH, clock, chance, FLOOR)
    assert not first_run.begin(places)
    first_run.make(places, LARCH, clock, chance, FLOOR)
    first_run.finish(places)
    Door(places, clock, chance).unlock("s-ada", PIN).close()


def test_broken_off_before_the_parts_are_on_paper_it_starts_anew(
    places: WardFolder, clock: Any, chance: Any
) -> None:
    former = first_run.make(places, LARCH, clock, chance, FLOOR)
    assert not first_run.begin(places)
    assert not places.folder.exists()
    assert first_run.make(places, LARCH, clock, chance, FLOOR) != former
    first_run.finish(places)
    with pytest.raises(BadInput):
        unlock_recovery(places, *former)


@pytest.mark.parametrize("step", range(1, 7))
def test_broken_off_while_moving_in_it_is_finished_at_the_next_start(
    places: WardFolder, clock: Any, chance: Any, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    parts = first_run.make(places, LARCH, clock, chance, FLOOR)
    moved = []
    real = Path.replace

    def cut(path: Path, target: Path) -> Path:
        moved.append(path)
        if len(moved) == step:
            raise OSError(5, "the power went")
        return real(path, target)

    with monkeypatch.context() as power:
        power.setattr(Path, "replace", cut)
        with pytest.raises(NotSaved, match="could not be put"):
            first_run.finish(places)
    assert not places.about.exists()
    first_run.discard(places)  # the app left: what only has to be finished is not thrown away
    set_up_ward(places)
    Door(places, clock, chance).unlock("s-ada", PIN).close()
    assert unlock_recovery(places, *parts)


def test_left_ends_the_program_and_keeps_nothing(
    places: WardFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FirstRunApp, "run_to_end", lambda self: 0)
    with pytest.raises(SystemExit) as left:
        set_up_ward(places)
    assert left.value.code == 0
    assert not places.folder.exists()


def test_D08_a_ledger_that_has_gone_is_said_before_any_screen(
    places: WardFolder, clock: Any, chance: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_run.make(places, LARCH, clock, chance, FLOOR)
    first_run.finish(places)
    monkeypatch.setattr(screens, "run_first_run", lambda *_: pytest.fail("a screen was shown"))
    with pytest.raises(BadInput, match="holds a ward's ledger already"):
        set_up_ward(places)
    places.ledger.unlink()
    places.about.unlink()
    with pytest.raises(Damaged, match="the file is gone"):
        set_up_ward(places)


def test_an_unsafe_folder_is_refused_before_any_screen(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafePlace):
        set_up_ward(WardFolder(tmp_path / "link", tmp_path / "device"))


def test_one_staff_id_stands_on_the_list_once() -> None:
    with pytest.raises(BadInput, match="on the list already"):
        first_run.refuse_twice([ADA], "s-ada")
