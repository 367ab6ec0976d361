"""The hardening checklist of the shared terminal (threats catalogue 7.2), a test a line.

Lines 8 (the store's temporary files), 9 (rows by role) and 14 (SQLite) are the ledger's and the
views'; line 10 is the lists'. Here are the lines that the screens answer for.
"""

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tui_ward import NOTE, FakeDoor, FakeSession, FakeWardApp, Terminal, seen, until
from wardsafe import isolate
from wardsafe.errors import NotAllowed
from wardsafe.tui.terminal import RESET_TITLE, SET_TITLE, WIPE, ShutDriver

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "wardsafe"


def run_python(code: str, *flags: str, **environ: str) -> str:
    done = subprocess.run(
        [sys.executable, *flags, "-c", code],
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_line_1_no_palette_and_no_system_commands() -> None:
    assert FakeWardApp.ENABLE_COMMAND_PALETTE is False
    assert set() == FakeWardApp.COMMANDS


async def test_line_1_pictures_raise_and_are_kept(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    for refused in (app.save_screenshot, app.deliver_screenshot):
        with pytest.raises(NotAllowed):
            refused()
    app.action_screenshot()
    assert app.refused == ["take a picture of the screen"] * 3


def test_line_2_no_text_is_selected_on_any_screen() -> None:
    assert FakeWardApp.ALLOW_SELECT is False


async def test_line_2_cut_and_copy_leave_nothing_to_paste(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    app.copy_to_clipboard("secret")
    assert app.clipboard == ""
    assert app.refused == ["copy to the clipboard"]


def test_line_3_crashes_are_overridden() -> None:
    from textual.app import App

    for name in ("_fatal_error", "_handle_exception", "panic", "_print_error_renderables"):
        assert getattr(FakeWardApp, name) is not getattr(App, name)


def test_line_4_never_inline_and_never_suspended() -> None:
    for path in SRC.rglob("*.py"):
        assert "inline=True" not in path.read_text(), path
    assert ShutDriver.can_suspend.fget is not None
    assert ShutDriver.can_suspend.fget(object()) is False


def test_line_4_what_is_written_on_leaving() -> None:
    assert WIPE == "\x1b[2J\x1b[3J\x1b[H"
    assert SET_TITLE == "\x1b]0;wardsafe\x07"
    assert RESET_TITLE == "\x1b]0;\x07"


def test_line_5_the_environment_is_emptied_first() -> None:
    code = (
        f"import sys, os; sys.path.append({str(SRC.parent)!r}); from wardsafe import isolate;"
        "isolate.isolate(already=True); print([n for n in os.environ if n.startswith('TEXTUAL')])"
    )
    assert run_python(code, "-I", TEXTUAL_PRESS="q") == "[]\n"


def test_line_5_the_first_start_begins_an_isolated_one(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("there the isolated one is a child")
    begun: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: begun.append(command))
    monkeypatch.setattr(sys, "argv", ["wardsafe", "ward", "--at", "x y"])
    monkeypatch.setattr(isolate, "scrub_environment", tuple)
    isolate.isolate(already=False)
    command = begun[0]
    assert command[:3] == [sys.executable, "-I", "-c"]
    assert command[-3:] == ["ward", "--at", "x y"]


def test_line_5_refuses_where_it_cannot_be_isolated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolate, "scrub_environment", tuple)
    with pytest.raises(SystemExit) as stopped:
        isolate.isolate(already=True)
    assert stopped.value.code == 70
    assert capsys.readouterr().err == isolate.NOT_ISOLATED + "\n"


def test_line_5_C20_a_library_of_the_same_name_beside_us_is_not_loaded(tmp_path: Path) -> None:
    for name in ("sqlite3.py", "textual.py", "wardsafe.py", "resource.py"):
        (tmp_path / name).write_text("print('taken over')\n")
    command = isolate.isolated_command(["--help"])
    code = command[3].replace(
        "from wardsafe.__main__ import start; start(True)",
        "import textual, sqlite3, resource, wardsafe; print('ours', sys.argv[1:])",
    )
    done = subprocess.run(
        [*command[:3], code, *command[4:]],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "ours ['--help']\n"


def test_line_6_no_developer_tools_no_print_no_log() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert not [name for name in wanted if "dev" in name]
    sources = sorted((SRC / "tui").rglob("*.py"))
    assert len(sources) > 100
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                assert name not in {"print", "pprint", "getLogger", "breakpoint"}, path


def test_line_7_no_core_and_no_reading_of_memory() -> None:
    code = (
        f"import sys; sys.path.append({str(SRC.parent)!r}); from wardsafe.isolate import *;"
        "refuse_dumps(); import resource as r; print(r.getrlimit(r.RLIMIT_CORE))"
    )
    assert run_python(code, "-I") == "(0, 0)\n"


def test_line_9_the_title_is_constant() -> None:
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            stored = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
            assert not (stored and node.attr in {"title", "sub_title"}), path  # type: ignore[attr-defined]
    assert FakeWardApp.TITLE == "wardsafe"


async def test_line_11_a_paste_of_several_lines_is_not_cut_by_the_lock_screen(
    clock: Any, chance: Any
) -> None:
    from textual.events import Paste

    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Grace Okafor" in seen(app))
        before = seen(app)
        app.post_message(Paste("one\ntwo"))
        await pilot.pause()
        assert seen(app) == before


async def test_line_12_a_click_on_record_text_does_nothing(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    app.text = "[@click=app.lock()]see plan[/]"
    async with app.run_test(size=(80, 24)) as pilot:
        app.unlocked(FakeSession())
        await pilot.pause()
        for x in range(0, 30, 3):
            await pilot.click("#note", offset=(x, 0))
        assert app.session is not None


def test_line_13_answers_of_the_terminal_type_nothing() -> None:
    terminal = Terminal("locked").wait_for(b"Who are you").wait_for(b"Grace Okafor")
    terminal.send(b"\x1b]52;c;ZGV2\x07\x1b[?62;4c\x1b]ldev\x1b\\").send(b"emeka")
    terminal.wait_for(b" emeka").send(b"\x11").end()
    assert b"dev" not in terminal.out


def test_the_first_frame_needs_no_data_layer() -> None:
    code = (
        f"import sys; sys.path.append({str(SRC.parent)!r}); import wardsafe.tui.app;"
        "print(sorted(m for m in ('pydantic', 'sqlcipher3', 'sqlite_utils', 'nacl', 'pyrage',"
        " 'numpy', 'wardsafe.ledger.store') if m in sys.modules))"
    )
    assert run_python(code, "-I") == "[]\n"


def test_a_terminal_that_cannot_draw_gets_ascii() -> None:
    terminal = Terminal("plain", LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    terminal.wait_for(NOTE.split()[0].encode()).wait_for(b"save now").send(b"\x11").end()
    assert terminal.out.isascii()
