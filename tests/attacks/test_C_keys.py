"""Attacks on PINs and key slots: cases C01 to C10 and C21 of the threats catalogue."""

import hashlib
import json
import statistics
import time
from datetime import timedelta

import pytest

from wardsafe.clock import SystemChance
from wardsafe.errors import BadInput, Damaged, MustWait, NotSaved, WrongPin
from wardsafe.ledger import keys, slot_file
from wardsafe.ledger.anchor import Anchor, AnchorFile
from wardsafe.ledger.drafts import Drafts
from wardsafe.ledger.keys import CEILING, FLOOR, Cost, new_identity
from wardsafe.ledger.recovery import make_recovery, recovery_file, unlock_recovery
from wardsafe.ledger.slots import Slots, make_slots
from wardsafe.places import WardFolder

DATA_KEY = bytes(range(32))
PIN, WRONG = "739164", "582014"
HOUR = 3600


def quick(pin, salt, cost):
    return hashlib.sha256(pin + salt + repr(cost).encode()).digest()


class Ward:
    """A ward folder with two people and an anchor, and what an attacker does to them."""

    def __init__(self, where, clock, chance, ward="ward-1"):
        self.where, self.clock, self.chance, self.ward = where, clock, chance, ward
        make_slots(where, ward, chance)
        self.secret = keys.device_secret(where)
        self.anchor = AnchorFile(where, self.secret)
        self.start()
        self.slots.add("ama", "Ama Boateng", "Nurse", PIN, DATA_KEY)
        self.slots.add("zofia", "Zofia Nowak", "Ward manager", PIN, DATA_KEY)
        self.anchor.write(Anchor(0, "live-1", ward, "t", "00", 0, 1, 0, "", ""))
        self.start()
        self.slots.unlock("zofia", PIN)

    def start(self):
        """As after a restart of the terminal."""
        self.slots = Slots(
            self.where, self.ward, self.clock, self.chance, anchor=self.anchor, stretch=quick
        )
        return self.slots

    def wrong(self, times=1, who="ama"):
        for _ in range(times):
            with pytest.raises(WrongPin):
                self.slots.unlock(who, WRONG)

    def wrong_with_waits(self, times, who="ama"):
        for _ in range(times):
            self.clock.pass_(self.wait(who))
            self.wrong(who=who)

    def wait(self, who="ama"):
        before = self.where.slots.read_bytes()
        try:
            self.slots._kept.attempts.refuse(who)
        except MustWait as wait:
            assert self.where.slots.read_bytes() == before
            return wait.seconds
        return 0

    def book(self):
        return slot_file.read(self.where, self.ward, self.secret)

    def forge(self, book):
        """What somebody with the device secret can write."""
        slot_file.write(self.where, book, self.secret, self.chance)


@pytest.fixture
def ward(where, clock, chance):
    return Ward(where, clock, chance)


def other_place(tmp_path, name):
    where = WardFolder(tmp_path / name / "ward", tmp_path / name / "device")
    for folder in (where.folder, where.device):
        folder.mkdir(parents=True)
    return where


# C01 -------------------------------------------------------------------------------------------


def test_C01_three_wrong_pins_are_free_then_the_wait_grows(ward):
    waits = []
    for _ in range(9):
        ward.wrong()
        waits.append(ward.wait())
        ward.clock.pass_(waits[-1])
    assert waits == [0, 0, 5, 15, 60, 300, 300, 300, 300]


def test_C01_the_tenth_wrong_pin_locks_the_slot_even_for_the_right_one(ward):
    ward.wrong_with_waits(10)
    ward.clock.pass_(100 * HOUR)
    with pytest.raises(MustWait, match="locked") as refused:
        ward.slots.unlock("ama", PIN)
    assert refused.value.seconds == 0
    assert "supervisor" in refused.value.do


def test_C01_a_locked_slot_locks_nobody_else_and_a_supervisor_resets_it(ward):
    ward.wrong_with_waits(10)
    ward.slots.unlock("zofia", PIN)
    ward.slots.reset_failures("ama")
    assert ward.slots.unlock("ama", PIN).wrong_tries == 0


