"""Draws the pictures of the documentation from the real program, at one fixed moment.

    .venv/bin/python docs/make_pictures.py            draw docs/pictures/*.svg anew
    .venv/bin/python docs/make_pictures.py --check    say which of them are out of date (exit 1)

The ward is the demo's, made from its seed in a temporary folder; the clock stands still; keys are
pressed as a person would. The screen is read as cells, so the pictures are the same everywhere.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.style import Style
from textual.pilot import Pilot

from wardsafe.clock import LONDON
from wardsafe.places import WardFolder
from wardsafe.services.demo_ward import SeededChance, make_demo
from wardsafe.services.door import Door
from wardsafe.tui.app import WardApp
from wardsafe.tui.palette import NIGHT

HERE = Path(__file__).resolve().parent / "pictures"
NOW = datetime(2026, 11, 23, 3, 14, tzinfo=LONDON)
WIDE, SMALL = (120, 36), (80, 24)
PATIENCE = 20.0
REST = 0.5
"""Seconds without a change after which a screen has come to rest."""
SIGNS = {"-": "minus", "+": "plus", "/": "slash"}


class StoppedClock:
    """Always 03:14 on 23 Nov 2026."""

    def now(self) -> datetime:
        """That moment."""
        return NOW

    def monotonic(self) -> float:
        """No time passes."""
        return 0.0


@dataclass(frozen=True)
class Scene:
    """One picture: its file name, what it shows in words, its size, and how to get there."""

    name: str
    words: str
    size: tuple[int, int]
    act: Callable[["Hand"], Awaitable[None]]
    days: int = 60


class Hand:
    """Presses keys, then waits until what it expects is on the screen and nothing moves."""

    def __init__(self, app: WardApp, pilot: Pilot[Any]) -> None:
        self._app, self._pilot = app, pilot

    def seen(self) -> str:
        """The screen as text."""
        return "\n".join(strip.text for strip in self._app.screen._compositor.render_strips())

    async def press(self, keys: str, expect: str) -> None:
        """Keys by name, separated by spaces; a quoted word is typed letter by letter."""
        for key in keys.split():
            names = list(key.strip("'")) if key.startswith("'") else [key]
            await self._pilot.press(*(SIGNS.get(name, name) for name in names))
        await self.until(expect)

    def go_to(self, path: str) -> None:
        """Put the cursor into a cell of the form, named as on its sheet."""
        form = self._app.screen
        form.go_to(form.page.entry(path))

    async def until(self, expect: str) -> None:
        """Wait for words, then for rest. Raises SystemExit where they never come."""
        end = time.monotonic() + PATIENCE
        last, since = "", time.monotonic()
        while expect not in last or time.monotonic() - since < REST:
            await self._pilot.pause(0.05)
            if (now := self.seen()) != last:
                last, since = now, time.monotonic()
            if time.monotonic() > end:
                raise SystemExit(f"{expect!r} was never drawn; what was:\n{last}")


async def lock(hand: Hand) -> None:
    """Nobody is signed in."""
    await hand.until("Grace Okafor")


async def board(hand: Hand) -> None:
    """Emeka comes in."""
    await hand.until("Emeka Okoro")
    await hand.press("'emeka' enter '831562' enter", "To finish")


async def written(hand: Hand) -> None:
    """He records a restraint and a seclusion of RW."""
    await board(hand)
    await hand.press("n 'rw' enter", "Rosa Whitfield")
    await hand.press("'-15m' tab 'day' enter '07' tab tab '+7m' tab 'y' tab", "7 min")
    await hand.press("'05' tab '0306' tab tab 'n' tab tab '10' tab", "still on")
    await hand.press("'emeka' tab 'y' tab 'oks' tab 'y' tab", "Oksana Bilyk")


async def form(hand: Hand) -> None:
    """He goes back to the second row; the list of types is open."""
    await written(hand)
    hand.go_to("interventions.1.type")
    await hand.press("'se'", "Segregation")
    await hand.until("Draft kept")


async def small_form(hand: Hand) -> None:
    """The same, written to the end, on a small terminal."""
    await written(hand)
    await hand.until("Draft kept")


async def log(hand: Hand) -> None:
    """Every record, newest first; the one that is selected has two versions."""
    await board(hand)
    await hand.press("/ escape f 'restrictive' enter down down down", "2 versions")


async def record(hand: Hand) -> None:
    """An amended record with its history."""
    await board(hand)
    await hand.press("/ escape f 'amended' enter", "of 16")
    await hand.press("down enter", "because")


async def lead(hand: Hand) -> None:
    """Ingrid comes in."""
    await hand.until("Ingrid Lund")
    await hand.press("'ingrid' enter '758294' enter", "To finish")


async def queue(hand: Hand) -> None:
    """What waits for her review; the selected record was answered by the ward."""
    await lead(hand)
    await hand.press("q", "Answers back")
    await hand.press("down down down", "answered")


async def measures(hand: Hand) -> None:
    """Two years of the ward."""
    await lead(hand)
    await hand.press("m", "Restrictive interventions")


async def review(hand: Hand) -> None:
    """A self-harm safety review, last time beside this time."""
    await board(hand)
    await hand.press("r", "Safety reviews")
    await hand.press("enter", "Taking part")


SCENES = (
    Scene("lock", "The lock screen of the demo ward: the time, and who are you?", WIDE, lock),
    Scene("board", "The board: what is going on, what to finish, who is here.", WIDE, board),
    Scene("form", "Recording a use of force, the list of types open.", WIDE, form),
    Scene("form-80x24", "The same form on a small terminal.", SMALL, small_form),
    Scene("log", "The log, newest first, with the selected record beside it.", WIDE, log),
    Scene("record", "A record with its history.", WIDE, record),
    Scene("review", "A self-harm safety review: last time beside this time.", WIDE, review),
    Scene("queue", "What waits for the safety lead, with the record beside it.", WIDE, queue),
    Scene("measures", "A measure over two years, with what it says.", WIDE, measures, days=730),
)


# --- from cells to a picture ----------------------------------------------------------------

CELL, ROW, SIZE, EDGE = 10, 22, 16.4, 0
FONTS = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace"
BLOCKS = {
    "█": (0, 0, 1, 1),
    "▀": (0, 0, 1, 0.5),
    "▄": (0, 0.5, 1, 0.5),
    "▌": (0, 0, 0.5, 1),
    "▐": (0.5, 0, 0.5, 1),
}
"""Blocks are drawn as shapes (left, top, width, height of a cell), so that they meet."""

ARMS = {
    "━": "lr",
    "┃": "ud",
    "┏": "dr",
    "┓": "dl",
    "┗": "ur",
    "┛": "ul",
    "┣": "udr",
    "┫": "udl",
    "┻": "ulr",
    "╸": "l",
    "╹": "u",
    "╺": "r",
    "╻": "d",
}
"""The strokes of the big digits: towards left, right, up, down from the middle of a cell."""


@dataclass(frozen=True)
class Run:
    """Neighbouring cells of one style: first column, width in cells, text."""

    x: int
    y: int
    width: int
    text: str
    style: Style


def runs(app: WardApp) -> Iterator[Run]:
    """The screen's cells, row by row, as runs."""
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for segment in strip.simplify():
            width = cell_len(segment.text)
            yield Run(x, y, width, segment.text, segment.style or Style())
            x += width


