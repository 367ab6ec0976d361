"""The numbers behind a chart as a table, for the page and for a CSV file beside it."""

import csv
import io
from collections.abc import Iterator

from wardsafe.measures import words
from wardsafe.measures.cells import cell
from wardsafe.measures.chart import Chart

Row = tuple[str | float | None, ...]


def columns(chart: Chart) -> tuple[str, ...]:
    """The heads: the time, what was counted, what is drawn, the lines, what it means."""
    return ("period", "counted", "of", chart.unit, "centre", "upper", "lower", "signal")


def rows(chart: Chart) -> Iterator[Row]:
    """One row a point; a gap says so in words and has no number."""
    for place, point in enumerate(chart.points):
        value = point.value
        yield (
            point.period.said,
            None if value is None else value.count,
            None if value is None else value.of,
            point.number,
            chart.centre[place],
            chart.upper[place],
            chart.lower[place],
            " ".join((point.state, *point.letters)),
        )


def said(row: Row) -> tuple[str, ...]:
    """A row as it is printed."""
    return tuple(_said(each) for each in row)


def as_csv(chart: Chart) -> str:
    """A CSV file of the same rows that no spreadsheet runs as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(cell, columns(chart)))
    writer.writerows([cell(each) for each in row] for row in rows(chart))
    return out.getvalue()


def _said(value: str | float | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else words.number(value)