def test_C01_nothing_is_tried_or_counted_while_waiting(ward):
    ward.wrong(3)
    for _ in range(20):
        with pytest.raises(MustWait, match="wait 5 seconds"):
            ward.slots.unlock("ama", PIN)
    assert ward.slots.wrong_tries("ama") == 3
    ward.clock.pass_(5)
    assert ward.slots.unlock("ama", PIN).wrong_tries == 3


def test_C01_a_restart_keeps_the_count_and_starts_the_wait_again(ward):
    ward.wrong_with_waits(5)
    ward.clock.pass_(59)
    ward.start()
    assert ward.wait() == 60
    ward.clock.pass_(60)
    ward.wrong()
    assert ward.slots.wrong_tries("ama") == 6


def test_C01_two_processes_on_one_folder_share_the_count(ward):
    one, two = ward.slots, Slots(
        ward.where, "ward-1", ward.clock, ward.chance, anchor=ward.anchor, stretch=quick
    )  # fmt: skip
    for slots in (one, two, one):
        with pytest.raises(WrongPin):
            slots.unlock("ama", WRONG)
    with pytest.raises(MustWait):
        two.unlock("ama", PIN)


def test_C01_a_right_pin_reports_the_wrong_ones_and_clears_them(ward):
    ward.wrong(2)
    assert ward.slots.unlock("ama", PIN).wrong_tries == 2
    assert ward.slots.unlock("ama", PIN).wrong_tries == 0
    assert ward.anchor.failures().get("ama", 0) == 0


