"""What stands in the way of saving: nothing written, the impossible, a change without reason."""

from wardsafe.tui.forms.parts import WHY
from wardsafe.tui.forms.sheet import Sheet


def lacking(sheet: Sheet, person: str | None) -> tuple[str, str] | None:
    """The first cell that stands in the way ("" for none) and why; None where nothing does.

    A gap is never in the way. `person` is the record of the person it is about.
    """
    if sheet.is_blank():
        return "", "Nothing is written yet."
    for path, bad in sheet.problems(person).items():
        return path, bad.sentence
    if sheet.base is None:
        return None
    if not any(sheet.changed(path) for path in sheet.cells()):
        return "", "Nothing is changed yet."
    return None if sheet.typed(WHY).strip() else (WHY, "Say why it is changed.")
