"""Where the questions run: DuckDB on the Parquet files, or a PostgreSQL server with the same rows.

Ibis is loaded only here and in `questions`, and only when somebody asks: it takes a third of a
second.
"""

import io
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wardsafe.errors import BadInput
from wardsafe.network.files import files_of, schema
from wardsafe.network.loading import load
from wardsafe.network.tables import TABLES

PREFIX = "wardsafe_"
_QUIET = {
    "autoinstall_known_extensions": False,  # nothing is ever fetched
    "autoload_known_extensions": False,
}


@dataclass(frozen=True, slots=True)
class Engine:
    """An open engine with its tables as Ibis expressions, by name."""

    connection: Any
    tables: Mapping[str, Any]

    def rows(self, question: Any) -> list[dict[str, Any]]:
        """The answer to a question, in its order."""
        with _quietly():
            found: list[dict[str, Any]] = self.connection.to_pyarrow(question).to_pylist()
        return found


_QUIETLY = threading.RLock()


@contextmanager
def _quietly() -> Iterator[None]:
    """Ibis 12 asks DuckDB 2 by a name that it still answers to but no longer likes. One thread at a
    time: what is warned of is the whole program's affair."""
    with _QUIETLY, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
        yield


@contextmanager
def on_files(folder: Path) -> Iterator[Engine]:
    """DuckDB, reading the Parquet files where they lie."""
    ibis = load("ibis")

    connection = ibis.duckdb.connect(**_QUIET)
    try:
        with _quietly():
            tables = {name: _parquet(connection, folder, name) for name in TABLES}
        yield Engine(connection, tables)
    finally:
        connection.disconnect()


@contextmanager
def on_server(url: str) -> Iterator[Engine]:
    """PostgreSQL, once `fill` has put the rows there. Raises BadInput for another kind of server,
    or one that cannot be reached; the address, which may hold a password, is not repeated."""
    connection = _connect(url)
    try:
        tables = {name: connection.table(PREFIX + name) for name in TABLES}
        yield Engine(connection, tables)
    finally:
        connection.disconnect()


def fill(url: str, folder: Path) -> int:
    """Put the rows of a folder on a server in place of those there; how many. Raises BadInput."""
    pq = load("pyarrow.parquet")
    server = _connect(url)
    count = 0
    try:
        for name in TABLES:
            server.create_table(PREFIX + name, schema=_ibis_schema(name), overwrite=True)
            for path in files_of(folder, name):
                terminal = path.parent.name.partition("=")[2]
                # without the path: pyarrow would read a column out of the folder's name
                with path.open("rb") as file:
                    count += _copy(server, name, pq.read_table(file), terminal)
            server.raw_sql(f'ANALYZE "{PREFIX}{name}"')
        server.con.commit()
    finally:
        server.disconnect()
    return count


def _connect(url: str) -> Any:
    ibis = load("ibis")

    if not url.startswith(("postgres://", "postgresql://")):
        raise BadInput("That is not the address of a PostgreSQL server.",
                       do="Write it like postgresql://name@host/database.")  # fmt: skip
    try:
        return ibis.connect(url)
    except Exception as fault:
        raise BadInput(
            f"The PostgreSQL server cannot be used ({type(fault).__name__}).",
            do="See that it runs and lets this account in.",
        ) from None


def _copy(server: Any, table: str, rows: Any, terminal: str) -> int:
    """Hand over the rows as CSV, in which an empty cell without quotes is not recorded."""
    pa, text = load("pyarrow"), load("pyarrow.csv")
    whole = rows.append_column("terminal", pa.array([terminal] * rows.num_rows, pa.string()))
    names = ", ".join(f'"{name}"' for name in whole.column_names)
    out = io.BytesIO()
    text.write_csv(whole, out, text.WriteOptions(include_header=False, quoting_style="needed"))
    said = f'COPY "{PREFIX}{table}" ({names}) FROM STDIN (FORMAT csv)'
    with server.con.cursor() as cursor, cursor.copy(said) as copy:
        copy.write(out.getbuffer())
    return int(rows.num_rows)


def _ibis_schema(table: str) -> Any:
    ibis = load("ibis")

    return ibis.schema(schema(TABLES[table]))


def _parquet(connection: Any, folder: Path, table: str) -> Any:
    paths = [str(path) for path in files_of(folder, table)]
    if not paths:
        return connection.create_table(table, schema=_ibis_schema(table))
    return connection.read_parquet(
        paths, table_name=table, hive_partitioning=True, hive_types_autocast=False
    )