def test_C01_the_power_cut_between_trying_and_counting_wins_nothing(ward, monkeypatch):
    def cut(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(ward.slots._kept, "keep_cleared", cut)
    with pytest.raises(KeyboardInterrupt):
        ward.slots.unlock("ama", PIN)
    assert ward.start().wrong_tries("ama") == 1


def test_C01_thirty_wrong_pins_an_hour_stop_the_terminal_whoever_they_are_for(ward):
    for n in range(6):
        ward.slots.add(f"s{n}", "Somebody", "Nurse", PIN, DATA_KEY)
    for n in range(6):
        ward.wrong_with_waits(5, who=f"s{n}")
    with pytest.raises(MustWait) as refused:
        ward.slots.unlock("ama", PIN)
    assert 0 < refused.value.seconds <= HOUR
    ward.start()
    assert ward.wait() == HOUR  # a restart does not know how old they are
    ward.clock.pass_(HOUR)
    ward.slots.unlock("ama", PIN)


def test_C01_right_pins_do_not_use_up_the_terminal_s_hour(ward):
    for _ in range(40):
        ward.slots.unlock("zofia", PIN)
    ward.slots.unlock("ama", PIN)


def test_C01_an_attacker_s_own_pin_does_not_refill_the_terminal_s_hour(ward):
    for n in range(10):
        ward.slots.add(f"s{n}", "Somebody", "Nurse", PIN, DATA_KEY)
    for n in range(10):
        ward.wrong(3, who=f"s{n}")
        if n < 9:
            ward.slots.unlock("zofia", PIN)
    with pytest.raises(MustWait):
        ward.slots.unlock("zofia", PIN)


def test_C01_the_real_argon2_counts_too(where, clock):
    make_slots(where, "ward-1", SystemChance())
    slots = Slots(where, "ward-1", clock, SystemChance())
    slots.add("ama", "Ama", "Nurse", PIN, DATA_KEY, FLOOR)
    for _ in range(3):
        with pytest.raises(WrongPin):
            slots.unlock("ama", WRONG)
    with pytest.raises(MustWait):
        slots.unlock("ama", PIN)


# C02 -------------------------------------------------------------------------------------------


def test_C02_an_older_slots_file_put_back_lowers_no_count(ward):
    before = ward.where.slots.read_bytes()
    ward.wrong_with_waits(9)
    ward.where.slots.write_bytes(before)
    ward.start()
    assert ward.slots.wrong_tries("ama") == 9
    assert "differ" in ward.slots.findings()[0]
    ward.wrong_with_waits(1)
    assert ward.wait() == 0
    with pytest.raises(MustWait, match="locked"):
        ward.slots.unlock("ama", PIN)


def test_C02_an_older_anchor_put_back_lowers_no_count(ward):
    before = ward.where.anchor.read_bytes()
    ward.wrong_with_waits(9)
    ward.where.anchor.write_bytes(before)
    ward.start()
    assert ward.slots.wrong_tries("ama") == 9
    assert ward.slots.findings()


@pytest.mark.parametrize("what", ["deleted", "emptied", "zeroed", "flipped"])
def test_C02_a_missing_or_damaged_anchor_leaves_one_try_and_is_reported(ward, what):
    anchor = ward.where.anchor
    size = anchor.stat().st_size
    if what == "deleted":
        anchor.unlink()
    elif what == "flipped":
        anchor.write_bytes(bytes(byte ^ 1 for byte in anchor.read_bytes()))
    else:
        anchor.write_bytes(b"" if what == "emptied" else bytes(size))
    ward.start()
    assert "missing or damaged" in ward.slots.findings()[0]
    assert ward.wait() == 300
    ward.clock.pass_(300)
    ward.wrong()
    with pytest.raises(MustWait, match="locked"):
        ward.slots.unlock("ama", PIN)
    ward.slots.unlock("zofia", PIN)  # the wait runs for everybody from the start


def test_C02_a_lost_anchor_locks_nobody_out(ward):
    ward.where.anchor.unlink()
    ward.start()
    ward.clock.pass_(300)
    assert ward.slots.unlock("ama", PIN).wrong_tries == 0


def test_C02_an_anchor_that_keeps_nothing_lowers_no_count(ward, monkeypatch):
    monkeypatch.setattr(ward.anchor, "set_failures", lambda *_: None)
    ward.wrong(2)
    ward.start()
    assert ward.slots.wrong_tries("ama") == 2
    assert "differ" in ward.slots.findings()[0]


def test_C02_an_older_file_that_brings_an_old_pin_back_is_reported(ward):
    before = ward.where.slots.read_bytes()
    ward.slots.change_pin("ama", PIN, "836150")
    ward.where.slots.write_bytes(before)
    ward.start()
    assert "older PINs" in ward.slots.findings()[0]
    ward.slots.unlock("ama", PIN)
    assert "older PINs" in ward.slots.findings()[0]  # said with the unlock itself, then at rest
    assert ward.start().findings() == ()


def test_C02_the_terminal_s_hour_survives_an_older_slots_file(ward):
    before = ward.where.slots.read_bytes()
    ward.wrong_with_waits(5)
    ward.where.slots.write_bytes(before)
    ward.start()
    assert ward.anchor.failures()["*"] == 5
    assert ward.slots.wrong_tries("*") == 5


def test_C02_counts_that_agree_are_no_finding(ward):
    ward.wrong_with_waits(4)
    assert ward.start().findings() == ()
    ward.clock.pass_(15)
    ward.slots.unlock("ama", PIN)
    assert ward.start().findings() == ()


def test_C02_a_reader_that_was_given_no_anchor_misses_none(ward):
    slots = Slots(ward.where, "ward-1", ward.clock, ward.chance, stretch=quick)
    assert slots.findings() == ()
    slots.unlock("ama", PIN)


def test_C02_before_the_first_anchor_there_is_no_finding(where, clock, chance):
    make_slots(where, "ward-1", chance)
    anchor = AnchorFile(where, keys.device_secret(where))
    slots = Slots(where, "ward-1", clock, chance, anchor=anchor, stretch=quick)
    slots.add("ama", "Ama", "Nurse", PIN, DATA_KEY)
    slots.unlock("ama", PIN)
    assert slots.findings() == ()
    anchor.write(Anchor(0, "live-1", "w", "t", "00", 0, 1, 0, "", ""))
    slots.unlock("ama", PIN)
    assert slots.findings() == ()
    assert anchor.failures() == {"#": 1}


def test_C02_a_file_from_before_the_first_anchor_put_back_lowers_no_count(where, clock, chance):
    make_slots(where, "ward-1", chance)
    before = where.slots.read_bytes()
    where.slots.unlink()
    ward = Ward(where, clock, chance)
    ward.wrong(3)
    where.slots.write_bytes(before)
    assert ward.start().wrong_tries("ama") == 3
    assert "older file" in ward.slots.findings()[0]


def test_C02_a_full_disk_still_counts_in_the_anchor_and_lets_a_right_pin_in(ward, monkeypatch):
    def full(*_):
        raise NotSaved("The file keyslots could not be written: no space.")

    monkeypatch.setattr(slot_file, "write_whole", full)
    ward.wrong(3)
    assert ward.anchor.failures()["ama"] == 3
    ward.start()
    ward.clock.pass_(5)
    assert ward.slots.unlock("ama", PIN).data_key == DATA_KEY


# C03 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, 400, 27_000, -1, -20_000])
def test_C03_moving_the_clock_skips_no_wait(ward, days):
    ward.wrong(3)
    ward.clock.at += timedelta(days=days)
    assert ward.wait() == 5
    ward.start()
    assert ward.wait() == 5


def test_C03_moving_the_clock_does_not_empty_the_terminal_s_hour(ward):
    for n in range(10):
        ward.slots.add(f"s{n}", "Somebody", "Nurse", PIN, DATA_KEY)
        ward.wrong(3, who=f"s{n}")
    ward.clock.at += timedelta(days=2)
    assert ward.start() is ward.slots
    assert ward.wait() == HOUR


# C04 -------------------------------------------------------------------------------------------


def test_C04_two_people_with_one_pin_learn_nothing_of_each_other(ward):
    ama, zofia = ward.book().slots
    assert ama.salt != zofia.salt
    assert ward.slots.unlock("ama", PIN).private_key != ward.slots.unlock("zofia", PIN).private_key
    ward.slots.add("third", "Somebody", "Nurse", PIN, DATA_KEY)  # no "PIN in use"


# C06 -------------------------------------------------------------------------------------------


def test_C06_a_wrong_name_and_a_wrong_pin_read_the_same(ward):
    said = []
    for who in ("ama", "nobody"):
        with pytest.raises(WrongPin) as refused:
            ward.slots.unlock(who, WRONG)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_C06_a_wrong_name_waits_and_locks_as_a_wrong_pin_does(ward):
    for _ in range(3):
        with pytest.raises(WrongPin):
            ward.slots.unlock("nobody", WRONG)
    with pytest.raises(MustWait, match="wait 5 seconds"):
        ward.slots.unlock("nobody", WRONG)
    assert ward.wait() == 0


def test_C06_names_without_a_slot_do_not_fill_the_file_or_the_anchor(ward):
    for n in range(9):
        ward.clock.pass_(300)
        with pytest.raises(WrongPin):
            ward.slots.unlock(f"nobody-{n}" * 100, WRONG)
    assert set(ward.anchor.failures()) == {"*", "?", "#"}


def test_C06_a_wrong_name_costs_the_same_stretching(ward):
    costs = []

    def counting(pin, salt, cost):
        costs.append(cost)
        return quick(pin, salt, cost)

    cost = Cost(96 * 1024, 4)
    for n in range(3):
        ward.slots.add(f"s{n}", "Somebody", "Nurse", PIN, DATA_KEY, cost)
    slots = Slots(
        ward.where, "ward-1", ward.clock, ward.chance, anchor=ward.anchor, stretch=counting
    )
    for who in ("s1", "nobody"):
        with pytest.raises(WrongPin):
            slots.unlock(who, WRONG)
    assert costs == [cost, cost]


def test_C06_a_wrong_name_takes_as_long_as_a_wrong_pin(where, clock):
    make_slots(where, "ward-1", SystemChance())
    slots = Slots(where, "ward-1", clock, SystemChance())
    slots.add("ama", "Ama", "Nurse", PIN, DATA_KEY, FLOOR)
    took = {"ama": [], "nobody": []}
    for _ in range(3):
        for who, times in took.items():
            # The thread's own time: other work on this machine must not decide the test.
            start = time.thread_time()
            with pytest.raises(WrongPin):
                slots.unlock(who, WRONG)
            times.append(time.thread_time() - start)
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < max(0.02, 0.35 * known)


# C07 -------------------------------------------------------------------------------------------


def test_C07_every_flipped_byte_of_the_file_is_refused_and_left_in_place(ward):
    whole = ward.where.slots.read_bytes()
    for at in range(0, len(whole), 7):
        damaged = whole[:at] + bytes([whole[at] ^ 0x04]) + whole[at + 1 :]
        ward.where.slots.write_bytes(damaged)
        with pytest.raises(Damaged, match="key slots"):
            ward.start()
        assert ward.where.slots.read_bytes() == damaged


@pytest.mark.parametrize("length", [0, 1, 16, 17, 30, 57, 200, -1])
def test_C07_a_cut_file_is_refused_and_left_in_place(ward, length):
    cut = ward.where.slots.read_bytes()[:length]
    ward.where.slots.write_bytes(cut)
    with pytest.raises(Damaged, match="key slots"):
        ward.start()
    with pytest.raises(Damaged):
        ward.slots.unlock("ama", PIN)
    assert ward.where.slots.read_bytes() == cut


def test_C07_a_missing_or_huge_file_is_refused_without_reading_it(ward):
    with ward.where.slots.open("r+b") as file:
        file.truncate(2**40)
    with pytest.raises(Damaged, match="far larger"):
        ward.start()
    ward.where.slots.unlink()
    with pytest.raises(Damaged, match="missing"):
        ward.start()


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": 8, "passes": 1},
        {"memory_kib": FLOOR.memory_kib - 1},
        {"passes": FLOOR.passes - 1},
        {"memory_kib": 64 * 1024 * 1024},
        {"memory_kib": CEILING.memory_kib + 1},
        {"passes": CEILING.passes + 1},
        {"memory_kib": 2**70},
        {"memory_kib": -1},
        {"passes": 0},
    ],
)
def test_C07_a_cost_outside_the_bounds_is_refused_before_any_work(ward, change):
    book = ward.book()
    ward.forge(book.with_slot(book.slot("ama").model_copy(update=change)))

    def never(*_):
        raise AssertionError("a PIN was stretched")

    slots = Slots(ward.where, "ward-1", ward.clock, ward.chance, anchor=ward.anchor, stretch=never)
    with pytest.raises(Damaged, match="cost"):
        slots.unlock("ama", PIN)
    assert len(slots.faces()) == 2
    assert ward.slots.unlock("zofia", PIN).data_key == DATA_KEY  # the others still come in


