"""Keeps the machine that runs the tests out of them: its home, its clock, its randomness."""

import functools
import gc
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from nacl.pwhash import argon2id

from wardsafe.clock import LONDON, id_from
from wardsafe.ledger.keys import FLOOR
from wardsafe.places import WardFolder
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.services.door import Door
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session
from wardsafe.services.stewarding import NewPerson, NewWard, set_up


class FixedClock:
    """A clock that moves only when told to; wall and monotonic time can be moved apart."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.up = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.up

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.up += seconds


class SeededChance:
    """Ids and bytes that follow from a seed."""

    def __init__(self, seed: str = "ward") -> None:
        self.seed = seed
        self.drawn = 0

    def random_bytes(self, count: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_256(f"{self.seed}/{self.drawn}".encode()).digest(count)

    def new_id(self) -> str:
        return id_from(self.random_bytes(17))


@pytest.fixture(autouse=True)
def _no_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("XDG_", "TEXTUAL", "WARDSAFE")) or name in {"NO_COLOR", "LINES"}:
            monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture(autouse=True, scope="session")
def _one_stretch_a_pin() -> Iterator[None]:
    """The same PIN, salt and cost give the same key: it is derived once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2id, "kdf", functools.cache(argon2id.kdf))
        yield


@pytest.fixture(autouse=True, scope="session")
def _look_for_garbage_less_often() -> None:
    """Looking through every screen of every test took a sixth of the run."""
    gc.set_threshold(200_000, 20, 50)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 3, 14, tzinfo=LONDON))


@pytest.fixture
def chance() -> SeededChance:
    return SeededChance()


@pytest.fixture
def where(tmp_path: Path) -> WardFolder:
    places = WardFolder(tmp_path / "ward", tmp_path / "device")
    for folder in (places.folder, places.device):
        folder.mkdir(mode=0o700)
    return places


GRACE = NewPerson("s-okafor", "Grace Okafor", "ward-manager", "nurse-in-charge", "274916")
EMEKA = NewPerson("s-okoro", "Emeka Okoro", "nurse", "staff", "831562")
INGRID = NewPerson("s-lund", "Ingrid Lund", "safety-lead", "safety-lead", "758294")
OWAIN = NewPerson("s-price", "Owain Price", "administrator", "steward", "316408")


@dataclass
class Ward:
    """A small real ward on disk: four staff, two people in beds 1 and 2."""

    where: WardFolder
    clock: FixedClock
    chance: SeededChance
    rosa: str
    jamal: str
    door: Door
    session: Session | None = None

    def unlock(self, name: str = "emeka") -> Session:
        self.lock()
        one = {"grace": GRACE, "emeka": EMEKA, "ingrid": INGRID, "owain": OWAIN}[name]
        self.session = self.door.unlock(one.staff_id, one.pin)
        return self.session

    def lock(self) -> None:
        if self.session is not None:
            self.session.close()

    def start_again(self) -> None:
        """As if the program had been closed and started: nothing is remembered but the files."""
        self.door = Door(self.where, self.clock, self.chance)


@pytest.fixture(scope="session")
def _ward_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[WardFolder, str, str]:
    folder = tmp_path_factory.mktemp("ward-made")
    places = WardFolder(folder / "ward", folder / "device")
    clock = FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=LONDON))
    new = NewWard("Ashdown Ward", "ZZ901", "PC 2", (GRACE, EMEKA, INGRID, OWAIN), "test")
    set_up(places, new, clock, SeededChance("made"), FLOOR).ledger.close()
    session = Door(places, clock, SeededChance("filled")).unlock(GRACE.staff_id, GRACE.pin)
    born = date(1987, 6, 9)
    rosa = Patient(name="Rosa Whitfield", born=born, nhs_number="9994182218", legal_status="03")
    jamal = Patient(name="Jamal Morrison")
    records = [record_new(session, patient).record for patient in (rosa, jamal)]
    for bed, person in enumerate(records, 1):
        record_new(session, Movement(person=person, move="admit", when=clock.now(), bed=str(bed)))
    session.close()
    return places, *records


@pytest.fixture
def ward(
    _ward_made: tuple[WardFolder, str, str],
    tmp_path: Path,
    clock: FixedClock,
    chance: SeededChance,
) -> Iterator[Ward]:
    """The small ward, a copy of its own for every test."""
    made, rosa, jamal = _ward_made
    places = WardFolder(tmp_path / "ward", tmp_path / "device")
    shutil.copytree(made.folder, places.folder)
    shutil.copytree(made.device, places.device)
    made_ward = Ward(places, clock, chance, rosa, jamal, Door(places, clock, chance))
    yield made_ward
    made_ward.lock()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-docs", action="store_true", help="write docs/stories.md and the transcripts anew"
    )
