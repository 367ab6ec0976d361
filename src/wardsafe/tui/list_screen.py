"""A screen of one list: rows to choose from, read whenever it comes to the front."""

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType

from wardsafe.tui.drawn import clear
from wardsafe.tui.reading_screen import ReadingScreen
from wardsafe.tui.short_list import ShortList

Result = TypeVar("Result")
WHOLE_LIST = 1_000_000


class ListScreen(ReadingScreen[Result]):
    """Made into a screen by `read` (see ReadingScreen), whose drawing shows `rows`, and by a
    `compose_body` that yields one ShortList.

    - It is read when it opens, and again when a screen that stood above it has gone.
    - Up, down, a page, home and end choose a row. `on_short_list_moved` is called after that, and
      after each drawing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "leap(-1)", show=False),
        Binding("pagedown", "leap(1)", show=False),
        Binding("home", f"move(-{WHOLE_LIST})", show=False),
        Binding("end", f"move({WHOLE_LIST})", show=False),
    ]

    @property
    def rows(self) -> ShortList:
        """The list."""
        return self.query_one(ShortList)

    @property
    def chosen_key(self) -> str | None:
        """The key of the row under the bar; None where there is none, or no list yet."""
        lists = self.query(ShortList)
        return lists.first().key if lists else None

    def on_screen_resume(self) -> None:
        """It opens, or something may have been written on the screen that was above."""
        self.look()

    def put_away(self) -> None:
        """Let go of every row, and of what stands round them."""
        self.rows.forget()
        clear(self)

    def action_move(self, by: int) -> None:
        """Another row."""
        self.rows.move(by)

    def action_leap(self, by: int) -> None:
        """A page further."""
        self.rows.move(by * self.rows.page_of())
