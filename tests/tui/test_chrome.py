"""Header, footer, help, glyphs, big digits, palette and the Saved line."""

import re
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from tui_ward import FakeDoor, FakePerson, FakeWardApp, seen, until
from wardsafe.clock import LONDON
from wardsafe.errors import WardsafeError
from wardsafe.tui.app import WardApp
from wardsafe.tui.big_digits import big
from wardsafe.tui.chrome import Facts, Key, footer_line, header_line
from wardsafe.tui.glyphs import ASCII, UNICODE, choose, glyphs, in_ascii, speaks_unicode
from wardsafe.tui.palette import DAY, NIGHT
from wardsafe.tui.rooms import room
from wardsafe.tui.status import draft_line, not_saved_line, saved_line
from wardsafe.tui.terminal import ShutDriver

NOW = datetime(2026, 11, 23, 3, 14, 7, tzinfo=LONDON)


def facts(**other: Any) -> Facts:
    given = {"place": "Ashdown Ward", "terminal": "PC 2", "demo": True, "person": FakePerson()}
    return Facts(**{**given, "now": NOW, **other})


@pytest.fixture
def ascii_glyphs() -> Any:
    choose(unicode=False)
    yield
    choose(unicode=True)


def test_the_header_says_where_who_what_and_when() -> None:
    line = header_line(facts(), 120).plain
    assert len(line) == 120
    assert line.startswith("  Ashdown Ward  PC 2 ")
    assert line.endswith("Grace Okafor gokafor7  nurse in charge    DEMO    23 Nov 2026  03:14  ")


def test_at_80_columns_the_job_title_goes_first() -> None:
    line = header_line(facts(), 80).plain
    assert len(line) == 80
    assert "nurse in charge" not in line
    assert line.endswith("Grace Okafor gokafor7    DEMO    23 Nov 2026  03:14  ")


def test_locked_there_is_no_person_and_no_second_clock() -> None:
    line = header_line(facts(person=None, demo=False), 80).plain
    assert line.endswith(" LIVE  ")
    assert "03:14" not in line


@pytest.mark.parametrize("width", [1, 5, 40, 80, 120])
def test_a_very_long_ward_never_pushes_the_person_out(width: int) -> None:
    line = header_line(facts(place="W" * 300, terminal="T" * 300), width).plain
    assert width < 60 or "Grace Okafor" in line


def test_the_footer_keeps_help_far_right_and_drops_from_the_end() -> None:
    left = [Key(f"K{n}", "a long verb") for n in range(9)]
    line, places = footer_line(left, [Key("F1", "help", "f1")], 80)
    assert len(line.plain) == 80
    assert line.plain.endswith("F1 help  ")
    assert "K0 a long verb" in line.plain
    assert "K8" not in line.plain
    assert line.plain[places[-1].start : places[-1].stop] == "F1 help"
    assert line.plain[places[1].start : places[1].stop] == "K1 a long verb"


async def test_footer_and_help_come_from_the_bindings(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(120, 36)) as pilot:
        app.unlocked(FakeDoor().unlock("s0", "1"))
        await pilot.pause()
        last = seen(app).splitlines()[-1]
        assert last.split("   ")[:4] == ["  N new record", "Enter do this", "^S save now", "L lock"]
        assert last.endswith("F1 help  ")
        assert "F12" not in last
        await pilot.press("f1")
        await pilot.pause()
        text = seen(app)
        assert "What is due." in text
        assert re.search(r"N +new record +Record something\.", text)
        assert re.search(r"F12 +lock +Lock at once", text)
        await pilot.press("f1")
        await pilot.pause()
        assert "What is due." not in seen(app)


