"""What people do with the ledger: recording, correcting, claiming, and who may."""

import pytest

from wardsafe.errors import BadInput, NotAllowed, WrongPin
from wardsafe.ledger.entry import NewEntry
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.parts import Authorship, split
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import claiming, drafting
from wardsafe.services.finding import look
from wardsafe.services.overview import overview
from wardsafe.services.recording import amend, choose, current, pseudonym, record_new, void
from wardsafe.views.folding import record_at
from wardsafe.views.log import LogFilter, page
from wardsafe.views.log import row as log_row
from wardsafe.views.staff import members


def incident(ward, **more):
    held = Intervention(type="07", start=ward.clock.now(), end=None)
    return RestrictivePractice(
        **{"person": ward.rosa, "when": ward.clock.now(), "interventions": (held,), **more}
    )


def test_what_is_recorded_is_in_the_log_with_who_and_when(ward) -> None:
    session = ward.unlock()
    saved = record_new(session, incident(ward))
    with session.ledger.reading() as db:
        row = log_row(db, saved.record)
    assert (row.number, row.initials, row.state) == (saved.number, "RW", "open")
    assert row.author == "Emeka Okoro"
    assert session.ledger.entry(saved.number).header.environment.startswith("test-")


def test_an_amendment_keeps_what_it_corrects_and_needs_a_reason(ward) -> None:
    session = ward.unlock()
    saved = record_new(session, incident(ward))
    with pytest.raises(BadInput, match="reason"):
        amend(session, saved.record, incident(ward, place="garden"), " . ", (saved.id,))
    amend(session, saved.record, incident(ward, place="garden"), "camera", (saved.id,))
    now = current(session, saved.record)
    assert [record_at(step).place for step in now.steps] == [None, "garden"]


def test_two_amendments_of_one_entry_are_both_current_until_a_person_chooses(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward))
    for place in ("garden", "kitchen"):
        amend(session, saved.record, incident(ward, place=place), "camera", (saved.id,))
    heads = current(session, saved.record).heads
    assert {record_at(head).place for head in heads} == {"garden", "kitchen"}
    kitchen = next(head for head in heads if record_at(head).place == "kitchen")
    choose(session, saved.record, kitchen.entry.id, "seen by two")
    assert [record_at(h).place for h in current(session, saved.record).heads] == ["kitchen"]


def test_only_those_who_may_strike_a_record_through_can(ward) -> None:
    session = ward.unlock("emeka")
    saved = record_new(session, incident(ward))
    with pytest.raises(NotAllowed, match="nurse in charge or safety lead"):
        void(session, saved.record, "duplicate")
    session.close()
    session = ward.unlock("grace")
    void(session, saved.record, "duplicate")
    with session.ledger.reading() as db:
        assert log_row(db, saved.record).state == "void"
    assert record_at(current(session, saved.record).steps[0]).person == ward.rosa


def test_a_record_without_a_pin_waits_and_is_claimed_by_a_named_person(ward) -> None:
    ward.door.hold("restrictive-practice/1", {"when": "now", "who_wrote": "bank nurse"})
    session = ward.unlock()
    (waiting,) = claiming.unclaimed(session)
    assert waiting.typed["when"] == "now"
    saved = claiming.claim(session, waiting.record, incident(ward))
    assert claiming.unclaimed(session) == ()
    held = record_at(current(session, waiting.record).shown)
    assert (held.state, held.became, held.decided_by) == ("claimed", saved.record, "s-okoro")
    with pytest.raises(BadInput, match="already"):
        claiming.decline(session, waiting.record, "blank")


def test_a_declined_record_stays_in_the_log_with_the_reason(ward) -> None:
    ward.door.hold("restrictive-practice/1", {"when": "now"})
    session = ward.unlock()
    (waiting,) = claiming.unclaimed(session)
    with pytest.raises(BadInput, match="reason"):
        claiming.decline(session, waiting.record, "")
    claiming.decline(session, waiting.record, "practice")
    held = record_at(current(session, waiting.record).shown)
    assert (held.state, held.decline_reason) == ("declined", "practice")
    with session.ledger.reading() as db:
        assert waiting.record in {row.record for row in page(db, LogFilter(), limit=50)}


def test_a_held_record_is_brought_in_once_even_if_its_file_outlives_the_save(ward) -> None:
    ward.door.hold("restrictive-practice/1", {"when": "now"})
    (file,) = ward.where.held.iterdir()
    data = file.read_bytes()
    ward.unlock().close()
    file.write_bytes(data)
    session = ward.unlock()
    assert len(claiming.unclaimed(session)) == 1
    assert not list(ward.where.held.iterdir())


