"""The parts of the board below what is due: yours to finish, going on now, today, to finish.

Each is a section made from one reading of the ward; `does` says what a line opens.
"""

from functools import partial
from typing import Protocol

from textual.content import Content

from wardsafe.duties.happenings import LATE
from wardsafe.ledger.drafts import Draft
from wardsafe.records.moments import local
from wardsafe.records.restricted import is_restricted
from wardsafe.services.claiming import Unclaimed
from wardsafe.services.duties import DueLine
from wardsafe.services.overview import Overview
from wardsafe.tui import due_lines
from wardsafe.tui.board_words import clock, heading, keyed, labelled, pair, row, words
from wardsafe.tui.columns import Line, Section
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.waits import wait_words
from wardsafe.views.board import Event, StillOn

NOTHING = "Nothing was recorded. That is not the same as nothing happened."
_CLOCK, _WHO, _NUMBER = 10, 5, 7
_SAID_ELSEWHERE = ("", "incomplete", "open")  # stands in its own part of the board
_SIGNS = {"event": ("full", "$accent"), "done": ("done", "$quiet"), "late": ("alert", "$due")}


class Does(Protocol):
    """What the lines open."""

    def duty(self, line: DueLine) -> None:
        """Do this duty."""

    def open(self, record: str) -> None:
        """Look at a record."""

    def claim(self, held: Unclaimed) -> None:
        """Claim what was recorded without a PIN."""

    def resume(self, draft: Draft) -> None:
        """Go on with a draft."""

    def go(self, room: str) -> None:
        """Open a room."""


def came_of_yours(seen: Overview, does: Does) -> Section:
    """What came of what the reader reported, until they have opened it. Its words wait on the
    record: whoever passes the screen need not read them."""
    lines = _came_of(seen, does, narrow=False)
    above = heading("What came of what you reported", f"{len(lines)} to read") if lines else None
    return Section(lines, above, least=1, rank=4, more="more to read")


def _came_of(seen: Overview, does: Does, *, narrow: bool) -> list[Line]:
    lines = []
    for each in seen.came_of_mine:
        case = each.case
        who = f", {case.initials}" if case.initials else ""
        what = "a restricted record" if is_restricted(case.kind) else f"{case.title}{who}"
        said = f"What came of #{case.number}" if narrow else f"#{case.number}  {what}"
        line = pair(said, "", "to read" if narrow else each.step.by_name)
        opens = partial(does.open, case.record)
        lines.append(Line(line, opens, f"came of {each.step.record}"))
    return lines


def _questions(seen: Overview) -> list[DueLine]:
    return [line for line in seen.due or () if line.happening.what == "question"]


def _question(seen: Overview, does: Does, line: DueLine, *, narrow: bool) -> Line:
    asked = due_lines.at_time(line.duty.due, seen.now)
    lead = asked.rpartition(" ")[0] or asked if narrow else asked
    said = row(lead, f"Question about #{line.number}", "answer")
    return Line(said, partial(does.duty, line), due_lines.key_of(line))


def yours(seen: Overview, does: Does, *, narrow: bool) -> Section:
    """Questions to the ward, what was recorded without a PIN, and the reader's own drafts."""
    lines = _came_of(seen, does, narrow=True) if narrow else []
    lines += [_question(seen, does, line, narrow=narrow) for line in _questions(seen)]
    for held in seen.unclaimed:
        said = row(clock(held.taken), "No PIN yet", "claim or decline")
        lines.append(Line(said, partial(does.claim, held), f"held {held.record}"))
    for draft in seen.drafts:
        said = row(clock(draft.kept), "Draft", "only you")
        lines.append(Line(said, partial(does.resume, draft), f"draft {draft.name}"))
    above = heading("Yours to finish", "") if lines and not narrow else None
    return Section(lines, above, least=2, rank=3, more="more of your drafts")


def going_on(seen: Overview, does: Does) -> Section:
    """Longest first: what has gone on longest is what somebody must think about next."""
    found = sorted(seen.still_on, key=lambda on: on.since)
    title = "In seclusion" if all(on.isolation for on in found) else "Going on now"
    lines = [_on(seen, does, on) for on in found]
    if not found:
        said = "Nobody is held or secluded, as far as the log says."
        return Section([words(said, "$quiet")], heading("Going on now", ""), rank=1)
    return Section(lines, heading(title, ""), least=1, rank=1)


def _on(seen: Overview, does: Does, on: StillOn) -> Line:
    now = seen.now
    note = _note(seen, does, on)
    opens = partial(does.duty, note) if note else partial(does.open, on.row.record)
    what = "" if on.what == "Seclusion" else f"{on.what}, "
    said = f"{on.row.initials}, {what}since {due_lines.at_time(on.since, now)}"
    right, style = f"#{on.row.number}", "$quiet"
    if note is not None:
        at = due_lines.at_time(note.duty.due, now)
        late = note.duty.state == LATE or note.missed
        right = f"{note.duty.definition.short} {'late' if late else f'next at {at}'}"
        right += due_lines.together(note)
        style = "$over" if late else "$due" if note.together else style

    def content(width: int) -> Content:
        lead = drawn(f"{due_lines.time_left(now, on.since):>8}   ", "bold $strong")
        return spread(joined(lead, drawn(said, "$ink")), drawn(f"  {right}", style), width)

    return Line(content, opens, f"on {on.row.record} {on.type} {on.since}")


