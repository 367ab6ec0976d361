"""How the cells of a sheet look at rest: codes with their words, times short in rows."""

from dataclasses import dataclass
from datetime import datetime

from wardsafe.records.moments import local, say_time
from wardsafe.records.reading import NOT_KNOWN
from wardsafe.tui.forms.choices import lead_of
from wardsafe.tui.forms.readings import Reading
from wardsafe.tui.forms.sheet import Sheet
from wardsafe.vocabulary.code_lists import code_list

LINE_FITS = 36


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell shows without the cursor: a quiet lead, words, and what is wrong."""

    lead: str = ""
    words: str = ""
    error: str = ""
    sentence: str = ""
    default: bool = False


class Seen:
    """The look of every cell of one sheet. `wrong` holds what only the whole record shows; `busy`
    is the cell in the middle of a word, which is not told off."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.wrong: dict[str, Reading] = {}
        self.busy = ""

    def row_cell(self, path: str) -> Look:
        """A cell among others in a row: as short as can be."""
        return self._look(path, in_row=True)

    def line_cell(self, path: str) -> Look:
        """A cell with a line of its own: what was typed, or the code with its words."""
        return self._look(path, in_row=False)

    def _look(self, path: str, *, in_row: bool) -> Look:
        reading, typed = self.sheet.read(path), self.sheet.typed(path)
        bad = reading if reading.error else self.wrong.get(path, reading)
        if bad.error and path == self.busy:
            return Look(words=typed)
        if bad.error:
            return Look("", typed, bad.error, bad.sentence)
        lead, words = self._words(path, reading, typed, in_row=in_row)
        return Look(lead, words, default=reading.default)

    def _words(self, path: str, reading: Reading, typed: str, *, in_row: bool) -> tuple[str, str]:
        field, value = self.sheet.field(path), reading.value
        if value is NOT_KNOWN:
            return "", "not known"
        if field.codes and field.input != "codes" and isinstance(value, str):
            listed = code_list(field.codes)
            text = listed.text(value)
            words = listed.short(value) if in_row or len(text) > LINE_FITS else text
            return (lead_of(value) if value.isdigit() else ""), words
        if field.codes and isinstance(value, list | tuple):
            listed = code_list(field.codes)
            return "", ", ".join(listed.short(str(code)) for code in value)
        if isinstance(value, datetime) and in_row:
            return "", self._time(value)
        return "", reading.said if reading.default else typed

    def _time(self, moment: datetime) -> str:
        """`02:59`, with the days that lie between where the day is not the incident's."""
        began = self.sheet.began() or self.sheet.now
        days = (local(moment).date() - local(began).date()).days
        return say_time(moment) + (f" {days:+d} d" if days else "")
