"""What nobody may say for somebody else: another ward's records, and more than a desk's answers.

A terminal amends what its own ward wrote. Between a ward and its trust desk there is one thing that
both write: the steps of the review of the ward's own records. A desk's other entries come as
headers, so that its chain can be checked; with any other part they would act here, on the staff
list or on a person's record, and are refused.
"""

from collections.abc import Sequence

from wardsafe.bundles.cards import DESK
from wardsafe.bundles.leaving import about
from wardsafe.bundles.refusing import Refused
from wardsafe.ledger.contract import Ledger
from wardsafe.ledger.entry import Entry
from wardsafe.records.review import Review


def refuse_foreign(entries: Sequence[Entry], role: str, ward: str, held: Ledger) -> None:
    """Raise Refused where an entry of a sender of that role says what is not theirs to say.

    `ward` is our own. A record that is not held here yet is nobody's.
    """
    own = {entry.id for entry in entries}
    for entry in entries:
        if role == DESK and entry.parts and not _is_answer(entry, ward, held):
            raise Refused(f"Entry {entry.header.seq} of it is more than a desk's answer.")
        for parent in set(entry.header.parents) - own:
            found = held.by_id(parent) if len(parent) == 64 else None
            if found is not None and _is_anothers(found, entry, held):
                raise Refused(f"Entry {entry.header.seq} of it amends an entry of another ward.")
        if role == DESK or entry.header.kind == Review.kind:
            first = next(iter(held.of_record(entry.header.record)), None)
            if first is not None and _is_anothers(first, entry, held):
                raise Refused(f"Entry {entry.header.seq} of it is about another ward's record.")


def ward_of(record: str, held: Ledger) -> str:
    """The ward that began a record; "" for one that is not held here."""
    found = held.of_record(record) if record else ()
    return found[0].header.ward if found else ""


def _is_answer(entry: Entry, ward: str, held: Ledger) -> bool:
    return entry.header.kind == Review.kind and ward_of(about(entry), held) in (ward, "")


def _is_anothers(found: Entry, entry: Entry, held: Ledger) -> bool:
    wards = {found.header.ward, entry.header.ward}
    if len(wards) == 1:
        return False
    shared = found.header.kind == entry.header.kind == Review.kind
    return not (shared and ward_of(about(found), held) in wards)
