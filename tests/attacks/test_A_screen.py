"""Attack cases A at the screen: every way that text gets there draws it literally.

What a field takes in (A12 to A16, A18, and the fields' part of A19 and A20) is tested where text
is kept and where forms are.
"""

import ast
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from tui_ward import FakeDoor, FakePerson, FakeSession, FakeWardApp, Terminal, seen, until
from wardsafe.errors import WrongPin
from wardsafe.records.text import show
from wardsafe.tui.drawn import drawn, spread
from wardsafe.tui.replies import LONGEST_PASTE, PASTE_BEGINS, PASTE_ENDS, SHOWN_END, Incoming
from wardsafe.tui.screens.lock_parts import Names, Pin
from wardsafe.tui.status import SaveStatus, saved_line

TUI = Path(__file__).parents[2] / "src" / "wardsafe" / "tui"
PREFIX = 8  # cells of the payload that must be seen where a place is narrow


async def everywhere(
    payloads: tuple[str, ...], clock: Any, chance: Any
) -> tuple[FakeWardApp, dict[str, str]]:
    """The first payload through each way to the screen, all of them as a note; what was drawn."""
    payload = payloads[0]
    door = FakeDoor(ward_name=payload, people=((payload, payload, "1"), (payload + "b", "x", "2")))
    door.answer = WrongPin(payload)
    app = FakeWardApp(door, clock, chance)
    app.text = "\n".join(payloads)
    ways: dict[str, str] = {}
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: bool(app.lock_screen.query_one(Names).people))
        await pilot.press("down", "1", "enter")
        await until(pilot, lambda: app.lock_screen.query_one(Pin).sentence[1])
        await pilot.pause()
        ways["lock screen"] = seen(app)
        no_links(app)
        await pilot.click(Names, offset=(4, 3))
        await pilot.click("ClockFace", offset=(22, 1))
        app.unlocked(FakeSession(FakePerson(name=payload, job_title=payload)))
        app.notify(payload, title=payload)
        await pilot.pause()
        app.screen.query_one(SaveStatus).not_saved(payload)
        await pilot.pause()
        ways["record screen"] = seen(app)
        no_links(app)
        await pilot.click("#note", offset=(3, 0))
        await pilot.click("HeaderBar", offset=(3, 0))
        bindings = app.screen._bindings
        renamed = replace(bindings.key_to_bindings["n"][0], description=payload, tooltip=payload)
        bindings.key_to_bindings = {**bindings.key_to_bindings, "n": [renamed]}
        await pilot.press("f1")
        await pilot.pause()
        ways["help"] = seen(app)
        no_links(app)
    return app, ways


def no_links(app: FakeWardApp) -> None:
    segments = [one for strip in app.screen._compositor.render_strips() for one in strip]
    assert any(one.style is not None and one.text.strip() for one in segments)
    for segment in segments:
        assert segment.style is None or segment.style.link is None
        assert segment.style is None or not any("click" in key for key in segment.style.meta)


def no_controls(text: str) -> None:
    bad = [c for c in text if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]
    assert not bad, bad


async def literally(payloads: tuple[str, ...], clock: Any, chance: Any) -> None:
    app, ways = await everywhere(payloads, clock, chance)
    assert ways.keys() == COUNTS.keys()
    for way, text in ways.items():
        no_controls(text)
        start = show(payloads[0])[:PREFIX]
        assert text.count(start) >= COUNTS[way], (way, start, text)
    for payload in payloads:
        assert show(payload) in ways["record screen"], payload
    assert app.refused == []
    assert app.crashes == []


# Header, clock, two names, job, refusal · header twice, note, notice twice, not saved · header
# twice, verb, tooltip
COUNTS = {"lock screen": 6, "record screen": 6, "help": 4}


@pytest.fixture(autouse=True)
def _nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    yield
    assert list(tmp_path.iterdir()) == []


async def test_A01_a_screenshot_link_is_text(clock: Any, chance: Any) -> None:
    await literally(("[@click=app.screenshot()]x[/]",), clock, chance)


