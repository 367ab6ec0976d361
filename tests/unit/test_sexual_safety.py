"""The kind, its streams and audiences, the people who hold the keys, the list of what to tell."""

import tomllib
from datetime import datetime, timedelta

import pytest

from sealed_ward import event
from wardsafe.clock import LONDON
from wardsafe.errors import BadInput, Damaged, NotAllowed
from wardsafe.ledger.audiences import Audience
from wardsafe.ledger.keys import FLOOR, new_identity
from wardsafe.places import WardFolder, seed
from wardsafe.records.fields import fields_of, later_sections, now_fields
from wardsafe.records.involved import Involved
from wardsafe.records.nhs_number import holds_nhs_number
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.records.tell_now import TellNow
from wardsafe.services import audiences, letting_in, sealing, sexual_safety, staffing
from wardsafe.services.audiences import (
    AUDIENCES,
    BEHAVIOUR,
    COLLEAGUES,
    PATIENTS,
    audience_of,
    belongs,
    stream_of,
)
from wardsafe.services.demo_clock import StandingClock
from wardsafe.services.demo_names import invented
from wardsafe.services.demo_ward import SeededChance as DemoChance
from wardsafe.services.demo_ward import make_demo
from wardsafe.services.door import Door
from wardsafe.services.names_in_text import is_named
from wardsafe.services.recording import amend, record_new
from wardsafe.services.staffing import give_pin
from wardsafe.views.folding import fold
from wardsafe.views.history import history
from wardsafe.views.staff import Member
from wardsafe.vocabulary.code_lists import code_list


def between(described: str, affected: str) -> SexualSafety:
    people = (Involved(who=affected, part="affected"), Involved(who=described, part="described"))
    return SexualSafety(involved=people)


@pytest.mark.parametrize(
    ("described", "affected", "stream", "audience"),
    [
        ("patient", "patient", "patient", PATIENTS),
        ("patient", "staff", "staff", COLLEAGUES),
        ("patient", "visitor", "patient", PATIENTS),
        ("staff", "patient", "patient", BEHAVIOUR),
        ("staff", "staff", "staff", BEHAVIOUR),
        ("staff", "visitor", "patient", BEHAVIOUR),
        ("visitor", "patient", "patient", PATIENTS),
        ("visitor", "staff", "staff", COLLEAGUES),
        ("visitor", "visitor", "patient", PATIENTS),
        ("unknown", "patient", "patient", PATIENTS),
        ("public", "staff", "staff", COLLEAGUES),
    ],
)
def test_the_matrix_of_who_and_whose_behaviour(described, affected, stream, audience) -> None:
    said = between(described, affected)
    assert (stream_of(said), audience_of(said)) == (stream, audience)


def test_two_people_may_each_be_both() -> None:
    both = tuple(Involved(who=who, part="both") for who in ("patient", "staff"))
    said = SexualSafety(involved=both)
    assert said.affected() == {"patient", "staff"}
    assert (stream_of(said), audience_of(said)) == ("patient", BEHAVIOUR)


def test_nobody_described_and_a_concern_about_a_place_has_its_own_stream() -> None:
    concern = SexualSafety(category="environment_concern")
    assert (stream_of(concern), audience_of(concern)) == ("environment", PATIENTS)
    assert audience_of(SexualSafety()) == PATIENTS


def test_an_audience_is_never_made_wider() -> None:
    for before in AUDIENCES:
        for said in (between("staff", "patient"), between("patient", "staff"), SexualSafety()):
            after = audience_of(said.model_copy(update={"audience": before}))
            assert AUDIENCES.index(after) >= AUDIENCES.index(before)


@pytest.mark.parametrize(
    ("role", "job", "reads"),
    [
        ("staff", "nurse", set()),
        ("steward", "administrator", set()),
        ("nurse-in-charge", "nurse", {PATIENTS}),
        ("nurse-in-charge", "ward-manager", {PATIENTS, COLLEAGUES}),
        ("safety-lead", "safety-lead", set(AUDIENCES)),
        ("safeguarding-lead", "nurse", set(AUDIENCES)),
    ],
)
def test_who_belongs_to_which_audience(role, job, reads) -> None:
    who = Member("s1", "Ann", job, role, True, "r1")
    assert {name for name in AUDIENCES if belongs(name, who)} == reads
    gone = Member("s1", "Ann", job, role, False, "r1")
    assert not any(belongs(name, gone) for name in AUDIENCES)


