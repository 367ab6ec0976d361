"""Checking a whole ledger, entry by entry: pure, nothing is written and nothing is mended.

For each entry in order of arrival: its number follows the last; its id is the SHA-256 of its
header; the header says what the columns say; each part present is the one the header commits to,
and of this terminal's own entries none is absent; it is next in its chain and names the entry
before it. A chain's first entry follows nothing, or, in a later epoch, an entry that is here.
At the end: each own chain ends at the head that this terminal signed.

A chain proves *unchanged since it was recorded*, not *true*.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from wardsafe.errors import Damaged
from wardsafe.ledger.checkpoint import Checkpoint, is_signed_by
from wardsafe.ledger.contract import Ledger, Progress, Row
from wardsafe.ledger.entry import BRANCH, NOTHING_BEFORE

_BATCH = 500
_NOTHING = bytes.fromhex(NOTHING_BEFORE)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold. `number` 0 is about a chain; `seq` 0 could not be read."""

    number: int
    terminal: str
    epoch: int
    seq: int
    what: str

    def __str__(self) -> str:
        chain = f"Chain {self.terminal}/{self.epoch}" if self.terminal else "The ledger"
        where = f"Entry {self.number}" if self.number else chain
        return f"{where}: {self.what}."


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked. `is_whole` is False where it was stopped before the end."""

    entries: int
    chains: int
    problems: tuple[Problem, ...]
    is_whole: bool


def verify(
    ledger: Ledger,
    on_progress: Progress = lambda done, of: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Report:
    """Check every entry, chain and signed head; told progress, and asked to stop, by the batch."""
    walk = _Walk(ledger.identity.terminal)
    is_whole = False
    while not is_whole and not should_stop():
        total = ledger.count()
        if walk.number < total:
            walk.take(ledger, total)
            on_progress(walk.number, total)
            continue
        try:
            heads = ledger.checkpoints()
        except Damaged:
            walk.problems.append(Problem(0, "", 0, 0, "the signed heads cannot be read"))
            return Report(walk.entries, len(walk.chains), tuple(walk.problems), True)
        is_whole = ledger.count() == total  # else something was recorded meanwhile
        if is_whole:
            walk.check_heads(heads, ledger.public_key)
    return Report(walk.entries, len(walk.chains), tuple(walk.problems), is_whole)


class _Walk:
    def __init__(self, terminal: str) -> None:
        self.terminal = terminal
        self.number = 0
        self.entries = 0
        self.is_unread = False
        self.chains: dict[tuple[str, int], tuple[int, bytes]] = {}
        self.problems: list[Problem] = []
        self._uncertain: set[tuple[str, int]] = set()

    def take(self, ledger: Ledger, total: int) -> None:
        try:
            rows = ledger.rows(self.number, _BATCH)
        except Damaged:
            self._take_one_by_one(ledger, min(self.number + _BATCH, total))
            return
        self._check(ledger, rows)
        if not rows:
            self._missing(total + 1)

    def _take_one_by_one(self, ledger: Ledger, upto: int) -> None:
        while self.number < upto:
            try:
                self._check(ledger, ledger.rows(self.number, 1))
            except Damaged:
                self.number += 1
                self.is_unread = True
                self._uncertain |= self.chains.keys()
                self.problems.append(Problem(self.number, "", 0, 0, "it cannot be read"))

    def _check(self, ledger: Ledger, rows: list[Row]) -> None:
        for row in rows:
            if row[0] != self.number + 1:
                self._missing(row[0])
            self.number = row[0]
            self.entries += 1
            what = _fault(row, self.terminal) or self._link(ledger, row)
            if what:
                self.problems.append(Problem(row[0], row[2], row[3], row[4], what))
            self.chains[row[2], row[3]] = (row[4], row[1])

    def _missing(self, upto: int) -> None:
        first, last = self.number + 1, upto - 1
        what = "it is missing" if first == last else f"it and all to {last} are missing"
        self.problems.append(Problem(first, "", 0, 0, what))
        self._uncertain |= self.chains.keys()
        self.number = last

    def _link(self, ledger: Ledger, row: Row) -> str:
        chain, seq, prev = (row[2], row[3]), row[4], row[5]
        if chain in self._uncertain:
            self._uncertain.discard(chain)
            return ""
        if chain not in self.chains:
            return self._beginning(ledger, row)
        last_seq, last_id = self.chains[chain]
        if seq != last_seq + 1:
            return f"it is {seq} of its chain, after {last_seq}"
        return "" if prev == last_id else f"it does not follow entry {last_seq} of its chain"

    def _beginning(self, ledger: Ledger, row: Row) -> str:
        if row[4] != 1:
            return f"its chain begins with {row[4]}: the first {row[4] - 1} are missing"
        if row[5] == _NOTHING:
            return "" if row[3] == 1 else "its epoch does not say which entry it follows"
        try:
            is_here = ledger.by_id(row[5].hex()) is not None
        except Damaged:
            return f"epoch {row[3]} follows an entry that cannot be read"
        if not is_here:
            return f"epoch {row[3]} follows an entry that is not here: some before it are missing"
        return ""

    def check_heads(self, signed: Sequence[Checkpoint], public: str) -> None:
        heads = {(head.terminal, head.epoch): head for head in signed}
        for chain, (seq, last_id) in self.chains.items():
            head = heads.get(chain)
            if chain[0] != self.terminal:
                continue
            if head is None:
                self._head_problem(chain, "its head was never signed")
            elif (head.seq, head.head) != (seq, last_id.hex()):
                what = f"it ends with {seq}, the signed head is {head.seq}"
                self._head_problem(
                    chain, what if seq != head.seq else "its last entry is not the signed one"
                )
            elif not is_signed_by(head, public):
                self._head_problem(chain, "the signature on its head is not this terminal's")
        for chain in () if self.is_unread else heads.keys() - self.chains.keys():
            self._head_problem(chain, f"none of its {heads[chain].seq} entries is here")

    def _head_problem(self, chain: tuple[str, int], what: str) -> None:
        self.problems.append(Problem(0, *chain, 0, what))


def _fault(row: Row, own: str) -> str:
    """What of an entry does not match its own hashes; "" when all of it does."""
    _, entry_id, terminal, epoch, seq, prev, kind, record, header, parts = row
    if sha256(header).digest() != entry_id:
        return "its header was changed"
    try:
        said: dict[str, Any] = json.loads(header)
        digests: dict[str, str] = said["parts"]
        is_fork = BRANCH in terminal  # a branch counts its own places
        at = (said["terminal"], seq if is_fork else said["seq"])
        is_same = (*at, said["epoch"], said["prev"]) == (
            terminal.partition(BRANCH)[0],
            seq,
            epoch,
            prev.hex(),
        ) and (said["kind"], said["record"]) == (kind, record)
    except (ValueError, KeyError, TypeError):
        return "its header cannot be read"
    if not is_same:
        return "its columns do not say what its header says"
    for name, body in parts.items():
        if sha256(body).hexdigest() != digests.get(name):
            return f"its {name} part was changed"
    if len(parts) != len(digests) and terminal == own:
        return f"its {' and '.join(digests.keys() - parts.keys())} part is missing"
    return ""
