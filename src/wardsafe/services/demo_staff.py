"""Who of the invented staff wrote an entry."""

from collections.abc import Mapping
from datetime import datetime

from wardsafe.clock import Chance
from wardsafe.ledger.entry import NewEntry
from wardsafe.records.base import Record
from wardsafe.records.parts import Authorship, split
from wardsafe.vocabulary.code_lists import code_list


def author_of(one: Mapping[str, str], entered: datetime) -> Authorship:
    """The authorship of a new record by one of the staff; a row without a job title has none."""
    title = one["job_title"]
    return Authorship(
        act="record",
        entered=entered,
        author=one["id"],
        author_name=one["name"],
        job_title=code_list("job-title").text(title) if title else "",
    )


def entry_by(
    one: Mapping[str, str], record: Record, entered: datetime, chance: Chance, record_id: str = ""
) -> NewEntry:
    """A new record as one of the staff wrote it down."""
    parts = split(record, author_of(one, entered))
    return NewEntry(record.kind, record_id or chance.new_id(), (), parts)
