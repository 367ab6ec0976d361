"""A desk's screens: completeness first, silent wards apart, nothing but what may be shown."""

import re
import threading
from pathlib import Path
from typing import Any

import pytest

import network_rows
from tui_ward import seen, until
from two_terminals import STEWARD, believe, sync
from wardsafe.bundles.cards import HUB
from wardsafe.ledger.keys import FLOOR
from wardsafe.measures.small_numbers import RULE
from wardsafe.places import WardFolder
from wardsafe.records.change_test import ChangeTest
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import enrolling
from wardsafe.services.door import Door
from wardsafe.services.network.charts import charts
from wardsafe.services.network.collecting import collect
from wardsafe.services.network.learning import learnt
from wardsafe.services.network.looking import Looked, last_quarter
from wardsafe.services.network.reporting import read_quarter
from wardsafe.services.network.spread import spreads
from wardsafe.services.recording import record_new
from wardsafe.services.stewarding import NewPerson, NewWard, set_up
from wardsafe.tui import glyphs
from wardsafe.tui.app import WardApp
from wardsafe.tui.funnel_drawing import funnel_lines
from wardsafe.tui.network_lines import complete_lines, rail_lines
from wardsafe.tui.network_page_lines import equity_of_lines, number_lines, spread_lines
from wardsafe.tui.screens import network_collect
from wardsafe.tui.screens.desk_board import DeskBoard
from wardsafe.tui.screens.network import NetworkScreen
from wardsafe.tui.screens.sync_place import SyncPlaceScreen
from wardsafe.tui.small_charts import small_chart

HELEN = NewPerson("h-ward", "Helen Ward", "administrator", "safety-lead", "640275")
NIA = NewPerson(STEWARD[0], "Nia Rees", "administrator", "steward", STEWARD[1])


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facts") / "network"
    network_rows.make(folder)
    return folder


def desk(folder: Path, clock: Any, chance: Any, facts: Path | None, role: str = HUB) -> Door:
    where = WardFolder(folder / "ward", folder / "device")
    new = NewWard("Yorkshire and the Humber", "ZZ900", "hub", (HELEN, NIA), "test")
    set_up(where, new, clock, chance, FLOOR).ledger.close()
    door = Door(where, clock, chance)
    session = door.unlock(*STEWARD)
    enrolling.become(session, role)
    session.close()
    if facts is not None:
        where.network.symlink_to(facts)
    return door


@pytest.fixture
def hub(tmp_path: Path, clock: Any, chance: Any, facts: Path) -> Door:
    return desk(tmp_path / "hub", clock, chance, facts)


@pytest.fixture(scope="module")
def looked(facts: Path) -> Looked:
    shown = read_quarter(facts, last_quarter(facts))
    return Looked(shown, tuple(charts(shown)), spreads(shown))


def plain(lines: list[Any]) -> str:
    return "\n".join(line.plain for line in lines)


# --- what stands on them --------------------------------------------------------------------------


def test_silent_wards_stand_apart_and_at_no_number(looked: Looked) -> None:
    head = plain(complete_lines(looked.shown, 76))
    assert head.startswith("10 of 12 wards can be compared   1 recorded in part, 1 is silent")
    rail = plain(rail_lines(looked, "uses", "ward", 38))
    assert re.search(r"Silent, not zero\n\n\? Holme +nothing since Jun 2026", rail)
    assert re.search(r"Recorded in part\n\n◐ Keld +62 of 92 days", rail)
    assert re.search(r"▼ Dale, below 99.8 % +16", rail)
    assert "<8 Mere  not placed" in rail
    found = looked.funnels["uses", "ward"][0]
    assert found is not None
    placed = {unit.name for unit in found.funnel.units}
    assert placed.isdisjoint({"Holme", "Keld", "Mere"})
    numbers = plain(number_lines(looked, 120))
    assert re.search(r"\? Holme +silent: in no total, and not nought", numbers)
    names = re.findall(r"^(\w+)(?: +[\d,*/]+){6}$", numbers, re.MULTILINE)
    assert names == sorted(names)
    assert len(names) == 11


def test_trusts_are_compared_too_and_only_where_they_closed_every_day(looked: Looked) -> None:
    found, small = looked.funnels["uses", "trust"]
    assert (found, small) == (None, ())  # Keld recorded in part: two trusts are left


