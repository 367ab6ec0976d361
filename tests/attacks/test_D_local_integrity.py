"""Threats catalogue D (and C16, C17) at the ledger: whoever holds the disk, even the data key.

The attacker here has the data key and any tool, removes the triggers and puts them back; what they
lack is the signing key, the device secret, or both.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, Damaged, NotSaved, TooNew
from wardsafe.ledger.canonical import encode
from wardsafe.ledger.checkpoint import LedgerIdentity, is_signed_by
from wardsafe.ledger.connection import PAGE, Connection, SqlError, connect
from wardsafe.ledger.entry import NewEntry
from wardsafe.ledger.store import SqliteLedger
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder

KEY = b"k" * 32
Open = Callable[..., SqliteLedger]


def note(text: str = "settled", kind: str = "note/1") -> NewEntry:
    facts: dict[str, Any] = {"month": "2026-11"}
    return NewEntry(kind, "r1", (), {"facts": facts, "private": {"text": text * 50}})


@pytest.fixture
def opened(where: WardFolder, chance: Chance) -> Iterator[Open]:
    """Opens a ward's ledger, making it with twelve entries at first; closes the one before."""
    now: list[SqliteLedger] = []

    def again(at: WardFolder = where, terminal: str = "t1", **more: Any) -> SqliteLedger:
        for ledger in now:
            ledger.close()
        secret = hashlib.sha256(terminal.encode()).digest()
        keys: dict[str, Any] = {"data_key": KEY, "device_secret": secret, "chance": chance}
        if at.ledger.exists() or at.anchor.exists():
            now.append(SqliteLedger.open(at, **keys))
            return now[-1]
        keys["identity"] = LedgerIdentity("live-1", "RXX01", terminal)
        now.append(SqliteLedger.create(at, signing_seed=secret, **keys | more))
        for _ in range(12):
            now[-1].append(note())
        return now[-1]

    yield again
    for ledger in now:
        ledger.close()


@contextmanager
def tampering(where: WardFolder, *, leaves_triggers: bool = False) -> Iterator[Connection]:
    """The file opened with the key by another tool, its triggers out of the way meanwhile."""
    connection = connect(where.ledger, KEY)
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for name, _ in triggers if not leaves_triggers else ():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys=OFF")
    yield connection
    for _, sql in triggers if not leaves_triggers else ():
        connection.execute(sql)
    connection.close()


def remove(connection: Connection, first: int, last: int) -> None:
    connection.execute("DELETE FROM part WHERE entry BETWEEN ? AND ?", (first, last))
    connection.execute("DELETE FROM entry WHERE number BETWEEN ? AND ?", (first, last))


def copied(where: WardFolder, to: Path) -> Path:
    to.mkdir()
    for source in (where.ledger, where.anchor):
        shutil.copy2(source, to / source.name)
    return to


def words(ledger: SqliteLedger) -> str:
    return " ".join(finding.what for finding in ledger.findings)


@pytest.mark.parametrize("part", ["facts", "private"])
def test_D01_a_changed_part_is_named_and_the_rest_is_usable(
    opened: Open, where: WardFolder, part: str
) -> None:
    opened().close()
    with tampering(where) as connection:
        (body,) = connection.execute(
            "SELECT body FROM part WHERE entry = 5 AND name = ?", (part,)
        ).fetchone()
        connection.execute(
            "UPDATE part SET body = ? WHERE entry = 5 AND name = ?",
            (body[:20] + bytes([body[20] ^ 1]) + body[21:], part),
        )
    ledger = opened()
    (problem,) = verify(ledger).problems
    assert str(problem) == f"Entry 5: its {part} part was changed."
    assert (problem.terminal, problem.epoch, problem.seq) == ("t1", 1, 5)
    faults = [(entry.number, entry.fault()) for entry in ledger.walk() if entry.fault()]
    assert faults == [(5, f"the {part} part was changed")]
    assert ledger.append(note()).number == 13


