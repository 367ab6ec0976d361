"""What the board of a desk says: how complete it is, who is silent, what came in, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from textual.content import Content

from wardsafe.bundles.cards import HUB
from wardsafe.records.moments import local
from wardsafe.services.exchanging import LastSync
from wardsafe.services.network.desk_board import DeskSeen
from wardsafe.tui import board_parts as parts
from wardsafe.tui.board_parts import Does
from wardsafe.tui.board_words import heading, pair, words
from wardsafe.tui.chrome import say_date
from wardsafe.tui.columns import BAR, Laid, Line, Section, blank, fitted
from wardsafe.tui.drawn import shown as safe
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.network_lines import closed_said, complete_lines, heard_said

WIDE = 106
SPLIT = 62
ALL_REPORTED = "Every ward closed every day of it."
NOTHING_CAME = "Nothing was taken in yet."
NOTHING_WAITS = "Nothing waits."


@dataclass(frozen=True, slots=True)
class DeskLines:
    """One reading of a desk, and what its lines do."""

    seen: DeskSeen
    does: Does

    def laid(self, width: int, height: int) -> Laid:
        """Everything in its place for a size in cells: completeness first, over the whole width."""
        top = self._complete(width)
        rest, wide = height - len(top), width >= WIDE
        room = (SPLIT if wide else width) - BAR
        reported = [self._silent(), self._part(), self._older(room if not wide else width - SPLIT)]
        came = [self._look(room), self._came(room), self._waits(room)]
        yours = parts.yours(self.seen.rest, self.does, narrow=not wide)
        if wide:
            return Laid(top, fitted([*reported, yours], rest), fitted(came, rest), SPLIT)
        return Laid(top, fitted([*reported, *came, yours], rest), (), 0)

    def _complete(self, width: int) -> list[Line]:
        style = "bold $over on $over-ground"
        lines = [words(f"{glyphs().alert} {one}", style) for one in self.seen.rest.notices]
        lines += [blank()] * bool(lines)
        if self.seen.shown is None:
            told = f"{_many(self.seen.enrolled, 'ward')} enrolled here."
            why = [*_said(self.seen.why, "$ink", width - BAR), words(told, "$quiet")]
            return [*lines, *why, blank()]
        lines.append(words(self.seen.shown.period.said, "$quiet"))
        return [*lines, *map(_ready, complete_lines(self.seen.shown, width - BAR)), blank()]

    # --- who has not reported -------------------------------------------------------------------

    def _silent(self) -> Section:
        shown = self.seen.shown
        if shown is None:
            return Section(())
        mark = glyphs().unknown
        lines = [
            self._ward(f"{mark} {shown.wards[ward].name}", heard_said(shown, ward))
            for ward in shown.in_state("silent")
        ]
        lines += [self._ward(f"{mark} {name}", "no facts yet") for name in self.seen.without]
        if not lines:
            said = "" if shown.in_state("part") else ALL_REPORTED
            return Section([words(said, "$quiet")] if said else ())
        return Section(lines, heading("Silent, not zero", f"{len(lines)}"), least=1, rank=6)

    def _part(self) -> Section:
        shown = self.seen.shown
        if shown is None or not shown.in_state("part"):
            return Section(())
        mark = glyphs().half
        lines = [
            self._ward(f"{mark} {shown.wards[ward].name}", closed_said(shown, ward))
            for ward in shown.in_state("part")
        ]
        return Section(lines, heading("Recorded in part", f"{len(lines)}"), least=1, rank=4)

    def _ward(self, name: str, said: str) -> Line:
        return Line(pair(name, "", said), partial(self.does.go, "network"), f"ward {name}")

    def _older(self, room: int) -> Section:
        if not self.seen.older:
            return Section(())
        said = f"{', '.join(self.seen.older)}. Collecting was stopped; K goes on."
        lines = _said(said, "$due", room - BAR)
        return Section(lines, heading("Facts are older", f"{len(self.seen.older)}"), rank=5)

    # --- what came in, what waits ---------------------------------------------------------------

    def _look(self, room: int) -> Section:
        if not self.seen.look_at:
            return Section(())
        lines = [line for one in self.seen.look_at for line in _said(one, "$over", room)]
        return Section(lines, heading("Look", "E shows the exchange"), least=2, rank=7)

    def _came(self, room: int) -> Section:
        last = self.seen.last
        if last is None:
            return Section([words(NOTHING_CAME, "$quiet")], heading("Came in last", ""))
        at = local(datetime.fromisoformat(last.at))
        lines = [line for one in _came_to(last) for line in _said(one, "$ink", room)]
        above = heading("Came in last", f"{say_date(at)} {at:%H:%M}")
        return Section([*lines, *_said(last.place, "$quiet", room)[:1]], above, least=1, rank=3)

    def _waits(self, room: int) -> Section:
        last, found = self.seen.last, list[Line]()
        if last is not None and last.gaps:
            said = f"{_many(last.gaps, 'bundle')} for an earlier one that is missing"
            found += _said(said, "$due", room)
        review = None if self.seen.role == HUB else self.seen.rest.to_review
        if review is not None and review.total:
            opens = partial(self.does.go, "queue")
            said = _many(review.total, "record")
            found.append(Line(pair(f"{said} for a review", "", "Q"), opens, "review"))
        found = found or [words(NOTHING_WAITS, "$quiet")]
        return Section(found, heading("Waits", ""), least=1, rank=2)


def _came_to(last: LastSync) -> Sequence[str]:
    if last.trouble:
        return (f"NOT taken in. {last.trouble}",)
    refused = f"{_many(last.refused, 'bundle')} refused" if last.refused else "nothing refused"
    said = f"{last.new:,} new entries, {last.held:,} already held, {refused}."
    return ("Stopped before its end; K goes on.", said) if last.stopped else (said,)


def _said(text: str, style: str, width: int) -> list[Line]:
    return [_ready(one) for one in wrapped(safe(text), style, max(20, width))]


def _ready(one: Content) -> Line:
    return Line(lambda width: one.truncate(max(1, width), ellipsis=True))


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"