async def test_A02_action_links_are_text(clock: Any, chance: Any) -> None:
    links = ("[@click=app.quit()]bye", "[@click=screen.dismiss]", "[@click=app.bell(]")
    await literally(links, clock, chance)


async def test_A03_broken_markup_is_text(clock: Any, chance: Any) -> None:
    broken = ("[/]     x", "[/]", "[/red]", "[/", "[foo", "[@click=")
    await literally(broken, clock, chance)


async def test_A04_no_clinical_text_is_lost(clock: Any, chance: Any) -> None:
    notes = ("said [sic]", "[x] done", "[ ] todo", "a[b]c", "[1]", "[#ff0]", "[$primary]")
    await literally(notes, clock, chance)


async def test_A05_links_are_text(clock: Any, chance: Any) -> None:
    links = ("[link=file:///etc/passwd]x[/link]", "[link=http://x.uk]y[/]")
    await literally(links, clock, chance)


def test_A06_no_raw_string_is_handed_to_a_widget() -> None:
    """The scan that keeps it so: markup on, raw text in a Static, a title, a tooltip."""
    for path in sources_of_screens():
        assert takes_markup(path.read_text()) == [], path.name


@pytest.mark.parametrize(
    "planted",
    ["Static(text)", "x.Label(text)", "Content.from_markup(t)", "run(markup=True)", "w.tooltip=t"],
)
def test_A06_the_scan_finds_what_takes_markup(planted: str) -> None:
    assert len(takes_markup(f"fine()\n{planted}\n")) == 1


def sources_of_screens() -> list[Path]:
    """Every module of the screens; none found would mean that nothing is looked at."""
    found = sorted(TUI.rglob("*.py"))
    assert len(found) > 100
    return found


TAKES_MARKUP = {
    *("Static", "Label", "Button", "Checkbox", "OptionList", "Option", "Tree", "DataTable"),
    *("Collapsible", "RadioButton", "Markdown", "Link", "RichLog", "from_markup", "from_text"),
}


