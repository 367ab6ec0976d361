"""The network's questions answer what counting by hand does, on DuckDB and PostgreSQL alike."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import network_rows
from own_postgres import own_postgres, why_not
from wardsafe.errors import BadInput
from wardsafe.network import loading, questions
from wardsafe.network.engine import fill, on_files, on_server
from wardsafe.network.files import files_of
from wardsafe.network.tables import GROUPS
from wardsafe.services.network.reporting import read_quarter
from wardsafe.services.reports.writing import read_period

SPAN = ("2026-07", "2026-09")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("network")
    network_rows.make(made)
    return made


@pytest.fixture(scope="module")
def rows(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row as it lies in the files, read without any engine."""
    import pyarrow.parquet as pq

    return {
        name: [row for path in files_of(folder, name) for row in pq.read_table(path).to_pylist()]
        for name in ("facts", "uses", "people", "stays", "months", "tests")
    }


def within(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in found if row["month"] and SPAN[0] <= row["month"] <= SPAN[1]]


def test_force_is_counted_by_ward_and_month(folder: Path, rows) -> None:
    force = [row for row in within(rows["facts"]) if row["kind"] == questions.FORCE]
    by_hand = Counter((row["ward"], row["month"]) for row in force)
    with on_files(folder) as engine:
        found = engine.rows(questions.force(engine.tables, *SPAN))
    assert {(row["ward"], row["month"]): row["incidents"] for row in found} == by_hand
    assert sum(row["uses"] for row in found) == len(within(rows["uses"]))


def test_nights_and_days_are_summed_by_ward_and_month(folder: Path, rows) -> None:
    with on_files(folder) as engine:
        found = engine.rows(questions.nights(engine.tables, *SPAN))
    by_hand = {(row["ward"], row["month"]): row["bed_days"] for row in within(rows["months"])}
    assert {(row["ward"], row["month"]): row["bed_days"] for row in found} == by_hand


@pytest.mark.parametrize("group", GROUPS)
def test_groups_stand_against_the_bed_days_of_their_people(folder: Path, rows, group: str) -> None:
    people, days, uses, forced = defaultdict(set), Counter(), Counter(), defaultdict(set)
    for row in within(rows["stays"]):
        key = row["trust"], row[group]
        people[key].add((row["ward"], row["person"]))
        days[key] += row["bed_days"]
    for row in within(rows["people"]):
        key = row["trust"], row[group]
        forced[key].add((row["ward"], row["person"]))
        uses[key] += row["uses"]
    with on_files(folder) as engine:
        found = engine.rows(questions.groups(engine.tables, group, *SPAN))
    assert len(found) == len(people)
    for row in found:
        key = row["trust"], row["value"]
        told = (row["people"], row["bed_days"], row["forced"], row["uses"])
        assert told == (len(people[key]), days[key], len(forced[key]), uses[key]), key


def test_only_the_wards_asked_for_are_in_a_split(folder: Path, rows) -> None:
    ward = network_rows.ward_id(0)
    with on_files(folder) as engine:
        found = engine.rows(questions.groups(engine.tables, "sex", *SPAN, [ward]))
    by_hand = sum(row["bed_days"] for row in within(rows["stays"]) if row["ward"] == ward)
    assert sum(row["bed_days"] for row in found) == by_hand


def test_ideas_say_where_they_are_and_since_when(folder: Path) -> None:
    with on_files(folder) as engine:
        found = engine.rows(questions.ideas(engine.tables, *SPAN))
    told = {(row["ward"], row["stage"], row["since"]) for row in found}
    assert told == {
        (network_rows.ward_id(network_rows.FELL), "adopted", "2026-01"),
        (network_rows.ward_id(4), "testing", "2026-01"),
        (network_rows.ward_id(5), "testing", "2026-01"),
    }


def test_a_folder_without_facts_answers_nothing(tmp_path: Path) -> None:
    with on_files(tmp_path) as engine:
        for ask in questions.ALL.values():
            assert engine.rows(ask(engine.tables, *SPAN)) == []


def test_people_are_split_by_nothing_else(folder: Path) -> None:
    with on_files(folder) as engine, pytest.raises(BadInput):
        questions.groups(engine.tables, "person", *SPAN)


def test_without_the_packages_it_is_said_what_to_install() -> None:
    with pytest.raises(BadInput, match="not installed"):
        loading.load("no_such_package_here")


# --- PostgreSQL -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if reason := why_not():
        pytest.skip(reason)
    with own_postgres() as url:
        yield url


def test_postgresql_gives_the_same_answers_to_the_same_expressions(folder: Path, server) -> None:
    count = fill(server, folder)
    assert count == fill(server, folder) > 10_000  # filling again replaces
    asked = {**questions.ALL, **{
        name: lambda t, first, last, name=name: questions.groups(t, name, first, last)
        for name in GROUPS
    }}  # fmt: skip
    with on_files(folder) as here, on_server(server) as there:
        for name, ask in asked.items():
            ours, theirs = (one.rows(ask(one.tables, *SPAN)) for one in (here, there))
            assert _set(ours) == _set(theirs), name
            assert ours


def test_what_is_shown_is_the_same_from_files_and_from_a_server(folder: Path, server) -> None:
    fill(server, folder)
    quarter = read_period("2026-Q3")
    here, there = read_quarter(folder, quarter), read_quarter(folder, quarter, server)
    assert here.counts == there.counts
    assert here.times == there.times
    assert here.splits == there.splits
    assert here.types == there.types


def _set(found: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """Where a value that is not known stands in the order is each engine's own."""
    return {tuple(sorted((name, str(value)) for name, value in row.items())) for row in found}


def test_another_kind_of_server_is_refused_and_its_address_not_repeated() -> None:
    for url in ("mysql://someone:secret@host/db", "postgresql://no.such.host.invalid/db"):
        with pytest.raises(BadInput) as refused, on_server(url):
            pass
        assert "secret" not in str(refused.value)
        assert "invalid" not in str(refused.value)
