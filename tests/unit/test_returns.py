"""Returns: the month's MHSDS rows, the page of an incident, the LFPSE draft."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner

from wardsafe.cli import main as command_line
from wardsafe.clock import LONDON, SystemClock
from wardsafe.errors import BadInput, NotAllowed
from wardsafe.records.census import Census
from wardsafe.records.incident_rows import Intervention, Medicine, OtherPerson, StaffMember
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.records.voice import Voice
from wardsafe.services.census import confirm
from wardsafe.services.recording import amend, record_new, void
from wardsafe.services.returns.incident import (
    incident,
    record_numbered,
    write_incident,
)
from wardsafe.services.returns.lfpse import (
    PHYSICAL,
    PSYCHOLOGICAL,
    Harm,
    age_code,
    draft,
    ethnicity_code,
    gender_code,
    harm_code,
)
from wardsafe.services.returns.mhsds import month_return, read_month, report, write_month
from wardsafe.services.returns.mhsds_tables import INCIDENTS, POLICE, TABLES, TYPES, WARD
from wardsafe.services.returns.patient_page import NOBODY_WROTE, patient_page
from wardsafe.services.returns.statutory_page import statutory_page
from wardsafe.views.folding import fold, record_at
from wardsafe.vocabulary.code_lists import code_list

NOVEMBER = date(2026, 11, 1)


def at(day: int, clock: str = "10:00", month: int = 11) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def held(ward, began: datetime, minutes: int | None = 5, **more) -> RestrictivePractice:
    end = None if minutes is None else began + timedelta(minutes=minutes)
    row = Intervention(type="07", start=began, end=end, patient_hurt="N", staff_hurt="Y")
    said = {"person": ward.rosa, "when": began, "interventions": (row,), "reason": "10"}
    return RestrictivePractice(**{**said, **more})


def rows(made, table: str) -> list[dict[str, str]]:
    names = [column.name for column in TABLES[table]]
    return [dict(zip(names, row, strict=True)) for row in made.tables[table]]


# --- MHSDS --------------------------------------------------------------------------------------


def test_one_incident_with_two_interventions_is_one_row_and_two(ward) -> None:
    session = ward.unlock("ingrid")
    began = at(21, "02:59")
    both = (
        Intervention(type="01", start=began, end=began + timedelta(minutes=3), patient_hurt="Y"),
        Intervention(type="05", start=began + timedelta(minutes=3), end=at(21, "05:10")),
    )
    said = held(
        ward,
        began,
        interventions=both,
        patient_review_held="N",
        patient_review_not_held="2",
        staff_review_held="Y",
    )
    record = record_new(session, said).record
    made = month_return(session, NOVEMBER)
    (one,) = rows(made, INCIDENTS)
    assert one == {
        "RestrictiveIntIncID": record[:20],
        "HospProvSpellID": one["HospProvSpellID"],
        "StartDateRestrictiveIntInc": "2026-11-21",
        "StartTimeRestrictiveIntInc": "02:59:00",
        "EndDateRestrictiveIntInc": "2026-11-21",
        "EndTimeRestrictiveIntInc": "05:10:00",
        "RestrictiveIntReason": "10",
        "RestrictiveIntPIReviewHeldPat": "N",
        "RestrictiveIntPIReviewNotHeldReasPat": "2",
        "RestrictiveIntPIReviewHeldCarePers": "Y",
    }
    prone, secluded = rows(made, TYPES)
    assert (prone["RestrictiveIntType"], secluded["RestrictiveIntType"]) == ("01", "05")
    assert {prone["RestrictiveIntIncID"], secluded["RestrictiveIntIncID"]} == {record[:20]}
    assert prone["RestrictiveIntTypeID"] != secluded["RestrictiveIntTypeID"]
    assert (prone["RestraintInjuryPatient"], secluded["RestraintInjuryPatient"]) == ("Y", "")
    assert one["HospProvSpellID"] in made.spells
    assert made.spells[one["HospProvSpellID"]][1] == "9994182218"


def test_only_the_list_of_admissions_names_anybody(ward, tmp_path) -> None:
    session = ward.unlock("ingrid")
    staff = (StaffMember(name="Emeka Okoro", job_title="nurse", used_force="Y"),)
    record_new(session, held(ward, at(21), staff=staff, how="Rosa Whitfield was held."))
    made = month_return(session, NOVEMBER)
    files = made.files(report(session, made))
    assert "9994182218" in files["admissions.csv"]
    for name, text in files.items():
        for words in ("Rosa", "Whitfield", "Emeka", "held."):
            assert words not in text, name
        if name != "admissions.csv":
            assert "9994182218" not in text


def test_what_spans_two_months_is_in_both_and_what_is_still_on_in_all(ward) -> None:
    session = ward.unlock("ingrid")
    over = held(ward, at(31, "23:50", 10), 20)
    before = held(ward, at(31, "23:30", 10), 20)
    still = held(ward, at(30, "12:00", 10), None)
    gone = held(ward, at(21))
    for said in (over, before, still):
        record_new(session, said)
    void(session, record_new(session, gone).record, "another person")
    october = rows(month_return(session, date(2026, 10, 1)), INCIDENTS)
    november = rows(month_return(session, NOVEMBER), INCIDENTS)
    assert [one["StartTimeRestrictiveIntInc"] for one in october] == [
        "12:00:00",
        "23:30:00",
        "23:50:00",
    ]
    assert [one["StartTimeRestrictiveIntInc"] for one in november] == ["12:00:00", "23:50:00"]
    assert november[0]["EndDateRestrictiveIntInc"] == ""


def test_blank_is_not_made_into_an_answer(ward) -> None:
    session = ward.unlock("ingrid")
    row = Intervention(start=at(21))
    said = held(ward, at(21), interventions=(row,), reason=None, not_known=("interventions.0.end",))
    number = record_new(session, said).number
    made = month_return(session, NOVEMBER)
    (one,) = rows(made, INCIDENTS)
    (kind,) = rows(made, TYPES)
    assert (one["RestrictiveIntReason"], kind["RestrictiveIntType"]) == ("99", "99")
    assert one["RestrictiveIntPIReviewHeldPat"] == ""
    words = report(session, made)
    assert f"#{number}: nobody knows when intervention 1 ended" in words
    assert "the reason is not recorded; 99 is written" in words


def test_the_report_says_which_tables_are_not_made_and_what_they_would_need(ward) -> None:
    session = ward.unlock("ingrid")
    words = report(session, month_return(session, NOVEMBER))
    for table, needed in (("MHS506 Assault", "DateAssault"), ("MHS507 SelfHarm", "DateSelfHarm")):
        line = next(one for one in words.splitlines() if table in one)
        assert "is not made" in line
        assert "WardStayId" in line
        assert needed in line


def test_a_review_that_came_too_late_is_not_sent_as_in_time(ward) -> None:
    session = ward.unlock("ingrid")
    late = at(21) + timedelta(hours=49)
    said = held(ward, at(21), patient_review_held="Y", patient_review_at=late)
    record_new(session, said)
    stops = [one for one in month_return(session, NOVEMBER).findings if one.stops]
    assert any("patient review is said to be in time" in one.words for one in stops)


def test_police_are_named_and_their_times_are_not_invented(ward) -> None:
    session = ward.unlock("ingrid")
    record_new(session, held(ward, at(21), others=(OtherPerson(who="police", why="other"),)))
    made = month_return(session, NOVEMBER)
    (one,) = rows(made, POLICE)
    assert one["WardStayId"]
    assert one["PoliceAssistReqDate"] == ""
    assert any("PoliceAssistReqDate is blank" in found.words for found in made.findings)


def test_the_ward_s_beds_are_given_only_where_every_night_was_counted(ward) -> None:
    session = ward.unlock("grace")
    ward.clock.at = at(2, "09:00", 12)
    for night in range(1, 31):
        day = date(2026, 11, night)
        confirm(session, Census(night=day, in_bed=2, on_leave=0, available=18, closed=1))
    session = ward.unlock("ingrid")
    (one,) = rows(month_return(session, NOVEMBER), WARD)
    assert (one["AvailBedDays"], one["ClosedBedDays"]) == ("540", "30")
    october = month_return(session, date(2026, 10, 1))
    assert rows(october, WARD)[0]["AvailBedDays"] == ""
    assert "counted for 0 of 31 nights" in report(session, october)


def test_every_code_that_is_written_is_a_published_one(ward) -> None:
    session = ward.unlock("ingrid")
    for number, code in enumerate(code_list("restrictive-type").codes):
        began = at(1 + number)
        row = Intervention(type=code.code, start=began, end=began + timedelta(minutes=1))
        record_new(session, held(ward, began, interventions=(row,)))
    for number, code in enumerate(code_list("restrictive-reason").codes):
        record_new(session, held(ward, at(1 + number, "12:00"), reason=code.code))
    ward.clock.at = at(1, "09:00", 12)
    made = month_return(session, NOVEMBER)
    for name, columns in TABLES.items():
        for row in made.tables[name]:
            for column, cell in zip(columns, row, strict=True):
                known = (
                    {code.code for code in code_list(column.codes).codes} if column.codes else ()
                )
                assert not column.codes or cell == "" or cell in known
    retired = [one.words for one in made.findings if "retired code" in one.words]
    assert len(retired) == 2  # 02 and 03 are readable in old data, and never sent
    for name in {column.codes for columns in TABLES.values() for column in columns} - {""}:
        assert code_list(name).source.startswith("NHS")


@pytest.mark.parametrize(
    ("table", "column", "cell", "words"),
    [
        (TYPES, "RestrictiveIntType", "18", "no published code"),
        (TYPES, "RestrictiveIntType", "1", "no published code"),
        (TYPES, "RestraintInjuryPatient", "X", "no published code"),
        (INCIDENTS, "StartDateRestrictiveIntInc", "21/11/2026", "not a date"),
        (INCIDENTS, "StartDateRestrictiveIntInc", "2026-02-30", "not a date"),
        (INCIDENTS, "StartTimeRestrictiveIntInc", "02:59", "not a time"),
        (INCIDENTS, "StartTimeRestrictiveIntInc", "25:00:00", "not a time"),
        (INCIDENTS, "RestrictiveIntIncID", "x" * 21, "not at most 20"),
        (INCIDENTS, "HospProvSpellID", "", "is blank"),
        (WARD, "SiteIDOfWard", "ZZ9", "not a site code"),
    ],
)
def test_a_cell_that_the_standard_refuses_is_found(table, column, cell, words) -> None:
    found = next(one for one in TABLES[table] if one.name == column)
    assert words in found.fault(cell)


def test_the_columns_are_those_of_the_standard() -> None:
    names = {table: [column.name for column in TABLES[table]] for table in TABLES}
    assert names[TYPES][:3] == [
        "RestrictiveIntIncID",
        "RestrictiveIntTypeID",
        "RestrictiveIntType",
    ]
    assert names[INCIDENTS][6:] == [
        "RestrictiveIntReason",
        "RestrictiveIntPIReviewHeldPat",
        "RestrictiveIntPIReviewNotHeldReasPat",
        "RestrictiveIntPIReviewHeldCarePers",
    ]
    assert names[WARD][-2:] == ["AvailBedDays", "ClosedBedDays"]


def test_files_are_written_only_where_somebody_said_and_that_is_an_entry(ward, tmp_path) -> None:
    session = ward.unlock("owain")
    made = month_return(session, NOVEMBER)
    before = session.ledger.count()
    folder = write_month(session, made, tmp_path / "november")
    assert {file.name for file in folder.iterdir()} == {
        "MHS903WardDetails.csv",
        "admissions.csv",
        "report.txt",
    }
    assert all(file.stat().st_mode & 0o77 == 0 for file in folder.iterdir())
    entry = session.ledger.entry(before + 1)
    said = record_at(fold([entry]).shown)
    assert (said.what, said.detail, said.whom) == ("export", "MHSDS 2026-11", "s-price")
    for taken, words in (
        (folder, "there already"),
        (ward.where.folder / "november", "own folder"),
        (tmp_path / "no" / "november", "no such folder"),
    ):
        with pytest.raises(BadInput, match=words):
            write_month(session, made, taken)


def test_who_may_make_a_return(ward) -> None:
    for who in ("emeka", "grace"):
        with pytest.raises(NotAllowed):
            month_return(ward.unlock(who), NOVEMBER)
    month_return(ward.unlock("owain"), NOVEMBER)


@pytest.mark.parametrize("typed", ["", "november", "2026-13", "2026-11-01", "26-11"])
def test_a_month_that_is_none(typed) -> None:
    with pytest.raises(BadInput, match="no month"):
        read_month(typed)


def test_a_month_that_has_not_begun_is_refused(ward) -> None:
    with pytest.raises(BadInput, match="not begun"):
        month_return(ward.unlock("ingrid"), date(2026, 12, 1))


def test_no_cell_is_a_formula(ward) -> None:
    session = ward.unlock("ingrid")
    made = month_return(session, NOVEMBER)
    made.spells["x"] = ("x", "=1+1", "@SUM(A1)", " +cmd")
    text = made.files("")["admissions.csv"]
    (cells,) = list(csv.reader(io.StringIO(text)))[1:]
    assert not any(cell.lstrip().startswith(("=", "+", "@")) for cell in cells)


# --- the page of one incident -------------------------------------------------------------------


@pytest.fixture
def whole(ward):
    """An incident that answers all sixteen items."""
    session = ward.unlock("ingrid")
    began = at(21, "02:59")
    row = Intervention(
        type="07",
        start=began,
        end=began + timedelta(minutes=7),
        care_plan="N",
        patient_hurt="N",
        staff_hurt="N",
    )
    said = held(
        ward,
        began,
        interventions=(row,),
        place="corridor",
        reason_text="Shouting <b>loudly</b>",
        how="Held by both arms.",
        outcome="Calm after tea.",
        staff=(StaffMember(name="Emeka Okoro", job_title="nurse", used_force="Y"),),
        others=(OtherPerson(who="police", why="asked", why_text="Sgt Bloggs came"),),
        mental_disorder="Psychosis",
        learning_disability="N",
        autism="Y",
        age=39,
        disability=("NN",),
        marital_status="S",
        pregnant="N",
        ethnic_category="R",
        religion="L",
        sex="female",
        sexual_orientation="Z",
        serious_harm="none",
        tried=("talk",),
        tried_text="A walk was offered.",
        notification="nobody",
        patient_review_held="N",
        patient_review_not_held="2",
        medicines=(Medicine(medicine="Lorazepam", dose="1 mg"),),
    )
    return session, record_new(session, said).record


def test_the_page_has_every_item_of_the_act_in_its_order(ward, whole) -> None:
    session, record = whole
    page = statutory_page(incident(session, record), session.now())
    places = [page.index(f"<dt>({letter}) ") for letter in "abcdefghijklmnop"]
    assert places == sorted(places)
    for words in (
        "Prevent a patient being violent to others",
        "02:59 on 21 Nov 2026 to 03:06 on 21 Nov 2026, 7 min",
        "Physical restraint - Standing",
        "Did not form part of the care plan",
        "Rosa Whitfield",
        "Held by both arms.",
        "999 418 2218",
        "Emeka Okoro, Nurse, used force",
        "Sgt Bloggs came",
        "Psychosis",
        "Autism: yes",
        "Sex: Female",
        "Ethnic group: Chinese",
        "Calm after tea.",
        "Neither died nor was seriously injured",
        "A walk was offered.",
        "The care plan names nobody to tell",
        "Shouting &lt;b&gt;loudly&lt;/b&gt;",
        "at least three years",
    ):
        assert words in page, words
    assert page.count("<dd>") >= 16
    items = page[page.index("<dl>") : page.index("</dl>")]
    assert "gender" not in items.lower()


def test_the_four_reviews_stay_four(ward, whole) -> None:
    session, record = whole
    page = statutory_page(incident(session, record), session.now())
    for words in ("Immediate debrief", "24 hours", "48 hours", "72 hours"):
        assert page.count(words) == 1
    assert "not held in that time, Patient refused to take part" in page


def test_a_gap_reads_not_recorded_and_an_unknown_not_known(ward) -> None:
    session = ward.unlock("ingrid")
    said = held(ward, at(21), 5, not_known=("how",))
    record = record_new(session, said).record
    page = statutory_page(incident(session, record), session.now())
    how = page[page.index("<dt>(f)") : page.index("<dt>(g)")]
    outcome = page[page.index("<dt>(m)") : page.index("<dt>(n)")]
    assert "not known" in how
    assert "not recorded" not in how
    assert "not recorded" in outcome
    assert "still on" not in page


def test_versions_and_voids_are_said_on_the_page(ward, whole) -> None:
    session, record = whole
    head = incident(session, record).opened.heads[0]
    for words in ("One arm.", "Both."):
        amend(session, record, head.record.model_copy(update={"how": words}), "camera", (head.id,))
    page = statutory_page(incident(session, record), session.now())
    assert "2 versions of this record stand" in page
    void(session, record, "another person")
    page = statutory_page(incident(session, record), session.now())
    assert "struck through: it is not held to be true" in page


def test_the_patient_s_page_names_nobody_else(ward, whole) -> None:
    session, record = whole
    voice = Voice(person=ward.rosa, about=record, whose="patient", words="I was frightened.")
    record_new(session, voice)
    page = patient_page(incident(session, record), session.now())
    for words in ("Emeka", "Okoro", "Bloggs", "999 418 2218", "Psychosis"):
        assert words not in page, words
    for words in (
        "For Rosa Whitfield",
        "You were held (Physical restraint - Standing)",
        "It was not in your care plan.",
        "Nurse",
        "Police",
        "I was frightened.",
        "It is written down that you were not hurt.",
        "It is written down that you were not seriously injured.",
        "The care plan names nobody to be told.",
        "Patient refused to take part",
    ):
        assert words in page, words
    assert NOBODY_WROTE in page  # nobody wrote down whether rights were explained


def test_both_pages_load_nothing_and_are_escaped(ward, whole) -> None:
    session, record = whole
    one = incident(session, record)
    for page in (statutory_page(one, session.now()), patient_page(one, session.now())):
        assert page.startswith("<!doctype html>")
        assert "default-src 'none'" in page
        assert "size:A4" in page
        assert "<b>" not in page
        for loads in ("src=", "href=", "@import", "url(", "<script"):
            assert loads not in page


def test_writing_a_page_is_an_export_of_that_record(ward, whole, tmp_path) -> None:
    session, record = whole
    target = write_incident(session, record, tmp_path / "page.html", for_patient=False)
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    entries = [session.ledger.entry(n) for n in range(1, session.ledger.count() + 1)]
    said = [record_at(fold([one]).shown) for one in entries[-2:]]
    assert [(one.what, one.record) for one in said] == [("read", record), ("export", record)]
    with pytest.raises(BadInput, match="there already"):
        write_incident(session, record, target, for_patient=True)
    with pytest.raises(NotAllowed):
        write_incident(ward.unlock("emeka"), record, tmp_path / "no.html", for_patient=True)
    assert not (tmp_path / "no.html").exists()


def test_a_restricted_record_is_refused_in_the_words_for_none(ward) -> None:
    session = ward.unlock("grace")
    told = SexualSafety(when=ward.clock.now(), category="unwanted_touch", person=ward.rosa)
    hidden = record_new(session, told).number
    said = set()
    for who in ("grace", "owain"):
        session = ward.unlock(who)
        for number in (hidden, 1, 99_999):
            with pytest.raises(BadInput) as problem:
                incident(session, record_numbered(session, number))
            said.add(str(problem.value))
    assert len(said) == 1


# --- LFPSE --------------------------------------------------------------------------------------


def test_the_harm_codes_run_the_right_way_round() -> None:
    physical = [
        harm_code(PHYSICAL, word) for word in ("none", "low", "moderate", "severe", "fatal")
    ]
    psychological = [harm_code(PSYCHOLOGICAL, w) for w in ("none", "low", "moderate", "severe")]
    assert physical == ["5", "4", "3", "2", "1"]
    assert psychological == ["4", "3", "2", "1"]
    with pytest.raises(BadInput, match="no level of harm"):
        harm_code(PSYCHOLOGICAL, "fatal")


def test_gender_ethnicity_and_age_are_those_of_lfpse() -> None:
    assert [gender_code(sex) for sex in ("female", "male", "unknown", None)] == ["1", "2", "3", "3"]
    assert ethnicity_code("R") == "34"  # Chinese: under Asian there
    assert (ethnicity_code("M"), ethnicity_code("N"), ethnicity_code("A1")) == ("42", "41", "11")
    assert (ethnicity_code("Z"), ethnicity_code("99"), ethnicity_code(None)) == ("", "52", "52")
    every = {ethnicity_code(code.code) for code in code_list("ethnic-category").codes} - {""}
    assert every <= {code.code for code in code_list("lfpse-ethnicity").codes}
    ages = [age_code(years) for years in (15, 16, 18, 25, 26, 65, 66, 85, 86)]
    assert ages == ["6", "7", "8", "8", "9", "10", "11", "11", "12"]


def test_the_draft_never_says_that_it_was_sent(ward, whole) -> None:
    session, record = whole
    one = incident(session, record)
    text = draft(one, Harm("moderate", "low"), {})
    assert "3  Moderate physical harm" in text
    assert "3  Low psychological harm" in text
    assert "1  Female" in text
    assert "34  Chinese" in text
    assert "9  26 to 45 years" in text
    assert "wardsafe does not report to LFPSE" in text
    for words in ("has been reported", "was reported", "was sent", "submitted", "Reported to"):
        assert words not in text
    for words in ("Rosa", "999 418", "9994182218", "Emeka"):
        assert words not in text


def test_harm_that_nobody_judged_is_left_open(ward, whole) -> None:
    session, record = whole
    text = draft(incident(session, record), Harm(), {"setting": "05"})
    assert "to be judged:  5 none  4 low  3 moderate  2 severe  1 fatal" in text
    assert "to be judged:  4 none  3 low  2 moderate  1 severe" in text
    assert "14  learning disability and autism" in text


# --- from the command line ----------------------------------------------------------------------


def test_the_commands_write_what_was_asked_for(ward, whole, tmp_path, monkeypatch) -> None:
    session, record = whole
    number = session.ledger.of_record(record)[0].number
    ward.lock()
    monkeypatch.setattr(command_line, "ward_folder", lambda chosen: ward.where)
    monkeypatch.setattr(SystemClock, "now", lambda self: ward.clock.now())

    def run(*words: str) -> str:
        done = CliRunner().invoke(command_line.main, words, input="ingrid lund\n758294\n")
        assert done.exit_code == 0, done.output
        return done.output

    folder = tmp_path / "return"
    out = run("return", "mhsds", "--month", "2026-11", "--to", str(folder))
    assert "Nothing has been sent to anybody." in out
    with (folder / f"{TYPES}.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["RestrictiveIntType"], row["StartTimeRestrictiveIntType"]) == ("07", "02:59:00")
    page = tmp_path / "page.html"
    out = run("return", "incident", str(number), "--for-patient", "--to", str(page))
    assert "Read it through before you hand it over" in out
    assert "You were held" in page.read_text(encoding="utf-8")
    target = tmp_path / "draft.txt"
    out = run("return", "lfpse", str(number), "--physical", "severe", "--to", str(target))
    assert "nothing has been reported" in out
    assert "2  Severe physical harm" in target.read_text(encoding="utf-8")
