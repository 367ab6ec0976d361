"""One record on the screen: every field, two versions, history, who has read it."""

import pytest

from log_ward import NARROW, WIDE, incident, opened, shows, two_versions
from tui_ward import seen, until
from wardsafe.records.fields import fields_of
from wardsafe.records.incident_rows import Intervention, StaffMember
from wardsafe.services import finding
from wardsafe.services.recording import amend, record_new, void
from wardsafe.tui.record_banner import banner_lines
from wardsafe.tui.record_lines import record_lines

HOSTILE = "[@click=app.screenshot()]x[/] \x1b]52;c;aGk=\x07 \x9b2J \u202e said [sic]"


def text_of(lines) -> str:
    return "\n".join(line.plain for line in lines)


async def test_opening_shows_whose_it_is_first_and_is_written_down(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward, how="Held by two."))
    async with opened(ward, "record", record=saved.record) as (app, pilot):
        text = await shows(pilot, "Rosa Whitfield", "Held by two.", "read by 1 person")
        banner = text.splitlines()[3:5]
        assert "Rosa Whitfield   RW, bed 1" in banner[0]
        assert f"Restrictive practice  #{saved.number}" in banner[0]
        assert "born 9 Jun 1987, 39 then" in banner[1]
        assert "NHS number 999 418 2218" in banner[1]
        assert app.screen.idle_limit() == 120
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.1)
    session = ward.unlock("emeka")
    assert [one.name for one in finding.readings(session, saved.record)] == ["Grace Okafor"]


@pytest.mark.parametrize("width", [40, 76, 94])
def test_every_field_is_said_back_or_named_as_not_recorded(ward, width: int) -> None:
    session = ward.unlock("grace")
    rows = (
        Intervention(type="07", start=ward.clock.now(), care_plan="Y", patient_hurt="N"),
        Intervention(type="14", start=ward.clock.now(), end=ward.clock.now(), how="Left arm."),
    )
    staff = (StaffMember(name="Emeka Okoro", job_title="nurse", used_force="Y"),)
    said = incident(ward, interventions=rows, staff=staff, tried=("talk-down",), not_known=("how",))
    saved = record_new(session, said)
    lines = record_lines(finding.look(session, saved.record), width)
    text = " ".join(text_of(lines).split())
    for field in fields_of(type(said)):
        if not field.rows and field.order is None and field.section is None:
            continue
        if not field.rows and not field.derived:
            assert field.label.lower() in text.lower(), field.name
    assert "07 Restraint, standing" in text
    assert "still on" in text
    assert "2 how" in text
    assert "Left arm." in text
    assert "1 Emeka Okoro" in text
    assert "How not known" in text
    assert max(line.cell_length for line in lines) <= width


def test_the_meter_counts_the_record_and_names_what_is_outstanding(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward))
    opened_record = finding.look(session, saved.record)
    text = text_of(record_lines(opened_record, 114))
    answered = sum(item.state == "answered" for item in opened_record.items[0])
    assert f"{answered} of 16" in text
    for item in opened_record.items[0]:
        named = any(
            line.strip().startswith("□") and f"{item.letter}  {item.label[:20]}" in line
            for line in (each[75:] for each in text.splitlines())
        )
        assert named is (item.state == "outstanding"), item


def test_happened_and_entered_stand_apart_and_late_is_said(ward) -> None:
    session = ward.unlock("grace")
    happened = incident(ward)
    ward.clock.pass_(20 * 3600)
    saved = record_new(session, happened)
    text = text_of(record_lines(finding.look(session, saved.record), 76))
    assert "Entered late: 20 h after." in text
    assert f"#{saved.number}  23 Nov 2026 23:14" in text
    assert "happened 23 Nov 2026 03:14" in text


def test_history_says_each_change_with_its_reason(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward))
    amend(session, saved.record, incident(ward, place="garden"), "camera", (saved.id,))
    text = text_of(record_lines(finding.look(session, saved.record), 76))
    assert "Where: Corridor → Garden or courtyard" in text
    assert "because: Seen on camera" in text
    assert "Grace Okafor, Ward manager" in text


def test_a_void_record_stays_readable_with_who_when_and_why(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward, how="Held by two."))
    void(session, saved.record, "wrong-person")
    lines = record_lines(finding.look(session, saved.record), 76)
    text = " ".join(text_of(lines).split())
    assert "Struck through 23 Nov 2026 03:14 by Grace Okafor, Ward manager" in text
    assert "because: It was entered for the wrong person" in text
    how = next(line for line in lines if "Held by two." in line.plain)
    assert any("strike" in str(span.style) for span in how.spans)


@pytest.mark.parametrize("width", [50, 76, 114, 154])
def test_H09_both_versions_are_shown_whole_at_every_width(ward, width: int) -> None:
    session = ward.unlock("grace")
    saved = two_versions(ward, session)
    text = " ".join(text_of(record_lines(finding.look(session, saved.record), width)).split())
    assert "2 versions" in text
    for words in ("Garden", "Corridor", "left arm.", "right arm.", "I was there", "camera"):
        assert words in text, words


