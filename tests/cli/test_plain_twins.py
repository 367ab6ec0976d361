"""The stories whose twins by lines are not in test_plain_stories, and that no story lacks one."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from plain_ward import PINS, Plain
from wardsafe.ledger import anchor
from wardsafe.ledger.verify import verify
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import duties, sexual_safety
from wardsafe.services.finding import page, readings
from wardsafe.services.overview import overview
from wardsafe.services.recording import current
from wardsafe.views.folding import record_at
from wardsafe.views.log import LogFilter

HERE = Path(__file__).parent
SPEC = HERE.parent / "spec"
TWINS = {
    "test_quiet_sundays": "test_a_quiet_sunday_declared_and_a_saturday_not",
    "test_leave_at_midnight": "test_a_patient_on_leave_at_midnight",
    "test_two_nurses": "test_two_nurses_record_one_event_on_one_terminal",
    "test_a_night": "test_a_night_with_a_restraint_that_becomes_a_seclusion",
    "test_twelve_ticks": "test_twelve_notes_written_at_once_are_kept_and_labelled",
    "test_a_query": "test_a_query_goes_to_the_ward_and_back",
    "test_a_review_in_the_first_week": "test_a_review_in_the_first_week_item_by_item",
    "test_disclosure": "test_a_disclosure_of_a_sexual_assault",
    "test_behaviour_of_staff": "test_what_describes_the_behaviour_of_staff",
    "test_recording": "test_a_nurse_records_finds_amends_and_locks",
    "test_next_person": "test_the_next_person_sees_nothing_of_unfinished_text",
    "test_without_pin": "test_without_a_pin_recorded_then_claimed",
    "test_two_versions": "test_two_versions_meet_and_a_person_chooses",
    "test_void": "test_a_record_is_struck_through_only_by_who_may",
    "test_not_known": "test_not_known_is_chosen_and_a_blank_is_outstanding",
    "test_wrong_pin": "test_guessing_a_pin_gets_slower_and_is_written_down",
    "test_clock": "test_a_wrong_clock_hides_and_refuses_nothing",
    "test_disk_full": "test_a_full_disk_is_not_saved",
    "test_beds": "test_who_is_here_follows_from_movements_entered_late",
    "test_an_exchange": "test_exchanging_by_lines",
    "test_a_test_of_change_from_idea_to_adopt": (
        "test_a_cycle_from_an_idea_to_the_next_one_and_the_prediction_stays"
    ),
}
NOT_BY_LINES_YET = {
    "test_a_months_report": "no room: it is the command `wardsafe report`, see report.txt",
}
NO_STORY = {"test_the_page_says_what_the_tests_say"}


def named_tests(files: list[Path]) -> set[str]:
    """The names of the tests that stand in these files."""
    bodies = [node for file in files for node in ast.parse(file.read_text("utf-8")).body]
    named = (node.name for node in bodies if isinstance(node, ast.FunctionDef))
    return {name for name in named if name.startswith("test_")}


def test_each_story_has_a_twin_by_lines() -> None:
    stories = named_tests(sorted(SPEC.glob("test_*.py"))) - NO_STORY
    assert len(stories) >= 20
    assert stories - NOT_BY_LINES_YET.keys() == TWINS.keys()
    assert len(set(TWINS.values())) == len(TWINS)
    assert set(TWINS.values()) <= named_tests(sorted(HERE.glob("test_plain_*.py")))


@pytest.fixture
def plain(ward) -> Plain:
    return Plain(ward)


def newest(session):
    return page(session, LogFilter(kinds=(RestrictivePractice.kind,)), limit=5)


def hold() -> tuple[str, ...]:
    """The lines of a hold of Rosa in the day room, from the menu to Saved."""
    return ("r", "1", "rosa", "-15m", "day", "07", "-15m", "+5m", "", "save")


def test_what_describes_the_behaviour_of_staff(ward, plain) -> None:
    words = "A told us what C said."
    text = plain.as_(
        "emeka",
        "x", "n", "y", "jamal", "now", "now", "", "sexual harassment",
        "patient", "affected", "A", "staff", "described", "C", "",
        "m", "said", "", words, ".", "save", "?", "back", "lock",
    )  # fmt: skip
    assert "You keep a receipt of what you wrote." in plain.blocks()
    after = " ".join(text[text.index("Saved #") :].split())
    assert "Receipt #11, 23 Nov 2026 03:14: you wrote it, safety leads read it." in after
    assert "Nothing that you may read." in after
    assert words not in after
    text = plain.as_("grace", "x", "back", "f", "back", "lock")
    assert "Nothing that you may read." in text
    assert "Receipt" not in text
    assert "#11" not in text
    text = plain.as_("ingrid", "x", "1", "o", "o", "back", "back", "lock")
    assert f"Said: {words}" in text
    assert "- Ingrid Lund, " in text
    session = ward.unlock("ingrid")
    (row,) = sexual_safety.listed(session)
    assert [one.name for one in readings(session, row.record)] == ["Ingrid Lund"]


def test_twelve_notes_written_at_once_are_kept_and_labelled(ward, plain) -> None:
    plain.as_("emeka", "r", "1", "rosa", "now", "day", "05", "now", "", "save", "lock")
    start = ward.clock.now()
    ward.clock.pass_(3 * 3600 + 60)
    typed: list[str | float] = []
    for number in range(1, 13):
        when = start + timedelta(minutes=15 * number - 1)
        typed += ["d", "15-minute note", f"{when:%H%M}", "save", 3.0]
    text = plain.as_("emeka", "d", "back", *typed, "d", "a", "lock")
    assert "11 missed" in text
    assert text.count("Saved #") == 12
    said = plain.blocks()
    assert "12 entered together" in said
    assert "- Seclusion, 15-minute note, RW, DONE, due 03:29, done 03:28" in said
    assert "entered 2 h 47 late" in said
    session = ward.unlock("emeka")
    notes = [one for one in duties.due_now(session) if one.definition.id == "seclusion-note"]
    done = [one for one in notes if one.happened]
    assert [one.state for one in done] == ["done"] * 12
    assert all("entered together" in one.flags for one in done)


def test_the_next_person_sees_nothing_of_unfinished_text(ward, plain) -> None:
    plain.as_("emeka", "r", "1", "rosa", "-5m", "cancel", "g", "1", "g", "save", "lock")
    text = plain.as_("emeka", "f", "1", "a", "m", "2", "", "He was shouting", 130.0)
    after = text[text.index("(nobody types)") :]
    assert "shouting" not in after
    text = plain.as_("grace", "g", "lock")
    assert "There is no draft of yours." in text
    assert "shouting" not in text
    files = list(ward.where.drafts.iterdir())
    assert files
    assert all(b"shouting" not in file.read_bytes() for file in files)
    text = plain.as_("emeka", "g", "1", "g", "r", "cancel", "lock")
    assert "1 draft of yours" in text
    assert "He was shouting" in text


def test_two_versions_meet_and_a_person_chooses(ward, plain) -> None:
    plain.as_("emeka", *hold(), "f", "1", "a", "m", "1", "", "garden", "cancel", "lock")
    amend = ("a", "m", "1", "", "kitchen", "save", "more is known", "a")
    plain.as_("grace", "f", "1", *amend, "cancel", "lock")
    text = plain.as_("emeka", "g", "1", "g", "save", "camera", "f", "1", "a", "v", "lock")
    # which of the two the row shows follows from their ids alone
    rows = [f"RW, Restraint, {place}, 2 versions, 4 of 16 items, #11." for place in
            ("kitchen", "garden or courtyard")]  # fmt: skip
    assert any(row in plain.blocks() for row in rows)
    assert "Version 1 of 2, by Grace Okafor:" in text
    assert "Version 2 of 2, by Emeka Okoro:" in text
    assert "There are two versions. Choose one first, then amend it." in text
    text = plain.as_(
        "grace", "f", "1", "c", "garden", "1", "both were asked", "c", "h", "back", "1", "lock"
    )
    assert "There is only one version." in text
    assert "Reason: both were asked." in plain.blocks()
    assert "Where: Kitchen" in text[text.index("There is only") :]
    session = ward.unlock("grace")
    (row,) = newest(session)
    held = current(session, row.record)
    assert (len(held.heads), len(held.steps)) == (1, 4)
    assert record_at(held.shown).place == "kitchen"


def test_not_known_is_chosen_and_a_blank_is_outstanding(ward, plain) -> None:
    text = plain.as_("emeka", "r", "1", "rosa", "now", "save", "f", "1", "lock")
    assert "m outcome; n death" in plain.blocks()
    assert "Not known:" not in text
    text = plain.as_(
        "emeka", "f", "1", "a", "m", "2", "", "", "", "?", "save", "more is known", "back", "1",
        "lock",
    )  # fmt: skip
    after = " ".join(text[text.index("Saved #") :].split())
    assert "Outcome: not known" in after
    assert "Not known: m outcome." in after
    assert "m outcome; n death" not in after
    assert "n death or serious injury" in after


def test_guessing_a_pin_gets_slower_and_is_written_down(ward, plain) -> None:
    text = plain.type(*["emeka", "000111"] * 4, "q")
    assert text.count("That name and PIN do not fit together.") == 3
    assert "Too many wrong PINs: wait 5 seconds." in text
    ward.start_again()
    ward.clock.at += timedelta(days=400)
    text = plain.type("emeka", PINS["emeka"], "q")
    assert "Too many wrong PINs: wait 5 seconds." in text
    ward.clock.pass_(400)
    assert "Board, " in plain.as_("emeka", "lock")
    session = ward.unlock("emeka")
    access = [e for e in session.ledger.walk() if e.header.kind == "access/1"]
    said = [record_at(current(session, e.header.record).shown) for e in access]
    assert any(one.what == "wrong PIN" and one.count == 3 for one in said)


def test_a_wrong_clock_hides_and_refuses_nothing(ward, plain) -> None:
    for days, warned in ((-9000, True), (400, True), (26000, False)):
        ward.clock.at += timedelta(days=days)
        text = plain.as_("emeka", *hold(), "lock")
        assert "Saved #" in text
        assert ("The clock of this computer may be wrong" in plain.blocks()) is warned
    plain.as_("emeka", "f", "n", "back", "v", "lock")
    session = ward.unlock("emeka")
    rows = sorted(newest(session), key=lambda row: row.number)
    assert [row.happened[:4] for row in rows] == ["2002", "2003", "2074"]
    assert all(f", #{row.number}. " in plain.blocks() for row in rows)
    assert "entries in 1 chain: no problems." in plain.text
    assert verify(session.ledger).problems == ()


def test_a_full_disk_is_not_saved(ward, plain, monkeypatch) -> None:
    begun, flush = ward.clock.at, anchor._flush

    def full(*words: object) -> None:
        """Full from the fifth second to the fifteenth."""
        if timedelta(seconds=5) <= ward.clock.at - begun < timedelta(seconds=15):
            raise OSError(28, "No space left on device")
        flush(*words)

    monkeypatch.setattr(anchor, "_flush", full)
    text = plain.as_("emeka", *hold()[:-1], 5.0, "save", "r", 10.0, "s", "s", "v", "lock")
    before, _, after = text.partition("NOT SAVED. It could not be confirmed that this was saved.")
    assert "Saved #" not in before
    assert "No space left on device." in " ".join(after.split())
    still, _, saved = after.partition("Saved #")
    assert "Where: Day room" in still
    assert "What was done 1: 07 Restraint, standing" in still
    number = int(saved.partition(" ")[0])
    assert "entries in 1 chain: no problems." in saved
    session = ward.unlock("emeka")
    assert session.ledger.entry(number) is not None
    assert number in [row.number for row in newest(session)]


def test_who_is_here_follows_from_movements_entered_late(ward, plain) -> None:
    plain.as_(
        "grace", "p", "jamal", "m", "return", "-1h", "save", "jamal", "m", "leave", "-9h", "save",
        "?", "back", "b", "lock",
    )  # fmt: skip
    assert plain.text.count("Saved #") == 2
    assert "2. Jamal Morrison, bed 2\n" in plain.text.rpartition("Saved #")[2]
    assert plain.text.count("2 on the ward, 0 on leave.") == 2
    (jamal,) = [one for one in overview(ward.unlock("grace")).people if one.record == ward.jamal]
    assert (jamal.state, jamal.bed) == ("on the ward", "2")
