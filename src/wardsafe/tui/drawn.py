"""The one way text reaches the screen: literal, cleaned, never read as markup.

Markup is live by default in Textual: a note could delete words or take a picture of the screen
(threats catalogue, findings 2 to 4). So widgets are given Content built here, and nothing else.
"""

from textual.content import Content, Span
from textual.widget import Widget
from textual.widgets import Static


def shown(text: str, *, lines: bool = False, width: int | None = None) -> str:
    """`text` with every character visible: escapes and hidden signs as markers, nothing dropped."""
    from wardsafe.records.text import show  # not at import: it must not delay the first frame

    return show(text, lines=lines, width=width)


def drawn(text: str, style: str = "", *, lines: bool = False, width: int | None = None) -> Content:
    """`text` as it is to be seen: every character visible, escapes and hidden signs as markers.

    `style` is a style of our own ("bold $strong"), never from data. `lines` keeps line ends;
    `width` cuts in cells, with the sign for cut.
    """
    seen = shown(text, lines=lines, width=width)
    spans = [Span(0, len(seen), style)] if style and seen else []
    return Content(seen, spans, strip_control_codes=False)


def joined(*parts: Content) -> Content:
    """Several pieces as one."""
    return Content("").join(parts)


def spread(left: Content, right: Content, width: int) -> Content:
    """`left` and `right` on one line of `width` cells; the left is cut where both do not fit."""
    room = width - right.cell_length
    if left.cell_length > room:
        left = left.truncate(max(0, room - 1), ellipsis=False)
    return joined(left, Content(" " * max(0, room - left.cell_length)), right)


class Plain(Static):
    """A Static that refuses markup: it takes Content, so that nothing undrawn gets in."""

    def __init__(
        self,
        content: Content | None = None,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(content or Content(""), markup=False, id=id, classes=classes)


def clear(widget: Widget) -> None:
    """Empty every Plain under `widget`, so that nothing of it is left in memory to draw."""
    for plain in widget.query(Plain):
        plain.update(Content(""))
