"""Exchanging through a stick, a share or a server: what waits, is written, is confirmed."""

import threading
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from wardsafe.bundles.carriers import free_at
from wardsafe.errors import WardsafeError
from wardsafe.services import exchange_seen, exchanging
from wardsafe.services.exchange_seen import Seen
from wardsafe.services.session import Session
from wardsafe.tui import sync_lines
from wardsafe.tui.acting_screen import Drawing
from wardsafe.tui.drawn import Plain, drawn
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.screens.sync_place import LeavesScreen, SyncPlaceScreen
from wardsafe.tui.short_list import ListRow, ShortList
from wardsafe.tui.sync_lines import BUSY, CALM, DONE, FAILED, Running

NONE = "Nothing was written yet."
DRAW_SECONDS = 0.1
"""How often what is going on is drawn at most."""


class SyncScreen(ListScreen[None]):
    """First whether the stick may be removed; then waiting, written, confirmed."""

    TITLE_WORDS = "To and from the network"
    CSS_PATH = "../styles/sync.tcss"
    HELP = (
        "S exchanges with a place: a stick, a shared folder, or the address of a server. It reads "
        "what came in, writes what has to go, sealed, and reads back what it wrote. Esc stops it "
        "at any moment: what is written stays, and S goes on from there.\n\n"
        "Waiting is what no bundle holds yet. Written is in a bundle that nobody has confirmed. "
        "Confirmed is what signed receipts say, and nothing else: a bundle on a stick is on its "
        "way, no more.\n\n"
        "P says in plain words what would leave for the network. Names, NHS numbers, free text "
        "and exact times never do. Who receives is set up by a steward, with a fingerprint that "
        "somebody read aloud."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-roomy")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    HINTS = (("↑↓", "bundle"),)
    SHORT = {"what would leave": "preview"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "exchange", "exchange", tooltip="Exchange with a stick, a share, a server."),
        Binding("p", "preview", "what would leave", tooltip="What would leave for the network."),
        Binding("escape", "leave", "back", tooltip="Stop what is running; then back."),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._seen: Seen | None = None
        self._going: Running | None = None
        self._free: int | None = None
        self._stop = threading.Event()
        self._drawn_at = 0.0

    def compose_body(self) -> ComposeResult:
        """Title, block, counts, bundles, receipts."""
        with Vertical(id="sync"):
            yield Plain(id="sync-title")
            yield Plain(id="sync-block")
            yield Plain(id="sync-counts")
            yield ShortList("sync-bundles", NONE)
            yield Plain(id="sync-foot")

    def on_resize(self) -> None:
        """Other widths have other columns."""
        self.call_after_refresh(self._draw)

    def read(self, session: Session) -> Drawing:
        """Where things stand, and how much room the place has."""
        found = exchange_seen.seen(session)
        return partial(self.show, found, free_at(found.places[0]) if found.places else None)

    def show(self, found: Seen, free: int | None) -> None:
        """Draw where things stand."""
        self._seen, self._free = found, free
        now = self.ward.clock.now()
        rows = [
            ListRow(one.written.name, partial(sync_lines.bundle_row, one, now))
            for one in found.bundles
        ]
        self.rows.show(rows, sync_lines.heads if rows else None)
        self._draw()

    # --- drawing --------------------------------------------------------------------------------

    def _draw(self) -> None:
        seen = self._seen
        if seen is None or not self.is_attached:
            return
        now, width = self.ward.clock.now(), self.query_one("#sync-title", Plain).content_size.width
        place = seen.places[0] if seen.places else ""
        right = f"{place}{sync_lines.free_words(self._free)}" if place else ""
        self._put("title", [sync_lines.title(width, right)])
        self._draw_block()
        counts: list[Content] = []
        for leg in seen.legs[:1]:
            counts += sync_lines.counts(leg, width, now)
        for leg in seen.legs[1:]:
            counts += [Content(""), drawn(sync_lines.other_leg(leg), "$ink", width=width)]
        self._put("counts", counts)
        self._put("foot", sync_lines.foot(seen, width, now))

    def _draw_block(self) -> None:
        if self._seen is None:
            return
        part = self.query_one("#sync-block", Plain)
        how, lines = sync_lines.block(self._seen, self._going, max(20, part.content_size.width))
        for each in (CALM, DONE, BUSY, FAILED):
            part.set_class(each == how, each)
        part.update(Content("\n").join(lines))

    def _put(self, part: str, lines: list[Content]) -> None:
        self.query_one(f"#sync-{part}", Plain).update(Content("\n").join(lines))

    # --- exchanging, in a worker ----------------------------------------------------------------

    def action_exchange(self) -> None:
        """S: ask for the place, then begin."""
        if self._going is None and self._seen is not None:
            self.app.push_screen(SyncPlaceScreen(self._seen.places), self._begin)

    def _begin(self, place: str | None) -> None:
        session = self.session
        if place is None or session is None or self._going is not None:
            return
        self._stop = threading.Event()
        self._going = Running(place)
        self._draw_block()
        work = partial(self._exchange, session, self._going, self._stop)
        self.run_worker(work, thread=True, group="exchange")

    def _exchange(self, session: Session, running: Running, stop: threading.Event) -> None:
        def told(what: str, done: int, of: int) -> None:
            running.told(what, done, of)
            now = session.clock.monotonic()
            if now - self._drawn_at >= DRAW_SECONDS and not stop.is_set():
                self._drawn_at = now
                self.from_worker(self._draw_block)

        with suppress(WardsafeError):  # it is kept with the last exchange, and drawn from there
            exchanging.exchange(session, running.place, told, stop.is_set)
        if self.session is session:
            self.from_worker(self._ended)

    def _ended(self) -> None:
        self._going = None
        self.rows.forget()  # the newest bundle is the selected one
        self.look()

    def action_preview(self) -> None:
        """P: what would leave."""
        self.app.push_screen(LeavesScreen())

    def action_leave(self) -> None:
        """Esc: stop what runs; where nothing does, back."""
        if self._going is None:
            self.dismiss(None)
            return
        self._stop.set()
        self._going.stopping = True
        self._draw_block()

    def put_away(self) -> None:
        """Locking: stop what runs, let go of what was read."""
        self._stop.set()
        self._seen, self._going = None, None
        super().put_away()
