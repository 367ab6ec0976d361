"""What the lock screen needs from the services, named here so that screens import none of them.

Everything slow (reading the key slots, deriving a key) is called in a worker thread after the
first frame; only the properties and `demo_people` are read before it.
"""

from collections.abc import Sequence
from typing import Protocol


class Face(Protocol):
    """A person who may unlock this terminal, as the lock screen shows them."""

    @property
    def staff_id(self) -> str:
        """The id that `unlock` is given."""
        ...

    @property
    def name(self) -> str:
        """Display name; two people may share one."""
        ...

    @property
    def job_title(self) -> str:
        """Job title, in words."""
        ...


class SignedIn(Protocol):
    """The person behind an open session."""

    @property
    def id(self) -> str:
        """Unique staff id."""
        ...

    @property
    def name(self) -> str:
        """Display name."""
        ...

    @property
    def job_title(self) -> str:
        """Job title, in words."""
        ...


class Session(Protocol):
    """An unlocked ward; closing it drops the keys and closes the database."""

    @property
    def person(self) -> SignedIn:
        """Who is signed in."""
        ...

    def close(self) -> None:
        """Close the ledger and drop the keys."""
        ...


class Door(Protocol):
    """The locked ward: who can come in, and how."""

    @property
    def ward_name(self) -> str:
        """The ward, in words."""
        ...

    @property
    def terminal_name(self) -> str:
        """This terminal, in words ("PC 2")."""
        ...

    @property
    def environment(self) -> str:
        """ "demo" or "live"."""
        ...

    def demo_people(self) -> Sequence[tuple[str, str, str]]:
        """Only where everything is invented: name, job title, PIN. Otherwise empty."""
        ...

    def faces(self) -> Sequence[Face]:
        """Everybody who may unlock. Slow. Raises WardsafeError when the slots cannot be read."""
        ...

    def unlock(self, staff_id: str, pin: str) -> Session:
        """Open the ward. Slow, about 0.4 s. Raises WrongPin, MustWait or another WardsafeError."""
        ...
