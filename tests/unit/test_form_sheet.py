from datetime import datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.tui.forms.sheet import Impossible, Sheet

NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)


def written(*pairs: tuple[str, str], now: datetime = NOW) -> Sheet:
    sheet = Sheet(RestrictivePractice, now, {})
    for path, text in pairs:
        sheet.write(path, text, now)
    return sheet


def test_a_relative_time_keeps_its_meaning_while_the_form_stands_and_in_a_draft():
    sheet = written(("when", "-15m"))
    later = Sheet(RestrictivePractice, NOW + timedelta(hours=2), sheet.to_keep())
    assert sheet.read("when").said == later.read("when").said == "02:59 on 23 Nov 2026"
    assert later.typed("when") == "-15m"


def test_a_row_starts_when_the_incident_did_until_somebody_types_otherwise():
    sheet = written(("when", "0259"), ("interventions.0.type", "07"))
    start = sheet.read("interventions.0.start")
    assert start.default
    assert start.said == "02:59 on 23 Nov 2026"
    assert sheet.record().interventions[0].start == sheet.record().when
    sheet.write("interventions.0.start", "0301", NOW)
    assert sheet.record().interventions[0].start > sheet.record().when


def test_a_blank_end_is_still_on_and_never_nought():
    sheet = written(("when", "0259"), ("interventions.0.type", "05"))
    assert sheet.read("interventions.0.end").said == "still on"
    assert sheet.length("interventions.0.end") == ""
    assert sheet.record().still_on() == sheet.record().interventions


@pytest.mark.parametrize(
    ("when", "end", "length"),
    [("0259", "0306", "7 min"), ("0259", "+7m", "7 min"), ("y 2350", "0010", "20 min")],
)
def test_D15_the_length_is_read_back_over_midnight(when: str, end: str, length: str):
    sheet = written(("when", when), ("interventions.0.type", "07"), ("interventions.0.end", end))
    assert sheet.length("interventions.0.end") == length


def test_D15_the_length_over_the_hour_that_comes_twice_is_elapsed_time():
    now = datetime(2026, 10, 25, 6, 0, tzinfo=LONDON)
    rows = (("interventions.0.type", "05"), ("interventions.0.end", "0230"))
    sheet = written(("when", "0030"), *rows, now=now)
    assert sheet.length("interventions.0.end") == "3 h 00 min"


def test_D15_an_end_before_its_start_is_impossible_and_stays_as_typed():
    rows = (("interventions.0.type", "07"), ("interventions.0.end", "0255"))
    sheet = written(("when", "-15m"), *rows)
    assert sheet.read("interventions.0.end").error == "ends before it starts"
    assert sheet.typed("interventions.0.end") == "0255"
    with pytest.raises(Impossible) as impossible:
        sheet.record()
    assert impossible.value.path == "interventions.0.end"
    assert sheet.record(gaps=True).interventions[0].end is None


@pytest.mark.parametrize(("end", "asked"), [("0259", True), ("0306", False)])
def test_D15_nought_minutes_are_asked_about_before_saving(end: str, asked: bool):
    rows = (("interventions.0.type", "07"), ("interventions.0.end", end))
    assert bool(written(("when", "0259"), *rows).doubts()) == asked


def test_D15_a_length_of_400_hours_is_asked_about_before_saving():
    rows = (("interventions.0.type", "05"), ("interventions.0.end", "22 nov 1600"))
    assert written(("when", "6 nov 0000"), *rows).doubts() == ["to: longer than 72 hours"]


def test_a_question_mark_is_not_known_and_named_in_the_record():
    record = written(("when", "0259"), ("place", "?"), ("interventions.1.care_plan", "?")).record()
    # The blank row before it is not in the record, so its place is 0.
    assert set(record.not_known) == {"place", "interventions.0.care_plan"}


def test_empty_rows_are_no_rows():
    sheet = written(("when", "0259"), ("interventions.2.type", "07"), ("staff.0.name", " "))
    assert len(sheet.record().interventions) == 1
    assert sheet.record().staff == ()


def test_a_draft_keeps_text_that_cannot_be_read():
    kept = written(("when", "half past"), ("interventions.0.end", "nonsense")).to_keep()
    again = Sheet(RestrictivePractice, NOW, kept)
    assert again.typed("when") == "half past"
    assert again.typed("interventions.0.end") == "nonsense"
    assert again.read("when").error


def test_amending_keeps_what_was_not_touched_and_what_a_newer_version_wrote():
    values = {
        "when": "2026-11-22T22:30:20+00:00",
        "interventions": [{"type": "07", "start": "2026-11-22T22:30:20+00:00", "newer": 1}],
        "from_a_newer_version": "kept",
        "not_known": ["place"],
    }
    base = RestrictivePractice.model_validate(values)
    sheet = Sheet(RestrictivePractice, NOW, {}, base)
    assert sheet.record() == base
    sheet.write("interventions.0.end", "22 nov 2240", NOW)
    record = sheet.record()
    assert sheet.changed("interventions.0.end")
    assert not sheet.changed("when")
    assert record.when == base.when
    assert record.model_extra == base.model_extra
    assert record.interventions[0].model_extra == {"newer": 1}
    assert record.not_known == ("place",)


def test_a_removed_row_takes_its_own_values_with_it():
    start = "2026-11-22T22:30:00+00:00"
    rows = [{"type": "07", "start": start}, {"type": "05", "start": start}]
    base = RestrictivePractice.model_validate({"when": start, "interventions": rows})
    sheet = Sheet(RestrictivePractice, NOW, {}, base)
    sheet.drop_row("interventions", 0)
    assert [row.type for row in sheet.record().interventions] == ["05"]


def test_H01_what_was_prefilled_for_one_person_does_not_stay_for_the_next():
    sheet = written(("religion", "?"))
    sheet.prefill({"sex": "2", "age": 39, "religion": "A"})
    assert (sheet.typed("sex"), sheet.typed("age"), sheet.typed("religion")) == ("2", "39", "?")
    sheet.prefill({"age": 50})
    assert (sheet.typed("sex"), sheet.typed("age")) == ("", "50")


def test_a_form_in_which_only_the_person_is_known_is_blank():
    sheet = Sheet(RestrictivePractice, NOW, {})
    sheet.prefill({"age": 39})
    assert sheet.is_blank()
    sheet.write("place", "x", NOW)
    assert not sheet.is_blank()
