"""What the board says, in the order in which somebody who has just unlocked must know it.

First the duty that runs out next, then the others, who is in seclusion, what to finish, what
happened. Wide there are two columns; at 80 × 24 one above and two below.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from textual.content import Content

from wardsafe.duties.happenings import LATE
from wardsafe.services.duties import DueLine
from wardsafe.services.overview import Overview
from wardsafe.tui import board_parts as parts
from wardsafe.tui import due_lines
from wardsafe.tui.board_parts import Does
from wardsafe.tui.board_words import heading, words
from wardsafe.tui.columns import Laid, Line, Section, blank, fitted
from wardsafe.tui.cross import SMALL_WIDTH, WIDTH, cross_lines
from wardsafe.tui.drawn import drawn
from wardsafe.tui.glyphs import glyphs

WIDE, HIGH = 110, 30
AHEAD = timedelta(hours=24)
"""How far ahead the board looks; D shows the rest."""

ELSEWHERE = ("record-open", "question")
"""What has a part of the board of its own."""

MOST, MOST_NARROW = 9, 5
"""Lines of duties below the block, so that something is left for the rest."""

NOT_YET = "What is due cannot be worked out yet: the entries are being read again."


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

    def _wide(self, width: int, height: int) -> Laid:
        high = height >= HIGH - 4
        left = [
            Section(self._notices(), least=1, rank=9),
            self._due(high=high, most=MOST, narrow=False),
            parts.came_of_yours(self.seen, self.does),
            parts.yours(self.seen, self.does, narrow=False),
            parts.going_on(self.seen, self.does),
            parts.today(self.seen, self.does, narrow=False),
        ]
        right = [
            Section(self._cross(small=False), least=99),
            parts.to_finish(self.seen, self.does),
            parts.at_last(self.seen, self.does),
        ]
        return Laid((), fitted(left, height), fitted(right, height), WIDTH + 2)

    def _narrow(self, width: int, height: int) -> Laid:
        notices = Section(self._notices(), least=1, rank=9)
        top = [notices, self._due(high=False, most=MOST_NARROW, narrow=True)]
        above = fitted(top, height, tight=True)
        above.append(blank())
        rest = height - len(above)
        left = [
            parts.yours(self.seen, self.does, narrow=True),
            parts.today(self.seen, self.does, narrow=True),
            parts.in_few_lines(self.seen, self.does),
        ]
        cross = self._cross(small=True)
        right = (
            [Section(cross, least=99)]
            if cross
            else [parts.to_finish(self.seen, self.does), parts.at_last(self.seen, self.does)]
        )
        return Laid(above, fitted(left, rest), fitted(right, rest), SMALL_WIDTH + 2)

    def _notices(self) -> list[Line]:
        style = "bold $over on $over-ground"
        return [words(f"{glyphs().alert} {notice}", style) for notice in self.seen.notices]

    def _listed(self) -> tuple[list[DueLine], list[DueLine]]:
        """What is late since a day at most, due within one, or open; and what is late for longer.

        The notes of a seclusion stand with it, records to finish and questions in their own part.
        """
        now, listed, old = self.seen.now, list[DueLine](), list[DueLine]()
        for line in self._known:
            if line.beside or line.happening.what in ELSEWHERE or line.duty.due > now + AHEAD:
                continue
            too_old = line.duty.state == LATE and line.duty.due < now - AHEAD
            (old if too_old else listed).append(line)
        return listed, old

    def _due(self, *, high: bool, most: int, narrow: bool) -> Section:
        now, (listed, old) = self.seen.now, self._listed()
        above = None if narrow else heading("Due", due_lines.heading(tuple(listed), now))
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
            rows = [words(f"{glyphs().alert} {NOT_YET}", "bold $over on $over-ground")]
        elif not lines and not rows:
            rows = [words("Nothing is due in the next 24 hours.", "$quiet")]
        if lines and not rows:
            lines.pop()  # nothing follows the block
        least = len(lines) + min(3, len(rows))
        return Section([*lines, *rows], above, least=least, rank=2, more="more, D shows all")

    def _all(self, text: str, style: str) -> Line:
        opens = partial(self.does.go, "duties")
        return Line(lambda width: drawn(text, style, width=width), opens, f"all {style}")

    def _cross(self, *, small: bool) -> list[Line]:
        if self.seen.cross is None:
            return []
        return [_ready(one) for one in cross_lines(self.seen.cross, small=small)]


def _ready(one: Content) -> Line:
    return Line(lambda width: one)
