"""Every story of the ward once more by plain lines: what tests/spec does, done by typing."""

from datetime import date, datetime, timedelta

import pytest

from plain_ward import PINS, Plain
from sealed_ward import decrypted, disk
from wardsafe.clock import LONDON
from wardsafe.ledger.verify import verify
from wardsafe.records.movement import Movement
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import (
    claiming,
    duties,
    reviewing_records,
    reviewing_safety,
    sexual_safety,
)
from wardsafe.services.census import census
from wardsafe.services.closing import RESTRICTIVE, days
from wardsafe.services.duplicates import counts
from wardsafe.services.finding import page
from wardsafe.services.recording import current, record_new
from wardsafe.views.folding import record_at
from wardsafe.views.log import LogFilter

SATURDAY, SUNDAY = date(2026, 11, 21), date(2026, 11, 22)
NO_MORE = ""


@pytest.fixture
def plain(ward) -> Plain:
    return Plain(ward)


def incident(*rows: str, when: str = "-15m", place: str = "day", last: tuple[str, ...] = ("s",)):
    """The lines of a new use of force about Rosa, from the menu to Saved."""
    return ("r", "1", "rosa", when, place, *rows, NO_MORE, "10", "emeka", "", "y", NO_MORE, *last)


def said(session, record: str):
    return record_at(current(session, record).shown)


def newest(session, kind: str = RestrictivePractice.kind):
    return page(session, LogFilter(kinds=(kind,)), limit=5)


def test_a_nurse_records_finds_amends_and_locks(ward, plain) -> None:
    text = plain.as_(
        "emeka",
        *incident("07", "-15m", "+5m", "n", "05", "-10m", "", "y"),
        "f", "1",  # the log: the newest record
        "a", "m", "1", "", "", "", "", "+6m", "", "", "", "", "", "", "", "", "", "", "",
        "s", "camera", "back", "back", "lock",
    )  # fmt: skip
    assert "Saved #" in text
    assert "07 Restraint, standing" in text
    assert "02:59 on 23 Nov 2026 became" not in text
    assert text.count("Saved #") == 2
    assert text.rstrip().endswith("leave):")
    session = ward.unlock("emeka")
    (row,) = newest(session)
    assert row.state == "open"
    now_said = said(session, row.record)
    assert [each.minutes for each in now_said.interventions] == [6, None]
    step = current(session, row.record).shown
    assert step.authorship("reason") == "Seen on camera"
    assert verify(session.ledger).problems == ()


def test_a_night_with_a_restraint_that_becomes_a_seclusion(ward, plain) -> None:
    text = plain.as_("emeka", *incident("07", "-8m", "", "", when="-8m"), "d", "lock")
    assert "Restraint, standing, RW, still on, 8 min so far" in text or "still on" in text
    assert "due by 03:16" in plain.blocks()
    ward.clock.pass_(6 * 60)
    plain.as_(
        "emeka", "f", "1",
        "a", "m", "1", "", "", "", "", "0320", "", "05", "0320", "", "", "", *[""] * 6,
        "s", "more is known", "back", "back",
    )  # fmt: skip
    text = plain.as_("emeka", "d", "back", "lock")
    for words in ("Seclusion, 15-minute note", "First seclusion review, doctor", "local standard"):
        assert words in plain.blocks(), words
    assert "due by 03:35" in plain.blocks()
    ward.clock.at = datetime(2026, 11, 23, 4, 41, tzinfo=LONDON)
    text = plain.as_("emeka", "d", "first seclusion", "", "", "", "", "s", "d", "a", "lock")
    assert "LATE by 21 min, was due 04:20" in " ".join(text.split())
    assert "DONE LATE" in text
    session = ward.unlock("emeka")
    found = [one for one in duties.due_now(session) if one.definition.id.startswith("seclusion-m")]
    assert [one.state for one in found if one.happened] == ["done late"]


