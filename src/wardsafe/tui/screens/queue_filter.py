"""F in the queue: what to show, or a filter of one's own by its name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from wardsafe.records.text import folded
from wardsafe.services.review_queue import NARROWED_TO, Chosen
from wardsafe.tui.forms.choices import Choice, Choices
from wardsafe.tui.screens.narrow import NarrowScreen
from wardsafe.views.people import Person

SHOW, PEOPLE, MINE, KEEP = "show", "people", "my filters", "keep"
SAVE, DROP = "save", "drop"
MOST_PEOPLE = 5


class QueueFilter(NarrowScreen[tuple[str, str, Chosen]]):
    """Dismissed with what to do, a name, and the filter; None on Esc."""

    HINT = "overdue, initials, a name to save it as …"
    TITLE_WORDS = "Filter of the queue"
    LABEL = "Filter"
    HELP = (
        "Type a few letters of what to show: overdue, incomplete, flagged, ward to answer; or "
        "initials, a bed or a name. Your own filters stand on top.\n\n"
        "To keep what the queue shows now, type a name for it and choose “keep it as”. Names and "
        "filters are kept sealed to you."
    )

    def __init__(
        self,
        chosen: Chosen,
        mine: Mapping[str, Chosen],
        people: Callable[[str], Sequence[Person]],
    ) -> None:
        super().__init__()
        self._chosen, self._mine, self._people = chosen, mine, people
        self._does: dict[str, tuple[str, str, Chosen]] = {}

    def offered(self, typed: str) -> Choices:
        """What it may mean."""
        found = list(self._found(typed))
        self._does = {str(n): does for n, (_, _, does) in enumerate(found)}
        lines = [Choice(str(n), "", text, family) for n, (text, family, _) in enumerate(found)]
        return Choices(tuple(lines), 0, len(lines))

    def _found(self, typed: str) -> list[tuple[str, str, tuple[str, str, Chosen]]]:
        name = " ".join(typed.split())
        found = [
            (each, MINE, (SHOW, each, chosen))
            for each, chosen in self._mine.items()
            if _fits(name, each)
        ]
        found += [
            (what, SHOW, (SHOW, "", replace(self._chosen, what=what)))
            for what in NARROWED_TO
            if _fits(name, what)
        ]
        for person in self._people(name)[:MOST_PEOPLE] if name else ():
            words = f"{person.initials}  {person.name}"
            found.append((words, PEOPLE, (SHOW, "", replace(self._chosen, person=person.record))))
        if self._chosen.person and _fits(name, "anybody"):
            found.append(("anybody", PEOPLE, (SHOW, "", replace(self._chosen, person=None))))
        if name and name not in self._mine:
            found.append((f"keep it as “{name}”", KEEP, (SAVE, name, self._chosen)))
        if name in self._mine:
            found.append((f"forget “{name}”", KEEP, (DROP, name, self._chosen)))
        return found

    def taken(self, choice: Choice | None, typed: str) -> None:
        """Do what is chosen."""
        self.dismiss(self._does.get(choice.typed) if choice else None)


def _fits(typed: str, text: str) -> bool:
    words = folded(text).split()
    return all(any(word.startswith(part) for word in words) for part in folded(typed).split())
