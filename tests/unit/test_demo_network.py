"""The demo network is made by the real path, and what is planted in it is found at its desk.

And the desk never sees a private part: every byte that reaches it, and all that it makes of them.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from private_words import Private, shown_ways
from wardsafe.bundles import leaving, opening, zstd
from wardsafe.bundles.carriers import INBOX, FolderCarrier
from wardsafe.bundles.manifest import read_manifest
from wardsafe.bundles.merging import REFUSED
from wardsafe.cli import opening as cli
from wardsafe.cli.demo_network import open_network
from wardsafe.clock import LONDON, SystemChance
from wardsafe.errors import BadInput
from wardsafe.ledger.entry import BRANCH, Entry
from wardsafe.ledger.verify import verify
from wardsafe.measures.chart import COMMON, IMPROVEMENT
from wardsafe.network.loading import load
from wardsafe.places import WardFolder
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import enrolling, equity, exchanging
from wardsafe.services.demo_clock import StandingClock
from wardsafe.services.demo_names import staff_of
from wardsafe.services.demo_network import DemoNetwork, make_network
from wardsafe.services.demo_network_names import (
    DISPARITY,
    FELL,
    FORKS,
    SILENT,
    WardSaid,
    names,
    wards,
)
from wardsafe.services.demo_network_story import Setting, story
from wardsafe.services.demo_network_trials import IDEA
from wardsafe.services.demo_ward import SeededChance
from wardsafe.services.door import Door
from wardsafe.services.network.charts import charts, compared
from wardsafe.services.network.reporting import read_quarter, write_network_report
from wardsafe.services.network.shown import WARD, Shown
from wardsafe.services.recording import record_new
from wardsafe.services.reports.network_report import completeness_lines
from wardsafe.services.session import Session

NOW = datetime(2026, 10, 2, 9, 30, tzinfo=LONDON)
DAYS = 200
"""Three quarters up to now: two before a change was adopted where practice fell, and one after."""
BEFORE = "2026-Q2"


def ward_of(truth: str) -> WardSaid:
    return next(ward for ward in wards() if ward.truth == truth)


def few() -> list[WardSaid]:
    """The wards with something planted, and the rest of one trust: one of them has two PCs."""
    return [ward for ward in wards() if ward.truth or ward.number in (6, 7, 8)]


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> DemoNetwork:
    folder = tmp_path_factory.mktemp("demo") / "network"
    return make_network(folder, StandingClock(NOW), days=DAYS, among=few())


@pytest.fixture(scope="module")
def shown(net: DemoNetwork) -> Shown:
    return read_quarter(net.desk.network, net.quarter)


@contextmanager
def opened(where: WardFolder, role: str = "steward") -> Iterator[Session]:
    door = Door(where, StandingClock(NOW), SystemChance())
    who = next(one for one in staff_of(door.about.site) if one["role"] == role)
    session = door.unlock(who["id"], who["pin"])
    try:
        yield session
    finally:
        session.close()


def id_of(shown: Shown, ward: WardSaid) -> str:
    return next(id_ for id_, one in shown.wards.items() if one.name == ward.name)


# --- how it is made --------------------------------------------------------------------------


def test_what_happened_follows_from_the_seed() -> None:
    def told(seed: int) -> list[str]:
        named = cycle(names(seed))
        setting = Setting(wards()[0], NOW, 40, seed, SeededChance(seed), str.upper, named)
        return [repr(one) for one in story(setting)]

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_every_entry_that_the_desk_holds_was_confirmed_by_receipt(net: DemoNetwork) -> None:
    for ward, where in net.terminals():
        with opened(where) as session:
            found = {one.purpose: one for one in exchanging.standing(session)}["network"]
            assert verify(session.ledger).problems == ()
        if ward.truth == SILENT:
            assert found.confirmed == 0
        else:  # of a fork too: the desk confirms every arm
            # What waits is the note of the last unlock or two.
            assert found.waiting <= 3 < found.confirmed, ward


def test_two_terminals_of_a_ward_hold_the_same_records(net: DemoNetwork) -> None:
    (ward,) = [ward for ward in net.wards if ward.terminals == 2]
    held = []
    for number in (1, 2):
        with opened(net.terminal(ward, number)) as session:
            entries = list(session.ledger.walk())
        force = [e for e in entries if e.header.kind == RestrictivePractice.kind]
        assert len({e.header.terminal for e in force}) == 2
        held.append({e.id for e in force})
    assert held[0] == held[1]


def test_what_is_kept_is_opened_again_at_the_desk_or_at_any_terminal(
    net: DemoNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[WardFolder] = []

    def show(where: WardFolder, *, plain: bool) -> int:
        seen.append(where)
        return 0

    monkeypatch.setattr(cli, "show_ward", show)
    for terminal in (None, "Hazel-2"):
        assert open_network(DAYS, 1, net.folder, terminal) == 0
    assert seen == [net.desk, net.terminal(wards()[7], 2)]
    with pytest.raises(BadInput, match="no terminal of this network") as refused:
        open_network(DAYS, 1, net.folder, "nowhere")
    assert "alder" in refused.value.do
    with pytest.raises(BadInput, match="is there already"):
        open_network(DAYS, 1, net.place, None)


def test_only_those_with_a_pin_are_named_on_a_lock_screen(net: DemoNetwork) -> None:
    for where in (net.desk, net.terminal(wards()[0])):
        door = Door(where, StandingClock(NOW), SystemChance())
        assert door.environment == "demo"
        assert {name for name, *_ in door.demo_people()} == {face.name for face in door.faces()}


# --- what is planted, found at the desk ------------------------------------------------------


def test_a_ward_fell_after_a_change_was_adopted_and_no_other_did(
    net: DemoNetwork, shown: Shown
) -> None:
    fell = id_of(shown, ward_of(FELL))
    (adopted,) = [row for row in shown.ideas if row["stage"] == "adopted" and row["ward"] == fell]
    assert (adopted["idea"], adopted["since"] <= f"{net.adopted:%Y-%m}") == (IDEA, True)
    for ward in shown.in_state("whole"):
        before, after = (int(shown.rate(WARD, ward, time)) for time in (BEFORE, shown.quarter))
        assert (after < before / 1.5) == (ward == fell), shown.wards[ward].name


def test_only_the_ward_that_fell_is_outside_the_funnel(shown: Shown) -> None:
    found, small = compared(shown)
    assert found is not None
    assert small == ()
    sides = {unit.name: found.side(at) for at, unit in enumerate(found.funnel.units)}
    assert sides.pop(ward_of(FELL).name) == (-1, "99.8 %")
    assert {beyond for _, beyond in sides.values()} <= {"", "95 %"}


def ratios(shown: Shown) -> dict[str, float]:
    """By trust, how many times the rate of White people that of Black people is."""
    found = {}
    for split in shown.splits:
        if split.split == "ethnicity" and split.unit:
            rates = {group.value: group.rate for group in split.groups}
            if rates["black"].isdecimal() and rates["white"].isdecimal():
                found[split.unit] = int(rates["black"]) / int(rates["white"])
    return found


def test_a_disparity_by_ethnic_group_stands_in_its_trust(shown: Shown) -> None:
    assert ratios(shown)[ward_of(DISPARITY).site[:3]] > 1.6


def test_the_ward_itself_sees_its_disparity(net: DemoNetwork) -> None:
    with opened(net.terminal(ward_of(DISPARITY)), "safety-lead") as session:
        (found,) = [s for s in equity.splits(session, net.quarter) if s.title == "ethnic group"]
    rates = {group.name: group.rate for group in found.groups}
    assert (rates["Black or Black British"] or 0) > 3 * (rates["White"] or 0) > 0


def test_a_silent_ward_is_named_apart_and_is_in_no_total_and_no_comparison(
    net: DemoNetwork, shown: Shown
) -> None:
    silent = id_of(shown, ward_of(SILENT))
    assert shown.in_state("silent") == (silent,)
    assert shown.last_heard[silent] == "2026-06"
    assert (WARD, silent, shown.quarter) not in shown.times
    assert shown.rate(WARD, silent) == ""
    said = "\n".join(completeness_lines(shown))
    assert f"Silent, not zero\n  {ward_of(SILENT).name}: nothing since Jun 2026" in said
    found, small = compared(shown)
    assert found is not None
    assert ward_of(SILENT).name not in {unit.name for unit in found.funnel.units}
    assert silent not in small
    with opened(net.terminal(ward_of(SILENT))) as session:  # it went on, and nobody was told
        months = [e.read("facts").get("month") for e in session.ledger.walk()]
    assert months.count("2026-09") > 60


def test_a_terminal_that_forks_is_an_alert_and_both_arms_are_kept(net: DemoNetwork) -> None:
    with opened(net.terminal(ward_of(FORKS))) as session:
        terminal = session.about.terminal
    assert any("Two different entries" in alert for alert in net.alerts)
    with opened(net.desk) as desk:
        forked = {name.partition(BRANCH)[0] for name, _ in desk.ledger.tops() if BRANCH in name}
        assert forked == {terminal}
        (warning,) = exchanging.warnings(desk)
        assert warning.startswith(f"Terminal {terminal[:8]} has a fork")
        assert verify(desk.ledger).problems == ()


# --- the desk never sees a private part ------------------------------------------------------


@pytest.fixture(scope="module")
def private(net: DemoNetwork) -> Private:
    found = Private()
    for _, where in net.terminals():
        with opened(where) as session:
            found.take(session.ledger.walk())
    assert min(map(len, vars(found).values())) > 5
    return found


def plain(bundle: Path, keys: list[str]) -> str:
    """What the desk can read in a bundle; "" where it can read nothing."""
    try:
        whole = opening.unsealed(bundle.read_bytes(), keys)
    except opening.NotForUs:
        return ""
    manifest, signed = read_manifest(whole)
    lines = zstd.lines(whole[signed.size :], manifest.size)
    return "\n".join([signed.message.decode(), *(line.decode() for line in lines)])


def without_own_record(text: str) -> str:
    """Without the id of the record that a header is about: a person's own record has one too."""
    return re.sub(r'"record":"[a-z2-7]{26}"', "", text)