def test_a_point_lies_on_the_right_side_of_every_limit_whatever_the_size(looked: Looked) -> None:
    found = looked.funnels["uses", "ward"][0]
    assert found is not None
    for width, height in ((76, 10), (110, 30)):
        lines = [line.plain for line in funnel_lines(found, width, height, None)]
        assert [len(line) for line in lines] == [width] * height
        row = next(y for y, line in enumerate(lines) if "▼" in line)
        column = lines[row].index("▼")
        dotted = [y for y, line in enumerate(lines) if "\u2800" < line[column] < "\u28ff"]
        assert row > max(dotted)  # below both lower limits
        assert sum(line.count("●") + line.count("▼") for line in lines) == len(found.bed_days)


def test_without_unicode_every_sign_has_another(looked: Looked) -> None:
    glyphs.choose(unicode=False)
    try:
        found = looked.funnels["uses", "ward"][0]
        assert found is not None
        drawn = [*funnel_lines(found, 76, 12, 1), *rail_lines(looked, "uses", "ward", 38),
                 *complete_lines(looked.shown, 76),
                 *(line for one in looked.charts for line in small_chart(one, 36, 6, chosen=True)),
                 *spread_lines(looked, 76)]  # fmt: skip
        assert glyphs.in_ascii(plain(drawn)).isascii()
        assert "v Dale" in plain(drawn)
    finally:
        glyphs.choose(unicode=True)


def test_small_multiples_say_in_words_what_they_draw(looked: Looked) -> None:
    told = {one.title: plain(small_chart(one, 36, 6, chosen=False)) for one in looked.charts}
    assert len(told) == 16
    assert "outside from Jul 2026" in told["Keld"]
    assert "???" in told["Holme"]
    assert "not charted: a quarter of 1 to 7" in told["Mere"]
    assert all(len(text.split("\n")) == 8 for text in told.values())


def test_the_planted_disparity_is_seen_and_the_share_not_known_is_said(looked: Looked) -> None:
    trust = network_rows.TRUSTS[network_rows.DISPARITY % 3]
    text = plain(equity_of_lines(looked.shown, trust, 120))
    rates = {name: int(rate) for name, rate in re.findall(r"^(White|Black).* (\d+)$", text, re.M)}
    assert rates["Black"] > 1.15 * rates["White"]
    assert "Not known for" in text
    assert "too much for any rate" in plain(equity_of_lines(looked.shown, "", 120))


def test_E10_no_count_on_any_page_is_a_small_one(looked: Looked) -> None:
    pages = (number_lines(looked, 120), equity_of_lines(looked.shown, "", 120))
    text = plain([one for page in pages for one in page])
    rows = re.findall(r"^.{14,40}?((?: +(?:[\d,]+%?|\*{1,2}|\d+/\d+)){5,6})$", text, re.M)
    assert len(rows) > 5
    for figure in (figure for row in rows for figure in row.split()[:2]):
        assert figure in (RULE.glyph, RULE.withheld) or int(figure.replace(",", "")) % 5 == 0


# --- the screens ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_a_desk_begins_with_its_wards_and_every_page_opens(
    hub: Door, clock: Any, chance: Any, size: tuple[int, int], tmp_path: Path
) -> None:
    app = WardApp(hub, clock, chance)
    async with app.run_test(size=size) as pilot:
        session = hub.unlock("h-ward", HELEN.pin)
        app.unlocked(session)
        await until(pilot, lambda: "10 of 12 wards can be compared" in seen(app))
        assert isinstance(app.screen, DeskBoard)
        assert re.search(r"Silent, not zero[\s\S]*\? Holme +nothing since Jun 2026", seen(app))
        assert "Last 24" not in seen(app)
        keys = {key for key, (_, binding, on, _) in app.screen.active_bindings.items()
                if on and binding.show}  # fmt: skip
        assert keys >= {"w", "k", "e", "slash", "s", "l"}
        assert keys.isdisjoint("nhcdrpxmtq")
        await pilot.press("n", "d", "p", "w")
        await until(pilot, lambda: isinstance(app.screen, NetworkScreen))
        await until(pilot, lambda: "10 of 12 wards can be compared" in seen(app))
        assert "a question, no verdict" in seen(app)
        await pilot.press("right")
        await until(pilot, lambda: "Aire" in seen(app))
        for key, said in (
            ("c", "no signal"), ("s", "Who the wards' people are"), ("i", "Soft words"),
            ("g", "What reviews were about"), ("t", "Numbers, Jul to Sep 2026"),
        ):  # fmt: skip
            await pilot.press(key)
            await until(pilot, lambda said=said: said in seen(app))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, NetworkScreen))
        await pilot.press("e")
        await until(pilot, lambda: "Write the report" in seen(app))
        app.screen.dismiss(str(tmp_path / "network.html"))
        await until(pilot, lambda: (tmp_path / "network.html").exists())
        await pilot.press("m", "q")
        await until(pilot, lambda: "Apr to Jun 2026" in seen(app))
        assert "Incidents of restrictive practice" in seen(app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, DeskBoard))
    session.close()
    page = (tmp_path / "network.html").read_text(encoding="utf-8")
    assert "Scoping: who the wards&#x27; people are" in page
    assert "What was learnt" in page


