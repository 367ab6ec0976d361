"""What every screen of wardsafe has: header, footer, its help, and how it is put away on locking.

A screen declares its keys as BINDINGS (description: the verb of the footer; tooltip: a sentence
for F1), and yields its body from `compose_body`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.worker import get_current_worker

from wardsafe.tui.chrome import FooterBar, HeaderBar
from wardsafe.tui.idle import ELSEWHERE
from wardsafe.tui.idle import SHOWS_RECORD as SHOWS_RECORD_SECONDS
from wardsafe.tui.typed_ahead import TypedAheadApp

if TYPE_CHECKING:
    from wardsafe.services.session import Session
    from wardsafe.tui.app import WardApp

Result = TypeVar("Result")


class WardScreen(Screen[Result]):
    """A whole screen between the two bars."""

    TITLE_WORDS: ClassVar[str] = ""  # what F1 calls this screen
    HELP: ClassVar[str] = ""  # a few sentences for F1; blank lines separate paragraphs
    SHOWS_RECORD: ClassVar[bool] = False  # locks after 2 idle minutes instead of 5
    HINTS: ClassVar[Sequence[tuple[str, str]]] = ()  # footer entries that are no single key
    SHORT: ClassVar[Mapping[str, str]] = {}  # footer verb → shorter verb below 100 columns

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._take_capitals()

    def _take_capitals(self) -> None:
        """With Caps Lock on, as the footer writes it: a capital letter is the same key."""
        for key, held in [*self._bindings.key_to_bindings.items()]:
            if len(key) == 1 and key.islower():
                same = [replace(each, key=key.upper(), show=False) for each in held]
                self._bindings.key_to_bindings.setdefault(key.upper(), same)

    def compose(self) -> ComposeResult:
        """Header, body, footer."""
        yield HeaderBar()
        yield from self.compose_body()
        yield FooterBar()

    def compose_body(self) -> ComposeResult:
        """What is between the bars."""
        yield from ()

    @property
    def ward(self) -> "WardApp":
        """The app, as what it is."""
        return cast("WardApp", self.app)

    @property
    def session(self) -> "Session | None":
        """The open session; None at the moment of locking."""
        return cast("Session | None", self.ward.session)

    def idle_limit(self) -> float:
        """Seconds this screen may stand idle before it locks."""
        return SHOWS_RECORD_SECONDS if self.SHOWS_RECORD else ELSEWHERE

    async def on_event(self, event: events.Event) -> None:
        """A key that was on its way here when another screen came in front is for that one."""
        app, is_late = self.app, isinstance(event, events.Key) and not self.is_current
        if is_late and isinstance(app, TypedAheadApp) and app.is_running:
            app.keep_key(cast("events.Key", event))
        else:
            await super().on_event(event)

    def from_worker(self, show: Callable[..., object], *read: Any, **said: Any) -> None:
        """From a worker: draw what was read, unless a later reading has begun. Without this an
        earlier one that took longer would put back what stood there before a save."""
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._if_here, partial(show, *read, **said))

    def _if_here(self, show: Callable[[], object]) -> None:
        if self.is_attached and not self._pruning:  # its parts go before it does
            show()

    def put_away(self) -> None:
        """Keep the draft and let go of everything about people; called before a screen goes."""
