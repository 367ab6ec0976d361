"""A record in lines: its fields by section, what the Act asks for, its versions, its review.

Made from what the services hand over and a width, without widgets, so that a worker can do it.
Nothing is left out: what nobody filled in is named, and "not recorded" is never nought.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from wardsafe.records.completeness import Item, count, outstanding
from wardsafe.tui.alike_lines import same_event_lines
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.forms.meter import squares
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import beside, wrapped
from wardsafe.tui.record_fields import body
from wardsafe.tui.record_past import (
    author_words,
    history_lines,
    is_late,
    moment_words,
    say_reason,
)
from wardsafe.tui.record_review import came_of_it, review_lines
from wardsafe.tui.record_versions import two_versions
from wardsafe.views.history import NOT_KNOWN, NOT_RECORDED
from wardsafe.vocabulary.code_lists import code_list

if TYPE_CHECKING:
    from wardsafe.services.finding import Opened

TWO_COLUMNS = 100
"""Cells from which what is beside the fields stands at their right."""
RIGHT = 38
_NOTHING = Content("")
NOT_FILLED_IN = "not filled in"


def record_lines(opened: "Opened", width: int) -> list[Content]:
    """Everything about a record: at the left its fields, at the right (or below) the rest."""
    wide = width >= TWO_COLUMNS
    room = width - RIGHT - 4 if wide else width
    left = [
        *_standing(opened, room),
        *same_event_lines(opened.twins, room),
        *two_versions(opened, room),
    ]
    left += [*came_of_it(opened, room), *body(opened, room)]
    left += _voices(opened, room)
    aside = RIGHT if wide else width
    right = [*_meter(opened, aside), *review_lines(opened, aside)]
    right += history_lines(opened, aside)
    if wide:
        return beside(left, right, width - RIGHT)
    return [*left, _NOTHING, _NOTHING, *right]


def _standing(opened: "Opened", width: int) -> list[Content]:
    """What must be known before anything is read: struck through, or entered late."""
    lines: list[Content] = []
    for sentence in opened.not_as_saved:
        lines += wrapped(f"{glyphs().alert} {sentence}", "bold $over", width)
    if opened.is_void:
        last = opened.heads[0]
        lines += [drawn("Void", "bold $strong")]
        lines += wrapped(
            f"Struck through {moment_words(last.entered)} by {author_words(last)}, "
            f"because: {say_reason(last)}. It stays readable.",
            "$ink",
            width,
        )
    first = opened.versions[0]
    if is_late(first):
        lines += wrapped(
            f"Entered late: {first.late.removeprefix('first entry, ')}.", "$due", width
        )
    return [*lines, _NOTHING, _NOTHING] if lines else []


def _voices(opened: "Opened", width: int) -> list[Content]:
    """What the person, a carer or an advocate said of it, in their own words."""
    if not opened.heard:
        return []
    lines: list[Content] = [_NOTHING, _NOTHING, drawn("In their words", "bold $strong"), _NOTHING]
    for one in opened.heard:
        lines += wrapped(f"“{one.voice.words or NOT_RECORDED}”", "italic $ink", width)
        whose = code_list("voice-of").text(one.voice.whose) if one.voice.whose else "not said whose"
        by = f"{whose}, written down by {one.entered_by}, {moment_words(one.entered)}"
        lines += [*wrapped(by, "$quiet", width), _NOTHING]
    return lines


def _meter(opened: "Opened", width: int) -> list[Content]:
    if not opened.items:
        return []
    lines: list[Content] = []
    for number, found in enumerate(opened.items):
        title = "What the Act asks for" if len(opened.items) == 1 else f"Version {number + 1}"
        lines += [_meter_head(title, found, width), _NOTHING, squares(found), _NOTHING]
        lines += _outstanding(found, width)
        lines += [_NOTHING, _NOTHING]
    return lines


def _meter_head(title: str, found: Sequence[Item], width: int) -> Content:
    share = drawn("{} of {}".format(*count(found)), "bold $strong")
    return spread(drawn(title, "bold $strong"), share, min(width, RIGHT))


def _outstanding(found: Sequence[Item], width: int) -> list[Content]:
    lines: list[Content] = []
    for item in outstanding(found):
        lines.append(
            joined(
                drawn(f"{glyphs().no_item} ", "$faint"),
                drawn(f"{item.letter}  ", "$quiet"),
                drawn(item.label, "$ink", width=width - 5),
            )
        )
        if item.why not in ("", NOT_FILLED_IN):  # what says no more than the empty square
            lines += beside([], wrapped(item.why, "$quiet", width - 5), 5)
    unknown = [item.label for item in found if item.state == NOT_KNOWN]
    if unknown:
        lines += wrapped(f"not known: {', '.join(unknown)}", "$quiet", width)
    return lines or [drawn("Nothing is outstanding.", "$ink")]
