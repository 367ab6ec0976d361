"""What is compared the moment a ledger is opened, and what each difference means: pure.

Held in the file: the count, the newest signed head, the last entry. Held outside: the anchor. One
write that the anchor has not caught up with is what a power cut leaves, and is mended; anything
else becomes a finding in words and numbers, and where entries may be missing or replaced, the
terminal goes on in a new epoch so that nothing it writes can hide that.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wardsafe.ledger.anchor import Anchor
from wardsafe.ledger.checkpoint import Checkpoint, LedgerIdentity, is_signed_by
from wardsafe.ledger.connection import Connection
from wardsafe.ledger.contract import OpenFinding
from wardsafe.ledger.entry import NOTHING_BEFORE
from wardsafe.ledger.stored import checkpoints


@dataclass(frozen=True, slots=True)
class Held:
    """What the file says of itself. `before` is the seq of the head signed before this one."""

    identity: LedgerIdentity
    public: str
    count: int
    numbered_to: int
    checkpoint: Checkpoint
    before: int
    last: Checkpoint
    first_prev: str
    at_anchor: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The outcome: `findings`, whether the anchor must catch up, and the last known head."""

    findings: tuple[OpenFinding, ...]
    anchor_is_behind: bool
    last_known: Checkpoint

    @property
    def reason(self) -> str:
        """Why a new epoch must begin; "" when none must."""
        return " ".join(finding.what for finding in self.findings if finding.starts_epoch)


def look(
    connection: Connection, identity: LedgerIdentity, public: str, anchor: Anchor | None
) -> Held:
    """Read what `compare` needs from the file; `identity` with any epoch."""
    own = [(c, before) for c, before in checkpoints(connection) if c.terminal == identity.terminal]
    newest, before = own[-1] if own else (Checkpoint(identity.terminal, 1), 0)
    chain = (identity.terminal, newest.epoch)
    at_anchor = (identity.terminal, anchor.epoch, anchor.seq) if anchor else (*chain, 0)
    count, numbered_to = connection.execute("SELECT count(*), max(number) FROM entry").fetchone()
    last = connection.execute(
        "SELECT seq, id FROM entry WHERE terminal = ? AND epoch = ? ORDER BY seq DESC LIMIT 1",
        chain,
    ).fetchone() or (0, bytes.fromhex(NOTHING_BEFORE))
    return Held(
        identity=LedgerIdentity(identity.environment, identity.ward, *chain),
        public=public,
        count=count,
        numbered_to=numbered_to or 0,
        checkpoint=newest,
        before=before,
        last=Checkpoint(*chain, last[0], last[1].hex()),
        first_prev=_one(connection, "prev", (*chain, 1)),
        at_anchor=_one(connection, "id", at_anchor),
    )


def _one(connection: Connection, column: str, place: tuple[str, int, int]) -> str:
    row = connection.execute(
        f"SELECT {column} FROM entry WHERE terminal = ? AND epoch = ? AND seq = ?",  # noqa: S608
        place,
    ).fetchone()
    return row[0].hex() if row else NOTHING_BEFORE


def compare(held: Held, anchor: Anchor | None) -> Opened:
    """Compare head, signature, count and anchor."""
    within = list(_within(held))
    behind = anchor is not None and not within and _is_one_write_behind(held, anchor)
    findings = within if behind else [*within, *_against(held, anchor)]
    known = [held.last, held.checkpoint]
    if anchor is not None and anchor.terminal == held.identity.terminal:
        known.append(anchor.checkpoint)
    last_known = max(known, key=lambda head: (head.epoch, head.seq))
    return Opened(tuple(findings), behind, last_known)


def _within(held: Held) -> Iterator[OpenFinding]:
    signed, last = held.checkpoint, held.last
    missing = signed.seq - last.seq
    if missing > 0:
        yield OpenFinding(
            f"The signed head is entry {signed.seq} of this terminal, the file holds {last.seq}: "
            f"{_last(missing)} missing.",
            True,
        )
    elif missing < 0:
        yield OpenFinding(
            f"The signed head is entry {signed.seq} of this terminal, the file holds {last.seq}: "
            f"{-missing} were added without being signed.",
            True,
        )
    elif signed.head != last.head:
        yield OpenFinding(f"Entry {last.seq} of this terminal is not the one it signed.", True)
    if signed.seq and not is_signed_by(signed, held.public):
        yield OpenFinding("The signature on the head is not this terminal's.", True)
    if held.numbered_to != held.count:
        yield OpenFinding(
            f"Entries are numbered to {held.numbered_to}, the file holds {held.count}: "
            f"{held.numbered_to - held.count} are missing in between.",
            True,
        )


def _against(held: Held, anchor: Anchor | None) -> Iterator[OpenFinding]:
    if anchor is None:
        yield OpenFinding(
            f"The anchor is missing or unreadable, so nothing outside the file says whether its "
            f"{held.count} entries are all there were.",
            True,
        )
    elif (anchor.environment, anchor.terminal, anchor.public) != (
        held.identity.environment,
        held.identity.terminal,
        held.public,
    ):
        yield OpenFinding("The anchor belongs to another ledger.", True)
    elif anchor.count > held.count:
        yield OpenFinding(
            f"The anchor says {anchor.count} entries, the file holds {held.count}: "
            f"{_last(anchor.count - held.count)} missing.",
            True,
        )
    elif anchor.head != held.at_anchor:
        yield OpenFinding(
            f"The anchor and the file disagree about entry {anchor.seq} of this terminal: "
            "an older or another file was put in place.",
            True,
        )
    elif anchor.count < held.count or anchor.seq < held.last.seq:
        yield OpenFinding(
            f"The anchor says {anchor.count} entries, the file holds {held.count}: "
            "an older anchor was put back.",
            False,
        )


def _is_one_write_behind(held: Held, anchor: Anchor) -> bool:
    if anchor.public != held.public:
        return False
    if anchor.epoch == held.checkpoint.epoch:
        # What came in from other terminals moves the count and not this terminal's head.
        is_older = anchor.count < held.count and anchor.seq in (held.before, held.last.seq)
        return is_older and anchor.head == held.at_anchor
    return held.before == 0 and held.last.seq > 0 and anchor.head == held.first_prev


def _last(count: int) -> str:
    return "the last one is" if count == 1 else f"the last {count} are"
