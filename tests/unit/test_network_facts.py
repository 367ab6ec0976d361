"""Facts of a ward for the network: what they hold, and that nothing else of a record is in them."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from wardsafe.cli.main import main
from wardsafe.clock import LONDON, SystemChance
from wardsafe.errors import BadInput, Damaged, NotAllowed
from wardsafe.ledger.entry import Entry
from wardsafe.measures.periods import period_of
from wardsafe.network.engine import on_files
from wardsafe.network.files import ABOUT, WardOf, files_of, read_wards, write
from wardsafe.network.tables import FACTS, TABLES, taken
from wardsafe.places import WardFolder
from wardsafe.records.census import Census
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.link import Link
from wardsafe.records.movement import Movement
from wardsafe.records.nil_return import NilReturn
from wardsafe.records.registry import KINDS
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.demo_clock import StandingClock
from wardsafe.services.demo_names import invented
from wardsafe.services.demo_ward import make_demo
from wardsafe.services.door import Door
from wardsafe.services.network import facts, nights
from wardsafe.services.network.facts import Told, told
from wardsafe.services.network.figures import ask
from wardsafe.services.network.gathering import gather, gather_all, gather_ward, trust_of
from wardsafe.services.recording import (
    PSEUDONYM_KEY,
    amend,
    current,
    pseudonym,
    record_new,
    void,
)
from wardsafe.vocabulary.code_lists import code_list, list_names

NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)
UNTIL = date(2026, 11, 22)


def held(ward, person: str, began: datetime, *rows: Intervention, **more: Any) -> str:
    said = RestrictivePractice(person=person, when=began, place="corridor",
                               interventions=rows, **more)  # fmt: skip
    return record_new(ward.session, said).record


def restraint(began: datetime, minutes: int = 4) -> Intervention:
    return Intervention(type="07", start=began, end=began + timedelta(minutes=minutes))


def read(ward, entries: list[Entry] | None = None, **more: Any) -> Told:
    found = list(ward.session.ledger.walk()) if entries is None else entries
    return told(ward.session.about.ward, "ZZ9", found, UNTIL, **more)


def without_private(entries: list[Entry]) -> list[Entry]:
    """What a hub holds that was sent no private part."""
    return [replace(one, parts={n: b for n, b in one.parts.items() if n != "private"})
            for one in entries]  # fmt: skip


# --- what a row holds ---------------------------------------------------------------------------


def test_an_incident_is_one_fact_and_a_row_for_each_use(ward) -> None:
    ward.unlock()
    at = NOW - timedelta(hours=5)
    rows = restraint(at), restraint(at + timedelta(minutes=9), 20)
    held(ward, ward.rosa, at, *rows, age=39, legal_status="03")
    made = facts.rows(read(ward))
    (fact,) = [row for row in made["facts"] if row["kind"] == RestrictivePractice.kind]
    assert (fact["month"], fact["week"], fact["shift"]) == ("2026-11", "2026-W47", "night")
    assert (fact["uses"], fact["place"], fact["items"]) == (2, "corridor", 16)
    assert [(row["type"], row["minutes"]) for row in made["uses"]] == [("07", 4), ("07", 20)]
    (about,) = [row for row in made["people"] if row["kind"] == RestrictivePractice.kind]
    assert (about["age_band"], about["legal_status"], about["uses"]) == ("35-44", "03", 2)


def test_a_record_counts_as_it_stands_and_one_struck_through_not_at_all(ward) -> None:
    ward.unlock("grace")
    at = NOW - timedelta(hours=5)
    kept, gone = held(ward, ward.rosa, at, restraint(at)), held(ward, ward.jamal, at)
    said = current(ward.session, kept).shown.said
    assert isinstance(said, RestrictivePractice)
    heads = tuple(head.entry.id for head in current(ward.session, kept).heads)
    amend(ward.session, kept, said.model_copy(update={"place": "garden"}), "wrong room", heads)
    void(ward.session, gone, "test")
    rows = [r for r in facts.rows(read(ward))["facts"] if r["kind"] == RestrictivePractice.kind]
    assert [row["place"] for row in rows] == ["garden"]


def test_two_records_of_one_event_count_once(ward) -> None:
    ward.unlock()
    at = NOW - timedelta(hours=5)
    one, other = held(ward, ward.rosa, at), held(ward, ward.rosa, at)
    assert len(list(read(ward).of_kind(RestrictivePractice.kind))) == 2
    record_new(ward.session, Link(one=one, other=other, same="Y"))
    assert [each.record for each in read(ward).of_kind(RestrictivePractice.kind)] == [one]


def test_what_is_no_code_is_not_told() -> None:
    row = {"terminal": "t1", "ward": "w1", "kind": "restrictive-practice/1"}
    for text in ("Rosa Whitfield", "9994182218", "2026-11-22T03:14:00", "a" * 41, "day room"):
        assert taken("facts", {**row, "place": text})["place"] is None
    assert taken("facts", {**row, "place": "day-room", "uses": True})["uses"] is None
    assert taken("facts", {**row, "uses": -1})["uses"] is None
    assert facts._codes("restrictive-practice/1", {"place": "rosa"}) == {}
    assert facts._codes("restrictive-practice/1", {"place": "garden"}) == {"place": "garden"}
    with pytest.raises(BadInput):
        taken("facts", {"kind": "census/1"})


# --- days, nights, stays ------------------------------------------------------------------------


def close(ward, day: date, scope: str = "day", streams=("restrictive-practice",)) -> None:
    record_new(ward.session, NilReturn(day=day, scope=scope, streams=streams, said="none"))


def test_a_day_counts_once_and_only_when_all_its_hours_are_closed(ward) -> None:
    ward.unlock("grace")
    close(ward, date(2026, 11, 20))
    close(ward, date(2026, 11, 20))
    for scope in ("early", "late", "night"):
        close(ward, date(2026, 11, 21), scope)
    close(ward, date(2026, 11, 22), streams=("sexual-safety",))
    (month,) = nights.rows(read(ward))["months"]
    assert (month["days"], month["declared"]) == (22, 1)
    close(ward, date(2026, 11, 20), "night")  # the hours before the 21st began
    assert nights.rows(read(ward))["months"][0]["declared"] == 2


def test_without_private_parts_days_are_counted_by_week_and_never_too_many(ward) -> None:
    ward.unlock("grace")
    for _ in range(3):
        for day in (20, 21, 22):
            close(ward, date(2026, 11, day))
    bare = without_private(list(ward.session.ledger.walk()))
    (month,) = nights.rows(read(ward, bare))["months"]
    assert month["declared"] == 7
    assert nights.rows(read(ward))["months"][0]["declared"] == 3


def test_bed_days_are_those_of_the_nights_counted(ward) -> None:
    ward.unlock()
    for day, here, away in ((20, 10, 2), (21, 11, 1)):
        record_new(ward.session, Census(night=date(2026, 11, day), in_bed=here, on_leave=away))
    record_new(ward.session, Census(night=date(2026, 11, 21), in_bed=12, on_leave=0))
    (month,) = nights.rows(read(ward))["months"]
    assert (month["nights"], month["bed_days"], month["leave_days"]) == (2, 24, 2)
    bare = without_private(list(ward.session.ledger.walk()))
    (month,) = nights.rows(read(ward, bare))["months"]
    assert (month["nights"], month["bed_days"]) == (3, 36)  # a night counted twice is told twice


def test_a_stay_is_the_nights_that_somebody_belonged_to_the_ward(ward) -> None:
    ward.unlock()
    record_new(ward.session, Census(night=date(2026, 11, 20), in_bed=2, on_leave=0))
    record_new(ward.session, Movement(person=ward.rosa, move="home-leave",
                                      when=datetime(2026, 11, 21, 12, tzinfo=LONDON)))  # fmt: skip
    made = nights.rows(read(ward, name=lambda known: f"{known:x<26}"[:26]))["stays"]
    assert {(row["bed_days"], row["leave_days"], row.get("age_band")) for row in made} == {
        (3, 2, "35-44"), (3, 0, None),
    }  # fmt: skip
    known = {row["person"] for row in nights.rows(read(ward))["stays"]}
    bare = without_private(list(ward.session.ledger.walk()))
    assert {row["person"] for row in nights.rows(read(ward, bare))["stays"]} == known


def test_a_month_in_which_nothing_came_is_there_with_nothing_closed(ward) -> None:
    ward.unlock("grace")
    close(ward, date(2026, 11, 20))
    later = replace(read(ward), until=date(2027, 1, 31))
    months = [(row["month"], row["days"], row["declared"]) for row in nights.rows(later)["months"]]
    assert months == [("2026-11", 30, 1), ("2026-12", 31, 0), ("2027-01", 31, 0)]


# --- the folder ---------------------------------------------------------------------------------


def about(name: str = "Ashdown", environment: str = "test", **more: Any) -> WardOf:
    return WardOf(name, "RAA", environment, more.pop("terminals", ("t1",)), "2026-11-22")


def fact(terminal: str = "t1", **more: Any) -> dict[str, Any]:
    return {"terminal": terminal, "ward": "w1", "kind": "census/1", "month": "2026-11", **more}


def count(folder: Path, table: str = "facts") -> int:
    return sum(pq.read_table(path).num_rows for path in files_of(folder, table))


def test_gathering_again_puts_rows_in_the_place_of_those_before(tmp_path: Path) -> None:
    write(tmp_path / "net", "w1", about(), {"facts": [fact(), fact("t2")]})
    assert count(tmp_path / "net") == 2
    assert read_wards(tmp_path / "net")["w1"].terminals == ("t1", "t2")
    write(tmp_path / "net", "w1", about(), {"facts": [fact()]})
    assert count(tmp_path / "net") == 1


def test_demonstration_and_real_wards_never_share_a_network(tmp_path: Path) -> None:
    write(tmp_path / "net", "w1", about(environment="live"), {"facts": [fact()]})
    with pytest.raises(BadInput):
        write(tmp_path / "net", "w2", about(environment="demo"), {})
    assert list(read_wards(tmp_path / "net")) == ["w1"]


def test_a_damaged_list_of_wards_is_said(tmp_path: Path) -> None:
    (tmp_path / ABOUT).write_text("{", encoding="utf-8")
    with pytest.raises(Damaged):
        read_wards(tmp_path)


def test_only_who_may_gathers(ward, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        gather(ward.unlock("emeka"), tmp_path / "net")
    assert gather(ward.unlock("ingrid"), tmp_path / "net") > 0
    (one,) = read_wards(tmp_path / "net").values()
    assert (one.name, one.trust, one.environment) == ("Ashdown Ward", "ZZ9", "test")


def test_the_trust_is_read_from_a_site_code_and_never_guessed() -> None:
    assert [trust_of(site) for site in ("TAD01", "ZZ901", "Ashdown", "", "zz901")] == [
        "TAD", "ZZ9", "", "", "",
    ]  # fmt: skip


def test_a_ledger_of_many_wards_is_gathered_ward_by_ward(ward, tmp_path: Path) -> None:
    ward.unlock()
    at = NOW - timedelta(hours=5)
    held(ward, ward.rosa, at, restraint(at))
    entries = list(ward.session.ledger.walk())
    here = ward.session.about.ward
    moved = [replace(one, header=replace(one.header, ward="w2", terminal="t2")) for one in entries]
    wards = {here: about("Ashdown"), "w2": about("Birch"), "w3": about("Cedar")}
    by_ward = {"Ashdown": entries, "Birch": moved, "Cedar": []}
    gather_all(tmp_path / "net", wards, lambda one: by_ward[one.name])
    found = [row for path in files_of(tmp_path / "net", "uses")
             for row in pq.read_table(path).to_pylist()]  # fmt: skip
    assert sorted(row["ward"] for row in found) == sorted([here, "w2"])
    with on_files(tmp_path / "net") as engine:
        shown = ask(engine, read_wards(tmp_path / "net"), period_of("quarter", UNTIL))
    assert {ward: shown.state(ward) for ward in wards} == {
        here: "part", "w2": "part", "w3": "silent",
    }  # fmt: skip


def test_network_commands_gather_say_and_write(ward, tmp_path: Path) -> None:
    ward.lock()
    net, page = tmp_path / "net", tmp_path / "page.html"

    def run(*words: str, typed: str = ""):
        return CliRunner().invoke(main, ["--ward", str(ward.where.folder), "network", *words],
                                  input=typed)  # fmt: skip

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wardsafe.cli.network.signed_in", lambda _: closing(ward.unlock("ingrid")))
        assert "rows of facts written" in run("facts", str(net)).output
    quarter = f"{UNTIL.year}-Q4"
    said = run("status", str(net), quarter)
    assert "0 of 1 ward can be compared" in said.output
    assert "Ashdown Ward" in said.output
    assert "Written:" in run("report", str(net), quarter, "--to", str(page)).output
    assert "Network, Oct to Dec 2026" in page.read_text(encoding="utf-8")
    refused = run("report", str(net), "2026-11", "--to", str(tmp_path / "other.html"))
    assert refused.exit_code != 0
    assert "A network report is of a quarter." in refused.output
    hidden = run("fill", str(net), "--server", "postgresql://me:hidden@host/db")
    assert hidden.exit_code != 0
    assert "hidden" not in hidden.output


# --- nothing that names -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Path]]:
    folder = tmp_path_factory.mktemp("demo")
    where, clock = WardFolder(folder / "ward", folder / "device"), StandingClock(NOW)
    make_demo(where, clock, days=20)
    lead = next(row for row in invented()["staff"]
                if row["role"] == "safety-lead")  # fmt: skip
    session = Door(where, clock, SystemChance()).unlock(lead["id"], lead["pin"])
    gather(session, folder / "net")
    yield session, folder / "net"
    session.close()


SHORT_WORD = re.compile(r"[a-z-]{1,9}")
"""A short word of a checklist may stand inside a code: "room" in "day-room"."""


def private_texts(entries: Iterator[Entry]) -> set[str]:
    """Every text of every private part that is no code and no name of a kind."""
    codes = {code.code for name in list_names() for code in code_list(name).codes}
    codes |= {kind.partition("/")[0] for kind in KINDS} | {*KINDS, ""}
    found: set[str] = set()
    for entry in entries:
        found |= set(_texts(entry.read("private")))
    return {text for text in found - codes if len(text) > 3}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def told_texts(folder: Path) -> set[str]:
    return {
        value
        for table in TABLES
        for path in files_of(folder, table)
        for column in pq.read_table(path).columns
        for value in column.unique().to_pylist()
        if isinstance(value, str)
    }


def test_no_private_text_of_any_record_is_in_any_file(demo) -> None:
    session, folder = demo
    private = private_texts(session.ledger.walk())
    assert len(private) > 500
    said = told_texts(folder)
    raw = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert [text for text in private if text in said] == []
    joined = "\n".join(sorted(said))
    inside = [text for text in private if not SHORT_WORD.fullmatch(text)]
    assert len(inside) > 500
    assert [text for text in inside if text in joined] == []
    assert [text for text in inside if text.encode() in raw] == []


def test_G06_no_time_and_no_day_is_told(demo) -> None:
    said = "\n".join(sorted(told_texts(demo[1])))
    assert re.search(r"\d{4}-\d\d-\d\d|\d\d:\d\d", said) is None
    assert re.search(r"\d{6}", said) is None
    assert "2026-11" in said
    assert "2026-W4" in said


def test_no_record_id_is_told(demo) -> None:
    session, folder = demo
    ids, said = {entry.header.record for entry in session.ledger.walk()}, told_texts(folder)
    assert ids
    assert said
    assert not ids & said


def test_G01_people_are_told_by_a_keyed_pseudonym_only(demo) -> None:
    session, folder = demo
    people = {value for path in files_of(folder, "stays")
              for value in pq.read_table(path)["person"].to_pylist()}  # fmt: skip
    assert len(people) > 10
    assert all(re.fullmatch(r"[a-z2-7]{26}", one) for one in people)
    again = gather_ward(folder.with_name("other"), session.about.ward,
                        WardOf("Ashdown", "", "demo", (), UNTIL.isoformat()),
                        session.ledger.walk(), lambda known: "z" * 26)  # fmt: skip
    assert again
    other = {value for path in files_of(folder.with_name("other"), "stays")
             for value in pq.read_table(path)["person"].to_pylist()}  # fmt: skip
    assert other == {"z" * 26}


def test_G02_the_key_of_the_pseudonyms_is_nowhere(demo) -> None:
    session, folder = demo
    key = session.ledger.key(PSEUDONYM_KEY)
    raw = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert key
    assert raw
    assert key not in raw
    assert key.hex().encode() not in raw
    assert key.hex() not in repr(session)
    assert repr(key) not in repr(session)


def test_G03_two_trusts_name_one_person_differently() -> None:
    one, other = (pseudonym(bytes([n]) * 32, "9994182218") for n in (1, 2))
    assert one != other
    assert pseudonym(bytes([1]) * 32, "9994182218") == one


def test_restricted_records_are_told_of_only_to_their_readers(ward, demo) -> None:
    session, _ = demo
    whole = told(session.about.ward, "", session.ledger.walk(), UNTIL, restricted=True)
    common = told(session.about.ward, "", session.ledger.walk(), UNTIL)
    assert any(row["kind"] == "sexual-safety/1" for row in facts.rows(whole)["facts"])
    assert not any(row["kind"] == "sexual-safety/1" for row in facts.rows(common)["facts"])


def test_every_column_is_one_that_may_travel() -> None:
    assert {column.name for column in FACTS} & {"person", "name", "when", "day", "record"} == set()
