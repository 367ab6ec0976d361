"""The tree of change ideas: aims, what drives them, what may be tried, row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from wardsafe.services.changing import Kept
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.vocabulary.change_ideas import ChangeIdeas, Driver, Idea, Package


@dataclass(frozen=True, slots=True)
class Node:
    """One row of the tree: how deep it stands, and what it is."""

    key: str
    depth: int
    what: Package | Driver | Idea

    @property
    def words(self) -> str:
        """What it is called."""
        return self.what.text if isinstance(self.what, Driver) else self.what.title

    @property
    def inside(self) -> int:
        """How many stand in it, one step deeper."""
        if isinstance(self.what, Package):
            return len(self.what.drivers)
        return len(self.what.ideas) if isinstance(self.what, Driver) else 0


def nodes(found: ChangeIdeas, is_open: set[str] | None) -> Iterator[Node]:
    """The rows of the tree, of the branches whose keys are in `is_open`; with None of every one."""
    for package in found.packages:
        yield Node(package.name, 0, package)
        if is_open is not None and package.name not in is_open:
            continue
        for driver in package.drivers:
            key = f"{package.name}/{driver.code}"
            yield Node(key, 1, driver)
            if is_open is None or key in is_open:
                yield from (Node(f"{key}/{idea.code}", 2, idea) for idea in driver.ideas)


def tests_of(idea: Idea, tests: Sequence[Kept]) -> list[Kept]:
    """What the ward has tried of an idea."""
    return [one for one in tests if one.said.idea == idea.code]


def idea_row(node: Node, tried: list[Kept], width: int, selected: bool) -> Content:
    """An idea; at the right how far its newest test is."""
    left = joined(Content("  " * node.depth + "  "), drawn(node.words, _style(node, selected)))
    return spread(left, drawn(f"{_tried_words(tried)} ", "$quiet"), width)


def branch_row(node: Node, is_open: bool, width: int, selected: bool) -> Content:
    """An aim or what drives it; closed, how many are in it, and of an aim its words if they fit."""
    sign = glyphs().below if is_open else glyphs().option
    left = joined(
        Content("  " * node.depth),
        drawn(f"{sign} ", "$accent"),
        drawn(node.words, _style(node, selected)),
    )
    return spread(left, drawn(f"{_branch_words(node, is_open, width)} ", "$quiet"), width)


def _branch_words(node: Node, is_open: bool, width: int) -> str:
    if isinstance(node.what, Package) and width - len(node.words) > len(node.what.aim) + 9:
        return node.what.aim
    return "" if is_open else str(node.inside)


def _style(node: Node, selected: bool) -> str:
    return "bold $strong" if selected or node.depth == 0 else "$ink"


def _tried_words(tried: list[Kept]) -> str:
    if not tried:
        return ""
    newest = max(tried, key=lambda one: one.number)
    return f"cycle {newest.said.cycle or 1}, {newest.said.stage()}"
