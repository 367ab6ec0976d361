"""Records that may tell of one event, in lines: beside each other before one of them is saved, and
on each of them afterwards, with who linked them and why."""

from collections.abc import Iterator

from textual.content import Content

from wardsafe.records.base import Record
from wardsafe.records.fields import now_fields
from wardsafe.records.moments import local, say_date, say_time
from wardsafe.services.duplicates import Alike, Joined, Likely, Twins
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.line_sheet import beside, wrapped
from wardsafe.tui.record_values import told
from wardsafe.views.folding import moment
from wardsafe.views.history import NOT_RECORDED
from wardsafe.vocabulary.code_lists import code_list

LABEL, GAP = 15, 2
REST = "They say the same in everything else."
_NOTHING = Content("")


def counts_words(found: Alike) -> str:
    """Both counts, of events and of records, for either decision."""
    records = f"{found.records} records"
    linked = found.events - 1
    return (
        f"As it is: {found.events} events in {records}. "
        f"Linked: {linked} event{'s' * (linked > 1)} in {records}."
    )


def alike_lines(one: Likely, this: Record, width: int) -> list[Content]:
    """The heads of both, what was asked for at once, and whatever else differs, which is bold."""
    room = (width - LABEL - GAP) // 2
    lines = list(_row("", _theirs(one), "This one, not saved yet", room, "bold $strong"))
    lines += _row("", _entered(one), "", room, "$quiet")
    lines.append(_NOTHING)
    first = {field.name for field in now_fields(type(this))}
    mine = {each.path: each for each in told(this)}
    theirs = {each.path: each for each in told(one.said)} if one.said else {}
    for path in dict.fromkeys([*theirs, *mine]):
        left = theirs[path].words if path in theirs else NOT_RECORDED
        right = mine[path].words if path in mine else NOT_RECORDED
        label = (mine.get(path) or theirs[path]).label
        if left != right:
            lines += _row(label, left, right, room, "bold $strong")
        elif left != NOT_RECORDED and path.partition(".")[0] in first:
            lines += _row(label, left, right, room, "$ink")
    return [*lines, _NOTHING, drawn(REST, "$quiet")]


def _row(label: str, left: str, right: str, room: int, style: str) -> Iterator[Content]:
    cells = [
        wrapped(words, "$quiet" if words == NOT_RECORDED else style, room)
        for words in (left, right)
    ]
    both = beside(cells[0], cells[1], room + GAP)
    yield from beside(wrapped(label, "$quiet", LABEL - 1) if label else [], both, LABEL)


def _theirs(one: Likely) -> str:
    return f"#{one.row.number}, {one.words()}"


def _entered(one: Likely) -> str:
    at = moment(one.row.entered)
    when = f"{say_date(local(at).date())} {say_time(at)}" if at else "at a time not known here"
    return f"entered {when} by {one.row.author or 'somebody not signed in'}"


def which_words(found: Alike, at: int) -> Content:
    """Which of several is shown."""
    if len(found.likely) == 1:
        return Content("")
    return joined(drawn(f"{at + 1} of {len(found.likely)}, the nearest first", "$quiet"))


def same_event_lines(twins: Twins, width: int) -> list[Content]:
    """What a person linked with a record, by whom and why; what may be the same; both counts."""
    if not twins.linked and not twins.likely:
        return []
    events = f"{twins.events} event{'s' * (twins.events > 1)} in {twins.records} records"
    head = drawn("The same event?", "bold $strong")
    lines = [spread(head, drawn(events, "$quiet"), width), _NOTHING]
    for row in twins.linked:
        lines.append(_other(row.number, row.what, "linked: the same event", width))
        if (joined_ := twins.why.get(row.record)) is not None:
            lines += [joined(Content("  "), one) for one in _why(joined_, width - 2)]
    for each in twins.likely:
        words = f"maybe the same event: {each.words()}"
        lines.append(_other(each.row.number, each.row.what, words, width))
    return [*lines, _NOTHING, _NOTHING]


def _other(number: int, what: str, words: str, width: int) -> Content:
    return spread(drawn(f"#{number}  {what}", "$ink"), drawn(words, "$quiet"), width)


def _why(one: Joined, width: int) -> list[Content]:
    known = {code.code: code.text for code in code_list("amend-reason").codes}
    why = f", because: {known.get(one.why, one.why)}" if one.why else ""
    when = f", {say_date(local(one.at).date())} {say_time(one.at)}" if one.at else ""
    return wrapped(f"by {one.by}{when}{why}", "$quiet", width)
