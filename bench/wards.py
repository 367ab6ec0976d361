"""The invented wards that are measured, each made once by the demo's own generator and kept.

They lie below the temporary folder, not in the checkout. One that does not open any more is made
anew; a view that is missing or of another version is rebuilt. After a change of what a view holds
without a new version, or of what is invented, `--again` makes all of them anew.
"""

import fcntl
import getpass
import os
import shutil
import tempfile
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from wardsafe.clock import SystemChance, SystemClock
from wardsafe.errors import Damaged, TooNew
from wardsafe.ledger.entry import NewEntry
from wardsafe.places import WardFolder, make_private, ward_folder
from wardsafe.records.access import Access
from wardsafe.records.parts import Authorship, split
from wardsafe.services.demo_names import invented
from wardsafe.services.demo_ward import make_demo
from wardsafe.services.door import Door
from wardsafe.services.session import Session

TEN_YEARS = 3650
WHO = "s-okoro"
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


def ward(incidents: int, days: int = TEN_YEARS, *, readings: bool = False) -> WardFolder:
    """A ward of so many incidents in so many days, from the cache or made now."""
    name = f"{incidents}-{days}{'-read' if readings else ''}"
    folder = home() / name
    where, whole = ward_folder(folder), folder.with_suffix(".whole")
    if not whole.exists() or not _opens(where):
        whole.unlink(missing_ok=True)
        for left in (where.folder, where.device):  # of an older format, or never finished
            shutil.rmtree(left, ignore_errors=True)
        print(f"Making a ward of {incidents:,} incidents in {folder} ...", flush=True)
        began = time.perf_counter()
        make_demo(where, SystemClock(), days=days, a_day=incidents / days)
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


def copy(where: WardFolder, to: Path) -> WardFolder:
    """A copy of a ward that may be written to and thrown away."""
    other = WardFolder(to / "ward", to / "device")
    shutil.copytree(where.folder, other.folder)
    shutil.copytree(where.device, other.device)
    return other


def unlock(where: WardFolder) -> Session:
    """Open a ward in this process."""
    return Door(where, SystemClock(), SystemChance()).unlock(WHO, pin())


def pin() -> str:
    """The PIN of the person who measures; printed on the demo's lock screen too."""
    return next(str(one["pin"]) for one in invented()["staff"] if one["id"] == WHO)


def _read_it(where: WardFolder, days: int) -> None:
    """What unlocking and reading leave behind, every day."""
    with closing(unlock(where)) as session:
        start = session.now() - timedelta(days=days)
        session.ledger.append_many(
            _access(session, number, start + timedelta(days=number / READINGS_A_DAY))
            for number in range(days * READINGS_A_DAY)
        )


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
