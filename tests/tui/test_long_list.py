"""A list that is a window: how little it reads, and that the selection holds still."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from wardsafe.tui.drawn import drawn
from wardsafe.tui.line_sheet import LineSheet, wrapped
from wardsafe.tui.long_list import KEPT, LongList

HEIGHT = 10


@dataclass(frozen=True)
class Row:
    position: int
    record: str


class Numbers:
    """Rows from the highest position down; `read` counts the rows that were handed out."""

    def __init__(self, count: int) -> None:
        self.at = {number: Row(number, f"r{number}") for number in range(1, count + 1)}
        self.read, self.calls = 0, 0

    def page(
        self, *, below: int | None = None, above: int | None = None, limit: int
    ) -> Sequence[Row]:
        self.calls += 1
        if above is not None:
            found = sorted(p for p in self.at if p > above)[:limit][::-1]
        else:
            found = sorted((p for p in self.at if below is None or p < below), reverse=True)
        rows = [self.at[position] for position in found[:limit]]
        self.read += len(rows)
        return rows

    def row(self, record: str) -> Row | None:
        return next((row for row in self.at.values() if row.record == record), None)


class Listing(App[None]):
    CSS = "LongList, LineSheet { height: 1fr; text-wrap: nowrap; }"

    def __init__(self, widget: Any) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_mount(self) -> None:
        self.widget.focus()


def line(row: Row, width: int, selected: bool) -> Content:
    return drawn(f"{'>' if selected else ' '} {row.record}")


@asynccontextmanager
async def listed(pages: Numbers, height: int = HEIGHT) -> AsyncIterator[tuple[LongList[Row], Any]]:
    rows: LongList[Row] = LongList(pages, line)
    async with Listing(rows).run_test(size=(40, height)) as pilot:
        await pilot.pause()
        yield rows, pilot


def lines_of(rows: Any) -> list[str]:
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


def seen(rows: LongList[Row]) -> list[int]:
    return [row.position for row in rows.in_sight]


@pytest.mark.parametrize("count", [1_000, 100_000])
async def test_the_first_page_reads_only_what_is_seen_however_many_there_are(count: int) -> None:
    pages = Numbers(count)
    async with listed(pages) as (rows, _):
        assert seen(rows) == list(range(count, count - HEIGHT, -1))
        assert pages.read <= 2 * HEIGHT
        assert rows.ordinal == 1


async def test_a_page_down_is_one_read_of_one_page_and_little_is_kept() -> None:
    pages = Numbers(5_000)
    async with listed(pages) as (rows, pilot):
        await pilot.press("pagedown")
        for _ in range(19):
            before, calls = pages.read, pages.calls
            rows.action_turn(1)
            assert pages.read - before <= HEIGHT
            assert pages.calls - calls <= 1
        top = 5_000 - 20 * (HEIGHT - 1)
        assert seen(rows) == list(range(top, top - HEIGHT, -1))
        assert rows.ordinal == 5_000 - top + 1
        assert rows.kept <= (KEPT + 1) * HEIGHT


async def test_there_and_back_again_shows_every_row_once_in_order() -> None:
    pages = Numbers(57)
    async with listed(pages) as (rows, _):
        down = [rows.selected.position] if rows.selected else []
        for _ in range(60):
            rows.action_move(1)
            down.append(rows.selected.position)
        assert sorted(set(down), reverse=True) == list(range(57, 0, -1))
        assert rows.reaches_end
        up = []
        for _ in range(60):
            rows.action_move(-1)
            up.append(rows.selected.position)
        assert up[:56] == list(range(2, 58))
        assert rows.ordinal == 1


async def test_end_and_home_read_one_page_each() -> None:
    pages = Numbers(100_000)
    async with listed(pages) as (rows, pilot):
        pages.read = 0
        await pilot.press("end")
        assert seen(rows) == list(range(HEIGHT, 0, -1))
        assert rows.selected == Row(1, "r1")
        assert rows.ordinal is None
        await pilot.press("pageup", "pageup")
        assert seen(rows)[0] == HEIGHT + 2 * (HEIGHT - 1)
        await pilot.press("home")
        assert rows.selected == Row(100_000, "r100000")
        assert pages.read <= 5 * HEIGHT


async def test_rows_that_arrive_appear_and_the_selected_one_stays_selected() -> None:
    pages = Numbers(100)
    async with listed(pages) as (rows, pilot):
        await pilot.press("down", "down")
        assert rows.selected == Row(98, "r98")
        pages.at[101] = Row(101, "new")
        rows.again()
        assert seen(rows)[0] == 101
        assert rows.selected == Row(98, "r98")


async def test_further_down_the_window_does_not_move_at_all() -> None:
    pages = Numbers(100)
    async with listed(pages) as (rows, pilot):
        await pilot.press("pagedown", "pagedown", "down", "down")
        before, lines = rows.selected, seen(rows)
        for number in range(101, 140):
            pages.at[number] = Row(number, f"r{number}")
        rows.again()
        assert rows.selected == before
        assert seen(rows) == lines
        assert rows.ordinal is None
        rows.tell_ordinal(rows.in_sight[0], 58)
        assert rows.ordinal == 58


async def test_a_row_that_moved_is_followed_to_where_it_is_now() -> None:
    pages = Numbers(1_000)
    async with listed(pages) as (rows, pilot):
        await pilot.press("down", "down", "down")
        moved = pages.at.pop(997)
        pages.at[500] = Row(500, moved.record)
        rows.again()
        assert rows.selected == Row(500, "r997")
        assert rows.selected in rows.in_sight


async def test_a_list_of_nothing_says_so_and_only_after_it_was_read() -> None:
    rows: LongList[Row] = LongList(Numbers(0), line)
    rows.empty = drawn("Nothing here.")
    assert not rows._has_read
    async with Listing(rows).run_test(size=(40, HEIGHT)) as pilot:
        await pilot.press("down", "pagedown", "end", "home", "enter", "up")
        assert lines_of(rows)[0] == "Nothing here."
        assert rows.selected is None
        rows.forget()
        assert lines_of(rows)[0] == ""


async def test_a_taller_window_shows_more_rows() -> None:
    async with listed(Numbers(500)) as (rows, pilot):
        await pilot.press("end")
        await pilot.resize_terminal(40, 30)
        assert seen(rows)[-1] == 1
        await pilot.press("home")
        assert len(seen(rows)) == 30


async def test_the_wheel_moves_the_window_and_a_second_click_opens() -> None:
    opened = []
    async with listed(Numbers(500)) as (rows, pilot):
        rows._scroll(3)
        assert seen(rows)[0] == 497
        assert rows.selected == Row(497, "r497")
        rows.action_choose = lambda: opened.append(rows.selected)  # type: ignore[method-assign]
        await pilot.click(LongList, offset=(3, 4))
        assert rows.selected == Row(493, "r493")
        assert opened == []
        await pilot.click(LongList, offset=(3, 4))
        assert opened == [Row(493, "r493")]


async def test_A16_a_page_of_100000_characters_and_10000_lines_scrolls_and_keeps_all() -> None:
    whole = "x" * 100_000 + "\n" + "\n".join(f"line {n}" for n in range(10_000))
    lines = wrapped(whole, "", 40)
    assert "".join(each.plain for each in lines[:2_500]) == "x" * 100_000
    sheet = LineSheet()
    async with Listing(sheet).run_test(size=(40, HEIGHT)) as pilot:
        sheet.show(lines)
        await pilot.press("end")
        assert lines_of(sheet)[-1] == "line 9999"
        await pilot.press("home", "down", "pagedown")
        assert sheet.top == HEIGHT
        assert lines_of(sheet)[-1].endswith("more lines")
