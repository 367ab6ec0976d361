"""C11 and C13 at a second terminal: who is let in there, who never is, and who has left."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sealed_ward import SECRETS, by_staff, decrypted, event
from two_terminals import second_terminal, sync
from wardsafe.errors import BadInput, NotAllowed
from wardsafe.ledger.audiences import Audience
from wardsafe.ledger.keys import FLOOR
from wardsafe.places import WardFolder
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import (
    enrolling,
    exchanging,
    letting_in,
    letting_in_elsewhere,
    sealing,
    staffing,
)
from wardsafe.services.audiences import AUDIENCES, BEHAVIOUR, PATIENTS, is_member
from wardsafe.services.door import Door
from wardsafe.services.recording import record_new
from wardsafe.services.session import TERMINAL_KEY, Session
from wardsafe.views.folding import fold

PINS = {"s-okafor": "274916", "s-okoro": "831562", "s-lund": "758294", "s-price": "316408"}
NAMES = {"s-okafor": "Grace Okafor", "s-okoro": "Emeka Okoro", "s-lund": "Ingrid Lund"}


class There:
    """The second terminal: everybody has a PIN there too, and another key pair."""

    def __init__(self, session: Session, clock: Any, chance: Any) -> None:
        self.where, self.clock = session.where, clock
        for staff_id, name in NAMES.items():
            pin = PINS[staff_id]
            session.slots.add(staff_id, name, "Nurse", pin, session.data_key, FLOOR)
        self.door = Door(WardFolder(self.where.folder, self.where.device), clock, chance)
        self.session = session

    def unlock(self, staff_id: str) -> Session:
        self.session.close()
        self.session = self.door.unlock(staff_id, PINS[staff_id])
        return self.session

    def lock(self) -> None:
        self.session.close()


@pytest.fixture
def there(ward: Any, stick: Path, tmp_path: Path, clock: Any, chance: Any) -> Iterator[There]:
    first = ward.unlock("owain")
    second = second_terminal(first, tmp_path / "second", clock, chance)
    sync(first, stick)
    sync(second, stick)
    found = There(second, clock, chance)
    yield found
    found.lock()


def let_in(ward: Any, there: There, stick: Path, staff_id: str, by: str) -> tuple[str, ...]:
    """Ask there, admit here, and carry both; what was opened."""
    there.unlock(staff_id)
    sync(there.session, stick)
    here = ward.unlock(by)
    sync(here, stick)
    opened = letting_in.admit(here, staff_id)
    sync(here, stick)
    sync(there.session, stick)
    there.unlock(staff_id)
    return opened


def told(ward: Any, stick: Path, said: Any) -> str:
    session = ward.unlock("grace")
    record = record_new(session, said).record
    sync(session, stick)
    return record


def test_C13_a_second_terminal_opens_what_is_sealed_for_members_and_for_nobody_else(
    ward: Any, there: There, stick: Path
) -> None:
    record = told(ward, stick, event(ward))
    sync(there.session, stick)
    for staff_id in NAMES:  # a lead too: belonging is not yet holding the key
        assert there.session.ledger.of_record(record)
        there.unlock(staff_id)
        with pytest.raises(BadInput, match="no such record"):
            sealing.entries_of(there.session, record)
    assert let_in(ward, there, stick, "s-lund", "ingrid") == AUDIENCES
    opened = sealing.entries_of(there.session, record)
    assert SECRETS[0] in repr(fold(opened).shown.parts["private"])
    for staff_id in ("s-price", "s-okoro"):
        there.unlock(staff_id)
        assert not any(is_member(there.session, name) for name in AUDIENCES)
        with pytest.raises(BadInput, match="no such record"):
            sealing.entries_of(there.session, record)


def test_C13_what_the_second_terminal_seals_opens_at_the_first_and_the_other_way_round(
    ward: Any, there: There, stick: Path
) -> None:
    there.unlock("s-okafor")
    for name in AUDIENCES:  # one key pair a ward, not one a terminal
        ours = Audience(ward.session.ledger, name).public_key
        assert Audience(there.session.ledger, name).public_key == ours
    record = record_new(there.session, by_staff(ward)).record
    sync(there.session, stick)
    lead = ward.unlock("ingrid")
    sync(lead, stick)
    assert SECRETS[0] in repr(sealing.entries_of(lead, record))
    manager = ward.unlock("grace")  # the behaviour of staff is for leads alone
    with pytest.raises(BadInput, match="no such record"):
        sealing.entries_of(manager, record)


def test_C13_the_second_terminal_s_disk_with_a_staff_pin_opens_no_key_that_was_handed_over(
    ward: Any, there: There, stick: Path
) -> None:
    told(ward, stick, event(ward))
    let_in(ward, there, stick, "s-lund", "ingrid")
    there.unlock("s-okoro")
    data_key, own = there.session.data_key, there.session.private_key
    terminal = (there.session.ledger.key(TERMINAL_KEY) or b"").decode()
    answers = list(letting_in_elsewhere._acts(there.session, letting_in_elsewhere.ANSWERED))
    assert len(answers) == 1
    assert answers[0].opened([own, terminal, *enrolling.own_keys(there.session)]) is None
    there.lock()
    plain = decrypted(there, data_key)
    assert b"asks to be let in" in plain, "the pages were not decrypted, so nothing is proved"
    for secret in (*SECRETS, "AGE-SECRET-KEY-1" + "Q" * 8):
        assert secret.encode() not in plain
    # The terminal's own key lies in its keyring; no audience's does.
    assert plain.count(b"AGE-SECRET-KEY-1") == plain.count(terminal.encode()[:24])


def test_C13_each_is_handed_what_their_role_reads_and_a_request_of_a_stranger_is_none(
    ward: Any, there: There, stick: Path
) -> None:
    told(ward, stick, by_staff(ward))
    assert BEHAVIOUR not in let_in(ward, there, stick, "s-okafor", "ingrid")
    assert is_member(there.session, PATIENTS)
    assert not is_member(there.session, BEHAVIOUR)
    there.unlock("s-okoro")
    assert there.session.notices == ()
    sync(there.session, stick)
    here = ward.unlock("ingrid")
    sync(here, stick)
    with pytest.raises(NotAllowed):
        letting_in.admit(here, "s-okoro")
    # Of a terminal that was revoked nobody asks any more.
    there.unlock("s-lund")
    sync(there.session, stick)
    sync(here, stick)
    assert [who.name for _, who in letting_in.waiting(here)][:1] == ["Ingrid Lund, at PC 1"]
    owain = ward.unlock("owain")
    enrolling.revoke(owain, there.session.about.terminal, "its disk was lost")
    assert letting_in.waiting(ward.unlock("ingrid")) == ()


def test_C13_a_key_that_is_not_the_audience_s_is_not_taken_over(
    ward: Any, there: There, stick: Path
) -> None:
    there.unlock("s-lund")
    sync(there.session, stick)
    here = ward.unlock("ingrid")
    sync(here, stick)
    (asked,) = letting_in_elsewhere.requests(here)
    here.audience_keys.update(dict.fromkeys(AUDIENCES, here.private_key))
    letting_in_elsewhere.hand_over(here, asked)
    sync(here, stick)
    sync(there.session, stick)
    there.unlock("s-lund")
    assert not any(is_member(there.session, name) for name in AUDIENCES)


def left(ward: Any, staff_id: str) -> None:
    session = ward.unlock("owain")
    (who,) = [one for one in staffing.unlockers(session) if one.id == staff_id]
    staffing.remove(session, who)


def test_C11_a_leaver_is_told_of_where_their_leaving_had_not_come_and_shut_out_when_it_does(
    ward: Any, there: There, stick: Path, clock: Any
) -> None:
    left(ward, "s-okoro")
    clock.pass_(60)
    there.unlock("s-okoro")  # nothing blocks recording where nobody knows better
    assert there.session.notices == ()
    record_new(there.session, RestrictivePractice(when=clock.now(), place="05"))
    sync(there.session, stick)
    outcome = sync(ward.session, stick)
    (said,) = [alert for alert in outcome.alerts if "had left" in alert]
    assert "Emeka Okoro (s-okoro) wrote 3 entries at PC 1" in said  # unlock, record, bundle
    assert sync(ward.session, stick).alerts == ()
    there.unlock("s-price")
    sync(there.session, stick)
    with pytest.raises(NotAllowed, match="staff list"):
        there.unlock("s-okoro")
    there.session = there.door.unlock("s-price", PINS["s-price"])


def test_C11_the_age_of_the_access_list_is_told_at_the_unlock_until_something_comes(
    ward: Any, there: There, stick: Path, clock: Any
) -> None:
    clock.pass_(15 * 24 * 3600)
    session = there.unlock("s-okoro")
    (said,) = session.notices
    assert "access list is 15 days old: nothing came from PC 2" in said
    assert said in exchanging.warnings(session)
    record_new(ward.unlock("grace"), RestrictivePractice(when=clock.now(), place="05"))
    sync(ward.session, stick)
    sync(session, stick)
    assert exchanging.warnings(session) == ()
    assert there.unlock("s-okoro").notices == ()
