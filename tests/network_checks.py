"""The properties P1 to P16 (threats catalogue 5.6), asked of a network, named when broken."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2
from sqlite_utils import Database

import verifier
from network_parts import Dice, Node, Places, Stick, Store
from network_tally import asked, found, struck
from wardsafe.bundles.carriers import INBOX
from wardsafe.bundles.leaving import whole
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.merging import NOT_OURS, REFUSED
from wardsafe.ledger import schema, stored
from wardsafe.ledger.contract import Batch
from wardsafe.ledger.entry import Entry
from wardsafe.ledger.verify import verify
from wardsafe.services import coming_in, exchanging
from wardsafe.views.history import heads, history
from wardsafe.views.log import LogFilter, LogView, page
from wardsafe.views.measuring import MeasuringView, incidents
from wardsafe.views.people import PeopleView

if TYPE_CHECKING:
    from network_model import Network

INCIDENT = "restrictive-practice/1"
LOSS = re.compile(
    "older ledger|another entry|fewer entries|began anew|went back|copied|different entries"
    "|not the newest|older than the newest|are missing"
)


def holds(name: str, what: object, words: str) -> None:
    """Raise, naming the property, unless it holds; how often each was asked is counted."""
    asked(name)
    if not what:
        found()
        raise AssertionError(f"{name}: {words}")


def turned(data: bytes, bit: int) -> bytes:
    at = bit % (8 * len(data))
    changed = bytearray(data)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


def name_of(data: bytes) -> str:
    return sha256(data).hexdigest()


# --- at once ------------------------------------------------------------------------------------


def at_once(net: "Network", one: Node) -> None:
    """What holds after every single step, also after a death in the middle of one."""
    entries = list(one.store.walk())
    known = len(one.seen)
    same = entries[:known] == one.seen  # the very same: compared in no time
    same = same or (len(entries) >= known and all(map(_grew, one.seen, entries)))
    holds("P7", same, f"an entry of {one.name} changed or went")
    for entry in entries[known:]:
        _as_promised(net, one, entry)
    one.seen = entries


def _grew(before: Entry, now: Entry) -> bool:
    """Whether it is the same entry, with no part changed; parts may have come later."""
    if before is now:
        return True
    same = (before.id, before.header_bytes) == (now.id, now.header_bytes)
    return same and before.parts.items() <= now.parts.items()


def _as_promised(net: "Network", one: Node, entry: Entry) -> None:
    name = "P13" if entry.header.kind.startswith("weather") else "P7"
    header, parts = net.truth[entry.id]
    holds(name, entry.header_bytes == header, f"a header at {one.name} is not as it was written")
    same = all(parts.get(part) == body for part, body in entry.parts.items())
    holds(name, same, f"a part at {one.name} is not as it was written")
    is_whole = one.name.startswith("h") or entry.parts.keys() == parts.keys()
    holds(name, is_whole, f"a part did not reach {one.name}")


def P8_refused(net: "Network", one: Node, place: Stick, outcome: exchanging.Outcome) -> None:
    """Whatever nobody wrote adds nothing."""
    for plan in outcome.came:
        if not _is_genuine(net, place, plan.bundle):
            refused = plan.verdict in (REFUSED, NOT_OURS)
            holds("P8", refused, f"{one.name} took in a changed bundle: {plan.verdict}")
            struck("a changed bundle was read")


def _is_genuine(net: "Network", place: Stick, name: str) -> bool:
    """Whether somebody wrote it, and one that lies there under its name is not damaged."""
    files = (held.get(name) for (kind, _), held in place.files.items() if kind == INBOX)
    return name in net.genuine and any(data and name_of(data) == name for data in files)


# --- in the end ---------------------------------------------------------------------------------


def in_the_end(net: "Network") -> None:
    """What holds once everything that still exists has arrived."""
    P4_union(net)
    P1_again(net)
    P2_P3_any_order(net)
    for one in net.nodes.values():
        P5_chains(one)
        one.places = Places()
        P9_forks(one)
    P10_losses(net)
    P12_same_again(net)
    shown = net.nodes[net.wards[len(net.truth) % len(net.wards)]]
    P6_P11_P14_P15_P16_shown(net, shown)


def P5_chains(one: Node) -> None:
    """Every chain is valid, and the second verifier says the same as the first."""
    report = verify(one.store)
    said = {(p.number,) if p.number else (p.terminal, p.epoch) for p in report.problems}
    rows = one.store.rows(0, one.store.count())
    signed = [
        (c.terminal, c.epoch, c.seq, bytes.fromhex(c.head), bytes.fromhex(c.signature))
        for c in one.store.checkpoints()
    ]
    found = verifier.faults(rows, signed, one.store.identity.terminal, one.store.public_key)
    holds("P5", {f[1:] for f in found} == said, f"the verifiers differ: {found} and {said}")
    holds("P5", report.entries == one.store.count(), "not every entry was checked")
    told = {(row[0],) for row in rows if row[3] > 1 and row[4] == 1}  # an epoch after what is lost
    holds("P5", said <= told, f"{one.name}: {[str(p) for p in report.problems]}")


def own(one: Node) -> set[str]:
    """What a terminal sends: its own chains, every arm of a fork among them. A note of an exchange
    is not sent until something else is."""
    ours = (e for e in one.store.walk() if e.header.terminal == one.name)
    return {e.id for e in ours if not e.header.kind.startswith("access/")}


def ids(store: Store) -> set[str]:
    return set(store.by_ids)


def P4_union(net: "Network") -> None:
    """What a terminal holds of its own is with every reader, unless that reader's loss was told."""
    for name, other, count in missing(net):
        holds("P4", False, f"{count} of {name} are not at {other}")


