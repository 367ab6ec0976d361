"""A PostgreSQL server of our own for a while: on a socket, in a folder of its own, unprivileged."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ACCOUNT = "postgres"


def why_not() -> str:
    """Why no server can be started here; "" where one can."""
    if _binaries() is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.geteuid() == 0:
        try:
            pwd.getpwnam(ACCOUNT)
        except KeyError:
            return f"run as root, PostgreSQL needs the account “{ACCOUNT}”"
    return ""


@contextmanager
def own_postgres() -> Iterator[str]:
    """Start it, give its address, and take it away again."""
    binaries = _binaries()
    assert binaries is not None
    home = Path(tempfile.mkdtemp(prefix="ws-pg-"))
    data = home / "data"
    who: dict[str, Any] = {"cwd": home}
    if os.geteuid() == 0:
        who["user"] = ACCOUNT
        shutil.chown(home, ACCOUNT)
    try:
        _run([binaries / "initdb", "-D", data, "-U", "wardsafe", "-A", "trust", "-N"], who)
        said = f"-c listen_addresses= -c unix_socket_directories={home} -c fsync=off"
        _run([binaries / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-o", said, "start"], who)
        yield f"postgresql://wardsafe@/postgres?host={home}"
    finally:
        stop = [binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"]
        subprocess.run(stop, capture_output=True, check=False, **who)
        shutil.rmtree(home, ignore_errors=True)


def _run(words: list[object], who: dict[str, Any]) -> None:
    # pg_ctl's child would keep a captured pipe open for as long as the server runs
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([str(word) for word in words], check=True, **quiet, **who)


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None
