"""Stories of closing a day: quiet and not recorded, leave at midnight, one event written twice."""

from datetime import date, datetime, timedelta

from wardsafe.clock import LONDON
from wardsafe.records.incident_rows import Intervention, StaffMember
from wardsafe.records.movement import Movement
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.bed_days import occupied
from wardsafe.services.census import census, confirm, proposed
from wardsafe.services.closing import RESTRICTIVE, days, declare, month_cross, say_closed, to_close
from wardsafe.services.duplicates import before_saving, counts, link, of_record, unlink
from wardsafe.services.recording import record_new
from wardsafe.tui.alike_lines import counts_words

SATURDAY, SUNDAY = date(2026, 11, 21), date(2026, 11, 22)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def hold(ward, when, *staff: str) -> RestrictivePractice:
    return RestrictivePractice(
        person=ward.rosa,
        when=when,
        interventions=(Intervention(type="07", start=when, end=when + timedelta(minutes=5)),),
        staff=tuple(StaffMember(name=name) for name in staff),
    )


def test_quiet_sundays(ward, story) -> None:
    """A quiet Sunday somebody declared, and a Saturday nobody did"""
    session = ward.unlock("grace")
    saturday, sunday = days(session, RESTRICTIVE, SATURDAY, SUNDAY)
    assert {saturday.state, sunday.state} == {"not recorded"}
    story.tell("On Monday morning Saturday and Sunday have no entries. Both say 'not recorded'.")
    declare(session, SUNDAY)
    saturday, sunday = days(session, RESTRICTIVE, SATURDAY, SUNDAY)
    assert (saturday.state, sunday.state) == ("not recorded", "none")
    story.tell("Grace was in charge on Sunday and declares: none. The day is closed, by her name.")
    assert month_cross(session, RESTRICTIVE, date(2026, 11, 23)).words() == (
        "0 incidents in 1 closed day",
        "21 days not recorded",
    )
    story.tell("The cross says '0 incidents in 1 closed day, 21 days not recorded'.")
    assert SATURDAY in to_close(session)
    story.tell("Saturday stays on the list of days to close. Nobody makes a zero of it.")
    ward.clock.pass_(7200)
    record_new(session, hold(ward, at(SUNDAY, 15), "Emeka Okoro"))
    (sunday,) = days(session, RESTRICTIVE, SUNDAY, SUNDAY)
    assert (sunday.conflict, sunday.incidents) == (True, 1)
    assert SUNDAY in to_close(session)
    story.tell(
        "Then Emeka records a hold of Sunday afternoon. The day shows both: none declared, one "
        "recorded. It waits to be closed again."
    )
    declare(session, SUNDAY)
    (sunday,) = days(session, RESTRICTIVE, SUNDAY, SUNDAY)
    assert say_closed(sunday) == (
        "Day, none: Grace Okafor, 23 Nov 03:14",
        "Day, as logged: Grace Okafor, 23 Nov 05:14",
    )
    story.tell("Grace asks, and declares Sunday as logged. Both declarations can still be read.")


def test_leave_at_midnight(ward, story) -> None:
    """A patient is on leave at midnight"""
    session = ward.unlock("emeka")
    record_new(session, Movement(person=ward.jamal, move="leave", when=at(SUNDAY, 18)))
    story.tell("JM goes on leave on Sunday at 18:00.")
    said = proposed(session, SUNDAY)
    assert (said.in_bed, said.on_leave) == (1, 1)
    confirm(session, said)
    story.tell("After midnight the movements propose: 1 in bed, 1 on leave. Emeka confirms it.")
    nights = occupied(session, SATURDAY, SUNDAY)
    assert nights.words() == "2 occupied bed days including leave, 1 without, 1 of 2 nights"
    story.tell(f"The bed days say which is which, and over how many nights: '{nights.words()}'.")
    record_new(session, Movement(person=ward.jamal, move="return", when=at(SUNDAY, 23, 30)))
    (in_bed, on_leave) = census(session, SUNDAY).differences
    assert in_bed == "In bed: 1 counted, 2 by the movements, 1 when it was confirmed."
    story.tell("On Monday somebody enters that JM was back at 23:30. The census stays as counted.")
    story.tell(f"Beside it stands: '{in_bed}' '{on_leave}'")


def test_two_nurses(ward, story) -> None:
    """Two nurses record one event on one terminal"""
    session = ward.unlock("emeka")
    first = record_new(session, hold(ward, at(SUNDAY, 15), "Emeka Okoro"))
    story.tell(f"Emeka records a hold of RW at 15:00. It is saved as #{first.number}.")
    session = ward.unlock("grace")
    mine = hold(ward, at(SUNDAY, 15, 7), "Emeka Okoro")
    shown = before_saving(session, mine)
    (found,) = shown.likely
    assert found.row.record == first.record
    story.tell(f"Grace writes hers. ^S shows Emeka's beside it: '{found.words()}'.")
    story.tell(f"Both counts stand below: '{counts_words(shown)}'")
    second = record_new(session, mine)
    span = (at(SUNDAY, 0), at(SUNDAY, 23))
    assert counts(session, *span) == (2, 2, 1)
    story.tell("She saves all the same: nothing blocks recording, and nothing is merged.")
    link(session, first.record, second.record, "staff-said")
    assert counts(session, *span) == (1, 2, 0)
    assert of_record(session, second.record).why[first.record].why == "staff-said"
    story.tell("She links the two, and why. The counts say 1 incident, 2 records; both stay.")
    unlink(session, first.record, second.record, "two holds, Emeka says")
    assert counts(session, *span) == (2, 2, 0)
    assert of_record(session, first.record).likely == ()
    story.tell("Emeka says that there were two holds. She takes the link back, with the reason.")
