"""What a worker read is drawn only while nothing newer is on its way."""

import threading
from functools import partial
from typing import Any

from tui_ward import until
from wardsafe.tui.app import WardApp
from wardsafe.tui.ward_screen import WardScreen


class Reading(WardScreen[None]):
    """A screen that reads when it is told to, as slowly as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[str] = []

    def look(self, what: str, ready: threading.Event) -> None:
        self.run_worker(partial(self._read, what, ready), thread=True, exclusive=True, group="look")

    def _read(self, what: str, ready: threading.Event) -> None:
        ready.wait(10)
        self.from_worker(self.drawn.append, what)


async def test_H09_an_older_reading_that_took_longer_is_not_drawn_over_a_newer_one(
    ward: Any,
) -> None:
    app, screen = WardApp(ward.door, ward.clock, ward.chance), Reading()
    slow, quick = threading.Event(), threading.Event()
    quick.set()
    async with app.run_test() as pilot:
        await app.push_screen(screen)
        screen.look("before the save", slow)
        await pilot.pause()
        screen.look("after the save", quick)
        await until(pilot, lambda: screen.drawn == ["after the save"])
        slow.set()
        for _ in range(5):
            await pilot.pause()
        assert screen.drawn == ["after the save"]
