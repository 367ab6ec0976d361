"""One field asked: what it takes, what stands there, what was understood, or why it was not."""

from collections.abc import Mapping, Sequence

from wardsafe.plain.talk import Talk
from wardsafe.records.fields import Field
from wardsafe.records.text import folded
from wardsafe.tui.forms.choices import fits
from wardsafe.tui.forms.sheet import Sheet
from wardsafe.tui.forms.task import Suggestion
from wardsafe.vocabulary.code_lists import Code, code_list

ALL, NOTHING, UNKNOWN = "*", "-", "?"
FEW = 9
"""A list of at most so many codes is said at once; a longer one when it is asked for."""
LONG_LEAD = 3

HELP = (
    "Enter leaves it outstanding, or keeps what stands there. ? says that somebody asked and "
    "nobody knows. - takes away what stands there. save saves without the questions that are "
    "left; back goes to the question before; cancel leaves, with a draft kept; lock locks. To "
    'write one of these words itself, put it in quotation marks: "back".'
)

Suggest = Mapping[str, Sequence[Suggestion]]


class Asking:
    """Asks for the cells of one sheet."""

    def __init__(self, talk: Talk, sheet: Sheet, suggest: Suggest) -> None:
        self._talk, self._sheet, self._suggest = talk, sheet, suggest

    def ask(self, path: str, field: Field, lead: str = "") -> bool:
        """Ask for one cell until it reads. Returns whether something was typed. Raises Back."""
        label = lead or field.label
        self._talk.say(field.help)
        self._say_standing(path)
        if field.input == "words":
            return self._ask_words(path, label)
        codes = self._say_codes(field)
        while True:
            typed = self._talk.ask(label, f"{field.help} {HELP}".strip())
            if typed == ALL and field.codes:
                codes = self._list(code_list(field.codes).offered())
                continue
            typed = self._numbered(field, typed, codes)
            if not typed:
                self._say_default(path)
                return False
            if field.codes and (more := self._several(field, typed)):
                codes = self._list(more)
                continue
            if (taken := self._suggested(path, typed)) is None:
                continue
            if self.take(path, taken):
                return True

    def take(self, path: str, typed: str) -> bool:
        """Put a text into a cell and say how it reads; what does not read is not put in."""
        sheet, before = self._sheet, self._sheet.typed(path)
        sheet.write(path, "" if typed == NOTHING else typed, sheet.now)
        reading = sheet.read(path)
        if reading.error:
            sheet.write(path, before, sheet.now)
            self._talk.say(reading.sentence)
            return False
        if reading.said and reading.said != typed:
            self._talk.say(f"  {reading.said}")
        return True

    # --- what is said of a cell -----------------------------------------------------------------

    def _say_standing(self, path: str) -> None:
        typed, reading = self._sheet.typed(path), self._sheet.read(path)
        if typed.strip():
            now = (reading.said or typed).removesuffix(".")
            self._talk.say(f"Now: {now}. Enter keeps it, - takes it away.")

    def _say_default(self, path: str) -> None:
        reading = self._sheet.read(path)
        if reading.default and reading.said:
            self._talk.say(f"  {reading.said}")

    def _say_codes(self, field: Field) -> Sequence[Code]:
        if not field.codes:
            return ()
        offered = code_list(field.codes).offered()
        if len(offered) > FEW:
            self._talk.say(f"* lists all {len(offered)}.")
            return ()
        if field.input == "yes_no":
            self._talk.say("; ".join(f"{code.code} {code.short.lower()}" for code in offered))
            return ()
        return self._list(offered)

    def _list(self, codes: Sequence[Code]) -> Sequence[Code]:
        """Codes that people know by heart lead their lines; others get numbers."""
        known = all(len(code.code) <= LONG_LEAD for code in codes)
        for number, code in enumerate(codes, 1):
            self._talk.say(f"{code.code if known else f'{number}.'} {code.text}")
        return codes

    # --- what was meant -------------------------------------------------------------------------

    @staticmethod
    def _numbered(field: Field, typed: str, codes: Sequence[Code]) -> str:
        """A number of the list that was just said, as its code; unless it is a code itself."""
        if not field.codes or not (typed.isascii() and typed.isdecimal()):
            return typed
        known = {code.code for code in code_list(field.codes).codes}
        at = int(typed[:9])
        if typed in known or not 0 < at <= len(codes):
            return typed
        return codes[at - 1].code

    @staticmethod
    def _several(field: Field, typed: str) -> Sequence[Code]:
        """The codes to choose from, where letters fit more than one."""
        if field.input == "codes" or typed in (UNKNOWN, NOTHING):
            return ()
        found = code_list(field.codes or "").match(typed)
        exact = found and folded(found[0].code) == folded(typed)
        return found if len(found) > 1 and not exact else ()

    def _suggested(self, path: str, typed: str) -> str | None:
        """The suggestion that was meant, with what goes with it; None to ask again."""
        name = ".".join(part for part in path.split(".") if not part.isdecimal())
        offered = self._suggest.get(name)
        if offered is None or typed in (UNKNOWN, NOTHING):
            return typed
        if typed == ALL:
            self._talk.listed(f"{one.text}, {one.hint}".rstrip(", ") for one in offered)
            return None
        found = [one for one in offered if fits(folded(typed), one.text)]
        if typed.isdecimal() and 0 < int(typed[:9]) <= len(offered):
            found = [offered[int(typed) - 1]]
        if len(found) > 1 and typed not in [one.text for one in found]:
            self._talk.say("More than one fits: " + "; ".join(one.text for one in found) + ".")
            return None
        if not found:
            return typed
        self._fill(path, found[0])
        return found[0].text

    def _fill(self, path: str, one: Suggestion) -> None:
        head = path.rpartition(".")[0]
        for name, text in one.fills.items():
            beside = f"{head}.{name}" if head else name
            if not self._sheet.typed(beside):
                self._sheet.write(beside, text, self._sheet.now)

    def _ask_words(self, path: str, label: str) -> bool:
        self._talk.say("As many lines as you like; a line with only a full stop ends them.")
        standing, sheet = self._sheet.typed(path), self._sheet
        typed = self._talk.words(
            label, lambda so_far: sheet.write(path, so_far, sheet.now), (NOTHING, UNKNOWN)
        )
        if not typed.strip():
            sheet.write(path, standing, sheet.now)
            return False
        if not self.take(path, typed):
            sheet.write(path, standing, sheet.now)
            return self._ask_words(path, label)
        return True
