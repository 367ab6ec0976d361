"""Who may unlock this terminal: every act, who may do it, and what it leaves in the ledger."""

from typing import Any

import pytest

from wardsafe.errors import BadInput, MustWait, NotAllowed, WrongPin
from wardsafe.ledger.keys import FLOOR
from wardsafe.records.access import Access
from wardsafe.records.staff import Staff
from wardsafe.services import drafting, staffing
from wardsafe.services.session import Session
from wardsafe.services.staffing import Unlocker
from wardsafe.views.folding import fold, record_at

PIN, OTHER = "739164", "205871"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staffing, "calibrate", lambda clock: FLOOR)


def who(session: Session, staff_id: str) -> Unlocker:
    return next(one for one in staffing.unlockers(session) if one.id == staff_id)


def noted(session: Session) -> list[tuple[str, str]]:
    """What the access entries say was done, and to whom."""
    entries = [e for e in session.ledger.walk() if e.header.kind == Access.kind]
    said = [record_at(fold([entry]).shown) for entry in entries]
    return [(str(one.what), str(one.whom)) for one in said if isinstance(one, Access)]


def ada(**more: Any) -> Staff:
    return Staff(
        **{"staff_id": "s-ada", "name": "Ada Bright", "job_title": "nurse", "role": "staff", **more}
    )


def test_somebody_new_is_listed_then_gets_a_pin_and_can_unlock(ward: Any) -> None:
    session = ward.unlock("owain")
    staffing.enlist(session, ada())
    assert not who(session, "s-ada").has_pin
    staffing.give_pin(session, "s-ada", PIN)
    assert who(session, "s-ada").has_pin
    assert ("slot added", "s-ada") in noted(session)
    session.close()
    ward.start_again()
    unlocked = ward.door.unlock("s-ada", PIN)
    assert unlocked.person.name == "Ada Bright"
    unlocked.close()


def test_one_staff_id_stands_on_the_list_once(ward: Any) -> None:
    session = ward.unlock("owain")
    with pytest.raises(BadInput, match="on the list already"):
        staffing.enlist(session, ada(staff_id="s-okoro"))


@pytest.mark.parametrize("name", ["emeka", "grace", "ingrid"])
def test_only_a_steward_changes_the_list(ward: Any, name: str) -> None:
    session = ward.unlock(name)
    shah = who(session, "s-okoro")
    said, parents = staffing.details(session, shah.record)
    for act in (
        lambda: staffing.enlist(session, ada()),
        lambda: staffing.give_pin(session, "s-okoro", PIN),
        lambda: staffing.remove(session, shah),
        lambda: staffing.change(session, shah.record, said, "why", parents),
    ):
        with pytest.raises(NotAllowed, match="change staff"):
            act()


def test_C10_a_leaver_cannot_unlock_and_stays_readable(ward: Any) -> None:
    session = ward.unlock("owain")
    gone = who(session, "s-okoro")
    staffing.remove(session, gone)
    assert ("slot removed", "s-okoro") in noted(session)
    said = record_at(fold(session.ledger.of_record(gone.record)).shown)
    assert isinstance(said, Staff)
    assert (said.active, said.name) == ("N", "Emeka Okoro")
    assert all(one.id != "s-okoro" for one in staffing.unlockers(session))
    session.close()
    with pytest.raises(WrongPin):
        ward.door.unlock("s-okoro", "831562")


def test_C09_the_last_steward_stays_one(ward: Any) -> None:
    session = ward.unlock("owain")
    me = who(session, "s-price")
    said, parents = staffing.details(session, me.record)
    with pytest.raises(BadInput, match="last person who can steward"):
        staffing.change(session, me.record, ada(staff_id="s-price"), "demoted", parents)
    with pytest.raises(BadInput, match="Nobody removes themselves"):
        staffing.remove(session, me)
    lund = who(session, "s-lund")
    said, parents = staffing.details(session, lund.record)
    staffing.change(session, lund.record, said.model_copy(update={"role": "steward"}), "x", parents)
    session.close()
    other = ward.unlock("ingrid")
    staffing.remove(other, who(other, "s-price"))
    assert [one.id for one in staffing.unlockers(other) if one.steward] == ["s-lund"]


