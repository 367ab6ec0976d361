"""What a fresh process really imports, and that each contract of imports says why it is there."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("pydantic", "sqlcipher3", "sqlite_utils", "nacl", "pyrage", "backports.zstd", "fsspec")

PLAIN_ROOMS = ("first_run", "record_now", "reviews", "sexual_safety", "staff")

FORBIDDEN = [
    # The first frame of the lock screen waits for none of these.
    ("wardsafe.tui.app", HEAVY),
    ("wardsafe.cli.main", (*HEAVY, "textual")),
    ("wardsafe.services.door", (*HEAVY, "textual")),
    # Lines only, whatever the room: none of them loads a screen.
    ("wardsafe.plain.opening", ("textual", "rich")),
    ("wardsafe.plain.house", ("textual", "rich")),
    *((f"wardsafe.plain.{room}", ("textual", "rich")) for room in PLAIN_ROOMS),
    # What a ward relies on can be checked without a screen, a kind of record without a store.
    ("wardsafe.records.registry", ("textual", "sqlite3", "sqlcipher3", "sqlite_utils")),
    ("wardsafe.ledger.store", ("textual", "rich", "pydantic")),
    ("wardsafe.ledger.verify", ("textual", "sqlcipher3", "wardsafe.ledger.store")),
    # What takes strangers' bytes apart loads no store, and the first frame nothing of it.
    ("wardsafe.bundles.child", ("textual", "sqlcipher3", "sqlite_utils", "pydantic", "fsspec")),
    ("wardsafe.services.exchanging", ("textual", "rich", "fsspec")),
    ("wardsafe.vocabulary.code_lists", (*HEAVY, "textual")),
    # A measure is arithmetic on the standard library.
    ("wardsafe.measures.charting", (*HEAVY, "textual", "sqlite3", "wardsafe.places", "numpy")),
    ("wardsafe.measures.exported", (*HEAVY, "textual", "sqlite3", "wardsafe.places", "numpy")),
    # The network's engines load when a question is asked, and not before.
    ("wardsafe.network.engine", ("ibis", "duckdb", "pyarrow", "psycopg", "pydantic", "sqlite3")),
    ("wardsafe.network.files", ("ibis", "duckdb", "pyarrow", "psycopg", "pydantic", "sqlite3")),
    ("wardsafe.network.questions", ("ibis", "duckdb", "pyarrow", "psycopg", "pydantic")),
    # The process is shut before anything else is there.
    ("wardsafe.isolate", (*HEAVY, "textual", "click", "wardsafe.clock", "wardsafe.places")),
]


def imported_by(module: str) -> set[str]:
    """Every module that an isolated interpreter has after importing `module`."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); import {module}; "
        "print('\\n'.join(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


@pytest.mark.parametrize(("module", "forbidden"), FORBIDDEN, ids=[row[0] for row in FORBIDDEN])
def test_a_fresh_process_imports_only_what_it_may(module: str, forbidden: tuple[str, ...]) -> None:
    found = imported_by(module)
    assert module in found
    assert sorted(found & set(forbidden)) == []


def test_the_check_can_fail() -> None:
    assert "pydantic" in imported_by("wardsafe.records.registry")


def contracts() -> list[dict[str, object]]:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, object]] = said["tool"]["importlinter"]["contracts"]
    return found


def test_every_contract_has_its_reason_above_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    heads = [at for at, line in enumerate(lines) if line == "[[tool.importlinter.contracts]]"]
    assert len(heads) == len(contracts()) >= 4
    for at in heads:
        assert lines[at - 1].startswith("# "), f"line {at + 1} of pyproject.toml says no reason"


def test_every_part_of_the_package_is_in_the_layers() -> None:
    layers = next(one["layers"] for one in contracts() if one["type"] == "layers")
    assert isinstance(layers, list)
    named = {name.strip() for line in layers for name in str(line).split("|")}
    package = ROOT / "src" / "wardsafe"
    parts = {path.stem for path in package.glob("*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    assert named == {f"wardsafe.{part}" for part in parts - {"__init__"}}
