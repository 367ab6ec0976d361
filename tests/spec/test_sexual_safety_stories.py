"""The stories of sexual safety. The docstring of each test is its title on the page."""

import pytest

from sealed_ward import decrypted, disk
from wardsafe.errors import BadInput
from wardsafe.records.involved import Involved
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.records.tell_now import TellNow
from wardsafe.services import sexual_safety
from wardsafe.services.finding import open_record, page, readings
from wardsafe.services.recording import record_new
from wardsafe.views.log import LogFilter

WORDS = "he came into my room and would not stop"


def test_disclosure(ward, story) -> None:
    """A disclosure of a sexual assault."""
    session = ward.unlock("emeka")
    story.tell("At 03:14 Rosa tells Emeka Okoro, nurse, about something that happened on Saturday.")
    said = SexualSafety(
        person=ward.rosa,
        told=ward.clock.now(),
        not_known=("when",),
        place="bedroom",
        category="alleged_sexual_assault",
        involved=(
            Involved(who="patient", part="affected", known_as="A"),
            Involved(who="patient", part="described", known_as="B"),
        ),
        words=f"A said: {WORDS}.",
        police="not-now",
    )
    saved = record_new(session, said)
    (row,) = sexual_safety.listed(session)
    assert row.by_telling
    story.tell(
        "He writes what she said, in her words. When it happened is not known, so the record stands"
        f" at the time of telling and says so. It is saved as #{saved.number}."
    )
    lines = sexual_safety.tell_now(session, saved.record)
    assert lines[0].text == "Make safe"
    sarc = next(line for line in lines if line.action == "sarc")
    assert sarc.detail.startswith("Contact the SARC now, do not wait. Staff: check FFLM.")
    story.tell(f"The list of what to do now opens: {len(lines)} lines, “{lines[0].text}” first.")
    for action, why in (("make-safe", "with her now"), ("police-choice", "not now, may decide")):
        tick = TellNow(action=action, state="done", by="Emeka Okoro", why=why)
        sexual_safety.tick(session, saved.record, tick)
        ward.clock.pass_(60)
    assert sexual_safety.outstanding(session, saved.record) == len(lines) - 2
    story.tell("He ticks what he has done: she is safe, and she does not want the police now.")
    assert page(session, LogFilter(kinds=("sexual-safety/1",)), limit=9) == []
    assert page(session, LogFilter(words="alleged"), limit=9) == []
    story.tell("The ward's log, board, search and counts show nothing of it, to him neither.")
    session = ward.unlock("owain")
    assert sexual_safety.listed(session) == ()
    with pytest.raises(BadInput, match="no such record"):
        open_record(session, saved.record)
    key = session.data_key
    ward.lock()
    assert WORDS.encode() not in disk(ward) + decrypted(ward, key)
    story.tell(
        "A colleague outside the audience finds no such record, nor any of her words in the files"
        " on the disk, with their own PIN and everything that it opens."
    )
    session = ward.unlock("grace")
    (row,) = sexual_safety.listed(session)
    story.tell(f"At seven the nurse in charge sees #{row.number}: {row.outstanding} to do or tell.")
    opened = open_record(session, saved.record)
    assert WORDS in opened.said.words
    assert [one.name for one in readings(session, saved.record)] == ["Grace Okafor"]
    story.tell("She opens it; that she did is written down, and everybody who may read it sees it.")
    tick = TellNow(action="sarc", state="done", by="Grace Okafor", why="spoke to the SARC")
    sexual_safety.tick(session, saved.record, tick)
    session = ward.unlock("emeka")
    line = next(
        one for one in sexual_safety.tell_now(session, saved.record) if one.action == "sarc"
    )
    assert (line.state, line.by) == ("done", "Grace Okafor")
    story.tell(
        "She telephones the SARC and ticks the line; Emeka sees who did it and when. wardsafe has"
        " told nobody, and nowhere says that it has."
    )


def test_behaviour_of_staff(ward, story) -> None:
    """What describes the behaviour of a member of staff."""
    session = ward.unlock("emeka")
    said = SexualSafety(
        when=ward.clock.now(),
        category="sexual_harassment",
        person=ward.jamal,
        involved=(
            Involved(who="patient", part="affected", known_as="A"),
            Involved(who="staff", part="described", known_as="C"),
        ),
        words="A told us what C said.",
    )
    saved = record_new(session, said)
    (receipt,) = sexual_safety.receipts(session)
    assert (receipt.number, sexual_safety.listed(session)) == (saved.number, ())
    story.tell(
        "Emeka writes what a patient told him about a colleague. He keeps a receipt,"
        f" #{saved.number} and the time, and cannot open it again."
    )
    assert sexual_safety.listed(ward.unlock("grace")) == ()
    story.tell("The ward manager does not see it, nor that there is anything to see.")
    session = ward.unlock("ingrid")
    assert open_record(session, saved.record).said.words == said.words
    story.tell("Ingrid Lund, safety lead, opens it, and that she did is written down.")
