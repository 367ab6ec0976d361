"""The board: what somebody who has just unlocked the terminal needs to know, in reading order."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.worker import get_current_worker

from wardsafe.errors import WardsafeError
from wardsafe.ledger.drafts import Draft
from wardsafe.records.moments import local, say_length
from wardsafe.services.claiming import Unclaimed
from wardsafe.services.keeping import look_after
from wardsafe.services.overview import Overview, overview
from wardsafe.services.session import Session
from wardsafe.tui import writing
from wardsafe.tui.big_digits import big
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen
from wardsafe.views.board import StillOn

WIDE = 110
REFRESH_SECONDS = 30.0
LEAD, WHO, STATE = 10, 5, 16
NOTHING = "Nothing was recorded. That is not the same as nothing happened."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the board; `opens` is what Enter does there, None where it is only read."""

    content: Callable[[int], Content]
    opens: Callable[[], None] | None = None
    in_block: bool = False


class Lines(Widget, can_focus=False):
    """A column of lines; those that open something can be selected."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.lines: list[Line] = []
        self.at = -1

    def show(self, lines: list[Line]) -> None:
        """Draw these lines; the selection stays at its place as far as there is one."""
        self.lines = lines
        places = self.places()
        if self.at not in places:
            self.at = next((p for p in reversed(places) if p <= self.at), min(places, default=-1))
        self.refresh()

    def places(self) -> list[int]:
        """The lines that can be selected."""
        room = self.size.height - (len(self.lines) > self.size.height)
        return [index for index, line in enumerate(self.lines[:room]) if line.opens]

    def move(self, step: int) -> None:
        """The next or the previous line that opens something."""
        places = self.places()
        if places:
            near = places.index(self.at) if self.at in places else 0
            self.at = places[min(max(near + step, 0), len(places) - 1)]
            self.refresh()

    def render(self) -> Content:
        """As many lines as there is room for; the last one counts what did not fit."""
        width, room = self.size.width, self.size.height
        fits = len(self.lines) <= room
        seen = range(len(self.lines) if fits else max(0, room - 1))
        lines = [self._line(index, width) for index in seen]
        if not fits:
            lines.append(
                drawn(f"  {len(self.lines) - len(seen)} more lines, / finds them", "$quiet")
            )
        return Content("\n").join(lines)

    def _line(self, index: int, width: int) -> Content:
        line = self.lines[index].content(width - 2)
        bar = drawn(f"{glyphs().bar} ", "$accent")
        if self.lines[index].in_block:  # a block keeps its ground; its bar says it is chosen
            return joined(bar if abs(index - self.at) <= 1 else Content("  "), line)
        if index != self.at:
            return joined(Content("  "), line)
        chosen = joined(bar, line)
        padded = joined(chosen, Content(" " * max(0, width - chosen.cell_length)))
        return padded.stylize("on $accent-ground")

    def on_click(self, event: events.Click) -> None:
        """A click selects a line; a second one opens it."""
        event.stop()
        line = self.lines[event.y] if event.y < len(self.lines) else None
        if line is None or line.opens is None:
            return
        if self.at == event.y:
            line.opens()
        self.at = event.y
        self.refresh()


class BoardScreen(WardScreen[None]):
    """The first screen after unlocking."""

    TITLE_WORDS = "Board"
    HELP = (
        "Here is what is going on now, what is not finished, and what happened in the last 24 "
        "hours. The arrow keys choose a line, Enter opens it.\n\n"
        "N records a use of force at once: choose the person, fill in the first part, ^S saves. "
        "The rest can wait until the ward is quiet."
    )
    CSS_PATH = "../styles/board.tcss"
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "record", "new record", tooltip="Record a use of force now."),
        Binding("enter", "open", "open", tooltip="Open the chosen line."),
        Binding("slash", "find", "find", key_display="/", tooltip="The log: find any record."),
        Binding("p", "people", "people", tooltip="The people of the ward; admit, leave, move."),
        Binding("s", "staff", "staff", tooltip="Who may unlock this terminal."),
        Binding("l", "app.lock", "lock", tooltip="Lock at once."),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("escape", "app.lock", show=False),
    ]

    def compose_body(self) -> ComposeResult:
        """Now, to finish and today at the left; the people of the ward at the right."""
        with Horizontal(id="board"):
            yield Lines("now")
            yield Lines("here")
        yield SaveStatus()

    def on_mount(self) -> None:
        """Read what there is, and again from time to time: minutes pass."""
        self.look()
        self.set_interval(REFRESH_SECONDS, self.look)
        if self.session is not None:
            self.run_worker(partial(self._look_after, self.session), thread=True, group="check")

    def on_screen_resume(self) -> None:
        """Something may have been written on the screen that was above."""
        self.look()

    def look(self) -> None:
        """Read the board in a worker."""
        session = self.session
        if session is not None:
            self.run_worker(partial(self._read, session), thread=True, exclusive=True, group="look")

    @property
    def session(self) -> Session | None:
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    def _look_after(self, session: Session) -> None:
        gone = get_current_worker()
        with suppress(WardsafeError):  # the ledger was closed under it: somebody locked
            look_after(session, lambda: gone.is_cancelled)
            if not gone.is_cancelled:
                self.app.call_from_thread(self.look)

    def _read(self, session: Session) -> None:
        with suppress(WardsafeError):
            seen = overview(session)
            self.app.call_from_thread(self.show, seen)

    def show(self, seen: Overview) -> None:
        """Draw the board."""
        if self.session is None:
            return
        self.query_one("#now", Lines).show(list(self._left(seen)))
        self.query_one("#here", Lines).show(list(_right(seen)))

    # --- the left column -------------------------------------------------------------------------

    def _left(self, seen: Overview) -> Iterator[Line]:
        for notice in seen.notices:
            yield _words(f"{glyphs().alert} {notice}", "bold $over on $over-ground")
        if seen.unclaimed or seen.drafts:
            yield from _heading("Yours to finish", "")
            yield from self._waiting(seen)
            yield _blank()
        yield from _heading("Going on now", f"{len(seen.still_on)} open" if seen.still_on else "")
        yield from self._still_on(seen)
        yield _blank()
        count, exact = seen.unfinished
        yield from _heading("Not complete", f"{count}{'' if exact else '+'} records")
        yield from self._to_finish(seen)
        yield _blank()
        yield from _heading("Last 24 hours", "newest first")
        yield from self._events(seen)

    def _waiting(self, seen: Overview) -> Iterator[Line]:
        for held in seen.unclaimed:
            what = ("Recorded without a PIN", "", "claim or decline")
            yield Line(_row(f"{local(held.taken):%H:%M}", *what), partial(self._claim, held))
        for draft in seen.drafts:
            what = ("Draft", "", "only you")
            yield Line(_row(f"{local(draft.kept):%H:%M}", *what), partial(self._resume, draft))

    def _still_on(self, seen: Overview) -> Iterator[Line]:
        """Longest first: what has gone on longest is what somebody must think about next."""
        if not seen.still_on:
            yield _words("Nobody is held or secluded, as far as the log says.", "$quiet")
        by_length = sorted(seen.still_on, key=lambda on: on.since)
        for on in by_length[:1]:
            yield from self._block(on, seen.now)
        for on in by_length[1:6]:
            said = f"{on.what}, since {local(on.since):%H:%M}"
            line = _row(_so_far(on, seen.now), said, on.row.initials, f"#{on.row.number}")
            yield Line(line, partial(self._open, on.row.record))

    def _block(self, on: StillOn, now: datetime) -> Iterator[Line]:
        """Three rows on raised ground, the hours and minutes in big digits."""
        hours, minutes = divmod(int((now - on.since).total_seconds()) // 60, 60)
        opens = partial(self._open, on.row.record)
        words = (
            drawn(f"{on.what}, still on", "bold $strong"),
            joined(drawn(on.row.initials, "bold $ink"), drawn(f"  {on.row.what}", "$ink")),
            joined(
                drawn(f"since {local(on.since):%H:%M}", "bold $due"),
                drawn(f"  #{on.row.number}", "$quiet"),
            ),
        )
        for place, (digits, said) in enumerate(
            zip(big(f"{hours}:{minutes:02}"), words, strict=True)
        ):
            left = joined(Content("  "), Content.styled(digits, "bold $due"), Content("   "), said)
            yield Line(partial(_on_due, left), opens if place == 1 else None, in_block=True)

    def _to_finish(self, seen: Overview) -> Iterator[Line]:
        for one in seen.to_finish[:5]:
            items = f"{one.row.items} of 16 items" if one.row.items is not None else ""
            line = _row(f"#{one.row.number}", one.row.what, one.row.initials, items)
            yield Line(line, partial(self._open, one.row.record))
        if not seen.to_finish:
            yield _words("Every record is complete.", "$quiet")

    def _events(self, seen: Overview) -> Iterator[Line]:
        if not seen.events:
            yield _words(NOTHING, "$quiet")
        for event in seen.events:
            right = event.row.state or f"#{event.row.number}"
            line = _row(f"{local(event.at):%H:%M}", event.what, event.row.initials, right)
            yield Line(line, partial(self._open, event.row.record))

    # --- keys ------------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Another line."""
        self.query_one("#now", Lines).move(step)

    def action_open(self) -> None:
        """What the chosen line opens."""
        column = self.query_one("#now", Lines)
        if 0 <= column.at < len(column.lines) and (opens := column.lines[column.at].opens):
            opens()

    def action_record(self) -> None:
        """N: a new record of a use of force."""
        if self.session is not None:
            self.write(writing.new(self.session))

    def action_find(self) -> None:
        """/: the log."""
        self.ward.go("log", find=True)

    def action_people(self) -> None:
        """P: the people of the ward."""
        self.ward.go("people")

    def action_staff(self) -> None:
        """S: who may unlock."""
        self.ward.go("staff")

    def write(self, what: writing.Writing) -> None:
        """Open the form; when it is saved, say so here too."""
        self.app.push_screen(FormScreen(what.task()), self.written)

    def written(self, saved: SavedEntry | None) -> None:
        """Back from a form."""
        if saved is not None:
            self.query_one(SaveStatus).saved(saved.number, self.ward.clock.now(), saved.code)
        self.look()

    def _open(self, record: str) -> None:
        self.ward.go("record", record=record)

    def _claim(self, held: Unclaimed) -> None:
        self.ward.go("claim", held=held)

    def _resume(self, draft: Draft) -> None:
        if self.session is not None:
            self.write(writing.resumed(self.session, draft))


