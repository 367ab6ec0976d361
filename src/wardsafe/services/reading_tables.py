"""Which read tables a ward keeps, and who its staff list says somebody is."""

from wardsafe.ledger.store import SqliteLedger, View
from wardsafe.services.session import Person
from wardsafe.views.access import AccessView
from wardsafe.views.log import LogView
from wardsafe.views.people import PeopleView
from wardsafe.views.staff import StaffView, members

VIEWS: tuple[View, ...] = (PeopleView(), StaffView(), AccessView(), LogView())
"""People first: a row of the log shows the initials of somebody already known."""


def staff_member(ledger: SqliteLedger, staff_id: str) -> Person | None:
    """An active member of staff, or None."""
    with ledger.reading() as db:
        found = [member for member in members(db) if member.id == staff_id and member.active]
    return Person(found[0].id, found[0].name, found[0].job_title, found[0].role) if found else None
