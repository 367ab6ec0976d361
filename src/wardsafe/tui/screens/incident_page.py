"""Which page of an incident is to be written, and where."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from wardsafe.tui.forms.choices import Choice, Choices
from wardsafe.tui.forms.picker import Picker
from wardsafe.tui.screens.asking import AskScreen

STATUTORY, FOR_PATIENT = "statutory", "for-patient"
PAGES = (
    Choice(STATUTORY, "", "The record of the Act, s.6(5)(a) to (p)"),
    Choice(FOR_PATIENT, "", "For the patient: plain words, large print, no names of others"),
)


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """The path as it was typed, and whether the page is the one for the patient."""

    typed: str
    for_patient: bool


class IncidentPageScreen(AskScreen[IncidentPage]):
    """Dismissed with the page and its path, None on Esc."""

    TITLE_WORDS = "Record on paper"
    LABEL = "File"
    HINT = "ends in .html"
    HELP = (
        "The page that you choose below is written into the file that you type and nowhere else, "
        "for a browser to print. The file must not be there yet. It is written down that you did "
        "so. Read the page for the patient through before you hand it over, and delete the file "
        "when it is printed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "write it there", tooltip="Write the chosen page into this file."),
        Binding("escape", "leave", "leave it", tooltip="Leave; nothing is written."),
    ]

    def offered(self, typed: str) -> Choices:
        """Both pages, whatever is typed; the one that was chosen stays so."""
        return Choices(PAGES, self.query_one(Picker).choices.chosen, len(PAGES))

    def taken(self, choice: Choice | None, typed: str) -> None:
        """Enter."""
        if typed.strip():
            for_patient = choice is not None and choice.typed == FOR_PATIENT
            self.dismiss(IncidentPage(typed.strip(), for_patient))
        else:
            self.say("Type a file.")
