"""The folder that is a back-up: its list of contents, and files copied so that they read back.

The list names every other file with its SHA-256, so that a back-up that lost one, or carries one
that was changed, is refused before anything of it is used.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wardsafe.errors import BadInput, Damaged, NotSaved, TooNew
from wardsafe.ledger.canonical import decode_object
from wardsafe.ledger.connection import SqlError, in_words

FORMAT = "wardsafe-backup/1"
CONTENTS = "backup.json"


def refuse_damaged(source: Path) -> None:
    """Check every file of a back-up against its list of contents. Raises Damaged, TooNew."""
    try:
        said = decode_object((source / CONTENTS).read_bytes())
    except (OSError, BadInput):
        raise Damaged(f"{source.name} is not a whole back-up: it has no readable list.") from None
    if said.get("format") != FORMAT:
        raise TooNew("This back-up was made by another version of wardsafe.", do="Update it here.")
    files = said["files"] if isinstance(said["files"], dict) else {}
    for name, promised in files.items():
        if digest(source / name) != promised:
            raise Damaged(
                f"The back-up's file {name} is missing or was changed.", do="Use another back-up."
            )


def contents(part: Path, entries: int, head: str) -> bytes:
    """The list of contents of what stands in `part`."""
    files = {
        file.relative_to(part).as_posix(): digest(file)
        for file in sorted(part.rglob("*"))
        if file.is_file()
    }
    said = {"format": FORMAT, "entries": entries, "head": head, "files": files}
    return json.dumps(said, indent=1).encode()


def copy_file(source: Path, target: Path) -> None:
    """Copy a file for its owner's eyes alone. Raises NotSaved where it reads back differently."""
    target.parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copyfile(source, target)
    os.chmod(target, 0o600)
    sync_file(target)
    if digest(source) != digest(target):
        raise NotSaved(f"The file {target.name} reads back differently.", do="Check the disk.")


def digest(file: Path) -> str:
    """The SHA-256 of a file in hex; "" where it cannot be read."""
    try:
        with file.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()
    except OSError:
        return ""


def sync_file(file: Path) -> None:
    """Flush a file to the disk."""
    with file.open("rb+") as data:
        os.fsync(data.fileno())


@contextmanager
def in_words_of(what: str) -> Iterator[None]:
    """Say as NotSaved, after `what`, whatever the disk or the database refuses."""
    try:
        yield
    except SqlError as problem:
        raise NotSaved(f"{what}: {in_words(problem).what}") from None
    except OSError as problem:
        raise NotSaved(f"{what}: {problem.strerror}.", do="Check the disk.") from None


def say_entries(count: int) -> str:
    """The number with its noun."""
    return f"{count:,} {'entry' if count == 1 else 'entries'}"
