"""Two versions of a record: both shown, none preferred."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.line_sheet import beside, wrapped
from wardsafe.tui.record_fields import GUTTER, labelled
from wardsafe.tui.record_past import author_words, moment_words, say_reason
from wardsafe.tui.record_values import differing, told
from wardsafe.views.history import Version

if TYPE_CHECKING:
    from wardsafe.services.finding import Opened

_NOTHING = Content("")


def two_versions(opened: "Opened", width: int) -> list[Content]:
    """Both shown, none preferred: side by side where there is room, otherwise one below another."""
    heads = opened.heads
    if len(heads) < 2:
        return []
    labels = {one.path: one.label for head in heads if head.record for one in told(head.record)}
    apart = differing(opened)
    room = (width - GUTTER) // len(heads) - 2
    lines = [drawn(f"{len(heads)} versions", "bold $over"), _NOTHING]
    if room >= 24:
        whole = [_who_line(n, head, room) for n, head in enumerate(heads)]
        lines += _columns("", whole, room)
        for path, words in apart.items():
            cells = [wrapped(each, "bold $ink", room) for each in words]
            lines += _columns(labels[path], cells, room)
    else:
        for n, head in enumerate(heads):
            lines += [*_who_line(n, head, width), _NOTHING]
            for path, words in apart.items():
                lines += labelled(labels[path], words[n], width, "bold $ink")
            lines += [_NOTHING]
    rest = "They say the same in everything else." if apart else "They say the same."
    return [*lines, _NOTHING, *wrapped(rest, "$quiet", width), _NOTHING, _NOTHING]


def _who_line(number: int, head: Version, width: int) -> list[Content]:
    act = {"void": "struck through", "amend": "amended"}.get(head.act, "first entry")
    key = joined(drawn(f"{number + 1}", "bold $accent"), drawn(f"  #{head.number}", "$accent"))
    lines = [joined(key, drawn(f"  {act}", "$ink")), drawn(moment_words(head.entered), "$quiet")]
    lines += wrapped(author_words(head), "$ink", width)
    if head.reason:
        lines += wrapped(f"because: {say_reason(head)}", "$quiet", width)
    return [*lines, _NOTHING]


def _columns(label: str, cells: Sequence[Sequence[Content]], room: int) -> list[Content]:
    lines: list[Content] = wrapped(label, "$quiet", GUTTER - 1) if label else []
    for number, cell in enumerate(cells):
        lines = beside(lines, cell, GUTTER + number * (room + 2))
    return lines
