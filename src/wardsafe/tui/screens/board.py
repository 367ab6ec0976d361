"""The board: what somebody who has just unlocked the terminal needs to know, in reading order."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
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
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.forms.task import SavedEntry
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen

WIDE = 110
REFRESH_SECONDS = 30.0
NOTHING = "Nothing was recorded. That is not the same as nothing happened."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the board; `opens` is what Enter does there, None where it is only read."""

    content: Callable[[int], Content]
    opens: Callable[[], None] | None = None


class Lines(Widget, can_focus=False):
    """A column of lines; those that open something can be selected."""

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's own name for it
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
        return [index for index, line in enumerate(self.lines) if line.opens]

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
        drawn_lines = [self._line(index, width) for index in range(len(self.lines))][:room]
        return Content("\n").join(drawn_lines)

    def _line(self, index: int, width: int) -> Content:
        line = self.lines[index].content(width - 2)
        if index != self.at:
            return joined(Content("  "), line)
        chosen = joined(drawn(f"{glyphs().bar} ", "$accent"), line)
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
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = [
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
        yield from _heading("Going on now", _since(seen))
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
            said = f"{local(held.taken):%H:%M}  Recorded without a PIN"
            yield Line(_pair(said, "claim or decline", "$due"), partial(self._claim, held))
        for draft in seen.drafts:
            said = f"{local(draft.kept):%H:%M}  Draft"
            yield Line(_pair(said, "only you", "$accent"), partial(self._resume, draft))

    def _still_on(self, seen: Overview) -> Iterator[Line]:
        if not seen.still_on:
            yield _words("Nobody is held or secluded, as far as the log says.", "$quiet")
        for on in seen.still_on[:6]:
            length = say_length(int((seen.now - on.since).total_seconds()) // 60)
            said = f"{length:>8}   {on.what}, since {local(on.since):%H:%M}"
            left = f"{said}   {on.row.initials}"
            yield Line(_pair(left, f"#{on.row.number}", "$ink"), partial(self._open, on.row.record))

    def _to_finish(self, seen: Overview) -> Iterator[Line]:
        for one in seen.to_finish[:5]:
            items = f"{one.row.items} of 16 items" if one.row.items is not None else ""
            left = f"{'#' + str(one.row.number):>8}   {one.row.what}   {one.row.initials}"
            yield Line(_pair(left, items, "$ink"), partial(self._open, one.row.record))
        if not seen.to_finish:
            yield _words("Every record is complete.", "$quiet")

    def _events(self, seen: Overview) -> Iterator[Line]:
        if not seen.events:
            yield _words(
                "Nothing was recorded. That is not the same as nothing happened.", "$quiet"
            )
        for event in seen.events:
            left = f"{local(event.at):%H:%M}   {event.what}   {event.row.initials}"
            right = event.row.state or f"#{event.row.number}"
            yield Line(_pair(left, right, "$ink"), partial(self._open, event.row.record))

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
        self.ward.go("log")

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


def _since(seen: Overview) -> str:
    return f"{len(seen.still_on)} open" if seen.still_on else ""


def _heading(text: str, right: str) -> Iterator[Line]:
    yield Line(lambda width: spread(drawn(text, "bold $strong"), drawn(right, "$quiet"), width))


def _words(text: str, style: str) -> Line:
    return Line(lambda width: drawn(text, style, width=width))


def _pair(left: str, right: str, style: str) -> Callable[[int], Content]:
    return lambda width: spread(drawn(left, style), drawn("  " + right, "$quiet"), width)


def _blank() -> Line:
    return Line(lambda width: Content(""))
