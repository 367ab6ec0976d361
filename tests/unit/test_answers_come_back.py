"""A safety lead at the trust's desk asks, signs off and says what came of it: the ward reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from two_terminals import NIA, believe, hub, second_terminal, sync
from wardsafe.bundles.cards import DESK
from wardsafe.bundles.merging import REFUSED
from wardsafe.ledger.entry import NewEntry
from wardsafe.ledger.keys import FLOOR
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review import Findings
from wardsafe.records.staff import Staff
from wardsafe.services import answering_reviews, enrolling, exchanging, going_out, review_queue
from wardsafe.services import reviewing_records as reviewing
from wardsafe.services.door import Door
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session
from wardsafe.services.stewarding import NewPerson, NewWard, set_up
from wardsafe.views import checking, staff
from wardsafe.views.log import LogFilter, page

LEAD = NewPerson("s-amos", "Amos Oyelaran", "safety-lead", "safety-lead", "573812")
PLACES = "stick"


@dataclass
class Desk:
    """The trust's desk, and who is signed in there."""

    door: Door
    session: Session

    def unlock(self, one: NewPerson) -> Session:
        self.session.close()
        self.session = self.door.unlock(one.staff_id, one.pin)
        return self.session


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / PLACES
    folder.mkdir()
    return folder


@pytest.fixture
def desk(ward: Any, tmp_path: Path, clock: Any, chance: Any) -> Iterator[Desk]:
    where = WardFolder(tmp_path / "desk", tmp_path / "desk-device")
    new = NewWard("Trust desk", "ZZ900", "PC 9", (NIA, LEAD), "test")
    set_up(where, new, clock, chance, FLOOR).ledger.close()
    door = Door(where, clock, chance)
    found = Desk(door, door.unlock(NIA.staff_id, NIA.pin))
    enrolling.become(found.session, DESK)
    pair(ward.unlock("owain"), found.session)
    yield found
    found.session.close()


def pair(one: Session, other: Session) -> None:
    believe(one, other)
    believe(other, one)


def reported(session: Session, person: str = "") -> str:
    when = session.now() - timedelta(minutes=10)
    rows = (Intervention(type="07", start=when, end=when + timedelta(minutes=4)),)
    said = RestrictivePractice(person=person or None, when=when, interventions=rows)
    return record_new(session, said).record


def everything(session: Session) -> bytes:
    return b"".join(b for e in session.ledger.walk() for b in (e.header_bytes, *e.parts.values()))


def test_what_a_lead_asks_finds_and_says_at_the_desk_is_read_on_the_ward(
    ward: Any, desk: Desk, stick: Path
) -> None:
    record = reported(ward.unlock("emeka"), ward.rosa)
    sync(ward.session, stick)
    lead = desk.unlock(LEAD)
    sync(lead, stick)
    (row,) = review_queue.page(lead, review_queue.Chosen(), limit=5)
    assert row.record == record
    reviewing.ask(lead, record, "What was offered before?")
    assert sync(lead, stick).wrote
    # On the ward it is a duty, and the answer goes back.
    grace = ward.unlock("grace")
    assert sync(grace, stick).alerts == ()
    asked = answering_reviews.question(grace, record)
    assert asked is not None
    assert (asked.step.by_name, asked.step.said.words) == (LEAD.name, "What was offered before?")
    answering_reviews.answer(grace, asked.step.record, "Time in the garden.")
    sync(grace, stick)
    sync(lead, stick)
    now = reviewing.review_of(lead, record)
    assert now is not None
    assert [s.said.words for s in now.thread][1:] == ["Time in the garden."]
    reviewing.find(lead, record, Findings(engaged="Y"))
    reviewing.sign_off(lead, record, LEAD.pin, now.heads)
    reviewing.tell(lead, record, "The garden is open until ten now.")
    sync(lead, stick)
    # The reporter finds it at their next unlock; that they read it goes back too.
    emeka = ward.unlock("emeka")
    sync(emeka, stick)
    (came,) = answering_reviews.came_of_mine(emeka)
    assert came.step.said.words == "The garden is open until ten now."
    assert answering_reviews.note_told(emeka, record) == 1
    here = reviewing.review_of(emeka, record)
    assert here is not None
    assert here.signed is not None
    assert here.signed.by == LEAD.staff_id
    sync(emeka, stick)
    sync(lead, stick)
    there = reviewing.review_of(lead, record)
    assert there is not None
    assert there.is_read(there.outcomes[0])
    for session in (emeka, lead):
        assert (verify(session.ledger).problems, checking.check(session.ledger)) == ((), ())
    sync(emeka, stick)
    sync(lead, stick)
    assert {one.purpose: one.waiting for one in exchanging.standing(lead)} == {"ward": 0}
    count = lead.ledger.count()
    sync(lead, stick)
    assert lead.ledger.count() == count  # a sync is no news for the next one


