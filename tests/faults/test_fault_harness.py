"""The harness itself: it sees everything, and it can tell a safe setting from an unsafe one."""

import errno
import os
from collections import Counter
from pathlib import Path

import pytest
from fault_disk import FULL, LIES, Disk, nth, watched
from fault_images import Stage, images, replayed
from sqlcipher3 import dbapi2

KEY = f"PRAGMA key = \"x'{'5a' * 32}'\""
COMMITS = 30


def opened(path: str | Path, synchronous: str = "EXTRA") -> dbapi2.Connection:
    """A raw connection, with no help from the ledger."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    for statement in ("PRAGMA cipher_log_level = NONE", KEY, "PRAGMA journal_mode = DELETE"):
        connection.execute(statement)
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    return connection


def recorded(folder: Path, synchronous: str) -> Disk:
    """A recording of `COMMITS` transactions over two tables with this setting."""
    with opened(folder / "x.db") as connection:
        connection.execute("CREATE TABLE a (n INTEGER PRIMARY KEY, body)")
        connection.execute("CREATE TABLE b (n INTEGER PRIMARY KEY, body)")
    connection.close()
    with watched(folder) as disk:
        connection = opened(folder / "x.db", synchronous)
        for n in range(COMMITS):
            connection.execute("BEGIN IMMEDIATE")
            for table in ("a", "b"):
                connection.execute(f"INSERT INTO {table} VALUES (?, ?)", (n, str(n) * 300))
            connection.execute("COMMIT")
            disk.ack(n)
        connection.close()
    return disk


def outcome(path: str, acks: int) -> str:
    """What became of an image."""
    connection = dbapi2.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(KEY)
        found = [connection.execute(f"SELECT n, body FROM {t}").fetchall() for t in ("a", "b")]
    except dbapi2.DatabaseError:
        return "corrupt"
    finally:
        connection.close()
    if found[0] != found[1] or found[0] != [(n, str(n) * 300) for n in range(len(found[0]))]:
        return "half"
    return "lost" if len(found[0]) < acks else "ok"


@pytest.mark.parametrize(
    ("synchronous", "harmless"), [("EXTRA", True), ("FULL", False), ("OFF", False)]
)
def test_F03_the_harness_separates_settings(
    tmp_path: Path, synchronous: str, harmless: bool
) -> None:
    folder = tmp_path / "recorded"
    folder.mkdir()
    disk = recorded(folder, synchronous)
    assert replayed(disk)
    stage = Stage(disk.roots, tmp_path / "stage")
    seen: Counter[str] = Counter()
    for image in images(disk, 300, seed=11):
        stage.show(image.files)
        seen[outcome(stage.place(str(folder / "x.db")), len(image.acks))] += 1
    if harmless:
        assert seen == {"ok": 300}
    elif synchronous == "FULL":
        assert seen["lost"] > 20
    else:
        assert seen["corrupt"] + seen["half"] > 100


def test_every_change_by_python_is_seen(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"before")
    with watched(tmp_path) as disk:
        (tmp_path / "folder").mkdir()
        with open(tmp_path / "folder" / "a", "w") as file:
            file.write("one")
        with open(tmp_path / "folder" / "a", "a") as file:
            file.write(" two")
        (tmp_path / "b").write_bytes(b"bytes" * 5000)
        os.replace(tmp_path / "b", tmp_path / "c")
        handle = os.open(tmp_path / "old", os.O_RDWR)
        os.pwrite(handle, b"AFTER", 3)
        os.ftruncate(handle, 4)
        os.close(handle)
        (tmp_path / "folder" / "a").unlink()
        assert replayed(disk)
        disk.log.pop()
        assert not replayed(disk)


def test_a_file_never_synced_can_vanish_and_a_synced_one_cannot(tmp_path: Path) -> None:
    with watched(tmp_path) as disk:
        for name in ("safe", "unsafe"):
            handle = os.open(tmp_path / name, os.O_WRONLY | os.O_CREAT)
            os.write(handle, b"x" * 6000)
            if name == "safe":
                os.fsync(handle)
                folder = os.open(tmp_path, os.O_RDONLY)
                os.fsync(folder)
                os.close(folder)
            os.close(handle)
    found: Counter[str] = Counter()
    for image in images(disk, 200, seed=3, start=len(disk.log)):
        assert image.files[str(tmp_path / "safe")] == b"x" * 6000
        data = image.files.get(str(tmp_path / "unsafe"))
        found["gone" if data is None else "whole" if data == b"x" * 6000 else "torn"] += 1
    assert min(found["gone"], found["torn"], found["whole"]) > 0


def test_faults_reach_both_worlds(tmp_path: Path) -> None:
    with watched(tmp_path, plan=nth("write", 1, FULL, on=True)):
        connection = opened(tmp_path / "x.db")
        with pytest.raises(dbapi2.OperationalError, match="full"):
            connection.execute("CREATE TABLE a (n)")
        connection.close()
        handle = os.open(tmp_path / "y", os.O_WRONLY | os.O_CREAT)
        with pytest.raises(OSError, match="No space") as caught:
            os.write(handle, b"x")
        os.close(handle)
    assert caught.value.errno == errno.ENOSPC


def test_a_lying_sync_is_no_sync(tmp_path: Path) -> None:
    with watched(tmp_path, plan=nth("sync", 1, LIES, on=True)) as disk:
        connection = opened(tmp_path / "x.db")
        connection.execute("CREATE TABLE a (n)")
        connection.close()
    assert disk.calls["sync"] > 0
    assert not [op for op in disk.log if op.kind in ("sync", "dirsync")]


def test_nothing_is_left_hooked(tmp_path: Path) -> None:
    before = (os.open, os.fsync, open)
    with watched(tmp_path) as disk:
        pass
    opened(tmp_path / "x.db").execute("CREATE TABLE a (n)").connection.close()
    assert (os.open, os.fsync, open) == before
    assert not disk.log
