"""When an unlocked screen locks itself: a pure rule over an injected clock.

Two minutes on a screen that shows a record, five elsewhere, never more than ten whatever a screen
asks for, and twelve hours after unlocking come what may. Both clocks are asked, and the longer
answer counts: setting the wall clock back does not keep a screen open, and a computer that slept
is locked when it wakes. Threats catalogue: shared terminal, numbers; cases B08, B09, B10.
"""

from dataclasses import dataclass

from wardsafe.clock import Clock

SHOWS_RECORD = 120.0
ELSEWHERE = 300.0
CAP = 600.0
SHIFT = 12 * 3600.0
LOCKED = 60.0  # on the lock screen itself: a name and a PIN left half typed are cleared

# A key that repeats without a pause for this long is a book lying on it.
BOOK = 30.0
REPEAT_GAP = 1.0


@dataclass(frozen=True, slots=True)
class _Moment:
    """One instant on both clocks, in seconds."""

    wall: float
    steady: float


class Idle:
    """Since when nobody has done anything that means something."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.start()

    def start(self) -> None:
        """Begin anew: somebody has just unlocked, or the screen has just been locked."""
        self._begun = self._last = self._read()
        self._key = ""
        self._key_since = self._key_last = self._begun.steady

    def touch(self, key: str = "") -> None:
        """Somebody pressed `key`, clicked or pasted (no key). Moving the mouse is not told here.

        The same key again and again for more than 30 seconds counts no longer.
        """
        now = self._read()
        if key and key == self._key and now.steady - self._key_last <= REPEAT_GAP:
            self._key_last = now.steady
            if now.steady - self._key_since > BOOK:
                return
        else:
            self._key, self._key_since, self._key_last = key, now.steady, now.steady
        self._last = now

    def seconds(self) -> float:
        """How long nothing has happened: the longer of what the two clocks say."""
        return self._since(self._last)

    def over(self, limit: float) -> bool:
        """Whether it is time to lock a screen that may stand idle for `limit` seconds."""
        return self.seconds() >= min(limit, CAP) or self._since(self._begun) >= SHIFT

    def _since(self, moment: _Moment) -> float:
        now = self._read()
        return max(now.wall - moment.wall, now.steady - moment.steady)

    def _read(self) -> _Moment:
        # timestamp(): plain subtraction would lose the hour when the clocks go back.
        return _Moment(self._clock.now().timestamp(), self._clock.monotonic())
