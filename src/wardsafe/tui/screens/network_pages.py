"""The pages that a desk's screen opens: numbers, people, change ideas, what was learnt."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from wardsafe.errors import WardsafeError
from wardsafe.services.network.figures import NETWORK
from wardsafe.services.network.learning import Words, learnt
from wardsafe.services.network.looking import Looked
from wardsafe.services.session import Session
from wardsafe.tui.network_page_lines import (
    equity_of_lines,
    learning_lines,
    number_lines,
    scope_lines,
    spread_lines,
)
from wardsafe.tui.sheet_page import SheetPage

SHOWN = "1 to 7 is *, others to the nearest 5"


class NetworkPage(SheetPage):
    """A page of one quarter."""

    CSS_PATH: ClassVar[list[str]] = [  # type: ignore[assignment]
        "../styles/measures.tcss", "../styles/network.tcss",
    ]  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the funnel."),
    ]

    def __init__(self, looked: Looked) -> None:
        super().__init__()
        self.looked = looked

    @property
    def width(self) -> int:
        """Cells of a line; 0 before the size is known."""
        return self.sheet.size.width if self.session is not None else 0


class NetworkNumbers(NetworkPage):
    """Every number of the quarter as it may be shown."""

    TITLE_WORDS = "Numbers"
    HELP = (
        "Each ward that was heard of, each trust, and all wards: incidents, uses of force, bed "
        "days, and uses per 1,000 bed days with leave and without. Parts need not add up: each "
        "figure is rounded by itself from the raw one. ** is withheld because a small number "
        "could be worked out from it.\n\n"
        "What is dated before a ward began or after today is counted below and is in no figure."
    )

    def look(self) -> None:
        """Every number."""
        if self.width:
            self.entitle(f"Numbers, {self.looked.shown.period.said}", SHOWN)
            self.sheet.show(number_lines(self.looked, self.width))


class NetworkPeople(NetworkPage):
    """Who the wards' people are, and who force was used on."""

    TITLE_WORDS = "People of the wards"
    HELP = (
        "First who the people are: each group's share of the bed days, all wards beside each "
        "trust, so that one sees whom a change would reach. S turns to who force was used on, "
        "against the bed days of the same group; left and right choose all wards or a trust.\n\n"
        "Groups stand in the order of their list. For how many it is not known stands under each "
        "split: above 20 % no rate is shown. Nothing is split by ward or by month, and a group of "
        "fewer than 8 people shows *."
    )
    HINTS = (("↑↓", "scroll"), ("←→", "trust"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "turn", "who force was used on", tooltip="Who they are; who it was used on."),
        Binding("left", "unit(-1)", show=False),
        Binding("right", "unit(1)", show=False),
        Binding("escape", "app.pop_screen", "back", tooltip="Back to the funnel."),
    ]
    SHORT = {"who force was used on": "the other"}

    def __init__(self, looked: Looked) -> None:
        super().__init__(looked)
        self._equity, self._at = False, 0

    @property
    def units(self) -> tuple[str, ...]:
        """All wards, then each trust."""
        return (NETWORK, *sorted({one.trust for one in self.looked.shown.wards.values()}))

    def look(self) -> None:
        """One of the two."""
        if not self.width:
            return
        shown, unit = self.looked.shown, self.units[self._at]
        if self._equity:
            where = f"trust {unit}" if unit else "all wards"
            self.entitle(f"Who force was used on: {where}", shown.period.said)
            self.sheet.show(equity_of_lines(shown, unit, self.width))
        else:
            self.entitle("Who the wards' people are", shown.period.said)
            self.sheet.show(scope_lines(shown, self.width))

    def action_turn(self) -> None:
        """S: the other one."""
        self._equity = not self._equity
        self.sheet.action_go_to(0)
        self.look()

    def action_unit(self, by: int) -> None:
        """Left and right: a trust; it is who force was used on that has them apart."""
        self._equity = True
        self._at = (self._at + by) % len(self.units)
        self.look()


class NetworkIdeas(NetworkPage):
    """Adoption and spread of change ideas."""

    TITLE_WORDS = "Change ideas"
    HELP = (
        "Each idea that any ward has planned or tried: on how many wards it is tested, adopted, "
        "adapted or abandoned, on how many it had begun by the end of each quarter, and on each "
        "ward since when.\n\n"
        "Before and after are uses of force per 1,000 bed days over up to a year on each side, and "
        "the last column is what the ward's own chart has said since. That one thing came after "
        "another does not say why."
    )

    def look(self) -> None:
        """Every idea."""
        if self.width:
            self.entitle("Change ideas, and how they spread", self.looked.shown.period.said)
            self.sheet.show(spread_lines(self.looked, self.width))


class NetworkLearning(NetworkPage):
    """What was learnt, shared without a name."""

    TITLE_WORDS = "What was learnt"
    HELP = (
        "What tests of change came to, and what reviews were about, of all wards together: no "
        "ward is named, and small counts are *.\n\n"
        "At a trust's desk the wards' own words stand below, without whose they are. A text with "
        "the name of anybody whom this desk knows of is kept back and counted. To a network's hub "
        "no words are ever sent."
    )

    def look(self) -> None:
        """Read the words in a worker; a hub has none."""
        if self.width and (session := self.session) is not None:
            self.entitle("What was learnt", self.looked.shown.period.said)
            work = partial(self._read, session)
            self.run_worker(work, thread=True, exclusive=True, group="look")

    def _read(self, session: Session) -> None:
        try:
            found, kept_back = learnt(session)
        except WardsafeError:  # locked in the meantime
            return
        self.from_worker(self._show, found, kept_back)

    def _show(self, found: Sequence[Words], kept_back: int) -> None:
        if self.width:
            lines = learning_lines(self.looked.shown, found, kept_back, self.width)
            self.sheet.show(lines)
