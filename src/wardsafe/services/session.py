"""An unlocked ward: one person, one ledger, until it is locked again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wardsafe.clock import Chance, Clock
from wardsafe.errors import NotAllowed
from wardsafe.ledger.slots import Slots
from wardsafe.ledger.store import SqliteLedger
from wardsafe.places import WardFolder
from wardsafe.services.about import About

TERMINAL_KEY = "terminal"
"""Where the ledger's keyring keeps the terminal's private age key."""

_WHO_MAY = {
    "record": {"staff", "nurse-in-charge", "safety-lead", "safeguarding-lead", "steward"},
    "amend": {"staff", "nurse-in-charge", "safety-lead", "safeguarding-lead"},
    "void": {"nurse-in-charge", "safety-lead"},
    "do a duty": {"staff", "nurse-in-charge", "safety-lead"},
    "claim": {"staff", "nurse-in-charge", "safety-lead"},
    "unlock a person": {"nurse-in-charge", "steward"},
    "change staff": {"steward"},
    "import people": {"nurse-in-charge", "steward"},
    "enrol": {"steward"},
    "look at the exchange": {"nurse-in-charge", "safety-lead", "steward"},
    "exchange": {"staff", "nurse-in-charge", "safety-lead", "safeguarding-lead", "steward"},
    "back up": {"steward", "nurse-in-charge"},
    "rescue": {"steward"},
    "restore": {"steward", "nurse-in-charge"},
    "close a day": {"nurse-in-charge"},
    "confirm the census": {"staff", "nurse-in-charge"},
    "plan a test of change": {"nurse-in-charge", "safety-lead"},
    "carry out a test of change": {"staff", "nurse-in-charge", "safety-lead"},
    "decide on a change": {"nurse-in-charge", "safety-lead"},
    "make a return": {"steward", "safety-lead"},
    "print a record": {"nurse-in-charge", "safety-lead", "steward"},
    "review": {"safety-lead"},
    "review what is restricted": {"safety-lead", "safeguarding-lead"},
    "count reviews": {"nurse-in-charge", "safety-lead"},
    "write a report": {"nurse-in-charge", "safety-lead"},
    "compare groups": {"nurse-in-charge", "safety-lead"},
    "look at the measures": {"staff", "nurse-in-charge", "safety-lead", "safeguarding-lead"},
    "write the numbers to a file": {"nurse-in-charge", "safety-lead"},
    "re-base a chart": {"safety-lead"},
    "gather facts": {"safety-lead", "steward"},
    "look at the network": {"safety-lead", "steward"},
    "answer a question": {"staff", "nurse-in-charge", "safety-lead", "safeguarding-lead"},
}


def refuse(role: str, action: str) -> None:
    """Raise NotAllowed, with who could do it, unless the role may."""
    if role not in _WHO_MAY[action]:
        who = " or ".join(sorted(other.replace("-", " ") for other in _WHO_MAY[action]))
        raise NotAllowed(f"Your role does not allow you to {action}.", do=f"Ask a {who}.")


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in. `id` is always shown beside the name: two people may share a name."""

    id: str
    name: str
    job_title: str
    role: str


@dataclass(slots=True)
class Session:
    """What a signed-in person can reach. Dropped, with its keys, when the screen locks."""

    where: WardFolder
    about: About
    ledger: SqliteLedger
    person: Person
    slots: Slots
    data_key: bytes = field(repr=False)
    public_key: str
    private_key: str = field(repr=False)
    clock: Clock
    chance: Chance
    looks_like_pin: Callable[[str], bool] = field(repr=False)
    notices: tuple[str, ...] = ()
    audience_keys: dict[str, str] = field(default_factory=dict, repr=False)
    """The private keys of the audiences this person is one of, once they were needed."""
    read_before: tuple[Any, Any] | None = field(default=None, repr=False)
    """What the restricted room last read for this person, and what it was read at."""
    reviewed_before: tuple[Any, Any] | None = field(default=None, repr=False)
    steps_before: tuple[Any, Any] | None = field(default=None, repr=False)
    asides_before: tuple[Any, Any] | None = field(default=None, repr=False)
    """The same, of the reviews of what is restricted, and of their steps."""
    due_before: tuple[Any, Any, Any] | None = field(default=None, repr=False)
    """What was last worked out of all that ever fell due: from what, while it holds, and it."""
    broken_glass: set[str] = field(default_factory=set)
    """The audiences that this person reads until the lock because they broke the glass."""

    def now(self) -> datetime:
        """The wall-clock time, aware."""
        return self.clock.now()

    def may(self, action: str) -> bool:
        """Whether this person's role allows `action` (a key of the table above)."""
        return self.person.role in _WHO_MAY[action]

    def require(self, action: str) -> None:
        """Raise NotAllowed, with who could do it, unless this person may."""
        refuse(self.person.role, action)

    def look_again(self, found: Person | None) -> None:
        """Take over what the staff list says now; somebody who has left may do nothing more."""
        self.person = found or Person(self.person.id, self.person.name, "", "")

    def close(self) -> None:
        """Close the ledger and drop the keys."""
        self.ledger.close()
        self.private_key, self.data_key = "", b""
        self.audience_keys.clear()
        self.broken_glass.clear()
        self.due_before = None
        self.read_before = self.reviewed_before = self.steps_before = self.asides_before = None
