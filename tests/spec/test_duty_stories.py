"""A night told by its duties. The docstring of each test is its title on the page."""

from datetime import timedelta

from wardsafe.duties.definitions import LOCAL_STANDARD
from wardsafe.duties.happenings import Duty
from wardsafe.records.incident_rows import Intervention, StaffMember
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import duties
from wardsafe.services.overview import overview
from wardsafe.services.recording import amend, current, record_new
from wardsafe.views.folding import record_at

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def of(session, duty: str) -> list[Duty]:
    return [one for one in duties.due_now(session) if one.definition.id == duty]


def next_of(session, duty: str) -> Duty:
    return next(one for one in of(session, duty) if one.waits)


def said(duty: Duty) -> str:
    return f"{duty.definition.title} by {duty.due:%H:%M}"


def test_a_night(ward, story) -> None:
    """A night with a restraint that becomes a seclusion: every duty, late and on time."""
    session = ward.unlock("emeka")
    began = ward.clock.now() - 8 * MINUTE  # 03:06
    incident = RestrictivePractice(
        person=ward.rosa,
        when=began,
        place="corridor",
        reason="10",
        interventions=(Intervention(type="07", start=began),),
        staff=(StaffMember(name="Emeka Okoro", job_title="nurse", used_force="Y"),),
    )
    first = record_new(session, incident)
    (length,) = of(session, "restraint-length")
    assert (length.state, length.definition.mark) == ("soon", "✓")
    assert of(session, "restraint-checks-during")[0].waits
    assert of(session, "debrief-immediate") == []
    story.tell(
        "03:14. Emeka records a restraint of RW that began at 03:06 and is still on. The board "
        "counts down to 03:16: not routinely longer than 10 minutes (NICE NG10). Physical checks "
        "are open at once; no debrief counts down while people are being held."
    )
    duties.do(session, next_of(session, "restraint-checks-during"), began + 3 * MINUTE)

    ward.clock.pass_(6 * 60)  # 03:20
    assert of(session, "restraint-length")[0].state == "late"
    story.tell("03:20. The restraint has lasted 14 minutes, and the board says so.")
    secluded = began + 14 * MINUTE
    rows = (
        Intervention(type="07", start=began, end=secluded),
        Intervention(type="05", start=secluded),
        Intervention(type="14", start=secluded + MINUTE, end=secluded + 2 * MINUTE),
    )
    now_said = incident.model_copy(update={"interventions": rows})
    amend(session, first.record, now_said, "it went on", (first.id,))
    assert of(session, "restraint-length")[0].state == "done late"
    found = {one.definition.id: one for one in duties.due_now(session) if one.waits}
    ahead = ("seclusion-note", "rt-hourly", "seclusion-medical-first", "seclusion-nursing",
             "seclusion-need", "seclusion-medical-early", "seclusion-8-hours")  # fmt: skip
    assert [f"{found[name].due:%H:%M}" for name in ahead] == [
        "03:35", "04:21", "04:20", "05:20", "05:20", "08:20", "11:20",
    ]  # fmt: skip
    assert found["seclusion-nursing"].definition.standard == LOCAL_STANDARD
    assert found["seclusion-need"].definition.standard == "NICE NG10, Carrying out seclusion"
    story.tell(
        "It becomes a seclusion at 03:20, and an injection is given at 03:21. Emeka adds both to "
        "the record. Due now: a note by 03:35, a doctor by 04:20, vital signs by 04:21, two "
        "nurses and the need for seclusion by 05:20. The 15-minute note, the doctor and the two "
        "nurses are shown as the trust's local standard; the review of the need as NICE NG10."
    )
    duties.do(session, next_of(session, "restraint-checks-after"), ward.clock.now())

    for _ in range(3):
        ward.clock.pass_(14 * 60)
        duties.do(session, next_of(session, "seclusion-note"), ward.clock.now())
    assert [one.state for one in of(session, "seclusion-note")][:3] == ["done"] * 3
    story.tell("He writes a note every quarter of an hour, each before it is due.")

    ward.clock.at = secluded + 65 * MINUTE  # 04:25
    assert of(session, "seclusion-medical-first")[0].state == "late"
    assert of(session, "rt-hourly")[0].state == "late"
    duties.do(session, next_of(session, "rt-hourly"), secluded + 61 * MINUTE)
    assert of(session, "rt-hourly")[0].state == "done"
    story.tell(
        "04:25. No doctor has come: the first review is 5 minutes late. The vital signs were taken "
        "at 04:21 and are entered now: both times are kept."
    )
    ward.clock.at = secluded + 81 * MINUTE
    duties.do(session, next_of(session, "seclusion-medical-first"), ward.clock.now())
    late = of(session, "seclusion-medical-first")[0]
    assert late.state == "done late"
    assert f"{next_of(session, 'seclusion-medical-early').due:%H:%M}" == "08:41"
    story.tell(
        "04:41. The doctor's review is done, 21 minutes late, and stays late for ever. The next "
        "one is four hours from it: 08:41."
    )
    overviewed = [event.what for event in overview(session).events]
    assert "First seclusion review, doctor, 21 min late" in overviewed

    ward.clock.at = secluded + 118 * MINUTE  # 05:18
    duties.do(session, next_of(session, "seclusion-nursing"), ward.clock.now(), second="Dev Shah")
    assert of(session, "seclusion-need")[0].state == "soon"
    duties.do(session, next_of(session, "seclusion-need"), ward.clock.now())
    story.tell("05:18. Two nurses review, and the need for seclusion is reviewed: each is entered.")

    ward.clock.at = secluded + 4 * HOUR  # 07:20
    missed = [one.number for one in of(session, "rt-hourly") if one.state == "missed"]
    assert missed == [2, 3]
    duties.do(session, next_of(session, "rt-hourly"), ward.clock.now(), outcome="stop")
    assert not any(one.waits for one in of(session, "rt-hourly"))
    story.tell(
        "07:20. Vital signs were missed at 05:21 and 06:21. They are taken, there are no further "
        "concerns, and that ends them; the two missed ones stay missed."
    )
    session = ward.unlock("grace")
    team = next_of(session, "seclusion-mdt")
    duties.do(session, team, ward.clock.now())
    assert not any(one.waits for one in of(session, "seclusion-medical-early"))
    assert f"{next_of(session, 'seclusion-medical-late').due:%H:%M}" == "19:20"
    story.tell(
        "The multidisciplinary team reviews at 07:20. From now on a doctor reviews twice in 24 "
        "hours, next by 19:20."
    )
    ended = secluded + 4 * HOUR + 30 * MINUTE
    ward.clock.at = ended + 10 * MINUTE
    rows = (rows[0], rows[1].model_copy(update={"end": ended}), rows[2])
    heads = tuple(head.entry.id for head in current(session, first.record).heads)
    over = record_at(current(session, first.record).shown).model_copy(
        update={"interventions": rows}
    )
    amend(session, first.record, over, "it ended", heads)
    waiting = {one.definition.id: one for one in duties.due_now(session) if one.waits}
    assert not any(name.startswith("seclusion") for name in waiting)
    debrief = waiting["debrief-immediate"]
    assert not debrief.definition.timed
    hours = {
        name: (waiting[f"debrief-{name}"].due - ended) / HOUR
        for name in ("staff", "patient", "external")
    }
    assert hours == {"staff": 24, "patient": 48, "external": 72}
    story.tell(
        "07:50. The seclusion ends, and with it everything that belongs to it. Four reviews of the "
        "incident begin: the debrief, open and without a countdown, because it waits until people "
        "have recovered; with staff within 24 hours, with RW within 48, an external one within 72."
    )
    missed_in_all = [one for one in duties.due_now(session) if one.state == "missed"]
    assert {one.definition.id for one in missed_in_all} >= {"rt-hourly", "seclusion-note"}
    story.tell("What was missed is in the list of all duties, as what it is, beside what was done.")


def test_twelve_ticks(ward, story) -> None:
    """Notes written all at once at the end of a shift are kept, and labelled."""
    session = ward.unlock("emeka")
    start = ward.clock.now()
    said_ = RestrictivePractice(
        person=ward.rosa, when=start, interventions=(Intervention(type="05", start=start),)
    )
    record_new(session, said_)
    ward.clock.pass_(3 * 3600 + 60)
    undone = [one for one in of(session, "seclusion-note") if one.due < ward.clock.now()]
    assert len(undone) == 12
    for one in undone:
        duties.do(session, one, one.due - MINUTE)
        ward.clock.pass_(3)
    found = [one for one in of(session, "seclusion-note") if one.happened]
    assert [one.state for one in found] == ["done"] * 12
    assert all("entered together" in one.flags for one in found)
    assert "entered 2 h 47 late" in found[0].flags
    story.tell(
        "A seclusion of three hours has no note. Somebody then enters twelve of them within half a "
        "minute, each with a time at which it was due."
    )
    story.tell(
        "All twelve are kept. Each says “entered together”, and how long after its time it was "
        "entered: “entered 2 h 47 late”. Nothing is refused, and nothing passes for what it is not."
    )
