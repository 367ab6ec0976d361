"""Who reads in the room of sexual safety: breaking the glass, letting in, having looked at it."""

from dataclasses import dataclass
from functools import partial

from wardsafe.errors import WardsafeError
from wardsafe.services import break_glass, letting_in
from wardsafe.services.session import Session
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.screens.break_glass import Breaking, ListedScreen

BROKEN = "The glass is broken until you lock. Leads and the ward manager see that."
HOW_MANY = (
    ("2", "Two people together, anybody with a PIN here"),
    ("1", "One person, anybody with a PIN here: their PIN and this disk then open it"),
)


@dataclass(frozen=True, slots=True)
class Access:
    """What this person may do about who reads; `waits` are ids and names of who is to be let in."""

    may_break: bool = False
    is_lead: bool = False
    may_review: bool = False
    waits: tuple[tuple[str, str], ...] = ()


def access_of(session: Session) -> Access:
    """Asked anew with each reading of the list. May raise WardsafeError."""
    waits = {who.id: who.name for _, who in letting_in.waiting(session)}
    is_lead = break_glass.may_review(session)
    return Access(
        break_glass.may_break(session),
        is_lead,
        is_lead and bool(break_glass.unreviewed(session)),
        tuple(waits.items()),
    )


class AccessActs(ListScreen[None]):
    """The base of the room: its keys about who reads, each only where there is something for it."""

    access = Access()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nobody is shown a key that is not for them."""
        shown = {
            "glass": self.access.may_break,
            "let_in": bool(self.access.waits),
            "reviewed": self.access.may_review,
            "set_glass": self.access.is_lead,
        }
        return True if shown.get(action, True) else None

    def action_glass(self) -> None:
        """B: break the glass."""
        if self.session is not None:
            work = partial(self.work, then=self._broken)
            Breaking(self, self.session, work, self._broken).begin()

    def _broken(self, _: None = None) -> None:
        self.say(BROKEN)
        self.look()

    def action_set_glass(self) -> None:
        """K: who may break the glass, and how many it takes."""
        asked = ListedScreen("Break-glass: how many does it take?", HOW_MANY)
        self.app.push_screen(asked, self._set_glass)

    def _set_glass(self, people: str | None) -> None:
        session = self.session
        if people is None or session is None:
            return
        everybody = [face.staff_id for face in session.slots.faces()]
        try:
            break_glass.set_up(session, int(people), everybody)
        except WardsafeError as problem:
            self.say(str(problem))
        else:
            self.say("Break-glass is set up. Say so to the ward.", wrong=False)

    def action_let_in(self) -> None:
        """G: let in who waits, each written down."""
        if self.session is not None:
            self.work(partial(_let_in, self.session, self.access.waits), self._let_in)

    def _let_in(self, came: tuple[str, bool]) -> None:
        sentence, wrong = came
        self.say(sentence, wrong=wrong)
        self.look()

    def action_reviewed(self) -> None:
        """R: a lead has looked at who broke the glass."""
        if self.session is not None:
            try:
                break_glass.reviewed(self.session)
            except WardsafeError as problem:
                self.say(str(problem))
            self.look()


def _let_in(session: Session, waits: tuple[tuple[str, str], ...]) -> tuple[str, bool]:
    """What is to be said of it, and whether something was in the way of one of them."""
    try:
        for staff_id, _ in waits:
            letting_in.admit(session, staff_id)
    except WardsafeError as problem:
        return str(problem), True
    return f"Let in: {', '.join(name for _, name in waits)}.", False