@pytest.mark.parametrize(
    "edit",
    [
        lambda said: said.pop("slots"),
        lambda said: said["slots"][0].pop("salt"),
        lambda said: said["slots"][0].update(salt="AA=="),
        lambda said: said["slots"][0].update(memory_kib="65536"),
        lambda said: said["slots"][0].update(wrapped=5),
        lambda said: said.update(wrong={"ama": "many"}),
        lambda said: said.update(unknown=1),
        lambda said: said.update(slots={}),
    ],
)
def test_C07_a_book_of_a_wrong_shape_is_damaged_not_a_crash(ward, edit):
    said = json.loads(ward.book().model_dump_json())
    edit(said)
    plain = json.dumps(said).encode()
    box = keys.lock_box(keys.hkdf(ward.secret, slot_file.PURPOSE), plain, ward.chance)
    ward.where.slots.write_bytes(slot_file.FIRST_LINE + box)
    with pytest.raises(Damaged, match="key slots"):
        ward.start()


def test_C07_a_flipped_byte_inside_a_wrapped_key_opens_nothing(ward):
    book = ward.book()
    slot = book.slot("ama")
    for at in range(0, len(slot.wrapped), 11):
        wrapped = slot.wrapped[:at] + bytes([slot.wrapped[at] ^ 1]) + slot.wrapped[at + 1 :]
        ward.forge(book.with_slot(slot.model_copy(update={"wrapped": wrapped})))
        ward.slots.reset_failures("ama")
        ward.slots._kept.attempts._last_hour.clear()
        with pytest.raises(WrongPin):
            ward.slots.unlock("ama", PIN)


