"""What the ward measured while a change was tested: the chart on the screen of a test."""

from textual.content import Content

from wardsafe.services.changing import Kept
from wardsafe.services.session import Session


def measured(session: Session, test: Kept, width: int, height: int) -> list[Content]:
    """The chart of the measure of a test from before its Do until now, at most `height` lines of
    `width` cells, with its sentence. Nothing where the measure has no chart here.

    Called in a worker; it may take as long as a chart takes.
    """
    return []
