"""Set up wardsafe in this checkout and start it: needs only Python 3.11+ with venv.

    python3 ward.py demo      set up, then open a populated demo ward
    python3 ward.py tests     set up, then run the tests
    python3 ward.py check     set up, then lint, types and import direction
    python3 ward.py bench     set up, then measure
    python3 ward.py faults    set up, then cut the power and kill it many times
    python3 ward.py network-run  set up, then wards and hubs exchange while all goes wrong
    python3 ward.py machine-run  set up, then try P1 to P16 on a network in memory for long
    python3 ward.py pictures  set up, then draw the pictures of the pages anew
    python3 ward.py COMMAND   any other command of wardsafe; `python3 ward.py --help` lists them

On Windows write `py` for `python3`. The first run makes .venv from the pinned, hashed lock file;
later runs start at once.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
DEVELOPING = {"tests", "check", "bench", "faults", "network-run", "machine-run", "pictures"}


def main(words: list[str]) -> int:
    """Set up what `words` need, then run them; returns the exit code."""
    if sys.version_info < (3, 11):
        print("wardsafe needs Python 3.11 or later; this is", sys.version.split()[0])
        return 2
    first = words[0] if words else ""
    whole = first in (*DEVELOPING, "network") or "--network" in words
    set_up("requirements-tests.lock" if whole else "requirements.lock")
    developing = {
        "tests": run_tests,
        "check": check,
        "bench": bench,
        "faults": faults,
        "network-run": network_run,
        "machine-run": machine_run,
        "pictures": pictures,
    }
    return developing.get(first, wardsafe)(words)


def wardsafe(words: list[str]) -> int:
    """The program itself, isolated from this folder and from PYTHON* settings."""
    return run("-I", "-m", "wardsafe", *words)


def run_tests(words: list[str]) -> int:
    """The everyday tests, three at a time, for each waits now and then; further words go to pytest
    instead."""
    return run("-m", "pytest", *(words[1:] or ["-n", "3", "--dist", "loadfile"]))


def check(words: list[str]) -> int:
    """Lint, format, types, import direction; stops at the first that fails."""
    checks = (
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "mypy"),
        ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
    )
    for words in checks:
        if code := run(*words):
            return code
    return 0


def bench(words: list[str]) -> int:
    """The measurements; further words go to bench/run.py."""
    return run(str(HERE / "bench" / "run.py"), *words[1:])


def faults(words: list[str]) -> int:
    """The long run of faults; further words go to tests/faults/long.py."""
    return run(str(HERE / "tests" / "faults" / "long.py"), *words[1:])


def network_run(words: list[str]) -> int:
    """Wards and hubs under a nemesis; further words go to tests/faults/network_run.py."""
    return run(str(HERE / "tests" / "faults" / "network_run.py"), *words[1:])


def machine_run(words: list[str]) -> int:
    """P1 to P16 for long; further words go to tests/properties/machine_run.py."""
    return run(str(HERE / "tests" / "properties" / "machine_run.py"), *words[1:])


def pictures(words: list[str]) -> int:
    """Draw the pictures of the pages; `--check` only compares."""
    return run(str(HERE / "docs" / "make_pictures.py"), *words[1:])


def run(*words: str) -> int:
    """Run the environment's Python in this folder's name, from where the person stands."""
    developing = words[0] != "-I"
    return subprocess.run([PYTHON, *words], cwd=HERE if developing else None).returncode


def set_up(lock: str) -> None:
    """Make .venv hold what `lock` pins, and wardsafe itself; at once if it already does."""
    pinned = [(HERE / name).read_bytes() for name in (lock, "pyproject.toml")]
    wanted = hashlib.sha256(b"".join(pinned))
    stamp = VENV / f"{lock}.done"
    if stamp.exists() and stamp.read_text() == wanted.hexdigest():
        return
    print(f"Setting up .venv from {lock} (once, about a minute) ...", flush=True)
    if not PYTHON.exists():
        make_environment()
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, "--require-hashes", "-r", HERE / lock], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", HERE], check=True)
    stamp.write_text(wanted.hexdigest())


def make_environment() -> None:
    """Make the virtual environment, or say in words what the system lacks."""
    try:
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    except subprocess.CalledProcessError:
        sys.exit(
            "Python could not make a virtual environment.\n"
            "On Debian and Ubuntu install it with: apt install python3-venv"
        )


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as problem:
        sys.exit(f"Setting up stopped: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
