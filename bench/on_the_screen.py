"""What a person waits for: the real program in a terminal, against the least Textual can do."""

import itertools
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing

import floors
import wards
from measured import Against, Within, duration, in_turns, met, note, p50, p99
from of_the_ledger import timed
from sizes import Size
from terminal import Terminal, environment

from wardsafe.ledger.keys import FLOOR, SALT_BYTES, stretch
from wardsafe.places import WardFolder
from wardsafe.records.moments import local
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.finding import look
from wardsafe.services.overview import overview

LOCKED = ("Who are you?", "at least 6 digits", "record now, no PIN")
"""Stand at the top, in the middle and in the last line of the lock screen."""
BOARD = ("newest first", "on leave")
"""Stand on the board only when it is read: in its left and in its right column."""
ENTER, ESCAPE, SAVE, EMPTY, PAGE_DOWN = "\r", "\x1b", "\x13", "\x15", "\x1b[6~"

NUMBER = re.compile(r"#\d+")


def program(where: WardFolder) -> Terminal:
    """The real program, started as a person starts it."""
    command = [sys.executable, "-m", "wardsafe", "--ward", str(where.folder)]
    return Terminal(command, environment(wards.home()))


def floor_program(which: str) -> Terminal:
    """One of the floors."""
    return Terminal([sys.executable, floors.__file__, which], environment(wards.home()))


def at_the_pin(terminal: Terminal) -> None:
    """Name and PIN are typed; Enter is all that is missing."""
    terminal.until(*LOCKED, "Emeka")
    terminal.press("emeka" + ENTER)
    terminal.rest(0.3)
    terminal.press(wards.pin())
    terminal.rest(0.3)


def unlocked(terminal: Terminal) -> float:
    """Seconds from Enter after the PIN to the whole board."""
    return -terminal.press(ENTER) + terminal.until(*BOARD)


# --- starting --------------------------------------------------------------------------------


def first_frame(size: Size) -> Iterator[str]:
    """From the start of the process to the first whole frame."""
    where = wards.ward(size.small, 60)
    names: list[float] = []

    def ours() -> float:
        with program(where) as terminal:
            taken = terminal.until(*LOCKED) - terminal.started
            names.append(terminal.until("Emeka") - terminal.started)
            return taken

    def floor() -> float:
        with floor_program("frame") as terminal:
            return terminal.until(floors.LAST_WORDS) - terminal.started

    ours(), floor()
    found = in_turns(size.starts, ours, floor, floor)
    yield Against("first frame", found[0], "Header and Footer", found[1:], 1.15).line()
    yield note(
        f"`python -m wardsafe`, with its second start as `python -I`; the names, which the data "
        f"layer reads after that frame: {duration(p50(names))}."
    )


def demo_opens(size: Size) -> Iterator[str]:
    """`wardsafe demo`, from its start to its lock screen."""

    def ours() -> float:
        with tempfile.TemporaryDirectory(dir=wards.home()) as folder:
            env = {**environment(wards.home()), "TMPDIR": folder}
            with Terminal([sys.executable, "-m", "wardsafe", "demo"], env) as terminal:
                return terminal.until(*LOCKED) - terminal.started

    ours()
    yield Within("demo opens", [ours() for _ in range(size.demos)], 3).line()


# --- unlocking -------------------------------------------------------------------------------


def unlock(size: Size) -> Iterator[str]:
    """From Enter to the board, on a ward of ten busy years, less the time of the key."""
    where = wards.ward(size.ten_years, readings=True)
    again: list[float] = []

    def ours() -> float:
        with program(where) as terminal:
            at_the_pin(terminal)
            taken = unlocked(terminal)
            terminal.press("l")
            at_the_pin(terminal)
            again.append(unlocked(terminal))
            return taken

    def key() -> float:
        return timed(lambda: stretch(b"000000", bytes(SALT_BYTES), FLOOR))

    ours()
    again.clear()
    found, derived = in_turns(size.unlocks, ours, key)
    middle = p50(derived)
    yield Within("unlock to board, less key", [taken - middle for taken in found], 1.5).line()
    yield note(
        f"In all {duration(p50(found))}, key derivation {duration(middle)}. Once more in the same "
        f"process, less key: {duration(p50(again) - middle)}."
    )
    session = wards.unlock(where)
    try:
        entries = session.ledger.count()
        board = p50([timed(lambda: overview(session)) for _ in range(5)])
    finally:
        session.close()
    opened = p50([timed(lambda: wards.unlock(where).close()) for _ in range(size.unlocks)])
    yield note(
        f"{entries:,} entries of ten years; without a screen: the door {duration(opened - middle)} "
        f"less key, reading the board {duration(board)}."
    )


