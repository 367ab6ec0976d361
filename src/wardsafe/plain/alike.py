"""What may be the same event as one that is recorded already, shown before it is saved."""

from wardsafe.plain.talk import Talk
from wardsafe.plain.words import many
from wardsafe.records.base import Record
from wardsafe.tui.forms.task import FormTask

SAVE = "s"


def same_as(talk: Talk, task: FormTask, record: Record) -> str | None:
    """Show what may be the same event: the record to link it with, "" for none; None to go
    back to what is written. Nothing is merged, and nothing is linked but by a person."""
    found = task.alike(record) if task.alike else None
    if found is None:
        return ""
    lines = []
    talk.say("It may be an event that is recorded already:")
    for one in found.likely:
        lines.append(f"#{one.row.number}, {one.row.what}, by {one.row.author}: {one.words()}")
    talk.listed(lines)
    records, events = many(found.records, "record"), found.events
    talk.say(f"As it is: {many(events, 'event')} in {records}.")
    if found.may_link:
        talk.say(f"Linked: {many(events - 1, 'event')} in {records}.")
    letters = {SAVE: "save yours beside it", "b": "back to what is written"}
    if found.may_link:
        talk.say("Its number saves yours and links the two as one event; both stay.")
    at = talk.choose(lines if found.may_link else (), "What now", letters)
    if isinstance(at, int):
        return found.likely[at].row.record
    return "" if at == SAVE else None
