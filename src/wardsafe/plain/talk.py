"""Question and answer: lines said, lines asked for, a list to choose from, words over many lines.

At each line it is looked whether the terminal stood idle too long: then it locks, and what was
typed goes nowhere (cases B08 to B10).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from wardsafe.clock import Clock
from wardsafe.errors import NotSaved, WardsafeError
from wardsafe.plain.console import CUT, Lines
from wardsafe.plain.words import WIDTH, lines_of
from wardsafe.records.text import cells
from wardsafe.tui.forms.choices import fits
from wardsafe.tui.idle import ELSEWHERE, SHOWS_RECORD, Idle

BACK, CANCEL, LOCK, HELP, SAVE = "back", "cancel", "lock", "help", "save"
_COMMANDS = (BACK, CANCEL, LOCK, HELP, SAVE)
END_OF_WORDS, AGAIN = ".", "?"
WHICH = "Type a number of the list, or letters of one line only."


Found = TypeVar("Found")


class Back(Exception):
    """One step back: the question before, or the room before."""


class Cancel(Back):
    """Out of what is being done, to the menu it was begun from."""


class LockNow(Exception):
    """Lock: somebody said so, or nobody said anything for too long."""


class SaveNow(Exception):
    """Save what there is, without the questions that are left; only where there is a form."""


class Ended(Exception):
    """There is nobody at the other end any more."""


@contextmanager
def one_step() -> Iterator[None]:
    """What is done inside is one step of a room: back leaves it and stays in the room."""
    try:
        yield
    except Cancel:
        raise
    except Back:
        pass


class Talk:
    """One conversation. `limit` is how many seconds it may stand idle before it locks."""

    def __init__(self, lines: Lines, clock: Clock, *, ascii_: bool = False) -> None:
        self.lines = lines
        self.idle = Idle(clock)
        self.limit = ELSEWHERE
        self.can_save = False
        self._letters = ""
        self._ascii = ascii_

    def say(self, *texts: str) -> None:
        """Each text on lines of its own."""
        for text in texts:
            for line in lines_of(text, ascii_=self._ascii):
                self.lines.write(line)

    @contextmanager
    def saving(self) -> Iterator[None]:
        """While the word save saves."""
        before, self.can_save = self.can_save, True
        try:
            yield
        finally:
            self.can_save = before

    @contextmanager
    def about_a_record(self) -> Iterator[None]:
        """While a record is in sight it locks sooner."""
        before, self.limit = self.limit, SHOWS_RECORD
        try:
            yield
        finally:
            self.limit = before

    # --- asking ---------------------------------------------------------------------------------

    def ask(self, prompt: str, help_: str = "") -> str:
        """One line, without the space around it. Raises Back, Cancel, LockNow, Ended.

        A word in quotation marks is the word itself: "back" is a text, back is a step.
        """
        while True:
            typed = self._read(prompt).strip()
            self._obey(typed)
            if typed.casefold() == HELP and help_:
                self.say(help_)
                continue
            quoted = typed[1:-1].casefold() if typed[:1] == typed[-1:] == '"' else ""
            return typed[1:-1] if quoted in _COMMANDS else typed

    def secret(self, prompt: str) -> str:
        """A PIN: read without being shown, never taken for a word of command."""
        return self._read(prompt, secret=True).strip()

    def words(
        self,
        prompt: str,
        on_line: Callable[[str], None] | None = None,
        whole: Sequence[str] = (),
    ) -> str:
        """Several lines, ended by a line with only a full stop; Enter at once is nothing.

        A first line that is one of `whole` is the whole answer. `on_line` is told what there is
        so far, so that nothing is lost if it locks.
        """
        found: list[str] = []
        while True:
            line = self._read(prompt if not found else "More")
            if not found:
                self._obey(line.strip())
                if not line.strip() or line.strip() in whole:
                    return line.strip()
            if line.strip() == END_OF_WORDS:
                return "\n".join(found)
            found.append(line)
            if on_line is not None:
                on_line("\n".join(found))

    def yes(self, prompt: str) -> bool:
        """Yes or no; anything else is asked again."""
        while True:
            typed = self.ask(f"{prompt} y or n").casefold()
            if typed in ("y", "yes", "n", "no"):
                return typed[0] == "y"
            self.say("Type y or n.")

    # --- choosing -------------------------------------------------------------------------------

    def choose(
        self, lines: Sequence[str], prompt: str, letters: Mapping[str, str] | None = None
    ) -> int | str:
        """A line of a numbered list, as its index from 0, or one of `letters`.

        The lines are said by the caller with `listed`; the letters are said here, unless they are
        those that were said last.
        """
        known = letters or {}
        said = "; ".join(f"{key} {words}" for key, words in known.items())
        if known and said != self._letters:
            self.say(f"{said}.")
        self._letters = said
        while True:
            typed = self.ask(prompt)
            if typed.casefold() in known:
                return typed.casefold()
            at = self.meant(typed, lines)
            if at is not None:
                return at
            self.say(WHICH if lines else f"Type one of the letters, or back: {said}.")

    def listed(self, lines: Iterable[str]) -> None:
        """The lines with their numbers; the letters beside them are said anew."""
        self._letters = ""
        for number, line in enumerate(lines, 1):
            self.say(f"{number}. {line}")

    def room(
        self,
        read: Callable[[], tuple[str, Sequence[Found], Sequence[str]]],
        prompt: str,
        letters: Callable[[], Mapping[str, str]],
        act: Callable[[Found | str], None],
    ) -> None:
        """A list, and something done with one of it or by a letter, again and again until back.

        `read` gives the title, what there is, and a line for each. The list is said once and again
        when it is asked for: until then its numbers mean what they meant when they were said.
        """
        while True:
            title, found, lines = read()
            self.say(title)
            self.listed(lines)
            at: int | str = ""
            while at != AGAIN:
                at = self.choose(lines, prompt, {**letters(), AGAIN: "the list again"})
                if at != AGAIN:
                    with self.one_thing():
                        act(found[at] if isinstance(at, int) else at)

    @contextmanager
    def one_thing(self) -> Iterator[None]:
        """One thing done in a room: back stays in the room, what goes wrong is one sentence."""
        try:
            with one_step():
                yield
        except NotSaved as problem:
            self.say(f"NOT SAVED. {problem}")
        except WardsafeError as problem:
            self.say(str(problem))

    def pick(self, title: str, lines: Sequence[str], prompt: str) -> int:
        """Say a list and have one of it chosen."""
        self.say(title)
        self.listed(lines)
        found = self.choose(lines, prompt)
        return found if isinstance(found, int) else 0

    @staticmethod
    def meant(typed: str, lines: Sequence[str]) -> int | None:
        """The line that a number or some letters mean; None where that is not one line."""
        if typed.isascii() and typed.isdecimal():
            return int(typed) - 1 if 0 < int(typed[:9]) <= len(lines) else None
        found = [at for at, line in enumerate(lines) if typed and fits(typed.casefold(), line)]
        return found[0] if len(found) == 1 else None

    # --- lines ----------------------------------------------------------------------------------

    def _obey(self, typed: str) -> None:
        word = typed.casefold()
        if word == BACK:
            raise Back
        if word == CANCEL:
            raise Cancel
        if word == LOCK:
            raise LockNow
        if word == SAVE and self.can_save:
            raise SaveNow

    def _read(self, prompt: str, *, secret: bool = False) -> str:
        *before, last = lines_of(f"{prompt}: ", ascii_=self._ascii)
        for line in before:
            self.lines.write(line)
        last = f"{last} " if cells(last) < WIDTH else last
        try:
            seconds = self.limit - self.idle.seconds()
            typed = self.lines.read(last, secret=secret, seconds=seconds)
        except EOFError:
            raise Ended from None
        except KeyboardInterrupt:
            raise LockNow from None
        if typed is None or self.idle.over(self.limit):
            raise LockNow
        self.idle.touch()
        if getattr(self.lines, "was_cut", False):
            self.say(CUT)
        return typed
