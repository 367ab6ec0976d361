"""Where a ward's files may be, and how a file is written whole."""

import os
from pathlib import Path

import pytest

from wardsafe import places
from wardsafe.errors import NotSaved, UnsafePlace


def test_the_device_folder_is_outside_the_ward_folder(tmp_path: Path) -> None:
    where = places.ward_folder(tmp_path / "ward")
    assert not where.device.is_relative_to(where.folder)
    assert places.ward_folder(tmp_path / "other").device != where.device


def test_the_seed_lists_are_found_in_a_checkout_and_beside_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (places.seed() / "codes").is_dir()
    packaged = tmp_path / "wardsafe"
    (packaged / "seed").mkdir(parents=True)
    monkeypatch.setattr(places, "__file__", str(packaged / "places.py"))
    assert places.seed() == packaged / "seed"


def test_a_kept_demo_is_chosen_by_its_folder_and_never_in_the_place_of_a_ward(
    tmp_path: Path,
) -> None:
    kept = places.demo_folder(tmp_path)
    assert places.ward_folder(tmp_path).folder == tmp_path
    for folder in (kept.folder, kept.device):
        folder.mkdir()
    kept.about.touch()
    assert places.ward_folder(tmp_path) == kept
    (tmp_path / kept.about.name).touch()
    assert places.ward_folder(tmp_path).folder == tmp_path


def test_a_file_written_whole_replaces_the_old_one_and_leaves_no_part(tmp_path: Path) -> None:
    target = tmp_path / "keyslots"
    places.write_whole(target, b"one")
    places.write_whole(target, b"two")
    assert target.read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["keyslots"]
    assert target.stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_says_so_and_keeps_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "keyslots"
    places.write_whole(target, b"one")

    def no_space(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(NotSaved, match="No space left"):
        places.write_whole(target, b"two")
    assert target.read_bytes() == b"one"


@pytest.mark.parametrize(
    "name", ["OneDrive - NHS", "Dropbox", "Google Drive", "iCloudDrive", "Nextcloud"]
)
def test_a_synced_folder_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsafePlace, match="copied elsewhere"):
        places.refuse_unsafe(tmp_path / name / "ward")


@pytest.mark.parametrize("kind", ["cifs", "nfs4", "fuse.sshfs", "9p"])
def test_a_network_share_is_refused_with_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/ward {tmp_path} {kind} rw 0 0\n")
    found = places.file_system(tmp_path / "ward", mounts)
    assert found == kind
    monkeypatch.setattr(places, "file_system", lambda folder: found)
    with pytest.raises(UnsafePlace, match=f"network share .{kind}"):
        places.refuse_unsafe(tmp_path / "ward")


def test_D10_a_linked_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(UnsafePlace, match="a link to another place"):
        places.refuse_unsafe(tmp_path / "link")
    with pytest.raises(UnsafePlace, match="a link to another place"):
        places.refuse_unsafe(tmp_path / "link" / "ward")


def test_D11_a_folder_that_everybody_may_write_is_refused(tmp_path: Path) -> None:
    open_folder = tmp_path / "open"
    open_folder.mkdir()
    open_folder.chmod(0o777)
    with pytest.raises(UnsafePlace, match="written by everybody"):
        places.refuse_unsafe(open_folder)


def test_a_local_private_folder_is_accepted(tmp_path: Path) -> None:
    places.refuse_unsafe(tmp_path / "ward")
