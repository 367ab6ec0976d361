"""The log on a real ledger: rows, preview, filters, what is done from it."""

from typing import Any

import pytest

from log_ward import NARROW, WIDE, incident, opened, several, shows, two_versions
from tui_ward import seen, until
from wardsafe.services import finding, reviewing_records
from wardsafe.services.recording import amend, record_new, void
from wardsafe.tui.log_columns import columns, heads_line, row_line
from wardsafe.views.log import LogFilter, LogRow

HOSTILE = "[@click=app.screenshot()]x[/] \x1b[2J\u202e [red]sic[/red] [/]"


async def test_the_newest_is_first_and_where_one_is_stands_at_the_right(ward) -> None:
    several(ward, ward.unlock("grace"), 40)
    async with opened(ward, "log") as (app, pilot):
        text = await shows(pilot, "1 to 26 of 48")
        assert "48 entries held" not in text  # staff, reads and unlocks are held too
        rows = app.screen.rows
        assert rows.selected.number == max(row.number for row in rows.in_sight)
        await pilot.press("pagedown")
        await shows(pilot, "23 to 48 of 48")


@pytest.mark.parametrize("size", [NARROW, WIDE, (160, 50)])
async def test_columns_stand_below_their_heads_at_every_size(ward, size) -> None:
    several(ward, ward.unlock("grace"), 3)
    async with opened(ward, "log", size) as (_, pilot):
        text = await shows(pilot, "incomplete", "1 to 11 of 11")
        head = next(line for line in text.splitlines() if "happened" in line)
        row = next(line for line in text.splitlines() if "Restrictive" in line and "RW" in line)
        assert row.index("Restrictive") == head.index("what")
        assert row.index(" RW") + 1 == head.index("who")
        assert row.index("#") < head.index("no.") + 3 == row.index("  incomplete")
        assert all(len(line) == size[0] for line in text.splitlines())


async def test_the_preview_tells_the_selected_row_where_there_is_room(ward) -> None:
    session = ward.unlock("grace")
    first = record_new(session, incident(ward))
    ward.clock.pass_(120)
    record_new(session, incident(ward, place="garden"))
    async with opened(ward, "log") as (_, pilot):
        await shows(pilot, "RW, bed 1", "Garden", "History", "read by nobody yet")
        await pilot.press("down")
        await shows(pilot, f"#{first.number}  Restrictive practice", "Corridor", "first entry")
    ward.unlock("grace")
    async with opened(ward, "log", NARROW) as (_, pilot):
        text = await shows(pilot, "1 to 10 of 10")
        assert "History" not in text


async def test_only_initials_stand_in_the_list_and_no_whole_name(ward) -> None:
    several(ward, ward.unlock("grace"), 3)
    async with opened(ward, "log") as (_, pilot):
        text = await shows(pilot, "RW, bed 1", "History")
        assert "Whitfield" not in text


async def test_states_are_words_and_a_void_row_is_struck_through(ward) -> None:
    session = ward.unlock("grace")
    two_versions(ward, session)
    ward.clock.pass_(60)
    gone = record_new(session, incident(ward))
    void(session, gone.record, "duplicate")
    ward.clock.pass_(60)
    saved = record_new(session, incident(ward))
    amend(session, saved.record, incident(ward, place="garden"), "camera", (saved.id,))
    async with opened(ward, "log") as (_, pilot):
        await shows(pilot, "2 versions", "void", "amended")
        row = finding.row(session, gone.record)
        line = row_line(row, columns(82, 99), selected=False, now=ward.clock.now())
        struck = [span for span in line.spans if "strike" in str(span.style)]
        assert {line.plain[s.start : s.end].strip() for s in struck} >= {"RW", row.title}
        assert "void" not in {line.plain[s.start : s.end] for s in struck}


