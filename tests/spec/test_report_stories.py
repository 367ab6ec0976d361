"""The story of a month's report: completeness first, and silence that is no nought."""

from datetime import date, datetime, timedelta

from wardsafe.clock import LONDON
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.closing import declare
from wardsafe.services.recording import record_new
from wardsafe.services.reports.page import html
from wardsafe.services.reports.ward_report import ward_report
from wardsafe.services.reports.writing import read_period, write_report


def test_a_months_report(ward, story, tmp_path) -> None:
    """A month's report"""
    session = ward.unlock("grace")
    began = datetime(2026, 11, 21, 15, 0, tzinfo=LONDON)
    row = Intervention(type="07", start=began, end=began + timedelta(minutes=4))
    record_new(session, RestrictivePractice(person=ward.rosa, when=began, interventions=(row,)))
    for day in (21, 22):
        declare(session, date(2026, 11, day))
    story.tell("By 23 November Grace has closed two days: one with a hold, one without incidents.")

    session = ward.unlock("ingrid")
    month = read_period("2026-11")
    before = session.ledger.count()
    written = write_report(session, month, tmp_path / "november.html")
    page = written.read_text()
    assert session.ledger.count() == before + 1
    story.tell(
        "Ingrid Lund, the safety lead, writes the report of the month into a file that she names. "
        "That she did is an entry, and the file is one page that loads nothing from anywhere."
    )
    assert f"{month.said} is not over." in page
    first = page.index("<h2>")
    assert page[first:].startswith("<h2>How complete this is</h2>")
    closed = "2 of 22 days were closed by the nurse in charge."
    assert page.index(closed) < page.index("1 record of restrictive practice.")
    assert page.index(closed) < page.index("<h2>Safety cross</h2>")
    story.tell(f"How complete it is stands first, before any figure: '{closed}'")

    never = "A day that nobody closed is not recorded, and is never read as a day without incidents"
    assert f"{closed} {never}." in page
    story.tell(f"Beside it stands what the other 21 days are: '{never}.'")
    cross = page.split('<table class="cross">')[1].split("</table>")[0]
    assert (cross.count("<b>1</b>"), cross.count("<b>–</b>"), cross.count("<b>?</b>")) == (1, 1, 20)
    assert "<b>0</b>" not in cross
    story.tell(
        "In the safety cross the 21st has a 1, the 22nd the sign for none, and each of the 20 days "
        "before them a question mark. The 23rd, which is not over, has no sign yet."
    )

    silent = html(ward_report(session, read_period("2026-10")))
    assert f"0 of 31 days were closed by the nurse in charge. {never}." in silent
    cross = silent.split('<table class="cross">')[1].split("</table>")[0]
    assert (cross.count("<b>?</b>"), cross.count("<b>–</b>"), cross.count("<b>0</b>")) == (31, 0, 0)
    story.tell(
        "Nobody closed a day of October or wrote anything. Its report begins with that, and has a "
        "question mark on all 31 days: none of them is read as a day without incidents."
    )
