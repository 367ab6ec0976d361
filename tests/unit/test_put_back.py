"""Disks that were put back, forks, and clocks out of time: nothing lost, nothing silent."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from two_terminals import STEWARD, believe, hub, second_terminal
from wardsafe.bundles.arms import arms
from wardsafe.bundles.carriers import FolderCarrier
from wardsafe.bundles.manifest import Manifest, read_manifest, write_manifest
from wardsafe.bundles.refusing import Refused
from wardsafe.clock import LONDON
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import confirming, exchanging, going_out
from wardsafe.services.door import Door
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session


class Places:
    """Sticks by name, and copies of disks that can be put back."""

    def __init__(self, folder: Path, clock: Any, chance: Any) -> None:
        self._folder, self._clock, self._chance = folder, clock, chance

    def stick(self, name: str) -> FolderCarrier:
        (self._folder / name).mkdir(exist_ok=True)
        return FolderCarrier(self._folder / name)

    def lost(self, name: str) -> None:
        shutil.rmtree(self._folder / name)

    def copied(self, session: Session, name: str) -> tuple[WardFolder, tuple[str, str]]:
        """A copy of a disk, taken while nobody is signed in, and who signs in there."""
        session.close()
        where = WardFolder(self._folder / name / "ward", self._folder / name / "device")
        shutil.copytree(session.where.folder, where.folder)
        shutil.copytree(session.where.device, where.device)
        return where, (session.person.id, _PINS[session.person.id])

    def back(self, copy: tuple[WardFolder, tuple[str, str]]) -> Session:
        return Door(copy[0], self._clock, self._chance).unlock(*copy[1])

    def again(self, session: Session) -> Session:
        return self.back((session.where, (session.person.id, _PINS[session.person.id])))


_PINS = {STEWARD[0]: STEWARD[1], "s-rees": "640275"}


@pytest.fixture
def at(tmp_path: Path, clock: Any, chance: Any) -> Places:
    return Places(tmp_path, clock, chance)


@pytest.fixture
def first(ward: Any) -> Session:
    return ward.unlock("owain")


@pytest.fixture
def hubs(first: Session, tmp_path: Path, clock: Any, chance: Any) -> Iterator[list[Session]]:
    found = [hub(tmp_path / name, clock, chance) for name in ("one hub", "another hub")]
    for each in found:
        believe(first, each)
        believe(each, first)
    yield found
    for each in found:
        each.close()


def incident(session: Session) -> str:
    said = RestrictivePractice(when=session.now(), place="05", reason="03", narrative="Quiet.")
    return record_new(session, said).id


def waits(session: Session) -> int:
    return sum(one.waiting for one in exchanging.standing(session))


def test_N23_every_arm_of_a_fork_is_sent_on_confirmed_and_told_alike(
    first: Session, hubs: list[Session], at: Places, tmp_path: Path, clock: Any, chance: Any
) -> None:
    one, another = hubs
    second = second_terminal(first, tmp_path / "second", clock, chance)  # so that bundles come home
    exchanging.sync(first, at.stick("common"))
    exchanging.sync(one, at.stick("common"))
    old = at.copied(first, "old")
    again = at.again(first)
    lost = incident(again)
    exchanging.sync(again, at.stick("first"))
    exchanging.sync(one, at.stick("first"))
    again.close()
    back = at.back(old)
    other = incident(back)
    exchanging.sync(another, at.stick("common"))
    exchanging.sync(back, at.stick("common"))
    assert exchanging.sync(another, at.stick("common")).new, "the other arm comes first here"
    exchanging.sync(back, at.stick("first"))
    assert back.ledger.by_id(lost) is not None, "the bundle brought it home"
    for _ in range(2):
        for session in (back, second, *hubs):
            exchanging.sync(session, at.stick("common"))
    own = {e.id for e in back.ledger.walk() if e.header.terminal == back.about.terminal}
    told = []
    for session in (*hubs, second):
        assert {lost, other} <= own <= {entry.id for entry in session.ledger.walk()}
        assert any("has a fork" in said for said in exchanging.warnings(session))
        assert verify(session.ledger).problems == ()
        told.append(arms(back.about.terminal, session.ledger.tops(), session.ledger))
        receipt = confirming.receipt_of(back, session.about.terminal)
        assert receipt is not None
        assert [mark.head for mark in receipt.marks] == [arm.head for arm in told[-1]]
    assert told[0] == told[1] == told[2]
    assert waits(back) == 0
    lies = [session.ledger.by_id(lost) for session in hubs]
    assert [bool(entry and entry.branch) for entry in lies] == [False, True]
    back.close()
    second.close()


def test_N24_a_hub_that_was_put_back_is_told_so_and_sent_the_rest_again(
    first: Session, hubs: list[Session], at: Places
) -> None:
    one, another = hubs
    for session in (first, one, another):
        exchanging.sync(session, at.stick("a"))
    old = at.copied(one, "old hub")
    one = at.again(one)
    lost = [incident(first) for _ in range(3)]
    for session in (first, one, another, first):
        exchanging.sync(session, at.stick("a"))
    assert one.ledger.by_id(lost[-1]) is not None
    one.close()
    at.lost("a")
    back = at.back(old)
    incident(first)
    exchanging.sync(first, at.stick("b"))
    outcome = exchanging.sync(back, at.stick("b"))
    assert any("an older ledger was put in its place here" in said for said in outcome.alerts)
    assert back.ledger.identity.epoch == 2
    told = exchanging.sync(first, at.stick("b")).alerts
    assert any("It is sent again" in said for said in told), told
    assert exchanging.sync(back, at.stick("b")).new >= 3
    assert all(back.ledger.by_id(entry) for entry in lost)
    for session in (first, back, first):
        assert exchanging.sync(session, at.stick("b")).alerts == ()
    back.close()


def test_N24_a_twin_that_was_put_back_is_told_so_and_sent_the_rest_again(
    first: Session, tmp_path: Path, clock: Any, chance: Any, at: Places
) -> None:
    second = second_terminal(first, tmp_path / "second", clock, chance)
    incident(second)
    for session in (first, second, first):
        exchanging.sync(session, at.stick("a"))
    old = at.copied(second, "old twin")
    second = at.again(second)
    lost = incident(first)
    for session in (first, second, first):
        exchanging.sync(session, at.stick("a"))
    assert second.ledger.by_id(lost) is not None
    second.close()
    at.lost("a")
    back = at.back(old)
    incident(first)
    exchanging.sync(first, at.stick("b"))
    told = exchanging.sync(back, at.stick("b")).alerts
    assert any("an older ledger was put in its place here" in said for said in told)
    for session in (first, back):
        exchanging.sync(session, at.stick("b"))
    assert back.ledger.by_id(lost) is not None
    assert verify(back.ledger).problems == ()
    back.close()


def test_E14_a_clock_before_1847_makes_bundles_that_are_taken_and_is_told(
    first: Session, hubs: list[Session], at: Places, clock: Any
) -> None:
    now, (one, _) = clock.at, hubs
    clock.at = datetime(1846, 6, 1, 12, tzinfo=LONDON)
    assert clock.at.utcoffset().seconds % 60
    kept = incident(first)
    exchanging.sync(first, at.stick("a"))
    exchanging.sync(one, at.stick("a"))  # its receipt is of that time too
    clock.at = now
    outcome = exchanging.sync(hubs[1], at.stick("a"))
    assert any("is suspect: it wrote this on 1846-06-01" in said for said in outcome.alerts)
    assert all(plan.verdict != "refused" for plan in outcome.came)
    assert all(session.ledger.by_id(kept) for session in hubs)
    exchanging.sync(first, at.stick("a"))
    assert confirming.receipt_of(first, one.about.terminal) is not None


def test_a_receipt_that_no_ledger_wrote_begins_no_epochs_without_end(
    first: Session, hubs: list[Session], at: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = SimpleNamespace(counter=(10**12, 1))
    monkeypatch.setattr(going_out, "receipt_of", lambda *_: receipt)
    exchanging.sync(first, at.stick("a"))
    monkeypatch.undo()
    outcome = exchanging.sync(hubs[0], at.stick("a"))
    assert any("had a receipt of epoch 1000000000000" in plan.reason for plan in outcome.came)
    assert (outcome.new, hubs[0].ledger.identity.epoch) == (0, 1)


@pytest.mark.parametrize(
    ("heard", "is_right"),
    [
        ({}, True),
        ({"t1": [1, 2]}, True),
        ({"t1": [1]}, False),
        ({"t1": [1, -1]}, False),
        ({"t1": [1, True]}, False),
        ({"../t1": [1, 2]}, False),
        (["t1"], False),
    ],
)
def test_what_was_heard_is_read_strictly(heard: Any, is_right: bool) -> None:
    about = Manifest(
        purpose="ward", environment="test-w", ward="W", terminal="t2", epoch=1, first=1, last=1,
        prev="0" * 64, head="1" * 64, number=1, previous="", written="2026-11-23", entries=1,
        recipients=("abcd-" * 4 + "abcd",), counts={}, digest="2" * 64, packed=1, size=1,
        heard=heard,
    )  # fmt: skip
    data = write_manifest(about, lambda what, line: bytes(64))
    if is_right:
        assert read_manifest(data)[0].heard == heard
    else:
        with pytest.raises(Refused, match="heard"):
            read_manifest(data)


def test_a_receipt_kept_in_another_form_counts_for_nothing(
    first: Session, hubs: list[Session], at: Places
) -> None:
    for session in (first, *hubs, first):
        exchanging.sync(session, at.stick("a"))
    assert waits(first) == 0
    kept = first.ledger.key(confirming._KEPT).replace(
        b"d2FyZHNhZmUgcmVjZWlwdC8x", b"d2FyZHNhZmUgcmVjZWlwdC8w"
    )
    first.ledger.keep_key(confirming._KEPT, kept)
    assert waits(first) > 0
    for session in (first, *hubs, first):
        exchanging.sync(session, at.stick("b"))
    assert waits(first) == 0