def test_A06_a_row_of_hostile_text_is_one_literal_line_in_its_columns(clock) -> None:
    row = LogRow(
        1,
        "r",
        7,
        "k",
        HOSTILE,
        None,
        "\x1bX",
        HOSTILE,
        "2025-01-02T03:04:00+00:00",
        "",
        "",
        "",
        None,
    )
    for width in (72, 82, 110):
        to = columns(width, 12)
        line = row_line(row, to, selected=True, now=clock.now())
        assert line.cell_length == width
        assert "\x1b" not in line.plain
        assert "[@click" in line.plain
        assert "2 Jan 2025" in line.plain
        assert heads_line(to).cell_length <= width


def test_a_number_of_seven_digits_still_stands_in_its_column(clock) -> None:
    when = "2026-11-22T03:04:00+00:00"
    row = LogRow(1, "r", 1_234_567, "k", "Movement", None, "RW", "x", when, "", "", "void", 1)
    line = row_line(row, columns(82, 1_234_567), selected=False, now=clock.now())
    assert "#1234567  void" in line.plain
    assert line.cell_length == 82


async def test_A06_hostile_words_in_a_record_are_literal_in_list_preview_and_filter(ward) -> None:
    session = ward.unlock("grace")
    record_new(session, incident(ward, place=None, place_text=HOSTILE, how=HOSTILE))
    async with opened(ward, "log", (160, 50)) as (_, pilot):
        text = await shows(pilot, "Restraint, [@click=app.screenshot()", "History")
        assert "\x1b" not in text
        assert "\u202e" not in text
        await pilot.press("slash", "left_square_bracket", "at", "c", "l", "i", "c", "k")
        await shows(pilot, "“[@click”", "1 to 1 of 1")


async def test_F_narrows_and_escape_shows_everything_again_before_it_leaves(ward) -> None:
    several(ward, ward.unlock("grace"), 3)
    async with opened(ward, "log") as (app, pilot):
        await shows(pilot, "any kind", "1 to 11 of 11")
        await pilot.press("f", *"move")
        await shows(pilot, "Kind", "Movement", "“move” in the words")
        await pilot.press("enter")
        await shows(pilot, "1 to 2 of 2")
        assert app.screen.chosen == LogFilter(kinds=("movement/1",))
        assert {row.title for row in app.screen.rows.in_sight} == {"Movement"}
        await pilot.press("escape")
        await shows(pilot, "any kind", "1 to 11 of 11")
        log = app.screen
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not log)


async def test_a_person_and_a_day_narrow_it_together(ward) -> None:
    session = ward.unlock("grace")
    several(ward, session, 2)
    record_new(session, incident(ward, person=ward.jamal))
    async with opened(ward, "log") as (app, pilot):
        await shows(pilot, "1 to 11 of 11")
        await pilot.press("f", "w", "h", "i", "t")
        await shows(pilot, "RW, bed 1  Rosa Whitfield")
        await pilot.press("enter", "f", *"23 nov")
        await shows(pilot, "from 23 Nov", "on 23 Nov")
        await pilot.press("enter")
        text = await shows(pilot, "1 to 2 of 2")
        assert "from 23 Nov" in text
        assert app.screen.chosen.person == ward.rosa
        assert {row.person for row in app.screen.rows.in_sight} == {ward.rosa}


async def test_find_looks_while_one_types_and_escape_puts_back_what_was_there(ward) -> None:
    session = ward.unlock("grace")
    several(ward, session, 2)
    record_new(session, incident(ward, how="He asked for the garden gate."))
    async with opened(ward, "log") as (_, pilot):
        await shows(pilot, "1 to 11 of 11")
        await pilot.press("slash", *"garden ga")
        await shows(pilot, "“garden ga”", "1 to 1 of 1")
        await pilot.press("escape")
        await shows(pilot, "1 to 11 of 11")
        await pilot.press("slash", *"zzz", "enter")
        await shows(pilot, "No record fits. Esc shows everything again.")


async def test_a_search_of_too_many_words_is_one_sentence_and_no_crash(ward) -> None:
    ward.unlock("grace")
    async with opened(ward, "log") as (app, pilot):
        app.screen.narrow(LogFilter(words="word " * 40))
        await shows(pilot, "A search takes at most 32 words.")


