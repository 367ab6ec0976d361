"""Connections to the encrypted file: every setting is made and read back, every error has words.

The rollback journal with synchronous=EXTRA lost no acknowledged commit in 10,000 simulated power
losses, where DELETE with FULL lost 633 (threats catalogue 1.2).
"""

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection
from sqlcipher3.dbapi2 import Error as SqlError

from wardsafe.errors import Damaged, NotSaved, WardsafeError

PAGE = 4096
SALT = 16
"""SQLCipher keeps its salt as the first bytes of the file; see `_salt_for`."""
KEY = 32

__all__ = ["Connection", "SqlError", "connect", "in_words", "is_damage", "unlock"]

# Set, and what reading it back must give.
_SETTINGS: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "DELETE", "delete"),
    ("synchronous", "EXTRA", 3),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("busy_timeout", "5000", 5000),
    ("recursive_triggers", "ON", 1),
)

_FULL, _READ_ONLY, _CANNOT_OPEN, _BUSY, _LOCKED = 13, 8, 14, 5, 6
_CORRUPT, _NOT_A_LEDGER, _INPUT_OUTPUT = 11, 26, 10
_DAMAGE = frozenset({_CORRUPT, _NOT_A_LEDGER})
_WORDS = {
    _FULL: ("The disk is full.", "Free some space, then save again."),
    _READ_ONLY: ("The ledger may only be read.", "Check the permissions of the ward folder."),
    _CANNOT_OPEN: (
        "The ward folder cannot be written to.",
        "Check its permissions and the free space.",
    ),
    _BUSY: ("Another program holds the ledger.", "Close it, or wait a moment, then save again."),
    _LOCKED: ("Another program holds the ledger.", "Close it, or wait a moment, then save again."),
    _INPUT_OUTPUT: ("The disk reported an error.", "Check the disk before you save again."),
    _CORRUPT: ("The ledger's file is damaged.", "Restore a back-up, or rescue what can be read."),
    _NOT_A_LEDGER: (
        "The ledger's file does not open with this key: it is damaged, or not this ward's.",
        "Restore a back-up, or rescue what can be read.",
    ),
}
_OTHERWISE = ("The database reported an error.", "Close wardsafe, open it again, and look.")


def connect(
    path: Path, data_key: bytes, *, new: bool = False, read_only: bool = False
) -> Connection:
    """Open the file with a 32-byte key; `new` for a file still to be made.

    Raises Damaged for a wrong key or a damaged file, and what `in_words` says for the rest.
    """
    connection = None
    try:
        mode = "ro" if read_only else "rwc" if new else "rw"
        if not new:
            _refuse_empty(path)
        connection = dbapi2.connect(
            f"file:{quote(str(path))}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        unlock(connection, data_key)
        _set_and_read_back(connection, read_only=read_only)
    except SqlError as problem:
        if connection is not None:
            connection.close()
        raise in_words(problem, Damaged) from None
    except BaseException:
        if connection is not None:
            connection.close()
        raise
    return connection


def unlock(connection: Connection, data_key: bytes) -> None:
    """Give SQLCipher its raw key, quietly, and read the first page with it."""
    if len(data_key) != KEY:
        raise Damaged(f"The ledger's key must be {KEY} bytes.")
    # Before the key: a wrong one would be told to standard error.
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{data_key.hex()}{_salt_for(data_key).hex()}'\"")
    connection.execute(f"PRAGMA cipher_page_size={PAGE}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _salt_for(data_key: bytes) -> bytes:
    """The salt of the file that this key opens: derived, never read.

    The file's first bytes may be torn while a cut-off save waits to be rolled back, and opening the
    file to read them would drop this process's locks on it. Every ledger has a key of its own.
    """
    return sha256(b"wardsafe salt/1\n" + data_key).digest()[:SALT]


def _refuse_empty(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as problem:
        raise Damaged(f"The ledger's file cannot be read: {problem.strerror}.") from None
    if size < SALT:
        raise Damaged("The ledger's file is empty.", do="Restore a back-up.")


def _set_and_read_back(connection: Connection, *, read_only: bool) -> None:
    for name, value, expected in (*_SETTINGS, *(_ONLY_READ if read_only else ())):
        connection.execute(f"PRAGMA {name}={value}")
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise Damaged(f"The database refused the setting {name}={value}: it says {found}.")


_ONLY_READ: tuple[tuple[str, str, object], ...] = (("query_only", "ON", 1),)


def is_damage(problem: SqlError) -> bool:
    """Whether the error says that bytes of the file are not what was written there."""
    return _code(problem) in _DAMAGE


def in_words(problem: SqlError, kind: type[WardsafeError] = NotSaved) -> WardsafeError:
    """The error as one sentence and what to do; Damaged where the file itself is damaged.

    Never the text of the database, which may quote what was being written.
    """
    what, do = _WORDS.get(_code(problem), _OTHERWISE)
    refused = re.fullmatch(r"refused: [a-z ]+", str(problem))
    if refused:
        what = f"The ledger {refused.group()}."
    return (Damaged if is_damage(problem) else kind)(what, do=do)


def _code(problem: SqlError) -> int:
    # The low byte is the kind, the rest the detail (sqlite.org/rescode.html).
    return int(getattr(problem, "sqlite_errorcode", 0) or 0) & 0xFF
