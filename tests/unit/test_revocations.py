"""The list of revocations that travels with receipts: it only grows newer, and forgets no key."""

from dataclasses import replace
from typing import Any

from two_terminals import another_ward, believe
from wardsafe.bundles.cards import write_card
from wardsafe.services import enrolling


def test_a_key_that_was_replaced_stays_on_the_list_and_one_believed_again_leaves_it(
    ward: Any, tmp_path: Any
) -> None:
    desk = ward.unlock("owain")
    one, other = (another_ward(tmp_path / n, n, ward.clock, ward.chance) for n in ("one", "other"))
    believe(desk, one)
    believe(desk, other)
    old = enrolling.own_card(one)
    assert enrolling.own_list(desk).number == 0

    enrolling.revoke(desk, old.terminal, "its disk was replaced")
    new = replace(old, sign=other.ledger.public_key)
    enrolling.enrol(desk, write_card(new, other.ledger.sign), new.fingerprint)
    first = enrolling.own_list(desk)
    assert first.keys[old.terminal][0] == old.sign

    enrolling.revoke(desk, other.about.terminal, "lost")
    second = enrolling.own_list(desk)
    assert set(second.keys) == {old.terminal, other.about.terminal}
    believe(desk, other)  # it was found behind a cupboard
    third = enrolling.own_list(desk)
    assert set(third.keys) == {old.terminal}
    assert first.number < second.number < third.number
    one.close()
    other.close()