def test_D01_a_flipped_byte_on_any_page_is_never_passed_over(
    opened: Open, where: WardFolder
) -> None:
    ledger = opened()
    ledger.append_many(note() for _ in range(200))
    ledger.close()
    whole = where.ledger.read_bytes()
    refused, readable = 0, []
    for at in range(PAGE // 2, len(whole), PAGE):
        where.ledger.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            ledger = opened()
        except Damaged:
            refused += 1
            continue
        report = verify(ledger)
        if report.problems:
            assert report.problems[0].what == "it cannot be read"
            readable.append(report.entries)
        else:  # a page of an index: found by the reading that needs it
            with pytest.raises(Damaged):
                _use_every_index(ledger)
    pages = len(whole) // PAGE
    # A page that leads to others takes them along; all but these few leave the rest usable.
    assert sum(count > 200 for count in readable) > pages / 2
    assert 0 < refused < pages / 5


def _use_every_index(ledger: SqliteLedger) -> None:
    with ledger.reading() as db:
        found = db.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise Damaged(found)


def test_D03_the_last_entries_removed_with_all_counts_mended(
    opened: Open, where: WardFolder, tmp_path: Path
) -> None:
    ledger = opened()
    ninth = next(e for e in ledger.walk() if e.number == 9)
    signed = ledger._files().signer.sign("t1", 1, 9, ninth.id)  # even with the signing key
    ledger.close()
    with tampering(where) as connection:
        remove(connection, 10, 12)
        connection.execute(
            "UPDATE checkpoint SET seq = 9, before = 8, head = ?, signature = ?",
            (bytes.fromhex(signed.head), bytes.fromhex(signed.signature)),
        )
    ledger = opened()
    assert words(ledger) == (
        "The anchor says 12 entries, the file holds 9: the last 3 are missing."
    )


def test_D03_the_last_entries_removed_and_the_anchor_too(opened: Open, where: WardFolder) -> None:
    opened().close()
    where.anchor.unlink()
    with tampering(where) as connection:
        remove(connection, 12, 12)
    said = words(opened())
    assert "The signed head is entry 12 of this terminal, the file holds 11" in said
    assert "the last one is missing" in said
    assert "The anchor is missing or unreadable" in said


def test_D04_a_middle_entry_removed_and_the_rest_chained_anew(
    opened: Open, where: WardFolder
) -> None:
    opened().close()
    with tampering(where) as connection:
        rows = connection.execute(
            "SELECT number, header FROM entry WHERE number > 5 ORDER BY number"
        ).fetchall()
        prev = connection.execute("SELECT id FROM entry WHERE number = 4").fetchone()[0]
        remove(connection, 5, 5)
        for number, header in rows:
            said = json.loads(header) | {"seq": number - 1, "prev": prev.hex()}
            data = encode(said)
            connection.execute(
                "UPDATE entry SET number = ?1 - 1, seq = ?1 - 1, id = ?2, prev = ?3, header = ?4"
                " WHERE number = ?1",
                (number, hashlib.sha256(data).digest(), prev, data),
            )
            connection.execute("UPDATE part SET entry = ?1 - 1 WHERE entry = ?1", (number,))
            prev = hashlib.sha256(data).digest()
        connection.execute("UPDATE checkpoint SET seq = 11, before = 10, head = ?", (prev,))
    ledger = opened()
    assert "The signature on the head is not this terminal's." in words(ledger)
    assert "The anchor says 12 entries, the file holds 11: the last one is missing." in words(
        ledger
    )
    assert "signature" in verify(ledger).problems[0].what


def test_D05_yesterdays_file_put_back_starts_a_new_epoch(
    opened: Open, where: WardFolder, tmp_path: Path
) -> None:
    ledger = opened()
    yesterday = ledger.head()
    ledger.close()
    copied(where, tmp_path / "yesterday")
    ledger = opened()
    for _ in range(3):
        ledger.append(note())
    lost = ledger.head()
    ledger.close()
    shutil.copy2(tmp_path / "yesterday" / "ledger.db", where.ledger)
    ledger = opened()
    assert words(ledger) == (
        "The anchor says 15 entries, the file holds 12: the last 3 are missing."
    )
    saved = ledger.append(note())
    begun, after = ledger.entry(13), ledger.entry(saved.number)
    assert begun is not None
    assert after is not None
    assert (begun.header.epoch, begun.header.seq, begun.header.kind) == (2, 1, "epoch/1")
    assert begun.header.prev == lost.head != yesterday.head
    assert "the last 3 are missing" in str(begun.read("facts")["reason"])
    assert (after.header.epoch, after.header.seq) == (2, 2)
    (problem,) = verify(ledger).problems
    assert "follows an entry that is not here" in problem.what
    ledger = opened()
    assert (ledger.findings, ledger.identity.epoch) == ((), 2)


def test_D05_put_back_again_and_again_every_time_is_told(
    opened: Open, where: WardFolder, tmp_path: Path
) -> None:
    opened().close()
    copied(where, tmp_path / "old")
    for epoch in range(2, 6):
        opened().append(note())
        shutil.copy2(tmp_path / "old" / "ledger.db", where.ledger)
        ledger = opened()
        assert ledger.findings
        ledger.append(note())
        assert ledger.identity.epoch == epoch
        assert opened().findings == ()


def test_D06_two_copies_that_both_record_are_a_visible_fork(
    opened: Open, where: WardFolder, tmp_path: Path
) -> None:
    opened().close()
    clone = WardFolder(tmp_path / "ward2", tmp_path / "device2")
    shutil.copytree(where.folder, clone.folder)
    shutil.copytree(where.device, clone.device)
    ledger = opened()
    ledger.append(note("here"))
    one, public, theirs = ledger.head(), ledger.public_key, ledger.rows(12, 1)[0]
    ledger = opened(clone)
    ledger.append(note("there"))
    two = ledger.head()
    assert (one.terminal, one.epoch, one.seq) == (two.terminal, two.epoch, two.seq)
    assert one.head != two.head
    assert is_signed_by(one, public)
    assert is_signed_by(two, public)
    with tampering(clone, leaves_triggers=True) as connection, pytest.raises(SqlError) as told:
        connection.execute("INSERT INTO entry VALUES (14, ?, ?, ?, ?, ?, ?, ?, ?)", theirs[1:9])
    assert "not next in its chain" in str(told.value)


def test_D07_a_file_from_another_terminal_is_refused_and_explained(
    opened: Open, where: WardFolder, tmp_path: Path
) -> None:
    other = WardFolder(tmp_path / "ward2", tmp_path / "device2")
    opened(other, terminal="t2").close()
    opened().close()
    shutil.copy2(other.ledger, where.ledger)
    before = where.ledger.read_bytes()
    with pytest.raises(Damaged, match="was made on another computer"):
        opened()
    assert where.ledger.read_bytes() == before


def test_D07_an_anchor_from_another_ledger_is_told(
    opened: Open, where: WardFolder, tmp_path: Path
) -> None:
    opened().close()
    kept = where.anchor.read_bytes()
    where.anchor.unlink()
    other = WardFolder(tmp_path / "ward2", where.device)
    opened(other, identity=LedgerIdentity("live-2", "RXX02", "t9")).close()
    assert where.anchor.read_bytes() != kept
    assert words(opened()) == "The anchor belongs to another ledger."


def test_D08_a_deleted_file_is_counted_from_the_anchor(opened: Open, where: WardFolder) -> None:
    opened().close()
    where.ledger.unlink()
    with pytest.raises(Damaged, match="This terminal had 12 entries"):
        opened()
    assert not where.ledger.exists()


@pytest.mark.parametrize("is_readable", [True, False])
def test_D08_an_empty_start_where_there_was_one_must_be_confirmed(
    opened: Open, where: WardFolder, chance: Chance, is_readable: bool
) -> None:
    opened().close()
    where.ledger.unlink()
    if not is_readable:
        where.anchor.write_bytes(b"rubbish")
    new: dict[str, Any] = {"identity": LedgerIdentity("live-2", "RXX01", "t9"), "chance": chance}
    new |= {"data_key": KEY, "signing_seed": b"9" * 32}
    new["device_secret"] = hashlib.sha256(b"t1").digest()
    had = "had 12 entries" if is_readable else "had a ledger"
    with pytest.raises(Damaged, match=had):
        SqliteLedger.create(where, **new)
    assert not where.ledger.exists()
    ledger = SqliteLedger.create(where, **new, confirmed=True)
    assert (ledger.count(), ledger.findings) == (0, ())
    ledger.close()
    with pytest.raises(Damaged, match="There is a ledger in this folder already"):
        SqliteLedger.create(where, **new, confirmed=True)


def test_D08_a_deleted_anchor_starts_a_new_epoch(opened: Open, where: WardFolder) -> None:
    ledger = opened()
    head = ledger.head()
    ledger.close()
    where.anchor.unlink()
    ledger = opened()
    assert words(ledger) == (
        "The anchor is missing or unreadable, so nothing outside the file says "
        "whether its 12 entries are all there were."
    )
    ledger.append(note())
    begun = ledger.entry(13)
    assert begun is not None
    assert (begun.header.epoch, begun.header.prev) == (2, head.head)
    assert verify(ledger).problems == ()
    assert opened().findings == ()


def test_D08_both_deleted_is_not_an_empty_ledger(
    opened: Open, where: WardFolder, chance: Chance
) -> None:
    opened().close()
    where.ledger.unlink()
    where.anchor.unlink()
    with pytest.raises(Damaged, match="There is no ledger in this folder"):
        SqliteLedger.open(where, data_key=KEY, device_secret=b"d" * 32, chance=chance)
    assert not where.ledger.exists()


def test_D09_a_later_versions_file_is_refused_and_left_alone(
    opened: Open, where: WardFolder
) -> None:
    opened().close()
    with tampering(where, leaves_triggers=True) as connection:
        connection.execute("PRAGMA user_version=99")
    before = where.ledger.read_bytes(), where.anchor.read_bytes()
    with pytest.raises(TooNew, match=r"a later version of wardsafe \(format 99\)"):
        opened()
    assert (where.ledger.read_bytes(), where.anchor.read_bytes()) == before


@pytest.mark.parametrize(
    "value", [2**63, -(2**63) - 1, 2**53, float("nan"), float("inf"), -0.0, 1e400, 0.5]
)
def test_D14_numbers_that_cannot_be_kept_are_refused_by_field(opened: Open, value: Any) -> None:
    ledger = opened()
    with pytest.raises(BadInput) as refused:
        ledger.append(NewEntry("note/1", "r", (), {"facts": {"minutes": value}}))
    assert refused.value.field == "minutes"
    assert ledger.count() == 12


def test_C16_ones_own_reading_removed_from_the_log_is_told(opened: Open, where: WardFolder) -> None:
    ledger = opened()
    reading = ledger.append(note("read a restricted record", "access/1")).number
    ledger.append(note())
    ledger.close()
    with tampering(where) as connection:
        remove(connection, reading, reading)
    ledger = opened()
    assert "Entries are numbered to 14, the file holds 13: 1 are missing" in words(ledger)
    (problem,) = verify(ledger).problems
    assert str(problem) == "Entry 13: it is missing."


def test_C16_the_triggers_refuse_it_first(opened: Open, where: WardFolder) -> None:
    opened().close()
    with tampering(where, leaves_triggers=True) as connection:
        row = connection.execute("SELECT * FROM entry WHERE number = 12").fetchone()
        part = connection.execute("SELECT * FROM part WHERE entry = 12").fetchone()
        marks = ", ".join("?" * len(row))
        for statement, values in (
            ("DELETE FROM entry WHERE number = 12", ()),
            ("UPDATE entry SET kind = 'x' WHERE number = 12", ()),
            ("DELETE FROM part WHERE entry = 12", ()),
            ("UPDATE part SET body = x'00' WHERE entry = 12", ()),
            (f"INSERT OR REPLACE INTO entry VALUES ({marks})", row),
            (f"INSERT OR IGNORE INTO entry VALUES ({marks})", (13, *row[1:])),
            (f"INSERT INTO entry VALUES ({marks})", (14, b"i" * 32, "t1", 1, 13, *row[5:])),
            (f"INSERT INTO entry VALUES ({marks})", (13, b"i" * 32, "t1", 1, 13, *row[5:])),
            (f"INSERT INTO entry VALUES ({marks})", (13, b"i" * 32, "t1", 1, 14, *row[5:])),
            (f"INSERT INTO entry VALUES ({marks})", (None, b"i" * 32, "t1", 1, 13, *row[5:])),
            ("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", part),
        ):
            for recursive in ("OFF", "ON"):
                connection.execute(f"PRAGMA recursive_triggers={recursive}")
                with pytest.raises(SqlError, match="refused"):
                    connection.execute(statement, values)
    ledger = opened()
    assert (ledger.findings, verify(ledger).problems) == ((), ())


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER entry_is_never_deleted",
        "CREATE TRIGGER mine AFTER INSERT ON part BEGIN SELECT 1; END",
        "ALTER TABLE entry ADD COLUMN mine TEXT",
        "CREATE INDEX mine ON entry (kind)",
        "DROP INDEX entry_record",
    ],
)
def test_C16_changed_rules_are_named_at_open(opened: Open, where: WardFolder, change: str) -> None:
    opened().close()
    with tampering(where, leaves_triggers=True) as connection:
        connection.execute(change)
    with pytest.raises(Damaged, match="rules were changed"):
        opened()


