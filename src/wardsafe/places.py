"""The only module that knows paths: a ward's files, the device's files, the seed lists.

Two folders a ward. The ward folder holds the ledger and what travels with a back-up. The device
folder, elsewhere on the same machine, holds what must not travel: the device secret, and the
anchor that shows when an older ward folder has been put back.
"""

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from wardsafe.errors import NotSaved, UnsafePlace

_NETWORK_FILE_SYSTEMS = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "glusterfs"),
        *("lustre", "beegfs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs"),
        "fuse.glusterfs",
    )
)
_SYNCED_FOLDERS = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud")
_FRESH = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
_LOCAL_TO_WINDOWS = 3  # DRIVE_FIXED of GetDriveTypeW


@dataclass(frozen=True, slots=True)
class WardFolder:
    """Where one ward's files are. Naming them makes nothing."""

    folder: Path
    device: Path

    @property
    def ledger(self) -> Path:
        """The encrypted ledger."""
        return self.folder / "ledger.db"

    @property
    def slots(self) -> Path:
        """The sealed key slots, one a person."""
        return self.folder / "keyslots"

    @property
    def recovery(self) -> Path:
        """The recovery slot, opened by two parts together."""
        return self.folder / "recovery"

    @property
    def held(self) -> Path:
        """Records taken without a PIN that wait to be claimed."""
        return self.folder / "held"

    @property
    def drafts(self) -> Path:
        """Unfinished records, each sealed to the person who typed it."""
        return self.folder / "drafts"

    @property
    def faults(self) -> Path:
        """What is known of crashes, each sealed to this terminal."""
        return self.folder / "faults"

    @property
    def in_use(self) -> Path:
        """The lock of the one process that may write."""
        return self.folder / "in-use"

    @property
    def about(self) -> Path:
        """What may be read while locked: ward name, terminal name, ids; nothing about people."""
        return self.folder / "ward.json"

    @property
    def standards(self) -> tuple[Path, ...]:
        """The trust's own duties, checklists and disclosure profile, as far as it put any here."""
        named = [self.folder / "duties.toml", self.disclosure]
        found = [*named, *sorted((self.folder / "checklists").glob("*.toml"))]
        return tuple(path for path in found if path.is_file())

    @property
    def disclosure(self) -> Path:
        """The trust's own word on what may leave for the network."""
        return self.folder / "disclosure.toml"

    @property
    def network(self) -> Path:
        """The facts of many wards, where this is a trust's desk or a network's hub."""
        return self.folder / "network"

    @property
    def secret(self) -> Path:
        """The device's 32 secret bytes."""
        return self.device / "device.secret"

    @property
    def anchor(self) -> Path:
        """The head of the ledger as this device last signed it."""
        return self.device / "anchor"


def ward_folder(chosen: Path | None = None) -> WardFolder:
    """The ward folder of this account, or the one `chosen`, with its device folder.

    A demo that was kept is chosen by the folder that it was kept in, which is no ward itself.
    """
    folder = (chosen or platformdirs.user_data_path("wardsafe", appauthor=False)).absolute()
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    state = platformdirs.user_state_path("wardsafe", appauthor=False)
    where, kept = WardFolder(folder, (state / digest).absolute()), demo_folder(folder)
    is_kept = chosen and kept.about.exists() and kept.device.is_dir() and not where.about.exists()
    return kept if is_kept else where


def demo_folder(folder: Path) -> WardFolder:
    """A ward folder and its device's in one folder: everything of a demo can go at once."""
    return WardFolder(folder / "ward", folder / "device")


def seed() -> Path:
    """The seed lists: packaged beside this module, or data/seed of the checkout."""
    packaged = Path(__file__).parent / "seed"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "data" / "seed"


def make_private(folder: Path) -> None:
    """Make a folder that only this account can enter. Raises UnsafePlace if it cannot be made."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for made in missing:
            sync_folder(made.parent)
    except OSError as problem:
        raise UnsafePlace(
            f"The folder {folder} cannot be made: {problem.strerror}.",
            do="Choose a folder on this computer where you may write.",
        ) from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is wholly there or not at all, read it back, and compare.

    Temporary name, flush, rename, flush of the folder. Raises NotSaved.
    """
    part = path.with_name(path.name + ".part")
    try:
        with open(os.open(part, _FRESH, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
        sync_folder(path.parent)
        kept = path.read_bytes()
    except OSError as problem:
        raise NotSaved(
            f"The file {path.name} could not be written: {problem.strerror}.",
            do="What was there before is unchanged.",
        ) from None
    if kept != data:
        raise NotSaved(f"The file {path.name} reads back differently.", do="Check the disk.")


def sync_folder(folder: Path) -> None:
    """Flush which files a folder holds to the disk. Raises OSError."""
    if sys.platform == "win32":  # Windows has no handle to a folder that can be flushed
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refuse_unsafe(folder: Path) -> None:
    """Refuse a folder where SQLite's locks or the privacy of the files cannot be trusted.

    Network shares and synced folders (sqlite.org, "How To Corrupt An SQLite Database File",
    section 2 ≈), links, and folders that everybody may write to. Raises UnsafePlace.
    """
    for reason in (_link(folder), _synced(folder), _network(folder), _open_to_all(folder)):
        if reason:
            raise UnsafePlace(
                f"The folder {folder} {reason}.",
                do="Choose a folder on this computer's own disk, for this account only.",
            )


def _link(folder: Path) -> str:
    for place in (folder, *folder.parents[:1]):
        if place.is_symlink() or (hasattr(place, "is_junction") and place.is_junction()):
            return "is a link to another place"
    return ""


def _synced(folder: Path) -> str:
    for part in folder.parts:
        if part.lower().startswith(_SYNCED_FOLDERS):
            return f"is copied elsewhere by {part}, which can damage an open ledger"
    return ""


def _network(folder: Path) -> str:
    if sys.platform == "win32":
        return "" if _windows_drive_is_local(folder) else "is not on a local disk"
    kind = file_system(folder)
    return f"is on a network share ({kind})" if kind in _NETWORK_FILE_SYSTEMS else ""


def file_system(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The type of the file system that holds `folder`, or "" where the system does not say."""
    try:
        rows = [line.split() for line in mounts.read_text().splitlines()]
    except OSError:
        return ""
    holding = [
        (row[1].replace("\\040", " "), row[2])
        for row in rows
        if folder.is_relative_to(row[1].replace("\\040", " "))
    ]
    return max(holding, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _windows_drive_is_local(folder: Path) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    return bool(kernel.GetDriveTypeW(folder.anchor) == _LOCAL_TO_WINDOWS)


def _open_to_all(folder: Path) -> str:
    if sys.platform == "win32" or not folder.exists():
        return ""
    mode = folder.stat().st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        return "can be written by everybody on this computer"
    return ""
