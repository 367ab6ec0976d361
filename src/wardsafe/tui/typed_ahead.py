"""Keys that come while a screen is on its way wait for it, in their order.

Somebody who knows the way types on: `N`, three letters of a name, Enter. Without this the letters
would be keys of the screen before, or be lost, and the Enter would take whoever stands first
(hazard H01).
"""

from typing import Any

from textual import events
from textual.screen import Screen

from wardsafe.tui.shut import ShutApp

NEVER_HELD = ("f12", "ctrl+q")
"""Locking and leaving never wait."""


class TypedAheadApp(ShutApp):
    """An app whose screens get the keys that were meant for them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving = 0
        self._ahead: list[events.Key] = []

    def push_screen(self, screen: Screen[Any] | str, *args: Any, **kwargs: Any) -> Any:
        """Open a screen; until it has been drawn, keys are kept for it."""
        opening = super().push_screen(screen, *args, **kwargs)
        self._arriving += 1
        self.screen_stack[-1].call_after_refresh(self._arrived)
        return opening

    def _arrived(self) -> None:
        self._arriving = max(0, self._arriving - 1)
        if not self._arriving:
            held, self._ahead = self._ahead, []
            for key in sorted(held, key=lambda key: key.time):
                self.post_message(events.Key(key.key, key.character))

    def keep_key(self, key: events.Key) -> None:
        """Keep a key that reached a screen which is not the one in front any more."""
        self._ahead.append(key)
        if not self._arriving:
            self._arriving = 1
            self.call_later(self._arrived)

    def drop_keys(self) -> None:
        """On locking: nothing that one person typed reaches the next."""
        self._arriving, self._ahead = 0, []

    async def on_event(self, event: events.Event) -> None:
        """Keep a key while a screen is on its way."""
        if isinstance(event, events.Key) and self._arriving and event.key not in NEVER_HELD:
            self._ahead.append(event)
            return
        await super().on_event(event)