# --- the record ---------------------------------------------------------------------------------


def test_the_day_of_telling_stands_in_where_the_day_it_happened_is_not_known(ward) -> None:
    now = ward.clock.now()
    told = SexualSafety(told=now, not_known=("when",))
    assert told.happened() == told.told
    assert told.is_dated_by_telling()
    assert not SexualSafety(when=now, told=now).is_dated_by_telling()
    assert told.errors() == ()
    assert [each.field for each in SexualSafety().errors()] == ["when"]
    early = SexualSafety(when=now, told=now - timedelta(hours=1))
    assert [each.field for each in early.warnings()] == ["told"]


def test_gaps_never_stop_it(ward) -> None:
    session = ward.unlock("emeka")
    saved = record_new(session, SexualSafety(when=ward.clock.now()))
    assert sexual_safety.event(session, saved.record).category is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("999 418 2218 said so", True),
        ("9994182218", True),
        ("999-418-2218", True),
        ("999 418 2219", False),
        ("room 12, 2026-11-23 03:14", False),
        ("", False),
    ],
)
def test_a_number_that_identifies_is_asked_about(text, found) -> None:
    assert holds_nhs_number(text) is found
    said = SexualSafety(seen=text)
    assert any("NHS number" in str(each) for each in said.warnings()) is found


def test_harm_to_body_and_mind_are_two_questions() -> None:
    harm = {field.name: field.codes for field in later_sections(SexualSafety)["Harm"]}
    assert harm["harm_physical"] != harm["harm_psychological"]
    assert "fatal" in {code.code for code in code_list(harm["harm_physical"]).codes}
    assert "fatal" not in {code.code for code in code_list(harm["harm_psychological"]).codes}


def test_every_category_of_the_page_is_offered_in_its_order() -> None:
    assert [code.code for code in code_list("sexual-safety-category").offered()] == [
        "verbal_sexualised", "sexual_harassment", "nakedness_or_exposure", "unwanted_touch",
        "alleged_sexual_assault", "alleged_rape_or_penetration",
        "sexual_activity_consent_or_capacity_unclear", "digital_or_images",
        "voyeurism_or_following", "exploitation_or_coercion", "environment_concern", "other",
    ]  # fmt: skip


def test_only_the_kind_of_event_and_the_place_live_outside_the_private_part() -> None:
    open_ = {field.name for field in fields_of(SexualSafety) if field.part != "private"}
    rows = {sub.part for field in fields_of(SexualSafety) for sub in field.rows}
    assert (open_, rows) == ({"category", "place"}, {"private"})
    asked = [field.name for field in now_fields(SexualSafety)]
    assert asked == ["when", "told", "place", "category", "involved"]


# --- amending and telling -----------------------------------------------------------------------


def test_an_amendment_keeps_its_author_and_its_history(ward) -> None:
    session = ward.unlock("emeka")
    saved = record_new(session, event(ward))
    session = ward.unlock("grace")
    amend(session, saved.record, event(ward, harm_physical="low"), "found a bruise", (saved.id,))
    versions = history(sealing.entries_of(ward.unlock("emeka"), saved.record))
    assert [version.author for version in versions] == ["s-okoro", "s-okafor"]
    (change,) = versions[1].changes
    assert (change.label, change.after) == ("Physical", "Low")


def test_who_wrote_it_sees_what_others_ticked(ward) -> None:
    saved = record_new(ward.unlock("emeka"), event(ward))
    sexual_safety.tick(
        ward.unlock("grace"), saved.record, TellNow(action="sarc", state="done", by="Grace Okafor")
    )
    lines = {
        line.action: line for line in sexual_safety.tell_now(ward.unlock("emeka"), saved.record)
    }
    assert (lines["sarc"].state, lines["sarc"].by) == ("done", "Grace Okafor")
    assert lines["health"].state == "outstanding"


