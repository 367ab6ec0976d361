"""The invented ward at a moment that stands still, opened by its safety lead."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from wardsafe.clock import LONDON, SystemChance
from wardsafe.places import WardFolder
from wardsafe.services.demo_ward import make_demo
from wardsafe.services.door import Door
from wardsafe.services.session import Session

NOW = datetime(2026, 11, 23, 10, 20, tzinfo=LONDON)


class Standing:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return time.monotonic()


@contextmanager
def standing_demo(folder: Path) -> Iterator[Session]:
    """Forty days of it, made in an empty folder."""
    where = WardFolder(folder / "ward", folder / "device")
    for each in (where.folder, where.device):
        each.mkdir(mode=0o700)
    make_demo(where, Standing(), days=40)
    door = Door(where, Standing(), SystemChance())
    pins = {name: pin for name, _, pin in door.demo_people()}
    ids = {face.name: face.staff_id for face in door.faces()}
    session = door.unlock(ids["Ingrid Lund"], pins["Ingrid Lund"])
    yield session
    session.close()
