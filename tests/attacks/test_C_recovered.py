"""C21: what few may read outlives a lost computer; two people with the parts hand its keys on."""

from contextlib import closing
from types import SimpleNamespace

import pytest

from sealed_ward import by_staff
from wardsafe.clock import SystemChance
from wardsafe.errors import BadInput, Damaged
from wardsafe.ledger.audiences import Audience
from wardsafe.ledger.keys import FLOOR, new_identity
from wardsafe.ledger.recovery import recover, recovery_file
from wardsafe.places import WardFolder
from wardsafe.records.patient import Patient
from wardsafe.services import keeping, letting_in, restoring, sealing, staffing
from wardsafe.services.audiences import AUDIENCES, BEHAVIOUR, is_member
from wardsafe.services.door import Door
from wardsafe.services.recording import record_new
from wardsafe.services.stewarding import NewPerson, NewWard, set_up

GRACE = NewPerson("s-okafor", "Grace Okafor", "ward-manager", "nurse-in-charge", "274916")
INGRID = NewPerson("s-lund", "Ingrid Lund", "safety-lead", "safety-lead", "758294")
OWAIN = NewPerson("s-price", "Owain Price", "administrator", "steward", "316408")
NEW_PIN, THIRD_PIN = "902746", "648203"


@pytest.fixture
def lost(tmp_path, clock):
    """A ward with a record about the behaviour of staff, its back-up, and no computer any more."""
    where = WardFolder(tmp_path / "ward", tmp_path / "device")
    chance = SystemChance()
    new = NewWard("Ashdown Ward", "ZZ901", "PC 2", (GRACE, INGRID, OWAIN), "test")
    made = set_up(where, new, clock, chance, FLOOR)
    made.ledger.close()
    with closing(Door(where, clock, chance).unlock(GRACE.staff_id, GRACE.pin)) as session:
        rosa = record_new(session, Patient(name="Rosa Whitfield")).record
        said = by_staff(SimpleNamespace(rosa=rosa, clock=clock))
        saved = record_new(session, said)
    with closing(Door(where, clock, chance).unlock(OWAIN.staff_id, OWAIN.pin)) as session:
        keeping.copy_to(session, tmp_path / "copy")
    there = WardFolder(tmp_path / "new", tmp_path / "new-device")
    return SimpleNamespace(
        source=tmp_path / "copy",
        where=there,
        parts=made.recovery,
        record=saved.record,
        clock=clock,
        chance=chance,
        door=lambda: Door(there, clock, chance),
    )


def recovered(lost):
    """Restored on a new computer, the steward let in again."""
    _, found = restoring.restore_with_recovery(
        lost.where, lost.source, lost.parts, lost.clock, lost.chance
    )
    stewards = restoring.people_with_steward_role(lost.where, found.data_key, lost.chance)
    steward = restoring.the_one(stewards, OWAIN.staff_id)
    restoring.let_in(lost.where, found, steward, NEW_PIN, lost.clock, lost.chance, FLOOR)
    return found


def test_C21_a_new_lead_reads_what_describes_staff_after_the_computer_was_lost(lost):
    recovered(lost)
    with closing(lost.door().unlock(OWAIN.staff_id, NEW_PIN)) as session:
        assert not is_member(session, BEHAVIOUR)  # held in trust: the role reads nothing with it
        with pytest.raises(BadInput, match="no such record"):
            sealing.entries_of(session, lost.record)
        staffing.give_pin(session, INGRID.staff_id, THIRD_PIN)
        assert INGRID.staff_id in {who.id for _, who in letting_in.waiting(session)}
        assert set(letting_in.admit(session, INGRID.staff_id)) == set(AUDIENCES)
    with closing(lost.door().unlock(INGRID.staff_id, THIRD_PIN)) as session:
        assert is_member(session, BEHAVIOUR)
        assert sealing.entries_of(session, lost.record)
        letting_in.take_back_from_leavers(session)
        for name in AUDIENCES:
            audience = Audience(session.ledger, name)
            assert not audience.holds(OWAIN.staff_id, session.slots.public_key(OWAIN.staff_id))


def test_C21_handing_the_keys_on_is_an_entry(lost):
    recovered(lost)
    with closing(lost.door().unlock(OWAIN.staff_id, NEW_PIN)) as session:
        said = [
            entry.read("private")
            for entry in session.ledger.walk()
            if entry.header.kind == "access/1"
        ]
    (told,) = [one for one in said if one.get("what") == "audience opened to"]
    assert told["whom"] == OWAIN.staff_id
    assert told["entry"]["author_name"] == "two people with the recovery parts"
    assert all(name in told["detail"] for name in AUDIENCES)
    assert any(one.get("what") == "recovery" for one in said)


def test_C21_the_ledgers_key_alone_does_not_open_an_audience(lost):
    found = recovered(lost)
    with closing(lost.door().unlock(OWAIN.staff_id, NEW_PIN)) as session:
        for name in AUDIENCES:
            audience = Audience(session.ledger, name)
            assert audience.recover(found.private_key)
            assert audience.recover(new_identity()[0]) is None
            assert audience.recover("") is None
    kept = b"".join(path.read_bytes() for path in lost.source.rglob("*") if path.is_file())
    assert found.private_key.encode() not in kept


def test_C21_the_private_half_behind_the_parts_is_believed_only_whole(lost):
    file = recovery_file(WardFolder(lost.source, lost.where.device))
    there = WardFolder(lost.source, lost.where.device)
    whole = file.read_text()
    private = recover(there, *lost.parts).private_key
    locked = whole.split('"private": "')[1][:64]
    file.write_text(whole.replace(locked, "0" * 64))
    with pytest.raises(Damaged):
        recover(there, *lost.parts)
    file.write_text(whole)
    assert recover(there, *lost.parts).private_key == private


def test_C21_a_recovery_slot_of_before_still_opens_the_ledger(lost):
    there = WardFolder(lost.source, lost.where.device)
    file = recovery_file(there)
    head, _, _ = file.read_text().partition(', "sealed to"')
    file.write_text(head + "}")
    assert recover(there, *lost.parts).private_key == ""