def colours(style: Style) -> tuple[str, str]:
    """Ink and ground of a style, as SVG writes them."""
    ink = style.color.get_truecolor().hex if style.color else NIGHT["ink"]
    ground = style.bgcolor.get_truecolor().hex if style.bgcolor else NIGHT["ground"]
    return (ground, ink) if style.reverse else (ink, ground)


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    """A filled rectangle, in pixels."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def drawn(run: Run) -> Iterator[str]:
    """A run as SVG: its ground, then each of its words at its own cell."""
    ink, ground = colours(run.style)
    left, top = EDGE + run.x * CELL, EDGE + run.y * ROW
    if ground.lower() != NIGHT["ground"].lower():
        yield rect(left, top, run.width * CELL, ROW, ground)
    at = left
    for word in run.text.split(" "):
        yield from _word(word, at, top, ink, run.style)
        at += (cell_len(word) + 1) * CELL


def _word(word: str, left: int, top: int, ink: str, style: Style) -> Iterator[str]:
    if word and all(sign in BLOCKS for sign in word):
        for index, sign in enumerate(word):
            x, y, width, height = BLOCKS[sign]
            yield rect(left + (index + x) * CELL, top + y * ROW, width * CELL, height * ROW, ink)
    elif word and all(sign in ARMS for sign in word):
        for index, sign in enumerate(word):
            yield from _strokes(sign, left + (index + 0.5) * CELL, top + ROW / 2, ink)
    elif word and all("\u2800" <= sign <= "\u28ff" for sign in word):
        for index, sign in enumerate(word):
            yield from _dots(ord(sign) - 0x2800, left + index * CELL, top, ink)
    elif word:
        looks = "".join(
            part
            for part, meant in (
                (' font-weight="bold"', style.bold),
                (' font-style="italic"', style.italic),
                (' text-decoration="line-through"', style.strike),
            )
            if meant
        )
        yield (
            f'<text x="{left:g}" y="{top + 16:g}" textLength="{cell_len(word) * CELL:g}"'
            f' fill="{ink}"{looks}>{escape(word)}</text>'
        )


DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of each of the eight dots of a braille cell, in the order of its bits."""