async def test_what_is_saved_elsewhere_appears_and_the_selection_holds(ward) -> None:
    session = ward.unlock("grace")
    several(ward, session, 3)
    async with opened(ward, "log") as (app, pilot):
        await shows(pilot, "1 to 11 of 11")
        await pilot.press("down")
        before = app.screen.rows.selected
        app.go("help", about=app.screen)
        await pilot.pause()
        ward.clock.pass_(60)
        saved = record_new(session, incident(ward))
        await pilot.press("escape")
        await shows(pilot, "1 to 12 of 12", f"#{saved.number}")
        assert app.screen.rows.selected.record == before.record


async def test_X_needs_a_reason_that_somebody_chose_then_strikes_it_through(ward) -> None:
    session = ward.unlock("grace")
    saved = several(ward, session, 1)[0]
    async with opened(ward, "log") as (_, pilot):
        await shows(pilot, "1 to 9 of 9")
        await pilot.press("x")
        await shows(pilot, f"Strike through #{saved.number}, Restrictive practice, RW")
        await pilot.press("enter")
        await shows(pilot, "Say in a few words why.")
        assert not finding.look(session, saved.record).is_void
        await pilot.press(*"dupl")
        await shows(pilot, "It is a second record of the same event")
        await pilot.press("enter")
        await shows(pilot, "Saved #", "void: It is a second record", "struck through")
        assert finding.look(session, saved.record).heads[0].reason == "duplicate"


async def test_ones_own_words_are_a_reason_too(ward) -> None:
    session = ward.unlock("grace")
    saved = several(ward, session, 1)[0]
    async with opened(ward, "log") as (_, pilot):
        await shows(pilot, "1 to 9 of 9")
        await pilot.press("x", *"it was bed 9", "enter")
        await shows(pilot, "Saved #")
        assert finding.look(session, saved.record).heads[0].reason == "it was bed 9"


async def test_C12_who_may_not_strike_through_is_told_who_may(ward) -> None:
    session = ward.unlock("emeka")
    saved = several(ward, session, 1)[0]
    async with opened(ward, "log", who="emeka") as (app, pilot):
        await shows(pilot, "1 to 9 of 9")
        log = app.screen
        await pilot.press("x")
        await pilot.pause()
        assert app.screen is log
        said = [notice.message for notice in app._notifications]
        assert said == [
            "Your role does not allow you to void. Ask a nurse in charge or safety lead."
        ]
        assert not finding.look(session, saved.record).is_void


async def test_B11_after_locking_nothing_of_the_log_is_left(ward) -> None:
    several(ward, ward.unlock("grace"), 3)
    async with opened(ward, "log", chosen=LogFilter(words="restraint")) as (app, pilot):
        await shows(pilot, "History", "“restraint”")
        log = app.screen
        rows = log.rows
        app.lock()
        await pilot.pause()
        assert rows.selected is None
        assert log.chosen == LogFilter()
        assert "Restrictive" not in seen(app)


async def test_the_footer_names_every_key_of_the_log(ward) -> None:
    ward.unlock("grace")
    async with opened(ward, "log") as (_, pilot):
        text = await shows(pilot, "Enter open")
        footer: Any = text.splitlines()[-1]
        for key in ("A amend", "X void", "F filter", "/ find", "V who has read it", "F1 help"):
            assert key in footer


async def test_two_versions_that_answer_the_same_are_counted_once(ward) -> None:
    two_versions(ward, ward.unlock("grace"))
    async with opened(ward, "log", (160, 50)) as (_, pilot):
        text = await shows(pilot, "2 versions, Enter to choose", "of 16 in each")
        assert text.count("of 16") == 1


async def test_the_state_of_a_review_stands_in_the_last_column(ward) -> None:
    session = ward.unlock("ingrid")
    record = record_new(session, incident(ward)).record
    reviewing_records.ask(session, record, "Who holds the key?")
    async with opened(ward, "log") as (_, pilot):
        text = await shows(pilot, "Restrictive practice")
        rows = [line for line in text.splitlines() if "Corridor" in line or "corridor" in line]
        assert any("incomplete" in line or "question" in line for line in rows)