def _note(seen: Overview, does: Does, on: StillOn) -> DueLine | None:
    """The note that goes with something that is going on."""
    beside = (line for line in (seen.due or ()) if line.duty.definition.beside)
    same = (
        line
        for line in beside
        if line.duty.record == on.row.record and line.happening.start == on.since
    )
    return next(same, None)


def today(seen: Overview, does: Does, *, narrow: bool) -> Section:
    """What happened in the last 24 hours, newest first."""
    here = local(seen.now)
    title = "Tonight" if here.hour >= 21 or here.hour < 7 else "Today"
    lines = [_event(seen, does, event) for event in seen.events]
    if not lines:
        lines = [Line(lambda width: drawn(NOTHING, "$quiet", width=width))]
    said = "Last 24 hours" + (", newest first" if not narrow else "")
    return Section(lines, heading(title, said), least=2, rank=0, more="earlier, / finds them")


def _event(seen: Overview, does: Does, event: Event) -> Line:
    name, style = _SIGNS[event.mark]
    right = event.row.state if event.row.state not in _SAID_ELSEWHERE else ""

    def content(width: int) -> Content:
        small = width < 60
        number = "" if small else (right or f"#{event.row.number}")
        who = event.row.initials
        tail = f"  {who}" if small else f"  {who:<{_WHO}}{number:>{max(_NUMBER, len(number))}}"
        room = max(6, width - _CLOCK - len(tail))
        text = _with_end(event, room)
        gap = "" if small else " " * max(0, room - text.cell_length)
        return joined(
            drawn(f"{clock(event.at)}  ", "$quiet"),
            drawn(f"{getattr(glyphs(), name)}  ", style),
            text,
            drawn(gap + tail, "$quiet"),
        )

    key = f"event {event.row.record} {event.at} {event.what}"
    return Line(content, partial(does.open, event.row.record), key)


def to_finish(seen: Overview, does: Does) -> Section:
    """Records that still lack something, newest first."""
    count, exact = seen.unfinished
    said = f"{count}{'' if exact else '+'} record{'' if count == 1 else 's'}"
    old = {line.duty.record for line in (seen.due or ())
           if line.happening.what == "record-open" and line.duty.state == LATE}  # fmt: skip
    lines = []
    for one in seen.to_finish:
        items = f"{one.row.items} of 16 items" if one.row.items is not None else ""
        late = f"{glyphs().alert} " if one.row.record in old else ""
        row = pair(f"#{one.row.number:<5}{one.row.title}", one.row.initials, late + items)
        opens = partial(does.open, one.row.record)
        lines.append(Line(row, opens, f"finish {one.row.record}"))
    if not lines:
        lines = [words("Every record is complete.", "$quiet")]
    more = "more, / finds them"
    return Section(lines[:8], heading("To finish", said), least=1, rank=0, more=more)


def in_few_lines(seen: Overview, does: Does) -> Section:
    """What has no room at 80 columns, one line each."""
    now, lines = seen.now, []
    for on in sorted(seen.still_on, key=lambda one: one.since)[:2]:
        note = _note(seen, does, on)
        so_far = due_lines.time_left(now, on.since)
        said = f"{on.row.initials} {so_far}"
        if note is not None:
            said += f", note {due_lines.at_time(note.duty.due, now)}"
            said += due_lines.together(note)
        row = labelled("In seclusion" if on.isolation else on.what, said)
        opens = partial(does.duty, note) if note else None
        opens = opens or partial(does.open, on.row.record)
        lines.append(Line(row, opens, f"on {on.row.record} {on.type} {on.since}"))
    lines.append(Line(labelled("To finish", _numbers(seen, does))))
    lines.append(Line(labelled("People", _people(seen))))
    return Section(lines, least=2, rank=1, more="more going on, P shows people")


def _numbers(seen: Overview, does: Does) -> str:
    count, exact = seen.unfinished
    first = [f"#{one.row.number}" for one in seen.to_finish[:3]]
    more = count - len(first)
    said = " ".join(first) + (f" +{more}{'' if exact else '+'}" if more > 0 else "")
    return said or "every record is complete"


def at_last(seen: Overview, does: Does) -> Section:
    """Where to go from here: people, hand over, and for a safety lead the queue."""
    count = seen.unfinished[0]
    days = seen.to_close
    waits = [f"{count} to finish"] * bool(count)
    waits += [f"{days} day{'s' * (days > 1)} to close"] * bool(days)
    lines = [
        keyed("P", _people(seen), ""),
        keyed("H", "Hand over", ", ".join(waits)),
    ]
    if seen.to_review is not None:
        lines.insert(0, keyed("Q", f"{seen.to_review.total} to review", _longest(seen)))
    return Section(lines, least=len(lines), rank=5)


def _longest(seen: Overview) -> str:
    """How long the record that waits longest for its review has waited."""
    waits = [first for _, first in seen.to_review.by_state.values()] if seen.to_review else []
    return f"longest {wait_words(seen.now, min(waits))}" if waits else ""


def _with_end(event: Event, room: int) -> Content:
    """What happened; of a duty the end stays, because it says what became of it."""
    head, _, end = event.what.rpartition(", ")
    if event.mark == "event" or not head:
        return drawn(event.what, "$ink", width=room)
    end = f", {end}"
    return joined(drawn(head, "$ink", width=max(4, room - len(end))), drawn(end, "$ink"))


def _people(seen: Overview) -> str:
    away = sum(one.state != "on the ward" for one in seen.people)
    return f"{len(seen.people)} people" + (f", {away} on leave" if away else "")
