"""A screen that does things in a worker and says what came of them: a key never waits for it."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from wardsafe.errors import NotSaved, WardsafeError
from wardsafe.tui.said import Said
from wardsafe.tui.status import SaveStatus
from wardsafe.tui.ward_screen import WardScreen

Result = TypeVar("Result")
Came = TypeVar("Came")
Drawing = Callable[[], object]
"""What is to be done on the screen with what was read, or with what came of something."""


class ActingScreen(WardScreen[Result]):
    """Whatever a service refuses is one sentence in front of whoever asked for it."""

    def work(self, act: Callable[[], Came], then: Callable[[Came], object]) -> None:
        """Do something in a worker, then `then` on the screen, if it still stands, with what came
        of it. A WardsafeError is said; NotSaved, in the line that says what is saved."""
        self.run_worker(partial(self._work, act, then), thread=True, group="write")

    def _work(self, act: Callable[[], Came], then: Callable[[Came], object]) -> None:
        try:
            after: Drawing = partial(then, act())
        except WardsafeError as problem:
            after = partial(self._not_done, problem)
        self.app.call_from_thread(self._if_here, after)

    def _not_done(self, problem: WardsafeError) -> None:
        if isinstance(problem, NotSaved):
            self.query_one(SaveStatus).not_saved(str(problem))
        else:
            self.say(str(problem))

    def say(self, *sentences: str, wrong: bool = True) -> None:
        """Sentences above the footer, "" for none; as a notice where there is no line for them."""
        lines = self.query(Said)
        if lines:
            lines.first().say(*sentences, wrong=wrong)
        elif words := " ".join(filter(None, sentences)):
            self.notify(words)
