"""Every case of the catalogue has a test, or a reason why it cannot be met yet."""

import re
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE / "README.md"
NAMED = re.compile(r"def (test_\w+)")
RANGE = re.compile(r"([ABCDEFGN])(\d\d)_to_[ABCDEFGN]?(\d\d)")
SINGLE = re.compile(r"(?<![A-Za-z])([ABCDEFGN]\d\d)(?!\d)")
HEAD = """# Attacks and faults, and the tests that answer them

Made from `cases.toml` and the names of the tests:
`python3 ward.py tests tests/attacks --write-docs`.

| case | what | answered by |
|---|---|---|
"""


def cases() -> tuple[dict[str, str], dict[str, str]]:
    said = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))
    later = said.pop("later")
    known = {id_: what for family in said.values() for id_, what in family.items()}
    known.pop("title")
    return known, later


def ids_in(name: str) -> set[str]:
    ranges = {
        f"{family}{number:02}"
        for family, first, last in RANGE.findall(name)
        for number in range(int(first), int(last) + 1)
    }
    return ranges | set(SINGLE.findall(name.replace("_", " ")))


def answers() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in sorted(HERE.parent.rglob("test_*.py")):
        for name in NAMED.findall(file.read_text(encoding="utf-8")):
            for id_ in ids_in(name):
                found.setdefault(id_, []).append(f"{file.relative_to(HERE.parent)}::{name}")
    return found


def table() -> str:
    known, later = cases()
    told = answers()
    rows = []
    for id_, what in known.items():
        tests = [f"`{one}`" for one in told.get(id_, [])]
        shown = [*tests[:3], *([f"and {len(tests) - 3} more"] if tests[3:] else [])]
        said = f"**not yet**: {later[id_]}" if id_ in later else "<br>".join(shown)
        rows.append(f"| {id_} | {what} | {said} |")
    return HEAD + "\n".join(rows) + "\n"


def test_every_case_has_a_test_or_a_reason() -> None:
    known, later = cases()
    told = answers()
    assert [id_ for id_ in known if id_ not in told and id_ not in later] == []
    assert [id_ for id_ in later if id_ not in known] == []


def test_no_test_names_a_case_that_is_not_in_the_catalogue() -> None:
    known, _ = cases()
    other = {"F13", "F15", "F16", "F17"}
    assert set(answers()) - set(known) - other == set()


def test_the_table_is_what_the_tests_say(request) -> None:
    if request.config.getoption("--write-docs"):
        TABLE.write_text(table(), encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == table()