# C08 -------------------------------------------------------------------------------------------


def test_C08_a_slots_file_of_another_terminal_is_refused(ward, tmp_path, clock):
    chance = SystemChance()
    other = Ward(other_place(tmp_path, "other"), clock, chance)
    other.where.slots.write_bytes(ward.where.slots.read_bytes())
    with pytest.raises(Damaged, match="another terminal"):
        other.start()


def test_C08_a_slot_copied_into_another_terminal_s_file_opens_nothing(ward, tmp_path, clock):
    other = Ward(other_place(tmp_path, "other"), clock, SystemChance())
    other.forge(other.book().with_slot(ward.book().slot("ama")))
    other.start()
    other.wrong_with_waits(1)
    with pytest.raises(WrongPin):
        other.slots.unlock("ama", PIN)


def test_C08_a_slot_copied_to_another_ward_under_one_device_secret_opens_nothing(
    ward, tmp_path, clock, chance
):
    place = other_place(tmp_path, "other")
    place.secret.write_bytes(ward.secret)
    other = Ward(place, clock, chance, ward="ward-2")
    other.forge(other.book().with_slot(ward.book().slot("ama")))
    with pytest.raises(WrongPin):
        other.start().unlock("ama", PIN)


def test_C08_a_file_of_another_ward_is_refused_in_words(ward):
    with pytest.raises(Damaged, match="another ward"):
        Slots(ward.where, "ward-2", ward.clock, ward.chance, stretch=quick)


