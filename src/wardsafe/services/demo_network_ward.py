"""One ward of the invented network, from its first entry to its bundles at the place.

Wards know nothing of each other, so that several processes can make them at once.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle, islice
from pathlib import Path

from wardsafe.bundles.carriers import FolderCarrier
from wardsafe.clock import LONDON
from wardsafe.ledger.keys import FLOOR
from wardsafe.measures.periods import QUARTER, Period, period_of
from wardsafe.places import WardFolder, write_whole
from wardsafe.records.moments import local
from wardsafe.services import enrolling, exchanging, inviting
from wardsafe.services.demo_clock import StandingClock
from wardsafe.services.demo_names import staff_of
from wardsafe.services.demo_network_names import FORKS, SILENT, WardSaid, disclosure, names
from wardsafe.services.demo_network_story import Setting, Told, story
from wardsafe.services.demo_ward import SeededChance
from wardsafe.services.door import Door
from wardsafe.services.recording import PSEUDONYM_KEY, pseudonym
from wardsafe.services.session import Session
from wardsafe.services.stewarding import NewPerson, NewWard, set_up

BEFORE = timedelta(days=150)
"""How long before the days that were asked for a ward was set up: before its first patient came."""
BACKED_UP, WENT_ON = timedelta(days=30), timedelta(days=23)
"""How long ago the terminal that forks was copied, and how long ago the copy was put back."""

_NAMES = 245
"""Names that each ward has for itself: enough for two years."""


@dataclass(frozen=True, slots=True)
class Job:
    """A ward to be made in `folder`, told of `days` days up to `now`, its bundles put at `place`;
    and the desk's card, with the fingerprint that the desk shows."""

    ward: WardSaid
    folder: Path
    place: Path
    now: datetime
    days: int
    seed: int
    desk: bytes
    heard: str

    @property
    def began(self) -> StandingClock:
        """The clock when the ward was set up."""
        return StandingClock(self.now - timedelta(days=self.days) - BEFORE)

    def chance(self, more: int = 0) -> SeededChance:
        """Ids and bytes of this ward alone; `more` for a process of its own."""
        return SeededChance(self.seed * 10_000 + self.ward.number * 100 + more)

    def terminal(self, number: int) -> WardFolder:
        """One of the ward's terminals, from 1."""
        return terminal_of(self.folder, self.ward, number)


def terminal_of(folder: Path, ward: WardSaid, number: int = 1) -> WardFolder:
    """Where one terminal of a ward is."""
    return at(folder / (ward.folder if number == 1 else f"{ward.folder}-{number}"))


def at(folder: Path) -> WardFolder:
    """A ward folder and its device's in one folder: everything of a demo can go at once."""
    return WardFolder(folder / "ward", folder / "device")


def people(site: str) -> tuple[NewPerson, ...]:
    """Who gets a PIN at a site."""
    return tuple(
        NewPerson(one["id"], one["name"], one["job_title"], one["role"], one["pin"])
        for one in staff_of(site)
    )


def steward_of(who: Sequence[NewPerson]) -> tuple[str, str]:
    """Staff id and PIN of the one who enrols."""
    return next((one.staff_id, one.pin) for one in who if one.role == "steward")


def quarter_before(now: datetime) -> Period:
    """The last quarter that is over."""
    first = period_of(QUARTER, local(now).date()).first
    return period_of(QUARTER, first - timedelta(days=1))


def make_ward(job: Job) -> list[tuple[bytes, str]]:
    """Make the ward and put its bundles at the place. Returns each terminal's card and the
    fingerprint that the terminal shows. Raises NotSaved, UnsafePlace."""
    making = _Making(job)
    try:
        return making.made()
    finally:
        for session in making.open:
            session.close()


def read_receipts(job: Job) -> None:
    """Each terminal that is on the network goes to the place again. Raises NotSaved."""
    if job.ward.truth == SILENT:
        return
    for number in range(1, job.ward.terminals + 1):
        session = _unlocked(job, job.terminal(number), 10 + number)
        try:
            _sync(job, [session])
        finally:
            session.close()


