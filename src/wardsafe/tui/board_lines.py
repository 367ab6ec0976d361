"""What the board says, in the order in which somebody who has just unlocked must know it.

First the duty that runs out next, then the others, who is in seclusion, what to finish, what
happened. Wide there are two columns; at 80 × 24 one above and two below.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from textual.content import Content

from wardsafe.duties.happenings import LATE
from wardsafe.ledger.drafts import Draft
from wardsafe.records.moments import local
from wardsafe.services.claiming import Unclaimed
from wardsafe.services.duties import DueLine
from wardsafe.services.overview import Overview
from wardsafe.tui import due_lines
from wardsafe.tui.columns import Laid, Line, Section, blank, fitted
from wardsafe.tui.cross import SMALL_WIDTH, WIDTH, cross_lines
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.views.board import Event, StillOn

WIDE, HIGH = 110, 30
AHEAD = timedelta(hours=24)
"""How far ahead the board looks; D shows the rest."""

MOST, MOST_NARROW = 9, 5
"""Lines of duties below the block, so that something is left for the rest."""

NOT_YET = "What is due cannot be worked out yet: the entries are being read again."
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


@dataclass(frozen=True, slots=True)
class Board:
    """One reading of the ward, and what its lines do."""

    seen: Overview
    does: Does

    @property
    def _known(self) -> tuple[DueLine, ...]:
        return self.seen.due or ()

    def laid(self, width: int, height: int) -> Laid:
        """Everything in its place for a size in cells."""
        return self._wide(width, height) if width >= WIDE - 4 else self._narrow(width, height)

    # --- the two shapes -------------------------------------------------------------------------

    def _wide(self, width: int, height: int) -> Laid:
        high = height >= HIGH - 4
        left = [
            Section(self._notices(), least=1, rank=9),
            self._due(high=high, most=MOST, narrow=False),
            self._yours(narrow=False),
            self._going_on(),
            self._today(narrow=False),
        ]
        right = [Section(self._cross(small=False), least=99), self._to_finish(), self._at_last()]
        return Laid((), fitted(left, height), fitted(right, height), WIDTH + 2)

    def _narrow(self, width: int, height: int) -> Laid:
        notices = Section(self._notices(), least=1, rank=9)
        top = [notices, self._due(high=False, most=MOST_NARROW, narrow=True)]
        above = fitted(top, height, tight=True)
        above.append(blank())
        rest = height - len(above)
        left = [self._yours(narrow=True), self._today(narrow=True), self._in_few_lines()]
        cross = self._cross(small=True)
        right = [Section(cross, least=99)] if cross else [self._to_finish(), self._at_last()]
        return Laid(above, fitted(left, rest), fitted(right, rest), SMALL_WIDTH + 2)

    # --- what there is --------------------------------------------------------------------------

    def _notices(self) -> list[Line]:
        style = "bold $over on $over-ground"
        return [_words(f"{glyphs().alert} {notice}", style) for notice in self.seen.notices]

    def _listed(self) -> tuple[list[DueLine], list[DueLine]]:
        """What is late since a day at most, due within one, or open; and what is late for longer.

        The notes of a seclusion stand with it, records to finish in their own part.
        """
        now, listed, old = self.seen.now, list[DueLine](), list[DueLine]()
        for line in self._known:
            if line.beside or line.happening.what == "record-open" or line.duty.due > now + AHEAD:
                continue
            too_old = line.duty.state == LATE and line.duty.due < now - AHEAD
            (old if too_old else listed).append(line)
        return listed, old

    def _due(self, *, high: bool, most: int, narrow: bool) -> Section:
        now, (listed, old) = self.seen.now, self._listed()
        heading = None if narrow else _heading("Due", due_lines.heading(tuple(listed), now))
        lines: list[Line] = []
        rest = listed
        if listed and listed[0].duty.definition.timed:
            first, rest = listed[0], listed[1:]
            lines += due_lines.block(first, now, partial(self.does.duty, first), high=high)
            lines.append(blank())
        rows = [due_lines.row(line, now, partial(self.does.duty, line)) for line in rest]
        if old:
            said = f"{len(old)} late for more than a day, D shows all"
            rows.insert(0, self._all(f"{glyphs().alert:>8}   {said}", "$over"))
        if len(rows) > most:
            more = f"{'':11}{len(rows) - most + 1} more, D shows all"
            rows = [*rows[: most - 1], self._all(more, "$quiet")]
        if self.seen.due is None:
            rows = [_words(f"{glyphs().alert} {NOT_YET}", "bold $over on $over-ground")]
        elif not lines and not rows:
            rows = [_words("Nothing is due in the next 24 hours.", "$quiet")]
        if lines and not rows:
            lines.pop()  # nothing follows the block
        least = len(lines) + min(3, len(rows))
        return Section([*lines, *rows], heading, least=least, rank=2, more="more, D shows all")

    def _all(self, text: str, style: str) -> Line:
        opens = partial(self.does.go, "duties")
        return Line(lambda width: drawn(text, style, width=width), opens, f"all {style}")

    def _yours(self, *, narrow: bool) -> Section:
        lines = []
        for held in self.seen.unclaimed:
            row = _row(_clock(held.taken), "No PIN yet", "claim or decline")
            lines.append(Line(row, partial(self.does.claim, held), f"held {held.record}"))
        for draft in self.seen.drafts:
            row = _row(_clock(draft.kept), "Draft", "only you")
            lines.append(Line(row, partial(self.does.resume, draft), f"draft {draft.name}"))
        heading = _heading("Yours to finish", "") if lines and not narrow else None
        return Section(lines, heading, least=2, rank=3, more="more drafts")

    def _going_on(self) -> Section:
        """Longest first: what has gone on longest is what somebody must think about next."""
        found = sorted(self.seen.still_on, key=lambda on: on.since)
        title = "In seclusion" if all(on.isolation for on in found) else "Going on now"
        lines = [self._on(on) for on in found]
        if not found:
            said = "Nobody is held or secluded, as far as the log says."
            return Section([_words(said, "$quiet")], _heading("Going on now", ""), rank=1)
        return Section(lines, _heading(title, ""), least=1, rank=1)

    def _on(self, on: StillOn) -> Line:
        now = self.seen.now
        note = self._note(on)
        opens = partial(self.does.duty, note) if note else partial(self.does.open, on.row.record)
        what = "" if on.what == "Seclusion" else f"{on.what}, "
        said = f"{on.row.initials}, {what}since {due_lines.at_time(on.since, now)}"
        right, style = f"#{on.row.number}", "$quiet"
        if note is not None:
            at = due_lines.at_time(note.duty.due, now)
            late = note.duty.state == LATE or note.missed
            right = f"{note.duty.definition.short} {'late' if late else f'next at {at}'}"
            style = "$over" if late else style

        def content(width: int) -> Content:
            lead = drawn(f"{due_lines.time_left(now, on.since):>8}   ", "bold $strong")
            return spread(joined(lead, drawn(said, "$ink")), drawn(f"  {right}", style), width)

        return Line(content, opens, f"on {on.row.record} {on.type} {on.since}")

    def _note(self, on: StillOn) -> DueLine | None:
        """The note that goes with something that is going on."""
        beside = (line for line in self._known if line.duty.definition.beside)
        same = (
            line
            for line in beside
            if line.duty.record == on.row.record and line.happening.start == on.since
        )
        return next(same, None)

    def _today(self, *, narrow: bool) -> Section:
        here = local(self.seen.now)
        title = "Tonight" if here.hour >= 21 or here.hour < 7 else "Today"
        lines = [self._event(event) for event in self.seen.events]
        if not lines:
            lines = [Line(lambda width: drawn(NOTHING, "$quiet", width=width))]
        said = "Last 24 hours" + (", newest first" if not narrow else "")
        return Section(lines, _heading(title, said), least=2, rank=0, more="earlier, / finds them")

    def _event(self, event: Event) -> Line:
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
                drawn(f"{_clock(event.at)}  ", "$quiet"),
                drawn(f"{getattr(glyphs(), name)}  ", style),
                text,
                drawn(gap + tail, "$quiet"),
            )

        key = f"event {event.row.record} {event.at} {event.what}"
        return Line(content, partial(self.does.open, event.row.record), key)

    def _to_finish(self) -> Section:
        count, exact = self.seen.unfinished
        said = f"{count}{'' if exact else '+'} record{'' if count == 1 else 's'}"
        old = {line.duty.record for line in self._known
               if line.happening.what == "record-open" and line.duty.state == LATE}  # fmt: skip
        lines = []
        for one in self.seen.to_finish:
            items = f"{one.row.items} of 16 items" if one.row.items is not None else ""
            late = f"{glyphs().alert} " if one.row.record in old else ""
            row = _pair(f"#{one.row.number:<5}{one.row.title}", one.row.initials, late + items)
            opens = partial(self.does.open, one.row.record)
            lines.append(Line(row, opens, f"finish {one.row.record}"))
        if not lines:
            lines = [_words("Every record is complete.", "$quiet")]
        more = "more, / finds them"
        return Section(lines[:8], _heading("To finish", said), least=1, rank=0, more=more)

    def _in_few_lines(self) -> Section:
        """What has no room at 80 columns, one line each."""
        now, lines = self.seen.now, []
        for on in sorted(self.seen.still_on, key=lambda one: one.since)[:2]:
            note = self._note(on)
            so_far = due_lines.time_left(now, on.since)
            said = f"{on.row.initials} {so_far}" + (
                f", note {due_lines.at_time(note.duty.due, now)}" if note else ""
            )
            row = _labelled("In seclusion" if on.isolation else on.what, said)
            opens = partial(self.does.duty, note) if note else None
            opens = opens or partial(self.does.open, on.row.record)
            lines.append(Line(row, opens, f"on {on.row.record} {on.type} {on.since}"))
        lines.append(Line(_labelled("To finish", self._numbers())))
        lines.append(Line(_labelled("People", _people(self.seen))))
        return Section(lines, least=2, rank=1, more="more going on, P shows people")

    def _numbers(self) -> str:
        count, exact = self.seen.unfinished
        first = [f"#{one.row.number}" for one in self.seen.to_finish[:3]]
        more = count - len(first)
        said = " ".join(first) + (f" +{more}{'' if exact else '+'}" if more > 0 else "")
        return said or "every record is complete"

    def _at_last(self) -> Section:
        count = self.seen.unfinished[0]
        days = self.seen.to_close
        waits = [f"{count} to finish"] * bool(count)
        waits += [f"{days} day{'s' * (days > 1)} to close"] * bool(days)
        return Section(
            [
                _keyed("P", _people(self.seen), ""),
                _keyed("H", "Hand over", ", ".join(waits)),
            ],
            least=2,
            rank=5,
        )

    def _cross(self, *, small: bool) -> list[Line]:
        if self.seen.cross is None:
            return []
        return [_ready(one) for one in cross_lines(self.seen.cross, small=small)]


def _with_end(event: Event, room: int) -> Content:
    """What happened; of a duty the end stays, because it says what became of it."""
    head, _, end = event.what.rpartition(", ")
    if event.mark == "event" or not head:
        return drawn(event.what, "$ink", width=room)
    end = f", {end}"
    return joined(drawn(head, "$ink", width=max(4, room - len(end))), drawn(end, "$ink"))


def _ready(one: Content) -> Line:
    return Line(lambda width: one)


def _people(seen: Overview) -> str:
    away = sum(one.state != "on the ward" for one in seen.people)
    return f"{len(seen.people)} people" + (f", {away} on leave" if away else "")


def _clock(when: datetime) -> str:
    return f"{local(when):%H:%M}"


def _row(lead: str, what: str, right: str) -> Callable[[int], Content]:
    """Time, what, and what to do."""

    def line(width: int) -> Content:
        left = joined(drawn(f"{lead}  ", "$quiet"), drawn(what, "$ink"))
        return spread(left, drawn(f"  {right}", "$quiet"), width)

    return line


def _pair(what: str, who: str, right: str) -> Callable[[int], Content]:
    def line(width: int) -> Content:
        left = joined(drawn(what, "$ink"), drawn(f"  {who}", "$quiet"))
        return spread(left, drawn(f"  {right}", "$ink"), width)

    return line


def _labelled(label: str, said: str) -> Callable[[int], Content]:
    return lambda width: joined(drawn(f"{label}  ", "bold $strong"), drawn(said, "$ink")).truncate(
        max(1, width), ellipsis=False
    )


def _keyed(key: str, said: str, more: str) -> Line:
    def line(width: int) -> Content:
        left = joined(drawn(f"{key} ", "bold $accent"), drawn(said, "bold $strong"))
        return spread(left, drawn(f"  {more}", "$quiet"), width)

    return Line(line)


def _heading(text: str, right: str) -> Line:
    return Line(lambda width: spread(drawn(text, "bold $strong"), drawn(right, "$quiet"), width))


def _words(text: str, style: str) -> Line:
    return Line(lambda width: drawn(text, style, width=width))
