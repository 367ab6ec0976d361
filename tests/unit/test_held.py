"""Records taken without a PIN: kept by a locked terminal, read after unlocking."""

import os

import pytest

from wardsafe.errors import BadInput, NotSaved
from wardsafe.ledger import held as held_module
from wardsafe.ledger.held import Held
from wardsafe.ledger.keys import new_identity

TYPED = {"when": "now", "where": "Bay 2", "words": "prone, 3 min"}


@pytest.fixture(scope="module")
def terminal():
    return new_identity()


@pytest.fixture
def held(where, clock, chance):
    return Held(where, clock, chance)


def test_a_held_record_waits_and_comes_back_as_typed(held, terminal, clock):
    private, public = terminal
    receipt = held.hold(public, TYPED)
    (record,) = held.waiting(private).records
    assert record.fields == TYPED
    assert (record.id, record.taken) == (receipt.id, receipt.taken) == (record.id, clock.now())
    assert receipt.code == receipt.id[:8]


def test_the_oldest_waits_first(held, terminal, clock):
    private, public = terminal
    for n in range(3):
        held.hold(public, {"n": n})
        clock.pass_(60)
    assert [record.fields["n"] for record in held.waiting(private).records] == [0, 1, 2]
    assert held.count() == 3


def test_counting_and_holding_need_no_key_that_opens_anything(held, terminal):
    assert held.count() == 0
    held.hold(terminal[1], TYPED)
    assert held.count() == 1


def test_nothing_is_dropped_until_the_caller_says_so(held, terminal):
    private, public = terminal
    one, two = held.hold(public, TYPED), held.hold(public, TYPED)
    held.waiting(private)
    assert held.count() == 2
    held.drop(one.id)
    held.drop(one.id)
    assert [record.id for record in held.waiting(private).records] == [two.id]


@pytest.mark.parametrize("record_id", ["", "../ward", "*", "a/b", "a.b"])
def test_only_an_id_can_be_dropped(held, terminal, record_id):
    held.hold(terminal[1], TYPED)
    with pytest.raises(BadInput):
        held.drop(record_id)
    assert held.count() == 1


def test_the_file_shows_nothing(held, terminal, where):
    held.hold(terminal[1], TYPED)
    (path,) = where.held.iterdir()
    assert b"prone" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_damaged_record_is_named_in_words_and_stays(held, terminal, where):
    private, public = terminal
    good, bad = held.hold(public, TYPED), held.hold(public, TYPED)
    path = where.held / f"{bad.id}.held"
    path.write_bytes(path.read_bytes()[:-1])
    os.utime(path, (1_700_000_000, 1_700_000_000))
    waiting = held.waiting(private)
    assert [record.id for record in waiting.records] == [good.id]
    assert waiting.damaged == (
        "A record taken without a PIN at 22:13 on 14 Nov 2023 cannot be read; "
        f"its file stays, as held/{bad.id}.held.",
    )
    assert held.count() == 2


def test_F10_every_changed_byte_is_found(held, terminal, where):
    private, public = terminal
    receipt = held.hold(public, {"n": 1})
    path = where.held / f"{receipt.id}.held"
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert held.waiting(private).records == ()


def test_a_copy_under_another_name_is_not_taken_twice(held, terminal, where):
    private, public = terminal
    receipt = held.hold(public, TYPED)
    (where.held / "copy.held").write_bytes((where.held / f"{receipt.id}.held").read_bytes())
    waiting = held.waiting(private)
    assert [record.id for record in waiting.records] == [receipt.id]
    assert len(waiting.damaged) == 1


@pytest.mark.parametrize("planted", [[], {}, {"id": "x", "taken": 5, "fields": {}}, {"id": 1}])
def test_a_planted_record_of_a_wrong_shape_is_damaged_not_a_crash(held, terminal, where, planted):
    private, public = terminal
    held.hold(public, TYPED)
    (where.held / "x.held").write_bytes(held_module.seal(planted, [public]))
    waiting = held.waiting(private)
    assert (len(waiting.records), len(waiting.damaged)) == (1, 1)


def test_another_terminal_s_key_opens_nothing_and_says_so(held, terminal):
    held.hold(terminal[1], TYPED)
    waiting = held.waiting(new_identity()[0])
    assert waiting.records == ()
    assert len(waiting.damaged) == 1


def test_a_record_that_could_not_be_written_is_not_reported_as_kept(held, terminal, monkeypatch):
    def full(*_):
        raise NotSaved("The file could not be written: no space.")

    monkeypatch.setattr(held_module, "write_whole", full)
    with pytest.raises(NotSaved):
        held.hold(terminal[1], TYPED)
    with pytest.raises(NotSaved, match="no usable key"):
        held.hold("", TYPED)
    assert held.count() == 0


def test_F18_a_clock_gone_wrong_holds_records_all_the_same(held, terminal, clock):
    private, public = terminal
    for year in (1970, 2038, 2099):
        clock.at = clock.at.replace(year=year, month=1, day=19)
        held.hold(public, {"year": year})
    years = [record.fields["year"] for record in held.waiting(private).records]
    assert years == [1970, 2038, 2099]
