"""Places: the same promises of a folder and of what fsspec speaks."""

from pathlib import Path

import pytest

from wardsafe.bundles.carriers import INBOX, Carrier, carrier_at
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import UnsafePlace


@pytest.fixture(params=["folder", "memory", "file"])
def carrier(request: pytest.FixtureRequest, tmp_path: Path) -> Carrier:
    places = {
        "folder": str(tmp_path),
        "memory": f"memory://place-{tmp_path.name}",
        "file": f"file://{tmp_path}",
    }
    return carrier_at(places[request.param])


def test_what_is_written_is_listed_and_reads_back(carrier: Carrier) -> None:
    assert (carrier.senders(INBOX), carrier.names(INBOX, "t1")) == ([], [])
    names = {carrier.write(INBOX, "t1", data) for data in (b"one", b"two", b"two")}
    assert carrier.senders(INBOX) == ["t1"]
    assert set(carrier.names(INBOX, "t1")) == names
    assert {carrier.read(INBOX, "t1", name) for name in names} == {b"one", b"two"}


def test_what_is_not_there_or_has_an_odd_name_is_refused(carrier: Carrier) -> None:
    with pytest.raises(Refused):
        carrier.read(INBOX, "t1", "ab" * 32)
    with pytest.raises(Refused):
        carrier.names(INBOX, "../up")


def test_only_names_of_ours_are_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / INBOX / "t1"
    folder.mkdir(parents=True)
    for name in ("autorun.inf", "a.bundle", f"{'ab' * 32}.bundle.part", f"{'AB' * 32}.bundle"):
        (folder / name).write_bytes(b"x")
    assert carrier_at(str(tmp_path)).names(INBOX, "t1") == []


def test_a_place_that_nothing_speaks_is_said_without_its_password() -> None:
    with pytest.raises(UnsafePlace) as told:
        carrier_at("nosuch://me:secret@host/place")
    assert "secret" not in str(told.value)
    assert "cannot be reached" in str(told.value)
