"""The report of a year, from the ledger's views to the one page of HTML that is written."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import wards
from measured import Within, note, p50
from of_the_ledger import timed
from sizes import Size

from wardsafe.measures.periods import YEAR, period_of
from wardsafe.records.moments import local
from wardsafe.services.reports.page import html
from wardsafe.services.reports.ward_report import ward_report

DAYS, IN_CHARGE = 730, "s-okafor"
MOST = 3.0
"""Seconds; a local standard."""


def reports(size: Size) -> Iterator[str]:
    """The last whole year of a ward of two years, as busy as the ward of ten."""
    incidents = max(1, round(size.ten_years * DAYS / wards.TEN_YEARS))
    with closing(wards.unlock(wards.ward(incidents, DAYS), IN_CHARGE)) as session:
        year = period_of(YEAR, date(local(session.now()).year - 1, 1, 1))
        page = html(ward_report(session, year))
        taken = [timed(lambda: html(ward_report(session, year))) for _ in range(size.opens)]
        yield Within("report of a year", taken, MOST, p50).line()
        yield note(f"{incidents:,} incidents in {DAYS} days; a page of {len(page):,} characters.")
