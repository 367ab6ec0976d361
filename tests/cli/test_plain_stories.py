"""Every story of the ward once more by plain lines: what tests/spec does, done by typing."""

from datetime import date, datetime, timedelta

import pytest

from plain_ward import PINS, Plain
from sealed_ward import decrypted, disk
from wardsafe.clock import LONDON
from wardsafe.ledger.verify import verify
from wardsafe.records.held_record import HeldRecord
from wardsafe.records.movement import Movement
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.self_harm_review import SelfHarmReview
from wardsafe.services import (
    answering_reviews,
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
    def done(what: str, *lines: str, who: str = "emeka") -> str:
        """Say that the one duty with these words was done; what was said from Saved on."""
        plain.as_(who, "d", what, *(lines or ("save",)), "b", "d", "a", "lock")
        return " ".join(plain.text[plain.text.index("Saved #") :].split())

    def at(hour: int, minute: int) -> None:
        ward.clock.at = datetime(2026, 11, 23, hour, minute, tzinfo=LONDON)

    plain.as_("emeka", *incident("07", "-8m", "", "", when="-8m"), "b", "lock")
    assert "Restraint, standing, RW, still on, 8 min so far, since 03:06" in plain.blocks()
    assert "RW, due by 03:16, in 2 min, NICE NG10" in plain.blocks()
    assert "Debrief" not in plain.text
    done("checks during", "0309", "save")
    at(3, 22)
    plain.as_("emeka", "lock")
    assert "LATE by 6 min, was due 03:16" in plain.blocks()
    plain.as_(
        "emeka", "f", "restrictive practice",
        "a", "m", "1", "", "", "", "", "0320", "", "05", "0320", "", "",
        "14", "0321", "0322", "", *[""] * 6,
        "s", "more is known", "back", "back",
    )  # fmt: skip
    plain.as_("emeka", "lock")
    said = plain.blocks()
    for words in (
        "Seclusion, 15-minute note, RW, due by 03:35, in 13 min, local standard.",
        "Vital signs after injection, RW, due by 04:21,",
        "First seclusion review, doctor, RW, due by 04:20, in 58 min, local standard.",
        "Seclusion review by two nurses, RW, due by 05:20, in 1 h 58 min, local standard.",
        "Need for seclusion reviewed, RW, due by 05:20, in 1 h 58 min, NICE NG10, Carrying out",
        "Seclusion review, doctor, RW, due by 08:20,",
        "8 h in seclusion: independent team, RW, due by 11:20,",
    ):
        assert words in said, words
    done("checks after")
    for minute in (34, 48):
        at(3, minute)
        assert f"note, RW, DONE, due 03:{minute // 15 * 15 + 5}" in done("15-minute")
    at(4, 25)
    plain.as_("emeka", "lock")
    assert "First seclusion review, doctor, RW, LATE by 5 min, was due 04:20" in plain.blocks()
    said = done("vital signs", "0421", "save")
    assert "injection, RW, DONE, due 04:21, done 04:21" in said
    at(4, 41)
    said = done("first seclusion")
    assert "First seclusion review, doctor, 21 min late, RW" in said
    assert "First seclusion review, doctor, RW, DONE LATE, due 04:20, done 04:41" in said
    assert "Seclusion review, doctor, RW, due by 08:41, in 4 h 00 min" in said
    at(5, 18)
    said = done("two nurses", "", "", "Dev Shah", "save")
    assert "two nurses, RW, DONE, due 05:20, done 05:18" in said
    assert "seclusion reviewed, RW, DONE, due 05:20, done 05:18" in done("need for seclusion")
    at(7, 20)
    plain.as_("emeka", "lock")
    assert "2 missed, last done 04:21" in plain.blocks()
    said = done("vital signs", "", "3", "save")
    assert "Vital signs after injection, RW, due by" not in said
    for hour in ("05:21", "06:21"):
        assert f"Vital signs after injection, RW, MISSED, due {hour}." in said
    said = done("multidisciplinary", who="grace")
    assert "Seclusion review, doctor, twice in 24 h, RW, due by 19:20" in said
    assert "Seclusion review, doctor, RW, due by" not in said
    at(8, 0)
    plain.as_(
        "emeka",
        "f",
        "n",
        "restrictive practice",
        "a",
        "m",
        "1",
        *[""] * 8,
        "0750",
        "save",
        "more is known",
        "lock",
    )
    plain.as_("emeka", "b", "d", "a", "lock")
    said = plain.blocks()
    due = said[said.index("Duties that wait.") : said.index("Which was done: a")]
    assert "eclusion" not in due
    for words in (
        "Debrief, once people have recovered, RW, open since 07:50",
        "Debrief with staff, within 24 h, RW, due by 24 Nov 07:50, in 23 h 50 min",
        "Review with the person, within 48 h, RW, due by 25 Nov 07:50",
        "External review, within 72 h, RW, due by 26 Nov 07:50",
    ):
        assert words in due, words
    after = said[said.index("Which was done: a") :]
    assert "Seclusion, 15-minute note, RW, MISSED" in after
    assert "Vital signs after injection, RW, MISSED" in after


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


def test_a_review_in_the_first_week_item_by_item(ward, plain, tmp_path) -> None:
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
    shown = plain.as_("grace", "s", "rosa", "r", *typed, "s", "?", "back", "lock")
    assert "first week, day 1" in plain.blocks()
    assert "Every item was looked at." in plain.text
    assert "Saved #" in plain.text
    (review,) = page(ward.unlock("grace"), LogFilter(kinds=(SelfHarmReview.kind,)), limit=2)
    facts = ward.session.ledger.entry(review.number).read("facts")
    assert set(facts) == {"entry", "in_time", "month", "week", "shift"}
    ward.clock.pass_(24 * 3600)
    session = ward.unlock("emeka")
    due = next(o for o in reviewing_safety.reviews_due(session) if o.person.record == ward.rosa)
    assert due.last is not None
    assert due.next.day == 3
    assert "first week, day 3" in " ".join(shown[shown.rindex("Safety reviews, by") :].split())
    target = tmp_path / "plan.txt"
    text = plain.as_(
        "grace", "s", "rosa", "b", "now", "bad news", "save", "?",
        "rosa", "s", "now", "y", "save", "rosa", "w", str(target), "back", "lock",
    )  # fmt: skip
    assert "bad news" in " ".join(text[text.rindex("Safety reviews, by") :].split())
    assert "THINGS I CAN DO MYSELF" in target.read_text(encoding="utf-8")
    rows = {row.item: row for row in due.last.review.rows}
    assert rows["dignity"].own_words == "People knock before they come in."
    assert (rows["safety-plan"].answer, rows["safety-plan"].owner) == ("not-yet", "Emeka Okoro")
    again: list[str] = []
    for item in items:
        anew = item.asks == "next-review" or item.id == "safety-plan"
        again += ["y"] if anew else ["s"]
        again += {"observation": ["+24h"], "next-review": ["+72h"]}.get(item.asks, [])
        again += [""] if anew and item.own_words else []
    plain.as_("emeka", "s", "rosa", "r", *again, "s", "lock")
    assert "Last time" in plain.text
    assert "(same)" in plain.text
    assert "Saved #" in plain.text
    assert "12. Safety plan" in plain.text
    assert "  yes (changed)" in plain.text
    session = ward.unlock("grace")
    due = next(o for o in reviewing_safety.reviews_due(session) if o.person.record == ward.rosa)
    assert due.last is not None
    rows = {row.item: row for row in due.last.review.rows}
    assert rows["dignity"].own_words == "People knock before they come in."
    assert rows["dignity"].words_said < rows["dignity"].looked
    assert due.last.review.prompted_by == ("bad-news",)
    assert due.next.why == "first-week"


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
    assert "0 incidents in 1 closed day; 21 days not recorded." in plain.blocks()
    session = ward.unlock("grace")
    saturday, sunday = days(session, RESTRICTIVE, SATURDAY, SUNDAY)
    assert (saturday.state, sunday.state) == ("not recorded", "none")
    text = plain.as_("emeka", "c", "saturday 21", "d", "lock")
    assert "Your role does not allow you to close a day." in text
    ward.clock.pass_(7200)
    plain.as_("emeka", *incident("07", "22 nov 1500", "+5m", "", when="22 nov 1500"), "lock")
    text = plain.as_("grace", "c", "sunday 22", "back", "lock")
    assert "CONFLICT: declared none, and 1 record say otherwise." in plain.blocks()
    text = plain.as_("grace", "c", "sunday 22", "d", "1", "?", "sunday 22", "back", "lock")
    again = " ".join(text[text.index("Saved #") :].split())
    assert "Sunday 22 Nov 2026, 1 incident, closed by Grace Okafor." in again
    assert "Day, none: Grace Okafor, 23 Nov 03:14 Day, as logged: Grace Okafor, 23 Nov" in again
    assert "CONFLICT" not in again
    session = ward.unlock("grace")
    (sunday,) = days(session, RESTRICTIVE, SUNDAY, SUNDAY)
    assert (sunday.conflict, sunday.incidents) == (False, 1)


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
    back = ("p", "jamal", "m", "return", "22 nov 2330", "save", "back")
    plain.as_("emeka", *back, "c", "sunday 22", "back", "lock")
    said = plain.blocks()
    assert "2 occupied bed days including leave, 1 without, 1 of 22 nights." in said
    assert "Midnight: 1 in bed, 1 on leave, Emeka Okoro, 23 Nov 2026 03:14." in said
    assert "In bed: 1 counted, 2 by the movements, 1 when it was confirmed." in said
    assert "On leave: 1 counted, 0 by the movements, 1 when it was confirmed." in said


def test_two_nurses_record_one_event_on_one_terminal(ward, plain) -> None:
    rows = ("07", "22 nov 1500", "+5m", "")
    plain.as_("emeka", *incident(*rows, when="22 nov 1500"), "lock")
    later = ("07", "22 nov 1507", "+5m", "")
    plain.as_("grace", *incident(*later, when="22 nov 1507", last=("s", "s")), "lock")
    assert "It may be an event that is recorded already" in plain.text
    assert "7 min apart, same type, same staff, same place" in plain.blocks()
    assert "As it is: 2 events in 2 records. Linked: 1 event in 2 records." in plain.blocks()
    session = ward.unlock("grace")
    begins = datetime(2026, 11, 22, tzinfo=LONDON)
    span = (begins, begins + timedelta(hours=23))
    assert counts(session, *span) == (2, 2, 1)
    plain.as_("grace", "f", "1", "e", "1", "more is known", "back", "back", "lock")
    session = ward.unlock("grace")
    assert counts(session, *span) == (1, 2, 0)
    plain.as_("grace", "f", "2", "e", "1", "two holds, Emeka says", "back", "back", "lock")
    session = ward.unlock("grace")
    assert counts(session, *span) == (2, 2, 0)


def all_rows(session) -> list[str]:
    return [row.record for row in page(session, LogFilter(), limit=10)]


def test_without_a_pin_recorded_then_claimed(ward, plain) -> None:
    text = plain.type(
        "n", "RW, bed 1", "Ada, bank nurse", "-5m", "dining", "07", "", "+5m", "", "", "", "", "s",
        "grace", PINS["grace"], "w", "1", "c", "rosa", *[""] * 12, "s", "lock",
    )  # fmt: skip
    assert "Kept, sealed to this terminal, code" in text
    assert "a name nobody has checked" in plain.blocks()
    session = ward.unlock("grace")
    assert "Saved #" in text
    (row,) = newest(session)
    assert row.author == "Grace Okafor"
    assert claiming.unclaimed(session) == ()
    kept = page(session, LogFilter(kinds=(HeldRecord.kind,)), limit=5)
    held = said(session, kept[0].record)
    assert (held.state, held.became) == ("claimed", row.record)
    plain.as_("grace", "f", str(1 + all_rows(session).index(kept[0].record)), "lock")
    assert "Ada, bank nurse" in plain.text


def test_a_record_is_struck_through_only_by_who_may(ward, plain) -> None:
    plain.as_("emeka", *incident("07", "-5m", "+2m", ""), "f", "1", "v", "lock")
    assert "Your role does not allow you to void." in plain.text
    text = plain.as_("grace", "f", "1", "v", "duplicate", "back", "?", "1", "lock")
    after = text[text.index("Saved #") :]
    assert "day room, void, " in after
    assert "STRUCK THROUGH" in after
    assert "Where: Day room" in after


def test_a_query_goes_to_the_ward_and_back(ward, plain) -> None:
    record = record_new(
        ward.unlock("emeka"),
        RestrictivePractice(person=ward.rosa, when=ward.clock.now(), place="corridor"),
    ).record
    ward.clock.pass_(24 * 3600)
    asked = plain.as_("ingrid", "q", "1", "q", "Who holds that key?", ".", "s", "back", "lock")
    assert "1 record to review" in asked
    assert "waits 24 h 00 min, to read, incomplete" in plain.blocks()
    (one,) = answering_reviews.open_questions(ward.unlock("emeka"))
    assert one.step.said.words == "Who holds that key?"
    at = [line.happening.what for line in duties.due_lines(ward.session)].index("question") + 1
    ward.clock.pass_(3600)
    text = plain.as_("grace", "d", str(at), "Only the nurse in charge.", ".", "s", "b", "lock")
    assert "Answer a question about a record, #11, open since" in plain.blocks()
    assert "Ingrid Lund asks about" in text
    assert "Answer a question" not in text[text.index("Saved #") :]
    assert answering_reviews.open_questions(ward.unlock("emeka")) == []
    text = plain.as_(
        "ingrid", "q", "1", "f", "equipment", "local", "y", "", "none-seen", "save",
        "s", PINS["ingrid"], "back", "q", "1", "t", "Both nurses hold it now.", ".", "s", "back",
        "q", "lock",
    )  # fmt: skip
    assert PINS["ingrid"] not in text
    assert "waits 25 h 00 min, answered, incomplete" in plain.blocks()
    assert "Reported by Emeka Okoro, s-okoro. You sign as s-lund." in plain.blocks()
    assert "waits 25 h 00 min, to tell" in plain.blocks()
    after = " ".join(text[text.rindex("Saved #") :].split())
    assert "0 records to review" in after
    assert "Of 1 signed off in 30 days, 1 reporters were told." in after
    assert "Usual wait until a review begins: 24 h 00 min." in after
    stands = reviewing_records.review_of(ward.unlock("emeka"), record)
    assert (stands.case.state, stands.signed.by) == ("reviewed", "s-lund")
    assert stands.findings.said.themes == ("equipment",)
    assert stands.findings.said.candour_opinion is None
    assert "What came of what you reported" not in plain.as_("grace", "lock")
    text = plain.as_("emeka", "f", "1", "back", "back", "lock")
    assert "What came of what you reported" in text
    assert "What came of it: Both nurses hold it now." in text
    assert answering_reviews.came_of_mine(ward.unlock("emeka")) == []
