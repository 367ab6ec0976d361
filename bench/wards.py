"""The invented wards that are measured, each made once by the demo's own generator and kept.

They lie below the temporary folder, not in the checkout. One that does not open any more is made
anew; a view that is missing or of another version is rebuilt. After a change of what a view holds
without a new version, or of what is invented, `--again` makes all of them anew.
"""

import fcntl
import gc
import getpass
import itertools
import json
import os
import random
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from wardsafe.clock import SystemChance, SystemClock
from wardsafe.errors import Damaged, TooNew
from wardsafe.ledger.entry import SALT, Entry, NewEntry
from wardsafe.places import WardFolder, make_private, ward_folder
from wardsafe.records.access import Access
from wardsafe.records.moments import calendar
from wardsafe.records.parts import Authorship, split
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.demo_events import A_DAY
from wardsafe.services.demo_names import invented
from wardsafe.services.demo_ward import make_demo
from wardsafe.services.door import Door
from wardsafe.services.session import Session

TEN_YEARS = 3650
WHO = "s-okoro"
_INVENTED, _AT_ONCE = 5_000, 20_000
"""Incidents of a ward of very many that are invented; and how many copies go into one write."""
READINGS_A_DAY = 8
"""Unlocks and readings that each day leaves in the ledger of a ward that is used."""


def home() -> Path:
    """The home that measured programs are given; everything kept is below it."""
    kept = Path(tempfile.gettempdir()) / f"wardsafe-bench-{getpass.getuser()}"
    make_private(kept)
    return kept


def move_in() -> None:
    """Let this process and its children keep their files in `home` and nowhere else."""
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        del os.environ[name]
    os.environ["HOME"] = str(home())


def wait_to_be_alone() -> IO[bytes]:
    """Let a run that has begun finish first: two at once would measure each other."""
    turn = (home() / "running").open("wb")
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Waiting for another run to end ...", flush=True)
        fcntl.flock(turn, fcntl.LOCK_EX)
    return turn


def forget() -> None:
    """Throw away every ward that is kept."""
    for kept in home().iterdir():
        if kept.is_dir():
            shutil.rmtree(kept)
        elif kept.suffix == ".whole":
            kept.unlink()


def ward(
    incidents: int, days: int = TEN_YEARS, *, readings: bool = False, only_incidents: bool = False
) -> WardFolder:
    """A ward of so many incidents in so many days, from the cache or made now; `only_incidents`
    leaves out the eight or so entries that follow from each."""
    name = f"{incidents}-{days}{'-read' * readings}{'-incidents' * only_incidents}"
    folder = home() / name
    where, whole = ward_folder(folder), folder.with_suffix(".whole")
    if not whole.exists() or not _opens(where):
        whole.unlink(missing_ok=True)
        for left in (where.folder, where.device):  # of an older format, or never finished
            shutil.rmtree(left, ignore_errors=True)
        print(f"Making a ward of {incidents:,} incidents in {folder} ...", flush=True)
        began = time.perf_counter()
        first = min(incidents, _INVENTED) if only_incidents else incidents
        a_day = first / days
        make_demo(where, SystemClock(), days=days, a_day=a_day, only_incidents=only_incidents)
        if first < incidents:
            _multiply(where, incidents - first, days)
        if readings:
            _read_it(where, days)
        whole.touch()
        print(f"... in {time.perf_counter() - began:.0f} s.", flush=True)
    return where


def _opens(where: WardFolder) -> bool:
    """Whether this version opens a kept ward; every view is up to date then."""
    try:
        with closing(unlock(where)) as session:
            for view in session.ledger.views_behind():
                print(f"Rebuilding {view} in {where.folder} ...", flush=True)
                session.ledger.rebuild(view)
            return True
    except (Damaged, TooNew):
        return False