def test_a_line_said_again_amends_what_was_said(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, event(ward))
    first = sexual_safety.tick(session, saved.record, TellNow(action="health", state="done"))
    said = TellNow(action="health", state="not-applicable", why="seen already")
    again = sexual_safety.tick(session, saved.record, said)
    assert again.record == first.record
    assert len(fold(sealing.entries_of(session, first.record)).steps) == 2
    assert sexual_safety.outstanding(session, saved.record) == 12


@pytest.mark.parametrize("why", [None, "", ".", " - "])
def test_not_applicable_needs_a_reason(ward, why) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, event(ward))
    said = TellNow(action="health", state="not-applicable", why=why)
    with pytest.raises(BadInput, match="why it does not apply"):
        sexual_safety.tick(session, saved.record, said)


def test_a_void_record_and_a_concern_without_an_event_leave_nothing_to_tell(ward) -> None:
    session = ward.unlock("grace")
    concern = SexualSafety(when=ward.clock.now(), category="environment_concern")
    saved = record_new(session, concern)
    assert sexual_safety.outstanding(session, saved.record) == 0
    assert [row.outstanding for row in sexual_safety.listed(session)] == [0]


# --- the invented ward -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    places = WardFolder(folder / "ward", folder / "device")
    for each in (places.folder, places.device):
        each.mkdir(mode=0o700)
    at = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)
    make_demo(places, StandingClock(at), days=30)
    return Door(places, StandingClock(at), DemoChance(1))


def seen_by(demo, staff_id):
    pin = next(one["pin"] for one in invented()["staff"] if one["id"] == staff_id)
    session = demo.unlock(staff_id, pin)
    try:
        return sexual_safety.listed(session), sexual_safety.receipts(session)
    finally:
        session.close()


def test_the_demo_ward_holds_several_kinds_sealed_to_their_audiences(demo) -> None:
    rows, receipts = seen_by(demo, "s-lund")
    assert receipts == ()
    assert len({row.category for row in rows}) >= 6
    assert {row.stream for row in rows} == {"patient", "staff", "environment"}
    assert seen_by(demo, "s-brennan") == (rows, ())
    manager, _ = seen_by(demo, "s-okafor")
    assert len(manager) == len(rows) - 1  # all but what describes staff
    own, kept = seen_by(demo, "s-okoro")
    assert len(own) == 2
    (receipt,) = kept
    assert receipt.number not in {row.number for row in own}
    assert receipt.number in {row.number for row in rows} - {row.number for row in manager}
    assert seen_by(demo, "s-price") == ((), ())


def test_in_the_demo_ward_tell_now_is_half_done_and_the_same_every_time(demo) -> None:
    rows, _ = seen_by(demo, "s-lund")
    assert [(row.category, row.outstanding) for row in rows] == [
        ("Unwanted touch", 7), ("Sexualised words", 0), ("Nakedness or exposure", 0),
        ("Sexual harassment", 4), ("Environment concern", 0), ("Sexual harassment", 0),
        ("Alleged sexual assault", 0), ("Messages, images", 0),
    ]  # fmt: skip


def test_no_text_of_the_demo_names_anybody_of_it() -> None:
    text = (seed() / "demo" / "sexual-safety.toml").read_text(encoding="utf-8")
    names = [row[0] for row in invented()["people"]["rows"]]
    names += [one["name"] for one in invented()["staff"]]
    said = tomllib.loads(text)["event"]
    words = " ".join(str(value) for one in said for value in one.values())
    assert not [name for name in names if is_named(name, words)]


# --- the keys -----------------------------------------------------------------------------------


def test_a_new_ward_has_its_audiences_and_the_right_holders(ward) -> None:
    session = ward.unlock("owain")
    holders = {
        name: {
            face.staff_id
            for face in session.slots.faces()
            if Audience(session.ledger, name).holds(
                face.staff_id, session.slots.public_key(face.staff_id)
            )
        }
        for name in AUDIENCES
    }
    assert holders == {
        PATIENTS: {"s-okafor", "s-lund"},
        COLLEAGUES: {"s-okafor", "s-lund"},
        BEHAVIOUR: {"s-lund"},
    }


