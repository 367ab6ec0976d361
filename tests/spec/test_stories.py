"""The ward's stories. The docstring of each test is its title on the page."""

from datetime import timedelta

import pytest

from wardsafe.errors import MustWait, NotAllowed, NotSaved, WrongPin
from wardsafe.ledger.verify import verify
from wardsafe.records.completeness import items
from wardsafe.records.incident_rows import Intervention, StaffMember
from wardsafe.records.movement import Movement
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import claiming, drafting
from wardsafe.services.finding import open_record, page
from wardsafe.services.overview import overview
from wardsafe.services.recording import amend, choose, current, record_new, void
from wardsafe.views.folding import record_at
from wardsafe.views.log import LogFilter


def two_interventions(ward) -> RestrictivePractice:
    now = ward.clock.now()
    return RestrictivePractice(
        person=ward.rosa,
        when=now - timedelta(minutes=15),
        place="day-room",
        reason="10",
        interventions=(
            Intervention(
                type="07", start=now - timedelta(minutes=15), end=now - timedelta(minutes=10)
            ),
            Intervention(type="05", start=now - timedelta(minutes=10)),
        ),
        staff=(StaffMember(name="Emeka Okoro", job_title="nurse", used_force="Y"),),
    )


def row_of(session, record):
    return next(row for row in page(session, LogFilter(), limit=50) if row.record == record)


def test_recording(ward, story) -> None:
    """A nurse records what just happened, finds it, corrects it and locks."""
    session = ward.unlock("emeka")
    story.tell("Emeka Okoro, nurse, unlocks the ward PC at 03:14 with his PIN.")
    saved = record_new(session, two_interventions(ward))
    story.tell(f"He records a restraint and a seclusion of RW. It is saved as #{saved.number}.")
    row = row_of(session, saved.record)
    assert (row.initials, row.state, row.items) == ("RW", "open", 5)
    story.tell(f"The log shows it at once, {row.state}, with {row.items} of the Act's 16 items.")
    (seclusion,) = overview(session).still_on
    assert seclusion.isolation
    story.tell("The board shows the seclusion as going on, since 03:04: a blank end is not an end.")
    said = record_at(current(session, saved.record).shown)
    ended = said.interventions[0].model_copy(
        update={"end": said.interventions[0].end + timedelta(minutes=1)}
    )
    later = said.model_copy(update={"interventions": (ended, said.interventions[1])})
    amend(session, saved.record, later, "camera", (saved.id,))
    opened = open_record(session, saved.record)
    assert [version.act for version in opened.versions] == ["record", "amend"]
    (change,) = opened.versions[1].changes
    story.tell(
        f"He corrects one time, because of the camera: {change.before} became {change.after}."
    )
    story.tell("Both versions can be read, each with who wrote it and when.")
    assert verify(session.ledger).problems == ()
    ward.lock()
    story.tell("He locks. The keys are dropped and the ledger is closed.")


def test_next_person(ward, story) -> None:
    """The next person sees nothing of the last one's unfinished text."""
    session = ward.unlock("emeka")
    drafting.keep_draft(
        session, "d1", {"kind": "restrictive-practice/1", "typed": {"how": "words"}}
    )
    story.tell("Emeka is called away in the middle of a record; the screen locks by itself.")
    session = ward.unlock("grace")
    assert overview(session).drafts == ()
    story.tell("Grace unlocks the same PC. Her board offers no draft.")
    files = list(ward.where.drafts.iterdir())
    assert files
    assert all(b"words" not in file.read_bytes() for file in files)
    story.tell("On the disk the draft is sealed to Emeka; its text is in no file.")
    session = ward.unlock("emeka")
    (draft,) = overview(session).drafts
    assert draft.fields["typed"] == {"how": "words"}
    story.tell("Emeka comes back and goes on where he stopped.")


def test_without_pin(ward, story) -> None:
    """Somebody without a PIN records, and nothing they wrote is dropped."""
    receipt = ward.door.hold("restrictive-practice/1", {"who_wrote": "Ada, bank", "when": "-5m"})
    assert receipt.code
    story.tell("A bank nurse without a PIN presses F2 on the lock screen and writes what happened.")
    story.tell("It is sealed to the terminal: the same screen cannot show it again.")
    session = ward.unlock("grace")
    (waiting,) = claiming.unclaimed(session)
    assert waiting.typed["who_wrote"] == "Ada, bank"
    story.tell("Grace unlocks. Her board says that one record waits to be claimed.")
    saved = claiming.claim(session, waiting.record, two_interventions(ward))
    held = record_at(current(session, waiting.record).shown)
    assert (held.state, held.became) == ("claimed", saved.record)
    story.tell("She completes it and claims it; what was first written stays readable beside it.")


