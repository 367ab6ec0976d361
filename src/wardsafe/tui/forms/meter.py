"""How much of what the Act asks for stands in a record: a count of the record, of no person."""

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from wardsafe.records import completeness
from wardsafe.records.completeness import Item
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs

SAVE_ANYWAY = "Save with gaps"


def squares(items: Sequence[Item]) -> Content:
    """One square an item: filled, in part for "not known", empty."""
    return Content(" ").join(_square(item) for item in items)


def _square(item: Item) -> Content:
    signs = {
        "answered": (glyphs().item, "$accent"),
        "not known": (glyphs().half, "$accent"),
        "outstanding": (glyphs().no_item, "$faint"),
    }
    return drawn(*signs[item.state])


class MeterLine(Widget):
    """The meter on one line, for narrow screens."""

    def __init__(self, id: str = "meter") -> None:
        super().__init__(id=id)
        self._items: Sequence[Item] = ()

    def show(self, items: Sequence[Item]) -> None:
        """Draw these items."""
        if items != self._items:
            self._items = items
            self.refresh()

    def render(self) -> Content:
        """Squares, the count, and that gaps do not matter now."""
        if not self._items:
            return Content("")
        count = "{} of {}".format(*completeness.count(self._items))
        left = joined(
            squares(self._items),
            drawn(f"  {count}", "bold $strong"),
            drawn(" the Act asks for", "$quiet"),
        )
        return spread(left, drawn(f"  {SAVE_ANYWAY}", "$ink"), self.size.width)


class MeterPanel(MeterLine):
    """The meter with its letters, beside the form on wide screens."""

    def __init__(self) -> None:
        super().__init__("panel")

    def render(self) -> Content:
        """Heading with the count, squares, the letters, and that gaps do not matter now."""
        if not self._items:
            return Content("")
        count = drawn("{} of {}".format(*completeness.count(self._items)), "bold $strong")
        head = spread(drawn("What the Act asks for", "bold $strong"), count, self.size.width)
        tail = f"{SAVE_ANYWAY}. The rest can wait\nuntil the ward is quiet."
        lines = [head, Content(""), squares(self._items), Content("")]
        lines += [self._item(item) for item in self._items]
        return Content("\n").join([*lines, Content(""), drawn(tail, "$ink", lines=True)])

    def _item(self, item: Item) -> Content:
        there = item.state != "outstanding"
        said = drawn(item.label, "$ink" if there else "$quiet", width=self.size.width - 6)
        state = drawn("  not known", "$quiet") if item.state == "not known" else Content("")
        return joined(_square(item), drawn(f"  {item.letter}  ", "$quiet"), said, state)