def test_C08_a_slot_under_another_name_opens_nothing(ward):
    book = ward.book()
    ward.forge(book.with_slot(book.slot("ama").model_copy(update={"staff_id": "zofia"})))
    with pytest.raises(WrongPin):
        ward.start().unlock("zofia", PIN)


def test_C08_the_ward_folder_alone_has_nothing_to_guess_against(ward, tmp_path, clock):
    stolen = other_place(tmp_path, "stolen")
    stolen.slots.write_bytes(ward.where.slots.read_bytes())
    keys.make_device_secret(stolen, SystemChance())
    with pytest.raises(Damaged):
        Slots(stolen, "ward-1", clock, SystemChance(), stretch=quick)


# C09 -------------------------------------------------------------------------------------------


def test_C09_the_last_steward_is_not_removed(ward):
    before = ward.where.slots.read_bytes()
    with pytest.raises(BadInput, match="last person who can steward"):
        ward.slots.remove("zofia", stewards={"zofia"})
    assert ward.where.slots.read_bytes() == before


def test_C09_stewards_without_a_slot_here_do_not_count(ward):
    with pytest.raises(BadInput, match="last person"):
        ward.slots.remove("zofia", stewards={"zofia", "somebody elsewhere"})


def test_C09_one_of_two_stewards_is_removed(ward):
    ward.slots.remove("zofia", stewards={"zofia", "ama"})
    assert [face.staff_id for face in ward.slots.faces()] == ["ama"]


def test_C09_the_recovery_slot_cannot_be_removed_only_made_anew(ward):
    first = make_recovery(ward.where, "ward-1", DATA_KEY, ward.chance)
    for name in ("recovery", "?", "*"):
        with pytest.raises(BadInput):
            ward.slots.remove(name, stewards={"zofia"})
    second = make_recovery(ward.where, "ward-1", DATA_KEY, ward.chance)
    assert recovery_file(ward.where).exists()
    assert unlock_recovery(ward.where, *second) == DATA_KEY
    with pytest.raises(BadInput):
        unlock_recovery(ward.where, *first)


# C10 -------------------------------------------------------------------------------------------


def test_C10_a_leaver_cannot_log_in(ward):
    ward.slots.remove("ama", stewards={"zofia"})
    with pytest.raises(WrongPin):
        ward.slots.unlock("ama", PIN)
    assert [face.staff_id for face in ward.start().faces()] == ["zofia"]
    assert ward.slots.findings() == ()


def test_C10_an_older_file_put_back_does_not_let_a_leaver_in(ward):
    before = ward.where.slots.read_bytes()
    ward.slots.remove("ama", stewards={"zofia"})
    ward.where.slots.write_bytes(before)
    ward.start()
    with pytest.raises(MustWait, match="locked"):
        ward.slots.unlock("ama", PIN)
    assert ward.slots.findings()


