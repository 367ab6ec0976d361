"""A second verifier, that shares no code with the ledger: raw rows in, what does not hold out.

Written from docs/formats/entry.md alone, with the standard library and Ed25519. A row is (number,
id, terminal, epoch, seq, prev, kind, record, header, parts) and a head is (terminal, epoch, seq,
head, signature), all as they lie in the tables. What it finds is ("entry", number) or
("chain", terminal, epoch): enough to be compared with what `wardsafe verify` names.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

Row = tuple[int, bytes, str, int, int, bytes, str, str, bytes, Mapping[str, bytes]]
Head = tuple[str, int, int, bytes, bytes]
Fault = tuple[str, int] | tuple[str, str, int]


def faults(rows: Iterable[Row], heads: Iterable[Head], terminal: str, public: str) -> set[Fault]:
    """Everything that does not hold in a ledger of `terminal`, whose hex key is `public`."""
    found: set[Fault] = set()
    ends: dict[tuple[str, int], tuple[int, bytes]] = {}
    excused: set[tuple[str, int]] = set()  # chains that may miss an entry which is told already
    stored = list(rows)
    everything = {row[1] for row in stored}
    last = 0
    for row in stored:
        number, id_, name, epoch, seq = row[:5]
        if number != last + 1:
            found.add(("entry", last + 1))
            excused = set(ends)
        last = number
        if not _is_itself(row, terminal):
            found.add(("entry", number))
        elif (name, epoch) in excused:
            excused.discard((name, epoch))
        elif not _follows(row, ends.get((name, epoch)), everything):
            found.add(("entry", number))
        ends[name, epoch] = (seq, id_)
    return found | _heads(ends, heads, terminal, public)


def _is_itself(row: Row, terminal: str) -> bool:
    """Whether the hashes of an entry are its own, and its columns those of its header."""
    _, id_, name, epoch, seq, prev, kind, record, header, parts = row
    if sha256(header).digest() != id_:
        return False
    try:
        said: dict[str, Any] = json.loads(header)
        committed = dict(said["parts"])
        place = [said["terminal"], said["epoch"], said["prev"], said["kind"], said["record"]]
        own_seq = said["seq"]
    except (ValueError, KeyError, TypeError):
        return False
    chain, _, branch = name.partition("~")
    if place != [chain, epoch, prev.hex(), kind, record] or (own_seq != seq and not branch):
        return False
    if any(sha256(body).hexdigest() != committed.get(part) for part, body in parts.items()):
        return False
    return name != terminal or committed.keys() == set(parts)


def _follows(row: Row, end: tuple[int, bytes] | None, everything: set[bytes]) -> bool:
    """Whether it is next in its chain; a chain's first may follow an entry that is somewhere."""
    _, _, _, epoch, seq, prev = row[:6]
    if end is not None:
        return (seq, prev) == (end[0] + 1, end[1])
    if seq != 1:
        return False
    return epoch == 1 if prev == bytes(32) else prev in everything


def _heads(
    ends: Mapping[tuple[str, int], tuple[int, bytes]],
    heads: Iterable[Head],
    terminal: str,
    public: str,
) -> set[Fault]:
    signed = {(head[0], head[1]): head for head in heads}
    found: set[Fault] = {("chain", *chain) for chain in signed.keys() - ends.keys()}
    for chain, (seq, id_) in ends.items():
        if chain[0] != terminal:
            continue
        head = signed.get(chain)
        if head is None or (head[2], head[3]) != (seq, id_) or not _is_signed(head, public):
            found.add(("chain", *chain))
    return found


def _is_signed(head: Head, public: str) -> bool:
    terminal, epoch, seq, id_, signature = head
    said = {"epoch": epoch, "head": id_.hex(), "seq": seq, "terminal": terminal}
    line = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    try:
        VerifyKey(bytes.fromhex(public)).verify(
            b"wardsafe checkpoint/1\n" + line.encode(), signature
        )
    except (CryptoError, ValueError):
        return False
    return True


def of_file(ledger: Path, data_key: bytes) -> tuple[list[Row], list[Head]]:
    """The raw rows and heads of a ledger's encrypted file, read without the program."""
    from sqlcipher3 import dbapi2

    salt = sha256(b"wardsafe salt/1\n" + data_key).digest()[:16]
    db = dbapi2.connect(str(ledger))
    try:
        db.execute(f"PRAGMA key=\"x'{data_key.hex()}{salt.hex()}'\"")
        db.execute("PRAGMA cipher_page_size=4096")
        parts: dict[int, dict[str, bytes]] = {}
        for number, name, body in db.execute("SELECT entry, name, body FROM part"):
            parts.setdefault(number, {})[name] = body
        columns = "number, id, terminal, epoch, seq, prev, kind, record, header"
        rows = db.execute(f"SELECT {columns} FROM entry ORDER BY number").fetchall()
        heads = db.execute("SELECT terminal, epoch, seq, head, signature FROM checkpoint")
        return [(*row, parts.get(row[0], {})) for row in rows], heads.fetchall()
    finally:
        db.close()
