"""From raw bytes to entries that are what the signed manifest says: every id, link and part."""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256

from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.manifest import Manifest
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import BadInput
from wardsafe.ledger.entry import NOTHING_BEFORE, Entry, Header, is_sealed, read_header

MAY_REACH_THE_NETWORK = frozenset({"facts", "people"})


@contextmanager
def undisturbed() -> Iterator[None]:
    """While one bundle is taken in, nothing is searched for objects that hold themselves: it has
    none, and its very many others would be gone through again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def checked(manifest: Manifest, raws: Iterable[RawEntry]) -> Iterator[Entry]:
    """The entries in order, numbered from 1. Raises Refused naming the first that is wrong."""
    prev, seq = manifest.prev, manifest.first
    counts: dict[str, int] = {}
    for raw in raws:
        entry = _entry(raw, seq - manifest.first + 1)
        fault = _fault(entry, manifest, seq, prev)
        if fault:
            raise Refused(f"Entry {seq} of the bundle {fault}.")
        for name in entry.parts:
            counts[name] = counts.get(name, 0) + 1
        prev, seq = entry.id, seq + 1
        yield entry
    if prev != manifest.head or seq != manifest.last + 1:
        raise Refused("The bundle does not end where its signature says.")
    if counts != manifest.counts:
        raise Refused("The bundle does not hold the parts that it says.")


def _entry(raw: RawEntry, number: int) -> Entry:
    try:
        header = read_header(raw.header)
    except BadInput as problem:
        raise Refused(problem.what, field=problem.field) from None
    return Entry(number, sha256(raw.header).hexdigest(), header, raw.header, raw.parts)


def _fault(entry: Entry, m: Manifest, seq: int, prev: str) -> str:
    h = entry.header
    hashes = {name: sha256(body).hexdigest() for name, body in entry.parts.items()}
    place = (h.seq, h.prev, h.epoch, h.terminal, h.ward, h.environment)
    if place != (seq, prev, m.epoch, m.terminal, m.ward, m.environment) or seq == m.first:
        fault = _misplaced(h, m, seq, prev)
        if fault:
            return fault
    if hashes != h.parts and (wrong := dict(hashes.items() - h.parts.items())):
        name = min(wrong)
        return f"has a {name} part that is not its own" if name.isalpha() else "has a wrong part"
    if m.purpose == "network" and not _may_leave(entry.parts):
        return "holds a part that may not leave its trust"
    return ""


def _misplaced(h: Header, m: Manifest, seq: int, prev: str) -> str:
    if (h.environment, h.ward) != (m.environment, m.ward):
        return "belongs to another ward"
    if (h.terminal, h.epoch) != m.chain or h.seq != seq or h.prev != prev:
        return "does not follow the one before it"
    if (h.prev == NOTHING_BEFORE) != (h.seq == 1 and h.epoch == 1):
        return "does not say which entry it follows"
    return ""


def _may_leave(parts: Mapping[str, bytes]) -> bool:
    return MAY_REACH_THE_NETWORK.issuperset(parts) and not any(map(is_sealed, parts.values()))
