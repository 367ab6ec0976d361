"""Which read tables a ward keeps, and who its staff list says somebody is."""

from wardsafe.ledger.store import SqliteLedger, View
from wardsafe.services.session import Person
from wardsafe.views.access import AccessView
from wardsafe.views.change_tests import ChangeTestsView
from wardsafe.views.closing import ClosingView
from wardsafe.views.duties import DutiesView
from wardsafe.views.log import LogView
from wardsafe.views.measuring import MeasuringView
from wardsafe.views.people import PeopleView
from wardsafe.views.restricted import RestrictedView
from wardsafe.views.review_view import ReviewsView
from wardsafe.views.staff import StaffView, members
from wardsafe.vocabulary.code_lists import code_list

STAFF = StaffView.name
VIEWS: tuple[View, ...] = (
    PeopleView(),
    StaffView(),
    AccessView(),
    RestrictedView(),
    DutiesView(),
    LogView(),
    ClosingView(),
    ChangeTestsView(),
    ReviewsView(),
    MeasuringView(),
)
"""People first: a row of the log shows the initials of somebody already known."""


def staff_member(ledger: SqliteLedger, staff_id: str) -> Person | None:
    """An active member of staff, or None."""
    with ledger.reading() as db:
        found = [member for member in members(db) if member.id == staff_id and member.active]
    if not found:
        return None
    one = found[0]
    return Person(one.id, one.name, code_list("job-title").text(one.job_title), one.role)
