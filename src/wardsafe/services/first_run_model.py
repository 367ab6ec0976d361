"""What a steward is asked about a ward when it is set up, as a model like every other form's.

The attributes of a ward are those of MHSDS table MHS903; nothing here is about a person.
"""

import re
from typing import Annotated, ClassVar

from wardsafe.records.base import Problem, Record
from wardsafe.records.hints import Codes, Help, Label, Lives, Now, Required

SITE_CODE = re.compile(r"[A-Z0-9]{5,9}")
"""An ODS site code: five to nine letters and digits (ORGANISATION SITE IDENTIFIER, an5 to an9)."""

DETAILS = {
    "setting": "setting",
    "age_group": "age group",
    "sex": "sex",
    "security": "security",
    "intensity": "intensity",
    "locked": "locked",
}
"""The field of the form → the name under which the terminal keeps it."""


class WardAnswers(Record):
    """A ward and the terminal that is being set up for it."""

    kind: ClassVar[str] = "ward-answers/1"
    title: ClassVar[str] = "This ward"

    name: Annotated[
        str | None,
        Label("Ward"),
        Help("The name of the ward, as it stands on its door."),
        Lives("facts"),
        Required(),
        Now(1),
    ] = None
    site: Annotated[
        str | None,
        Label("Site code"),
        Help("The ODS code of the hospital site: 5 to 9 letters and digits, such as RXY01."),
        Lives("facts"),
        Required(),
        Now(2),
    ] = None
    terminal: Annotated[
        str | None,
        Label("This computer"),
        Help("What people call this computer: PC 2, office, nurses' station."),
        Lives("facts"),
        Required(),
        Now(3),
    ] = None
    setting: Annotated[
        str | None,
        Label("Setting"),
        Help("The kind of ward. Type a few letters; * shows the whole list."),
        Codes("ward-setting-type"),
        Lives("facts"),
        Now(4),
    ] = None
    age_group: Annotated[
        str | None,
        Label("Age group"),
        Help("Whom the ward is meant for."),
        Codes("ward-age-group"),
        Lives("facts"),
        Now(5),
    ] = None
    sex: Annotated[
        str | None,
        Label("Sex"),
        Help("The sex of the patients the ward is meant for."),
        Codes("ward-sex"),
        Lives("facts"),
        Now(6),
    ] = None
    security: Annotated[
        str | None,
        Label("Security"),
        Help("The security level of the ward; general where it has none."),
        Codes("ward-security-level"),
        Lives("facts"),
        Now(7),
    ] = None
    intensity: Annotated[
        str | None,
        Label("Care"),
        Help("How intensive the care is meant to be."),
        Codes("clinical-care-intensity"),
        Lives("facts"),
        Now(8),
    ] = None
    locked: Annotated[
        str | None,
        Label("Locked"),
        Help("Whether the ward's door is kept locked: yes or no."),
        Codes("yes-no"),
        Lives("facts"),
        Now(9),
    ] = None

    def errors(self) -> tuple[Problem, ...]:
        """A ward without a name, a site or a terminal could not be told from another."""
        asked = (
            ("name", self.name, "Give the name of the ward."),
            ("site", self.site, "Give the ODS code of the site."),
            ("terminal", self.terminal, "Give this computer a name."),
        )
        found = [Problem(field, words) for field, value, words in asked if not value]
        if self.site and not SITE_CODE.fullmatch(self.site_code()):
            found.append(Problem("site", "Needs 5 to 9 letters and digits."))
        return tuple(found)

    def site_code(self) -> str:
        """The site code as the national directory writes it."""
        return "".join((self.site or "").split()).upper()

    def details(self) -> dict[str, str]:
        """The attributes that were answered, by the name under which the terminal keeps them."""
        found = {name: getattr(self, field) for field, name in DETAILS.items()}
        return {name: value for name, value in found.items() if value}
