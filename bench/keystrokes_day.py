"""Keys of the ward's day, counted while they are sent to the real program, on a ward made now.

The demo's own board: a review by two nurses is six minutes ahead, yesterday is not closed, and
everybody's safety review is due.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import wards
from measured import met, note
from on_the_screen import BOARD, ENTER, LOCKED, SAVE, program
from sizes import Size

from wardsafe.places import WardFolder
from wardsafe.services.demo_names import invented
from wardsafe.vocabulary.checklists import FOLDER, lists_for

READ = 1.5
"""Seconds for which each step is looked at: an item of a review takes no key before it could be
read."""

DOWN = "\x1b[B"
AGAIN = (*"+24h", ENTER)
STAFF, IN_CHARGE = "emeka", "grace"


@dataclass(frozen=True)
class Task:
    """What somebody does from the board on: the keys of each step with what the step shows before
    the next, and how many keys it may take in all."""

    name: str
    who: str
    most: int
    steps: Callable[[WardFolder], tuple[tuple[tuple[str, ...], str], ...]]


def _duty(where: WardFolder) -> tuple[tuple[tuple[str, ...], str], ...]:
    return (((ENTER,), "it is done"), ((SAVE,), "Saved"))


def _shift(where: WardFolder) -> tuple[tuple[tuple[str, ...], str], ...]:
    return ((("c",), "to close"), ((ENTER,), "Early shift"), ((DOWN, ENTER), "Saved"))


def _sexual_safety(where: WardFolder) -> tuple[tuple[tuple[str, ...], str], ...]:
    typed = ("-15m", "", "co", "unw", "pat", "aff", "a", "pat", "des")
    keys = (*ENTER.join(typed), ENTER, "b", SAVE)
    return ((("p",), "bed"), (("x",), "Sexual safety"), (keys, "outstanding"))


def _review(where: WardFolder) -> tuple[tuple[tuple[str, ...], str], ...]:
    """An item takes a key only once it stands there to be read, so each is waited for: its question
    is drawn for the chosen item alone."""
    items = lists_for(where.folder / FOLDER).checklist.items
    steps: list[tuple[tuple[str, ...], str]] = [
        (("r",), "by when they are due"),
        ((ENTER,), items[0].question[:30]),
    ]
    for item, after in zip(items, (*items[1:], None), strict=True):
        asks = item.asks in ("observation", "next-review")
        keys = (" ", *AGAIN) if asks else (" ",)
        steps.append((keys, after.question[:30] if after else "^S save"))
    return (*steps, ((SAVE,), "Saved"))


TASKS = (
    Task("a duty done", STAFF, 4, _duty),
    Task("a shift declared", IN_CHARGE, 4, _shift),
    Task("sexual safety, the now part", STAFF, 40, _sexual_safety),
    Task("a review, every item confirmed", STAFF, 60, _review),
)


def keystrokes_day(size: Size) -> Iterator[str]:
    """Keys from the board to Saved: a duty, a shift, sexual safety, a review nothing changed in."""
    with wards.made_now(days=8) as where:
        for task in TASKS:
            try:
                keys, number = _done(where, task)
            except TimeoutError:
                yield f"{_named(task)}   not saved   target ≤ {task.most}   {met(False)}"
                continue
            told = f"{_named(task)}   {len(keys)}   target ≤ {task.most}"
            yield f"{told}   {met(len(keys) <= task.most)}"
            yield note(f"{_shown(keys)}   kept as #{number}")


def _named(task: Task) -> str:
    return f"{'keystrokes, ' + task.name:<44}"


def _done(where: WardFolder, task: Task) -> tuple[list[str], int]:
    """The keys that were sent, and the number of the entry that the program said it had saved."""
    sent: list[str] = []
    with program(where) as terminal:
        terminal.until(*LOCKED, task.who.title())
        terminal.press(task.who + ENTER)
        terminal.rest(0.3)
        terminal.press(_pin(task.who))
        terminal.rest(0.3)
        terminal.press(ENTER)
        terminal.until(*BOARD)
        terminal.rest(0.7)
        for keys, shows in task.steps(where):
            for key in keys[:-1]:
                terminal.press(key)
                terminal.rest(READ if key == " " else 0.4)
            terminal.press(keys[-1])
            terminal.rest(READ)
            if keys == (" ",) and shows not in terminal.drawn():  # not done yet last time: by when?
                keys += AGAIN
                for key in AGAIN:
                    terminal.press(key)
                    terminal.rest(0.4)
            terminal.until(shows)
            sent += keys
        found = re.search(r"(?:Saved|Tell now)\D*#(\d+)", terminal.drawn())
    assert found is not None, terminal.drawn()
    return sent, int(found[1])


def _pin(who: str) -> str:
    staff = invented()["staff"]
    return next(str(one["pin"]) for one in staff if one["name"].lower().startswith(who))


def _shown(pressed: Sequence[str]) -> str:
    keys = "".join(pressed)
    for key, word in ((DOWN, "↓"), (ENTER, "⏎"), (SAVE, "^S"), (" ", "␣")):
        keys = keys.replace(key, word)
    return keys