def test_C10_years_of_leavers_do_not_fill_the_anchor(ward):
    for n in range(40):
        who = f"leaver-{n:019}"
        ward.slots.add(who, "Somebody", "Nurse", PIN, DATA_KEY)
        ward.slots.remove(who, stewards={"zofia"})
    kept = ward.anchor.failures()
    assert len(set(kept) - {"#"}) == 20
    assert f"leaver-{39:019}" in kept
    assert ward.start().findings() == ()


def test_C10_who_left_can_come_back(ward):
    ward.slots.remove("ama", stewards={"zofia"})
    ward.slots.add("ama", "Ama Boateng", "Nurse", "836150", DATA_KEY)
    assert ward.slots.unlock("ama", "836150").wrong_tries == 0


def test_C10_a_leaver_s_drafts_stay_and_open_for_the_ledger_s_holder(ward):
    private, public = new_identity()
    drafts = Drafts(ward.where, ward.secret, ward.clock, public)
    drafts.keep("ama", ward.slots.public_key("ama"), "incident", {"words": "unfinished"})
    ward.slots.remove("ama", stewards={"zofia"})
    (draft,) = drafts.retained(private).drafts
    assert (draft.staff_id, draft.fields) == ("ama", {"words": "unfinished"})
    zofia = ward.slots.unlock("zofia", PIN)
    assert drafts.offered("zofia", zofia.private_key).drafts == ()
    assert drafts.offered("ama", zofia.private_key).drafts == ()


# C21 -------------------------------------------------------------------------------------------


def test_C21_recovery_opens_without_the_terminal(ward):
    parts = make_recovery(ward.where, "ward-1", DATA_KEY, ward.chance)
    for path in (ward.where.secret, ward.where.anchor, ward.where.slots):
        path.unlink()
    assert unlock_recovery(ward.where, *parts) == DATA_KEY


def test_C21_one_part_says_nothing(ward, chance):
    # Each part is a share of a one-time pad: with either one, every key is as likely as any other.
    one, two = make_recovery(ward.where, "ward-1", DATA_KEY, SystemChance())
    for part in (one, two):
        with pytest.raises(BadInput, match="same part twice"):
            unlock_recovery(ward.where, part, part)
    again, _ = make_recovery(ward.where, "ward-1", DATA_KEY, SystemChance())
    with pytest.raises(BadInput, match="another recovery pair"):
        unlock_recovery(ward.where, again, two)


def test_C21_a_share_with_the_other_one_guessed_is_not_believed(ward):
    from wardsafe.ledger.recovery import _Part, _read_part, _spell

    one, _ = make_recovery(ward.where, "ward-1", DATA_KEY, ward.chance)
    guess = _spell(_Part(_read_part(one, 1).pair, 2, bytes(32)))
    with pytest.raises(Damaged):
        unlock_recovery(ward.where, one, guess)


def test_C21_neither_part_is_kept_anywhere(ward):
    parts = make_recovery(ward.where, "ward-1", DATA_KEY, ward.chance)
    kept = b"".join(
        path.read_bytes()
        for folder in (ward.where.folder, ward.where.device)
        for path in folder.rglob("*")
        if path.is_file()
    )
    assert kept
    for part in parts:
        assert part.encode() not in kept
        assert part.replace("-", "").encode() not in kept


def test_C21_after_recovery_a_new_terminal_gets_its_own_slots(ward, clock):
    parts = make_recovery(ward.where, "ward-1", DATA_KEY, ward.chance)
    ward.where.secret.unlink()
    data_key = unlock_recovery(ward.where, *parts)
    slot_file.set_aside(ward.where, clock)
    chance = SystemChance()
    make_slots(ward.where, "ward-1", chance)
    slots = Slots(ward.where, "ward-1", clock, chance, stretch=quick)
    slots.add("zofia", "Zofia Nowak", "Ward manager", "836150", data_key)
    assert slots.unlock("zofia", "836150").data_key == DATA_KEY
