"""C13 to C15: what few may read is found by nobody else, on no screen and nowhere on the disk."""

import json
from datetime import timedelta

import pytest

from sealed_ward import (
    SECRETS,
    aes_decrypted,
    by_staff,
    decrypted,
    disk,
    event,
    journal_pages,
    pages_decrypted,
)
from wardsafe.errors import BadInput, NotAllowed, WrongPin
from wardsafe.ledger.audiences import Audience
from wardsafe.ledger.drafts import Drafts
from wardsafe.ledger.keys import device_secret
from wardsafe.ledger.rescue import rescue
from wardsafe.ledger.sealed import unseal_bytes
from wardsafe.ledger.verify import verify
from wardsafe.records.registry import KINDS
from wardsafe.records.restricted import is_restricted
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.tell_now import TellNow
from wardsafe.services import (
    break_glass,
    closing,
    drafting,
    duplicates,
    duties,
    finding,
    reviewing_safety,
    sealing,
    sexual_safety,
    voices,
)
from wardsafe.services.audiences import AUDIENCES, BEHAVIOUR, PATIENTS
from wardsafe.services.handover import handover
from wardsafe.services.overview import overview
from wardsafe.services.recording import amend, choose, current, prepared, record_new, void
from wardsafe.services.session import TERMINAL_KEY
from wardsafe.tui.narrowing import narrowings
from wardsafe.tui.screens.sexual_safety_record import SexualSafetyRecord
from wardsafe.views import access
from wardsafe.views.log import LogFilter, totals_of
from wardsafe.views.restricted import RestrictedView

NO_SUCH = "There is no such record here."
PINS = {"emeka": "831562", "owain": "316408"}
OUTSIDERS = ("owain",)
DAY = timedelta(days=1)
STREAMS = ("restrictive-practice", "sexual-safety")


def told(ward, who="grace", **more):
    """An event that somebody wrote, and who wrote it is gone again."""
    saved = record_new(ward.unlock(who), event(ward, **more))
    ward.lock()
    return saved


def clear(words) -> bool:
    text = words if isinstance(words, bytes) else words.encode()
    return any(secret.encode() in text for secret in SECRETS)


def everything(session):
    """All that the common screens and counts say, as one text."""
    seen = overview(session)
    with session.ledger.reading() as db:
        totals = dict(totals_of(db))
    rows = finding.page(session, LogFilter(), limit=500)
    today, span = session.now().date(), (session.now() - DAY, session.now() + DAY)
    crosses = [closing.month_cross(session, stream, today) for stream in STREAMS]
    return repr((
        crosses, closing.options(session, today), closing.to_close(session),
        [closing.days(session, stream, today - DAY, today) for stream in STREAMS
         if closing.may_see(session, stream)],
        duplicates.counts(session, *span), duties.due_lines(session), handover(session),
        reviewing_safety.reviews_due(session),
        rows, finding.count(session, LogFilter()), totals, seen.events, seen.to_finish,
        seen.unfinished, seen.still_on, seen.unclaimed, seen.drafts, seen.people,
        finding.page(session, LogFilter(person=None, words="corridor"), limit=50),
    ))  # fmt: skip


# --- THE test -----------------------------------------------------------------------------------


def test_C13_with_a_staff_pin_and_the_whole_disk_none_of_the_words_is_found(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, event(ward))
    drafting.keep_draft(
        session, saved.record, {"kind": "sexual-safety/1", "typed": {"seen": SECRETS[4]}}
    )
    said = event(ward, opinion=f"It seems that {SECRETS[2]} was meant.")
    amend(session, saved.record, said, SECRETS[2], (saved.id,))
    sexual_safety.tick(
        session, saved.record, TellNow(action="sarc", state="done", why=f"spoke to {SECRETS[4]}")
    )
    twin = record_new(session, event(ward))
    duplicates.link(session, saved.record, twin.record, SECRETS[2])
    record_new(session, spoken(session, saved.record, SECRETS[4]))
    void(session, saved.record, SECRETS[4])
    assert clear(repr(finding.look(session, saved.record)))
    ward.lock()
    session = ward.unlock("emeka")  # a PIN of staff, and everything that it opens
    data_key, own = session.data_key, session.private_key
    terminal = session.ledger.key(TERMINAL_KEY).decode()
    ward.lock()
    plain = decrypted(ward, data_key)
    assert b"Rosa Whitfield" in plain, "the pages were not decrypted, so nothing is proved"
    assert b"sexual-safety/1" in plain
    for found in (disk(ward), plain):
        assert not clear(found)
        for secret in SECRETS:
            assert secret.encode("utf-16-le") not in found
            assert secret.encode().hex().encode() not in found
    assert not _opened_with(ward, plain, (own, terminal))


