"""The anchor: two blocks in turn, torn writes, and what may not be trusted."""

import os
from pathlib import Path

import pytest

from wardsafe.errors import Damaged, NotSaved
from wardsafe.ledger import anchor as module
from wardsafe.ledger.anchor import BLOCK, AnchorFile
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity
from wardsafe.places import WardFolder

WHO = LedgerIdentity("demo-1", "RXX01", "t1")


def keep(file: AnchorFile, seq: int) -> None:
    file.keep_head(WHO, "aa" * 32, Checkpoint("t1", 1, seq, f"{seq:064x}", "bb" * 64), seq)


@pytest.fixture
def file(where: WardFolder) -> AnchorFile:
    return AnchorFile(where, b"d" * 32)


def seq_of(file: AnchorFile) -> int:
    anchor = file.read()
    assert anchor is not None
    return anchor.seq


def test_what_is_kept_reads_back(file: AnchorFile, where: WardFolder) -> None:
    assert (file.read(), file.failures(), file.exists()) == (None, None, False)
    for seq in range(5):
        keep(file, seq)
        assert seq_of(file) == seq
    anchor = file.read()
    assert anchor is not None
    assert anchor.checkpoint == Checkpoint("t1", 1, 4, f"{4:064x}", "bb" * 64)
    assert (anchor.ward, anchor.count, anchor.public) == ("RXX01", 4, "aa" * 32)
    assert where.anchor.stat().st_size == 2 * BLOCK


def test_one_flush_a_write_and_no_rename(file: AnchorFile, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(file, 1)
    flushed: list[int] = []
    monkeypatch.setattr(module, "_flush", flushed.append)
    monkeypatch.setattr(os, "replace", lambda *a: pytest.fail("renamed"))
    keep(file, 2)
    assert len(flushed) == 1


@pytest.mark.parametrize("written", [0, 1, 31, 32, 40, 200])
def test_a_torn_write_leaves_the_older_block(
    file: AnchorFile, where: WardFolder, written: int
) -> None:
    for seq in (1, 2):
        keep(file, seq)
    before = where.anchor.read_bytes()
    keep(file, 3)
    after = where.anchor.read_bytes()
    at = BLOCK if before[:BLOCK] == after[:BLOCK] else 0
    where.anchor.write_bytes(before[:at] + after[at : at + written] + before[at + written :])
    assert seq_of(file) == 2
    keep(file, 4)
    assert seq_of(file) == 4
    kept = BLOCK - at
    assert where.anchor.read_bytes()[kept : kept + BLOCK] == after[kept : kept + BLOCK]


def test_every_flipped_byte_is_noticed(file: AnchorFile, where: WardFolder) -> None:
    keep(file, 1)
    whole = where.anchor.read_bytes()
    for at in range(BLOCK, 2 * BLOCK, 61):
        where.anchor.write_bytes(whole[:at] + bytes([whole[at] ^ 0x80]) + whole[at + 1 :])
        assert file.read() is None
    for length in (0, 10, BLOCK, 2 * BLOCK - 1):
        where.anchor.write_bytes(whole[:length])
        assert file.read() is None


def test_another_devices_secret_does_not_read_it(file: AnchorFile, where: WardFolder) -> None:
    keep(file, 1)
    assert AnchorFile(where, b"e" * 32).read() is None


def test_wrong_pins_are_counted_beside_the_head(file: AnchorFile) -> None:
    with pytest.raises(NotSaved):
        file.set_failures({"staff": 1})
    keep(file, 1)
    file.set_failures({"staff": 3, "right": 0})
    keep(file, 2)
    assert file.failures() == {"staff": 3}
    assert seq_of(file) == 2


def test_counts_never_take_the_heads_room(file: AnchorFile) -> None:
    keep(file, 1)
    size = 1
    while True:
        try:
            file.set_failures({f"{n:026}": 9 for n in range(size)})
        except NotSaved:
            break
        size += 1
    assert size > 80
    keep(file, 10**15)
    assert seq_of(file) == 10**15


def test_an_anchor_that_cannot_be_written_says_so(
    file: AnchorFile, where: WardFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(file, 1)

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_flush", fail)
    with pytest.raises(NotSaved, match="The anchor file could not be written"):
        keep(file, 2)


def test_an_anchor_that_cannot_be_read_says_so(
    file: AnchorFile, where: WardFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(Damaged, match="The anchor file cannot be read: Permission denied"):
        file.read()