def test_an_older_ledger_gets_its_audiences_when_a_lead_unlocks(ward) -> None:
    session = ward.unlock("owain")
    for name in AUDIENCES:
        session.ledger.keep_key(f"audience/{name}", b"")
    assert Audience(session.ledger, PATIENTS).public_key is None
    session = ward.unlock("ingrid")
    assert all(Audience(session.ledger, name).public_key for name in AUDIENCES)


def test_recording_never_waits_for_an_audience(ward) -> None:
    session = ward.unlock("emeka")
    for name in AUDIENCES:
        session.ledger.keep_key(f"audience/{name}", b"")
    saved = record_new(session, event(ward))
    assert saved.record in {row.record for row in sexual_safety.listed(ward.unlock("ingrid"))}


def test_a_forgotten_pin_shuts_the_copy_until_somebody_lets_them_in(ward, monkeypatch) -> None:
    monkeypatch.setattr(staffing, "calibrate", lambda _: FLOOR)
    saved = record_new(ward.unlock("ingrid"), event(ward))
    give_pin(ward.unlock("owain"), "s-okafor", "918263")
    ward.lock()
    ward.session = session = ward.door.unlock("s-okafor", "918263")
    assert sexual_safety.listed(session) == ()
    with pytest.raises(NotAllowed):
        letting_in.admit(session, "s-okafor")
    session = ward.unlock("ingrid")
    assert {who.id for _, who in letting_in.waiting(session)} == {"s-okafor"}
    assert letting_in.admit(session, "s-okafor") == (PATIENTS, COLLEAGUES)
    with pytest.raises(NotAllowed):
        letting_in.admit(session, "s-okoro")
    ward.lock()
    ward.session = session = ward.door.unlock("s-okafor", "918263")
    assert [row.record for row in sexual_safety.listed(session)] == [saved.record]


def test_a_damaged_copy_keeps_nobody_out_of_the_ward(ward) -> None:
    session = ward.unlock("ingrid")
    session.ledger.keep_key(f"audience/{PATIENTS}/member/s-lund", b"{not json")
    session = ward.unlock("ingrid")
    assert any("keyring is damaged" in notice for notice in session.notices)
    with pytest.raises(Damaged):
        audiences.keys(session)


def test_a_copy_put_in_another_audience_s_place_is_refused(ward) -> None:
    session = ward.unlock("ingrid")
    copy = session.ledger.key(f"audience/{PATIENTS}/member/s-lund")
    session.ledger.keep_key(f"audience/{BEHAVIOUR}/member/s-lund", copy)
    with pytest.raises(Damaged):
        Audience(session.ledger, BEHAVIOUR).open("s-lund", session.private_key)


class Ring(dict):
    def key(self, name):
        return self.get(name)

    def keep_key(self, name, value):
        self[name] = value


def test_any_two_of_many_make_the_key_and_one_does_not(chance) -> None:
    people = {f"s{n}": new_identity() for n in range(6)}
    keys = {name: public for name, (_, public) in people.items()}
    audience = Audience(Ring(), "a")
    audience.make({"s0": keys["s0"]})
    private = audience.open("s0", people["s0"][0])
    audience.set_up_glass(private, 2, keys, chance)
    for one in people:
        for other in people:
            pair = {name: people[name][0] for name in (one, other)}
            if one == other:
                with pytest.raises(BadInput):
                    audience.break_glass(pair)
            else:
                assert audience.break_glass(pair) == private
    audience.take_back("s1", from_glass=True)
    with pytest.raises(BadInput):
        audience.break_glass({name: people[name][0] for name in ("s1", "s2")})
    with pytest.raises(BadInput):
        audience.set_up_glass(private, 2, {"s0": keys["s0"]}, chance)
    with pytest.raises(BadInput):
        audience.make(keys)
