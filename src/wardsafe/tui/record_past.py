"""Who wrote which version of a record when, what it changed, and who has read it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from wardsafe.records.moments import local, say_date, say_time
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import wrapped
from wardsafe.views.history import NOT_RECORDED, Version
from wardsafe.views.log_lines import LATE_AFTER
from wardsafe.vocabulary.code_lists import code_list

if TYPE_CHECKING:
    from wardsafe.services.finding import Opened

_NOTHING = Content("")
_REASONS = {"void": "void-reason", "amend": "amend-reason"}


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
    entered = drawn(f"  {moment_words(version.entered)}", "$quiet")
    first = joined(number, entered)
    if version.current and len(opened.versions) > 1 and first.cell_length + 9 <= width:
        first = spread(first, drawn("current", "$quiet"), width)
    yield first
    yield from wrapped(author_words(version), "$ink", width)
    yield from wrapped(
        _act(version), "$due" if is_late(version) and version.late else "$quiet", width
    )
    if version.act == "record" and version.happened and changes is None:
        yield from wrapped(f"happened {moment_words(version.happened)}", "$quiet", width)
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


def is_late(first: Version) -> bool:
    """Whether a first entry was made longer after the event than a shift lasts."""
    apart = first.happened and first.entered and first.entered - first.happened
    return bool(apart and apart > LATE_AFTER)


def say_reason(version: Version) -> str:
    """The reason of an amendment or a void: the words of its code, or what was typed."""
    listed = _REASONS.get(version.act)
    known = {code.code: code.text for code in code_list(listed).codes} if listed else {}
    return known.get(version.reason, version.reason)


def author_words(version: Version) -> str:
    """Who wrote a version, and their job."""
    who = version.author_name or "somebody not signed in"
    return f"{who}, {version.job_title}" if version.job_title else who


def moment_words(when: datetime | None) -> str:
    """ "17 Nov 2026 09:12"."""
    if when is None:
        return "at a time not known here"
    return f"{say_date(local(when).date())} {say_time(when)}"
