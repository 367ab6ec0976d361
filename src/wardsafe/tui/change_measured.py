"""What the ward measured while a change was tested: the chart on the screen of a test."""

from textual.content import Content

from wardsafe.measures.chart import Chart
from wardsafe.records.moments import local
from wardsafe.services.changing import Kept
from wardsafe.services.measuring_charts import of_test
from wardsafe.services.session import Session
from wardsafe.tui.chart import Note, draw
from wardsafe.tui.chart_said import said_lines, shortened
from wardsafe.tui.line_sheet import wrapped
from wardsafe.vocabulary.code_lists import code_list

LONGEST_SAID = 2


def measured(session: Session, test: Kept, width: int, height: int) -> list[Content]:
    """The chart of the measure of a test from before its Do until now, at most `height` lines of
    `width` cells, with its sentence. Nothing where the measure has no chart here.

    Called in a worker; it may take as long as a chart takes.
    """
    found = of_test(session, test)
    if found is None:
        return []
    chart = found.chart
    said = shortened(said_lines(chart, width), LONGEST_SAID, width)
    notes = [Note(local(mark.at).date(), mark.words) for mark in found.marks]
    head = wrapped(f"{_title(chart, test, width)}: {chart.completeness.said}", "$quiet", width)
    return [*head, *draw(chart, width, height - len(head) - len(said), notes), *said]


def _title(chart: Chart, test: Kept, width: int) -> str:
    """The title, shorter where how much was recorded would not stand beside it."""
    fits = len(chart.title) + 2 + len(chart.completeness.said) <= width
    if fits or chart.handed_over or not test.said.measure:
        return chart.title
    return code_list("measure").short(test.said.measure)
