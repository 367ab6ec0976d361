"""Key slots: what opens them, what they keep, what their files show."""

import hashlib
import stat
import threading

import pytest

from wardsafe.clock import SystemChance
from wardsafe.errors import BadInput, Damaged, NotSaved, TooNew, WardsafeError, WrongPin
from wardsafe.ledger import keys, slot_file
from wardsafe.ledger.keys import CEILING, FLOOR, Cost, calibrate, hkdf
from wardsafe.ledger.slots import Slots, make_slots

DATA_KEY = bytes(range(32))
PIN, OTHER = "739164", "582014"


def quick(pin, salt, cost):
    return hashlib.sha256(pin + salt + repr(cost).encode()).digest()


@pytest.fixture
def slots(where, clock, chance):
    make_slots(where, "ward-1", chance)
    made = Slots(where, "ward-1", clock, chance, stretch=quick)
    made.add("staff-1", "Ama Boateng", "Nurse", PIN, DATA_KEY)
    made.add("staff-2", "Zofia Nowak", "Healthcare assistant", OTHER, DATA_KEY)
    return made


def test_hkdf_agrees_with_rfc_5869_test_case_3():
    okm = hkdf(b"\x0b" * 22, b"")
    assert okm.hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"


def test_the_real_argon2_opens_a_slot_again_after_a_restart(where, clock):
    chance = SystemChance()
    make_slots(where, "ward-1", chance)
    public = Slots(where, "ward-1", clock, chance).add("a", "Ama", "Nurse", PIN, DATA_KEY, FLOOR)
    unlocked = Slots(where, "ward-1", clock, chance).unlock("a", PIN)
    assert unlocked.data_key == DATA_KEY
    assert (unlocked.public_key, unlocked.staff_id, unlocked.wrong_tries) == (public, "a", 0)
    assert unlocked.private_key.startswith("AGE-SECRET-KEY-1")
    assert keys.public_of(unlocked.private_key) == public


def test_unlocking_opens_one_person_s_own_keys(slots):
    one, two = slots.unlock("staff-1", PIN), slots.unlock("staff-2", OTHER)
    assert one.data_key == two.data_key == DATA_KEY
    assert one.private_key != two.private_key
    assert slots.public_key("staff-1") == one.public_key


def test_what_is_unlocked_shows_no_key_by_repr(slots):
    shown = repr(slots.unlock("staff-1", PIN))
    assert "SECRET" not in shown
    assert DATA_KEY.hex() not in shown
    assert repr(DATA_KEY)[2:-1] not in shown


def test_faces_are_readable_while_locked_and_sorted_by_name(slots):
    assert [(f.name, f.job_title) for f in slots.faces()] == [
        ("Ama Boateng", "Nurse"),
        ("Zofia Nowak", "Healthcare assistant"),
    ]


def test_no_file_shows_a_name_a_pin_or_a_key(slots, where):
    slots.unlock("staff-1", PIN)
    files = list(where.folder.rglob("*"))
    assert where.slots in files
    for path in files:
        data = path.read_bytes()
        for secret in (b"Ama", b"Boateng", b"Nurse", b"staff-1", PIN.encode(), DATA_KEY):
            assert secret not in data
        assert DATA_KEY.hex().encode() not in data