def test_two_versions(ward, story) -> None:
    """Two corrections of one record meet, and a person chooses."""
    session = ward.unlock("grace")
    saved = record_new(session, two_interventions(ward))
    for place in ("garden", "kitchen"):
        changed = two_interventions(ward).model_copy(update={"place": place})
        amend(session, saved.record, changed, "more-known", (saved.id,))
    assert row_of(session, saved.record).state == "2 versions"
    story.tell("Two people corrected the same record without seeing each other's correction.")
    story.tell("The log says '2 versions'. Neither wins by itself.")
    heads = current(session, saved.record).heads
    choose(session, saved.record, heads[0].entry.id, "both were asked")
    assert len(current(session, saved.record).heads) == 1
    assert len(current(session, saved.record).steps) == 4
    story.tell("Grace asks both and chooses one, with a reason. All four entries stay.")


def test_void(ward, story) -> None:
    """A record made by mistake is struck through, never deleted."""
    session = ward.unlock("emeka")
    saved = record_new(session, two_interventions(ward))
    with pytest.raises(NotAllowed):
        void(session, saved.record, "duplicate")
    story.tell("A nurse may record and correct. Striking through takes a nurse in charge.")
    session = ward.unlock("grace")
    void(session, saved.record, "duplicate")
    assert row_of(session, saved.record).state == "void"
    assert record_at(current(session, saved.record).steps[0]).place == "day-room"
    story.tell("Grace strikes it through with a reason. It stays in the log and can be read.")


def test_not_known(ward, story) -> None:
    """Not known is chosen, and a blank never looks complete."""
    blank = RestrictivePractice(person=ward.rosa, when=ward.clock.now())
    states = {item.letter: item.state for item in items(blank)}
    assert states["m"] == "outstanding"
    story.tell("A record with nothing but a person and a time can be saved: gaps block nothing.")
    asked = blank.model_copy(update={"not_known": ("outcome",)})
    assert {item.letter: item.state for item in items(asked)}["m"] == "not known"
    story.tell("Somebody who asked and got no answer types `?`. The item then says 'not known'.")
    story.tell("An item that nobody answered says 'outstanding', on every screen.")


def test_wrong_pin(ward, story) -> None:
    """Guessing a PIN gets slower and is written down."""
    for _ in range(3):
        with pytest.raises(WrongPin):
            ward.door.unlock("s-okoro", "000111")
    with pytest.raises(MustWait) as wait:
        ward.door.unlock("s-okoro", "000111")
    assert wait.value.seconds == 5
    story.tell("Three wrong PINs are free. Then there is a wait of 5, 15, 60, 300 seconds.")
    ward.start_again()
    ward.clock.at += timedelta(days=400)
    with pytest.raises(MustWait):
        ward.door.unlock("s-okoro", "831562")
    story.tell("Starting the program again, or setting the clock forward, does not shorten it.")
    ward.clock.pass_(400)
    session = ward.unlock("emeka")
    access = [e for e in session.ledger.walk() if e.header.kind == "access/1"]
    said = [record_at(current(session, e.header.record).shown) for e in access]
    assert any(one.what == "wrong PIN" and one.count == 3 for one in said)
    story.tell("At the next unlock an entry says how many wrong PINs there were.")


def test_clock(ward, story) -> None:
    """The terminal's clock is wrong, and nothing is hidden, re-dated or refused."""
    session = ward.unlock("emeka")
    numbers = []
    for jump in (timedelta(days=-9000), timedelta(days=400), timedelta(days=26000)):
        ward.clock.at += jump
        numbers.append(record_new(session, two_interventions(ward)).number)
    assert numbers == sorted(numbers)
    story.tell("The clock falls back to 2002, then jumps to 2003, then to 2074.")
    assert {row.number for row in page(session, LogFilter(), limit=50)} >= set(numbers)
    assert verify(session.ledger).problems == ()
    story.tell("Every record is saved, in the order in which it was entered, and can be found.")


def test_disk_full(ward, story, monkeypatch) -> None:
    """The disk is full, and the screen says so instead of saying saved."""
    session = ward.unlock("emeka")
    before = session.ledger.count()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("wardsafe.ledger.anchor._flush", full)
        with pytest.raises(NotSaved, match="could not be"):
            record_new(session, two_interventions(ward))
    story.tell("The disk fills up in the middle of a save. The answer is NOT SAVED, and why.")
    saved = record_new(session, two_interventions(ward))
    assert session.ledger.count() >= before + 1
    assert session.ledger.entry(saved.number) is not None
    story.tell("What was typed is still on the screen; with room on the disk it is saved.")


def test_beds(ward, story) -> None:
    """Who is on the ward follows from the movements, also when they are entered late."""
    session = ward.unlock("grace")
    now = ward.clock.now()
    moves = [("return", now - timedelta(hours=1)), ("leave", now - timedelta(hours=9))]
    for move, when in moves:
        record_new(session, Movement(person=ward.jamal, move=move, when=when))
    (jamal,) = [one for one in overview(session).people if one.record == ward.jamal]
    assert (jamal.state, jamal.bed) == ("on the ward", "2")
    story.tell("JM went on leave and came back; the leave is entered after the return.")
    story.tell("The list of people says: on the ward, bed 2.")


def test_the_page_says_what_the_tests_say(request, told, page) -> None:
    if request.config.getoption("--write-docs"):
        pytest.skip("the page is being written")
    if len(told) < 10:
        pytest.skip("only some stories were told")
    for title, text in told.items():
        assert text in page, f"docs/stories.md is behind: {title}"
