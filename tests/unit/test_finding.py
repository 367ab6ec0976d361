"""Pages of the log, one record opened, who has read it: from a session on a real ledger."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import finding
from wardsafe.services.recording import amend, choose, record_new, void
from wardsafe.views.log import LogFilter

ALL = LogFilter()


def incident(ward: Any, **more: Any) -> RestrictivePractice:
    held = Intervention(type="07", start=ward.clock.now(), end=ward.clock.now())
    said = {"person": ward.rosa, "when": ward.clock.now(), "interventions": (held,), **more}
    return RestrictivePractice(**said)


def several(ward: Any, session: Any, count: int) -> list[str]:
    """Records a minute apart; the newest last."""
    found = []
    for _ in range(count):
        ward.clock.pass_(60)
        found.append(record_new(session, incident(ward)).record)
    return found


def test_pages_follow_each_other_without_a_gap_or_a_repeat(ward) -> None:
    session = ward.unlock()
    several(ward, session, 7)
    whole = [row.record for row in finding.page(session, ALL, limit=100)]
    first = finding.page(session, ALL, limit=5)
    rest = finding.page(session, ALL, below=first[-1].position, limit=100)
    assert [row.record for row in [*first, *rest]] == whole
    back = finding.page(session, ALL, above=rest[0].position, limit=5)
    assert back == first
    assert finding.count(session, ALL) == (len(whole), True)


@pytest.mark.parametrize("chosen", [ALL, LogFilter(kinds=("restrictive-practice/1",))])
def test_the_place_of_every_row_counts_from_the_newest(ward, chosen: LogFilter) -> None:
    session = ward.unlock()
    several(ward, session, 3)
    for _ in range(4):  # within one second, so only their numbers tell them apart
        record_new(session, incident(ward))
    rows = finding.page(session, chosen, limit=100)
    places = [finding.place(session, chosen, row) for row in rows]
    assert places == list(range(1, len(rows) + 1))


def test_the_place_within_a_span_counts_only_what_is_in_it(ward) -> None:
    session = ward.unlock()
    several(ward, session, 6)
    until = ward.clock.now() - timedelta(minutes=2)
    chosen = replace(ALL, since=until - timedelta(minutes=2), until=until)
    rows = finding.page(session, chosen, limit=100)
    assert len(rows) == 2
    assert [finding.place(session, chosen, row) for row in rows] == [1, 2]


def test_opening_a_record_is_written_down_and_looking_at_the_preview_is_not(ward) -> None:
    session = ward.unlock()
    record = record_new(session, incident(ward)).record
    assert finding.look(session, record).readers == 0
    assert finding.open_record(session, record).readers == 1
    finding.open_record(session, record)
    session = ward.unlock("grace")
    assert finding.open_record(session, record).readers == 2
    found = finding.readings(session, record)
    assert [(one.name, one.whom) for one in found] == [
        ("Grace Okafor", "s-okafor"),
        ("Emeka Okoro", "s-okoro"),
        ("Emeka Okoro", "s-okoro"),
    ]


def test_an_opened_record_has_its_person_items_and_versions(ward) -> None:
    session = ward.unlock()
    saved = record_new(session, incident(ward))
    amend(session, saved.record, incident(ward, place="garden"), "camera", (saved.id,))
    opened = finding.look(session, saved.record)
    assert opened.person is not None
    assert (opened.person.name, opened.number) == ("Rosa Whitfield", saved.number)
    assert [version.act for version in opened.versions] == ["record", "amend"]
    assert len(opened.items) == 1
    assert {item.letter: item.state for item in opened.items[0]}["e"] == "answered"
    assert opened.head_ids == (opened.versions[1].id,)
    assert not opened.is_void


def test_H09_two_versions_are_both_there_until_somebody_chooses(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward))
    for place in ("garden", "kitchen"):
        amend(session, saved.record, incident(ward, place=place), "camera", (saved.id,))
    opened = finding.look(session, saved.record)
    assert [head.record.place for head in opened.heads] == ["garden", "kitchen"]
    assert len(opened.items) == 2
    choose(session, saved.record, opened.heads[1].id, "seen by two")
    settled = finding.look(session, saved.record)
    assert [head.record.place for head in settled.heads] == ["kitchen"]
    assert len(settled.versions) == 4


def test_a_void_record_is_found_and_readable(ward) -> None:
    session = ward.unlock("grace")
    saved = record_new(session, incident(ward))
    void(session, saved.record, "duplicate")
    opened = finding.look(session, saved.record)
    assert opened.is_void
    assert opened.said is not None
    row = finding.row(session, saved.record)
    assert row is not None
    assert row.state == "void"


def test_C13_what_cannot_be_opened_is_refused_with_one_sentence_whatever_it_is(ward) -> None:
    session = ward.unlock()
    accesses = [e.header.record for e in session.ledger.walk() if e.header.kind == "access/1"]
    said = set()
    for record in (accesses[0], "a" * 26, "", "' OR 1=1"):
        for read in (finding.look, finding.open_record):
            with pytest.raises(BadInput) as refused:
                read(session, record)
            said.add(str(refused.value))
    assert said == {"There is no such record here. Find it again in the log."}
    assert finding.row(session, accesses[0]) is None


def test_what_the_ledger_holds_is_said_with_its_terminals(ward) -> None:
    session = ward.unlock()
    assert finding.held(session) == (session.ledger.count(), 1)
    assert not finding.log_is_behind(session)


def test_people_are_found_by_bed_initials_and_name(ward) -> None:
    session = ward.unlock()
    for typed in ("rw", "whit", "1"):
        assert [one.record for one in finding.people_like(session, typed)] == [ward.rosa], typed


def test_a_record_without_a_time_has_no_place_before_anything_breaks(ward) -> None:
    session = ward.unlock()
    saved = record_new(session, RestrictivePractice(person=ward.rosa))
    row = finding.row(session, saved.record)
    assert row is not None
    assert finding.place(session, ALL, row) == 1
    assert finding.place(session, ALL, replace(row, happened="")) is None


def test_an_event_of_long_ago_is_an_entry_of_today(ward) -> None:
    session = ward.unlock()
    long_ago = datetime(2026, 11, 1, 8, 0, tzinfo=LONDON)
    saved = record_new(session, incident(ward, when=long_ago, interventions=()))
    opened = finding.look(session, saved.record)
    assert opened.versions[0].late == "first entry, 21 days after"
    assert opened.versions[0].happened == long_ago
