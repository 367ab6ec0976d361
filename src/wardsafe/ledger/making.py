"""Making a ledger's file, and refusing to where one was: never a silent empty start."""

import hashlib
import os
from pathlib import Path

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, Damaged, NotSaved
from wardsafe.ledger import schema
from wardsafe.ledger.anchor import AnchorFile
from wardsafe.ledger.canonical import decode_object, encode
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity, Signer
from wardsafe.ledger.connection import Connection, SqlError, connect, in_words
from wardsafe.ledger.one_writer import OneWriter
from wardsafe.places import WardFolder, make_private, sync_folder

IDENTITY, DEVICE, SEED = "identity", "device", "signing seed"
"""What the keyring holds from the start; no other part of the program may write these."""


def take(where: WardFolder) -> OneWriter:
    """Become the one writer of the ward folder. Raises InUse, NotSaved, UnsafePlace."""
    make_private(where.folder)
    return OneWriter(where.in_use)


def refuse_where_there_was_one(where: WardFolder, device_secret: bytes, *, confirmed: bool) -> None:
    """Raise Damaged where a ledger is, or, unless `confirmed`, where the anchor says one was."""
    if where.ledger.exists():
        raise Damaged("There is a ledger in this folder already.", do="Open that one.")
    file = AnchorFile(where, device_secret)
    anchor = file.read()
    if confirmed or not file.exists() or (anchor and anchor.count == 0):
        return
    raise Damaged(
        _had(anchor.count if anchor else None),
        do="Restore a back-up; start an empty ledger only if you are sure that it is lost.",
    )


def refuse_missing(where: WardFolder, device_secret: bytes) -> None:
    """Raise Damaged where there is no file to open, saying what the anchor remembers."""
    if where.ledger.exists():
        return
    file = AnchorFile(where, device_secret)
    anchor = file.read()
    if file.exists():
        raise Damaged(_had(anchor.count if anchor else None), do="Restore a back-up.")
    raise Damaged("There is no ledger in this folder.", do="Set this ward up first.")


def _had(count: int | None) -> str:
    entries = "a ledger" if count is None else f"{count} entries"
    return f"This terminal had {entries}, and the ledger's file is missing."


def make_file(
    where: WardFolder,
    identity: LedgerIdentity,
    data_key: bytes,
    signing_seed: bytes,
    device_secret: bytes,
    chance: Chance,
) -> None:
    """Make the empty file under another name, then its anchor, then give it its name.

    A power cut at any moment leaves no ledger, or a whole one. Raises NotSaved.
    """
    new = where.ledger.with_name(where.ledger.name + ".new")
    keyring = {
        IDENTITY: encode(
            {
                "environment": identity.environment,
                "ward": identity.ward,
                "terminal": identity.terminal,
            }
        ),
        DEVICE: device_digest(device_secret),
        SEED: signing_seed,
    }
    new.unlink(missing_ok=True)
    _fill(new, data_key, keyring)
    AnchorFile(where, device_secret).keep_head(
        identity, Signer(signing_seed).public, Checkpoint(identity.terminal, 1), 0
    )
    _give_name(new, where.ledger)


def _fill(new: Path, data_key: bytes, keyring: dict[str, bytes]) -> None:
    connection = connect(new, data_key, new=True)
    try:
        connection.execute("BEGIN IMMEDIATE")
        schema.make(connection)
        connection.executemany("INSERT INTO keyring VALUES (?, ?)", list(keyring.items()))
        connection.execute("COMMIT")
    except SqlError as problem:
        raise in_words(problem) from None
    finally:
        connection.close()


def _give_name(new: Path, ledger: Path) -> None:
    try:
        os.chmod(new, 0o600)
        os.replace(new, ledger)
        sync_folder(ledger.parent)
    except OSError as problem:
        raise NotSaved(f"The ledger's file could not be made: {problem.strerror}.") from None


def device_digest(device_secret: bytes) -> bytes:
    """What the keyring keeps to know this device again."""
    return hashlib.sha256(b"wardsafe device/1\n" + device_secret).digest()


def identity_of(connection: Connection, device_secret: bytes) -> tuple[LedgerIdentity, Signer]:
    """Whose ledger the file is. Raises Damaged where it was made on another device."""
    ring = dict(connection.execute("SELECT name, value FROM keyring").fetchall())
    if ring.get(DEVICE) != device_digest(device_secret):
        raise Damaged(
            "This ledger was made on another computer: it does not know this device's secret.",
            do="Put this ward's own file back, or restore it from a back-up.",
        )
    try:
        said = decode_object(ring[IDENTITY])
        identity = LedgerIdentity(
            str(said["environment"]), str(said["ward"]), str(said["terminal"])
        )
        return identity, Signer(ring[SEED])
    except (BadInput, KeyError, ValueError):
        raise Damaged("The ledger's keyring is damaged.", do="Restore a back-up.") from None