def test_no_bundle_that_the_desk_opens_holds_a_private_word(
    net: DemoNetwork, private: Private
) -> None:
    with opened(net.desk) as desk:
        keys = enrolling.own_keys(desk)
    texts = [plain(bundle, keys) for bundle in sorted((net.place / INBOX).rglob("*.bundle"))]
    assert sum(map(len, texts)) > 1_000_000
    assert "" in texts  # a ward's own bundles lie there too, and are sealed to the ward
    assert private.seen_in(without_own_record("\n".join(texts))) == set()


def test_no_fact_and_no_report_holds_a_private_word(
    net: DemoNetwork, private: Private, tmp_path: Path
) -> None:
    files = [path for path in net.desk.network.rglob("*") if path.is_file()]
    assert len(files) > 6 * len(net.wards)
    read = load("pyarrow.parquet").read_table
    rows = [repr(read(path).to_pylist()) for path in files if path.suffix == ".parquet"]
    assert private.seen_in("\n".join(rows)) == set()
    whole = b"\n".join(path.read_bytes() for path in files).decode("latin-1")
    assert private.seen_in(whole, clock=False) == set()
    report = tmp_path / "report.html"
    write_network_report(net.desk.network, net.quarter, report, StandingClock(NOW))
    page = report.read_text(encoding="utf-8")
    assert "Demonstration data" in page
    assert private.seen_in(page.replace("09:30", "")) == set()


