"""The parts of the lock screen, each drawn by itself so that a tick redraws one line, not all."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wardsafe.tui.big_digits import big
from wardsafe.tui.chrome import say_date
from wardsafe.tui.drawn import drawn, joined, shown
from wardsafe.tui.glyphs import glyphs

if TYPE_CHECKING:
    from wardsafe.tui.app import WardApp
    from wardsafe.tui.screens.lock import LockScreen

LEAST_DIGITS = 6
NAME_WIDTH, JOB_WIDTH = 24, 22
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True, slots=True)
class Row:
    """A person in the list; `pin` is printed, and only ever known, where people are invented."""

    staff_id: str
    name: str
    job_title: str
    pin: str = ""


class ClockFace(Widget):
    """The time in big digits; beside it the day, the ward and the terminal."""

    _minute = -1

    def tick(self) -> None:
        """Redraw if the minute has changed."""
        if (minute := cast("WardApp", self.app).clock.now().minute) != self._minute:
            self._minute = minute
            self.refresh()

    def render(self) -> Content:
        """Three lines."""
        facts = cast("WardApp", self.app).facts()
        beside = (
            drawn(f"{DAYS[facts.now.weekday()]} {say_date(facts.now)}", "$ink"),
            drawn(facts.place, "bold $strong"),
            drawn(f"{facts.terminal}, locked", "$quiet"),
        )
        rows = big(f"{facts.now:%H:%M}")
        return Content("\n").join(
            joined(Content.styled(row, "bold $strong"), Content("   "), words)
            for row, words in zip(rows, beside, strict=True)
        )


class Names(Widget):
    """Who are you: what was typed, and the people whose names begin so."""

    people: reactive[tuple[Row, ...]] = reactive(())
    trouble: reactive[tuple[str, ...]] = reactive(())
    typed: reactive[str] = reactive("")
    at: reactive[int | None] = reactive(None)
    settled: reactive[bool] = reactive(False)

    def matching(self) -> list[Row]:
        """The people left by what was typed, in the order of the list."""
        from wardsafe.records.text import folded

        typed = folded(self.typed).split()
        if not typed:
            return list(self.people)
        return [row for row in self.people if _fits(folded(row.name).split(), typed)]

    @property
    def chosen(self) -> Row | None:
        """The person under the bar."""
        rows = self.matching()
        return rows[self.at] if self.at is not None and self.at < len(rows) else None

    def type(self, character: str) -> None:
        """One more letter; the first who fits is under the bar."""
        self.settled = False
        self.typed = (self.typed + character)[:NAME_WIDTH]
        self.at = 0 if self.matching() else None

    def rub_out(self) -> None:
        """One letter fewer; with none left nobody is under the bar."""
        self.settled = False
        self.typed = self.typed[:-1]
        self.at = 0 if self.typed and self.matching() else None

    def move(self, step: int) -> None:
        """The bar up or down, within the list."""
        last = len(self.matching()) - 1
        self.settled = False
        if last >= 0:
            self.at = 0 if self.at is None else min(max(self.at + step, 0), last)

    def empty(self) -> None:
        """Nobody has been here."""
        self.typed, self.at, self.settled = "", None, False

    def render(self) -> Content:
        """The question, the field, then as many people as there is room for."""
        width = self.size.width
        lines = [drawn("Who are you?", "bold $strong"), Content("")]
        lines.append(self._field(width))
        if self.trouble:
            lines += [drawn(f"  {line}", "$over", width=width) for line in self.trouble if line]
        else:
            lines += self._rows(width, max(1, self.size.height - len(lines)))
        return Content("\n").join(lines)

    def _field(self, width: int) -> Content:
        text = drawn(" " + self.typed, "$ink")
        cursor = Content(" ") if self.settled else Content.styled(" ", "on $accent")
        line = joined(text, cursor)
        return line.pad_right(max(0, width - line.cell_length)).stylize_before("on $raised")

    def _rows(self, width: int, room: int) -> list[Content]:
        rows = self.matching()
        if not rows and self.typed:
            return [drawn("  nobody of that name", "$quiet")]
        first = self._first(room, len(rows))
        seen = rows[first : first + room]
        lines = [self._row(row, first + n == self.at, width) for n, row in enumerate(seen)]
        hidden = len(rows) - len(seen)
        if hidden:
            more = f"  {glyphs().cut} {hidden + 1} more, type to narrow"
            if first + room - 1 != self.at:
                lines[-1] = drawn(more, "$quiet")
        return lines

    def _first(self, room: int, count: int) -> int:
        at = self.at or 0
        return 0 if at < room - 1 else min(at - room + 2, max(0, count - room))

    def _row(self, row: Row, selected: bool, width: int) -> Content:
        twins = sum(other.name == row.name for other in self.people) > 1
        name = row.name if not twins else f"{row.name} {row.staff_id[:4]}"
        line = joined(
            Content.styled(glyphs().bar if selected else " ", "$accent"),
            Content(" "),
            _cell(name, NAME_WIDTH, "bold $strong" if selected else "$ink"),
            _cell(row.job_title, JOB_WIDTH, "$ink" if selected else "$quiet"),
            drawn(f"PIN {row.pin}" if row.pin else "", "$ink" if selected else "$due"),
        )
        line = line.pad_right(max(0, width - line.cell_length))
        return line.stylize_before("on $accent-ground") if selected else line

    def on_click(self, event: events.Click) -> None:
        """A click on a name is choosing it."""
        n = event.y - 3
        rows = self.matching()
        first = self._first(max(1, self.size.height - 3), len(rows))
        if n >= 0 and first + n < len(rows):
            cast("LockScreen", self.screen).action_move(0)
            self.at = first + n
            cast("LockScreen", self.screen).action_enter()


def _fits(words: list[str], typed: list[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in typed)


def _cell(text: str, width: int, style: str) -> Content:
    cell = drawn(text, style, width=width - 2)
    return joined(cell, Content(" " * max(0, width - cell.cell_length)))


class Pin(Widget):
    """Dots for digits, and one sentence below them."""

    demo: reactive[bool] = reactive(False)
    typed: reactive[int] = reactive(0)
    active: reactive[bool] = reactive(False)
    sentence: reactive[tuple[str, bool]] = reactive(("", False))  # words, whether a refusal

    def show(self, typed: int, *, active: bool) -> None:
        """`typed` digits so far; `active` where the next key is expected to be one."""
        self.typed, self.active, self.sentence = typed, active, ("", False)

    def say(self, sentence: str) -> None:
        """A quiet word."""
        self.sentence = (sentence, False)

    def check(self) -> None:
        """The PIN is being tried."""
        self.show(0, active=False)
        self.say("Checking.")

    def refuse(self, sentence: str) -> None:
        """The PIN was not taken, and why; an empty sentence ends a wait."""
        self.show(0, active=True)
        self.sentence = (sentence, bool(sentence))

    def render(self) -> Content:
        """Two lines."""
        return Content("\n").join([self._dots(), self._words()])

    def _dots(self) -> Content:
        many = self.typed > LEAST_DIGITS
        gap = " " if many else "  "
        signs = [Content.styled(glyphs().full, "$accent")] * self.typed
        for n in range(LEAST_DIGITS - self.typed):
            style = "bold $accent" if self.active and n == 0 else "$faint"
            signs.append(Content.styled(glyphs().empty, style))
        return joined(
            Content.styled("PIN", "bold $strong"),
            Content("   "),
            Content(gap).join(signs),
            Content("     "),
            Content.styled(f"at least {LEAST_DIGITS} digits", "$quiet"),
        )

    def _words(self) -> Content:
        words, refusal = self.sentence
        if refusal:
            return drawn(f"{glyphs().alert} {words}", "bold $over", width=self.size.width)
        if not words and self.demo:
            words = "Demo: everybody here is invented, so PINs are printed."
        return drawn(words, "$quiet", width=self.size.width)


class Without(Widget):
    """The way to record without a PIN."""

    def render(self) -> Content:
        """One line."""
        return joined(
            Content("  "),
            drawn("F2", "bold $accent"),
            Content("  "),
            drawn("Record now without a PIN", "bold $strong"),
            Content("    "),
            drawn(shown("yours to claim later"), "$quiet"),
        )

    def on_click(self) -> None:
        """As F2."""
        cast("LockScreen", self.screen).action_record_now()
