"""The numbers of a chart in a file beside it, where a person says."""

from pathlib import Path

from wardsafe.errors import BadInput
from wardsafe.measures.chart import Chart
from wardsafe.services.reports.numbers import as_csv
from wardsafe.services.returns.placing import write_file
from wardsafe.services.session import Session

FILE = "write the numbers to a file"


def write_numbers(session: Session, target: Path, chart: Chart) -> Path:
    """Write the numbers as CSV, no cell of which runs as a formula; that they were written is an
    entry first. Raises NotAllowed, BadInput for a place that is not there or taken, NotSaved."""
    session.require(FILE)
    if not target.expanduser().is_absolute():
        raise BadInput("That is not a whole path.", field="path", do="Begin it at the top.")
    return write_file(session, target, as_csv(chart), f"numbers: {chart.asked.measure.id}")
