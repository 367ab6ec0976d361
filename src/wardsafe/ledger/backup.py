"""Back-ups: a folder that holds a ward whole, proved by reading it; and going back to one.

A back-up is made by SQLite's own backup call while recording goes on, never by copying the file
(threats catalogue 1.2, finding 13). It is opened again, every entry is checked, its head is
compared with the ledger's, and only then does the folder get its name. Beside the ledger it holds
the key slots, the recovery slot, what may be read while locked, and the records that wait to be
claimed, all of them as sealed as they were; and the trust's own duties and checklists, which are
about nobody. The device secret and the anchor stay where they are.

Going back never deletes: what it replaces is kept aside. It begins a new epoch that says from
which entry, so that a ledger which lost entries can never pass for one that did not.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, Damaged, NotSaved, TooNew
from wardsafe.ledger import making, stored
from wardsafe.ledger.anchor import AnchorFile
from wardsafe.ledger.canonical import decode_object
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity, Signer
from wardsafe.ledger.connection import Connection, SqlError, connect, in_words
from wardsafe.ledger.contract import Ledger, Row
from wardsafe.ledger.entry import Entry
from wardsafe.ledger.recovery import recovery_file
from wardsafe.ledger.schema import refuse_different
from wardsafe.ledger.store import SqliteLedger
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder, write_whole

FORMAT = "wardsafe-backup/1"
CONTENTS = "backup.json"
_STEP = 256
"""Pages copied at a time: recording gets its turn in between."""


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A back-up that was read again from beginning to end; `head` is the newest entry's id.

    `problems` are those of the ledger itself, which a back-up holds as it is.
    """

    folder: Path
    entries: int
    head: str
    problems: tuple[str, ...]

    def __str__(self) -> str:
        said = f"Backed up and checked: {_entries(self.entries)}, head {self.head[:8]}."
        return " ".join([said, *self.problems])


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What came back. `had` is what this device remembers, None where it remembers nothing.

    `aside` holds what was replaced, if anything was; `pins_lost` where the key slots belong to
    another device, so that the two recovery parts are needed. `problems` came with the back-up.
    """

    entries: int
    had: int | None
    epoch: int
    aside: Path | None
    pins_lost: bool
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join([_numbers(self.entries, self.had), *self.problems])


def backup(ledger: Ledger, where: WardFolder, target: Path, *, data_key: bytes) -> BackupReport:
    """Make the folder `target`, which must not exist, a checked back-up of an open ledger.

    Raises BadInput where something is there already, NotSaved where it could not be made or does
    not read back as the ledger.
    """
    if target.exists():
        raise BadInput(
            f"There is something at {target.name} already; it was left as it is.",
            do="Choose another name for the back-up.",
        )
    head, count = ledger.head(), ledger.count()
    with _in_words("The back-up was not made"), _beside(target) as part:
        _copy_ledger(where.ledger, part / where.ledger.name, data_key)
        for name, file in _beside_the_ledger(where):
            _copy(file, part / name)
        report = _checked(part / where.ledger.name, data_key, count, head)
        write_whole(part / CONTENTS, _contents(part, report))
        os.rename(part, target)
        _sync_folder(target.parent)
    return replace(report, folder=target)


def restore(
    source: Path, where: WardFolder, *, data_key: bytes, device_secret: bytes, chance: Chance
) -> RestoreReport:
    """Put the back-up folder `source` in place of the ward's ledger, and begin a new epoch.

    Everything is checked before anything is moved. What is replaced goes into a folder `replaced-1`
    (2, 3, …) beside it; of the other files only what is missing is put back. Raises Damaged for a
    back-up that is not whole, InUse, NotSaved, TooNew.
    """
    refuse_damaged(source)
    copy = source / where.ledger.name
    found = _checked(copy, data_key)
    lock = making.take(where)
    try:
        with _in_words("The back-up was not restored"):
            anchor = AnchorFile(where, device_secret).read()
            new = where.ledger.with_name(where.ledger.name + ".restored")
            _journal(new).unlink(missing_ok=True)  # of a restore that was cut off
            _copy(copy, new)
            is_ours = _settle(new, data_key, device_secret)
            aside = _put_aside(where)
            os.replace(new, where.ledger)
            _put_back_missing(source, where, slots=is_ours)
            _sync_folder(where.folder)
    finally:
        lock.release()
    had = anchor.count if anchor else None
    ledger = SqliteLedger.open(where, data_key=data_key, device_secret=device_secret, chance=chance)
    with closing(ledger):
        ledger.begin_epoch(f"Restored from a back-up. {_numbers(found.entries, had)}")
        epoch = ledger.identity.epoch
    return RestoreReport(found.entries, had, epoch, aside, not is_ours, found.problems)


def refuse_damaged(source: Path) -> None:
    """Check every file of a back-up against its list of contents. Raises Damaged, TooNew."""
    try:
        said = decode_object((source / CONTENTS).read_bytes())
    except (OSError, BadInput):
        raise Damaged(f"{source.name} is not a whole back-up: it has no readable list.") from None
    if said.get("format") != FORMAT:
        raise TooNew("This back-up was made by another version of wardsafe.", do="Update it here.")
    files = said["files"] if isinstance(said["files"], dict) else {}
    for name, digest in files.items():
        if _digest(source / name) != digest:
            raise Damaged(
                f"The back-up's file {name} is missing or was changed.", do="Use another back-up."
            )


# --- making ---------------------------------------------------------------------------------


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A new folder beside the target; gone again unless it was given the target's name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f"{target.name}.part-", dir=target.parent))
    try:
        yield part
    finally:
        if part.exists():
            shutil.rmtree(part)


@contextmanager
def _in_words(what: str) -> Iterator[None]:
    try:
        yield
    except SqlError as problem:
        raise NotSaved(f"{what}: {in_words(problem).what}") from None
    except OSError as problem:
        raise NotSaved(f"{what}: {problem.strerror}.", do="Check the disk.") from None


def _beside_the_ledger(where: WardFolder) -> Iterator[tuple[str, Path]]:
    """The other files that a back-up holds, by their names in it."""
    for file in (where.slots, recovery_file(where), where.about):
        if file.exists():
            yield file.name, file
    held = sorted(where.held.iterdir()) if where.held.is_dir() else []
    for file in (*held, *where.standards):
        yield file.relative_to(where.folder).as_posix(), file


def _copy_ledger(source: Path, target: Path, data_key: bytes) -> None:
    with (
        closing(connect(source, data_key, read_only=True)) as reader,
        closing(connect(target, data_key, new=True)) as writer,
    ):
        reader.backup(writer, pages=_STEP, sleep=0.001)
    _sync_file(target)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copyfile(source, target)
    os.chmod(target, 0o600)
    _sync_file(target)
    if _digest(source) != _digest(target):
        raise NotSaved(f"The file {target.name} reads back differently.", do="Check the disk.")


def _contents(part: Path, report: BackupReport) -> bytes:
    files = {
        file.relative_to(part).as_posix(): _digest(file)
        for file in sorted(part.rglob("*"))
        if file.is_file()
    }
    said = {"format": FORMAT, "entries": report.entries, "head": report.head, "files": files}
    return json.dumps(said, indent=1).encode()


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()
    except OSError:
        return ""


def _sync_file(file: Path) -> None:
    with file.open("rb+") as data:
        os.fsync(data.fileno())


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # Windows has no handle to a folder that can be flushed
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- checking -------------------------------------------------------------------------------


class _Copy:
    """A ledger's file read without its device, as far as `verify` reads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        refuse_different(connection)
        ring = dict(connection.execute("SELECT name, value FROM keyring").fetchall())
        said = decode_object(ring[making.IDENTITY])
        names = [str(said[name]) for name in ("environment", "ward", "terminal")]
        self.identity = LedgerIdentity(names[0], names[1], names[2])
        self.public_key = Signer(ring[making.SEED]).public

    def count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM entry").fetchone()[0])

    def rows(self, after: int, limit: int) -> list[Row]:
        return stored.rows_after(self._connection, after, limit)

    def by_id(self, entry_id: str) -> Entry | None:
        rows = stored.rows_where(self._connection, "id = ?", bytes.fromhex(entry_id))
        return stored.entry_of(rows[0]) if rows else None

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        return tuple(head for head, _ in stored.checkpoints(self._connection))


