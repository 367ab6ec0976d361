"""Exchanging by lines: where things stand, a place that is not there, a stick, what would leave."""

from pathlib import Path

from plain_ward import Plain
from two_terminals import believe, hub
from wardsafe.bundles.carriers import FolderCarrier
from wardsafe.services import exchanging


def test_exchanging_by_lines(ward, tmp_path: Path, clock, chance, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    stick = tmp_path / "W7"
    stick.mkdir()
    there, first = hub(tmp_path / "hub", clock, chance), ward.unlock("owain")
    believe(first, there)
    believe(there, first)
    plain = Plain(ward)
    plain.as_("grace", "e", "s", "W8", "s", "W7", "p", "back", "lock")
    said = plain.blocks()
    assert "There is no folder W8." in said
    assert "Last exchange 03:14 with W7: 1 bundle written and read back" in said
    assert "Safe to remove the stick." in said
    assert "0 of" in said  # nothing is confirmed without a receipt
    assert "not confirmed yet" in said
    assert "Never: names, NHS numbers, free text, exact times" in said
    exchanging.sync(there, FolderCarrier(stick))
    there.close()
    plain.as_("grace", "e", "s", "", "back", "lock")  # Enter alone: the place of the last time
    assert "Last receipt of Network hub" in plain.blocks()
    assert "refused nothing" in plain.blocks()
    assert ", confirmed." in plain.blocks()


def test_only_those_who_may_look(ward) -> None:
    plain = Plain(ward)
    plain.as_("emeka", "e", "lock")
    assert "Your role does not allow you to look at the exchange." in plain.blocks()