@contextmanager
def made_now(*, days: int, a_day: float = A_DAY) -> Iterator[WardFolder]:
    """A demo ward as it is this minute, gone afterwards: for what is recorded while measuring."""
    with tempfile.TemporaryDirectory(dir=home()) as folder:
        where = ward_folder(Path(folder) / "ward")
        make_demo(where, SystemClock(), days=days, a_day=a_day)
        yield where


@contextmanager
def copied(where: WardFolder) -> Iterator[WardFolder]:
    """A copy of a kept ward, gone afterwards: drafts left in it meet nobody the next time."""
    with tempfile.TemporaryDirectory(dir=home()) as folder:
        yield copy(where, Path(folder))


def copy(where: WardFolder, to: Path) -> WardFolder:
    """A copy of a ward that may be written to and thrown away."""
    other = ward_folder(to / "ward")  # where a program that is given this folder looks
    shutil.copytree(where.folder, other.folder)
    shutil.copytree(where.device, other.device)
    return other


def unlock(where: WardFolder, who: str = WHO) -> Session:
    """Open a ward in this process."""
    return Door(where, SystemClock(), SystemChance()).unlock(who, pin(who))


def pin(who: str = WHO) -> str:
    """The PIN of the person who measures; printed on the demo's lock screen too."""
    return next(str(one["pin"]) for one in invented()["staff"] if one["id"] == who)


def _read_it(where: WardFolder, days: int) -> None:
    """What unlocking and reading leave behind, every day."""
    with closing(unlock(where)) as session:
        start = session.now() - timedelta(days=days)
        session.ledger.append_many(
            _access(session, number, start + timedelta(days=number / READINGS_A_DAY))
            for number in range(days * READINGS_A_DAY)
        )


def _multiply(where: WardFolder, incidents: int, days: int) -> None:
    """So many more incidents, spread over the days: copies of those invented, each on another day
    with a record of its own."""
    with closing(unlock(where)) as session:
        found = [entry for entry in session.ledger.walk() if _may_be_copied(entry)]
        bases = [(_when(entry), entry.read("facts"), entry) for entry in found]
        dice = random.Random(incidents)
        today = session.now().date()
        copies = (
            _on_another_day(session, base, today - timedelta(days=day))
            for day in range(days, 0, -1)
            for base in sorted(
                dice.choices(bases, k=_share(incidents, days, day)), key=lambda one: one[0].time()
            )
        )
        gc.set_threshold(100_000)  # nothing made here holds itself
        while session.ledger.append_many(itertools.islice(copies, _AT_ONCE)):
            pass


def _share(incidents: int, days: int, day: int) -> int:
    """How many of the incidents fall on one of the days, so that they come to all of them."""
    return incidents * day // days - incidents * (day - 1) // days


def _may_be_copied(entry: Entry) -> bool:
    return entry.header.kind == RestrictivePractice.kind and not entry.header.parents


def _when(entry: Entry) -> datetime:
    return datetime.fromisoformat(str(entry.read("private")["when"]))


def _on_another_day(
    session: Session, base: tuple[datetime, dict[str, Any], Entry], day: date
) -> NewEntry:
    when, facts, entry = base
    by = timedelta(days=(day - when.date()).days)
    private = _TIME.sub(
        lambda found: (datetime.fromisoformat(found[0]) + by).isoformat(),
        entry.parts["private"][SALT:].decode(),
    )
    parts = {
        "facts": facts | calendar(when + by),
        "people": json.loads(entry.parts["people"][SALT:]),
        "private": json.loads(private),
    }
    return NewEntry(entry.header.kind, session.chance.new_id(), (), parts)


_TIME = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(?:[+-]\d\d:\d\d|Z)")


def _access(session: Session, number: int, when: datetime) -> NewEntry:
    what = "unlock" if number % 3 == 0 else "read"
    person = session.person
    said = Access(what=what, whom=person.id, when=when, record=f"r{number}")
    author = Authorship(
        act="record",
        entered=when,
        author=person.id,
        author_name=person.name,
        job_title=person.job_title,
    )
    return NewEntry(Access.kind, session.chance.new_id(), (), split(said, author))
