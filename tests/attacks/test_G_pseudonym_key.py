"""G04: after a change of key pseudonyms are others, say so, and the trust alone joins them up."""

from pathlib import Path
from typing import Any

import pytest

from two_terminals import believe, hub, sync
from wardsafe.errors import NotAllowed
from wardsafe.places import seed
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import pseudonyms
from wardsafe.services.door import Door
from wardsafe.services.recording import PSEUDONYM_KEY, record_new
from wardsafe.services.session import Session

NUMBER = "9994182218"


def told(session: Session, person: str) -> dict[str, Any]:
    saved = record_new(session, RestrictivePractice(when=session.now(), person=person, sex="2"))
    entry = session.ledger.by_id(saved.id)
    assert entry is not None
    return entry.read("people")


def test_G04_a_changed_key_gives_another_pseudonym_with_its_number_at_each_terminal(
    ward: Any, first: Session, second: Session, stick: Path, clock: Any, chance: Any
) -> None:
    for session in (first, second):
        sync(session, stick)
    before = told(first, ward.rosa)
    assert "pseudonym_key" not in before
    assert told(second, ward.rosa)["pseudonym"] == before["pseudonym"]
    old = first.ledger.key(PSEUDONYM_KEY)
    assert pseudonyms.change(first) == 2
    after = told(first, ward.rosa)
    assert after["pseudonym"] != before["pseudonym"]
    assert after["pseudonym_key"] == "2"
    for session in (first, second):
        sync(session, stick)
    where = second.where
    second.close()
    again = Door(where, clock, chance).unlock("s-price", "316408")
    assert told(again, ward.rosa) == after
    # Both here, so that the trust can say who is who; the keys in no entry that travels.
    for session in (first, again):
        held = pseudonyms.all_of(session, NUMBER)
        assert held == {1: before["pseudonym"], 2: after["pseudonym"]}
        new = session.ledger.key(PSEUDONYM_KEY)
        everything = b"".join(b for e in session.ledger.walk() for b in e.parts.values())
        for key in (old, new):
            assert key is not None
            assert key not in everything
            assert key.hex().encode() not in everything
    again.close()


def test_G04_the_network_sees_two_people_and_which_key_each_is_of(
    ward: Any, first: Session, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    there = hub(tmp_path / "hub", clock, chance)
    believe(first, there)
    believe(there, first)
    shipped = (seed() / "disclosure" / "default.toml").read_text(encoding="utf-8")
    on = shipped.replace("people = []", 'people = ["restrictive-practice"]')
    on = on.replace('guardian = ""', 'guardian = "Dr A. Guardian"')
    first.where.disclosure.write_text(on.replace('since = ""', 'since = "2026-11-01"'), "utf-8")
    told(first, ward.rosa)
    pseudonyms.change(first)
    told(first, ward.rosa)
    sync(first, stick)
    sync(there, stick)
    kind = "restrictive-practice/1"
    came = [e.read("people") for e in there.ledger.walk() if e.header.kind == kind]
    assert [one.get("pseudonym_key") for one in came] == [None, "2"]
    assert len({one["pseudonym"] for one in came}) == 2
    ours = pseudonyms.all_of(there, NUMBER).values()
    assert not {one["pseudonym"] for one in came} & set(ours)
    there.close()


def test_G04_only_a_steward_changes_it(ward: Any) -> None:
    with pytest.raises(NotAllowed):
        pseudonyms.change(ward.unlock("emeka"))