def test_a_disclosure_of_a_sexual_assault(ward, plain) -> None:
    words = "he came into my room and would not stop"
    text = plain.as_(
        "emeka",
        "x", "n", "y", "rosa", "?", "now", "bedroom", "alleged sexual assault",
        "patient", "affected", "A", "patient", "described", "B", NO_MORE,
        "m", "said", "", f"A said: {words}.", ".", "save",
        "make safe", "w", "with her now", "?", "lock",
    )  # fmt: skip
    assert "Tell now:" in text
    assert "wardsafe tells nobody" in text
    assert "done, Emeka Okoro" in plain.blocks()
    text = plain.as_("owain", "f", "f", "alleged", "", "", "", "", "", "back", "x", "back", "lock")
    assert "0 records" in text
    assert "Nothing that you may read." in text
    assert words not in text
    session = ward.unlock("owain")
    key = session.data_key
    ward.lock()
    assert words.encode() not in disk(ward) + decrypted(ward, key)
    text = plain.as_("grace", "x", "1", "o", "back", "1", "t", "sarc", "w", "spoke", "lock")
    assert words in plain.blocks()
    session = ward.unlock("emeka")
    (row,) = sexual_safety.listed(session)
    line = next(o for o in sexual_safety.tell_now(session, row.record) if o.action == "sarc")
    assert (line.state, line.by, line.why) == ("done", "Grace Okafor", "spoke")


def test_a_review_in_the_first_week_item_by_item(ward, plain) -> None:
    def number(item: str) -> str:
        found = reviewing_safety.lists_of(session).checklist.item(item)
        assert found is not None
        return str(found.number)

    session = ward.unlock("grace")
    ward.clock.at = ward.clock.at.replace(hour=9)
    record_new(session, Movement(person=ward.rosa, move="admit", when=ward.clock.now(), bed="1"))
    ward.clock.pass_(20 * 3600)
    items = reviewing_safety.lists_of(session).checklist.items
    typed: list[str] = []
    for item in items:
        typed.append("t" if item.id == "safety-plan" else "y")
        typed += ["Emeka Okoro", "+20h"] if item.id == "safety-plan" else []
        typed += {"observation": ["", "", "", ""], "next-review": ["+72h"]}.get(item.asks, [])
        if item.own_words:
            typed.append("People knock before they come in." if item.id == "dignity" else "")
    plain.as_("grace", "s", "rosa", "r", *typed, "s", "lock")
    assert "first week, day 1" in plain.blocks()
    assert "Every item was looked at." in plain.text
    assert "Saved #" in plain.text
    ward.clock.pass_(24 * 3600)
    session = ward.unlock("emeka")
    due = next(o for o in reviewing_safety.reviews_due(session) if o.person.record == ward.rosa)
    assert due.last is not None
    rows = {row.item: row for row in due.last.review.rows}
    assert rows["dignity"].own_words == "People knock before they come in."
    assert (rows["safety-plan"].answer, rows["safety-plan"].owner) == ("not-yet", "Emeka Okoro")
    again = ["s" if item.asks != "next-review" else "y" for item in items]
    again = [w for item, word in zip(items, again, strict=True)
             for w in ([word, "+72h"] if item.asks == "next-review" else [word])]  # fmt: skip
    plain.as_("emeka", "s", "rosa", "r", *again, "s", "lock")
    assert "Last time" in plain.text
    assert "(same)" in plain.text
    assert "dignity" in rows
    assert number("dignity")


def test_a_review_is_left_and_taken_up_where_it_was(ward, plain) -> None:
    plain.as_("emeka", "s", "rosa", "r", "y", "back", "cancel", "lock")
    assert "A draft is kept" in plain.text
    text = plain.as_("emeka", "g", "1", "g", "", "cancel", "lock")
    assert "This time: yes" in text
    text = plain.as_("grace", "g", "lock")
    assert "There is no draft of yours." in text


def test_a_quiet_sunday_declared_and_a_saturday_not(ward, plain) -> None:
    text = plain.as_("grace", "c", "sunday 22", "d", "1", "?", "lock")
    assert "Sunday 22 Nov 2026, declared none, closed by Grace Okafor." in text
    assert "Saturday 21 Nov 2026, not recorded." in text
    session = ward.unlock("grace")
    saturday, sunday = days(session, RESTRICTIVE, SATURDAY, SUNDAY)
    assert (saturday.state, sunday.state) == ("not recorded", "none")
    text = plain.as_("emeka", "c", "saturday 21", "d", "lock")
    assert "Your role does not allow you to close a day." in text
    ward.clock.pass_(7200)
    plain.as_("emeka", *incident("07", "22 nov 1500", "+5m", "", when="22 nov 1500"), "lock")
    text = plain.as_("grace", "c", "sunday 22", "back", "lock")
    assert "CONFLICT: declared none, and 1 record say otherwise." in plain.blocks()


