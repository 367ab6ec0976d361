"""A record in lines: its fields by section, what the Act asks for, its versions.

Made from what the services hand over and a width, without widgets, so that a worker can do it.
Nothing is left out: what nobody filled in is named, and "not recorded" is never nought.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.content import Content

from wardsafe.records.base import Record, Row
from wardsafe.records.completeness import Item, count, outstanding
from wardsafe.records.fields import Field, fields_of, later_sections, now_fields
from wardsafe.records.moments import local, say_date, say_time
from wardsafe.records.reading import say_field
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.forms.meter import squares
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import beside, wrapped
from wardsafe.views.history import NOT_KNOWN, NOT_RECORDED, Version
from wardsafe.views.log_lines import LATE_AFTER
from wardsafe.vocabulary.code_lists import code_list

if TYPE_CHECKING:
    from wardsafe.services.finding import Opened

GUTTER, LEAD = 15, 3
TWO_COLUMNS = 100
"""Cells from which what is beside the fields stands at their right."""
RIGHT = 38
_NOTHING = Content("")
_REASONS = {"void": "void-reason", "amend": "amend-reason"}
NOT_FILLED_IN = "not filled in"
_NO_MODEL = "A later wardsafe wrote this; it is kept whole, and cannot be shown here."


@dataclass(frozen=True, slots=True)
class Told:
    """One value of a record in words. `path` is dotted for a row: "interventions.0.end"."""

    path: str
    label: str
    words: str

    @property
    def is_blank(self) -> bool:
        """Whether nobody has said anything."""
        return self.words == NOT_RECORDED


# --- the whole record ---------------------------------------------------------------------------


def record_lines(opened: "Opened", width: int) -> list[Content]:
    """Everything about a record: at the left its fields, at the right (or below) the rest."""
    wide = width >= TWO_COLUMNS
    room = width - RIGHT - 4 if wide else width
    left = [*_standing(opened, room), *_same_event(opened, room), *_two_versions(opened, room)]
    left += [*body(opened, room), *_voices(opened, room)]
    aside = RIGHT if wide else width
    right = [*_meter(opened, aside), *history_lines(opened, aside)]
    if wide:
        return beside(left, right, width - RIGHT)
    return [*left, _NOTHING, _NOTHING, *right]


def body(opened: "Opened", width: int) -> list[Content]:
    """The fields of the first current version by section; of two versions, where they agree."""
    said = opened.said
    if said is None:
        return wrapped(_NO_MODEL, "$ink", width)
    style = "strike $quiet" if opened.is_void else "$ink"
    differ = _differing(opened)
    each = [head.record for head in opened.heads if head.record]
    lines: list[Content] = []
    sections = {opened.title: tuple(_first_fields(type(said))), **later_sections(type(said))}
    for name, fields in sections.items():
        same = [field for field in fields if field.name not in differ]
        shown = _section(each, name, same, width, style, differ) if same else []
        lines += [*([_NOTHING, _NOTHING] if lines and shown else []), *shown]
    return lines


def _first_fields(model: type[Record]) -> Iterator[Field]:
    """What is asked for now, then what no part of a form asks for, the person apart."""
    yield from now_fields(model)
    for field in fields_of(model):
        nowhere = field.order is None and field.section is None and not field.rows
        if nowhere and not field.derived and field.who != "patient":
            yield field


def _section(
    each: Sequence[Record],
    name: str,
    fields: Sequence[Field],
    width: int,
    style: str,
    differ: Iterable[str],
) -> list[Content]:
    """One section of the first version; rows that differ are shown as every version has them."""
    said = each[0]
    filled: list[Content] = []
    blank: list[str] = []
    for field in fields:
        told = _said(said, said, field, field.name)
        if field.rows and any(path.startswith(f"{field.name}.") for path in differ):
            for number, version in enumerate(each):
                label = f"{field.label}, version {number + 1}"
                filled += _rows(version, replace(field, label=label), width, style)
        elif field.rows and getattr(said, field.name, None):
            filled += _rows(said, field, width, style)
            blank += _blank_columns(said, field)
        elif told.is_blank:
            if field.order is not None or field.section is not None:
                blank.append(told.label)
        else:
            filled += labelled(told.label, told.words, width, style)
    if blank:
        names = "; ".join([blank[0], *(one[:1].lower() + one[1:] for one in blank[1:])])
        filled += labelled(NOT_RECORDED, names, width, "$quiet")
    return [drawn(name, "bold $strong"), _NOTHING, *_trimmed(filled)]


def _trimmed(lines: Sequence[Content]) -> Sequence[Content]:
    """Without blank lines at its beginning and end."""
    there = [index for index, line in enumerate(lines) if line.plain]
    return lines[there[0] : there[-1] + 1] if there else ()


def labelled(label: str, words: str, width: int, style: str = "$ink") -> list[Content]:
    """A quiet label in the gutter, the words beside it over as many lines as they need."""
    room = width - GUTTER
    tag = drawn(label, "$quiet", width=GUTTER - 1)
    return beside([tag], wrapped(words, style, room), GUTTER)


def _rows(said: Record, field: Field, width: int, style: str) -> list[Content]:
    """Rows as a table with aligned columns where they fit, otherwise one below the other."""
    rows: Sequence[Row] = getattr(said, field.name)
    own, field = field.rows, _with_its_name(said, field)
    told = [_told_row(said, field, row, index) for index, row in enumerate(rows)]
    short = [[one for one, _ in _pairs(row, field, narrative=False)] for row in told]
    used = {one.label for row in short for one in row[:1]}
    used |= {one.label for row in short for one in row if not one.is_blank}
    cells = [[one for one in row if one.label in used] for row in short]
    says = any(
        not one.is_blank
        for row in told
        for one, column in zip(row, field.rows, strict=True)
        if column in own
    )
    lines = [_NOTHING, *_table(field.label, cells, width, style)] if says else []
    for number, row in enumerate(told):
        for one, _ in _pairs(row, field, narrative=True):
            if not one.is_blank:
                lines += labelled(f"{number + 1} {one.label}", one.words, width, style)
    return [*lines, _NOTHING] if lines else []


def _blank_columns(said: Record, field: Field) -> list[str]:
    """What no row says anything about."""
    rows = [
        _told_row(said, field, row, index) for index, row in enumerate(getattr(said, field.name))
    ]
    return [
        column.label
        for place, column in enumerate(field.rows)
        if not column.derived and all(row[place].is_blank for row in rows)
    ]


def _with_its_name(said: Record, field: Field) -> Field:
    """The columns of a section after the one that says which row it is."""
    whole = next(each for each in fields_of(type(said)) if each.name == field.name)
    first = whole.rows[0]
    return field if field.rows[0] == first else replace(field, rows=(first, *field.rows))


def _pairs(row: Sequence[Told], field: Field, *, narrative: bool) -> list[tuple[Told, Field]]:
    pairs = zip(row, field.rows, strict=True)
    return [(one, column) for one, column in pairs if (column.input == "words") is narrative]


def _table(
    title: str, cells: Sequence[Sequence[Told]], width: int, style: str
) -> Iterator[Content]:
    """`title` stands over the first column, as it does on the form."""
    titles = [title, *(one.label for one in cells[0][1:])]
    long = [
        max(len(titles[n]) - (LEAD if n == 0 else 0), *(len(row[n].words) for row in cells))
        for n in range(len(titles))
    ]
    if LEAD + sum(long) + 2 * (len(long) - 1) <= width:
        yield _table_line("", titles, [long[0] + LEAD, *long[1:]], "$quiet")
        for number, row in enumerate(cells):
            lead = f"{number + 1:<{LEAD}}"
            yield _table_line(lead, [one.words for one in row], long, style)
        return
    yield drawn(title, "$quiet")
    for number, row in enumerate(cells):
        for place, one in enumerate(row):
            which = drawn(f"{number + 1}" if place == 0 else "", "$quiet")
            words = one.words if place == 0 else f"{one.label}: {one.words}"
            yield from beside([which], wrapped(words, style, width - LEAD), LEAD)


def _table_line(lead: str, cells: Sequence[str], long: Sequence[int], style: str) -> Content:
    pieces = [drawn(lead, "$quiet")]
    for cell, length in zip(cells, long, strict=True):
        one = drawn(cell, style if cell != NOT_RECORDED else "$quiet")
        pieces.append(one.pad_right(max(0, length + 2 - one.cell_length)))
    return joined(*pieces).rstrip()


def _told_row(said: Record, field: Field, row: Row, index: int) -> list[Told]:
    path = f"{field.name}.{index}"
    return [_said(said, row, column, f"{path}.{column.name}") for column in field.rows]


def _said(said: Record, holder: Record | Row, field: Field, path: str) -> Told:
    value = getattr(holder, field.name, None)
    return Told(path, field.label, _words(said, holder, field, value, path))


def _words(said: Record, holder: Record | Row, field: Field, value: Any, path: str) -> str:
    if value in (None, (), ""):
        if said.is_not_known(path):
            return NOT_KNOWN
        started = field.after is not None and getattr(holder, field.after, None) is not None
        return field.open_end if field.open_end and started else NOT_RECORDED
    began = said.happened()
    if isinstance(value, datetime) and isinstance(holder, Row) and began is not None:
        same = local(value).date() == local(began).date()
        return say_time(value) if same else f"{say_time(value)} {say_date(local(value).date())}"
    return say_field(field, value)


# --- two versions -------------------------------------------------------------------------------


def told(said: Record) -> list[Told]:
    """Every value of a record in words, row by row."""
    found: list[Told] = []
    for field in fields_of(type(said)):
        if field.derived or field.who == "patient":
            continue
        if not field.rows:
            found.append(_said(said, said, field, field.name))
            continue
        rows = getattr(said, field.name, ())
        for index, row in enumerate(rows):
            which = f" ({field.label.lower()} {index + 1})" if len(rows) > 1 else ""
            each = _told_row(said, field, row, index)
            found += [replace(one, label=one.label + which) for one in each]
    return found


def _differing(opened: "Opened") -> dict[str, list[str]]:
    """Where the current versions differ: path → what each of them says."""
    heads = opened.heads
    if len(heads) < 2 or any(head.record is None for head in heads):
        return {}
    each = [{one.path: one.words for one in told(head.record)} for head in heads if head.record]
    paths = dict.fromkeys(path for version in each for path in version)
    apart = {path: [version.get(path, NOT_RECORDED) for version in each] for path in paths}
    return {path: words for path, words in apart.items() if len(set(words)) > 1}


def _two_versions(opened: "Opened", width: int) -> list[Content]:
    """Both shown, none preferred: side by side where there is room, otherwise one below another."""
    heads = opened.heads
    if len(heads) < 2:
        return []
    labels = {one.path: one.label for head in heads if head.record for one in told(head.record)}
    apart = _differing(opened)
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
    lines = [joined(key, drawn(f"  {act}", "$ink")), drawn(_moment(head.entered), "$quiet")]
    lines += wrapped(_author(head), "$ink", width)
    if head.reason:
        lines += wrapped(f"because: {say_reason(head)}", "$quiet", width)
    return [*lines, _NOTHING]


def _columns(label: str, cells: Sequence[Sequence[Content]], room: int) -> list[Content]:
    lines: list[Content] = wrapped(label, "$quiet", GUTTER - 1) if label else []
    for number, cell in enumerate(cells):
        lines = beside(lines, cell, GUTTER + number * (room + 2))
    return lines


# --- beside the fields --------------------------------------------------------------------------


def _standing(opened: "Opened", width: int) -> list[Content]:
    """What must be known before anything is read: struck through, or entered late."""
    lines: list[Content] = []
    for sentence in opened.not_as_saved:
        lines += wrapped(f"{glyphs().alert} {sentence}", "bold $over", width)
    if opened.is_void:
        last = opened.heads[0]
        lines += [drawn("Void", "bold $strong")]
        lines += wrapped(
            f"Struck through {_moment(last.entered)} by {_author(last)}, "
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


def _same_event(opened: "Opened", width: int) -> list[Content]:
    """Records that a person linked with this one, and those that may tell of the same event."""
    twins = opened.twins
    rows = [(row, "linked: the same event") for row in twins.linked]
    rows += [(each.row, f"maybe the same event: {each.words()}") for each in twins.likely]
    lines = [
        spread(drawn(f"#{row.number}  {row.what}", "$ink"), drawn(words, "$quiet"), width)
        for row, words in rows
    ]
    head = drawn("The same event?", "bold $strong")
    return [head, _NOTHING, *lines, _NOTHING, _NOTHING] if lines else []


def _voices(opened: "Opened", width: int) -> list[Content]:
    """What the person, a carer or an advocate said of it, in their own words."""
    if not opened.heard:
        return []
    lines: list[Content] = [_NOTHING, _NOTHING, drawn("In their words", "bold $strong"), _NOTHING]
    for one in opened.heard:
        lines += wrapped(f"“{one.voice.words or NOT_RECORDED}”", "italic $ink", width)
        whose = code_list("voice-of").text(one.voice.whose) if one.voice.whose else "not said whose"
        by = f"{whose}, written down by {one.entered_by}, {_moment(one.entered)}"
        lines += [*wrapped(by, "$quiet", width), _NOTHING]
    return lines


def is_late(first: Version) -> bool:
    """Whether a first entry was made longer after the event than a shift lasts."""
    apart = first.happened and first.entered and first.entered - first.happened
    return bool(apart and apart > LATE_AFTER)


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


def history_lines(opened: "Opened", width: int, *, changes: int | None = None) -> list[Content]:
    """Who wrote which version when, and what it changed; `changes` shows only so many of each."""
    lines = [drawn("History", "bold $strong"), _NOTHING]
    if changes is None:
        lines[0] = spread(lines[0], readers_line(opened.readers), width)
    for version in opened.versions:
        lines += [*_version(opened, version, width, changes), _NOTHING]
    return lines[:-1]


def _version(
    opened: "Opened", version: Version, width: int, changes: int | None
) -> Iterator[Content]:
    number = drawn(f"#{version.number}", "$accent")
    entered = drawn(f"  {_moment(version.entered)}", "$quiet")
    first = joined(number, entered)
    if version.current and len(opened.versions) > 1 and first.cell_length + 9 <= width:
        first = spread(first, drawn("current", "$quiet"), width)
    yield first
    yield from wrapped(_author(version), "$ink", width)
    yield from wrapped(
        _act(version), "$due" if is_late(version) and version.late else "$quiet", width
    )
    if version.act == "record" and version.happened and changes is None:
        yield from wrapped(f"happened {_moment(version.happened)}", "$quiet", width)
    for change in version.changes[:changes]:
        yield from _change(change.label, change.before, change.after, width, changes is not None)
    more = len(version.changes) - len(version.changes[:changes])
    if more:
        yield drawn(f"and {more} more", "$quiet")
    if version.reason:
        yield from wrapped(f"because: {say_reason(version)}", "$quiet", width)
    if version.missing:
        yield from wrapped("follows a version that is not here yet", "$due", width)


def _act(version: Version) -> str:
    said = {"void": "struck through", "amend": "amended"}.get(version.act, version.late)
    if version.via:
        said = f"{said}, by {version.via}" if version.via == "import" else f"{said}, {version.via}"
    return (
        said if len(version.parents) < 2 else f"{said}, chosen from {len(version.parents)} versions"
    )


def _change(label: str, before: str, after: str, width: int, short: bool) -> Iterable[Content]:
    added = before == NOT_RECORDED
    words = f"{label}: {after}" if added else f"{label}: {before} {glyphs().to} {after}"
    lines = wrapped(words, "$quiet" if short else "$ink", width)
    if not short or len(lines) <= 2:
        return lines
    return [lines[0], joined(lines[1].truncate(width - 2), drawn(f" {glyphs().cut}", "$quiet"))]


def readers_line(readers: int) -> Content:
    """How many people have read it, with the key that names them."""
    people = "person" if readers == 1 else "people"
    said = f"{readers} {people}" if readers else "nobody yet"
    return joined(drawn("V", "bold $accent"), drawn(f" read by {said}", "$quiet"))


def say_reason(version: Version) -> str:
    """The reason of an amendment or a void: the words of its code, or what was typed."""
    listed = _REASONS.get(version.act)
    known = {code.code: code.text for code in code_list(listed).codes} if listed else {}
    return known.get(version.reason, version.reason)


def _author(version: Version) -> str:
    who = version.author_name or "somebody not signed in"
    return f"{who}, {version.job_title}" if version.job_title else who


def _moment(when: datetime | None) -> str:
    if when is None:
        return "at a time not known here"
    return f"{say_date(local(when).date())} {say_time(when)}"