def _opened_with(ward, plain, keys) -> list[bytes]:
    """Every age file of the drafts folder and of the database that one of the keys opens."""
    import base64
    import re

    files = [path.read_bytes() for path in ward.where.drafts.glob("*")]
    texts = re.findall(rb'"age":"([A-Za-z0-9+/=]{200,})', plain)
    files += [base64.b64decode(text[: len(text) // 4 * 4]) for text in texts]
    assert len(files) > 3
    found = [body for one in files for key in keys if (body := unseal_bytes(one, [key]))]
    return [body for body in found if clear(body)]


def test_C13_the_pages_are_decrypted_by_hand_as_the_standard_says() -> None:
    # FIPS 197, appendix C.3.
    key = bytes(range(32))
    sealed = bytes.fromhex("8ea2b7ca516745bfeafc49904b496089")
    assert aes_decrypted(key, sealed).hex() == "00112233445566778899aabbccddeeff"


def test_C13_what_is_not_sealed_would_have_been_found(ward) -> None:
    session = ward.unlock("emeka")
    record_new(
        session, RestrictivePractice(person=ward.rosa, when=ward.clock.now(), how=SECRETS[0])
    )
    key = session.data_key
    ward.lock()
    assert SECRETS[0].encode() in decrypted(ward, key)


def test_C13_the_author_s_own_pin_does_not_open_what_describes_staff(ward) -> None:
    session = ward.unlock("emeka")
    saved = record_new(session, by_staff(ward))
    own = session.private_key
    stored = session.ledger.of_record(saved.record)
    assert sealing.open_with([own], stored) is None
    opened = stored[0].opened([own])
    assert opened is not None
    assert set(opened.read("receipt")) == {"kind", "entered"}
    assert not clear(repr(opened.read("receipt")))
    with pytest.raises(BadInput, match=NO_SUCH):
        finding.open_record(session, saved.record)


def test_C13_an_entry_does_not_show_whether_it_describes_staff(ward) -> None:
    session = ward.unlock("emeka")
    found = []
    for make in (event, by_staff):
        entry = session.ledger.entry(record_new(session, make(ward)).number)
        stanzas = [unsealed(entry, name).count(b"-> X25519") for name in ("private", "people")]
        found.append((entry.read("facts"), sorted(entry.parts), stanzas))
    assert found[0] == found[1]


def unsealed(entry, name) -> bytes:
    import base64

    return base64.b64decode(entry.read(name)["age"])


# --- duplicates, the journal, a declared day -----------------------------------------------------


def test_C13_no_duplicate_shows_that_it_is_there_to_whoever_records_the_same(ward) -> None:
    told(ward, "grace")
    told(ward, "ingrid", involved=by_staff(ward).involved)
    for who in ("emeka", "owain"):
        session = ward.unlock(who)
        for said in (event(ward), by_staff(ward), near(ward)):
            assert duplicates.before_saving(session, said) is None, who
    session = ward.unlock("emeka")
    own = record_new(session, near(ward))
    twins = duplicates.of_record(session, own.record)
    assert (twins.linked, twins.likely, twins.events, twins.records) == ((), (), 1, 1)


def test_C13_nothing_restricted_can_be_linked_nor_told_of_in_the_clear(ward) -> None:
    saved = told(ward, "emeka")
    session = ward.unlock("emeka")
    own = record_new(session, near(ward))
    before = session.ledger.count()
    said = []
    for record in (saved.record, "a" * 26):
        with pytest.raises(BadInput) as refused:
            duplicates.link(session, own.record, record)
        with pytest.raises(BadInput) as silent:
            voices.about(ward.unlock("owain"), record)
        session = ward.unlock("emeka")
        said.append(str(refused.value) + str(silent.value))
    assert said[0] == said[1]
    assert session.ledger.count() - before == 4  # two unlocks each, and nothing else
    link = duplicates.link(session, saved.record, record_new(session, event(ward)).record)
    voice = record_new(session, spoken(session, saved.record, SECRETS[4]))
    for made in (link, voice):
        (stored,) = session.ledger.of_record(made.record)
        assert stored.is_sealed("private")
        assert stored.is_sealed("people")
        assert set(stored.read("facts")) == {"entry"}
    assert "paper" not in {binding.action for binding in SexualSafetyRecord.BINDINGS}


def spoken(session, record, words):
    """What somebody says of an event."""
    return voices.about(session, record).model_copy(update={"whose": "patient", "words": words})


def test_C13_a_day_declared_quiet_shows_its_declarer_nothing_that_they_may_not_read(ward) -> None:
    """The ward manager closes a day: what describes staff makes no conflict that she can see."""
    seen = []
    for make in (None, by_staff):
        if make is not None:
            record_new(ward.unlock("ingrid"), make(ward))
        session = ward.unlock("grace")
        today = session.now().date()
        options = closing.options(session, today - DAY)
        cross = closing.month_cross(session, "sexual-safety", today)
        days = closing.days(session, "sexual-safety", today - DAY, today)
        seen.append(repr((options, cross, days, closing.recorded(session, today))))
    assert seen[0] == seen[1]
    assert repr(closing.month_cross(ward.unlock("ingrid"), "sexual-safety", today)) != repr(cross)


def test_C13_the_journal_of_a_transaction_holds_none_of_the_words(ward, monkeypatch) -> None:
    session = ward.unlock("grace")
    key = session.data_key
    record_new(session, event(ward))
    caught = []
    journal = ward.where.ledger.with_name(f"{ward.where.ledger.name}-journal")
    applied = RestrictedView.apply

    def apply(view, db, entries):
        applied(view, db, entries)
        if entries[0].header.kind == "sexual-safety/1":
            caught.append(journal.read_bytes() + disk(ward))

    monkeypatch.setattr(RestrictedView, "apply", apply)
    more = [prepared(session, event(ward, opinion=SECRETS[2]), session.chance.new_id())]
    session.ledger.append_many(more)
    plain = b"".join(pages_decrypted(key, journal_pages(found)) for found in caught)
    assert b'"kind":"' in plain, "no page was decrypted, so nothing is proved"
    assert not any(map(clear, [plain, *caught]))


def near(ward) -> RestrictivePractice:
    return RestrictivePractice(person=ward.rosa, when=ward.clock.now(), place="corridor")


# --- every way round ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("kind", ["event", "tell-now", "break-glass"])
def test_C13_by_id_by_history_and_by_deep_link_it_is_not_there(ward, who, kind) -> None:
    session = ward.unlock("ingrid")
    saved = record_new(session, event(ward))
    line = sexual_safety.tick(session, saved.record, TellNow(action="sarc", state="done"))
    record = {"event": saved.record, "tell-now": line.record, "break-glass": "nothing"}[kind]
    session = ward.unlock(who)
    for way in (finding.look, finding.open_record, current, sexual_safety.tell_now):
        with pytest.raises(BadInput, match=NO_SUCH):
            way(session, record)
    assert finding.row(session, record) is None
    assert finding.readings(session, record) == []


def test_C13_refused_and_not_there_are_told_in_the_same_words(ward) -> None:
    saved = told(ward)
    session = ward.unlock("owain")
    for way in (finding.look, finding.open_record, current, sexual_safety.event):
        words = []
        for record in (saved.record, "a" * 26):
            with pytest.raises(BadInput) as refused:
                way(session, record)
            words.append(str(refused.value))
        assert words[0] == words[1]


def test_C13_a_refused_opening_leaves_no_trace_that_it_exists(ward) -> None:
    saved = told(ward)
    session = ward.unlock("owain")
    before = session.ledger.count()
    with pytest.raises(BadInput):
        finding.open_record(session, saved.record)
    assert session.ledger.count() == before


def test_C13_by_search_by_filter_and_by_person_nothing_is_found(ward) -> None:
    saved = told(ward)
    for who in ("owain", "grace", "ingrid"):
        session = ward.unlock(who)
        for words in ("Quillfeather", "touch", "corridor", "sexual", f"#{saved.number}"):
            assert finding.page(session, LogFilter(words=words), limit=9) == [], (who, words)
        for chosen in (LogFilter(kinds=("sexual-safety/1",)), LogFilter(state="amended")):
            assert finding.count(session, chosen) == (0, True)
        about = finding.page(session, LogFilter(person=ward.rosa), limit=50)
        assert {row.kind for row in about} <= {"patient/1", "movement/1"}


def test_C13_no_filter_offers_a_restricted_kind(ward) -> None:
    offered = narrowings("", LogFilter(), now=ward.clock.now())
    said = {kind for one in offered for kind in one.after.kinds}
    assert said
    assert not any(map(is_restricted, said))
    assert any(map(is_restricted, KINDS))


def test_C13_every_common_screen_says_the_same_with_and_without_it(ward) -> None:
    """By difference: log, counts, totals, board, people before and after somebody else wrote."""
    before = everything(ward.unlock("owain"))
    ward.lock()
    session = ward.unlock("grace")
    saved = record_new(session, event(ward))
    sexual_safety.tick(session, saved.record, TellNow(action="sarc", state="done"))
    amend(session, saved.record, event(ward, seen="more"), "more", (saved.id,))
    record_new(session, by_staff(ward))
    duplicates.link(session, saved.record, record_new(session, event(ward)).record)
    record_new(session, spoken(session, saved.record, "More of it."))
    finding.open_record(session, saved.record)
    assert everything(ward.unlock("owain")) == before


def test_C13_the_number_of_entries_is_no_count_of_it(ward) -> None:
    """Unlocks and readings are entries too, so what is not seen may be any of them."""
    start = ward.unlock("owain").ledger.count()
    ward.unlock("grace")
    quiet = ward.unlock("owain").ledger.count() - start
    saved = told(ward, "emeka")
    finding.open_record(ward.unlock("grace"), saved.record)
    loud = ward.unlock("owain").ledger.count() - start - quiet
    person = ward.unlock("grace")
    other = record_new(person, RestrictivePractice(person=ward.rosa, when=ward.clock.now()))
    for _ in range(4):
        finding.open_record(person, other.record)
    busy = ward.unlock("owain").ledger.count() - start - quiet - loud
    assert busy > loud > quiet


def test_C13_the_room_shows_an_outsider_nothing_and_an_author_their_own(ward) -> None:
    grace = told(ward, "grace")
    emeka = told(ward, "emeka")
    rows = {
        who: {row.record for row in sexual_safety.listed(ward.unlock(who))}
        for who in ("owain", "emeka", "grace", "ingrid")
    }
    assert rows["owain"] == set()
    assert rows["emeka"] == {emeka.record}
    assert rows["grace"] == rows["ingrid"] == {grace.record, emeka.record}


def test_C13_what_describes_staff_is_for_safety_leads_alone(ward) -> None:
    session = ward.unlock("emeka")
    saved = record_new(session, by_staff(ward))
    assert sexual_safety.listed(session) == ()
    (receipt,) = sexual_safety.receipts(session)
    assert (receipt.number, receipt.kind) == (saved.number, "sexual-safety/1")
    session = ward.unlock("grace")  # nurse in charge and ward manager
    assert sexual_safety.listed(session) == ()
    assert sexual_safety.receipts(session) == ()
    with pytest.raises(BadInput, match=NO_SUCH):
        finding.open_record(session, saved.record)
    session = ward.unlock("ingrid")
    assert finding.open_record(session, saved.record).said.seen == by_staff(ward).seen


def test_C13_nobody_writes_into_a_record_that_they_may_not_read(ward) -> None:
    saved = told(ward, "ingrid")
    session = ward.unlock("emeka")
    before = session.ledger.count()
    for act in (
        lambda: amend(session, saved.record, event(ward, seen="x"), "x", (saved.id,)),
        lambda: amend(session, saved.record, event(ward, seen="x"), "x", ()),
        lambda: choose(session, saved.record, saved.id, "x"),
        lambda: sexual_safety.tick(session, saved.record, TellNow(action="sarc", state="done")),
        lambda: amend(
            session, saved.record, RestrictivePractice(when=ward.clock.now()), "x", (saved.id,)
        ),
    ):
        with pytest.raises(BadInput, match=NO_SUCH):
            act()
    assert session.ledger.count() == before
    staff = record_new(ward.unlock("ingrid"), by_staff(ward))
    with pytest.raises(BadInput, match=NO_SUCH):
        void(ward.unlock("grace"), staff.record, "x")


def test_C13_a_record_never_reaches_more_people_than_before(ward) -> None:
    session = ward.unlock("ingrid")
    saved = record_new(session, by_staff(ward))
    amend(session, saved.record, event(ward), "it was a visitor", (saved.id,))
    with pytest.raises(BadInput, match=NO_SUCH):
        finding.open_record(ward.unlock("grace"), saved.record)
    session = ward.unlock("grace")
    saved = record_new(session, event(ward))
    amend(session, saved.record, by_staff(ward), "it was staff", (saved.id,))
    with pytest.raises(BadInput, match=NO_SUCH):
        finding.open_record(session, saved.record)
    assert saved.record in {row.record for row in sexual_safety.listed(ward.unlock("ingrid"))}


def test_C13_a_lost_role_closes_the_room_though_the_copy_of_the_key_is_there(ward) -> None:
    saved = told(ward, "ingrid")
    session = ward.unlock("grace")
    assert sexual_safety.listed(session)
    session.person = type(session.person)(session.person.id, session.person.name, "", "")
    assert sexual_safety.listed(session) == ()
    with pytest.raises(BadInput, match=NO_SUCH):
        finding.open_record(session, saved.record)


def test_C13_a_rescue_tells_no_word_of_it(ward, tmp_path) -> None:
    told(ward)
    session = ward.unlock("emeka")
    key = session.data_key
    ward.lock()
    target = tmp_path / "rescued.ndjson"
    with target.open("x") as out:
        rescue(ward.where.ledger, data_key=key, out=out, workspace=tmp_path)
    text = target.read_text()
    assert "Rosa Whitfield" in text
    assert not clear(text)


def test_C13_the_chain_verifies_without_any_key(ward) -> None:
    told(ward)
    session = ward.unlock("owain")
    report = verify(session.ledger)
    assert (report.problems, report.is_whole) == ((), True)


def test_C13_a_draft_opens_for_its_writer_and_not_with_the_terminal_s_key(ward) -> None:
    session = ward.unlock("emeka")
    fields = {"kind": "sexual-safety/1", "typed": {"seen": SECRETS[4]}}
    drafting.keep_draft(session, "one", fields)
    (draft,) = drafting.offered(session).drafts
    assert draft.fields == fields
    secret = device_secret(ward.where)
    drafts = Drafts(ward.where, secret, ward.clock, session.about.public_key)
    assert drafts.retained(session.ledger.key(TERMINAL_KEY).decode()).drafts == ()


def test_C13_locking_drops_the_audience_keys(ward) -> None:
    session = ward.unlock("ingrid")
    sexual_safety.listed(session)
    assert any(session.audience_keys.values())
    ward.lock()
    assert session.audience_keys == {}


def test_C13_the_facts_are_a_few_codes_and_nothing_else(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, event(ward, when=ward.clock.now() - timedelta(hours=2)))
    tick = sexual_safety.tick(session, saved.record, TellNow(action="sarc", state="done"))
    assert session.ledger.entry(saved.number).read("facts") == {
        "entry": {"act": "record"},
        "month": "2026-11",
        "week": "2026-W48",
        "stream": "patient",
        "category": "unwanted_touch",
        "place": "corridor",
    }
    entry = session.ledger.entry(tick.number)
    assert entry.read("facts") == {"entry": {"act": "record"}}
    assert json.loads(entry.header_bytes)["kind"] == "tell-now/1"


# --- break-glass --------------------------------------------------------------------------------


def with_glass(ward, people: int):
    session = ward.unlock("ingrid")
    break_glass.set_up(session, people, ["s-okoro", "s-price", "s-okafor"])
    ward.lock()
    return told(ward, "grace")


def test_C14_without_a_reason_the_glass_is_not_broken(ward) -> None:
    saved = with_glass(ward, 1)
    session = ward.unlock("emeka")
    for reason, words in (
        ("danger-now", ""), ("danger-now", "."), ("danger-now", " - !"), ("", "danger now"),
        ("nonsense", "danger now"), ("danger-now", "x"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match="reason"):
            break_glass.break_glass(session, reason, words)
    with pytest.raises(BadInput, match=NO_SUCH):
        finding.open_record(session, saved.record)
    assert break_glass.unreviewed(session) == ()


def test_C14_with_a_real_reason_it_opens_and_is_loud(ward) -> None:
    saved = with_glass(ward, 1)
    session = ward.unlock("emeka")
    assert break_glass.may_break(session)
    break_glass.break_glass(session, "danger-now", "She is asking for B by name.")
    assert finding.open_record(session, saved.record).said.seen == event(ward).seen
    assert not clear(repr([entry.parts for entry in session.ledger.walk()]))
    for who, sees in (("grace", True), ("ingrid", True), ("owain", False), ("emeka", False)):
        notices = " ".join(overview(ward.unlock(who)).notices)
        assert ("The glass was broken once, last by Emeka Okoro" in notices) is sees, who
    session = ward.unlock("emeka")
    with pytest.raises(BadInput, match=NO_SUCH):
        finding.open_record(session, saved.record)
    with pytest.raises(NotAllowed):
        break_glass.reviewed(session)
    break_glass.reviewed(ward.unlock("ingrid"))
    assert break_glass.notices(ward.unlock("grace")) == ()


def test_C14_the_reason_is_sealed_and_the_alert_says_nothing_of_anybody(ward) -> None:
    with_glass(ward, 1)
    session = ward.unlock("emeka")
    break_glass.break_glass(session, "danger-now", f"Because of {SECRETS[0]}.")
    with session.ledger.reading() as db:
        (row,) = access.acts(db, what=break_glass.WHAT)
    assert row.about is None
    key = session.data_key
    ward.lock()
    assert not clear(decrypted(ward, key))


def test_C14_where_it_takes_two_one_is_not_enough(ward) -> None:
    saved = with_glass(ward, 2)
    session = ward.unlock("emeka")
    with pytest.raises(BadInput, match="second person"):
        break_glass.break_glass(session, "danger-now", "She is missing.")
    with pytest.raises(BadInput, match="second person"):
        break_glass.break_glass(session, "danger-now", "Missing.", ("s-okoro", PINS["emeka"]))
    with pytest.raises(WrongPin):
        break_glass.break_glass(session, "danger-now", "Missing.", ("s-price", "111222"))
    glass = Audience(session.ledger, PATIENTS)
    with pytest.raises(BadInput):
        glass.break_glass({"s-okoro": session.private_key})
    break_glass.break_glass(session, "danger-now", "Missing.", ("s-price", PINS["owain"]))
    assert finding.open_record(session, saved.record).said


def test_C14_what_describes_staff_has_no_glass(ward) -> None:
    with_glass(ward, 1)
    saved = record_new(ward.unlock("ingrid"), by_staff(ward))
    session = ward.unlock("emeka")
    break_glass.break_glass(session, "danger-now", "She is missing.")
    with pytest.raises(BadInput, match=NO_SUCH):
        finding.open_record(session, saved.record)
    assert [Audience(session.ledger, name).glass for name in AUDIENCES] == [1, 0, 0]


def test_C14_where_nobody_set_it_up_it_says_whom_to_call(ward) -> None:
    told(ward)
    session = ward.unlock("emeka")
    assert not break_glass.may_break(session)
    with pytest.raises(NotAllowed, match="not set up") as refused:
        break_glass.break_glass(session, "danger-now", "She is missing.")
    assert "safety lead" in str(refused.value)
    with pytest.raises(NotAllowed):
        break_glass.set_up(session, 1, ["s-okoro", "s-price"])


def test_C15_fifty_in_a_shift_are_never_refused_and_every_one_is_told(ward) -> None:
    with_glass(ward, 1)
    session = ward.unlock("emeka")
    for number in range(50):
        break_glass.break_glass(session, "danger-now", f"time {number}")
    (notice,) = [one for one in overview(ward.unlock("grace")).notices if "glass" in one]
    assert "50 times" in notice
    assert len(break_glass.unreviewed(ward.unlock("ingrid"))) == 50


def test_H14_break_glass_is_ready_where_it_is_set_up_and_recording_never_waits_for_it(ward) -> None:
    session = ward.unlock("emeka")
    assert record_new(session, event(ward)).number
    with_glass(ward, 1)
    assert break_glass.how_many(ward.unlock("emeka")) == 1
    assert Audience(ward.session.ledger, BEHAVIOUR).public_key
