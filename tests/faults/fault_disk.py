"""Stands between the program and its disk: records every change in order, and makes calls fail.

SQLCipher's own library is reached without compiling anything. SQLite lets its system calls be
replaced through the file system object of a connection (`xSetSystemCall`); `fsync` alone is not
in that list, so its slot in the extension's import table is changed. What Python itself writes
(the anchor, the lock file, sealed files) is caught by replacing functions of `os`. Both kinds go
into one log, in the order in which they happened, so that the log covers the whole promise made
by "Saved". `fault_images.replayed` compares log and disk: nothing may go past the recorder.

Linux on x86-64 and ARM only; elsewhere `supported()` says why not.
"""

import builtins
import ctypes
import errno
import io
import os
import platform
import struct
import sys
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sqlcipher3 import dbapi2

Kind = Literal[
    "create", "write", "truncate", "sync", "unlink", "rename", "mkdir", "dirsync", "ack", "read"
]
JUMP_SLOT = {"x86_64": 7, "aarch64": 1026}


class Op(NamedTuple):
    """One change of the disk. `ino` names a file's content, `path` its name."""

    kind: Kind
    ino: int = 0
    path: str = ""
    other: str = ""
    offset: int = 0
    data: bytes = b""
    value: Any = None


class Fault(NamedTuple):
    """What to do to one call: fail with `code`, after `part` of its bytes; or lie; or die."""

    code: int = 0
    part: float = 0.0
    lie: bool = False
    die: bool = False


Plan = Callable[[Kind, str], Fault | None]


def supported() -> str:
    """Empty when faults can be injected on this machine, or the reason why not."""
    if not sys.platform.startswith("linux"):
        return "faults are injected into the Linux system calls only"
    if platform.machine() not in JUMP_SLOT:
        return f"no import table reader for {platform.machine()}"
    return ""


@dataclass
class Disk:
    """Everything that happens below `roots`, in order, and the plan that makes calls fail."""

    roots: tuple[str, ...]
    plan: Plan | None = None
    log: list[Op] = field(default_factory=list)
    before: dict[str, bytes | None] = field(default_factory=dict)
    inos: dict[str, int] = field(default_factory=dict)
    fds: dict[int, tuple[str, int]] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    reads: bool = False
    recording: bool = True

    def __post_init__(self) -> None:
        self.before = contents(self.roots)
        self.inos = {path: number for number, path in enumerate(self.before, 1)}
        self._last = len(self.before)

    def watches(self, path: str) -> bool:
        """Whether this path lies below one of the roots."""
        return path.startswith(self.roots)

    def ack(self, value: Any) -> None:
        """Notes that the program has just promised something to a person."""
        self.log.append(Op("ack", value=value))

    def ino(self, path: str) -> int:
        """The content that the name `path` stands for; files that were there before get one too."""
        if path not in self.inos:
            self._last += 1
            self.inos[path] = self._last
        return self.inos[path]

    def judge(self, kind: Kind, path: str) -> Fault | None:
        """Asks the plan what becomes of this call, and dies here if it says so."""
        self.calls[kind] = self.calls.get(kind, 0) + 1
        fault = self.plan(kind, path) if self.plan else None
        if fault and fault.die:
            os._exit(77)
        return fault

    def note(self, op: Op) -> None:
        """Adds one change to the log."""
        if self.recording:
            self.log.append(op)

    def opened(self, fd: int, path: str, *, new: bool, emptied: bool) -> None:
        """Notes which content a descriptor writes to."""
        if fd < 0 or not self.watches(path):
            self.fds.pop(fd, None)
            return
        if new:
            self.inos.pop(path, None)
            self.note(Op("create", self.ino(path), path))
        elif emptied:
            self.note(Op("truncate", self.ino(path), path, offset=0))
        self.fds[fd] = (path, self.ino(path))

    def unlinked(self, path: str) -> None:
        """Notes a name that is gone."""
        self.note(Op("unlink", self.inos.pop(path, 0), path))

    def renamed(self, old: str, new: str) -> None:
        """Notes a name that moved over another."""
        ino = self.ino(old)
        del self.inos[old]
        self.inos[new] = ino
        self.note(Op("rename", ino, old, new))

    def synced(self, fd: int) -> None:
        """Notes a file, or the names in a folder, that the disk now holds for good."""
        path, ino = self.fds[fd]
        self.note(Op("dirsync", path=path) if os.path.isdir(path) else Op("sync", ino, path))