def test_C12_a_changed_role_holds_and_is_an_entry(ward: Any) -> None:
    session = ward.unlock("owain")
    okoro = who(session, "s-okoro")
    said, parents = staffing.details(session, okoro.record)
    new = said.model_copy(update={"role": "nurse-in-charge"})
    saved = staffing.change(session, okoro.record, new, "promoted", parents)
    entry = session.ledger.entry(saved.number)
    assert entry is not None
    assert entry.read("private")["entry"]["reason"] == "promoted"
    assert who(session, "s-okoro").role == "Nurse in charge"
    with pytest.raises(BadInput, match="never changes"):
        staffing.change(session, okoro.record, ada(), "x", parents)


def test_another_name_and_job_title_stand_on_the_lock_screen(ward: Any) -> None:
    session = ward.unlock("owain")
    okoro = who(session, "s-okoro")
    said, parents = staffing.details(session, okoro.record)
    new = said.model_copy(update={"name": "Grace Bello", "job_title": "bank-nurse"})
    staffing.change(session, okoro.record, new, "married", parents)
    session.close()
    ward.start_again()
    face = next(face for face in ward.door.faces() if face.staff_id == "s-okoro")
    assert (face.name, face.job_title) == ("Grace Bello", "Bank nurse")


def test_C01_a_locked_name_is_opened_again_by_a_nurse_in_charge(ward: Any) -> None:
    for _ in range(10):
        ward.clock.pass_(400)
        with pytest.raises((WrongPin, MustWait)):
            ward.door.unlock("s-okoro", "111111")
    ward.clock.pass_(3600)
    session = ward.unlock("grace")
    assert who(session, "s-okoro").locked
    staffing.open_again(session, "s-okoro")
    assert ("slot opened again", "s-okoro") in noted(session)
    session.close()
    ward.unlock("emeka")


def test_opening_again_is_not_for_staff(ward: Any) -> None:
    with pytest.raises(NotAllowed, match="unlock a person"):
        staffing.open_again(ward.unlock("emeka"), "s-lund")


def test_my_own_pin_changes_with_the_one_before(ward: Any) -> None:
    session = ward.unlock("emeka")
    with pytest.raises(WrongPin):
        staffing.change_own_pin(session, "999999", PIN)
    with pytest.raises(BadInput, match="PIN you have now"):
        staffing.change_own_pin(session, "831562", "831562")
    staffing.change_own_pin(session, "831562", PIN)
    assert ("PIN changed", "s-okoro") in noted(session)
    assert session.looks_like_pin(f"text {PIN}")
    assert not session.looks_like_pin("text 831562")
    session.close()
    ward.door.unlock("s-okoro", PIN).close()


@pytest.mark.parametrize("poor", ["123456", "231126", "12345", "999418", "abcdef"])
def test_C05_a_pin_that_could_be_guessed_is_refused_with_the_reason(ward: Any, poor: str) -> None:
    session = ward.unlock("emeka")
    with pytest.raises(BadInput, match="This PIN") as caught:
        staffing.refuse_poor_pin(session, "s-okoro", poor)
    assert poor not in str(caught.value)


def test_a_forgotten_pin_brings_the_drafts_along(ward: Any) -> None:
    session = ward.unlock("emeka")
    drafting.keep_draft(session, "d1", {"typed": {"where": "day-room"}})
    session.close()
    steward = ward.unlock("owain")
    assert staffing.give_pin(steward, "s-okoro", OTHER) == 1
    assert ("PIN changed", "s-okoro") in noted(steward)
    steward.close()
    session = ward.door.unlock("s-okoro", OTHER)
    (draft,) = drafting.offered(session).drafts
    assert draft.fields["typed"] == {"where": "day-room"}
    session.close()