def test_a_patient_on_leave_at_midnight(ward, plain) -> None:
    plain.as_(
        "emeka", "p", "jamal", "m", "leave", "22 nov 1800", "", "", "", "", "s", "back",
        "c", "sunday 22", "m", "", "", "", "", "", "s", "back", "lock",
    )  # fmt: skip
    assert plain.text.count("Saved #") == 2
    session = ward.unlock("emeka")
    counted = census(session, SUNDAY).counted
    assert counted is not None
    assert (counted.census.in_bed, counted.census.on_leave) == (1, 1)


def test_two_nurses_record_one_event_on_one_terminal(ward, plain) -> None:
    rows = ("07", "22 nov 1500", "+5m", "")
    plain.as_("emeka", *incident(*rows, when="22 nov 1500"), "lock")
    later = ("07", "22 nov 1507", "+5m", "")
    plain.as_("grace", *incident(*later, when="22 nov 1507", last=("s", "s")), "lock")
    assert "It may be an event that is recorded already" in plain.text
    assert "7 min apart, same type, same staff, same place" in plain.blocks()
    session = ward.unlock("grace")
    begins = datetime(2026, 11, 22, tzinfo=LONDON)
    span = (begins, begins + timedelta(hours=23))
    assert counts(session, *span)[:2] == (2, 2)
    plain.as_("grace", "f", "1", "e", "1", "more is known", "back", "back", "lock")
    session = ward.unlock("grace")
    assert counts(session, *span)[:2] == (1, 2)
    plain.as_("grace", "f", "2", "e", "1", "two holds, Emeka says", "back", "back", "lock")
    session = ward.unlock("grace")
    assert counts(session, *span)[:2] == (2, 2)


def test_without_a_pin_recorded_then_claimed(ward, plain) -> None:
    text = plain.type(
        "n", "RW, bed 1", "Ada, bank nurse", "-5m", "dining", "07", "", "+5m", "", "", "", "", "s",
        "grace", PINS["grace"], "w", "1", "c", "rosa", *[""] * 12, "s", "lock",
    )  # fmt: skip
    assert "Kept, sealed to this terminal, code" in text
    assert "a name nobody has checked" in plain.blocks()
    session = ward.unlock("grace")
    assert "Saved #" in text
    assert newest(session)[0].author == "Grace Okafor"
    assert claiming.unclaimed(session) == ()


def test_a_record_is_struck_through_only_by_who_may(ward, plain) -> None:
    plain.as_("emeka", *incident("07", "-5m", "+2m", ""), "f", "1", "v", "lock")
    assert "Your role does not allow you to void." in plain.text
    plain.as_("grace", "f", "1", "v", "duplicate", "back", "1", "lock")
    assert "STRUCK THROUGH" in plain.text


def test_a_query_goes_to_the_ward_and_back(ward, plain) -> None:
    record = record_new(
        ward.unlock("emeka"),
        RestrictivePractice(person=ward.rosa, when=ward.clock.now(), place="corridor"),
    ).record
    ward.clock.pass_(24 * 3600)
    asked = plain.as_("ingrid", "q", "1", "q", "Who holds that key?", ".", "s", "back", "lock")
    assert "1 record to review" in asked
    (one,) = reviewing_records.open_questions(ward.unlock("emeka"))
    assert one.step.said.words == "Who holds that key?"
    at = [line.happening.what for line in duties.due_lines(ward.session)].index("question") + 1
    text = plain.as_("grace", "d", str(at), "Only the nurse in charge.", ".", "s", "back", "lock")
    assert "Ingrid Lund asks about" in text
    assert reviewing_records.open_questions(ward.unlock("emeka")) == []
    plain.as_(
        "ingrid", "q", "1", "t", "Both nurses hold it now.", ".", "s",
        "s", PINS["ingrid"], "back", "lock",
    )  # fmt: skip
    stands = reviewing_records.review_of(ward.unlock("emeka"), record)
    assert (stands.case.state, stands.signed.by) == ("reviewed", "s-lund")
    text = plain.as_("emeka", "f", "1", "back", "back", "lock")
    assert "What came of what you reported" in text
    assert "What came of it: Both nurses hold it now." in text
    assert reviewing_records.came_of_mine(ward.unlock("emeka")) == []