def test_files_are_for_this_account_only(slots, where):
    assert stat.S_IMODE(where.secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(where.slots.stat().st_mode) == 0o600


def test_the_device_secret_is_made_once(where, chance):
    first = keys.make_device_secret(where, chance)
    assert keys.make_device_secret(where, chance) == first == keys.device_secret(where)
    assert len(first) == 32


@pytest.mark.parametrize("left", [None, b"", b"x" * 31, b"x" * 33])
def test_a_missing_or_cut_device_secret_is_reported_and_never_replaced(slots, where, clock, left):
    where.secret.unlink()
    if left is not None:
        where.secret.write_bytes(left)
    with pytest.raises(Damaged, match="secret of this terminal"):
        Slots(where, "ward-1", clock, SystemChance())
    assert where.secret.exists() == (left is not None)


def test_slots_are_not_made_over_others(slots, where, chance):
    before = where.slots.read_bytes()
    with pytest.raises(BadInput, match="already"):
        make_slots(where, "ward-1", chance)
    assert where.slots.read_bytes() == before


def test_an_unusable_file_is_set_aside_not_deleted(slots, where, clock, chance):
    before = where.slots.read_bytes()
    name = slot_file.set_aside(where, clock)
    assert (where.folder / name).read_bytes() == before
    make_slots(where, "ward-1", chance)


def test_a_file_of_a_later_version_is_left_alone(slots, where, clock, chance):
    later = b"wardsafe-slots/2\n" + b"anything"
    where.slots.write_bytes(later)
    with pytest.raises(TooNew, match="later version"):
        Slots(where, "ward-1", clock, chance, stretch=quick)
    assert where.slots.read_bytes() == later


def test_a_changed_pin_opens_the_same_keys_and_the_old_one_none(slots):
    before = slots.unlock("staff-1", PIN)
    slots.change_pin("staff-1", PIN, "836150")
    after = slots.unlock("staff-1", "836150")
    assert after == before
    with pytest.raises(WrongPin):
        slots.unlock("staff-1", PIN)


def test_changing_a_pin_needs_the_old_one_and_a_sound_new_one(slots):
    with pytest.raises(WrongPin):
        slots.change_pin("staff-1", "999998", "836150")
    with pytest.raises(BadInput):
        slots.change_pin("staff-1", PIN, "123456")
    assert slots.unlock("staff-1", PIN).wrong_tries == 1


def test_a_change_of_pin_keeps_wrapped_keys_of_names_it_does_not_know(slots, where, clock, chance):
    from wardsafe.ledger.wrapping import Binding, Face

    secret = keys.device_secret(where)
    book = slot_file.read(where, "ward-1", secret)
    binding = Binding("ward-1", secret, quick, chance)
    plain = binding.unwrap(book.slot("staff-1"), PIN)
    richer = plain[:-1] + b', "sexual-safety": "AGE-X"}'
    slot = binding.wrap(Face("staff-1", "Ama", "Nurse"), "age1", PIN, richer, FLOOR)
    slot_file.write(where, book.with_slot(slot), secret, chance)
    slots.change_pin("staff-1", PIN, "836150")
    again = slot_file.read(where, "ward-1", secret).slot("staff-1")
    assert binding.unwrap(again, "836150") == richer


def test_a_forgotten_pin_is_replaced_and_the_count_cleared(slots):
    old = slots.unlock("staff-2", OTHER)
    for _ in range(3):
        with pytest.raises(WrongPin):
            slots.unlock("staff-2", "000001")
    public = slots.give_new_pin("staff-2", "836150", DATA_KEY)
    new = slots.unlock("staff-2", "836150")
    assert new.data_key == DATA_KEY
    assert new.public_key == public != old.public_key
    assert [face.name for face in slots.faces()] == ["Ama Boateng", "Zofia Nowak"]


@pytest.mark.parametrize("staff_id", ["staff-1", "", "*", "?", "#"])
def test_an_id_that_has_a_slot_or_is_none_gets_no_new_slot(slots, staff_id):
    with pytest.raises(BadInput, match="cannot have a new slot"):
        slots.add(staff_id, "Somebody", "Nurse", PIN, DATA_KEY)
    assert len(slots.faces()) == 2


def test_a_poor_pin_makes_no_slot(slots):
    with pytest.raises(BadInput):
        slots.add("staff-3", "Somebody", "Nurse", "111111", DATA_KEY)
    assert len(slots.faces()) == 2


@pytest.mark.parametrize("pin", ["", "no digits", "\ud800", "1" * 100_000, "\x00"])
def test_whatever_is_typed_as_a_pin_is_only_wrong(slots, pin):
    with pytest.raises(WrongPin):
        slots.unlock("staff-1", pin)


def test_two_unlocks_at_once_are_both_counted(slots):
    def wrong():
        with pytest.raises(WrongPin):
            slots.unlock("staff-1", "999998")

    threads = [threading.Thread(target=wrong) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert slots.wrong_tries("staff-1") == 3


def test_a_file_that_cannot_be_written_lets_nobody_guess_for_nothing(slots, monkeypatch):
    def full(*_):
        raise NotSaved("The file keyslots could not be written: no space.")

    monkeypatch.setattr(slot_file, "write_whole", full)
    with pytest.raises(NotSaved):
        slots.unlock("staff-1", PIN)


def test_calibration_aims_at_its_target_within_floor_and_ceiling(clock):
    def machine(seconds_per_gib):
        def try_pin(pin, salt, cost):
            clock.up += cost.memory_kib / 2**20 * seconds_per_gib
            return b""

        return try_pin

    found = calibrate(clock, try_pin=machine(2.0))
    assert 0.3 <= found.memory_kib / 2**20 * 2.0 <= 0.5
    assert calibrate(clock, try_pin=machine(20.0)) == FLOOR
    assert calibrate(clock, try_pin=machine(0.01)).memory_kib == CEILING.memory_kib


def test_calibration_comes_back_where_more_memory_is_slower_than_it_promised(clock):
    def try_pin(pin, salt, cost):
        clock.up += 0.1 if cost == FLOOR else 2.0
        return b""

    assert calibrate(clock, try_pin=try_pin) == FLOOR


def test_too_little_memory_is_said_in_words(monkeypatch):
    def no_memory(*_):
        raise MemoryError

    monkeypatch.setattr(keys.argon2id, "kdf", no_memory)
    with pytest.raises(WardsafeError, match="too little free memory"):
        keys.stretch(b"739164", bytes(16), FLOOR)


def test_a_cost_outside_the_bounds_makes_no_slot(slots):
    for cost in (Cost(8, 1), Cost(64 * 2**20, 3), Cost(FLOOR.memory_kib, 10**9)):
        with pytest.raises(Damaged):
            slots.add("staff-3", "Somebody", "Nurse", PIN, DATA_KEY, cost)
