"""Keeps the machine that runs the tests out of them: its home, its clock, its randomness."""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from wardsafe.clock import LONDON, id_from
from wardsafe.places import WardFolder


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


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 3, 14, tzinfo=LONDON))


@pytest.fixture
def chance() -> SeededChance:
    return SeededChance()


@pytest.fixture
def where(tmp_path: Path) -> Iterator[WardFolder]:
    places = WardFolder(tmp_path / "ward", tmp_path / "device")
    for folder in (places.folder, places.device):
        folder.mkdir(mode=0o700)
    yield places
