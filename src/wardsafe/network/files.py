"""The tables of a network on disk: Parquet, one file a table and terminal, and who the wards are.

    <folder>/network.json
    <folder>/facts/terminal=<id>/rows.parquet    likewise uses, people, stays, months, tests, crowd

Each terminal's files are written and replaced on their own, so that gathering is independent per
ward, and any tool that knows Parquet and this way of naming folders can read them.
"""

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from wardsafe.errors import BadInput, Damaged, TooNew
from wardsafe.network.crowd import crowd
from wardsafe.network.loading import load
from wardsafe.network.tables import TABLES, Column, Row, taken
from wardsafe.places import make_private, write_whole

FORMAT = 1
ABOUT = "network.json"
ROWS = "rows.parquet"


@dataclass(frozen=True, slots=True)
class WardOf:
    """A ward of the network: its name, its trust ("" where nobody said), its terminals.

    `environment` is "live", "demo" or "test"; `until` the last day its facts were gathered for.
    """

    name: str
    trust: str
    environment: str
    terminals: tuple[str, ...]
    until: str


Rows = Mapping[str, Sequence[Row]]


def write(folder: Path, ward: str, about: WardOf, rows: Rows) -> int:
    """Put one ward's rows in the place of those it had; how many.

    Raises BadInput for a demo ward among real ones, NotSaved.
    """
    whole = joining(folder, {ward: about})[ward]
    count, terminals = write_rows(folder, whole, rows)
    list_wards(folder, {ward: replace(whole, terminals=terminals)})
    return count


def joining(folder: Path, wards: Mapping[str, WardOf]) -> dict[str, WardOf]:
    """The wards as they are to be written: each with the terminals that it had before too.

    Raises BadInput for demo wards among real ones.
    """
    before = read_wards(folder)
    there = {one.environment for id_, one in before.items() if id_ not in wards}
    if len(there | {one.environment for one in wards.values()}) > 1:
        raise BadInput("Demonstration and real wards cannot be in one network.",
                       do="Gather them into folders of their own.")  # fmt: skip
    return {
        ward: replace(one, terminals=tuple(sorted({*one.terminals, *_had(before, ward)})))
        for ward, one in wards.items()
    }


def write_rows(folder: Path, about: WardOf, rows: Rows) -> tuple[int, tuple[str, ...]]:
    """Put the rows of one ward into its own files, and touch no other's: how many, and of which
    terminals. Several processes may do so at once, each for another ward. Raises NotSaved."""
    rows = {**rows, "crowd": crowd(rows.get("stays", ()), rows.get("people", ()))}
    terminals = {*about.terminals}
    terminals |= {str(row["terminal"]) for name in TABLES for row in rows.get(name, ())}
    made = {name: _by_terminal(name, rows.get(name, ()), terminals) for name in TABLES}
    for name, files in made.items():
        for terminal, found in files.items():
            target = folder / name / f"terminal={terminal}"
            _make(folder, target)
            write_whole(target / ROWS, _parquet(TABLES[name], found))
    count = sum(len(found) for files in made.values() for found in files.values())
    return count, tuple(sorted(terminals))


def list_wards(folder: Path, wards: Mapping[str, WardOf]) -> None:
    """Put these wards on the list of the network, beside those there. One process alone does it,
    because all wards share the list. Raises NotSaved."""
    make_private(folder)
    _write_wards(folder, {**read_wards(folder), **wards})


def _had(before: Mapping[str, WardOf], ward: str) -> tuple[str, ...]:
    return before[ward].terminals if ward in before else ()


def read_wards(folder: Path) -> dict[str, WardOf]:
    """The wards of a network by id; none where nothing was gathered yet. Raises Damaged, TooNew."""
    try:
        held = json.loads((folder / ABOUT).read_bytes())
        if held["format"] > FORMAT:
            raise TooNew(f"{ABOUT} was written by a later wardsafe.", do="Update wardsafe.")
        return {
            ward: WardOf(**{**said, "terminals": tuple(said["terminals"])})
            for ward, said in held["wards"].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError):
        raise Damaged(
            f"{ABOUT} cannot be read.", do="Gather the facts into a new folder."
        ) from None


def files_of(folder: Path, table: str) -> list[Path]:
    """The Parquet files of a table, in order."""
    return sorted((folder / table).glob(f"terminal=*/{ROWS}"))


def schema(columns: Iterable[Column]) -> Any:
    """The Arrow schema of some columns."""
    pa = load("pyarrow")

    types = {"string": pa.string(), "int64": pa.int64(), "boolean": pa.bool_()}
    return pa.schema([(column.name, types[column.type]) for column in columns])


def _write_wards(folder: Path, wards: Mapping[str, WardOf]) -> None:
    said = {"format": FORMAT, "wards": {ward: asdict(one) for ward, one in sorted(wards.items())}}
    write_whole(folder / ABOUT, json.dumps(said, indent=1, ensure_ascii=False).encode())


def _make(folder: Path, target: Path) -> None:
    for each in (folder, target.parent, target):
        make_private(each)


def _by_terminal(
    table: str, rows: Iterable[Row], terminals: Iterable[str]
) -> dict[str, list[dict[str, Any]]]:
    """The rows of each terminal; one with none gets an empty file over what it had before."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        whole = taken(table, row)
        found[whole["terminal"]].append(whole)
    return {terminal: found[terminal] for terminal in sorted({*terminals, *found})}


def _parquet(columns: Sequence[Column], rows: list[dict[str, Any]]) -> bytes:
    pa, pq = load("pyarrow"), load("pyarrow.parquet")
    kept = [column for column in columns if column.name != "terminal"]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema(kept)), out, compression="zstd")
    return out.getvalue()
