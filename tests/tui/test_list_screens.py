"""What every screen of a list rests on: a heading for the width it is painted in, and a reading
that is drawn only for those who are still there."""

import threading
from typing import Any

from textual.app import ComposeResult
from textual.content import Content

from tui_ward import seen, settled, until
from wardsafe.errors import BadInput
from wardsafe.services.session import Session
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.app import WardApp
from wardsafe.tui.drawn import drawn
from wardsafe.tui.fitted import Heading
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import LineSheet
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.said import Said
from wardsafe.tui.short_list import ListRow, ShortList
from wardsafe.tui.ward_screen import WardScreen


class Letters(ListScreen[None]):
    """Rows that are read as slowly as the test says; or a refusal."""

    CSS = "ShortList { height: 6; }"

    def __init__(self, rows: str = "", refusal: str = "") -> None:
        super().__init__()
        self.letters, self.refusal = rows, refusal
        self.may_end = threading.Event()
        self.may_end.set()
        self.readings = 0

    def compose_body(self) -> ComposeResult:
        yield Heading(id="head")
        yield ShortList("letters", "no letters")
        yield Said(drawn("at rest"), id="said")

    def on_mount(self) -> None:
        self.query_one(Heading).say(drawn("Tell now"), drawn("13 outstanding"))

    def read(self, session: Session) -> Drawing:
        self.readings += 1
        self.may_end.wait(20)
        if self.refusal:
            raise BadInput(self.refusal)
        return self.show

    def show(self) -> None:
        self.rows.show([ListRow(key, lambda *_, key=key: Content(key)) for key in self.letters])


def first_line(app: WardApp) -> str:
    return next(line for line in seen(app).splitlines() if "Tell now" in line).rstrip()


async def test_a_heading_is_spread_for_the_width_it_is_painted_in(ward: Any) -> None:
    """Said before it has a width, and painted in one that nobody spread it for."""
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=(60, 20)) as pilot:
        screen = Letters()
        await app.push_screen(screen)
        await until(pilot, lambda: "Tell now" in seen(app))
        for width in (60, 90, 40):
            await pilot.resize_terminal(width, 20)
            await until(pilot, lambda width=width: screen.size.width == width)
            await until(pilot, lambda width=width: len(first_line(app)) == width)
            assert first_line(app).endswith("13 outstanding")


async def test_a_list_is_read_once_on_opening_and_again_on_coming_back(ward: Any) -> None:
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=(60, 20)) as pilot:
        app.unlocked(ward.unlock("grace"))
        screen = Letters("abcdefghi")
        await app.push_screen(screen)
        await until(pilot, lambda: screen.chosen_key == "a")
        assert screen.readings == 1
        for key, at in (("end", "i"), ("pageup", "c"), ("home", "a"), ("pagedown", "g")):
            await pilot.press(key)
            assert screen.chosen_key == at
        await app.push_screen(Letters())
        screen.letters = "xyzg"
        app.pop_screen()
        await until(pilot, lambda: screen.rows.length == 4)
        assert (screen.readings, screen.chosen_key) == (2, "g")


async def test_what_a_reading_refuses_is_said_and_goes_with_the_next_word(ward: Any) -> None:
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=(60, 20)) as pilot:
        app.unlocked(ward.unlock("grace"))
        screen = Letters(refusal="The tables are behind.")
        await app.push_screen(screen)
        await until(pilot, lambda: f"{glyphs().alert} The tables are behind." in seen(app))
        screen.say("It is done.", wrong=False)
        await until(pilot, lambda: "It is done." in seen(app))
        assert glyphs().alert not in seen(app)
        screen.say("")
        await until(pilot, lambda: "at rest" in seen(app))


async def test_H09_a_reading_that_ends_after_locking_is_neither_drawn_nor_said(ward: Any) -> None:
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=(60, 20)) as pilot:
        for refusal in ("", "The tables are behind."):
            app.unlocked(ward.unlock("grace"))
            screen = Letters("abc", refusal)
            screen.may_end.clear()
            await app.push_screen(screen)
            await until(pilot, lambda screen=screen: screen.readings == 1)
            session, app.session = app.session, ward.unlock("emeka")  # the next person is quick
            screen.may_end.set()
            await settled(app)
            await pilot.pause()
            assert screen.rows.length == 0
            assert "behind" not in seen(app)
            app.session = session
            app.lock()


class Page(WardScreen[None]):
    """Lines that say for how many cells they were made."""

    def compose_body(self) -> ComposeResult:
        yield LineSheet(id="page")

    def on_mount(self) -> None:
        self.query_one(LineSheet).fit(lambda width: [drawn(f"{n}".rjust(width)) for n in range(99)])


async def test_a_page_is_made_anew_for_another_width_and_stays_where_one_read(ward: Any) -> None:
    app = WardApp(ward.door, ward.clock, ward.chance)
    async with app.run_test(size=(60, 20)) as pilot:
        screen = Page()
        await app.push_screen(screen)
        sheet = screen.query_one(LineSheet)
        sheet.action_go_to(40)
        for width in (60, 90, 40):
            await pilot.resize_terminal(width, 20)
            await until(pilot, lambda width=width: screen.size.width == width)
            await until(pilot, lambda: ends_of("40", app) == [sheet.content_region.right])
        sheet.show(())
        await until(pilot, lambda: ends_of("40", app) == [])


def ends_of(word: str, app: WardApp) -> list[int]:
    """The column behind the word, on each line that ends with it."""
    lines = (line.rstrip() for line in seen(app).splitlines())
    return [len(line) for line in lines if line.endswith(word)]