def missing(net: "Network") -> list[tuple[str, str, int]]:
    """Whose entries are not yet with whom."""
    found = []
    for name, one in net.nodes.items():
        ours = own(one) if not name.startswith("h") else set()
        for other in net.nodes.values():
            reads = other.name.startswith("h") or other.name[0] == name[0]
            count = len(ours - ids(other.store)) if reads else 0
            if count and not (other.went_back_untold and _told(one)):
                found.append((name, other.name, count))
    return found


def _told(*them: Node) -> bool:
    return any(LOSS.search(said) for one in them for said in one.told)


def P9_forks(one: Node) -> None:
    """Two entries in one place are told of whenever anybody looks."""
    places = one.places
    for row in one.store.rows(places.upto, one.store.count()):
        said = json.loads(row[8])
        place = (said["terminal"], said["epoch"], said["seq"])
        if places.claims.setdefault(place, row[1]) != row[1]:
            places.forked.add(place[0])
    places.upto = one.store.count()
    warned = " ".join(exchanging.warnings(one.session)) if places.forked else ""
    for terminal in places.forked:
        holds("P9", f"{terminal[:8]} has a fork" in warned, f"{one.name} is silent of a fork")


def P10_losses(net: "Network") -> None:
    """What was promised and is no longer where it was written is not gone without a word."""
    for id_, (header, _) in net.truth.items():
        home = net.nodes[json.loads(header)["terminal"]]
        if home.store.by_id(id_) is not None:
            continue
        holders = [n for n in net.nodes.values() if n.store.by_id(id_) is not None]
        if holders or not home.went_back_untold:  # else nothing in the world remembers it
            holds("P10", _told(home, *holders), f"an entry of {home.name} is gone, and nobody said")


def P12_same_again(net: "Network") -> None:
    """Whoever passes an entry on passes on the same bytes."""
    for one in net.nodes.values():
        for entry in one.store.walk():
            header, parts = net.truth[entry.id]
            first = RawEntry(header, {name: parts[name] for name in entry.parts})
            holds("P12", whole(entry).raw == first, f"an export of {one.name} differs")


def _reads_something_new(net: "Network", one: Node) -> bool:
    found = False
    for stick in net.sticks:
        plans = coming_in.read_inbox(one.session, stick, _quiet, lambda: False)
        one.told += [said for plan in plans for said in plan.alerts]
        found |= any(plan.new for plan in plans)
    return found


def P1_again(net: "Network") -> None:
    """What was taken in once is taken in again without effect, also without its note of it."""
    for one in [net.nodes["h1"], net.nodes[net.wards[len(net.truth) % len(net.wards)]]]:
        while _reads_something_new(net, one):  # what one stick holds may wait for another's
            pass
        at_once(net, one)
        before = ids(one.store)
        if coming_in._SEEN not in one.store.keyring:
            continue
        del one.store.keyring[coming_in._SEEN]
        for stick in net.sticks:
            plans = coming_in.read_inbox(one.session, stick, _quiet, lambda: False)
            holds("P1", not any(p.new for p in plans), "something was taken in twice")
        holds("P1", ids(one.store) == before, f"{one.name} changed by what it held")
        rows = [row[1] for row in one.store.rows(0, one.store.count())]
        holds("P1", len(rows) == len(set(rows)), f"{one.name} holds an entry twice")


def _quiet(what: str, done: int, of: int) -> None:
    pass


def P2_P3_any_order(net: "Network") -> None:
    """In any order, and in any grouping over hubs, the same bundles give the same entries."""
    bundles = [one for one in net.history if net.opens("h1", one[2])][-6:]
    mixed = Dice(str(len(net.truth)))._random.sample(bundles, len(bundles))
    straight, other, grouped = (net.another_hub() for _ in range(3))
    take(straight, [[one] for one in (*bundles, *bundles)])
    take(other, [[one] for one in (*mixed, *bundles)])
    holds("P2", held(straight) == held(other), "the order of bundles made a difference")
    half = len(bundles) // 2
    take(grouped, [bundles[half:], bundles])
    holds("P3", held(grouped) == held(straight), "the grouping of bundles made a difference")


def take(hub: Node, groups: Iterable[Sequence[tuple[str, str, bytes]]]) -> None:
    for number, group in enumerate(groups):
        stick = Stick(str(number))
        for sender, name, data in group:
            stick.put(INBOX, sender, name, data)
        coming_in.read_inbox(hub.session, stick, _quiet, lambda: False)