def test_a_ward_gets_the_reviews_of_its_own_records_and_of_the_rest_only_headers(
    ward: Any, desk: Desk, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    other = hub(tmp_path / "birch", clock, chance, "terminal")
    pair(other, desk.session)
    theirs = reported(other)
    ours = reported(ward.session)
    sync(other, stick)
    sync(ward.session, stick)
    lead = desk.unlock(LEAD)
    sync(lead, stick)
    reviewing.ask(lead, ours, "What was offered on Ashdown?")
    reviewing.ask(lead, theirs, "What was offered on Birch?")
    sync(lead, stick)
    for session, mine, not_mine in ((ward.session, b"Ashdown?", b"Birch?"),
                                    (other, b"Birch?", b"Ashdown?")):  # fmt: skip
        assert sync(session, stick).alerts == ()
        said = everything(session)
        assert b"What was offered on " + mine in said
        assert not_mine not in said
        for word in (LEAD.name.encode() + b'","job_title":"safety-lead', b"573812", b"Nia Rees,"):
            assert word not in said
        from_desk = [e for e in session.ledger.walk() if e.header.ward == lead.about.ward]
        assert {e.header.kind for e in from_desk if e.parts} == {"review/1"}
        assert len(from_desk) > 3
        with session.ledger.reading() as db:
            assert LEAD.name not in [one.name for one in staff.members(db)]
            assert "" not in [one.name for one in staff.members(db)]
            rows = {one.record for one in page(db, LogFilter(), limit=100)}
        assert not rows & {entry.header.record for entry in from_desk}
        assert checking.check(session.ledger) == ()
    other.close()


def test_a_second_terminal_gets_them_too_and_a_network_hub_sends_nothing_but_receipts(
    ward: Any, desk: Desk, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    first = ward.session
    second = second_terminal(first, tmp_path / "second", clock, chance)
    there = hub(tmp_path / "hub", clock, chance)
    pair(first, there)
    pair(second, desk.session)
    record = reported(first)
    for session in (first, desk.session, second, there):
        sync(session, stick)
    lead = desk.unlock(LEAD)
    reviewing.ask(lead, record, "Who was there?")
    reported(there)  # whatever it holds, no bundle leaves a hub
    sync(there, stick)
    sync(lead, stick)
    sync(second, stick)
    found = answering_reviews.question(second, record)
    assert found is not None
    senders = {path.parent.name for path in stick.rglob("*.bundle")}
    assert there.about.terminal not in senders
    assert {path.parent.name for path in stick.rglob("*.receipt")} >= {first.about.terminal}
    second.close()
    there.close()


def forged(desk: Session, new: NewEntry, monkeypatch: pytest.MonkeyPatch, stick: Path) -> None:
    """A desk that sends all that it has of an entry, whatever it is."""
    desk.ledger.append(new)
    right = going_out.leaving.answers

    def wrong(entry: Any, ward_of: Any, ward: str) -> Any:
        if entry.header.record == new.record:
            return going_out.leaving.whole(entry)
        return right(entry, ward_of, ward)

    monkeypatch.setattr(going_out.leaving, "answers", wrong)
    sync(desk, stick)


@pytest.mark.parametrize("kind", ["staff/1", "patient/1", "restrictive-practice/1"])
def test_N31_a_desk_that_writes_more_than_answers_is_refused(
    kind: str, ward: Any, desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would make somebody a steward of the ward, or a person, from outside."""
    private = {"staff_id": "s-okoro", "name": "Emeka Okoro", "entry": {"act": "record"}}
    facts = {"entry": {"act": "record"}, "role": "steward", "active": "Y"}
    new = NewEntry(kind, "z" * 26, (), {"facts": facts, "private": private})
    forged(desk.session, new, monkeypatch, stick)
    outcome = sync(ward.session, stick)
    assert any("more than a desk's answer" in one.reason for one in outcome.came)
    assert ward.session.ledger.of_record("z" * 26) == ()


def test_N31_a_desk_s_header_under_a_record_of_the_ward_is_refused(
    ward: Any, desk: Desk, stick: Path
) -> None:
    """Without a part it would still stand as a second version of what a person wrote."""
    facts = {"entry": {"act": "record"}}
    new = NewEntry("patient/1", ward.rosa, (), {"facts": facts})
    desk.session.ledger.append(new)
    sync(desk.session, stick)
    (plan,) = [one for one in sync(ward.session, stick).came if one.verdict == REFUSED]
    assert "another ward's record" in plan.reason
    assert len(ward.session.ledger.of_record(ward.rosa)) == 1


def test_C12_a_ward_s_staff_list_says_nothing_of_who_may_do_what_at_the_desk(
    ward: Any, desk: Desk, stick: Path
) -> None:
    said = Staff(
        staff_id=LEAD.staff_id, name="A. Lead", job_title="nurse", role="steward", active="Y"
    )
    record_new(ward.session, said)
    sync(ward.session, stick)
    sync(desk.session, stick)
    lead = desk.unlock(LEAD)
    assert (lead.person.role, lead.person.name) == ("safety-lead", LEAD.name)
    assert lead.ledger.count() > 10