def test_B12_a_draft_is_offered_to_its_writer_and_to_nobody_else(ward) -> None:
    session = ward.unlock("emeka")
    drafting.keep_draft(session, "one", {"typed": {"how": "kicked the door"}})
    session.close()
    session = ward.unlock("grace")
    assert overview(session).drafts == ()
    session.close()
    session = ward.unlock("emeka")
    (draft,) = overview(session).drafts
    assert draft.fields["typed"]["how"] == "kicked the door"
    drafting.drop_draft(session, "one")
    assert overview(session).drafts == ()


def test_C01_wrong_pins_before_an_unlock_are_written_down(ward) -> None:
    for pin in ("111222", "999000"):
        with pytest.raises(WrongPin):
            ward.door.unlock("s-okoro", pin)
    session = ward.unlock("emeka")
    said = [
        record_at(current(session, e.header.record).shown)
        for e in session.ledger.walk()
        if e.header.kind == "access/1"
    ]
    assert [(one.what, one.count) for one in said[-2:]] == [("wrong PIN", 2), ("unlock", None)]


def change_staff(ward, staff_id: str, **change: str) -> None:
    session = ward.unlock("owain")
    with session.ledger.reading() as db:
        (record,) = [one.record for one in members(db) if one.id == staff_id]
    now = current(session, record)
    said = record_at(now.shown).model_copy(update=change)
    author = Authorship(
        act="amend",
        entered=ward.clock.now(),
        author="s-price",
        author_name="Owain Price",
        job_title="",
        reason="changed",
    )
    heads = tuple(head.entry.id for head in now.heads)
    session.ledger.append(NewEntry(said.kind, record, heads, split(said, author)))


def test_C10_somebody_who_has_left_is_not_let_in_though_their_slot_is_still_there(ward) -> None:
    change_staff(ward, "s-okoro", active="N")
    with pytest.raises(NotAllowed, match="not on this ward's staff list"):
        ward.unlock("emeka")


def test_C12_a_changed_role_holds_from_the_next_screen_on(ward) -> None:
    session = ward.unlock("owain")
    assert not session.may("void")
    with session.ledger.reading() as db:
        (record,) = [one.record for one in members(db) if one.id == "s-price"]
    now = current(session, record)
    said = record_at(now.shown).model_copy(update={"role": "safety-lead"})
    heads = tuple(head.entry.id for head in now.heads)
    parts = split(
        said,
        Authorship(
            act="amend",
            entered=ward.clock.now(),
            author="s-price",
            author_name="Owain Price",
            job_title="",
            reason="new post",
        ),
    )
    session.ledger.append(NewEntry(said.kind, record, heads, parts))
    overview(session)
    assert session.may("void")
    assert not session.may("change staff")


def test_C12_somebody_struck_from_the_list_while_signed_in_may_do_nothing_more(ward) -> None:
    session = ward.unlock("emeka")
    session.look_again(None)
    with pytest.raises(NotAllowed):
        record_new(session, incident(ward))


def test_C22_the_session_knows_its_pin_in_a_text_without_keeping_it(ward) -> None:
    session = ward.unlock("emeka")
    assert session.looks_like_pin("he said 831562 twice")
    assert not session.looks_like_pin("bed 12, 27 Nov 2026, 999 418 2206")
    assert "831562" not in repr(session)


def test_the_same_nhs_number_gives_the_same_pseudonym_and_another_key_another_one() -> None:
    one = pseudonym(b"k" * 32, "9994182218")
    assert one == pseudonym(b"k" * 32, "9994182218")
    assert len(one) == 26
    assert pseudonym(b"j" * 32, "9994182218") != one
    assert pseudonym(b"k" * 32, "9991234560") != one


def test_D16_a_second_person_with_the_same_nhs_number_is_refused_in_words(ward) -> None:
    session = ward.unlock("grace")
    with pytest.raises(BadInput, match="has this NHS number already"):
        record_new(session, Patient(name="Rosie Whitfield", nhs_number="9994182218"))
    assert record_new(session, Patient(name="Rosie Whitfield")).number


def test_C17_a_part_changed_by_hand_is_shown_and_said_to_be_not_as_saved(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward, place="garden"))
    assert look(session, saved.record).not_as_saved == ()
    writer = session.ledger._files().writer
    writer.execute("DROP TRIGGER part_is_never_changed")
    changed = "UPDATE part SET body = CAST(replace(body, 'garden', 'kitchn') AS BLOB)"
    writer.execute(f"{changed} WHERE entry = ? AND name = 'facts'", (saved.number,))
    opened = look(session, saved.record)
    assert opened.not_as_saved == (
        f"#{saved.number} is not as it was saved: the facts part was changed.",
    )
    assert opened.said is not None
