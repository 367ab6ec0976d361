"""One sexual-safety event for those who may read it: what is outstanding first, then all of it."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services import sexual_safety
from wardsafe.services.finding import Opened
from wardsafe.services.session import Session
from wardsafe.services.sexual_safety import OPEN
from wardsafe.tui.drawn import drawn
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.screens.record import RecordScreen
from wardsafe.tui.screens.tell_now import TellNowScreen

CHILD = "Somebody here is under 18: child safeguarding as well."


class SexualSafetyRecord(RecordScreen, inherit_bindings=False):
    """`record` is its id. Opening it is written down before anything of it is shown."""

    TITLE_WORDS = "Sexual safety"
    HELP = (
        "What nobody has dealt with yet stands first; T opens that list. Acts are alleged until "
        "others decide.\n\n"
        "S says that it is the same event as another record that you may read; W keeps what the "
        "person or somebody for them says. Both are sealed as this record is.\n\n"
        "Few people may read this, and that you opened it is written down; V says who else did."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "tell", "tell now", tooltip="What to do now, and what somebody has done."),
        # A page to print is in the clear: there is none of a restricted record.
        *(
            each
            for each in RecordScreen.BINDINGS
            if isinstance(each, Binding) and each.action != "paper"
        ),
    ]

    def above(self, session: Session, opened: Opened, width: int) -> list[Content]:
        """That somebody is under 18, and what nobody has dealt with yet."""
        said = opened.said
        if opened.is_void or not isinstance(said, SexualSafety):
            return []
        open_ = [
            one.text for one in sexual_safety.tell_now(session, self._record) if one.state == OPEN
        ]
        lines: list[Content] = []
        if said.names_a_child():
            lines += wrapped(f"{glyphs().alert} {CHILD}", "bold $due", width)
        if open_ and sexual_safety.outstanding(session, self._record):
            lines.append(drawn(f"{len(open_)} to do or tell", "bold $due"))
            lines += wrapped("; ".join(open_) + ".", "$ink", width)
        return [*lines, Content(""), Content("")] if lines else []

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The list is there once the record is."""
        if action == "tell":
            return True if self._opened else None
        return super().check_action(action, parameters)

    def action_tell(self) -> None:
        """T: the list."""
        if self._opened is not None:
            number = self._opened.number
            self.app.push_screen(TellNowScreen(self._record, number), self._told)

    def _told(self, _: None) -> None:
        self.call_after_refresh(self.read_again)
