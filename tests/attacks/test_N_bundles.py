"""N: taking data in. Hostile, broken, replayed, forked and misdirected bundles."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from two_terminals import another_ward, believe, hub, sync
from wardsafe.bundles import opening, sealing
from wardsafe.bundles import reader as reader_module
from wardsafe.bundles.cards import DESK, write_card
from wardsafe.bundles.carriers import INBOX, FolderCarrier
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.merging import GAP, HELD, NOT_OURS, REFUSED
from wardsafe.bundles.reader import Reader
from wardsafe.bundles.refusing import Refused
from wardsafe.cli.exchanging import list_enrolled
from wardsafe.errors import NotSaved
from wardsafe.ledger import stored
from wardsafe.ledger.entry import BRANCH, Entry, NewEntry, Place, build
from wardsafe.ledger.sealed import seal_bytes
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import duplicates, enrolling, exchanging, going_out
from wardsafe.services.door import Door
from wardsafe.services.recording import amend, choose, current, record_new, void
from wardsafe.services.session import Session
from wardsafe.views import log
from wardsafe.views.folding import fold, record_at


def incident(session: Session) -> str:
    return record_new(session, RestrictivePractice(when=session.now(), place="05")).record


def drop(stick: Path, sender: str, data: bytes) -> str:
    return FolderCarrier(stick).write(INBOX, sender, data)


def reasons(outcome: exchanging.Outcome) -> list[str]:
    return [plan.reason for plan in outcome.came if plan.verdict == REFUSED]


def bundle(
    session: Session, to: Sequence[str], entries: Sequence[Entry] | None = None, **changed: Any
) -> bytes:
    """A bundle of this terminal's own chain, or of `entries`, that says what it is told to."""
    own = enrolling.own_card(session)
    held = list(entries or session.ledger.chain(own.terminal, 1, 0, 10_000))
    about = replace(
        going_out._about(session, own, "ward", going_out.Waiting(1, 0, 1)),
        first=held[0].header.seq, prev=held[0].header.prev, **changed,
    )  # fmt: skip
    raws = [RawEntry(e.header_bytes, e.parts) for e in held]
    return sealing.seal(raws, about, to, session.ledger.sign).data


def chain_of(session: Session, count: int, chance: Any, after: Entry | None = None) -> list[Entry]:
    """Entries of this terminal's chain that its ledger does not hold: another arm of it."""
    own, found = enrolling.own_card(session), []
    seq, prev = (after.header.seq + 1, after.id) if after else (1, "0" * 64)
    for _ in range(count):
        place = Place(own.environment, own.ward, own.terminal, 1, seq, prev)
        facts = {"facts": {"entry": {"act": "record"}}, "private": {"text": "another"}}
        found.append(build(1, NewEntry("note/1", chance.new_id(), (), facts), place, chance))
        seq, prev = seq + 1, found[-1].id
    return found


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"\x00" * 5000, b"MZ\x90\x00", b"<html>Sign in</html>", b"PK\x03\x04archive"],
)
def test_N01_N05_N06_N07_what_is_no_bundle_is_refused_and_the_rest_taken(
    data: bytes, first: Session, second: Session, stick: Path
) -> None:
    drop(stick, first.about.terminal, data)
    sync(first, stick)
    outcome = sync(second, stick)
    assert any("not a whole wardsafe bundle" in reason for reason in reasons(outcome))
    assert outcome.new > 0


def test_N03_bytes_after_the_end_are_refused(first: Session, second: Session, stick: Path) -> None:
    good = bundle(first, [enrolling.own_card(second).age])
    for spoilt in (good + b"\x00", good + good):
        drop(stick, first.about.terminal, spoilt)
    assert len(reasons(sync(second, stick))) == 2


