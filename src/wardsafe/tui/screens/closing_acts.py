"""What is done about a chosen day: it is declared, and its midnight is counted."""

from functools import partial

from wardsafe.errors import WardsafeError
from wardsafe.records.census import Census
from wardsafe.records.moments import say_date
from wardsafe.services import census, closing
from wardsafe.services.closing import Option
from wardsafe.services.day_states import Day
from wardsafe.services.session import Session
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.list_screen import ListScreen
from wardsafe.tui.screens.declaring import DeclareScreen
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.writing import Writing

NOT_OVER = "That is not over yet."
NOT_MIDNIGHT = "That midnight has not come yet."
COUNTS = ("in_bed", "on_leave", "available", "closed", "home_leave", "section_17", "awol")


class ClosingActs(ListScreen[None]):
    """The base of the screen of days."""

    @property
    def chosen(self) -> Day | None:
        """The day under the bar."""
        raise NotImplementedError

    def action_declare(self) -> None:
        """Enter: what is to be declared of the chosen day."""
        session, day = self.session, self.chosen
        if session is None or day is None:
            return
        try:
            session.require(closing.CLOSE)
            found = closing.options(session, day.day)
        except WardsafeError as problem:
            self.say(str(problem))
            return
        if not found:
            self.say(NOT_OVER)
            return
        title = joined(
            drawn(f"Close {day.day:%A} {say_date(day.day)}", "bold $strong"),
            drawn("   Everything that happened is recorded.", "$quiet"),
        )
        self.app.push_screen(DeclareScreen(title, found), partial(self._declared, day))

    def _declared(self, day: Day, option: Option | None) -> None:
        session = self.session
        if option is not None and session is not None:
            declare = partial(closing.declare, session, day.day, option.scope, option.said)
            self.work(declare, self.written)

    def action_census(self) -> None:
        """M: the census of the chosen night, as the movements propose it."""
        session, day = self.session, self.chosen
        if session is None or day is None:
            return
        try:
            session.require(census.CONFIRM)
            if day.state == "today":
                self.say(NOT_MIDNIGHT)
                return
            form = proposed(session, day)
        except WardsafeError as problem:
            self.say(str(problem))
            return
        self.app.push_screen(FormScreen(form.task()), self.written)


def proposed(session: Session, day: Day) -> Writing:
    """The census of a night with what the movements say already in it. May raise WardsafeError."""
    said = census.proposed(session, day.day)
    form = Writing(session, Census, draft=session.chance.new_id())
    form.typed = {"night": say_date(day.day)}
    for name in COUNTS:
        if (count := getattr(said, name)) is not None:
            form.typed[name] = str(count)
    return form
