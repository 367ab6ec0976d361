"""Writing a report where somebody says: one page, and a CSV file for each of its charts."""

import re
from datetime import date
from pathlib import Path

from wardsafe.errors import BadInput
from wardsafe.measures.periods import MONTH, QUARTER, YEAR, Period, period_of
from wardsafe.services.reports.numbers import as_csv
from wardsafe.services.reports.page import html
from wardsafe.services.reports.ward_report import charts, ward_report
from wardsafe.services.returns.placing import write_file, write_folder
from wardsafe.services.session import Session

_NAMED = re.compile(r"(2\d{3})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")


def read_period(typed: str) -> Period:
    """2026-11 is a month, 2026-Q4 a quarter, 2026 a year. Raises BadInput."""
    found = _NAMED.fullmatch(typed.strip().upper())
    if found is None:
        raise BadInput(
            "A report is of a month, a quarter or a year.",
            do="Write it like 2026-11, 2026-Q4 or 2026.",
        )
    year, month, quarter = found.groups()
    if month:
        return period_of(MONTH, date(int(year), int(month), 1))
    if quarter:
        return period_of(QUARTER, date(int(year), 3 * int(quarter) - 2, 1))
    return period_of(YEAR, date(int(year), 1, 1))


def write_report(session: Session, period: Period, target: Path) -> Path:
    """Write the page; that it was made is an entry first. Raises NotAllowed, BadInput, NotSaved."""
    return write_file(session, target, html(ward_report(session, period)), f"report {period.said}")


def write_numbers(session: Session, period: Period, folder: Path) -> Path:
    """Write the numbers behind each chart of the report, one CSV file a measure. Raises as
    `write_report`."""
    session.require("write a report")
    files = {f"{name}.csv": as_csv(chart) for name, chart in charts(session, period).items()}
    return write_folder(session, folder, files, f"numbers {period.said}")
