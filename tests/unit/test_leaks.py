"""Nothing of the machine or the day on which it was made is in what is published."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Spelled in pieces, so that this file does not hold what it looks for.
HOSTS = ("pypi" + ".org", "python" + "hosted.org", "conda" + ".io", "npmjs" + ".com")
PLACES = ("/wo" + "rk/", "/ro" + "ot/", "../sha" + "red", "/ho" + "me/", "C:" + "\\Users")
LOCKS = ("requirements.lock", "requirements-tests.lock")
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)")


def tracked() -> list[Path]:
    """Every file of the repository, or, outside one, every file that would be."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    found = [ROOT / name for name in names if (ROOT / name).is_file()]
    assert Path(__file__) in found
    return found


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)} holds {words}"
        for path in tracked()
        for words in (*HOSTS, *PLACES)
        if words.encode() in path.read_bytes()
    ]
    assert not found


def test_no_key_or_ledger_is_tracked() -> None:
    bad = re.compile(r"\.(db|sqlite3?|secret|pem|key|age|part)$|^(keyslots|anchor|recovery)$")
    assert not [path for path in tracked() if bad.search(path.name)]


# Published so that others can check the sealed vectors; it seals nothing else.
VECTOR_KEY = "590ea3a80b1d97db765efce6926a6d8b5349fb4802dcfba4aa3f7cb507bf235b"
VECTOR_FILES = {"tests/vectors/make_entries.py", "tests/vectors/entries/good-sealed.json"}


def test_no_file_holds_a_key_but_the_published_one_of_the_vectors() -> None:
    words = re.compile(rb"AGE-SECRET-KEY-1[A-Z0-9]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY")
    for path in tracked():
        found = {hashlib.sha256(key).hexdigest() for key in words.findall(path.read_bytes())}
        name = path.relative_to(ROOT).as_posix()
        assert found <= ({VECTOR_KEY} if name in VECTOR_FILES else set()), name


def packages(lock: str) -> dict[str, list[str]]:
    """Name and version → the lines that belong to it."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if match := PINNED.match(line):
            found["==".join(match.groups())] = [line]
        elif line.startswith(" ") and found:
            found[list(found)[-1]].append(line)
        else:
            assert not line or line.startswith("#"), f"{lock}: {line!r} is no pinned package"
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes_and_no_address(lock: str) -> None:
    found = packages(lock)
    assert len(found) > 10
    for name, lines in found.items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", " ".join(lines)), f"{name} has no hash"
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host", text)


def test_what_is_pinned_is_what_is_locked() -> None:
    import tomllib

    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = (*said["dependencies"], *said["optional-dependencies"]["build"])
    direct = {one.partition(";")[0] for one in asked}  # without which Python it is for
    assert direct <= set(packages(LOCKS[0]))
    assert direct | {*said["optional-dependencies"]["tests"]} <= set(packages(LOCKS[1]))
