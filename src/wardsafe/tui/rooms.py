"""The screens by name. Each is imported when it is first opened, never before the first frame."""

from importlib import import_module
from typing import Any

from textual.screen import Screen

from wardsafe.errors import WardsafeError

# name → module under wardsafe.tui.screens : class
ROOMS = {
    "help": "help:HelpScreen",
    "board": "board:BoardScreen",
    "desk": "desk_board:DeskBoard",
    "log": "log:LogScreen",
    "record": "record:RecordScreen",
    "form": "form:FormScreen",
    "record-now": "record_now:RecordNowScreen",
    "people": "people:PeopleScreen",
    "staff": "staff:StaffScreen",
    "claim": "claim:ClaimScreen",
    "duties": "duties:DutiesScreen",
    "safety-reviews": "safety_reviews:SafetyReviewsScreen",
    "safety-review": "safety_review:SafetyReviewScreen",
    "sexual-safety": "sexual_safety:SexualSafetyScreen",
    "sexual-safety-record": "sexual_safety_record:SexualSafetyRecord",
    "closing": "closing:ClosingScreen",
    "bed-days": "bed_days:BedDaysScreen",
    "handover": "handover:HandoverScreen",
    "measures": "measures:MeasuresScreen",
    "equity": "equity:EquityScreen",
    "network": "network:NetworkScreen",
    "queue": "queue:QueueScreen",
    "review": "review:ReviewScreen",
    "change-ideas": "change_ideas:ChangeIdeasScreen",
    "change-tests": "change_tests:ChangeTestsScreen",
    "change-test": "change_test:ChangeTestScreen",
    "sync": "sync:SyncScreen",
}


def room(name: str) -> type[Screen[Any]]:
    """The class of the screen `name`. Raises WardsafeError where this wardsafe has no such one."""
    module, _, cls = ROOMS.get(name, "").partition(":")
    try:
        found = getattr(import_module(f"wardsafe.tui.screens.{module}"), cls)
    except ModuleNotFoundError as error:
        if error.name != f"wardsafe.tui.screens.{module}":
            raise
        raise WardsafeError(f"There is no screen called {name}.") from None
    if not (isinstance(found, type) and issubclass(found, Screen)):
        raise WardsafeError(f"There is no screen called {name}.")
    return found
