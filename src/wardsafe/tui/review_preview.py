"""The selected record of the queue beside it: what happened, what to look at, the thread."""

from textual.content import Content

from wardsafe.services.finding import Opened
from wardsafe.services.reviewing_records import ReviewOf
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.record_past import author_words, history_lines, say_reason
from wardsafe.tui.record_preview import summary
from wardsafe.tui.record_review import (
    found_lines,
    outcome_lines,
    signed_lines,
    thread_lines,
)
from wardsafe.views.review_rows import INCOMPLETE, CaseRow

_NOTHING = Content("")
REST = "the rest with Enter"


def first_lines(row: CaseRow, waits: str, width: int) -> list[Content]:
    """What the row itself says, drawn at once while the rest is being read."""
    number = drawn(f"#{row.number}", "bold $accent")
    title = drawn(f"  {row.title}", "bold $strong")
    left = joined(number, title, drawn(f"  {row.initials}", "$ink"))
    return [spread(left, drawn(f"  {waits}", "$quiet"), width), _NOTHING]


def preview_lines(
    row: CaseRow, opened: Opened, waits: str, width: int, height: int
) -> list[Content]:
    """What fits of a record and its review: the thread and its end before the history."""
    review = opened.review
    lines = first_lines(row, waits, width)[:1]
    by = f"reported by {author_words(opened.versions[0])}"
    lines += [drawn(by, "$quiet", width=width), _NOTHING]
    if opened.is_void:
        lines += wrapped(f"void: {say_reason(opened.heads[0])}", "$ink", width)
    lines += [*summary(opened, width), *_noticed(row, opened, width)]
    parts = [*_review(review, width), history_lines(opened, width, changes=1)]
    for part in parts:
        gap = [_NOTHING, _NOTHING] if height >= 30 else [_NOTHING]
        if len(lines) + len(gap) + len(part) > height - 1:
            room = height - len(lines) - len(gap) - 2
            if room > 2:
                lines += [*gap, *part[:room]]
            return [*lines[: max(0, height - 2)], _NOTHING, drawn(REST, "$quiet")][:height]
        lines += [*gap, *part]
    return lines


def _review(review: ReviewOf | None, width: int) -> list[list[Content]]:
    if review is None:
        return []
    parts = [thread_lines(review.thread, width)] if review.thread else []
    parts += [outcome_lines(review, width)] if review.outcomes else []
    parts += [found_lines(review, width)] if review.findings else []
    return parts + ([signed_lines(review, width)] if review.signed else [])


def _noticed(row: CaseRow, opened: Opened, width: int) -> list[Content]:
    """What should not be missed, and what may be or is the same event."""
    words = [word for word in row.flags if word not in (INCOMPLETE, "void")]
    lines = [_NOTHING, drawn(", ".join(words), "$due", width=width)] if words else []
    for twin in opened.twins.linked:
        lines.append(drawn(f"linked with #{twin.number}, the same event", "$ink", width=width))
    for near in opened.twins.likely[:2]:
        said = f"maybe the same as #{near.row.number}: {near.words()}"
        lines.append(drawn(said, "$due", width=width))
    for one in opened.heard[:1]:
        lines += [_NOTHING, *wrapped(f"“{one.voice.words or ''}”", "italic $ink", width)[:2]]
    return lines