# --- typing ----------------------------------------------------------------------------------

BLOCK = 25
"""Keys typed into one program before the next has its turn."""

PLACES = ("CORRIDOR", "BEDROOM", "GARDEN", "QUIET", "CLINIC")


class Typist:
    """Somebody who types `words` into a program, again and again, and waits for every letter."""

    def __init__(self, terminal: Terminal, words: Iterator[str], seed: int) -> None:
        self._terminal, self._words = terminal, words
        self._dice = random.Random(seed)
        self.times: list[float] = []

    def type(self, keys: int) -> None:
        """So many keys, 30 to 220 ms apart; each is timed until it is painted."""
        text = word = ""
        for _ in range(keys):
            if text == word:
                self._terminal.press(EMPTY)
                self._terminal.rest(0.3)
                text, word = "", next(self._words)
            self._terminal.rest(self._dice.uniform(0.03, 0.22))
            text = word[: len(text) + 1]
            pressed = self._terminal.press(text[-1])
            self.times.append(self._terminal.until(text[-3:]) - pressed)


def typing(size: Size) -> Iterator[str]:
    """Key to paint in a cell of the form, without and with a list below it, and in an Input."""
    with (
        wards.copied(wards.ward(size.small, 60)) as small,
        wards.copied(wards.ward(84, 60)) as other,
        program(small) as plain,
        program(other) as listed,
        floor_program("input") as floor,
    ):
        floor.rest(1)
        for terminal, field in ((plain, "When"), (listed, "Where")):
            in_the_form(terminal, field)
        typists = (
            Typist(plain, _letters(1), 1),
            Typist(listed, itertools.cycle(PLACES), 2),
            Typist(floor, _letters(3), 3),
            Typist(floor, _letters(4), 4),
        )
        for number in range(-(-size.keys // BLOCK)):
            for step in range(len(typists)):
                typists[(number + step) % len(typists)].type(min(BLOCK, size.keys))
    ours, with_list, *inputs = (typist.times for typist in typists)
    for statistic in (p50, p99):
        yield Against("key to paint, a cell", ours, "Input", inputs, 1.3, statistic).line()
        yield Against(
            "key to paint, a cell with its list", with_list, "Input", inputs, 1.3, statistic
        ).line()
    yield note("The target is of p99. Keys 30 to 220 ms apart, so the form also settles meanwhile.")


def in_the_form(terminal: Terminal, field: str) -> None:
    """A new record about the person in bed 1, the cursor in one of its first two fields."""
    at_the_pin(terminal)
    unlocked(terminal)
    terminal.rest(1)
    for keys in ("n", "1", ENTER, *([ENTER] if field == "Where" else [])):
        terminal.press(keys)
        terminal.rest(0.7)


def _letters(seed: int) -> Iterator[str]:
    """Words that mean nothing and repeat no letter within four."""
    dice = random.Random(seed)
    while True:
        yield "".join("".join(dice.sample("bcdfghjklmnpqrstvwxz", 5)) for _ in range(4))


# --- the log ---------------------------------------------------------------------------------


def log_screen(size: Size) -> Iterator[str]:
    """The log on the screen at a great size against a small one: opened, and a page on."""
    with (
        program(wards.ward(size.records, only_incidents=True)) as great,
        program(wards.ward(size.small, 60, only_incidents=True)) as small,
    ):
        for terminal in (great, small):
            at_the_pin(terminal)
            unlocked(terminal)
            terminal.rest(1)
        opened: dict[Terminal, list[float]] = {great: [], small: []}
        turned: dict[Terminal, list[float]] = {great: [], small: []}
        for number in range(2 * size.opens + 1):
            for terminal in (great, small):
                if terminal is great and number % 2:
                    continue  # the small one twice as often: its second series is the noise
                first, pages = _through_the_log(terminal)
                if number:  # the first time loads the screen
                    opened[terminal].append(first)
                    turned[terminal].extend(pages)
    for name, found in (("log screen, first row", opened), ("log screen, page-down", turned)):
        ours, floor = found[great], found[small]
        floor_name = f"at {size.small:,}"
        yield Against(name, ours, floor_name, (floor[::2], floor[1::2] or floor), 1.3).line()


def _through_the_log(terminal: Terminal) -> tuple[float, list[float]]:
    began = terminal.press("/")
    first = terminal.until_so(_is_full, "the log") - began
    terminal.rest(0.4)
    terminal.press(ESCAPE)  # from the words to be looked for, which the key opened too
    terminal.rest(0.4)
    pages = []
    for _ in range(4):
        began = terminal.press(PAGE_DOWN)
        pages.append(terminal.until_so(_is_full, "a page of the log") - began)
        terminal.rest(0.3)
    terminal.press(ESCAPE)
    terminal.until(*BOARD)
    terminal.rest(0.3)
    return first, pages


def _is_full(drawn: str) -> bool:
    return len(NUMBER.findall(drawn)) >= 25


# --- keystrokes ------------------------------------------------------------------------------

MOST_KEYS = 45
KEYS = (
    ("N", "n"),
    ("bed 1", "1" + ENTER),
    ("when", "-15m" + ENTER),
    ("where: corridor", "co" + ENTER),
    ("restraint, standing", "07" + ENTER),
    ("from: when it began", ENTER),
    ("to", "+7m" + ENTER),
    ("in the care plan", "y" + ENTER),
    ("injection", "14" + ENTER),
    ("from", "-8m" + ENTER),
    ("to", "+1m" + ENTER),
    ("not in the care plan", "n" + ENTER),
    ("no third", ENTER),
    ("reason", "10" + ENTER),
    ("Grace Okafor, with her job title", "g" + ENTER),
    ("used force", "y" + ENTER),
    ("save", SAVE),
)
"""What is pressed on the board of a ward with somebody in bed 1, about whom nothing like it was
recorded before; each character is one key."""


def keystrokes(size: Size) -> Iterator[str]:
    """Keys from the board to Saved, counted while they are sent to the real program."""
    sent = 0
    with wards.made_now(days=8, a_day=0) as where:
        with program(where) as terminal:
            at_the_pin(terminal)
            unlocked(terminal)
            terminal.rest(0.7)
            for _, keys in KEYS:
                for key in keys:
                    terminal.press(key)
                    sent += 1
                    terminal.rest(0.15)
            terminal.until("Saved")
            found = re.search(r"Saved\D*#(\d+)", terminal.drawn())
        assert found is not None
        kept = _kept(where, int(found[1]))
    told = f"{'keystrokes to a saved record':<34}   {sent}   target ≤ {MOST_KEYS}"
    yield f"{told}   {met(sent <= MOST_KEYS)}"
    yield note("   ".join(f"{what} {_shown(keys)}" for what, keys in KEYS))
    yield note(kept)


def _shown(keys: str) -> str:
    return "".join({ENTER: "⏎", SAVE: "^S"}.get(key, key) for key in keys)


def _kept(where: WardFolder, number: int) -> str:
    """What the ledger now says was recorded, in words."""
    with closing(wards.unlock(where)) as session:
        entry = session.ledger.entry(number)
        assert entry is not None
        opened = look(session, entry.header.record)
    said, person = opened.said, opened.person
    assert isinstance(said, RestrictivePractice)
    assert said.when is not None
    assert person is not None
    done = ", ".join(
        f"{each.type} {local(each.start):%H:%M}–{local(each.end):%H:%M}"
        for each in said.interventions
        if each.start and each.end
    )
    team = ", ".join(f"{one.name} ({one.job_title})" for one in said.staff)
    return (
        f"Kept as #{number}: {person.initials}, {local(said.when):%H:%M}, {said.place}; {done}; "
        f"reason {said.reason}; {team}."
    )
