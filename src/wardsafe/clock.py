"""The only place that reads the clock or draws random ids; everything else is handed one.

Times carry their offset. The ward's zone is Europe/London (tzdata where the system has none).
"""

import base64
import secrets
import time
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """What the time is (aware, in the ward's zone) and how long the machine has been up."""

    def now(self) -> datetime:
        """The wall-clock time, aware, in the ward's zone."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards, for intervals."""
        ...


class Chance(Protocol):
    """Where new ids and random bytes come from."""

    def new_id(self) -> str:
        """A new random id: 26 lower-case base32 characters, 130 bits, no time inside it."""
        ...

    def random_bytes(self, count: int) -> bytes:
        """`count` random bytes."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall-clock time in London, to the microsecond."""
        return datetime.now(LONDON)

    def monotonic(self) -> float:
        """Seconds since some fixed point, never running backwards."""
        return time.monotonic()


class SystemChance:
    """The operating system's randomness."""

    def new_id(self) -> str:
        """A new random id: 26 lower-case base32 characters, 130 bits, no time inside it."""
        return id_from(self.random_bytes(17))

    def random_bytes(self, count: int) -> bytes:
        """`count` random bytes."""
        return secrets.token_bytes(count)


def id_from(seventeen_bytes: bytes) -> str:
    """The id that 17 bytes spell: their first 26 base32 characters, lower case."""
    return base64.b32encode(seventeen_bytes).decode()[:26].lower()
