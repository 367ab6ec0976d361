"""Back-ups: a folder that holds a ward whole, proved by reading it.

A back-up is made by SQLite's own backup call while recording goes on, never by copying the file
(threats catalogue 1.2, finding 13). It is opened again, every entry is checked, its head is
compared with the ledger's, and only then does the folder get its name. Beside the ledger it holds
the key slots, the recovery slot, what may be read while locked, and the records that wait to be
claimed, all of them as sealed as they were; and the trust's own duties and checklists, which are
about nobody. The device secret and the anchor stay where they are.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from wardsafe.errors import BadInput
from wardsafe.ledger.backup_files import (
    CONTENTS,
    contents,
    copy_file,
    in_words_of,
    say_entries,
    sync_file,
)
from wardsafe.ledger.checked_copy import checked
from wardsafe.ledger.connection import connect
from wardsafe.ledger.contract import Ledger
from wardsafe.ledger.recovery import recovery_file
from wardsafe.places import WardFolder, sync_folder, write_whole

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
        said = f"Backed up and checked: {say_entries(self.entries)}, head {self.head[:8]}."
        return " ".join([said, *self.problems])


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
    with in_words_of("The back-up was not made"), _beside(target) as part:
        _copy_ledger(where.ledger, part / where.ledger.name, data_key)
        for name, file in _beside_the_ledger(where):
            copy_file(file, part / name)
        found = checked(part / where.ledger.name, data_key, count, head)
        write_whole(part / CONTENTS, contents(part, found.entries, found.head))
        os.rename(part, target)
        sync_folder(target.parent)
    return BackupReport(target, found.entries, found.head, found.problems)


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
    sync_file(target)
