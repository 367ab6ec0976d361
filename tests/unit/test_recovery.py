"""The recovery slot: two people, no terminal."""

import json

import pytest

from wardsafe.errors import BadInput, Damaged, NotSaved, TooNew
from wardsafe.ledger import recovery
from wardsafe.ledger.recovery import make_recovery, recovery_file, unlock_recovery

DATA_KEY = bytes(range(32))


@pytest.fixture
def parts(where, chance):
    return make_recovery(where, "ward-1", DATA_KEY, chance)


def test_both_parts_open_the_data_key_in_either_order(where, parts):
    one, two = parts
    assert unlock_recovery(where, one, two) == DATA_KEY
    assert unlock_recovery(where, two, one) == DATA_KEY


def test_a_part_is_fifteen_groups_of_four_signs_easy_to_tell_apart(parts):
    for part in parts:
        groups = part.split("-")
        assert [len(group) for group in groups] == [4] * 15
        assert not set(part) & set("018")


def test_a_part_is_read_as_people_write_it(where, parts):
    one, two = parts
    spaced = one.lower().replace("-", "  ")
    misread = two.replace("O", "0").replace("I", "1").replace("B", "8")
    assert unlock_recovery(where, f" {spaced}\n", misread) == DATA_KEY


@pytest.mark.parametrize("which", [1, 2])
def test_every_single_wrong_sign_is_found_and_its_part_named(where, parts, which):
    for at in range(len(parts[0])):
        mistyped = list(parts)
        part = mistyped[which - 1]
        if part[at] == "-":
            continue
        wrong = "A" if part[at] != "A" else "C"
        mistyped[which - 1] = part[:at] + wrong + part[at + 1 :]
        with pytest.raises(BadInput, match=f"Recovery part {which} has a typing error") as refused:
            unlock_recovery(where, *mistyped)
        assert refused.value.field == f"part{which}"


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-" * 20, "é" * 60, "9" * 60])
def test_a_part_that_is_none_is_refused_in_words(where, parts, typed):
    with pytest.raises(BadInput, match="Recovery part 1 has"):
        unlock_recovery(where, typed, parts[1])


def test_the_same_part_twice_is_refused(where, parts):
    with pytest.raises(BadInput, match="same part twice"):
        unlock_recovery(where, parts[0], parts[0])


def test_a_part_of_an_older_pair_is_told_apart(where, parts, chance):
    newer = make_recovery(where, "ward-1", DATA_KEY, chance)
    with pytest.raises(BadInput, match="part 2 belongs to another"):
        unlock_recovery(where, newer[0], parts[1])
    assert unlock_recovery(where, *newer) == DATA_KEY


@pytest.mark.parametrize("data", [None, b"", b"{}", b"[]", b"[" * 5000, b"\xff", b'{"format": 1}'])
def test_a_damaged_file_is_reported_and_left_alone(where, parts, data):
    if data is None:
        recovery_file(where).unlink()
    else:
        recovery_file(where).write_bytes(data)
    with pytest.raises(Damaged, match="recovery slot"):
        unlock_recovery(where, *parts)
    if data is not None:
        assert recovery_file(where).read_bytes() == data


def test_a_changed_byte_of_the_wrapped_key_or_the_ward_opens_nothing(where, parts):
    said = json.loads(recovery_file(where).read_text())
    flipped = f"{int(said['wrapped'][:2], 16) ^ 1:02x}" + said["wrapped"][2:]
    for change in ({"wrapped": flipped}, {"ward": "ward-2"}):
        recovery_file(where).write_text(json.dumps(said | change))
        with pytest.raises(Damaged):
            unlock_recovery(where, *parts)


def test_a_later_format_is_not_taken_for_damage(where, parts):
    said = json.loads(recovery_file(where).read_text())
    recovery_file(where).write_text(json.dumps(said | {"format": "wardsafe-recovery/2"}))
    with pytest.raises(TooNew):
        unlock_recovery(where, *parts)


def test_a_new_pair_that_was_not_written_leaves_the_old_one_working(
    where, parts, chance, monkeypatch
):
    def full(*_):
        raise NotSaved("The file recovery could not be written: no space.")

    with monkeypatch.context() as patched:
        patched.setattr(recovery, "write_whole", full)
        with pytest.raises(NotSaved):
            make_recovery(where, "ward-1", DATA_KEY, chance)
    assert unlock_recovery(where, *parts) == DATA_KEY
