"""Two sexual-safety records of one event, and what was said of it: for their readers alone."""

from datetime import date, datetime, timedelta

import pytest

from sealed_ward import by_staff, event
from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.ledger.verify import verify
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.involved import STAFF, Involved
from wardsafe.records.link import Link
from wardsafe.records.restricted_aside import RestrictedLink, RestrictedVoice
from wardsafe.records.voice import Voice
from wardsafe.services import closing, duplicates, finding, sealing, voices
from wardsafe.services.recording import record_new, void
from wardsafe.tui import writing
from wardsafe.views import access
from wardsafe.views import closing as tables

MINUTE = timedelta(minutes=1)


def two(ward, who="grace", **more):
    """Two people recorded one event, the second a quarter of an hour off."""
    first = record_new(ward.unlock("emeka"), event(ward)).record
    other = event(ward, when=ward.clock.now() - 15 * MINUTE, **more)
    return first, record_new(ward.unlock(who), other).record


def heard(session, record, words="I want the door mended."):
    said = voices.about(session, record).model_copy(update={"whose": "patient", "words": words})
    return record_new(session, said).record


def incidents(session):
    today = session.now().date()
    return closing.days(session, "sexual-safety", today, today)[0]


def test_H10_members_link_two_records_of_one_event_and_take_it_back(ward) -> None:
    first, second = two(ward)
    session = ward.unlock("grace")
    twins = duplicates.of_record(session, first)
    (near,) = twins.likely
    assert (near.row.record, near.apart, near.same) == (second, 15, ("kind", "place"))
    assert (twins.events, twins.records) == (2, 2)
    assert incidents(session).incidents == 2
    duplicates.link(session, first, second, "Both told of the corridor.")
    session = ward.unlock("ingrid")
    for one, other in ((first, second), (second, first)):
        twins = finding.look(session, one).twins
        assert [row.record for row in twins.linked] == [other]
        assert twins.why[other].why == "Both told of the corridor."
        assert (twins.likely, twins.events, twins.records) == ((), 1, 2)
    assert (incidents(session).incidents, incidents(session).records) == (1, 2)
    duplicates.unlink(session, second, first, "two days")
    twins = duplicates.of_record(ward.unlock("grace"), first)
    assert (twins.linked, twins.likely) == ((), ())  # somebody has looked: it is not asked again
    assert incidents(ward.session).incidents == 2
    duplicates.link(ward.session, second, first)
    assert duplicates.of_record(ward.session, first).linked
    assert verify(ward.session.ledger).problems == ()


def test_H10_linked_over_the_end_of_a_month_it_is_an_event_of_the_earlier_month_alone(ward) -> None:
    midnight = datetime(2026, 11, 1, tzinfo=LONDON)
    session = ward.unlock("grace")
    late, early = (
        record_new(session, event(ward, when=midnight + offset)).record
        for offset in (5 * MINUTE, -5 * MINUTE)
    )

    def counted() -> list[tuple[int, int]]:
        """Incidents in October and in November."""
        today = session.now().date()
        months = (closing.month_cross(session, "sexual-safety", today, date(2026, month, 1))
                  for month in (10, 11))  # fmt: skip
        return [(sum(each.incidents for each in one.days), sum(each.records for each in one.days))
                for one in months]  # fmt: skip

    assert counted() == [(1, 1), (1, 1)]
    duplicates.link(session, late, early, "One night.")
    assert counted() == [(1, 1), (0, 1)]
    duplicates.unlink(session, late, early, "two")
    assert counted() == [(1, 1), (1, 1)]


def test_C13_whoever_reads_one_of_the_two_sees_neither_link_nor_count(ward) -> None:
    first, second = two(ward)
    before = finding.look(ward.unlock("emeka"), first).twins
    duplicates.link(ward.unlock("grace"), first, second)
    session = ward.unlock("emeka")
    assert finding.look(session, first).twins == before
    assert (before.events, before.records) == (1, 1)
    with pytest.raises(BadInput):
        duplicates.unlink(session, first, second, "guessed")


