"""The board of a trust's desk or a network's hub: how complete it is, what came in, what waits."""

from contextlib import suppress
from typing import ClassVar

from textual.binding import Binding, BindingType

from wardsafe.bundles.cards import HUB
from wardsafe.errors import WardsafeError
from wardsafe.services.network.desk_board import DeskSeen, desk_seen
from wardsafe.services.session import Session
from wardsafe.tui.desk_lines import DeskLines
from wardsafe.tui.screens.board import UNSEEN, BoardScreen

_NEEDS = {
    "network": "look at the network",
    "sync": "look at the exchange",
    "queue": "review",
}


class DeskBoard(BoardScreen, inherit_bindings=False):
    """The first screen after unlocking a desk. Nothing is recorded here and no duty is due."""

    TITLE_WORDS = "Board of a desk"
    HELP = (
        "First stands how many wards can be compared in the last quarter that is over. A silent "
        "ward sent nothing for it: it is in no total, and never at nought. W shows how the wards "
        "compare.\n\n"
        "Beside it: what must be looked at, what came in last, and what waits. K collects: it "
        "takes in what the wards put at a place and makes the facts anew; Esc stops it. E shows "
        "the exchange with its receipts.\n\n"
        "A desk records nothing of a ward's own, so the keys of a ward's board are not here."
    )
    SHORT: ClassVar[dict[str, str]] = {}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "go('network')", "wards", tooltip="How the wards compare."),
        Binding("k", "collect", "collect", tooltip="Take in what came, make the facts anew."),
        Binding("e", "go('sync')", "exchange", tooltip="What came in, receipts, what to look at."),
        Binding("enter", "open", "open", tooltip="What the chosen line is about."),
        Binding("q", "go('queue')", "to review", tooltip="At a trust's desk: the review queue."),
        Binding("slash", "find", "find", key_display="/", tooltip="The log: find any record."),
        Binding("s", "go('staff')", "staff", tooltip="Who may unlock this desk."),
        Binding("l", "app.lock", "lock", tooltip="Lock at once."),
        *UNSEEN,
    ]

    def __init__(self) -> None:
        super().__init__()
        self._desk: DeskSeen | None = None

    def _read(self, session: Session) -> None:
        with suppress(WardsafeError):
            self.from_worker(self._show, desk_seen(session, self._desk))

    def _show(self, seen: DeskSeen) -> None:
        if self.session is not None and self.is_attached:
            self._desk = seen
            self.columns.show(DeskLines(seen, self).laid)
            self.refresh_bindings()

    def action_collect(self) -> None:
        """K: the wards, and at once where from."""
        self.ward.go("network", collect=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of what this person may; a hub has no records to review."""
        where = "network" if action == "collect" else str(parameters[0]) if parameters else ""
        if where == "queue" and (self._desk is None or self._desk.role == HUB):
            return None
        if action in ("go", "collect") and (needs := _NEEDS.get(where)):
            return True if self.session is not None and self._has(self.session, needs) else None
        return True

    def put_away(self) -> None:
        """Let go of what was read."""
        self._desk = None
        super().put_away()
