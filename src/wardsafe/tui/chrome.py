"""The first and the last line of every screen: where we are and who, and which keys do what.

Header: place and terminal on the left; person, job, DEMO or LIVE, date and time on the right.
Footer: the keys of the screen in the order it declares them, locking, and F1 help far right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from wardsafe.tui.door import SignedIn
from wardsafe.tui.drawn import drawn, joined, spread
from wardsafe.tui.glyphs import glyphs

if TYPE_CHECKING:
    from wardsafe.tui.app import WardApp

WIDE = 100  # columns from which nothing is left out
MARGIN = 2
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LOCK_ACTION, HELP_ACTION = "app.lock", "app.explain"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the header says. `person` is None while locked: then there is no date and time."""

    place: str
    terminal: str
    demo: bool
    person: SignedIn | None
    now: datetime


def say_date(now: datetime) -> str:
    """The date as 23 Nov 2026, whatever the locale."""
    month = MONTHS[now.month - 1]
    return f"{now.day} {month} {now.year}"


def header_line(facts: Facts, width: int) -> Content:
    """The header, `width` cells wide. Narrow screens lose the job title and the id first."""
    edge = Content(" " * MARGIN)
    left = joined(
        edge, drawn(facts.place, "bold $strong"), Content("  "), drawn(facts.terminal, "$quiet")
    )
    right = [_chip(facts.demo)]
    if facts.person is not None:
        right = [*_who(facts.person, width), Content("   "), *right, Content("   ")]
        right += [drawn(say_date(facts.now), "$quiet"), Content("  ")]
        right += [drawn(f"{facts.now:%H:%M}", "bold $strong")]
    return spread(left, joined(Content("  "), *right, edge), width)


def _chip(demo: bool) -> Content:
    if demo:
        return Content.styled(" DEMO ", "bold $on-accent on $due")
    return Content.styled("LIVE", "bold $strong")


def _who(person: SignedIn, width: int) -> Iterator[Content]:
    # The id always stands beside the name, because two people may share one (C19).
    yield drawn(person.name, "$ink", width=None if width >= WIDE else 18)
    yield drawn(f" {person.id}", "$quiet", width=None if width >= WIDE else 10)
    if width >= WIDE:
        yield drawn(f"  {person.job_title}", "$quiet")


class HeaderBar(Widget):
    """The header of a screen; the app refreshes it when the minute changes."""

    def render(self) -> Content:
        """The line, from what the app knows now."""
        return header_line(cast("WardApp", self.app).facts(), self.size.width)


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the footer. `press` is the key that a click presses; empty for a mere hint."""

    word: str
    verb: str
    press: str = ""


_WORDS = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "shift+tab": "Shift Tab", "slash": "/",
    "space": "Space", "delete": "Del", "pageup": "PgUp", "pagedown": "PgDn", "backspace": "Back",
    "question_mark": "?", "asterisk": "*", "home": "Home", "end": "End", "plus": "+",
    "minus": "-", "comma": ",", "full_stop": ".",
}  # fmt: skip


def key_word(binding: Binding) -> str:
    """How a key is written: N, F2, ^S, Enter. A binding's own `key_display` comes first."""
    if binding.key_display:
        return glyphs().up_down if binding.key_display == "↑↓" else binding.key_display
    key = binding.key
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+").upper()
    return _WORDS.get(key, key.upper())


def own_bindings(screen: Screen[object]) -> list[Binding]:
    """What `screen` itself declares, shown and enabled, once per action, in its own order."""
    declared: dict[str, Binding] = {}
    enabled = screen.active_bindings
    for key, binding in screen._bindings:
        if not binding.show or binding.action == HELP_ACTION:
            continue
        if key in enabled and not enabled[key].enabled:
            continue
        declared.setdefault(binding.action, binding)
    return list(declared.values())


def footer_keys(screen: Screen[object], short: bool) -> tuple[list[Key], list[Key]]:
    """Left and right of the footer: the screen's own keys; locking and help."""
    shorter = getattr(screen, "SHORT", {}) if short else {}
    left = [Key(word, shorter.get(verb, verb)) for word, verb in getattr(screen, "HINTS", ())]
    own = own_bindings(screen)
    left += [
        Key(key_word(each), shorter.get(each.description, each.description), each.key)
        for each in own
    ]
    right = [Key("F1", "help", "f1")]
    if cast("WardApp", screen.app).session is not None and all(
        each.action != LOCK_ACTION for each in own
    ):
        right.insert(0, Key("F12", "lock", "f12"))
    return left, right


def footer_line(left: list[Key], right: list[Key], width: int) -> tuple[Content, list[range]]:
    """The footer, `width` cells wide, and the columns that each of `left` + `right` takes.

    Where not everything fits, the last of the left go, but never the way out; F1 lists them all.
    """
    gap = 3 if width >= WIDE else 2
    tail = gap * (len(right) - 1) + sum(_long(key) for key in right) + MARGIN
    room = width - MARGIN - tail - gap
    kept = _kept(left, gap, room)
    line, places = _row([left[at] for at in kept], gap, MARGIN)
    of_left = [range(0)] * len(left)
    for at, place in zip(kept, places, strict=True):
        of_left[at] = place
    line_right, places_right = _row(right, gap, width - tail)
    whole = spread(
        joined(Content(" " * MARGIN), line), joined(line_right, Content(" " * MARGIN)), width
    )
    return whole, [*of_left, *places_right]


def _kept(left: list[Key], gap: int, room: int) -> list[int]:
    """Which of the keys stand in the footer: the first that fit, and Esc whatever else goes."""
    out = [at for at, key in enumerate(left) if key.press == "escape"]
    taken = sum(_long(left[at]) + gap for at in out)
    kept: list[int] = []
    for at, key in enumerate(left):
        if at in out:
            continue
        if taken + _long(key) > room:
            break
        kept.append(at)
        taken += _long(key) + gap
    return sorted([*kept, *out])


def _long(key: Key) -> int:
    return len(key.word) + 1 + len(key.verb)


def _row(keys: list[Key], gap: int, start: int) -> tuple[Content, list[range]]:
    pieces: list[Content] = []
    places: list[range] = []
    for key in keys:
        pieces.append(
            joined(drawn(key.word, "bold $accent"), Content(" "), drawn(key.verb, "$quiet"))
        )
        places.append(range(start, start + _long(key)))
        start += _long(key) + gap
    return Content(" " * gap).join(pieces), places


class FooterBar(Widget):
    """The footer of a screen, made from its bindings; a click presses the key."""

    ALLOW_SELECT: ClassVar[bool] = False

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, _: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """The line, from the bindings as they are now."""
        return self._line()[0]

    def _line(self) -> tuple[Content, list[range], list[Key]]:
        width = self.size.width
        left, right = footer_keys(self.screen, short=width < WIDE)
        line, places = footer_line(left, right, width)
        return line, places, [*left, *right]

    def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse."""
        _, places, keys = self._line()
        for place, key in zip(places, keys, strict=True):
            if event.x in place and key.press:
                self.app.simulate_key(key.press)
