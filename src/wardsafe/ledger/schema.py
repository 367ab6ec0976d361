"""The ledger's tables and triggers, word for word, and the check that a file has exactly these.

Triggers stop accidents; the chain and its signature show tampering. A BEFORE INSERT trigger is
needed because INSERT OR REPLACE passes by a delete trigger, and the whole text is compared at
open because rebuilding a table silently drops its triggers (threats catalogue 1.3, 14 and 15).
"""

from wardsafe.errors import Damaged, TooNew
from wardsafe.ledger.connection import Connection

VERSION = 1
"""Kept as the file's user_version."""

_STATEMENTS = {
    "entry": """CREATE TABLE entry (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  terminal TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  prev BLOB NOT NULL,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  header BLOB NOT NULL,
  UNIQUE (terminal, epoch, seq)
) STRICT""",
    "part": """CREATE TABLE part (
  entry INTEGER NOT NULL REFERENCES entry (number),
  name TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (entry, name)
) STRICT, WITHOUT ROWID""",
    "checkpoint": """CREATE TABLE checkpoint (
  terminal TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  head BLOB NOT NULL,
  signature BLOB NOT NULL,
  before INTEGER NOT NULL,
  PRIMARY KEY (terminal, epoch)
) STRICT, WITHOUT ROWID""",
    "keyring": """CREATE TABLE keyring (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID""",
    "view_state": """CREATE TABLE view_state (
  name TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  upto INTEGER NOT NULL,
  behind TEXT
) STRICT, WITHOUT ROWID""",
    "entry_record": "CREATE INDEX entry_record ON entry (record)",
    "entry_extends_its_chain": """CREATE TRIGGER entry_extends_its_chain BEFORE INSERT ON entry
BEGIN
  SELECT RAISE(ABORT, 'refused: an entry that is not numbered next')
    WHERE NEW.number IS NOT 1 + (SELECT coalesce(max(number), 0) FROM entry);
  SELECT RAISE(ABORT, 'refused: an entry that is not next in its chain')
    WHERE NEW.seq IS NOT 1 + (SELECT coalesce(max(seq), 0) FROM entry
      WHERE terminal = NEW.terminal AND epoch = NEW.epoch);
  SELECT RAISE(ABORT, 'refused: an entry that does not follow the last one')
    WHERE NEW.seq > 1 AND NEW.prev IS NOT (SELECT id FROM entry
      WHERE terminal = NEW.terminal AND epoch = NEW.epoch AND seq = NEW.seq - 1);
  SELECT RAISE(ABORT, 'refused: an entry that is here already')
    WHERE EXISTS (SELECT 1 FROM entry WHERE id = NEW.id);
END""",
    "part_joins_its_entry": """CREATE TRIGGER part_joins_its_entry BEFORE INSERT ON part
BEGIN
  SELECT RAISE(ABORT, 'refused: a part that is here already')
    WHERE EXISTS (SELECT 1 FROM part WHERE entry = NEW.entry AND name = NEW.name);
END""",
} | {
    f"{table}_is_never_{done}": f"""CREATE TRIGGER {table}_is_never_{done} BEFORE {act} ON {table}
BEGIN
  SELECT RAISE(ABORT, 'refused: nothing is {done}');
END"""
    for table in ("entry", "part")
    for act, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
}

_OURS = """SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN
  ('entry', 'part', 'checkpoint', 'keyring', 'view_state')"""


def make(connection: Connection) -> None:
    """Make the tables in an empty file, inside the caller's transaction."""
    for statement in _STATEMENTS.values():
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version={VERSION}")


def refuse_different(connection: Connection) -> None:
    """Raise TooNew for a later version's file, and Damaged where a table or trigger differs."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise TooNew(
            f"The ledger was written by a later version of wardsafe (format {version}).",
            do="Update wardsafe on this computer; the file was left as it is.",
        )
    found = dict(connection.execute(_OURS).fetchall())
    names = _STATEMENTS.keys() | found.keys()
    wrong = sorted(name for name in names if found.get(name) != _STATEMENTS.get(name))
    if wrong:
        raise Damaged(
            f"The ledger's own rules were changed: {', '.join(wrong)}.",
            do="Do not record here; restore a back-up, or rescue what can be read.",
        )