class _Making:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._chance = job.chance()
        self.open: list[Session] = []

    def made(self) -> list[tuple[bytes, str]]:
        job = self._job
        self.open.append(self._first())
        if job.ward.terminals > 1:
            self.open.append(self._second())
        shown = [_card(session) for session in self.open]
        key = self.open[0].ledger.key(PSEUDONYM_KEY) or b""
        own = (job.ward.number - 1) * _NAMES
        told = story(
            Setting(job.ward, job.now, job.days, job.seed, self._chance,
                    lambda number: pseudonym(key, number),
                    cycle(islice(names(job.seed), own, own + _NAMES)))
        )  # fmt: skip
        if job.ward.truth == SILENT:
            self._goes_silent(told)
        elif job.ward.truth == FORKS:
            self._forks(told)
        else:
            _write(self.open, told)
            _sync(job, self.open)
        return shown

    def _first(self) -> Session:
        job, where = self._job, self._job.terminal(1)
        details = {"setting": "03", "age group": "13", "sex": "8", "security": "0"}
        new = NewWard(job.ward.name, job.ward.site, "PC 1", people(job.ward.site), "demo",
                      details)  # fmt: skip
        set_up(where, new, job.began, self._chance, FLOOR).ledger.close()
        return self._enrolled(where, 1)

    def _second(self) -> Session:
        """The second terminal joins by an invitation; its card is enrolled at the first."""
        job, where, first = self._job, self._job.terminal(2), self.open[0]
        invitation = inviting.open_invitation(*inviting.invite(first))
        steward = steward_of(people(job.ward.site))
        joined = inviting.join(where, invitation, "PC 2", steward, job.began, self._chance, FLOOR)
        joined.ledger.close()
        second = self._enrolled(where, 2)
        enrolling.enrol(first, *_card(second))
        return second

    def _enrolled(self, where: WardFolder, number: int) -> Session:
        """Signed in, with the trust's word on what may leave, and the desk enrolled."""
        write_whole(where.disclosure, disclosure().encode())
        session = _unlocked(self._job, where, number)
        enrolling.enrol(session, self._job.desk, self._job.heard)
        return session

    def _goes_silent(self, told: Sequence[Told]) -> None:
        """From the first day of the quarter on it records, and nothing of it reaches the place."""
        first = quarter_before(self._job.now).first
        _write(self.open, [one for one in told if local(one.entered).date() < first])
        last = datetime.combine(first - timedelta(days=1), time(18), LONDON)
        _sync(self._job, self.open, last)
        _write(self.open, [one for one in told if local(one.entered).date() >= first])

    def _forks(self, told: Sequence[Told]) -> None:
        """Somebody puts an old image of the disk back, and both copies went on and were sent."""
        job, where = self._job, self._job.terminal(1)
        copied, back = job.now - BACKED_UP, job.now - WENT_ON
        _write(self.open, [one for one in told if one.entered < copied])
        _sync(job, self.open, copied)
        self.open.pop().close()
        image = job.folder / "image"
        shutil.copytree(where.folder.parent, image)
        self.open.append(_unlocked(job, where, 3))
        _write(self.open, [one for one in told if copied <= one.entered < back])
        _sync(job, self.open, back)
        self.open.pop().close()
        shutil.rmtree(where.folder.parent)
        image.rename(where.folder.parent)
        self.open.append(_unlocked(job, where, 4))
        _write(self.open, [one for one in told if one.entered >= back])
        _sync(job, self.open)


def _unlocked(job: Job, where: WardFolder, number: int) -> Session:
    """The steward signed in; no two times with the same bytes of chance."""
    return Door(where, job.began, job.chance(number)).unlock(*steward_of(people(job.ward.site)))


def _card(session: Session) -> tuple[bytes, str]:
    return enrolling.card_file(session), enrolling.own_card(session).fingerprint


def _write(terminals: Sequence[Session], told: Sequence[Told]) -> None:
    """Each entry at the terminal where it was entered."""
    for number, session in enumerate(terminals):
        session.ledger.append_many(one.entry for one in told if one.terminal == number)


def _sync(job: Job, terminals: Sequence[Session], when: datetime | None = None) -> None:
    """Each exchanges with the place; of two, the first once more, to take in the second's."""
    for session in (*terminals, *terminals[: len(terminals) - 1]):
        session.clock = StandingClock(when or job.now)
        exchanging.sync(session, FolderCarrier(job.place))