def contents(roots: tuple[str, ...]) -> dict[str, bytes | None]:
    """Every file below the roots with its bytes, and every folder with None; parents first."""
    found: dict[str, bytes | None] = {}
    for root in roots:
        for path in (Path(root), *sorted(Path(root).rglob("*"))):
            if path.exists():
                found[str(path)] = path.read_bytes() if path.is_file() else None
    return found


# --- below SQLite ---------------------------------------------------------------------------


_METHODS = (
    *("xOpen", "xDelete", "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym"),
    *("xDlClose", "xRandomness", "xSleep", "xCurrentTime", "xGetLastError"),
    *("xCurrentTimeInt64", "xSetSystemCall", "xGetSystemCall", "xNextSystemCall"),
)


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("iVersion", ctypes.c_int),
        ("szOsFile", ctypes.c_int),
        ("mxPathname", ctypes.c_int),
        ("pNext", ctypes.c_void_p),
        ("zName", ctypes.c_char_p),
        ("pAppData", ctypes.c_void_p),
    ] + [(name, ctypes.c_void_p) for name in _METHODS]


def _function(result: Any, *arguments: Any) -> Any:
    return ctypes.CFUNCTYPE(result, *arguments, use_errno=True)


_INT, _SIZE, _LONG, _AT = ctypes.c_int, ctypes.c_size_t, ctypes.c_long, ctypes.c_void_p
_TYPES = {
    "open": _function(_INT, ctypes.c_char_p, _INT, _INT),
    "close": _function(_INT, _INT),
    "read": _function(_LONG, _INT, _AT, _SIZE),
    "pread": _function(_LONG, _INT, _AT, _SIZE, _LONG),
    "pread64": _function(_LONG, _INT, _AT, _SIZE, _LONG),
    "write": _function(_LONG, _INT, _AT, _SIZE),
    "pwrite": _function(_LONG, _INT, _AT, _SIZE, _LONG),
    "pwrite64": _function(_LONG, _INT, _AT, _SIZE, _LONG),
    "ftruncate": _function(_INT, _INT, _LONG),
    "unlink": _function(_INT, ctypes.c_char_p),
}
_SYNC = _function(_INT, _INT)
_SET = ctypes.CFUNCTYPE(_INT, _AT, ctypes.c_char_p, _AT)
_GET = ctypes.CFUNCTYPE(_AT, _AT, ctypes.c_char_p)


def _fail(code: int, result: int = -1) -> int:
    ctypes.set_errno(code)
    return result


def _below_sqlite(disk: Disk, real: dict[str, Any]) -> dict[str, Callable[..., int]]:
    """The replacements of SQLite's system calls, each noting or failing, or doing the real one."""

    def opens(name: bytes, flags: int, mode: int) -> int:
        path = os.fsdecode(name)
        if not disk.watches(path):
            return real["open"](name, flags, mode)
        new = bool(flags & os.O_CREAT) and not os.path.lexists(path)
        if new and (fault := disk.judge("create", path)):
            return _fail(fault.code)
        fd = real["open"](name, flags, mode)
        disk.opened(fd, path, new=new and fd >= 0, emptied=bool(flags & os.O_TRUNC))
        return fd

    def closes(fd: int) -> int:
        disk.fds.pop(fd, None)
        return real["close"](fd)

    def reads(fd: int, into: int, count: int, offset: int) -> int:
        if disk.reads and fd in disk.fds and (fault := disk.judge("read", disk.fds[fd][0])):
            return _fail(fault.code)
        return real["pread"](fd, into, count, offset)

    def writes(fd: int, at: int, count: int, offset: int) -> int:
        if fd not in disk.fds:
            return real["pwrite"](fd, at, count, offset)
        path, ino = disk.fds[fd]
        fault = disk.judge("write", path)
        if fault:
            count = int(count * fault.part)
            if not count:
                return _fail(fault.code)
        done = real["pwrite"](fd, at, count, offset)
        if done > 0:
            disk.note(Op("write", ino, path, offset=offset, data=ctypes.string_at(at, done)))
        return _fail(fault.code) if fault else done

    def appends(fd: int, at: int, count: int) -> int:
        offset = os.lseek(fd, 0, os.SEEK_CUR) if fd in disk.fds else 0
        done = real["write"](fd, at, count)
        if fd in disk.fds and done > 0:
            path, ino = disk.fds[fd]
            disk.note(Op("write", ino, path, offset=offset, data=ctypes.string_at(at, done)))
        return done

    def truncates(fd: int, size: int) -> int:
        if fd in disk.fds and (fault := disk.judge("truncate", disk.fds[fd][0])):
            return _fail(fault.code)
        done = real["ftruncate"](fd, size)
        if fd in disk.fds and done == 0:
            path, ino = disk.fds[fd]
            disk.note(Op("truncate", ino, path, offset=size))
        return done

    def unlinks(name: bytes) -> int:
        path = os.fsdecode(name)
        if not disk.watches(path):
            return real["unlink"](name)
        if fault := disk.judge("unlink", path):
            return _fail(fault.code)
        done = real["unlink"](name)
        if done == 0:
            disk.unlinked(path)
        return done

    return {
        "open": opens,
        "close": closes,
        "pread": reads,
        "pread64": reads,
        "pwrite": writes,
        "pwrite64": writes,
        "write": appends,
        "ftruncate": truncates,
        "unlink": unlinks,
    }