def _checked(
    file: Path, data_key: bytes, count: int = 0, head: Checkpoint | None = None
) -> BackupReport:
    """Read a copy whole. It must hold at least `count` entries and that head. Raises Damaged."""
    try:
        with closing(connect(file, data_key, read_only=True)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise Damaged("The back-up's tables are damaged.", do="Use another back-up.")
            copy = _Copy(connection)
            report = verify(cast(Ledger, copy))
            own = [c for c in copy.checkpoints() if c.terminal == copy.identity.terminal]
            has_head = head is None or not head.seq or copy.by_id(head.head) is not None
    except SqlError as problem:
        raise in_words(problem, Damaged) from None
    if report.entries < count or not has_head:
        raise NotSaved("The back-up does not hold the ledger's newest entry.", do="Try again.")
    newest = max(own, key=lambda c: (c.epoch, c.seq), default=None)
    problems = tuple(map(str, report.problems))
    return BackupReport(file.parent, report.entries, newest.head if newest else "", problems)


# --- going back -----------------------------------------------------------------------------


def _settle(new: Path, data_key: bytes, device_secret: bytes) -> bool:
    """Make the copy this device's own; whether it was already."""
    digest = making.device_digest(device_secret)
    with closing(connect(new, data_key)) as connection:
        query = "SELECT value FROM keyring WHERE name = ?"
        is_ours = bool(connection.execute(query, (making.DEVICE,)).fetchone() == (digest,))
        if not is_ours:
            connection.execute(
                "INSERT OR REPLACE INTO keyring VALUES (?, ?)", (making.DEVICE, digest)
            )
    _sync_file(new)
    return is_ours


def _put_aside(where: WardFolder) -> Path | None:
    """Move the present ledger, with the journal of a cut-off save, out of the way; never delete."""
    there = [file for file in (where.ledger, _journal(where.ledger)) if file.exists()]
    if not there:
        return None
    number = 1
    while (aside := where.folder / f"replaced-{number}").exists():
        number += 1
    aside.mkdir(mode=0o700)
    for file in there:
        os.rename(file, aside / file.name)
    _sync_folder(aside)
    return aside


def _journal(ledger: Path) -> Path:
    return ledger.with_name(ledger.name + "-journal")


def _put_back_missing(source: Path, where: WardFolder, *, slots: bool) -> None:
    theirs = WardFolder(source, where.device)
    more = [*sorted(theirs.held.glob("*")), *theirs.standards]
    names = [Path(recovery_file(where).name), Path(where.about.name)]
    names += [file.relative_to(source) for file in more]
    for name in [Path(where.slots.name), *names] if slots else names:
        if (source / name).exists() and not (where.folder / name).exists():
            with suppress(FileExistsError):
                _copy(source / name, where.folder / name)


def _numbers(held: int, had: int | None) -> str:
    said = f"The back-up holds {_entries(held)}"
    if had is None:
        return f"{said}; nothing here remembers how many this terminal had."
    if had <= held:
        return f"{said}; this terminal had {had:,}: none is missing."
    lost = had - held
    verb = "is" if lost == 1 else "are"
    return (
        f"{said}; this terminal had {had:,}: {lost:,} {verb} missing here and may be on another "
        "terminal or the hub."
    )


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"
