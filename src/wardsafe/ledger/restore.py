"""Going back to a back-up, on the computer it was made on or on a new one.

Going back never deletes: what it replaces is kept aside. It begins a new epoch that says from
which entry, so that a ledger which lost entries can never pass for one that did not.
"""

import os
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from wardsafe.clock import Chance
from wardsafe.ledger import making
from wardsafe.ledger.anchor import AnchorFile
from wardsafe.ledger.backup_files import (
    copy_file,
    in_words_of,
    refuse_damaged,
    say_entries,
    sync_file,
)
from wardsafe.ledger.checked_copy import checked
from wardsafe.ledger.connection import connect
from wardsafe.ledger.recovery import recovery_file
from wardsafe.ledger.store import SqliteLedger
from wardsafe.places import WardFolder, sync_folder


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
    found = checked(copy, data_key)
    lock = making.take(where)
    try:
        with in_words_of("The back-up was not restored"):
            anchor = AnchorFile(where, device_secret).read()
            new = where.ledger.with_name(where.ledger.name + ".restored")
            _journal(new).unlink(missing_ok=True)  # of a restore that was cut off
            copy_file(copy, new)
            is_ours = _settle(new, data_key, device_secret)
            aside = _put_aside(where)
            os.replace(new, where.ledger)
            _put_back_missing(source, where, slots=is_ours)
            sync_folder(where.folder)
    finally:
        lock.release()
    had = anchor.count if anchor else None
    ledger = SqliteLedger.open(where, data_key=data_key, device_secret=device_secret, chance=chance)
    with closing(ledger):
        ledger.begin_epoch(f"Restored from a back-up. {_numbers(found.entries, had)}")
        epoch = ledger.identity.epoch
    return RestoreReport(found.entries, had, epoch, aside, not is_ours, found.problems)


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
    sync_file(new)
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
    sync_folder(aside)
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
                copy_file(source / name, where.folder / name)


def _numbers(held: int, had: int | None) -> str:
    said = f"The back-up holds {say_entries(held)}"
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
