"""A restricted link and what somebody said, by plain lines: for their readers alone."""

import pytest

from plain_ward import Plain
from sealed_ward import event
from wardsafe.services import closing
from wardsafe.services.recording import record_new

WORDS = "I want the lock mended."


@pytest.fixture
def plain(ward) -> Plain:
    """One event, recorded by two people a quarter of an hour apart."""
    record_new(ward.unlock("emeka"), event(ward))
    ward.clock.pass_(900)
    record_new(ward.unlock("grace"), event(ward))
    return Plain(ward)


def incidents(session) -> tuple[int, int]:
    today = session.now().date()
    (day,) = closing.days(session, "sexual-safety", today, today)
    return day.incidents, day.records


def test_C13_two_restricted_records_are_linked_and_somebody_heard_by_lines(ward, plain) -> None:
    plain.as_(
        "grace", "x", "1", "o", "e", "1", "more is known", "w", "patient", WORDS, ".", "save",
        "back", "2", "o", "back", "back", "lock",
    )  # fmt: skip
    other = plain.text[plain.text.rindex("Sexual safety, #11.") :]
    assert "Linked: the same event as #13" in other
    assert incidents(ward.unlock("grace")) == (1, 2)
    said = plain.as_("ingrid", "x", "1", "o", "back", "back", "lock")
    assert "In their words, entered by Grace Okafor:" in said
    assert WORDS in said
    assert "Linked: the same event as #11" in said
    # Emeka reads what he wrote, but not the other record: no link, no voice, and no sign of them.
    said = plain.as_("emeka", "x", "1", "o", "e", "w", "cancel", "back", "back", "lock")
    assert "Sexual safety, #11." in said
    for sign in ("#13", "Linked", "same event as", WORDS, "Opened by 3"):
        assert sign not in said.replace("e same event as another", "").replace("\n", " "), sign
    said = plain.as_("owain", "x", "back", "f", "f", "mended", *[""] * 5, "back", "lock")
    assert "Nothing that you may read." in said
    assert "0 records" in said
    assert WORDS not in said


def test_C13_taken_back_by_lines_it_is_two_events_again(ward, plain) -> None:
    plain.as_("grace", "x", "1", "o", "e", "1", "more is known", "back", "back", "lock")
    text = plain.as_("grace", "x", "2", "o", "e", "1", "two days", "back", "back", "lock")
    assert "1. take back: same event as #13" in text
    assert incidents(ward.unlock("ingrid")) == (2, 2)
