"""The form on the screen: keys in, a record out; nothing lost, nothing moved, nothing obeyed."""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.widget import Widget
from textual.widgets import Input

from tui_ward import seen, until
from wardsafe.clock import LONDON
from wardsafe.errors import NotSaved
from wardsafe.records.base import Record
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.records.registry import KINDS
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.tui.app import STYLES
from wardsafe.tui.chrome import Facts
from wardsafe.tui.forms.cell import EDITS, LONGEST, Cell
from wardsafe.tui.forms.narrative import Narrative
from wardsafe.tui.forms.rows import Row
from wardsafe.tui.forms.task import FormTask, PersonRow, Suggestion, Typed
from wardsafe.tui.palette import NIGHT_NAME, theme
from wardsafe.tui.screens.form import FormScreen

NOW = datetime(2026, 11, 23, 3, 14, 7, tzinfo=LONDON)
ROSA = PersonRow("p1", "Rosa Whitfield", "RW", "2", date(1987, 6, 9), "9994182207", "section 3")
AMINA = PersonRow("p2", "Amina Khalil", "AK", "3", date(1999, 2, 2), "9993051186", "section 2")
ROBERT = PersonRow("p3", "Robert Whitfield", "RW", "7", date(1950, 1, 2))
STAFF = (Suggestion("Emeka Okoro", "nurse", {"job_title": "nurse"}),)
WIDE, SMALL = (120, 36), (80, 24)


@dataclass(frozen=True)
class Saved:
    number: int = 419
    code: str = "4f2a91c0"


@dataclass
class Ledger:
    """What the form handed over, and the answer it gets."""

    records: list[tuple[Any, str | None]] = field(default_factory=list)
    drafts: list[Typed] = field(default_factory=list)
    answer: Exception | None = None
    gate: threading.Event | None = None

    def save(self, record: Record, reason: str | None) -> Saved:
        self.records.append((record, reason))
        if self.gate is not None:
            self.gate.wait(5)
        if self.answer is not None:
            raise self.answer
        return Saved()


