"""One code, and one list of codes: how they are looked up, read back and found while typing.

Codes are text with leading zeros, never numbers, and there is no order in them: the order on
screen is the order of the file, which keeps each family together.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from wardsafe.errors import BadInput

# A refusal names the codes of a short list; of a long one it points to the list.
NAMED_IN_A_REFUSAL = 8


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list.

    `text` is the whole wording (the official one where there is one), `short` the same in at most
    24 characters for rows, `family` the heading it stands under ("" for none), `retired` the ISO
    date from which it must not be chosen (None while it may be), `mark` how well it is known:
    ✓ read in the source, ≈ local choice or inference, ? unverified.
    `offered` is False for a code that stays readable and is never put before anyone; `not_known`
    is True where choosing the code says that nobody knows, so it answers nothing.
    """

    code: str
    text: str
    short: str
    family: str
    retired: str | None
    mark: str
    note: str = ""
    offered: bool = True
    not_known: bool = False


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes with where it comes from; `codes` keeps the order of the file."""

    name: str
    title: str
    source: str
    version: str
    licence: str
    mark: str
    codes: tuple[Code, ...]
    note: str = ""
    _by_code: Mapping[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {code.code: code for code in self.codes})

    def get(self, code: str) -> Code:
        """The code, retired ones included. Raises BadInput, which never repeats what was typed."""
        found = self._by_code.get(code)
        if found is None:
            raise BadInput(f"That is not a code of the list “{self.title}”.", do=self._instead())
        return found

    def offered(self) -> tuple[Code, ...]:
        """The codes a person may choose today, in the order of the file."""
        return tuple(code for code in self.codes if code.offered)

    def text(self, code: str) -> str:
        """The whole wording of any stored code; one not in the list is shown as it stands."""
        found = self._by_code.get(code)
        return found.text if found else _unknown(code)

    def short(self, code: str) -> str:
        """The wording for a row (at most 24 characters) of any stored code."""
        found = self._by_code.get(code)
        return found.short if found else _unknown(code)

    def match(self, typed: str) -> tuple[Code, ...]:
        """The offered codes that fit what was typed: the code itself, then codes that begin so,
        then codes with words that begin so. Case and accents do not matter; "" fits all.
        """
        wanted = _folded(typed.strip())
        ranked = [(_rank(code, wanted), code) for code in self.offered()]
        fitting = [(rank, code) for rank, code in ranked if rank is not None]
        return tuple(code for _, code in sorted(fitting, key=lambda found: found[0]))

    def _instead(self) -> str:
        offered = [code.code for code in self.offered()]
        if len(offered) > NAMED_IN_A_REFUSAL:
            return "Type a word of it and choose from the list."
        return f"Choose one of {', '.join(offered)}."


def _unknown(code: str) -> str:
    return f"{code} (code not known here)"


def _rank(code: Code, wanted: str) -> int | None:
    own = _folded(code.code)
    if own == wanted:
        return 0
    if own.startswith(wanted):
        return 1
    words = _words(f"{code.code} {code.short} {code.text}")
    parts = re.findall(r"\w+", wanted)
    fits = parts and all(any(word.startswith(part) for word in words) for part in parts)
    return 2 if fits else None


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", _folded(text)))


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()
