"""The invented wards that are measured, each made once by the demo's own generator and kept.

They lie below the temporary folder, not in the checkout. A name says how many incidents, and ends
in what the tables depend on: after a change of schema or view, or where one does not open any more,
another is made. After a change of what a view holds, `--again` makes all of them anew.
"""

import getpass
import hashlib
import os
import shutil
import tempfile
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from wardsafe.clock import SystemChance, SystemClock
from wardsafe.errors import Damaged, TooNew
from wardsafe.ledger import schema
from wardsafe.ledger.entry import NewEntry
from wardsafe.places import WardFolder, make_private, ward_folder
from wardsafe.records.access import Access
from wardsafe.records.parts import Authorship, split
from wardsafe.services.demo_names import invented
from wardsafe.services.demo_ward import make_demo
from wardsafe.services.door import Door
from wardsafe.services.reading_tables import VIEWS
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


def forget() -> None:
    """Throw away every ward that is kept."""
    shutil.rmtree(home(), ignore_errors=True)


def ward(incidents: int, days: int = TEN_YEARS, *, readings: bool = False) -> WardFolder:
    """A ward of so many incidents in so many days, from the cache or made now."""
    name = f"{incidents}-{days}{'-read' if readings else ''}"
    folder = home() / f"{name}-{_stamp()}"
    where, whole = ward_folder(folder), folder.with_suffix(".whole")
    if not whole.exists() or not _is_current(where):
        for old in home().glob(f"{name}-*"):  # of an older shape, or never finished
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.rmtree(where.device, ignore_errors=True)
        print(f"Making a ward of {incidents:,} incidents in {folder} ...", flush=True)
        began = time.perf_counter()
        make_demo(where, SystemClock(), days=days, a_day=incidents / days)
        if readings:
            _read_it(where, days)
        whole.write_text(f"{time.perf_counter() - began:.0f}")
    return where


def _is_current(where: WardFolder) -> bool:
    """Whether this version opens a kept ward, with every view up to date."""
    try:
        with closing(unlock(where)) as session:
            return not session.ledger.views_behind()
    except (Damaged, TooNew):
        return False


def made_in(where: WardFolder) -> str:
    """How long it took to make a kept ward, in words."""
    seconds = int(where.folder.with_suffix(".whole").read_text())
    return f"made in {seconds // 60} min {seconds % 60} s"


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


def _stamp() -> str:
    shape = [str(schema.VERSION), *(f"{view.name} {view.version}" for view in VIEWS)]
    return hashlib.sha256("\n".join(shape).encode()).hexdigest()[:8]


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