def _syncs(disk: Disk, real: Callable[[int], int]) -> Callable[[int], int]:
    def sync(fd: int) -> int:
        if fd not in disk.fds:
            return real(fd)
        fault = disk.judge("sync", disk.fds[fd][0])
        if fault and not fault.lie:
            return _fail(fault.code)
        done = real(fd)
        if done == 0 and not fault:
            disk.synced(fd)
        return done

    return sync


def _vfs() -> Any:
    """SQLite's default file system object, read out of a connection: its first field."""
    connection = dbapi2.connect(":memory:")
    handle = ctypes.c_void_p.from_address(id(connection) + object.__basicsize__).value
    address = ctypes.c_void_p.from_address(handle or 0).value
    connection.close()
    vfs = _Vfs.from_address(address or 0)
    if vfs.zName != b"unix":
        raise RuntimeError("SQLite's file system object is not where it was expected")
    return vfs


def _import_slot(library: str, symbol: str) -> int:
    """The address of the pointer through which the loaded `library` calls `symbol`."""
    base = _base_of(library)
    data = Path(library).read_bytes()
    sections_at, size, count = (
        *struct.unpack_from("<Q", data, 40),
        *struct.unpack_from("<HH", data, 58),
    )
    sections = [
        struct.unpack_from("<IIQQQQIIQQ", data, sections_at + n * size) for n in range(count)
    ]
    for section in sections:
        if section[1] != 4:  # SHT_RELA
            continue
        symbols = sections[section[6]]
        names = sections[symbols[6]][4] if symbols[1] == 11 else 0  # SHT_DYNSYM
        for at in range(section[4], section[4] + section[5], 24):
            offset, info, _ = struct.unpack_from("<QQq", data, at)
            if info & 0xFFFFFFFF != JUMP_SLOT[platform.machine()]:
                continue
            name_at = names + struct.unpack_from("<I", data, symbols[4] + (info >> 32) * 24)[0]
            if data[name_at : data.index(b"\0", name_at)].decode() == symbol:
                return base + offset
    raise RuntimeError(f"{library} does not import {symbol} in the expected way")


def _base_of(library: str) -> int:
    with open("/proc/self/maps") as maps:
        for line in maps:
            if line.rstrip().endswith(library):
                return int(line.split("-")[0], 16)
    raise RuntimeError(f"{library} is not loaded")


@contextmanager
def _slot_changed(address: int, function: Any) -> Iterator[None]:
    """The import slot at `address` points to `function` while this lasts."""
    page = os.sysconf("SC_PAGE_SIZE")
    start, writable = ctypes.c_void_p(address & -page), 3
    if ctypes.CDLL(None).mprotect(start, ctypes.c_size_t(page), writable):
        raise RuntimeError("the import table cannot be changed here")
    slot = ctypes.c_void_p.from_address(address)
    before = slot.value
    slot.value = ctypes.cast(function, ctypes.c_void_p).value
    try:
        yield
    finally:
        slot.value = before