def test_H09_rows_that_differ_are_shown_as_each_version_has_them(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward))
    for code in ("08", "11"):
        rows = (Intervention(type=code, start=ward.clock.now()),)
        said = incident(ward, interventions=rows)
        amend(session, saved.record, said, "camera", (saved.id,))
    text = text_of(record_lines(finding.look(session, saved.record), 76))
    assert "What was done, version 1" in text
    assert "What was done, version 2" in text


async def test_H09_one_or_two_settles_it_with_a_reason(ward) -> None:
    session = ward.unlock("grace")
    saved = two_versions(ward, session)
    async with opened(ward, "record", (120, 60), record=saved.record) as (app, pilot):
        await shows(pilot, "2 versions", "1 version 1", "2 version 2")
        await pilot.press("a")
        await pilot.pause()
        assert "Choose one first" in next(n.message for n in app._notifications)
        await pilot.press("2", *"I saw it", "enter")
        text = await shows(pilot, "Saved #", "Held by the right arm.", "chosen from 2 versions")
        assert "1 version 1" not in text
        assert len(finding.look(session, saved.record).heads) == 1


async def test_keys_that_choose_do_nothing_where_there_is_one_version(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward))
    async with opened(ward, "record", record=saved.record) as (app, pilot):
        await shows(pilot, "History")
        record = app.screen
        await pilot.press("1", "2", "3")
        assert app.screen is record
        assert "version 1" not in seen(app)


async def test_A_opens_the_form_on_what_the_record_says_now(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward))
    async with opened(ward, "record", record=saved.record) as (app, pilot):
        await shows(pilot, "History")
        await pilot.press("a")
        await until(pilot, lambda: type(app.screen).__name__ == "FormScreen")
        assert app.screen.job.amend_of == incident(ward)
        assert app.screen.person.name == "Rosa Whitfield"


async def test_V_says_who_has_read_it(ward) -> None:
    saved = record_new(ward.unlock("emeka"), incident(ward))
    finding.open_record(ward.session, saved.record)
    ward.unlock("grace")
    async with opened(ward, "record", record=saved.record) as (_, pilot):
        await shows(pilot, "read by 2 people")
        await pilot.press("v")
        await shows(pilot, "2 people, 2 times", "Emeka Okoro", "Grace Okafor", "Ward manager")
        await pilot.press("escape")
        await shows(pilot, "read by 2 people")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_A06_hostile_text_is_literal_on_the_record(ward, size) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward, how=HOSTILE, place=None, place_text=HOSTILE))
    async with opened(ward, "record", size, record=saved.record) as (_, pilot):
        await shows(pilot, "Rosa Whitfield", "07 Restraint, standing")
        await pilot.press("end", "pageup", "pageup") if size == NARROW else None
        lines = text_of(pilot.app.screen.sheet.lines)
        assert "[@click=app.screenshot()]x[/]" in lines
        assert "said [sic]" in " ".join(lines.split())
        for sign in ("\x1b", "\x07", "\x9b", "\u202e"):
            assert sign not in lines
            assert sign not in seen(pilot.app)


async def test_A16_a_narrative_of_100000_characters_is_kept_whole_and_scrolls(ward) -> None:
    session = ward.unlock("grace")
    long = "é" + "\u0301" * 200 + " word" * 20_000
    saved = record_new(session, incident(ward, how=long))
    async with opened(ward, "record", record=saved.record) as (app, pilot):
        await shows(pilot, "more lines")
        assert sum(line.plain.count("word") for line in app.screen.sheet.lines) >= 20_000
        await pilot.press("end")
        await shows(pilot, "Their account")


async def test_C13_a_record_that_is_not_there_is_one_sentence(ward) -> None:
    ward.unlock("grace")
    async with opened(ward, "record", record="a" * 26) as (app, pilot):
        await shows(pilot, "There is no such record here. Find it again in the log.")
        record = app.screen
        await pilot.press("a", "x", "v", "1")
        assert app.screen is record


async def test_B11_after_locking_nothing_of_the_record_is_left(ward) -> None:
    saved = record_new(ward.unlock("grace"), incident(ward, how="Held by two."))
    async with opened(ward, "record", record=saved.record) as (app, pilot):
        await shows(pilot, "Held by two.")
        record, sheet = app.screen, app.screen.sheet
        app.lock()
        await pilot.pause()
        assert list(sheet.lines) == []
        assert record._opened is None
        assert "Whitfield" not in seen(app)


def test_a_record_of_nobody_in_particular_has_a_banner(ward) -> None:
    session = ward.unlock("grace")
    said = incident(ward, person=None, person_described="A man in a red coat [b]")
    saved = record_new(session, said)
    lines = banner_lines(finding.look(session, saved.record), 76)
    assert lines[0].plain.startswith("A man in a red coat [b]")
    assert [line.cell_length for line in lines] == [76, 76]
