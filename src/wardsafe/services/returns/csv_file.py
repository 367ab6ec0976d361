"""Rows as CSV that a spreadsheet takes for data and never for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from wardsafe.measures.cells import cell


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Heads and rows as CSV with CRLF ends (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([cell(each) for each in row] for row in rows)
    return out.getvalue()
