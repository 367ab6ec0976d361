"""F and / of the log: one line that narrows it, by time, kind, person, state or words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType

from wardsafe.tui.forms.cell import Cell
from wardsafe.tui.forms.choices import Choice, Choices, by_family
from wardsafe.tui.narrowing import narrowings
from wardsafe.tui.screens.asking import AskScreen
from wardsafe.views.log import LogFilter
from wardsafe.views.people import Person

Narrowed = TypeVar("Narrowed")


class NarrowScreen(AskScreen[Narrowed], Generic[Narrowed]):
    """Stands where the log says what it is narrowed to."""


class FilterScreen(NarrowScreen[LogFilter]):
    """F: dismissed with the filter as it is now, None on Esc."""

    HINT = "1 nov, a kind, initials, open …"
    TITLE_WORDS = "Filter"
    LABEL = "Filter"
    HELP = (
        "Type a few letters of what you are looking for: a date (1 nov, 22/11), today, a kind of "
        "record, initials, a bed or a name, a state such as open or void. Choose with the arrow "
        "keys and Enter. Each choice narrows further; Esc in the log shows everything again."
    )

    def __init__(
        self, chosen: LogFilter, now: datetime, people: Callable[[str], Sequence[Person]]
    ) -> None:
        super().__init__()
        self._chosen, self._now, self._people = chosen, now, people
        self._after: dict[str, LogFilter] = {}

    def offered(self, typed: str) -> Choices:
        """What it may mean."""
        people = self._people(typed) if typed.strip() else ()
        found = narrowings(typed, self._chosen, now=self._now, people=people)
        self._after = {str(number): each.after for number, each in enumerate(found)}
        lines = [Choice(str(n), "", each.text, each.family) for n, each in enumerate(found)]
        return Choices(tuple(by_family(lines)), 0, len(lines))

    def taken(self, choice: Choice | None, typed: str) -> None:
        """Narrow to what is chosen."""
        self.dismiss(self._after.get(choice.typed) if choice else None)


class FindScreen(NarrowScreen[str]):
    """/: words, looked for while they are typed; dismissed with them, None on Esc."""

    HINT = "all these words, or a number"
    TITLE_WORDS = "Find"
    LABEL = "Find"
    HELP = (
        "Type any words: they are looked for in every record, in people's names as they are "
        "today, and among the numbers of entries. The last word may be a beginning."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "keep", tooltip="Keep the log narrowed to these words."),
        Binding("escape", "leave", "leave", tooltip="Show again what was there before."),
    ]

    def __init__(self, words: str, on_words: Callable[[str], None]) -> None:
        super().__init__(typed=words)
        self._on_words = on_words

    def was_typed(self, cell: Cell) -> None:
        """Look for it at once."""
        super().was_typed(cell)
        if self.is_mounted:
            self._on_words(cell.value)

    def taken(self, choice: Choice | None, typed: str) -> None:
        """Keep the words."""
        self.dismiss(typed)