def held(hub: Node) -> set[tuple[str, bytes, frozenset[tuple[str, bytes]]]]:
    """What it took in; that it begins anew where it was put back, is its own affair."""
    theirs = (e for e in hub.store.walk() if e.header.terminal != hub.name)
    return {(e.id, e.header_bytes, frozenset(e.parts.items())) for e in theirs}


# --- what is shown ------------------------------------------------------------------------------


def P6_P11_P14_P15_P16_shown(net: "Network", one: Node) -> None:
    entries = list(one.store.walk())
    by_record: dict[str, list[Entry]] = {}
    for entry in entries:
        by_record.setdefault(entry.header.record, []).append(entry)
    with views(entries, 0) as db, views(_chain_by_chain(entries), 1) as other:
        rows = page(db, LogFilter(), limit=1000)
        again = page(other, LogFilter(), limit=1000)
        P15_counts(entries, db)
    holds("P6", sorted(map(_said, rows)) == sorted(map(_said, again)), "order changes the log")
    P11_conflicts(by_record, {row.record: row.state for row in rows})
    for held_ in by_record.values():
        P14_parents_first(held_)
    P16_clocks(net, by_record, {row.record: row.happened for row in rows})


_VIEWS = (PeopleView(), LogView(), MeasuringView())


@cache
def _tables(which: int) -> Database:
    """Empty tables, made once: what is put in is taken back out."""
    db = Database(dbapi2.connect(":memory:", isolation_level=None), execute_plugins=False)
    schema.make(db.conn)
    for view in _VIEWS:
        view.create(db)
    return db


@contextmanager
def views(entries: Sequence[Entry], which: int) -> Iterator[Database]:
    db = _tables(which)
    db.execute("BEGIN")
    try:
        arrived = Batch(replace(entry, number=n) for n, entry in enumerate(entries, 1))
        stored.insert(db.conn, arrived)
        for view in _VIEWS:
            view.apply(db, arrived)
        yield db
    finally:
        db.execute("ROLLBACK")


def _chain_by_chain(entries: Sequence[Entry]) -> list[Entry]:
    """Another order that chains allow: the last chain first, so that amendments come early."""
    chains: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        name = entry.branch.name if entry.branch else entry.header.terminal
        chains.setdefault((name, entry.header.epoch), []).append(entry)
    return [entry for _, chain in sorted(chains.items(), reverse=True) for entry in chain]


def _said(row: Any) -> tuple[Any, ...]:
    return (row.record, row.kind, row.what, row.happened, row.entered, row.state, row.items or 0)


def standing(entries: Sequence[Entry]) -> list[Entry]:
    named = {parent for entry in entries for parent in entry.header.parents}
    return [entry for entry in entries if entry.id not in named]


def P11_conflicts(by_record: dict[str, list[Entry]], states: dict[str, str]) -> None:
    """As many conflicts are shown as there are records with two versions that nobody settled."""
    expected: Counter[str] = Counter()
    for record, entries in by_record.items():
        top = standing(entries)
        acts = {_facts(e).get("entry", {}).get("act") for e in top}
        expected["conflicts"] += len(top) > 1 and acts != {"void"}
        shown = {version.id for version in heads(history(entries))}
        holds("P11", shown == {e.id for e in top}, f"the versions of {record} are not all shown")
    found = sum("versions" in state for state in states.values())
    holds("P11", found == expected["conflicts"], f"{found} conflicts shown of {expected}")


def _facts(entry: Entry) -> Any:
    return json.loads(entry.parts["facts"][16:]) if "facts" in entry.parts else {}


def P14_parents_first(entries: Sequence[Entry]) -> None:
    shown = [version.id for version in history(entries)]
    by_id = {entry.id: entry for entry in entries}
    for at, id_ in enumerate(shown):
        for parent in by_id[id_].header.parents:
            fits = parent not in by_id or parent in shown[:at]
            holds("P14", fits, "a version is shown before the one that it corrects")


def P15_counts(entries: Sequence[Entry], db: Database) -> None:
    """A count made from the raw bytes by other code; tests/recount does so for measures."""
    raw: dict[str, list[Entry]] = {}
    for entry in entries:
        if json.loads(entry.header_bytes)["kind"] == INCIDENT:
            raw.setdefault(json.loads(entry.header_bytes)["record"], []).append(entry)
    stand = [record for record, them in raw.items() if any(map(_holds, standing(them)))]
    found = [one.record for one in incidents(db)]
    holds("P15", sorted(found) == sorted(stand), f"{len(found)} counted, {len(stand)} recounted")


def _holds(entry: Entry) -> bool:
    return bool(_facts(entry).get("entry", {}).get("act") != "void")


def P16_clocks(net: "Network", by_record: dict[str, list[Entry]], happened: dict[str, str]) -> None:
    """No clock hides a record, or dates it anew; that all can be amended is tried as it goes on."""
    for record, when in net.happened.items():
        if record in by_record:
            holds("P16", record in happened, "a record is not shown")
            holds("P16", happened[record], "a record is shown without its time")
            shown = datetime.fromisoformat(happened[record])
            holds("P16", shown == when.replace(microsecond=0), f"{when} became {shown}")
    holds("P16", by_record.keys() >= happened.keys(), "something is shown that is not there")