def _dots(bits: int, left: float, top: float, ink: str) -> Iterator[str]:
    for bit, (across, down) in enumerate(DOTS):
        if bits >> bit & 1:
            yield rect(left + 2 + across * CELL / 2, top + 2 + down * ROW / 4, 2, 2, ink)


def _strokes(sign: str, x: float, y: float, ink: str) -> Iterator[str]:
    thick, half = 3, 1.5
    across, down = CELL / 2 + half, ROW / 2 + half
    for arm in ARMS[sign]:
        if arm in "lr":
            yield rect(x - (across - half if arm == "l" else half), y - half, across, thick, ink)
        else:
            yield rect(x - half, y - (down - half if arm == "u" else half), thick, down, ink)


def picture(app: WardApp, words: str) -> str:
    """The whole screen as an SVG that needs no font and no file of anybody else's."""
    width = app.size.width * CELL + 2 * EDGE
    height = app.size.height * ROW + 2 * EDGE
    body = [line for run in runs(app) for line in drawn(run)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
            f' font-family="{FONTS}" font-size="{SIZE}" shape-rendering="crispEdges">',
            f"<title>{escape(words)}</title>",
            f'<rect width="{width}" height="{height}" rx="6" fill="{NIGHT["ground"]}"/>',
            *body,
            "</svg>",
            "",
        ]
    )


async def draw(scene: Scene) -> str:
    """Make the demo ward, go to the scene, draw it."""
    with tempfile.TemporaryDirectory(prefix="wardsafe-pictures-") as folder:
        where = WardFolder(Path(folder) / "ward", Path(folder) / "device")
        clock, chance = StoppedClock(), SeededChance(1)
        make_demo(where, clock, days=scene.days)
        app = WardApp(Door(where, clock, chance), clock, chance)
        async with app.run_test(size=scene.size) as pilot:
            await scene.act(Hand(app, pilot))
            svg = picture(app, scene.words)
            app.forget()
    return svg


def main(words: list[str]) -> int:
    """Draw, or compare; names after the option choose among the scenes."""
    names = [word for word in words if not word.startswith("-")]
    old = []
    for scene in SCENES:
        if names and scene.name not in names:
            continue
        svg, path = asyncio.run(draw(scene)), HERE / f"{scene.name}.svg"
        if "--check" not in words:
            HERE.mkdir(exist_ok=True)
            path.write_text(svg, encoding="utf-8")
            sys.stdout.write(f"{path.name}: {len(svg):,} bytes\n")
        elif not path.exists() or path.read_text(encoding="utf-8") != svg:
            old.append(path.name)
    if old:
        sys.stdout.write(f"Draw anew with docs/make_pictures.py: {', '.join(old)}\n")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