def _right(seen: Overview) -> Iterator[Line]:
    away = sum(one.state != "on the ward" for one in seen.people)
    on_leave = f", {away} on leave" if away else ""
    yield from _heading("People", f"{len(seen.people)}{on_leave}")
    for one in seen.people:
        state = "" if one.state == "on the ward" else one.state
        yield Line(_pair(f"{one.bed:>3}   {one.initials:<4}", state, "$ink"))
    yield _blank()
    yield _words(f"{seen.entries:,} entries kept", "$quiet")


def _so_far(on: StillOn, now: datetime) -> str:
    return say_length(int((now - on.since).total_seconds()) // 60).removesuffix(" min")


def _row(lead: str, what: str, who: str, right: str) -> Callable[[int], Content]:
    """Times, what, initials and state, each in its own column."""

    def line(width: int) -> Content:
        room = max(8, width - LEAD - WHO - STATE)
        return joined(
            drawn(f"{lead:>{LEAD - 3}}   ", "$ink"),
            drawn(f"{what:<{room - 2}}", "$ink", width=room - 2),
            Content("  "),
            drawn(f"{who:<{WHO}}", "$quiet"),
            drawn(f"{right:>{STATE}}", "$quiet"),
        )

    return line


def _on_due(content: Content, width: int) -> Content:
    padded = joined(content, Content(" " * max(0, width - content.cell_length)))
    return padded.stylize("on $due-ground")


def _heading(text: str, right: str) -> Iterator[Line]:
    yield Line(lambda width: spread(drawn(text, "bold $strong"), drawn(right, "$quiet"), width))


def _words(text: str, style: str) -> Line:
    return Line(lambda width: drawn(text, style, width=width))


def _pair(left: str, right: str, style: str) -> Callable[[int], Content]:
    return lambda width: spread(drawn(left, style), drawn("  " + right, "$quiet"), width)


def _blank() -> Line:
    return Line(lambda width: Content(""))
