"""Whatever somebody does with files, restarts and the clock, ten wrong PINs are all they get."""

import hashlib
import re
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from wardsafe.clock import LONDON, SystemChance
from wardsafe.errors import BadInput, MustWait, WrongPin
from wardsafe.ledger.pin import check_pin
from wardsafe.ledger.recovery import make_recovery, unlock_recovery
from wardsafe.ledger.slots import Slots, make_slots
from wardsafe.places import WardFolder

PIN, WRONG = "739164", "582014"
DATA_KEY = bytes(32)


class Clock:
    def __init__(self):
        self.at, self.up = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON), 0.0

    def now(self):
        return self.at

    def monotonic(self):
        return self.up


class Anchor:
    """Stands for the anchor file, which a restart keeps and a file put back does not touch."""

    def __init__(self):
        self.kept = {}

    def failures(self):
        return dict(self.kept)

    def set_failures(self, counts):
        self.kept = dict(counts)


def refusal(typed, forbidden):
    try:
        check_pin(typed, forbidden)
    except BadInput as refused:
        return str(refused)
    return ""


steps = st.lists(
    st.one_of(
        st.sampled_from(["try", "try", "try", "restart", "copy", "clock forward"]),
        st.tuples(st.just("put back"), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.sampled_from([1, 15, 300, 4000])),
    ),
    min_size=10,
    max_size=60,
)


@settings(max_examples=40, deadline=None)
@given(steps)
def test_C02_no_order_of_restarts_and_old_files_gives_an_eleventh_guess(steps):
    tried = []

    def counting(pin, salt, cost):
        tried.append(pin)
        return hashlib.sha256(pin + salt).digest()

    with TemporaryDirectory() as folder:
        where = WardFolder(Path(folder, "ward"), Path(folder, "device"))
        clock, chance, anchor = Clock(), SystemChance(), Anchor()

        def start():
            return Slots(where, "w", clock, chance, anchor=anchor, stretch=counting)

        make_slots(where, "w", chance)
        slots = start()
        slots.add("ama", "Ama", "Nurse", PIN, DATA_KEY)
        copies = [where.slots.read_bytes()]
        tried.clear()
        for step in steps:
            match step:
                case "try":
                    with suppress(WrongPin, MustWait):
                        slots.unlock("ama", WRONG)
                case "restart":
                    slots = start()
                case "copy":
                    copies.append(where.slots.read_bytes())
                case "clock forward":
                    clock.at += timedelta(days=300)
                case ("put back", which):
                    where.slots.write_bytes(copies[which % len(copies)])
                case ("wait", seconds):
                    clock.up += seconds
        assert len(tried) <= 10


@settings(max_examples=50, deadline=None)
@given(
    st.one_of(st.text(max_size=40), st.text("0123456789", min_size=4, max_size=9)),
    st.lists(st.text(max_size=20), max_size=3),
)
def test_C05_any_text_is_a_sound_pin_or_refused_in_words(typed, forbidden):
    reason = refusal(typed, forbidden)
    if not re.fullmatch("[0-9]{6,32}", typed):
        assert reason
    assert reason == "" or (reason.startswith("This PIN ") and "Choose 6" in reason)


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.text(min_size=1, max_size=20))
def test_C21_every_data_key_comes_back_from_its_two_parts(data_key, ward):
    ward = ward.encode("utf-8", "replace").decode()
    with TemporaryDirectory() as folder:
        where = WardFolder(Path(folder), Path(folder))
        parts = make_recovery(where, ward, data_key, SystemChance())
        assert unlock_recovery(where, *parts) == data_key
