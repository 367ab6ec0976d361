"""Bytes on the disk change while the program is closed: detected or harmless, never believed.

Each mutation is made to a copy. An entry that is still read must be byte for byte the one that
was saved; where one is not, the program must say so; and the rescue brings out what is left.
"""

import io
import random
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from fault_ward import DATA_KEY, SECRET, Dice, make, new, place

from wardsafe.errors import Damaged, WardsafeError
from wardsafe.ledger.contract import Row
from wardsafe.ledger.rescue import rescue
from wardsafe.ledger.store import SqliteLedger
from wardsafe.ledger.stored import entry_of
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder

ENTRIES = 40


@dataclass(frozen=True)
class Ward:
    where: WardFolder
    ledger: bytes
    anchor: bytes
    truth: list[Row]

    def lay(self, *, ledger: bytes = b"", anchor: bytes = b"") -> None:
        """Puts the files down as they were, or changed."""
        self.where.ledger.write_bytes(ledger or self.ledger)
        self.where.ledger.with_name("ledger.db-journal").unlink(missing_ok=True)
        self.where.anchor.write_bytes(anchor or self.anchor)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    where = place(tmp_path_factory.mktemp("ward"))
    with closing(make(where)) as ledger:
        for n in range(1, ENTRIES + 1):
            ledger.append(new(n))
        truth = ledger.rows(0, 1000)
    return Ward(where, where.ledger.read_bytes(), where.anchor.read_bytes(), truth)


def opened(where: WardFolder, secret: bytes = SECRET) -> SqliteLedger:
    return SqliteLedger.open(where, data_key=DATA_KEY, device_secret=secret, chance=Dice(3))


def mutated(data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """One bit flipped, one 4 KiB block zeroed, or the end cut off; and which of them it was."""
    kind = chance.choice(["flip", "flip", "flip", "zero", "cut"])
    changed = bytearray(data)
    at = chance.randrange(len(data))
    if kind == "flip":
        changed[at] ^= 1 << chance.randrange(8)
    elif kind == "zero":
        changed[at // 4096 * 4096 : at // 4096 * 4096 + 4096] = bytes(4096)
    else:
        del changed[max(at, 1) :]
    return kind, bytes(changed)


def what_is_read(ward: Ward) -> tuple[list[Row], bool]:
    """The entries that can still be read one by one, and whether the program said anything."""
    try:
        ledger = opened(ward.where)
    except Damaged as problem:
        return [], bool(problem.what)
    rows, told = [], False
    with closing(ledger):
        for number in range(ENTRIES):
            try:
                rows += ledger.rows(number, 1)
            except WardsafeError:
                told = True
        try:
            told = told or bool(ledger.findings) or bool(verify(ledger).problems)
        except Damaged:
            told = True
    return rows, told


def is_believed(row: Row, truth: list[Row]) -> bool:
    """Whether a row is another than was saved and its own hashes do not show it.

    SQLCipher gives zeros, and no error, for the end of a long value on a damaged page.
    """
    return row != truth[row[0] - 1] and not entry_of(row).fault()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_F10_a_changed_ledger_is_never_believed(ward: Ward, seed: int) -> None:
    chance, seen = random.Random(seed), Counter[str]()
    for _ in range(70):
        kind, data = mutated(ward.ledger, chance)
        ward.lay(ledger=data)
        rows, told = what_is_read(ward)
        assert not any(is_believed(row, ward.truth) for row in rows), f"seed {seed}: {kind}"
        whole = rows == ward.truth
        assert told or whole, f"seed {seed}: {kind} was not told"
        seen["harmless" if whole and not told else "told"] += 1
    assert seen["told"] > 40


def test_F10_D01_the_rescue_brings_out_the_rest(ward: Ward, tmp_path: Path) -> None:
    chance = random.Random(6)
    for _ in range(15):
        data = bytearray(ward.ledger)
        data[chance.randrange(4096, len(data))] ^= 16
        path = tmp_path / "ledger.db"
        path.write_bytes(data)
        out = io.StringIO()
        report = rescue(path, data_key=DATA_KEY, out=out, workspace=tmp_path, expected=ENTRIES)
        assert report.unreadable_pages == 1
        assert report.verified >= ENTRIES - 15


def test_F10_D02_a_lost_end_is_told_with_numbers(ward: Ward) -> None:
    where = place(ward.where.folder.parent / "short")
    with closing(make(where)) as ledger:
        for n in range(1, ENTRIES - 18):
            ledger.append(new(n))
    ward.lay(ledger=where.ledger.read_bytes())
    with closing(opened(ward.where)) as ledger:
        said = " ".join(map(str, ledger.findings))
    assert "The anchor says 40 entries, the file holds 21: the last 19 are missing." in said


@pytest.mark.parametrize("seed", [1, 2])
def test_F10_a_changed_anchor_hides_nothing_and_blocks_nothing(ward: Ward, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        kind, data = mutated(ward.anchor, chance)
        ward.lay(anchor=data)
        with closing(opened(ward.where)) as ledger:
            assert ledger.rows(0, 1000) == ward.truth, kind
            told = bool(ledger.findings)
            saved = ledger.append(new(ENTRIES + 1))
            assert saved.number == ENTRIES + (2 if told else 1)
            assert ledger.findings or not told
        with closing(opened(ward.where)) as ledger:
            assert ledger.findings == (), "once said and begun anew, it agrees again"


def test_F10_a_changed_device_secret_is_refused_and_changes_nothing(ward: Ward) -> None:
    ward.lay()
    chance = random.Random(5)
    for _ in range(20):
        secret = bytearray(SECRET)
        secret[chance.randrange(32)] ^= 1 << chance.randrange(8)
        with pytest.raises(Damaged, match="device"):
            opened(ward.where, bytes(secret))
    assert ward.where.ledger.read_bytes() == ward.ledger
    assert ward.where.anchor.read_bytes() == ward.anchor
    with closing(opened(ward.where)) as ledger:
        assert ledger.findings == ()


def test_F10_a_changed_journal_is_harmless_or_told(ward: Ward) -> None:
    """A journal left beside a whole file, with random bytes: no entry may change by it."""
    chance = random.Random(9)
    for size in (0, 1, 28, 512, 4096, 9000, 40_000):
        ward.lay()
        ward.where.ledger.with_name("ledger.db-journal").write_bytes(chance.randbytes(size))
        rows, told = what_is_read(ward)
        assert rows == ward.truth or told
        assert not any(is_believed(row, ward.truth) for row in rows)