@contextmanager
def _sqlite_hooked(disk: Disk) -> Iterator[None]:
    vfs = _vfs()
    at = ctypes.addressof(vfs)
    find, change = _GET(vfs.xGetSystemCall), _SET(vfs.xSetSystemCall)
    found = {name: find(at, name.encode()) for name in _TYPES}
    real = {name: _TYPES[name](where) for name, where in found.items() if where}
    for plain in ("pread", "pwrite"):
        real[plain] = real.get(plain + "64") or real[plain]
    ours = {
        name: _TYPES[name](hook)
        for name, hook in _below_sqlite(disk, real).items()
        if found.get(name)
    }
    library = ctypes.CDLL(None, use_errno=True)
    sync = _SYNC(_syncs(disk, _SYNC(("fsync", library))))
    slot = _import_slot(_library(), "fsync")
    for name, hook in ours.items():
        change(at, name.encode(), ctypes.cast(hook, ctypes.c_void_p))
    try:
        with _slot_changed(slot, sync):
            yield
    finally:
        for name in ours:
            change(at, name.encode(), ctypes.c_void_p(found[name]))


def _library() -> str:
    import sqlcipher3._sqlite3 as extension

    return os.path.realpath(extension.__file__)


# --- below Python ---------------------------------------------------------------------------


