"""From which day the limits of a measure start again, and why."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from wardsafe.tui.screens.form import FormScreen


class RebaseForm(FormScreen):
    """From which day the limits start again, and why."""

    CSS_PATH = ["../styles/form.tcss", "../styles/measures.tcss"]  # type: ignore[assignment]
    TITLE_WORDS = "Re-base"
    HELP = (
        "Limits are worked out anew from the day you give, because you judge that the ward works "
        "differently since. Your name and your reason stand on the chart. No number is changed, "
        "and the entry can be struck through in the log."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "keep it", tooltip="Keep the re-base."),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is one part and no rows, and nobody to choose."""
        return None if action in ("add_row", "drop_row", "turn", "person") else True
