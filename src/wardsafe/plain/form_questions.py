"""The questions of a form one after another: rows until one is left blank, back, and on again."""

from collections.abc import Callable, Sequence

from wardsafe.plain.asking import Asking
from wardsafe.plain.talk import Back, Cancel, Talk
from wardsafe.records.fields import Field
from wardsafe.tui.forms.sheet import Sheet
from wardsafe.tui.forms.typed_text import asked


class Questions:
    """Asks for the cells of a sheet, field by field, and has a draft kept after each answer.

    A cell is named by its path: "when", or of a row "staff.0.name".
    """

    def __init__(
        self,
        talk: Talk,
        sheet: Sheet,
        asking: Callable[[], Asking],
        keep: Callable[[], object],
    ) -> None:
        self._talk, self._sheet, self._asking, self._keep = talk, sheet, asking, keep

    def go_through(self, fields: Sequence[Field]) -> None:
        """Every field in order; back goes to the one before, and out of the first. Raises Back."""
        trail: list[str] = []
        path = self._begin(fields, 0)
        while path:
            try:
                self._ask(fields, path)
            except Cancel:
                raise
            except Back:
                if not trail:
                    raise
                path = trail.pop()
                continue
            self._keep()
            trail.append(path)
            path = self._after(fields, path)

    def _ask(self, fields: Sequence[Field], path: str) -> None:
        name, _, rest = path.partition(".")
        whole = next(each for each in fields if each.name == name)
        if not rest:
            self._asking().ask(path, whole)
            return
        row, _, column = rest.partition(".")
        part = next(each for each in whole.rows if each.name == column)
        if part.name == asked(whole)[0].name:
            self._say_row(whole, int(row))
        said = self._sheet.typed(path)
        lead = f"{whole.label} {int(row) + 1}"
        column = "" if self._is_lead(whole, part) else f", {part.label}"
        self._asking().ask(path, part, f"{lead}{column}")
        if said and not self._sheet.typed(path) and self._is_lead(whole, part):
            self._sheet.drop_row(name, int(row))
            self._talk.say("That row is taken away.")

    def _say_row(self, whole: Field, row: int) -> None:
        """What tells this row from the others, where its own first column is not asked here."""
        first = self._sheet.field(whole.name).rows[0]
        if not self._is_lead(whole, asked(whole)[0]):
            self._talk.say(
                f"{row + 1}: {self._sheet.read(f'{whole.name}.{row}.{first.name}').said}"
            )
        elif row and row >= len(self._sheet.filled(whole.name)):
            self._talk.say("Another one? Enter if there is none.")

    def _is_lead(self, whole: Field, part: Field) -> bool:
        """Whether a column is the first of its rows: left blank, it ends them."""
        return part.name == self._sheet.field(whole.name).rows[0].name

    def _begin(self, fields: Sequence[Field], at: int) -> str:
        """The first cell of the field at a place, or of the next that has one; "" at the end."""
        for each in fields[at:]:
            if not each.rows:
                return each.name
            column = asked(each)[0]
            if self._is_lead(each, column) or self._sheet.filled(each.name):
                return f"{each.name}.0.{column.name}"
        return ""

    def _after(self, fields: Sequence[Field], path: str) -> str:
        name, _, rest = path.partition(".")
        at = next(n for n, each in enumerate(fields) if each.name == name)
        if not rest:
            return self._begin(fields, at + 1)
        whole, (row, _, column) = fields[at], rest.partition(".")
        columns = [each.name for each in asked(whole)]
        place, lead = columns.index(column), self._is_lead(whole, asked(whole)[0])
        if place == 0 and lead and not self._sheet.typed(path):
            still = int(row) in self._sheet.filled(name)  # the row after one that was taken away
            return path if still else self._begin(fields, at + 1)
        if place + 1 < len(columns):
            return f"{name}.{row}.{columns[place + 1]}"
        following = int(row) + 1
        if lead or following in self._sheet.filled(name):
            return f"{name}.{following}.{columns[0]}"
        return self._begin(fields, at + 1)