def test_N16_N17_N19_a_signature_of_somebody_else_is_refused(
    first: Session, second: Session, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    to = [enrolling.own_card(second).age]
    stranger = another_ward(tmp_path / "stranger", "Other", clock, chance)
    drop(stick, "stranger", bundle(stranger, to))
    own = enrolling.own_card(first)
    lying = bundle(stranger, to, terminal=own.terminal, ward=own.ward, environment=own.environment)
    drop(stick, own.terminal, lying)
    other_ward = bundle(first, to, ward="another")
    drop(stick, own.terminal, other_ward)
    said = " ".join(reasons(sync(second, stick)))
    assert "not enrolled here" in said
    assert "signature" in said
    assert "another ward" in said
    assert second.ledger.of_record("nothing") == ()
    stranger.close()


def test_N18_a_bundle_sealed_anew_to_another_reader_is_refused(
    first: Session, second: Session, stick: Path
) -> None:
    meant = enrolling.own_card(first).age
    plain = opening.unsealed(bundle(first, [meant]), enrolling.own_keys(first))
    drop(stick, first.about.terminal, seal_bytes(plain, [enrolling.own_card(second).age]))
    (reason,) = reasons(sync(second, stick))
    assert "signed for somebody else" in reason


def test_N20_N25_a_bundle_that_comes_again_changes_nothing(
    first: Session, second: Session, stick: Path, tmp_path: Path
) -> None:
    sync(first, stick)
    sync(second, stick)
    count = second.ledger.count()
    for n in range(5):  # the same entries, sealed anew each time, and the same file elsewhere
        drop(stick, first.about.terminal, bundle(first, [enrolling.own_card(second).age]))
        other = tmp_path / f"copy-{n}"
        shutil.copytree(stick, other)
        outcome = sync(second, other)
        assert outcome.new == 0
        mine = [p.verdict for p in outcome.came if p.terminal == first.about.terminal]
        assert set(mine) <= {HELD}
    assert second.ledger.count() - count <= 5  # its own notes at most
    assert verify(second.ledger).problems == ()


def test_N21_N22_any_order_ends_the_same_and_a_gap_is_named(
    first: Session, second: Session, tmp_path: Path
) -> None:
    to = [enrolling.own_card(second).age]
    for _ in range(6):
        incident(first)
    held = first.ledger.chain(first.about.terminal, 1, 0, 1000)
    later, earlier = tmp_path / "later", tmp_path / "earlier"
    for folder, part in ((later, held[8:]), (earlier, held[:8])):
        folder.mkdir()
        drop(folder, first.about.terminal, bundle(first, to, part))
    (plan,) = sync(second, later).came
    assert plan.verdict == GAP
    assert str(plan.missing) == "1 to 8 of epoch 1"
    assert second.ledger.by_id(held[8].id) is None
    (path,) = (later / "receipts" / first.about.terminal).iterdir()
    told = exchanging.confirming.read_receipts(first, FolderCarrier(later))[0]
    assert told[0].missing == ((1, 1, 8),)
    assert path.is_file()
    assert sync(second, earlier).new == 8
    assert sync(second, later).new == len(held) - 8
    assert verify(second.ledger).problems == ()


def test_N22_what_fills_a_gap_is_found_in_the_same_look(
    first: Session, second: Session, stick: Path
) -> None:
    to = [enrolling.own_card(second).age]
    held = first.ledger.chain(first.about.terminal, 1, 0, 1000)
    for part in (held[6:], held[3:6], held[:3]):
        drop(stick, first.about.terminal, bundle(first, to, part))
    outcome = sync(second, stick)
    assert outcome.new == len(held)
    assert all(plan.verdict != GAP for plan in outcome.came)


def test_N23_of_a_fork_both_arms_are_kept_told_and_go_on(
    first: Session, second: Session, stick: Path, chance: Any
) -> None:
    to = [enrolling.own_card(second).age]
    held = first.ledger.chain(first.about.terminal, 1, 0, 1000)
    sync(first, stick)
    sync(second, stick)
    arm = chain_of(first, 4, chance, after=held[3])
    drop(stick, first.about.terminal, bundle(first, to, arm[:2], number=90))
    outcome = sync(second, stick)
    assert any("Two different entries 5" in alert for alert in outcome.alerts)
    assert any("fork" in said for said in exchanging.warnings(second))
    for entry in (held[4], arm[0], arm[1]):
        kept = second.ledger.by_id(entry.id)
        assert kept is not None
        assert (kept.header, kept.parts) == (entry.header, entry.parts)
    drop(stick, first.about.terminal, bundle(first, to, arm[2:], number=91))
    assert sync(second, stick).new == 2
    names = [name for name, _ in second.ledger.tops() if BRANCH in name]
    assert len(names) == 1
    assert second.ledger.tops()[names[0], 1] == (4, arm[3].id)
    assert verify(second.ledger).problems == ()
    assert {e.id for e in arm} <= {e.id for e in second.ledger.walk()}


def test_N23_a_fork_at_the_first_entry(
    first: Session, second: Session, stick: Path, chance: Any
) -> None:
    sync(first, stick)
    sync(second, stick)
    arm = chain_of(first, 3, chance)
    drop(stick, first.about.terminal, bundle(first, [enrolling.own_card(second).age], arm))
    assert sync(second, stick).new == 3
    assert verify(second.ledger).problems == ()


def copied(session: Session, folder: Path) -> WardFolder:
    where = WardFolder(folder / "ward", folder / "device")
    shutil.copytree(session.where.folder, where.folder)
    shutil.copytree(session.where.device, where.device)
    return where


def test_N24_a_terminal_put_back_with_its_anchor_is_found_and_gets_its_entries_again(
    ward: Any, first: Session, second: Session, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    first.ledger.close()
    old = copied(first, tmp_path / "old")
    again = ward.door.unlock("s-price", "316408")
    lost = incident(again)
    sync(again, stick)
    sync(second, stick)
    head = again.ledger.head()
    again.close()
    back = Door(old, clock, chance).unlock("s-price", "316408")
    # Nothing on that computer disagrees; the receipt does, and the bundles bring the entries home.
    outcome = sync(back, stick)
    assert any("older ledger was put in its place" in alert for alert in outcome.alerts)
    assert back.ledger.of_record(lost)
    assert second.ledger.by_id(head.head) is not None
    assert verify(back.ledger).problems == () or any(
        "fork" in said for said in exchanging.warnings(back)
    )
    sync(second, stick)
    assert {e.id for e in back.ledger.walk()} >= {e.id for e in second.ledger.walk()} - {
        e.id for e in second.ledger.walk() if e.header.terminal == second.about.terminal
    }
    back.close()


def test_N26_a_revoked_key_is_refused_and_the_list_travels(
    first: Session, second: Session, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    desk = hub(tmp_path / "desk", clock, chance, DESK)
    for session in (first, second):
        believe(session, desk)
        believe(desk, session)
    sync(first, stick)
    sync(desk, stick)
    enrolling.revoke(desk, first.about.terminal, "the computer was stolen")
    incident(first)
    sync(first, stick)
    assert any("was revoked on 2026-11-23" in reason for reason in reasons(sync(desk, stick)))
    sync(second, stick)
    sync(desk, stick)
    outcome = sync(second, stick)
    assert any("was revoked by" in alert for alert in outcome.alerts)
    held = enrolling.known(second, first.about.terminal)
    assert held is not None
    assert held.revoked == "2026-11-23"
    assert exchanging.warnings(second) == ()
    clock.pass_(61 * 86400)
    assert any("61 days old" in said for said in exchanging.warnings(second))
    desk.close()


def test_N27_another_key_for_an_enrolled_terminal_needs_the_old_one_revoked(
    first: Session, second: Session, tmp_path: Path, clock: Any, chance: Any
) -> None:
    other = another_ward(tmp_path / "other", "Other", clock, chance)
    new = replace(enrolling.own_card(second), sign=other.ledger.public_key)
    card = write_card(new, other.ledger.sign)
    with pytest.raises(Refused, match="Another key"):
        enrolling.enrol(first, card, new.fingerprint)
    enrolling.revoke(first, new.terminal, "its disk was replaced")
    assert enrolling.enrol(first, card, new.fingerprint).sign == other.ledger.public_key
    other.close()


def test_N28_two_wards_of_one_name_are_told_apart_by_their_ids(
    first: Session, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    desk = hub(tmp_path / "desk", clock, chance, DESK)
    twin = another_ward(tmp_path / "twin", first.about.ward_name, clock, chance)
    for session in (first, twin):
        believe(session, desk)
        believe(desk, session)
        sync(session, stick)
    assert sync(desk, stick).alerts == ()
    wards = {e.header.ward for e in desk.ledger.walk()}
    assert {first.about.ward, twin.about.ward} < wards
    desk.close()
    twin.close()


def test_N31_an_amendment_of_another_ward_s_entry_is_refused(
    first: Session, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    desk = hub(tmp_path / "desk", clock, chance, DESK)
    other = another_ward(tmp_path / "other", "Other", clock, chance)
    for session in (first, other):
        believe(session, desk)
        believe(desk, session)
    sync(first, stick)
    sync(desk, stick)
    theirs = first.ledger.entry(1)
    assert theirs is not None
    facts = {"facts": {"entry": {"act": "void"}}}
    other.ledger.append(NewEntry(theirs.header.kind, theirs.header.record, (theirs.id,), facts))
    sync(other, stick)
    assert any("another ward" in reason for reason in reasons(sync(desk, stick)))
    assert len(desk.ledger.of_record(theirs.header.record)) == 1
    desk.close()
    other.close()


def test_N14_a_kind_and_fields_of_a_later_version_survive_byte_for_byte(
    first: Session, second: Session, stick: Path
) -> None:
    facts = {"facts": {"new": {"deep": [1, "x"]}}, "later": {"what": "it knows"}}
    saved = first.ledger.append(NewEntry("from-the-future/7", "f" * 26, (), facts))
    sync(first, stick)
    sync(second, stick)
    ours, theirs = first.ledger.by_id(saved.id), second.ledger.by_id(saved.id)
    assert ours is not None
    assert theirs is not None
    assert (ours.header_bytes, ours.parts) == (theirs.header_bytes, theirs.parts)


def test_N36_a_disk_that_fills_while_merging_takes_all_or_nothing(
    first: Session, second: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(first, stick)
    before, whole, calls = second.ledger.count(), stored.insert, []

    def fails(connection: Any, entries: Any, first: int) -> None:
        calls.append(1)
        whole(connection, entries[:2], first)
        connection.execute("SELECT no_such_function()")

    monkeypatch.setattr(stored, "insert", fails)
    with pytest.raises(NotSaved):
        sync(second, stick)
    monkeypatch.undo()
    assert calls
    assert second.ledger.count() == before
    assert sync(second, stick).new > 0
    assert second.ledger.findings == ()


def test_N37_three_bad_ones_among_many_are_listed_and_the_rest_taken(
    first: Session, second: Session, stick: Path
) -> None:
    to = [enrolling.own_card(second).age]
    for _ in range(12):
        incident(first)
    held = first.ledger.chain(first.about.terminal, 1, 0, 1000)
    for at in range(0, len(held), 2):
        drop(stick, first.about.terminal, bundle(first, to, held[at : at + 2]))
    for junk in (b"junk", b"age-encryption.org/v1\nnonsense", bundle(first, to, ward="zz")):
        drop(stick, first.about.terminal, junk)
    outcome = sync(second, stick)
    assert outcome.new == len(held)
    assert len(reasons(outcome)) == 3


def test_N38_N42_a_file_that_is_not_what_its_name_says_is_refused(
    first: Session, second: Session, stick: Path
) -> None:
    sync(first, stick)
    (path,) = stick.rglob("*.bundle")
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    (reason,) = reasons(sync(second, stick))
    assert "on the way" in reason
    # The next sync of the sender finds it there by name; the receiver's receipt asks nothing of it,
    # so a damaged file at a place is written again once it is taken away.
    path.unlink()
    sync(first, stick)
    assert sync(second, stick).new > 0


def test_N39_a_bundle_that_kills_its_reader_is_refused_after_two_tries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[int] = []
    whole = Reader._started

    def counted(self: Reader) -> Any:
        if self._process is None:
            started.append(1)
        return whole(self)

    monkeypatch.setattr(Reader, "_started", counted)
    monkeypatch.setattr(reader_module, "_BOOT", "import os; os._exit(9)")
    with Reader([]) as reader, pytest.raises(Refused, match="twice"):
        reader.look(b"poison")
    assert len(started) == 2


def test_N04_N39_the_reader_may_not_write_files_or_take_much_memory(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "from wardsafe.bundles.child import _limit_everything\n"
        "_limit_everything()\n"
        "try:\n bytearray(900 * 1024 * 1024); print('memory')\nexcept MemoryError:\n pass\n"
        "try:\n with open(sys.argv[2], 'w') as f:\n  f.write('x' * 9)\n print('file')\n"
        "except OSError:\n pass\n"
        "print('end')\n"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-c", code, reader_module._ROOT, str(tmp_path / "file")],
        capture_output=True, text=True,
    )  # fmt: skip
    assert run.stdout == "end\n", run.stderr


def test_N40_a_demo_s_entries_never_come_into_a_live_ledger(
    first: Session, tmp_path: Path, clock: Any, chance: Any
) -> None:
    demo = another_ward(tmp_path / "demo", "Demo", clock, chance, env="demo")
    with pytest.raises(Refused, match="demo"):
        believe(first, demo)
    demo.close()


def test_N40_a_ward_bundle_is_never_taken_by_a_hub(
    first: Session, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    there = hub(tmp_path / "hub", clock, chance)
    believe(first, there)
    believe(there, first)
    drop(stick, first.about.terminal, bundle(first, [enrolling.own_card(there).age]))
    (reason,) = reasons(sync(there, stick))
    assert "takes no ward bundle" in reason
    there.close()


def test_N19_what_is_sealed_to_others_is_passed_over_quietly(
    first: Session, second: Session, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    stranger = another_ward(tmp_path / "stranger", "Other", clock, chance)
    drop(stick, "stranger", bundle(stranger, [enrolling.own_card(stranger).age]))
    outcome = sync(second, stick)
    assert [plan.verdict for plan in outcome.came] == [NOT_OURS]
    assert outcome.alerts == ()
    stranger.close()


def test_N20_a_hub_restored_from_a_back_up_lowers_its_mark_and_is_sent_the_rest_again(
    first: Session, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    there = hub(tmp_path / "hub", clock, chance)
    believe(first, there)
    believe(there, first)
    sync(first, stick)
    sync(there, stick)
    sync(first, stick)
    there.close()
    old = copied(there, tmp_path / "old")
    again = Door(there.where, clock, chance).unlock("s-rees", "640275")
    late = incident(first)
    sync(first, stick)
    sync(again, stick)
    sync(first, stick)
    assert [one.waiting for one in exchanging.standing(first)] == [0]
    again.close()
    # The back-up's ledger with the anchor of today: it knows that it lost something.
    shutil.rmtree(old.device)
    shutil.copytree(there.where.device, old.device)
    back = Door(old, clock, chance).unlock("s-rees", "640275")
    assert back.ledger.identity.epoch == 2
    assert back.ledger.of_record(late) == ()
    shutil.rmtree(stick / "inbox")
    sync(back, stick)
    assert sync(first, stick).wrote
    (network,) = exchanging.standing(first)
    assert network.waiting > 0
    assert sync(back, stick).new > 0
    assert back.ledger.of_record(late)
    sync(first, stick)
    assert [one.waiting for one in exchanging.standing(first)] == [0]
    back.close()


def test_N34_N35_a_card_s_name_is_drawn_and_never_acted_on(
    first: Session, second: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = replace(enrolling.own_card(second), ward_name="\x1b[2JAshdown[red]", terminal="other")
    assert "\x1b" not in odd.title
    assert "Ashdown[red]" in odd.title
    data = write_card(odd, second.ledger.sign)
    assert enrolling.enrol(first, data, odd.fingerprint).title == odd.title
    list_enrolled(first)
    assert "\x1b" not in capsys.readouterr().out


def test_N32_a_ward_that_is_struck_through_is_taken_as_data_and_told(
    first: Session, second: Session, ward: Any, stick: Path
) -> None:
    session = ward.unlock("grace")
    records = [incident(session) for _ in range(12)]
    sync(session, stick)
    assert sync(second, stick).alerts == ()
    for record in records:
        void(session, record, "By mistake.")
    sync(session, stick)
    outcome = sync(second, stick)
    assert any("struck through 12 records at once" in alert for alert in outcome.alerts)
    with second.ledger.reading() as db:
        rows = [one for one in log.page(db, log.LogFilter(), limit=50) if one.record in records]
    assert [one.state for one in rows] == ["void"] * 12
    assert fold(second.ledger.of_record(records[0])).void
    # One by one, beside other work, it is what people do every day.
    voided = incident(session)
    void(session, voided, "By mistake.")
    sync(session, stick)
    assert sync(second, stick).alerts == ()


def test_N30_a_clock_that_runs_ahead_elsewhere_moves_nothing_here(
    first: Session, second: Session, ward: Any, stick: Path, clock: Any, chance: Any
) -> None:
    now = clock.at
    clock.at = now.replace(year=2099)
    ahead = RestrictivePractice(when=clock.now(), place="05")
    theirs = record_new(second, ahead).record
    keys = enrolling.own_card(first).age
    drop(stick, second.about.terminal, bundle(second, [keys]))
    clock.at = now
    session = ward.unlock("grace")
    outcome = sync(session, stick)
    assert outcome.new > 0
    assert any("clock of" in alert and "2099" in alert for alert in outcome.alerts)
    saved = record_new(session, RestrictivePractice(when=clock.now(), place="05"))
    entry = session.ledger.by_id(saved.id)
    assert entry is not None
    assert str(entry.read("private")["entry"]["entered"]).startswith(now.isoformat()[:16])
    with session.ledger.reading() as db:
        rows = [one.record for one in log.page(db, log.LogFilter(), limit=3)]
    assert rows[0] == theirs  # shown with the time that it says
    assert ward.unlock("grace").notices == ()  # nor is this computer's clock blamed for it


def test_N23_two_amendments_of_one_version_are_both_kept_shown_and_told(
    first: Session, second: Session, ward: Any, stick: Path
) -> None:
    session = ward.unlock("grace")
    record = incident(session)
    sync(session, stick)
    sync(second, stick)
    now = current(session, record)
    parents = tuple(head.entry.id for head in now.heads)
    for where, place in ((session, "04"), (ward_staff(second), "06")):
        said = RestrictivePractice(when=session.now(), place=place)
        amend(where, record, said, "Wrong place.", parents)
    sync(second, stick)
    told = sync(session, stick).alerts
    assert any("1 record has two versions now" in alert for alert in told)
    sync(second, stick)
    for where in (session, second):
        said = [record_at(head) for head in current(where, record).heads]
        assert {getattr(each, "place", "") for each in said} == {"04", "06"}
        with where.ledger.reading() as db:
            (row,) = [one for one in log.page(db, log.LogFilter(), limit=9) if one.record == record]
        assert row.state == "2 versions"
    chosen = current(session, record).heads[0].entry.id
    choose(session, record, chosen, "It was there.")
    sync(session, stick)
    assert sync(second, stick).alerts == ()
    assert len(current(second, record).heads) == 1


def ward_staff(second: Session) -> Session:
    """Whoever set the terminal up may not amend; a colleague of the ward's list may."""
    second.person = replace(second.person, id="s-okoro", name="Emeka Okoro", role="staff")
    return second


def test_N33_one_event_told_at_two_terminals_is_offered_as_a_link_and_never_merged(
    first: Session, second: Session, ward: Any, stick: Path, clock: Any
) -> None:
    session = ward.unlock("grace")
    sync(session, stick)
    sync(second, stick)
    one = record_new(
        session, RestrictivePractice(when=clock.now(), person=ward.rosa, place="05")
    ).record
    clock.pass_(7 * 60)
    other = record_new(
        ward_staff(second), RestrictivePractice(when=clock.now(), person=ward.rosa, place="05")
    ).record
    sync(second, stick)
    sync(session, stick)
    (likely,) = duplicates.of_record(session, one).likely
    assert (likely.row.record, likely.apart, likely.same) == (other, 7, ("place",))
    span = (clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1))
    assert duplicates.counts(session, *span) == (2, 2, 1)
    duplicates.link(session, one, other, "same-event")
    sync(session, stick)
    sync(second, stick)
    assert [row.record for row in duplicates.of_record(second, other).linked] == [one]
    assert duplicates.counts(second, *span) == (1, 2, 0)