class Host(App[None]):
    """As little of an app as a form needs."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = STYLES / "ward.tcss"
    session = None

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(theme(NIGHT_NAME))
        self.theme = NIGHT_NAME
        self.heard: list[str] = []

    def on_key(self, event: events.Key) -> None:
        """What no screen took."""
        self.heard.append(event.key)

    def facts(self) -> Facts:
        return Facts("Ashdown Ward", "PC 2", True, None, NOW)


class Form:
    """A form that is open, and hands to type on it."""

    def __init__(self, app: Host, pilot: Any, screen: FormScreen, ledger: Ledger) -> None:
        self.app, self.pilot, self.screen, self.ledger = app, pilot, screen, ledger
        self.pressed = 0
        self.result: Any = "open"

    async def type(self, *keys: str) -> None:
        """Each key by name, or a text of single keys; counted."""
        names = [name for key in keys for name in ([key] if key in NAMED else key)]
        self.pressed += len(names)
        for name in names:
            character = name if len(name) == 1 else CHARACTERS.get(name)
            self.app.post_message(events.Key(SIGNS.get(name, name), character))
            if name.startswith(("ctrl", "escape", "page")):
                await self.pilot.pause()
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    def look(self) -> str:
        self.screen.settle()
        return seen(self.app)

    async def looked(self) -> str:
        self.screen.settle()
        await self.pilot.pause()
        return seen(self.app)

    @property
    def at(self) -> str:
        focused = self.app.focused
        return focused.path if isinstance(focused, Cell | Narrative) else ""


NAMED = {"enter", "tab", "shift+tab", "escape", "up", "down", "backspace", "pagedown"} | {
    f"ctrl+{letter}" for letter in "nslpy"
}
CHARACTERS = {"enter": "\r", "tab": "\t"}
SIGNS = {"-": "minus", "+": "plus", "?": "question_mark", "*": "asterisk", " ": "space"}


@asynccontextmanager
async def form(size: tuple[int, int] = WIDE, **given: Any) -> AsyncIterator[Form]:
    ledger = given.pop("ledger", None) or Ledger()
    task = {
        "model": RestrictivePractice,
        "now": lambda: NOW,
        "on_save": ledger.save,
        "on_draft": ledger.drafts.append,
        "person": ROSA,
        "people": lambda: (ROSA, AMINA, ROBERT),
        "suggest": {"staff.name": lambda: STAFF},
        **given,
    }
    times = {
        "settle_after": 60,
        "draft_after": task.pop("draft_after", 60),
        "saved_for": 60,
        "offer_after": 0,
    }
    app = Host()
    async with app.run_test(size=size) as pilot:
        screen = FormScreen(FormTask(**task), **times)
        opened = Form(app, pilot, screen, ledger)
        app.push_screen(screen, lambda result: setattr(opened, "result", result))
        await pilot.pause()
        await pilot.pause()
        yield opened


async def test_a_whole_now_record_with_two_interventions_takes_at_most_45_keys():
    async with form(SMALL, person=None) as f:
        f.pressed = 1  # N on the board
        await f.type("rw", "enter", "-15m", "enter", "da", "enter")
        await f.type("07", "enter", "enter", "+7m", "enter", "y", "enter")
        await f.type("05", "enter", "0306", "enter", "enter", "y", "enter", "enter")
        await f.type("10", "enter", "eo", "enter", "y", "ctrl+s")
        await until(f.pilot, lambda: bool(f.ledger.records))
        record = f.ledger.records[0][0]
        assert f.pressed <= 45, f.pressed
    assert record.person == "p1"
    assert f"{record.when:%H:%M}" == "02:59"
    assert record.place == "day-room"
    rows = [(row.type, row.minutes, row.care_plan) for row in record.interventions]
    assert rows == [("07", 7, "Y"), ("05", None, "Y")]
    assert record.reason == "10"
    assert [(s.name, s.job_title, s.used_force) for s in record.staff] == [
        ("Emeka Okoro", "nurse", "Y")
    ]


async def test_the_now_part_is_on_one_screen_of_80_by_24():
    async with form(SMALL) as f:
        await f.type("-15m", "enter", "da", "enter", "07", "enter", "enter", "enter", "y", "enter")
        await f.type("05", "enter", "enter", "enter", "y", "enter", "enter")
        await f.type("10", "enter", "eo", "enter", "y", "enter")
        page = await f.looked()
    for there in (
        "Rosa Whitfield", "RW, bed 2", "999 418 2207", "When", "Where", "What was done", "Why",
        "Who", "Emeka Okoro", "of 16", "Save with gaps", "^S save now", "F1 help",
    ):  # fmt: skip
        assert there in page, there


async def test_what_was_understood_stands_beside_what_was_typed():
    async with form() as f:
        await f.type("-15m", "enter", "?", "enter", "07", "enter", "enter", "0306", "enter")
        page = await f.looked()
    assert "-15m" in page
    assert "02:59 on 23 Nov 2026" in page
    assert "not known" in page
    assert "7 min" in page


async def test_an_error_stands_in_words_beside_its_field_and_moves_nothing():
    async with form() as f:
        await f.type("-15m", "enter", "enter", "07", "enter", "enter", "0255", "enter")
        await f.type("shift+tab")
        right = (await f.looked()).splitlines()
        await f.type("enter", "shift+tab", "shift+tab")
        wrong = (await f.looked()).splitlines()
    line = next(line for line in wrong if "ends before it starts" in line)
    assert "0255" in line
    assert "! ends before it starts" in line
    heads = [[n for n, line in enumerate(page) if " Why" in line] for page in (right, wrong)]
    assert heads[0] == heads[1]


async def test_a_code_nobody_has_is_said_beside_the_field():
    async with form() as f:
        await f.type("0259", "enter", "zzz", "enter")
        page = await f.looked()
    assert "! no such code" in page


async def test_the_list_floats_under_its_cell_and_moves_nothing():
    async with form() as f:
        before = (await f.looked()).splitlines()
        await f.type("enter", "enter", "se")
        after = (await f.looked()).splitlines()
        cell, picker = f.app.focused, f.screen.picker
        assert cell is not None
        assert picker.region.y == cell.region.bottom
        assert picker.region.x == cell.region.x
        assert "Seclusion" in seen(f.app)
        assert "* all" in seen(f.app)
    assert [line[:12] for line in before[:10]] == [line[:12] for line in after[:10]]


async def test_several_codes_are_typed_one_after_the_other():
    async with form() as f:
        await f.type("ctrl+l", "ctrl+l")
        assert f.at == "tried"
        await f.type("soft", "enter", "list", "enter")
        assert len(f.screen.sheet.read("tried").value) == 2
        await f.type("enter")
        assert f.at == "tried_text"


async def test_an_empty_row_is_always_there_and_leaving_it_skips_the_whole_row():
    async with form() as f:
        await f.type("enter", "enter")
        assert f.at == "interventions.0.type"
        await f.type("enter")
        assert f.at == "reason"
        await f.type("ctrl+n")
        assert f.at == "interventions.0.type"
        await f.type("07", "ctrl+n")
        await f.pilot.pause()
        assert f.at == "interventions.1.type"


async def test_a_row_is_removed_with_its_key():
    async with form() as f:
        await f.type("enter", "enter", "07", "enter", "ctrl+n", "05", "ctrl+y")
        await f.pilot.pause()
        assert [row["type"] for row in f.screen.sheet.rows("interventions") if row] == ["07"]


async def test_what_is_typed_on_at_the_end_never_falls_into_the_first_field():
    async with form(model=Movement) as f:
        await f.type(*["enter"] * 9, "n", "enter", "x")
        assert f.screen.sheet.typed("move") == ""
        assert f.at == "escorted"


async def test_keys_typed_ahead_land_in_their_fields():
    async with form() as f:
        for key in ["minus", "1", "5", "m", "enter", "d", "a", "enter", "0", "7", "enter"]:
            character = {"minus": "-", "enter": "\r"}.get(key, key)
            f.app.post_message(events.Key(key, character))
        await until(f.pilot, lambda: f.at == "interventions.0.start")
        sheet = f.screen.sheet
        typed = [sheet.typed(path) for path in ("when", "place", "interventions.0.type")]
        assert typed == ["-15m", "Day room", "07"]


async def test_only_the_part_in_sight_is_there_and_the_later_parts_follow():
    async with form() as f:
        assert not f.screen.query(Narrative)
        await f.type("ctrl+l")
        page = await f.looked()
        assert "How and outcome" in page
        assert "part 1 of 8" in page
        assert f.screen.query(Narrative)
        assert not [cell for cell in f.screen.query(Cell) if cell.path == "when"]
        await f.type("pagedown")
        assert "Before: what was tried" in await f.looked()


async def test_a_later_part_adds_its_columns_to_the_rows_there_are():
    async with form() as f:
        await f.type("0259", "enter", "enter", "07", "enter")
        await f.type("ctrl+l", "ctrl+l", "ctrl+l")
        page = await f.looked()
        assert "Restraint, standing" in page
        assert "patient hurt" in page
        cell = f.screen.page.entry("interventions.0.patient_hurt")
        assert cell is not None


@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_every_kind_has_its_form_from_its_hints(kind: str):
    async with form(model=KINDS[kind]) as f:
        for _ in f.screen._parts:
            await f.type("ctrl+l")
        assert bool(f.at) == any(f.screen._parts[0][1]), f.at


async def test_saving_with_gaps_says_saved_with_number_time_and_code():
    async with form() as f:
        await f.type("0259", "enter", "ctrl+s")
        await until(f.pilot, lambda: "Saved #419" in seen(f.app))
        assert "✓ Saved #419  03:14  4f2a91c0" in seen(f.app)
        await f.type("x")
        await f.pilot.pause()
        assert f.result == Saved()
        assert f.app.heard[-1:] != ["x"], "the key that goes back did something there too"


async def test_ctrl_s_pressed_twice_saves_once():
    ledger = Ledger(gate=threading.Event())
    async with form(ledger=ledger) as f:
        await f.type("0259", "enter", "ctrl+s", "ctrl+s")
        assert ledger.gate is not None
        ledger.gate.set()
        await until(f.pilot, lambda: "Saved" in seen(f.app))
        await f.type("ctrl+s")
        assert len(ledger.records) == 1


async def test_an_impossible_value_keeps_its_place_and_gets_the_cursor():
    async with form() as f:
        await f.type("half past", "enter", "ctrl+l", "ctrl+s")
        await f.pilot.pause()
        page = await f.looked()
        assert f.at == "when"
        assert f.screen.sheet.typed("when") == "half past"
        assert "! This is not" in page
        assert not f.ledger.records


async def test_D15_an_unlikely_length_is_saved_only_when_it_is_confirmed():
    async with form() as f:
        await f.type("6 nov 0000", "enter", "enter", "05", "enter", "enter", "22 nov 1600")
        await f.type("ctrl+s")
        assert "longer than 72 hours" in await f.looked()
        assert not f.ledger.records
        await f.type("ctrl+s")
        await until(f.pilot, lambda: bool(f.ledger.records))


async def test_C22_a_pin_in_the_text_is_said_before_it_is_saved():
    async with form(looks_like_pin=lambda text: text == "246810") as f:
        await f.type("0259", "enter", "ctrl+l", "246810", "ctrl+s")
        await until(f.pilot, lambda: "looks like your PIN" in seen(f.app))
        assert not f.ledger.records
        await f.type("ctrl+s")
        await until(f.pilot, lambda: bool(f.ledger.records))


async def test_H03_a_draft_is_kept_when_the_hand_rests_and_never_ticked():
    async with form(draft_after=0.02) as f:
        await f.type("half past")
        await until(f.pilot, lambda: bool(f.ledger.drafts))
        await until(f.pilot, lambda: "Draft kept 03:14:07" in seen(f.app))
        assert "✓" not in seen(f.app)
        assert f.ledger.drafts[-1]["when"] == "half past"
        assert f.ledger.drafts[-1]["person"] == "p1"


@pytest.mark.parametrize("leave", ["escape", "lock"])
async def test_H03_leaving_and_locking_keep_the_draft(leave: str):
    async with form() as f:
        await f.type("half past", "enter")
        if leave == "lock":
            f.screen.put_away()
            f.app.pop_screen()
        else:
            await f.type("escape")
        await f.pilot.pause()
        assert f.ledger.drafts[-1]["when"] == "half past"
        assert not [cell for cell in f.screen.query(Cell) if cell.value] or leave == "escape"
        assert "half past" not in seen(f.app)


async def test_a_draft_comes_back_as_it_was_typed():
    typed: Typed = {"when": "half past", "interventions": [{"type": "07", "end": "nonsense"}]}
    async with form(typed=typed) as f:
        page = await f.looked()
        assert "half past" in page
        assert "nonsense" in page


async def test_amending_asks_why_and_marks_what_changed():
    base = RestrictivePractice(person="p1", when=NOW, place="corridor")
    async with form(amend_of=base) as f:
        assert f.at == "@why"
        await f.type("ctrl+s")
        assert "Nothing is changed yet" in seen(f.app)
        await f.type("enter", "enter", "day", "enter", "ctrl+s")
        assert "Say why it is changed" in seen(f.app)
        assert f.at == "@why"
        assert "changed" in await f.looked()
        await f.type("mist", "enter", "ctrl+s")
        await until(f.pilot, lambda: bool(f.ledger.records))
        record, reason = f.ledger.records[0]
        assert (record.place, record.when, reason) == (
            "day-room",
            base.when,
            "A mistake in typing",
        )


async def test_H01_A15_the_person_is_chosen_first_can_be_changed_and_similar_names_are_said():
    async with form(person=None) as f:
        assert "Who is it about?" in seen(f.app)
        assert seen(f.app).count("! similar name") == 2
        await f.type("ak", "enter")
        await f.pilot.pause()
        assert "Amina Khalil" in await f.looked()
        await f.type("0259", "enter", "ctrl+p", "rosa", "enter")
        await f.pilot.pause()
        page = await f.looked()
        assert "Rosa Whitfield" in page
        assert "Amina Khalil" not in page
        assert "! not Robert Whitfield, bed 7?" in page
        await f.type("ctrl+s")
        await until(f.pilot, lambda: bool(f.ledger.records))
        assert f.ledger.records[0][0].person == "p1"


async def test_H01_what_is_known_of_one_person_never_stays_for_another():
    known = {"p1": Patient(name="Rosa Whitfield", sex="2"), "p2": Patient(name="Amina Khalil")}
    async with form(person_record=known.get) as f:
        assert f.screen.sheet.typed("sex") == "2"
        await f.type("ctrl+p", "ak", "enter")
        await f.pilot.pause()
        assert f.screen.sheet.typed("sex") == ""


async def test_leaving_without_choosing_a_person_leaves_the_form():
    async with form(person=None) as f:
        await f.type("escape")
        await f.pilot.pause()
        assert f.result is None


async def test_with_nobody_to_choose_from_the_person_is_described():
    async with form(person=None, people=None) as f:
        assert f.at == "person_described"
        await f.type("man in bed 4", "enter", "0259", "ctrl+s")
        await until(f.pilot, lambda: bool(f.ledger.records))
        assert f.ledger.records[0][0].person_described == "man in bed 4"


async def test_A04_brackets_are_drawn_as_typed():
    async with form(person=PersonRow("p9", "[b]Ann[/] [x]", "A[", "[1]")) as f:
        await f.type("enter", "ctrl+l", "said [sic] [$primary] [/")
        page = await f.looked()
        assert "said [sic] [$primary] [/" in page
        assert "[b]Ann[/] [x]" in page


async def test_A16_a_hundred_combining_marks_and_a_very_long_line_are_drawn_in_their_place():
    async with form() as f:
        await f.type("ctrl+l")
        await f.paste("e" + "\u0301" * 200)
        await f.paste("x" * (LONGEST - 300))
        page = await f.looked()
        assert max(len(line) for line in page.splitlines()) < 200
        assert len(f.screen.sheet.typed("place_text")) > LONGEST - 300


async def test_a_key_paints_only_what_it_touches():
    async with form() as f:
        await f.type("x")
        laid_out: list[Any] = []
        f.screen._compositor.reflow = _counted(f.screen._compositor.reflow, laid_out)  # type: ignore[method-assign]
        await f.type("abcdef", "backspace")
        assert laid_out == []


def _counted(call: Callable[..., Any], calls: list[Any]) -> Callable[..., Any]:
    def counted(*given: Any, **named: Any) -> Any:
        calls.append(given)
        return call(*given, **named)

    return counted


async def test_near_painting_draws_what_painting_all_would():
    async with form() as f:
        await f.type("-15m", "enter", "da", "enter", "se")
        await f.looked()
        near = seen(f.app)
        f.screen.refresh()
        await f.pilot.pause()
        assert seen(f.app) == near


def test_a_cell_has_every_editing_key_of_textuals_input():
    keys = {key for binding in Input.BINDINGS for key in binding.key.split(",")}  # type: ignore[union-attr]
    assert keys - set(EDITS) == {"enter", "ctrl+c", "super+c", "ctrl+x", "ctrl+v"}


async def test_H01_no_list_covers_whose_record_it_is_on_a_small_screen():
    async with form(SMALL) as f:
        await f.type("enter", "enter", "07", "enter", "enter", "enter", "enter")
        for typed in ("1", "4"):
            await f.type(typed)
            shown = await f.looked()
            assert "RW, bed 2" in shown
            assert "born 9 Jun 1987" in shown
        assert "14  Chemical restraint" in shown
        assert f.screen.picker.region.y == f.app.focused.region.bottom


@pytest.mark.parametrize("size", [SMALL, (100, 30), WIDE])
async def test_H01_one_row_a_person_with_the_whole_nhs_number_at_every_size(size: tuple[int, int]):
    async with form(size, person=None) as f:
        await until(f.pilot, lambda: "RW   Robert Whitfield" in seen(f.app))
        rows = seen(f.app).splitlines()
        for name, number in (("Rosa", "999 418 2207"), ("Amina", "999 305 1186")):
            (row,) = [row for row in rows if name in row]
            assert number in row
        assert all("! " in row for row in rows if "Whitfield" in row)


async def test_keys_wait_for_a_row_that_is_slow_to_come(monkeypatch: pytest.MonkeyPatch):
    keys = iter(("7", "ctrl+n", "1", "4", "enter", "0", "3", "0", "1", "enter"))
    mount = Row.mount_composed_widgets

    async def mount_late(row: Row, cells: list[Widget]) -> None:
        for name in keys:
            character = name if len(name) == 1 else CHARACTERS.get(name)
            await f.app.on_event(events.Key(name, character))
        await mount(row, cells)

    async with form() as f:
        await f.type("enter", "enter")
        monkeypatch.setattr(Row, "mount_composed_widgets", mount_late)
        await f.type("0")
        await until(f.pilot, lambda: f.at == "interventions.1.end")
        assert f.screen.sheet.typed("interventions.0.type") == "07"
        assert f.screen.sheet.typed("interventions.1.type") == "14"
        assert f.screen.sheet.typed("interventions.1.start") == "0301"


async def test_the_list_is_walked_put_away_and_not_needed_for_an_exact_code():
    async with form() as f:
        await f.type("enter", "enter", "*", "down", "enter")
        assert f.screen.sheet.typed("interventions.0.type") == "07"
        await f.type("shift+tab", "se", "escape")
        assert not f.screen.picker.is_open
        assert f.at == "interventions.0.type"
        assert f.result == "open"
        await f.type("backspace", "backspace", "05", "tab")
        assert f.screen.sheet.typed("interventions.0.type") == "05"
        assert f.at == "interventions.0.start"


async def test_an_empty_form_is_not_saved_and_a_failed_one_says_so_and_loses_nothing():
    async with form() as f:
        await f.type("ctrl+s")
        assert "Nothing is written yet" in seen(f.app)
        await f.type("0259", "enter")
        for answer in (NotSaved("The disk is full."), OSError("secret text")):
            f.ledger.answer = answer
            f.ledger.drafts.clear()
            await f.type("ctrl+s")
            await until(f.pilot, lambda: "NOT SAVED" in seen(f.app))
            await until(f.pilot, lambda: bool(f.ledger.drafts))
            await f.pilot.pause()
            assert "still on screen" in seen(f.app)
            assert "✓" not in seen(f.app)
            assert "secret text" not in seen(f.app)
            assert f.screen.sheet.typed("when") == "0259"
        f.ledger.answer = None
        await f.type("ctrl+s")
        await until(f.pilot, lambda: "Saved #419" in seen(f.app))


async def test_A19_a_paste_shows_its_escapes_runs_no_keys_and_5_MB_is_refused():
    async with form() as f:
        await f.type("ctrl+l")
        for path in ("place_text", "reason_text"):
            assert f.at == path
            await f.paste("x" * 5_000_000)
            assert "5,000,000 characters" in seen(f.app)
            assert f.screen.sheet.typed(path) == ""
            await f.paste("a\x1b[201~\x13b\x07\x9b2Jc")
            value = f.screen.sheet.typed(path)
            assert "\x1b" not in value
            assert "\x9b" not in value
            assert value.startswith("a␛[201~␓b")
            assert "␛[201~" in await f.looked()
            await f.type("enter")
        assert not f.ledger.records


async def test_A20_A21_lines_are_never_cut_and_text_never_looks_like_the_status():
    async with form() as f:
        await f.type("ctrl+l")
        await f.paste("first\nsecond\nthird")
        assert "has 3 lines" in seen(f.app)
        assert f.screen.sheet.typed("place_text") == ""
        await f.paste("✓ Saved #412  03:15  4f2a91c0\n")
        assert f.screen.sheet.typed("place_text") == "✓ Saved #412  03:15  4f2a91c0"
        assert not any("Saved" in line for line in (await f.looked()).splitlines()[-4:])
        await f.type("enter")
        await f.paste("first\r\nsecond\nthird")
        assert f.screen.sheet.typed("reason_text") == "first\nsecond\nthird"


async def test_of_a_list_that_stands_the_lines_that_differ_are_painted(monkeypatch):
    async with form() as f:
        await f.type("enter", "enter", "se")
        await f.looked()
        picker, compositor = f.screen.picker, f.screen._compositor
        stands, before = picker.region, list(picker._lines)
        monkeypatch.setattr(f.screen, "_compositor_refresh", lambda: None)
        compositor._dirty_regions.clear()
        picker.move(1)
        picker._show()
        assert picker.region == stands
        differ = [y for y, line in enumerate(picker._lines) if not line.is_same(before[y])]
        assert {region.y - stands.y for region in compositor._dirty_regions} == set(differ)
        assert len(differ) == 2  # the line that was chosen, and the one that is


async def test_what_a_narrow_cell_cannot_show_of_its_text_is_said_to_be_there():
    row = Intervention(type="07", start=NOW)
    base = RestrictivePractice(person="p1", when=NOW, interventions=(row,))
    async with form(size=(80, 24), amend_of=base) as f:
        await until(f.pilot, lambda: f.at == "@why")
        cell = next(c for c in f.screen.query(Cell) if c.path == "interventions.0.start")
        cell.focus()
        cell.enter()
        await until(f.pilot, lambda: f.at == cell.path)
        shown = cell.render_line(0).text
        assert cell.value.startswith("2026-")
        assert shown.startswith("…")
        assert shown[1:].strip() == cell.value[len(cell.value) + 2 - len(shown) :].strip()