async def test_a_ward_has_no_such_key_and_an_empty_desk_says_what_to_do(
    ward: Any, tmp_path: Path, clock: Any, chance: Any
) -> None:
    app = WardApp(ward.door, clock, chance)
    async with app.run_test(size=(120, 36)) as pilot:
        app.unlocked(ward.unlock("ingrid"))
        await until(pilot, lambda: "Last 24" in seen(app))
        await pilot.press("w")
        await pilot.pause()
        assert not isinstance(app.screen, NetworkScreen)
    empty = desk(tmp_path / "empty", clock, chance, None)
    app = WardApp(empty, clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        session = empty.unlock("h-ward", HELEN.pin)
        app.unlocked(session)
        await until(pilot, lambda: "Press K at the desk" in seen(app))
    session.close()


# --- collecting ---


def parquet(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.parquet")}


async def test_K_collects_and_a_stop_leaves_the_facts_as_they_were_and_says_so(
    ward: Any, tmp_path: Path, clock: Any, chance: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, stick = desk(tmp_path / "hub", clock, chance, None), tmp_path / "stick"
    stick.mkdir()
    there, first = door.unlock(*STEWARD), ward.unlock("owain")
    believe(first, there)
    believe(there, first)
    record_new(first, RestrictivePractice(when=first.now(), place="garden"))
    sync(first, stick)
    clock.pass_(86_400)
    began, go_on = threading.Event(), threading.Event()

    def held_up(session: Any, carrier: Any, *, stop: Any, **said: Any) -> Any:
        began.set()
        assert go_on.wait(20)
        return collect(session, carrier, stop=stop, **said)

    app = WardApp(door, clock, chance)
    async with app.run_test(size=(80, 24)) as pilot:
        app.unlocked(there)
        await until(pilot, lambda: "Nothing is collected yet" in seen(app))

        async def collected(words: str) -> None:
            await pilot.press("k")
            await until(pilot, lambda: isinstance(app.screen, SyncPlaceScreen))
            app.screen.dismiss(str(stick))
            await until(pilot, lambda: isinstance(app.screen, NetworkScreen))
            await until(pilot, lambda: words in seen(app))

        await collected("Collected: 1 bundle taken in, facts of 1 ward made.")
        before = parquet(there.where.network)
        record_new(first, RestrictivePractice(when=first.now(), place="garden"))
        sync(first, stick)
        monkeypatch.setattr(network_collect, "collect", held_up)
        await collected("Esc stops.")
        await until(pilot, began.is_set)
        await pilot.press("escape")
        await until(pilot, lambda: network_collect.STOPPING in seen(app))
        go_on.set()
        await until(pilot, lambda: "facts of 1 of 1 ward are older. K goes on." in seen(app))
        assert parquet(there.where.network) == before
        await pilot.press("escape")
        await until(pilot, lambda: "Ashdown Ward. Collecting was stopped" in seen(app))
        await collected("Collected: 1 bundle taken in")
        assert parquet(there.where.network) != before
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, DeskBoard))
        await until(pilot, lambda: "Collecting was stopped" not in seen(app))
    there.close()


# --- learning -------------------------------------------------------------------------------------


def test_words_are_shared_without_a_name_and_one_with_a_name_is_kept_back(ward: Any) -> None:
    session = ward.unlock("ingrid")
    for words in ("Quiet hours help after eight.", "Rosa settled when her sister rang."):
        record_new(session, ChangeTest(change="Quiet hour", idea="soft-words", learnt=words))
    found, kept_back = learnt(session)
    assert [one.said for one in found] == ["Quiet hours help after eight."]
    assert kept_back == 1