def test_C17_a_row_put_in_without_the_key_is_found(opened: Open, where: WardFolder) -> None:
    opened().close()
    with tampering(where) as connection:
        prev, header = connection.execute(
            "SELECT id, header FROM entry WHERE number = 12"
        ).fetchone()
        data = encode(json.loads(header) | {"seq": 13, "prev": prev.hex(), "parts": {}})
        row = (13, hashlib.sha256(data).digest(), "t1", 1, 13, prev, "note/1", "r1", data)
        connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    ledger = opened()
    assert words(ledger) == (
        "The signed head is entry 12 of this terminal, the file holds 13: "
        "1 were added without being signed. "
        "The anchor says 12 entries, the file holds 13: an older anchor was put back."
    )
    assert "it ends with 13, the signed head is 12" in verify(ledger).problems[-1].what


@pytest.mark.parametrize("column", ["kind", "record", "terminal", "prev", "header"])
def test_C17_a_changed_row_is_found_and_still_readable(
    opened: Open, where: WardFolder, column: str
) -> None:
    opened().close()
    value: object = b"{}" if column == "header" else b"p" * 32 if column == "prev" else "other"
    with tampering(where) as connection:
        connection.execute(f"UPDATE entry SET {column} = ? WHERE number = 5", (value,))
    ledger = opened()
    assert 5 in [problem.number for problem in verify(ledger).problems]
    entry = ledger.entry(5)
    assert entry is not None
    assert entry.read("private")["text"] == "settled" * 50
    if column == "header":
        assert entry.fault() == "the header was changed"
        assert (entry.header.kind, entry.header.seq) == ("note/1", 5)


def test_C17_a_removed_part_of_ones_own_entry_is_found(opened: Open, where: WardFolder) -> None:
    opened().close()
    with tampering(where) as connection:
        connection.execute("DELETE FROM part WHERE entry = 5 AND name = 'private'")
    (problem,) = verify(opened()).problems
    assert str(problem) == "Entry 5: its private part is missing."


def test_C17_a_head_signed_with_another_key_is_found(opened: Open, where: WardFolder) -> None:
    opened().close()
    with tampering(where) as connection:
        connection.execute("UPDATE keyring SET value = ? WHERE name = 'signing seed'", (b"x" * 32,))
    said = words(opened())
    assert "The signature on the head is not this terminal's." in said
    assert "The anchor belongs to another ledger." in said


def test_F16_a_ward_folder_that_may_not_be_written_says_so(
    opened: Open, where: WardFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened().close()

    def refuse(path: object, *args: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("wardsafe.ledger.one_writer.os.open", refuse)
    with pytest.raises(NotSaved, match="The ward folder cannot be written to: Permission denied"):
        opened()
