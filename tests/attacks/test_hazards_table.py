"""Every hazard of the catalogue has a test of its number, and the safety page names one of them."""

import re
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TEST = re.compile(r"def (test_\w+)")
ID = re.compile(r"(?<![A-Z0-9])(H\d\d)(?![0-9])")


def table() -> tuple[dict[str, str], dict[str, str]]:
    said = tomllib.loads((HERE / "hazards.toml").read_text(encoding="utf-8"))
    return said["hazards"], said["elsewhere"]


def named() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file in sorted(HERE.parent.rglob("test_*.py")):
        for name in TEST.findall(file.read_text(encoding="utf-8")):
            for hazard in ID.findall(name.replace("_", " ")):
                found.setdefault(hazard, set()).add(name)
    return found


def rows() -> dict[str, str]:
    """The rows of the safety page by hazard, several together."""
    page = (ROOT / "docs" / "clinical-safety.md").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in page.splitlines():
        if match := re.match(r"\| (H\d\d) \|", line):
            found[match[1]] = found.get(match[1], "") + line
    return found


def test_every_hazard_has_a_test_of_its_number_or_a_reason() -> None:
    hazards, elsewhere = table()
    tests = named()
    assert [one for one in hazards if one not in tests and one not in elsewhere] == []
    assert list(hazards) == [f"H{number:02}" for number in range(1, 24)]
    assert set(elsewhere) <= set(hazards)
    assert set(tests) <= set(hazards)


def test_the_hazards_of_the_wards_day_have_a_test_and_no_excuse() -> None:
    asked = [*range(1, 11), *range(13, 17), *range(20, 24)]
    tests, (_, elsewhere) = named(), table()
    assert [n for n in asked if not tests.get(f"H{n:02}") or f"H{n:02}" in elsewhere] == []


def test_the_safety_page_names_a_test_of_each_hazard_that_has_one() -> None:
    page, tests = rows(), named()
    _, elsewhere = table()
    assert set(page) == set(table()[0])
    missing = [
        one for one, found in tests.items()
        if one not in elsewhere and not found & set(re.findall(r"`(test_\w+)`", page[one]))
    ]  # fmt: skip
    assert missing == []