def takes_markup(source: str) -> list[str]:
    """What in this source reads markup, or draws a text without asking, each with its line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            on = any(
                word.arg == "markup" and getattr(word.value, "value", None) is True
                for word in node.keywords
            )
            if name in TAKES_MARKUP or on:
                found.append(f"{node.lineno}: {name}")
        kept = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if kept and node.attr in {"border_title", "border_subtitle", "tooltip"}:
            found.append(f"{node.lineno}: {node.attr}")
    return found


ESCAPES = {
    "A07": ("\x1b[2J\x1b[10A", "\x1b[?1049l", "\x1bc"),
    "A08": ("\x1b]52;c;c2VjcmV0\x07", "\x1b]52;c;c2VjcmV0\x1b\\", "\x1b]52;c;?\x07"),
    "A09": ("\x1b]0;evil\x07", "\x1b]2;evil\x1b\\", "\x1b]8;;http://x.uk\x1b\\y",
            "\x1b]4;1;red\x07", "\x1bPevil\x1b\\", "\x1b_evil\x1b\\", "\x1b^evil\x1b\\",
            "\x1bXevil\x1b\\", "\x1b]0;evil"),
    "A10": ("\x9b2J", "\x9d0;evil\x9c", "\x90evil\x9c"),
    "A11": ("\x1b[6n", "\x1b[c", "\x1b[21t", "\x1b[>q"),
}  # fmt: skip


_SEEN: dict[str, str] = {}


async def _shown_not_sent(case: str, clock: Any, chance: Any) -> None:
    """One look at all of them, each case in its own test."""
    if not _SEEN:
        every = tuple(payload for payloads in ESCAPES.values() for payload in payloads)
        _SEEN.update((await everywhere(every, clock, chance))[1])
    for text in _SEEN.values():
        no_controls(text)
        assert text.count(show(ESCAPES["A07"][0])[:3]) > 2
    for payload in ESCAPES[case]:
        assert show(payload) in _SEEN["record screen"]
        no_controls(drawn(payload, lines=True).plain)


async def test_A07_csi_is_shown_not_sent(clock: Any, chance: Any) -> None:
    await _shown_not_sent("A07", clock, chance)


async def test_A08_osc_52_is_shown_not_sent(clock: Any, chance: Any) -> None:
    await _shown_not_sent("A08", clock, chance)


async def test_A09_strings_to_the_terminal_are_shown_not_sent(clock: Any, chance: Any) -> None:
    await _shown_not_sent("A09", clock, chance)


async def test_A10_c1_is_shown_not_sent(clock: Any, chance: Any) -> None:
    await _shown_not_sent("A10", clock, chance)


async def test_A11_questions_are_not_asked_of_the_terminal(clock: Any, chance: Any) -> None:
    await _shown_not_sent("A11", clock, chance)


def test_A07_to_A11_nothing_of_it_is_among_the_bytes_of_a_real_terminal() -> None:
    every = "".join(payload for payloads in ESCAPES.values() for payload in payloads)
    terminal = Terminal("plain", every.encode("unicode_escape").decode())
    terminal.wait_for("␛".encode()).wait_for(b"save now")
    terminal.send(b"\x11").end()
    for bad in (b"\x1b]52", b"evil\x07", b"\x1b]8;", b"\x1b]4;", b"\x1bP", b"\x1b_", b"\x1b^",
                b"\x1bX", b"\x1b[6n", b"\x1b[c", b"\x1b[21t", b"\x1b[>q", b"\x1b[10A", b"\x1bc",
                b"\xc2\x9b", b"\xc2\x9d", b"\xc2\x90"):  # fmt: skip
        assert bad not in terminal.out, bad
    assert terminal.out.count(b"\x1b[?1049l") == 1


@pytest.mark.parametrize(
    "reply",
    ["\x1b]52;c;c2VjcmV0\x07", "\x1b]lwardsafe\x1b\\", "\x1b[?62;4c", "\x1b[>0;95;0c", "\x1b[0n",
     "\x1b[8;24;80t", "\x1bP>|tmux 3.3\x1b\\", "\x1b_Gi=1;OK\x1b\\", "\x1b[?1;2$y", "\x1b[?1u"],
)  # fmt: skip
def test_A11_answers_nobody_asked_for_do_not_type(reply: str) -> None:
    incoming = Incoming()
    assert incoming.take(f"ab{reply}cd", 0.0) == "abcd"
    for cut in range(3, len(reply)):  # it may come in two reads
        incoming = Incoming()
        got = incoming.take("ab" + reply[:cut], 0.0) + incoming.take(reply[cut:] + "cd", 0.1)
        if reply[1] != "[":
            assert got == "abcd", cut


@pytest.mark.parametrize(
    "keys",
    ["abc", "\x1b", "\x1b[A", "\x1b[<0;5;5M", "\x1b[I", "\x1b[24~", "\x1b[97;5u", "\x1bP", "\x1bx",
     "\x1b[?2026;2$y", "\x1b[48;24;80;480;800t", "\x1b[1;5C", "£€ß"],
)  # fmt: skip
def test_A11_keys_and_what_textual_asks_for_pass(keys: str) -> None:
    assert Incoming().take(keys, 0.0) == keys


@pytest.mark.parametrize("size", [20, 21, 22, 23, 24])
def test_A17_wide_letters_never_push_text_over_the_edge(size: int) -> None:
    for text in (
        "日本語テキスト長い名前です",
        "👩‍👩‍👧‍👦 family 👩‍👩‍👧‍👦 here",
        "e\u0301" * 30,
        "🇬🇧" * 12,
    ):
        cell = drawn(text, width=size)
        assert cell.cell_length <= size
        line = spread(cell, drawn("#412"), size + 4)
        assert line.plain.endswith("#412")
        assert line.cell_length <= size + 4


async def test_A17_wide_names_keep_their_columns(clock: Any, chance: Any) -> None:
    door = FakeDoor(people=(("日本語" * 9, "nurse", "1"), ("Ann", "nurse", "2")))
    app = FakeWardApp(door, clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.lock_screen.query_one(Names).people))
        await pilot.pause()
        from rich.cells import cell_len

        columns = {
            cell_len(row[: row.index("nurse")]) for row in seen(app).splitlines() if "nurse" in row
        }
        assert len(columns) == 1


def test_A19_what_a_paste_holds_is_text_and_never_keys() -> None:
    incoming = Incoming()
    attack = f"{PASTE_BEGINS}note{PASTE_ENDS}\x11:q!\r\x1b[24~{PASTE_ENDS}"
    assert incoming.take(attack, 0.0) == ""
    got = incoming.settle(1.0)
    assert got.startswith(PASTE_BEGINS)
    assert got.endswith(PASTE_ENDS)
    inside = got.removeprefix(PASTE_BEGINS).removesuffix(PASTE_ENDS)
    assert "\x1b" not in inside
    assert inside == f"note{SHOWN_END}\x11:q!\r␛[24~"


def test_A19_the_rest_of_a_paste_in_the_next_read_is_still_the_paste() -> None:
    incoming = Incoming()
    assert incoming.take(f"{PASTE_BEGINS}note{PASTE_ENDS}", 0.0) == ""
    assert incoming.take(f"rm -rf\r{PASTE_ENDS}", 0.001) == ""
    assert incoming.settle(1.0) == f"{PASTE_BEGINS}note{SHOWN_END}rm -rf\r{PASTE_ENDS}"
    assert incoming.take("x", 2.0) == "x"


def test_A19_a_key_behind_a_settled_paste_is_a_key() -> None:
    incoming = Incoming()
    incoming.take(f"{PASTE_BEGINS}note{PASTE_ENDS}", 0.0)
    assert incoming.take("\r", 0.5) == f"{PASTE_BEGINS}note{PASTE_ENDS}\r"


def test_A19_five_megabytes_are_refused_whole() -> None:
    incoming = Incoming()
    text = f"{PASTE_BEGINS}{'x' * 5_000_000}{PASTE_ENDS}"
    for start in range(0, len(text), 4096):
        assert incoming.take(text[start : start + 4096], 0.0) == ""
    assert incoming.settle(1.0) == ""
    assert incoming.refused_pastes == 1
    assert len(incoming._paste) <= LONGEST_PASTE + 4096


async def test_A19_a_refused_paste_says_so(clock: Any, chance: Any) -> None:
    from wardsafe.tui.terminal import PasteRefused

    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        app.post_message(PasteRefused())
        await until(pilot, lambda: "too long to paste" in seen(app))


async def test_A20_a_paste_on_the_lock_screen_types_nothing(clock: Any, chance: Any) -> None:
    from textual.events import Paste

    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(Paste("grace\n482913\n"))
        await pilot.pause()
        assert app.lock_screen.query_one(Names).typed == ""
        assert app.lock_screen.query_one(Pin).typed == 0


async def test_A21_text_that_imitates_saved_is_not_the_status(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    app.text = "✓ Saved #412  03:15  4f2a91c0"
    async with app.run_test(size=(80, 24)) as pilot:
        app.unlocked(FakeSession())
        await pilot.pause()
        status = app.screen.query_one(SaveStatus)
        assert str(status.render()) == ""
        note = app.screen.query_one("#note").region
        assert status.region.y != note.y
        status.saved(412, clock.now(), "4f2a91c0")
        await pilot.pause()
        rows = seen(app).splitlines()
        assert "✓ Saved #412" in rows[status.region.y]
    assert saved_line(1, clock.now(), "x").spans, "the status is set apart by weight, not by words"


def test_A21_only_the_status_draws_a_tick() -> None:
    for path in sources_of_screens():
        text = path.read_text()
        if path.name not in {"glyphs.py", "status.py"}:
            assert "✓" not in text.replace('"""', ""), path
            assert ".tick}" not in text, path
