"""Attack cases B: what is left on a screen, in a terminal, in memory and on disk."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.worker import WorkerFailed

sys.path.insert(0, str(Path(__file__).parents[1]))
from tui_ward import (
    NHS,
    NOTE,
    PIN,
    FakeDoor,
    FakeSession,
    FakeWardApp,
    RichTrouble,
    SecretScreen,
    Terminal,
    seen,
    until,
)
from wardsafe.errors import NotAllowed
from wardsafe.isolate import scrub_environment
from wardsafe.tui.screens.lock_parts import Names

SECRETS = (PIN.encode(), NHS.encode(), b"Rosa", b"Whitfield")
SRC = Path(__file__).parents[2] / "src"


async def opened(app: FakeWardApp, pilot: Any) -> SecretScreen:
    app.unlocked(FakeSession())
    await pilot.pause()
    assert isinstance(app.screen, SecretScreen)
    return app.screen


@pytest.mark.parametrize(
    "fails",
    ["compose", "mount", "timer", "worker", "thread worker", "task", "render", "callback", "key",
     "action", "rich"],
)  # fmt: skip
async def test_B01_a_crash_anywhere_prints_one_sentence(
    fails: str, clock: Any, chance: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    app.fails = fails
    session = FakeSession()
    try:
        async with app.run_test() as pilot:
            app.unlocked(session)
            if fails in {"key", "action", "rich"}:
                await pilot.press("n")
            await app.crashes.wait()
    except (ValueError, RichTrouble, WorkerFailed):
        pass  # the test driver raises again what stopped the app
    printed = "".join(capfd.readouterr())
    reference, sealed = app.crashes[0]
    assert printed == f"wardsafe stopped. Nothing saved is lost. Reference {reference}.\n"
    assert len(reference) == 4
    assert "Traceback" in sealed
    assert "nhs =" not in sealed
    assert session.closed
    assert app.return_code == 70


@pytest.mark.parametrize("fails", ["key", "thread", "thread worker"])
def test_B01_a_crash_in_a_real_terminal_leaves_one_sentence(fails: str) -> None:
    terminal = Terminal(fails).wait_for(b"save now" if fails == "key" else b"\x1b[?1049h")
    if fails == "thread":  # beside the work: sealed, and the work goes on
        terminal.wait_for(b"save now").send(b"\x11")
    else:
        terminal.send(b"n")
    after = terminal.end()
    for secret in SECRETS:
        assert secret not in after
    assert b"Traceback" not in terminal.out
    assert (b"wardsafe stopped. Nothing saved is lost. Reference " in after) == (fails != "thread")


def test_B01_a_failing_hook_prints_nothing_either(capfd: pytest.CaptureFixture[str]) -> None:
    from wardsafe.tui.stop import Crash

    def fails(*_: str) -> None:
        raise OSError(PIN)

    crash = Crash(lambda: "AB12", fails)
    crash.stop(ValueError(NHS))
    assert crash.sentence() == "wardsafe stopped. Nothing saved is lost. Reference AB12."
    assert "".join(capfd.readouterr()) == ""


async def test_B01_a_screen_that_fails_while_put_away_is_still_locked(
    clock: Any, chance: Any
) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    app.fails = "put away"
    async with app.run_test() as pilot:
        await opened(app, pilot)
        await pilot.press("f12")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert app.session is None
        assert len(app.crashes) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="core files are POSIX")
def test_B02_no_core_file(tmp_path: Path) -> None:
    done = _run("refuse_dumps(); import os; os.abort()", tmp_path)
    assert done.returncode == -signal.SIGABRT
    assert _run("refuse_dumps(); import resource as r; print(r.getrlimit(r.RLIMIT_CORE))", tmp_path
                ).stdout == "(0, 0)\n"  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_B03_the_environment_cannot_steer_textual(tmp_path: Path) -> None:
    environ = {
        "TEXTUAL": "devtools,debug", "TEXTUAL_SCREENSHOT": "1", "TEXTUAL_LOG": "/tmp/x",
        "TEXTUAL_PRESS": "f2", "textual_driver": "x:y", "PYTHONPATH": ".", "PYTHONINSPECT": "1",
        "PATH": "/bin",
    }  # fmt: skip
    gone = scrub_environment(environ)
    assert environ == {"PATH": "/bin"}
    assert len(gone) == 7


async def test_B04_palette_and_pictures_are_refused_and_kept(
    clock: Any, chance: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test() as pilot:
        await opened(app, pilot)
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, SecretScreen)
        await app.run_action("app.command_palette")
        await app.run_action("app.screenshot")
        app.set_keymap({"any": "ctrl+p"})
        for refused in (app.save_screenshot, app.deliver_screenshot, app.deliver_text):
            with pytest.raises(NotAllowed):
                refused()
        assert list(app.get_system_commands(app.screen)) == []
        assert isinstance(app.screen, SecretScreen)
    assert app.refused == [
        "open the command palette",
        *["take a picture of the screen"] * 3,
        "hand out a file of its screen",
    ]
    assert list(tmp_path.iterdir()) == []


async def test_B05_nothing_is_selected_or_copied(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await pilot.mouse_down("#note", offset=(0, 0))
        await pilot.hover("#note", offset=(10, 0))
        await pilot.mouse_up("#note", offset=(10, 0))
        await pilot.press("ctrl+c", "super+c")
        assert screen.get_selected_text() is None
        app.copy_to_clipboard(NOTE)
        assert app.clipboard == ""
    assert app.refused == ["copy to the clipboard"]


def _run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.append({str(SRC)!r}); from wardsafe.isolate import *; {code}"
    return subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )


def _clean(after: bytes) -> None:
    for secret in SECRETS:
        assert secret not in after
    assert b"\x1b[2J\x1b[3J\x1b[H" in after
    assert b"\x1b]0;\x07" in after


def test_B06_nothing_is_left_after_leaving() -> None:
    terminal = Terminal("plain").wait_for(b"Rosa Whitfield").wait_for(b"save now")
    _clean(terminal.send(b"\x11").end())
    before = terminal.out.rpartition(b"\x1b[?1049l")[0]
    assert b"\x1b[2J\x1b[3J\x1b[H" in before[before.rindex(b"Whitfield") :]
    assert terminal.out.count(b"\x1b]0;wardsafe\x07") == 1


def test_B06_nothing_is_left_after_locking() -> None:
    terminal = Terminal("plain").wait_for(b"Rosa Whitfield").wait_for(b"save now")
    terminal.send(b"l")
    start = len(terminal.out)
    terminal.wait_for(b"\x1b[2J\x1b[3J\x1b[H").wait_for(b"Who are you")
    after = terminal.out[start:]
    wiped = after[after.index(b"\x1b[2J\x1b[3J\x1b[H") :]
    for secret in SECRETS:
        assert secret not in wiped
    terminal.send(b"\x11").end()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_B07_a_signal_to_end_locks_and_leaves_cleanly(number: int) -> None:
    terminal = Terminal("plain").wait_for(b"save now")
    _clean(terminal.signal(number).end())
    assert b"Traceback" not in terminal.out


def test_B07_being_stopped_is_refused_and_locks() -> None:
    terminal = Terminal("plain").wait_for(b"save now")
    terminal.send(b"\x1a").signal(signal.SIGTSTP).wait_for(b"Who are you")
    _clean(terminal.send(b"\x11").end())


async def test_B07_suspending_is_refused(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test() as pilot:
        screen = await opened(app, pilot)
        await pilot.press("ctrl+z")
        await app.run_action("app.suspend_process")
        with pytest.raises(NotAllowed), app.suspend():
            pass
        assert app.screen is screen
        app.leave()
        assert screen.away == 1  # the draft was kept
    assert app.refused == ["be suspended"] * 2


@pytest.mark.parametrize(("seconds", "locked"), [(119, False), (120, True), (121, True)])
async def test_B08_walking_away(seconds: int, locked: bool, clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        for n in range(10):
            clock.pass_(seconds / 10)
            await pilot.hover("#note", offset=(n, 0))  # jitter is not a hand
        app.tick()
        await pilot.pause()
        assert (app.session is None) is locked
        assert (NOTE in seen(app)) is not locked


async def test_B08_a_key_press_keeps_it_open(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test() as pilot:
        await opened(app, pilot)
        for key in ("a", "b", "c"):
            clock.pass_(100)
            await pilot.press(key)
            app.tick()
            assert app.session is not None


async def test_B08_a_book_on_a_key_locks(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test() as pilot:
        await opened(app, pilot)
        for _ in range(160):
            clock.pass_(1)
            app.idle.touch("j")
            app.tick()
        await pilot.pause()
        assert app.session is None


async def test_B09_setting_the_clock_back_does_not_help(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test() as pilot:
        await opened(app, pilot)
        before = clock.at
        clock.pass_(120)
        clock.at = before
        app.tick()
        assert app.session is None


async def test_B10_waking_after_the_limit_locks_before_anything_is_drawn(
    clock: Any, chance: Any
) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test() as pilot:
        await opened(app, pilot)
        up = clock.up
        clock.pass_(3600)
        clock.up = up  # the steady clock stood still while the computer slept
        await pilot.press("x")  # the first key after waking must not keep it open
        assert app.session is None


async def test_B11_a_modal_and_a_notice_go_too(clock: Any, chance: Any) -> None:
    from textual.screen import ModalScreen

    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(app, pilot)
        app.push_screen(ModalScreen())
        app.notify(NOTE)
        await pilot.pause()
        await pilot.press("f12")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert "Rosa" not in seen(app)
        assert "Rosa" not in app.title + app.sub_title
        assert not app._notifications


async def test_B12_the_next_person_finds_nothing_of_the_last(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        names = app.lock_screen.query_one(Names)
        await until(pilot, lambda: bool(names.people))
        await pilot.press("g", "r", "enter", *PIN, "enter")
        await until(pilot, lambda: app.session is not None)
        await pilot.pause()
        await pilot.press("f12")
        await pilot.press("up", "ctrl+z", "ctrl+v", "escape")
        await pilot.pause()
        text = seen(app)
        assert names.typed == ""
        assert "●" not in text
        assert "Rosa" not in text
        for widget in app.query("*"):
            assert "Rosa" not in str(vars(widget))


@pytest.mark.parametrize("size", [(1, 1), (2, 40), (300, 2)])
async def test_B13_any_size_while_locked_stays_hidden(
    size: tuple[int, int], clock: Any, chance: Any
) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot)
        await pilot.press("f12")
        await pilot.resize_terminal(*size)
        await pilot.resize_terminal(80, 24)
        assert "Rosa" not in seen(app)
        assert "Who are you?" in seen(app)


def test_B14_nothing_is_written_to_disk(tmp_path: Path) -> None:
    terminal = Terminal(
        "plain", HOME=str(tmp_path), TMPDIR=str(tmp_path), TEXTUAL_LOG=str(tmp_path / "log")
    )
    terminal.wait_for(b"save now").send(b"\x11").end()
    assert [path for path in tmp_path.rglob("*") if path.name != "log"] == []


def test_B15_the_memory_of_the_process_is_closed(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("prctl is Linux")
    get_dumpable = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    assert _run(f"refuse_dumps(); {get_dumpable}", tmp_path).stdout == "0\n"


def test_B16_the_screens_open_no_file_with_another_program() -> None:
    sources = sorted((SRC / "wardsafe" / "tui").rglob("*.py"))
    assert len(sources) > 100
    for path in sources:
        text = path.read_text()
        for bad in ("startfile", "xdg-open", "webbrowser", "os.system", "subprocess", "tempfile"):
            assert bad not in text, (path, bad)