def test_C13_a_link_with_what_describes_staff_is_sealed_to_the_narrower(ward) -> None:
    first, second = two(ward, "ingrid", involved=by_staff(ward).involved)
    session = ward.unlock("ingrid")
    link = duplicates.link(session, first, second).record
    assert [row.record for row in duplicates.of_record(session, first).linked] == [second]
    for who in ("grace", "emeka"):
        session = ward.unlock(who)
        assert sealing.may_read(session, link) is False, who
        twins = duplicates.of_record(session, first)
        assert (twins.linked, twins.likely, twins.events) == ((), (), 1), who


def test_C13_before_saving_a_member_reads_the_other_record_and_that_is_written_down(ward) -> None:
    first = record_new(ward.unlock("emeka"), event(ward)).record
    session = ward.unlock("grace")
    alike = duplicates.before_saving(session, event(ward, when=ward.clock.now() - 50 * MINUTE))
    assert [one.row.record for one in alike.likely] == [first]
    assert (alike.events, alike.records, alike.may_link) == (2, 2, True)
    with session.ledger.reading() as db:
        assert [one.whom for one in access.who_read(db, first)] == ["s-okafor"]
    for other in (
        event(ward, when=ward.clock.now() - 61 * MINUTE),
        event(ward, person=ward.jamal),
    ):
        assert duplicates.before_saving(session, other) is None


@pytest.mark.parametrize("way", ["screen", "record"])
def test_C13_a_voice_is_sealed_whatever_way_it_comes_in(ward, way) -> None:
    first, second = two(ward)
    session = ward.unlock("ingrid")
    if way == "screen":
        what = writing.voice(session, first)
        said = what.model(about=first, person=ward.rosa, whose="patient", words="Mend the door.")
        made = what.task().on_save(said, None).record
    else:
        made = record_new(session, Voice(about=first, whose="patient", words="Mend it.")).record
        link = record_new(session, Link(one=first, other=second, same="Y")).record
        assert session.ledger.of_record(link)[0].is_sealed("private")
    (stored,) = session.ledger.of_record(made)
    assert stored.header.kind == "restricted-voice/1"
    assert stored.is_sealed("private")
    assert len(voices.heard(session, first)) == 1
    with session.ledger.reading() as db:
        assert tables.voices(db, first) == []
        assert tables.links(db, [first]) == []


def test_C13_no_duty_is_kept_in_the_clear_about_a_restricted_record(ward) -> None:
    first, _ = two(ward)
    session = ward.unlock("ingrid")
    before = session.ledger.count()
    with pytest.raises(BadInput, match="no such record"):
        record_new(session, DutyDone(duty="tell-now", about=first, note="Police told."))
    assert session.ledger.count() == before


def test_of_nobody_s_records_those_of_the_same_kind_may_be_one_event(ward) -> None:
    colleague = (Involved(who=STAFF, part="affected"),)
    about = {"person": None, "involved": colleague}
    session = ward.unlock("grace")
    first = record_new(session, event(ward, **about)).record
    alike = duplicates.before_saving(session, event(ward, **about))
    assert [one.row.record for one in alike.likely] == [first]
    other = event(ward, **about, category="verbal_sexualised")
    assert duplicates.before_saving(session, other) is None


def test_a_voice_is_kept_with_the_record_also_weeks_later_for_its_readers_alone(ward) -> None:
    first, _ = two(ward)
    heard(ward.unlock("emeka"), first)
    ward.clock.pass_(40 * 86_400)
    later = heard(ward.unlock("ingrid"), first, "I have thought about it.")
    for who in ("emeka", "grace", "ingrid"):
        found = finding.look(ward.unlock(who), first).heard
        words = ["I want the door mended.", "I have thought about it."]
        assert [one.voice.words for one in found] == words, who
        assert isinstance(found[1].voice, RestrictedVoice)
    session = ward.unlock("owain")
    assert voices.heard(session, first) == ()
    assert sealing.may_read(session, later) is False
    void(ward.unlock("ingrid"), later, "mistyped")
    assert len(voices.heard(ward.session, first)) == 1


def test_C13_nobody_writes_a_link_or_a_voice_about_what_they_may_not_read(ward) -> None:
    first, second = two(ward)
    session = ward.unlock("emeka")
    before = session.ledger.count()
    for said in (
        RestrictedVoice(about=second, whose="patient", words="guessed"),
        RestrictedLink(one=first, other=second, same="Y"),
    ):
        with pytest.raises(BadInput, match="no such record"):
            record_new(session, said)
    assert session.ledger.count() == before
