"""The time by which a ward's duties run out, whatever is done to the clock."""

from datetime import UTC, datetime, timedelta

from wardsafe.clock import Clock


class Steady:
    """The time of the ward, which a clock that is set back cannot hold up (H04, F18).

    It is the later of what the clock says and of what it said before plus the time that has
    really passed, so that a duty never stops running out.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._mark = (clock.now(), clock.monotonic())  # one name: workers ask at the same time

    def now(self) -> datetime:
        """The clock's time, or the time passed where that is later."""
        said, began = self._mark
        up = self._clock.monotonic()
        passed = said.astimezone(UTC) + timedelta(seconds=up - began)
        now = self._clock.now()
        if now >= passed:
            self._mark = (now, up)
            return now
        return passed

    @property
    def set_back(self) -> bool:
        """Whether the clock says an earlier time than it could."""
        return self.now() - self._clock.now().astimezone(UTC) > timedelta(minutes=1)
