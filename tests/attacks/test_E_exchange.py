"""E: taking data out. Sticks that fill, vanish and lie; keys that are not theirs; receipts."""

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from two_terminals import another_ward, believe, hub, sync
from wardsafe.bundles import carriers, opening
from wardsafe.bundles.cards import read_card, write_card
from wardsafe.bundles.carriers import INBOX, RECEIPTS, FolderCarrier
from wardsafe.bundles.leaving import holds_number
from wardsafe.bundles.manifest import read_manifest
from wardsafe.bundles.receipts import open_receipt, read_receipt, seal_receipt, write_receipt
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import BadInput, NotAllowed, NotSaved, UnsafePlace
from wardsafe.ledger.entry import NewEntry
from wardsafe.ledger.verify import verify
from wardsafe.places import seed
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import enrolling, exchanging, going_out
from wardsafe.services.door import Door
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session
from wardsafe.views import checking


@pytest.fixture
def network(first: Session, tmp_path: Path, clock: Any, chance: Any) -> Iterator[Session]:
    session = hub(tmp_path / "hub", clock, chance)
    believe(first, session)
    believe(session, first)
    yield session
    session.close()


def waiting(session: Session) -> int:
    return sum(one.waiting for one in exchanging.standing(session))


def files(stick: Path, end: str) -> list[Path]:
    return sorted(stick.rglob(f"*.{end}"))


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_E01_a_full_or_failing_stick_is_not_written_and_a_retry_works(
    fault: int, first: Session, second: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = carriers._write_new

    def fails(part: Path, data: bytes, *_: Any) -> None:
        whole(part, data[: len(data) // 2])
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(carriers, "_write_new", fails)
    with pytest.raises(NotSaved, match="NOT written"):
        sync(first, stick)
    assert files(stick, "bundle") == []
    assert len(files(stick, "part")) == 1
    before = first.ledger.count()
    monkeypatch.setattr(carriers, "_write_new", whole)
    assert sync(first, stick).wrote
    assert first.ledger.count() >= before
    assert waiting(first) > 0
    assert sync(second, stick).new > 0


def test_E01_a_stick_that_is_not_there_is_said_plainly(stick: Path) -> None:
    with pytest.raises(UnsafePlace, match="no folder"):
        FolderCarrier(stick / "gone")


def test_E02_names_are_ours_and_links_are_not_followed(
    first: Session, second: Session, stick: Path, tmp_path: Path
) -> None:
    sync(first, stick)
    (bundle,) = files(stick, "bundle")
    secret = tmp_path / "elsewhere"
    secret.write_bytes(bundle.read_bytes())
    bundle.unlink()
    bundle.symlink_to(secret)
    assert FolderCarrier(stick).names(INBOX, first.about.terminal) == [bundle.stem]
    with pytest.raises(Refused):
        FolderCarrier(stick).read(INBOX, first.about.terminal, bundle.stem)
    for name in ("../up", "CON.", "a/b", "", "x" * 300, "a\x00b", ".hidden"):
        with pytest.raises(Refused):
            FolderCarrier(stick).write(INBOX, name, b"x")


def test_E02_a_folder_in_the_place_of_a_file_is_not_written_over(stick: Path) -> None:
    name = hashlib.sha256(b"data").hexdigest()
    (stick / INBOX / "t1" / f"{name}.bundle" / "kept").mkdir(parents=True)
    with pytest.raises(NotSaved):
        FolderCarrier(stick).write(INBOX, "t1", b"data")
    assert (stick / INBOX / "t1" / f"{name}.bundle" / "kept").is_dir()


def test_E03_a_share_that_says_yes_and_keeps_nothing_is_not_written(
    first: Session, second: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carriers.os, "replace", lambda part, path: os.unlink(part))
    with pytest.raises(NotSaved, match="does not read back"):
        sync(first, stick)
    assert going_out.written(first) == ()


def test_E04_a_scanner_that_holds_the_file_is_waited_for(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    whole = os.replace

    def held(part: Path, path: Path) -> None:
        if len(waited) < 2:
            raise PermissionError(errno.EACCES, "held")
        whole(part, path)

    monkeypatch.setattr(carriers.os, "replace", held)
    FolderCarrier(stick, waited.append).write(INBOX, "t1", b"data")
    assert len(waited) == 2
    monkeypatch.setattr(carriers.os, "replace", lambda part, path: held_for_good())
    with pytest.raises(NotSaved):
        FolderCarrier(stick, waited.append).write(INBOX, "t1", b"more")


def held_for_good() -> None:
    raise PermissionError(errno.EACCES, "held")


def test_E05_two_terminals_that_write_at_once_both_survive(
    first: Session, second: Session, stick: Path
) -> None:
    sync(first, stick)
    before = {path: path.read_bytes() for path in files(stick, "bundle")}
    sync(second, stick)
    assert len(files(stick, "bundle")) == 2
    assert all(path.read_bytes() == data for path, data in before.items())


def test_E06_a_card_exchanged_on_the_stick_is_refused(
    first: Session, network: Session, tmp_path: Path, clock: Any, chance: Any
) -> None:
    attacker = hub(tmp_path / "attacker", clock, chance)
    heard = enrolling.own_card(network).fingerprint
    with pytest.raises(Refused, match="another one"):
        enrolling.enrol(first, enrolling.card_file(attacker), heard)
    assert enrolling.known(first, attacker.about.terminal) is None
    # Nor under the name of one that is enrolled: another key is another terminal.
    theirs = replace(enrolling.own_card(network), sign=attacker.ledger.public_key)
    forged = write_card(theirs, attacker.ledger.sign)
    with pytest.raises(Refused, match="Another key"):
        enrolling.enrol(first, forged, theirs.fingerprint)
    changed = enrolling.card_file(network).replace(b'"number":1', b'"number":2')
    with pytest.raises(Refused, match="not signed"):
        read_card(changed)
    attacker.close()


def test_E06_only_a_steward_enrols(ward: Any, tmp_path: Path, clock: Any, chance: Any) -> None:
    other = hub(tmp_path / "hub", clock, chance)
    nurse = ward.unlock("emeka")
    with pytest.raises(NotAllowed):
        believe(nurse, other)
    other.close()


def test_E07_an_ended_card_and_a_revoked_one_get_nothing_and_a_rotated_one_does(
    first: Session, network: Session, stick: Path, clock: Any
) -> None:
    enrolling.rotate(network)
    card = enrolling.own_card(network)
    assert card.number == 2
    sync(first, stick)  # to the old key: it still opens
    assert sync(network, stick).new > 0
    believe(first, network)
    assert enrolling.readers(first, "network") == [card]
    record_new(first, RestrictivePractice(when=clock.now(), place="05"))
    sync(first, stick)
    assert sync(network, stick).new > 0
    enrolling.revoke(first, card.terminal, "its disk was lost")
    assert enrolling.readers(first, "network") == []
    assert sync(first, stick).wrote == ()
    believe(first, network)  # enrolled anew, by voice
    clock.at += timedelta(days=4 * 365)
    assert enrolling.readers(first, "network") == []
    with pytest.raises(Refused, match="ended"):
        enrolling.look_at(first, enrolling.card_file(network))


def test_E08_an_nhs_number_never_leaves_and_nothing_turns_that_off(
    first: Session, network: Session, stick: Path, clock: Any
) -> None:
    for text in (
        "9994182218",
        "999 418 2218",
        "x9994182218y",
        "999-418-2218",
        "９９９４１８２２１８",
    ):
        assert holds_number({"a": [{"b": text}]}), text
    assert holds_number({"9994182218": 1})
    assert holds_number({"minutes": 9994182218})
    assert not holds_number({"a": "9994182217", "minutes": 19, "month": "2026-11"})
    said = RestrictivePractice(when=clock.now(), place="9994182218", narrative="Rosa Whitfield")
    record = record_new(first, said).record
    sync(first, stick)
    sync(network, stick)
    (entry,) = network.ledger.of_record(record)
    assert "9994182218" not in repr(entry)


def test_E08_a_part_with_a_word_in_it_stays_and_is_counted(
    first: Session, network: Session, stick: Path
) -> None:
    facts = {"entry": {"act": "record"}, "place": "by Rosa's bed"}
    new = NewEntry("restrictive-practice/1", "a" * 26, (), {"facts": facts})
    number = NewEntry("census/1", "b" * 26, (), {"facts": {"in_bed": 9994182218}})
    first.ledger.append_many([new, number])
    assert exchanging.preview(first).stays == {
        "holds something that is not a code": 1,
        "could hold an NHS number": 1,
    }
    assert sync(first, stick).stays["could hold an NHS number"] == 1
    sync(network, stick)
    assert network.ledger.of_record("a" * 26)[0].parts == {}
    assert network.ledger.of_record("b" * 26)[0].parts == {}


def test_E08_no_name_word_or_time_of_the_ward_is_in_what_the_hub_can_read(
    first: Session, network: Session, stick: Path, clock: Any
) -> None:
    said = RestrictivePractice(when=clock.now(), place="05", narrative="Rosa shouted at Emeka.")
    record_new(first, said)
    sync(first, stick)
    keys = enrolling.own_keys(network)
    bundles = files(stick, "bundle")
    assert bundles
    for path in bundles:
        plain = opening.unsealed(path.read_bytes(), keys)
        manifest, signed = read_manifest(plain)
        lines = b"\n".join(opening.zstd.lines(plain[signed.size :], manifest.size))
        assert b"restrictive-practice/1" in lines
        for word in ("Rosa", "Whitfield", "Jamal", "Morrison", "9994182218", "shouted", "Okafor"):
            assert word.encode() not in lines + signed.message, word
        assert not re.search(rb"\d\d:\d\d", lines + signed.message)


def test_E12_a_bundle_shows_nothing_but_who_could_not_open_it(
    first: Session, second: Session, stick: Path, tmp_path: Path, clock: Any, chance: Any
) -> None:
    sync(first, stick)
    (path,) = files(stick, "bundle")
    data = path.read_bytes()
    head, _, body = data.partition(b"\n---")
    assert all(
        line.startswith((b"age-", b"-> ")) or re.fullmatch(rb"[A-Za-z0-9+/]*", line)
        for line in head.split(b"\n")
    )
    for word in (b"Ashdown", first.about.ward.encode(), first.about.terminal.encode(), b"header"):
        assert word not in data
    counts = [body.count(bytes([value])) for value in range(256)]
    assert max(counts) < 4 * len(body) / 256 + 40  # no structure to be seen
    stranger = another_ward(tmp_path / "stranger", "Other", clock, chance)
    with pytest.raises(opening.NotForUs):
        opening.unsealed(data, enrolling.own_keys(stranger))
    stranger.close()


def test_E13_the_same_entries_sealed_twice_are_the_same_entries(
    first: Session, second: Session, tmp_path: Path
) -> None:
    sticks = [tmp_path / "a", tmp_path / "b"]
    for stick in sticks:
        stick.mkdir()
        sync(first, stick)
    (one,), (other, *_) = files(sticks[0], "bundle"), files(sticks[1], "bundle")
    assert one.read_bytes() != other.read_bytes()
    assert sync(second, sticks[0]).new > 0
    (plan,) = [p for p in sync(second, sticks[1]).came if p.terminal == first.about.terminal]
    assert plan.held > 0
    assert plan.verdict in ("already held", "new")


def test_E14_a_wrong_clock_is_told_and_the_entries_are_taken(
    first: Session, second: Session, stick: Path, clock: Any
) -> None:
    now = clock.at
    clock.at = now.replace(year=2039)
    enrolling.rotate(second)  # so that the card is good for long
    clock.at = now
    believe(first, second)
    clock.at = now.replace(year=2038)
    sync(first, stick)
    clock.at = now
    outcome = sync(second, stick)
    assert outcome.new > 0
    assert any("clock" in alert for alert in outcome.alerts)


def forged(session: Session, of: Path, change: Any, sign: Any, to: str) -> bytes:
    receipt, _ = read_receipt(open_receipt(of.read_bytes(), enrolling.own_keys(session)))
    return seal_receipt(write_receipt(change(receipt), sign), [to])


def test_E15_a_forged_replayed_or_misdirected_receipt_changes_nothing(
    first: Session, second: Session, stick: Path
) -> None:
    sync(first, stick)
    sync(second, stick)
    (own,) = (stick / RECEIPTS / first.about.terminal).iterdir()
    mine = enrolling.own_card(first).age

    def later(receipt: Any) -> Any:
        return replace(receipt, counter=(9, 9))

    bad = [
        forged(first, own, later, first.ledger.sign, mine),  # signed by another
        forged(first, own, lambda r: replace(later(r), to="other"), second.ledger.sign, mine),
        forged(first, own, lambda r: replace(r, counter=(1, 0)), second.ledger.sign, mine),
        forged(first, own, lambda r: replace(later(r), by="nobody"), second.ledger.sign, mine),
        b"not a receipt",
    ]
    sync(first, stick)
    before = [one.confirmed for one in exchanging.standing(first)]
    assert before > [0]
    for data in bad:
        carrier = FolderCarrier(stick)
        name = carrier.write(RECEIPTS, first.about.terminal, data)
        outcome = sync(first, stick)
        assert any("receipt was ignored" in alert for alert in outcome.alerts), data[:20]
        assert [one.confirmed for one in exchanging.standing(first)] == before
        (stick / RECEIPTS / first.about.terminal / f"{name}.receipt").unlink()


def test_E15_a_receipt_that_is_read_again_is_no_alarm(
    first: Session, second: Session, stick: Path
) -> None:
    for _ in range(3):
        assert sync(first, stick).alerts == ()
        assert sync(second, stick).alerts == ()


@pytest.mark.parametrize("at", ["before", "written", "renamed"])
def test_E16_a_sync_killed_anywhere_is_gone_on_with(
    at: str, first: Session, second: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def dies(*_: Any) -> None:
        raise Killed

    whole = {name: getattr(carriers, name) for name in ("_write_new", "_flush_folder")}
    if at == "before":
        monkeypatch.setattr(carriers, "_write_new", dies)
    elif at == "written":
        monkeypatch.setattr(carriers.os, "replace", dies)
    else:
        monkeypatch.setattr(carriers, "_flush_folder", dies)
    with pytest.raises(Killed):
        sync(first, stick)
    monkeypatch.undo()
    assert whole["_write_new"] is carriers._write_new
    assert going_out.written(first) == ()
    done = sync(first, stick)
    assert [one.number for one in done.wrote] == [2]  # a gap, and never a double
    assert sync(second, stick).alerts == ()
    assert {e.id for e in first.ledger.walk()} <= {e.id for e in second.ledger.walk()}


def test_E16_a_stopped_sync_writes_no_half_and_goes_on(
    first: Session, second: Session, stick: Path
) -> None:
    stopped = exchanging.sync(first, FolderCarrier(stick), stop=lambda: True)
    assert (stopped.stopped, stopped.wrote, files(stick, "bundle")) == (True, (), [])
    assert sync(first, stick).wrote


def test_E08_a_profile_that_is_wrong_seals_nothing_for_the_network(
    first: Session, network: Session, stick: Path
) -> None:
    text = first.where.folder / "disclosure.toml"
    shipped = (seed() / "disclosure" / "default.toml").read_text(encoding="utf-8")
    for spoilt in (
        shipped.replace('"restrictive-practice"', '"tell-now"'),
        shipped.replace("people = []", 'people = ["restrictive-practice"]'),
        shipped.replace("people = []", 'people = ["sexual-safety"]'),
        shipped + '\ncolour = "red"\n',
        "facts = 3",
    ):
        text.write_text(spoilt, encoding="utf-8")
        with pytest.raises(BadInput, match="disclosure profile"):
            sync(first, stick)
    assert files(stick, "bundle") == []


def turn_people_on(session: Session) -> None:
    shipped = (seed() / "disclosure" / "default.toml").read_text(encoding="utf-8")
    on = shipped.replace("people = []", 'people = ["restrictive-practice"]')
    on = on.replace('guardian = ""', 'guardian = "Dr A. Guardian"')
    session.where.disclosure.write_text(on.replace('since = ""', 'since = "2026-11-01"'), "utf-8")


def test_E08_people_leave_only_when_the_guardian_turned_it_on_and_then_those_of_before_too(
    first: Session, network: Session, stick: Path, clock: Any, ward: Any
) -> None:
    said = RestrictivePractice(
        when=clock.now(), place="05", person=ward.rosa, ethnic_category="A", sex="2"
    )
    before = record_new(first, said).record
    sync(first, stick)
    sync(network, stick)
    sync(first, stick)
    assert waiting(first) == 0
    assert set(network.ledger.of_record(before)[0].parts) == {"facts"}
    turn_people_on(first)
    later = record_new(first, said).record
    assert exchanging.preview(first).people
    # Nothing is sent for a flag: what the hub said that it holds is less than may be sent now.
    assert waiting(first) == first.ledger.count()
    sync(first, stick)
    held = network.ledger.count()
    (plan,) = [p for p in sync(network, stick).came if p.terminal == first.about.terminal]
    assert plan.parts == 1
    assert "1 parts of them came later" in str(plan)
    assert network.ledger.count() == held + plan.new
    for record in (before, later):
        (entry,) = network.ledger.of_record(record)
        assert set(entry.parts) == {"facts", "people"}
        assert entry.fault() == ""
        assert "people" not in entry.header.kind
    assert network.ledger.views_behind() == ()
    assert (verify(network.ledger).problems, checking.check(network.ledger)) == ((), ())
    sync(first, stick)
    assert waiting(first) == 0
    assert sync(first, stick).wrote == ()


def test_E08_a_hub_put_back_from_before_the_parts_came_is_sent_them_again(
    first: Session, network: Session, stick: Path, clock: Any, ward: Any, chance: Any
) -> None:
    said = RestrictivePractice(when=clock.now(), place="05", person=ward.rosa, sex="2")
    record = record_new(first, said).record
    sync(first, stick)
    sync(network, stick)
    data = network.where.ledger.read_bytes()
    turn_people_on(first)
    sync(first, stick)
    sync(network, stick)
    sync(first, stick)
    assert waiting(first) == 0
    network.close()
    network.where.ledger.write_bytes(data)
    back = Door(network.where, clock, chance).unlock("s-rees", "640275")
    assert set(back.ledger.of_record(record)[0].parts) == {"facts"}
    for path in files(stick, "bundle"):
        path.unlink()
    back.ledger.begin_epoch("restored")
    sync(back, stick)
    sync(first, stick)
    assert waiting(first) > 0
    sync(back, stick)
    assert set(back.ledger.of_record(record)[0].parts) == {"facts", "people"}
    sync(first, stick)
    assert waiting(first) == 0
    back.close()