async def test_a_click_on_the_footer_presses_the_key(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("FooterBar", offset=(76, 0))
        await pilot.pause()
        assert app.screen.id == "help"


async def test_lock_is_shown_on_every_unlocked_screen(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "F12" not in seen(app).splitlines()[-1]
        app.unlocked(FakeDoor().unlock("s0", "1"))
        await pilot.press("f1")
        await pilot.pause()
        assert "F12 lock  F1 help" in seen(app).splitlines()[-1]


async def test_f9_is_day_and_night(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test() as pilot:
        assert app.screen.styles.background.hex == NIGHT["ground"]
        await pilot.press("f9")
        await pilot.pause()
        assert app.screen.styles.background.hex == DAY["ground"]


async def test_without_colour_everything_is_still_said(
    clock: Any, chance: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = FakeWardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Dev Shah" in seen(app))
        await pilot.press("down")
        await pilot.pause()
        assert app.no_color
        assert "▌" in seen(app)
        assert "LIVE" in seen(app)


@pytest.mark.usefixtures("ascii_glyphs")
async def test_an_ascii_terminal_gets_ascii_only(clock: Any, chance: Any) -> None:
    app = FakeWardApp(FakeDoor(environment="demo"), clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Dev Shah" in seen(app))
        await pilot.press("down", "4")
        await pilot.pause()
        assert seen(app).isascii()
        assert "*  o  o" in seen(app)


def test_each_glyph_is_one_cell_and_has_an_ascii_form() -> None:
    names = [name for name in dir(UNICODE) if not name.startswith("_")]
    assert len(names) > 20
    for name in names:
        assert getattr(ASCII, name).isascii(), name
        assert name == "up_down" or len(getattr(UNICODE, name)) == 1
    assert in_ascii("▌ ✓ 1 → 2 … ↑↓ “a” ▃") == '> * 1 > 2 . ^v "a" _'
    assert glyphs() is UNICODE


@pytest.mark.parametrize(("unicode", "sent"), [(True, "▌ Ann…"), (False, "> Ann.")])
def test_what_no_glyph_drew_is_ascii_too_where_ascii_is_drawn(unicode: bool, sent: str) -> None:
    """Borders are Textual's own, and Python speaks UTF-8 even where the locale is C."""
    written: list[str] = []
    driver = ShutDriver.__new__(ShutDriver)
    driver._encoding = "utf-8"
    driver._writer_thread = SimpleNamespace(is_alive=lambda: True, write=written.append)
    choose(unicode=unicode)
    try:
        driver.write("▌ Ann…")
    finally:
        choose(unicode=True)
    assert written == [sent]


@pytest.mark.parametrize(
    ("environ", "encoding", "full"),
    [
        ({"LANG": "en_GB.UTF-8", "TERM": "xterm"}, "utf-8", True),
        ({"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, "utf-8", False),
        ({"LANG": "en_GB.utf8"}, "UTF8", True),
        ({"LANG": "en_GB.UTF-8", "TERM": "linux"}, "utf-8", False),
        ({"LANG": "en_GB.UTF-8"}, "cp1252", False),
        ({"WINDIR": "C:\\Windows"}, "utf-8", True),
        ({"WINDIR": "C:\\Windows"}, "cp850", False),
        ({}, None, False),
    ],
)
def test_the_terminal_decides_the_column(environ: Any, encoding: Any, full: bool) -> None:
    assert speaks_unicode(environ, encoding) is full


def test_big_digits_are_three_equal_rows_and_only_numbers() -> None:
    assert len({len(row) for row in big("-03:14")}) == 1
    assert big("7") == ("╺━┓", "  ┃", "  ╹")
    with pytest.raises(KeyError):
        big("A")


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("roles", [NIGHT, DAY], ids=["night", "day"])
def test_every_text_colour_can_be_read_on_its_ground(roles: dict[str, str]) -> None:
    for ink in ("ink", "strong", "quiet", "accent", "due", "over"):
        for ground in ("ground", "raised", "accent-ground"):
            if (ink, ground) in {("quiet", "accent-ground"), ("due", "accent-ground")}:
                continue  # a selected row writes its facts in ink
            assert _contrast(roles[ink], roles[ground]) >= 4.5, (ink, ground)
    for state in ("due", "over", "declared", "unrecorded"):
        assert _contrast(roles[state], roles[f"{state}-ground"]) >= 4.5, state
    assert _contrast(roles["on-accent"], roles["due"]) >= 4.5
    assert _contrast(roles["on-accent"], roles["accent"]) >= 4.5


def test_the_saved_line_has_the_tick_and_nothing_else_does() -> None:
    assert saved_line(419, NOW, "4f2a91c0").plain == "✓ Saved #419  03:14  4f2a91c0"
    assert "✓" not in draft_line(NOW).plain
    line = not_saved_line("The disk is full.", 60).plain
    assert len(line) == 60
    assert line.strip() == "! NOT SAVED, still on screen.  The disk is full."


def test_a_room_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(WardsafeError, match="no screen called attic"):
        room("attic")


async def test_a_missing_room_is_said_and_nothing_breaks(clock: Any, chance: Any) -> None:
    app = WardApp(FakeDoor(), clock, chance)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.go("attic")
        await until(pilot, lambda: "There is no screen called attic." in seen(app))
        assert len(app.screen_stack) == 1


def test_C19_two_people_of_one_name_are_told_apart_by_their_id_at_any_width() -> None:
    for width in (80, 120, 160):
        lines = {header_line(facts(person=FakePerson(id=who)), width).plain for who in ("a1", "b2")}
        assert len(lines) == 2
