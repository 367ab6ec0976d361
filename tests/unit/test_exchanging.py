"""Two terminals of a ward, and a hub, exchange through a folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from two_terminals import believe, hub, second_terminal, sync
from wardsafe.ledger.verify import verify
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import exchanging
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def pair(ward: Any, tmp_path: Path, clock: Any, chance: Any) -> Iterator[tuple[Session, Session]]:
    first = ward.unlock("owain")
    second = second_terminal(first, tmp_path / "second", clock, chance)
    yield first, second
    second.close()


def incident(session: Session, place: str = "05") -> str:
    record = RestrictivePractice(when=session.now(), place=place, reason="03", narrative="Quiet.")
    return record_new(session, record).record


def ids(session: Session) -> set[str]:
    return {entry.id for entry in session.ledger.walk()}


def test_two_terminals_end_with_the_same_entries(
    pair: tuple[Session, Session], stick: Path
) -> None:
    first, second = pair
    at_first, at_second = incident(first), incident(second)
    sync(first, stick)
    came = sync(second, stick)
    assert came.new > 10, came
    assert came.alerts == ()
    again = sync(first, stick)
    assert again.alerts == ()
    assert ids(first) == ids(second)
    for session in pair:
        assert session.ledger.of_record(at_first)
        assert session.ledger.of_record(at_second)
        assert verify(session.ledger).problems == ()
    # What is confirmed follows from receipts, and nothing more is written.
    assert sync(second, stick).wrote == ()
    assert sync(first, stick).wrote == ()
    for session in pair:
        (ward,) = exchanging.standing(session)
        assert (ward.waiting, ward.purpose) == (0, "ward")


def test_nothing_is_confirmed_before_a_receipt_came_back(
    pair: tuple[Session, Session], stick: Path
) -> None:
    first, _ = pair
    sync(first, stick)
    (ward,) = exchanging.standing(first)
    assert ward.confirmed == 0
    assert ward.waiting == ward.entries > 5


def test_the_hub_gets_headers_and_facts_and_no_more(
    pair: tuple[Session, Session], stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    first, _ = pair
    record = incident(first)
    there = hub(tmp_path / "hub", clock, chance)
    believe(first, there)
    believe(there, first)
    assert exchanging.preview(first).parts["restrictive-practice: facts"] == 1
    sync(first, stick)
    outcome = sync(there, stick)
    assert outcome.alerts == ()
    assert outcome.new >= 10
    (entry,) = there.ledger.of_record(record)
    assert set(entry.parts) == {"facts"}
    assert verify(there.ledger).problems == ()
    sync(first, stick)
    network = next(s for s in exchanging.standing(first) if s.purpose == "network")
    assert network.waiting == 0
    there.close()