def _below_python(disk: Disk) -> dict[str, Callable[..., Any]]:
    """The replacements of functions of `os` for paths and descriptors that the disk watches."""
    real = {name: getattr(os, name) for name in _OS}

    def check(kind: Kind, path: str) -> Fault | None:
        fault = disk.judge(kind, path)
        if fault and not fault.lie and not fault.part:
            raise OSError(fault.code, os.strerror(fault.code), path)
        return fault

    def named(path: Any, dir_fd: int | None) -> str:
        text = os.fsdecode(path)
        if dir_fd is not None and dir_fd in disk.fds:
            text = os.path.join(disk.fds[dir_fd][0], text)
        return os.path.abspath(text) if not isinstance(path, int) else ""

    def opens(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        name = named(path, dir_fd)
        new = bool(flags & os.O_CREAT) and not os.path.lexists(name)
        if disk.watches(name) and new:
            check("create", name)
        fd = real["open"](path, flags, mode, dir_fd=dir_fd)
        disk.opened(fd, name, new=new, emptied=bool(flags & os.O_TRUNC))
        return int(fd)

    def closes(fd: int) -> None:
        disk.fds.pop(fd, None)
        real["close"](fd)

    def put(fd: int, data: Any, offset: int) -> int:
        path, ino = disk.fds[fd]
        fault = check("write", path)
        whole = bytes(data)
        some = whole[: int(len(whole) * fault.part)] if fault else whole
        done = real["pwrite"](fd, some, offset)
        disk.note(Op("write", ino, path, offset=offset, data=some[:done]))
        if fault:
            raise OSError(fault.code, os.strerror(fault.code), path)
        return int(done)

    def writes(fd: int, data: Any) -> int:
        if fd not in disk.fds:
            return int(real["write"](fd, data))
        offset = os.lseek(fd, 0, os.SEEK_CUR)
        done = put(fd, data, offset)
        os.lseek(fd, offset + done, os.SEEK_SET)
        return done

    def writes_at(fd: int, data: Any, offset: int) -> int:
        return put(fd, data, offset) if fd in disk.fds else int(real["pwrite"](fd, data, offset))

    def syncs(fd: Any) -> None:
        number = fd if isinstance(fd, int) else fd.fileno()
        if number not in disk.fds:
            return real["fsync"](number)
        fault = check("sync", disk.fds[number][0])
        real["fsync"](number)
        if not fault:
            disk.synced(number)
        return None

    def truncates(fd: Any, size: int) -> None:
        if fd in disk.fds:
            check("truncate", disk.fds[fd][0])
            disk.note(Op("truncate", disk.fds[fd][1], disk.fds[fd][0], offset=size))
        real["ftruncate"](fd, size)

    def removes(path: Any, *, dir_fd: int | None = None) -> None:
        name = named(path, dir_fd)
        if disk.watches(name):
            check("unlink", name)
        real["unlink"](path, dir_fd=dir_fd)
        if disk.watches(name):
            disk.unlinked(name)

    def moves(old: Any, new: Any, **where: Any) -> None:
        a, b = named(old, where.get("src_dir_fd")), named(new, where.get("dst_dir_fd"))
        if disk.watches(a):
            check("rename", a)
        real["replace"](old, new, **where)
        if disk.watches(a):
            disk.renamed(a, b)

    def makes(path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        name = named(path, dir_fd)
        if disk.watches(name):
            check("mkdir", name)
        real["mkdir"](path, mode, dir_fd=dir_fd)
        if disk.watches(name):
            disk.note(Op("mkdir", path=name))

    return {
        "open": opens,
        "close": closes,
        "write": writes,
        "pwrite": writes_at,
        "fsync": syncs,
        "fdatasync": syncs,
        "ftruncate": truncates,
        "unlink": removes,
        "remove": removes,
        "rename": moves,
        "replace": moves,
        "mkdir": makes,
    }


_OS = (
    *("open", "close", "write", "pwrite", "fsync", "fdatasync", "ftruncate"),
    *("unlink", "remove", "rename", "replace", "mkdir"),
)


class _Watched(io.FileIO):
    """A file that writes, truncates and closes through the functions of `os` replaced above."""

    def write(self, data: Any) -> int:
        return os.write(self.fileno(), data)

    def truncate(self, size: int | None = None) -> int:
        size = self.tell() if size is None else size
        os.ftruncate(self.fileno(), size)
        return size

    def close(self) -> None:
        if not self.closed:
            _DISK_OF[self].fds.pop(self.fileno(), None)
        super().close()


_DISK_OF: "weakref.WeakKeyDictionary[_Watched, Disk]" = weakref.WeakKeyDictionary()


def _opener(disk: Disk, real: Callable[..., Any]) -> Callable[..., Any]:
    """`open` as ever, but files below the roots that are written go through `_Watched`."""

    def opens(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **more: Any) -> Any:
        known = file in disk.fds if isinstance(file, int) else disk.watches(os.path.abspath(file))
        if not known:
            return real(file, mode, buffering, *rest, **more)
        if not set(mode) & set("wax+"):
            name = disk.fds[file][0] if isinstance(file, int) else os.path.abspath(file)
            if disk.reads and (fault := disk.judge("read", name)):
                raise OSError(fault.code, os.strerror(fault.code), name)
            return real(file, mode, buffering, *rest, **more)
        raw = _Watched(
            file,
            mode.replace("b", "").replace("t", ""),
            closefd=more.get("closefd", True),
            opener=more.get("opener") or (lambda path, flags: os.open(path, flags, 0o666)),
        )
        _DISK_OF[raw] = disk
        if buffering == 0:
            return raw
        buffer = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffer if "b" in mode else io.TextIOWrapper(buffer, *rest[:3])

    return opens


@contextmanager
def _python_hooked(disk: Disk) -> Iterator[None]:
    before = {name: getattr(os, name) for name in _OS}
    real_open = io.open
    for name, hook in _below_python(disk).items():
        setattr(os, name, hook)
    io.open = builtins.open = _opener(disk, real_open)  # type: ignore[assignment]
    try:
        yield
    finally:
        io.open = builtins.open = real_open
        for name, function in before.items():
            setattr(os, name, function)


@contextmanager
def watched(*roots: Path, plan: Plan | None = None, reads: bool = False) -> Iterator[Disk]:
    """Records, and where `plan` says so fails, every change below `roots` while this lasts."""
    disk = Disk(tuple(str(root.resolve()) for root in roots), plan=plan, reads=reads)
    with _sqlite_hooked(disk), _python_hooked(disk):
        yield disk


# --- plans ----------------------------------------------------------------------------------


def nth(kind: Kind | tuple[Kind, ...], number: int, fault: Fault, *, on: bool = False) -> Plan:
    """Fails the `number`-th call (from 1) of a kind; with `on`, every one after it too."""
    kinds = (kind,) if isinstance(kind, str) else kind
    seen = 0

    def plan(what: Kind, path: str) -> Fault | None:
        nonlocal seen
        if what not in kinds:
            return None
        seen += 1
        return fault if seen == number or (on and seen > number) else None

    return plan


FULL = Fault(errno.ENOSPC)
BROKEN = Fault(errno.EIO)
LIES = Fault(lie=True)
DIES = Fault(die=True)