def test_nothing_in_the_desks_log_is_a_private_word(net: DemoNetwork, private: Private) -> None:
    with opened(net.desk) as desk:
        own, told = Private(), []
        for entry in desk.ledger.walk():
            if entry.header.terminal == desk.about.terminal:
                own.take([entry])
            else:
                assert set(entry.parts) <= {"facts", "people"}
                told += [entry.parts[part].decode("latin-1") for part in entry.parts]
        with desk.ledger.reading() as db:
            tables = [t for t in db.table_names() if t not in ("entry", "part", "keyring")]
            rows = "\n".join(repr(row) for table in tables for row in db[table].rows)
    assert "restrictive-practice" in rows
    assert private.seen_in("\n".join(told), clock=False) == set()
    found = private.seen_in(rows, clock=False)
    assert found - private.ids - own.moments == set()


def test_a_part_that_leaked_would_be_found_and_is_refused_by_the_desk(
    net: DemoNetwork, private: Private, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in shown_ways(private):
        assert private.seen_in(f'{{"place":"{text}"}}'), text
    shutil.copytree(net.terminal(ward_of(FELL)).folder.parent, tmp_path / "copy")
    where = WardFolder(tmp_path / "copy" / "ward", tmp_path / "copy" / "device")
    place = tmp_path / "place"
    place.mkdir()
    whole = leaving._why_not

    def leaks(entry: Entry, name: str, *rest: Any) -> str:
        force = entry.header.kind == RestrictivePractice.kind
        return "" if name == "private" and force else whole(entry, name, *rest)

    monkeypatch.setattr(leaving, "_why_not", leaks)
    with opened(where, "safety-lead") as ward, opened(net.desk) as desk:
        person = next(e for e in ward.ledger.walk() if e.header.kind == "patient/1").header.record
        said = RestrictivePractice(when=NOW, person=person, how="Seen to by Aisling at the door.")
        record_new(ward, said)
        exchanging.sync(ward, FolderCarrier(place))
        (bundle,) = (place / INBOX).rglob("*.bundle")
        found = private.seen_in(without_own_record(plain(bundle, enrolling.own_keys(desk))))
        assert {person, "09:30"} <= found
        (plan,) = exchanging.sync(desk, FolderCarrier(place)).came
    assert plan.verdict == REFUSED
    assert "may not leave its trust" in plan.reason


# --- the whole of it -------------------------------------------------------------------------


@pytest.mark.long
def test_of_twelve_wards_and_two_years_one_alone_improved(tmp_path: Path) -> None:
    whole = make_network(tmp_path / "network", StandingClock(NOW), processes=2)
    shown = read_quarter(whole.desk.network, whole.quarter)
    found = {one.title: one.chart.variation for one in charts(shown) if one.chart}
    variation = {ward.name: found[ward.name] for ward in wards()}
    assert variation.pop(ward_of(FELL).name) == IMPROVEMENT
    assert set(variation.values()) == {COMMON}
    compared_to = ratios(shown)
    assert compared_to.pop(ward_of(DISPARITY).site[:3]) > 1.6
    assert compared_to
    assert all(0.6 < ratio < 1.4 for ratio in compared_to.values())
