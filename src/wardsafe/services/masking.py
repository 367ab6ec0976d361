"""Names of the ward's people taken out of words that are to travel; a person reads it over first.

It looks for the names that the ward knows: whole or in part, with or without accents and capitals,
with one letter mistyped, and for their two initials. It cannot know a pet name, or somebody who is
on no list; how much it finds is measured on labelled sentences (`tests/vectors/names/`) and told
in docs/known-limits.md. Nothing is safe to send because of it alone.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from wardsafe.records.text import folded
from wardsafe.services.session import Session
from wardsafe.views import people, staff

MASK = "[name]"
SHORTEST, MISTYPED = 3, 5
"""Letters of a part of a name that is looked for, and of one in which a letter may be wrong."""
WORDS = frozenset(
    {
        "ann",
        "dawn",
        "dev",
        "faith",
        "frank",
        "grace",
        "grant",
        "hope",
        "ivy",
        "jack",
        "joy",
        "june",
        "lily",
        "mark",
        "may",
        "page",
        "price",
        "ray",
        "rich",
        "rob",
        "rose",
        "ruby",
        "summer",
        "violet",
        "will",
        "young",
    }
)
"""Names that are words too: only with a capital letter, or beside another name."""
_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]{2}(?!\w)|[A-Z]\.[A-Z]\.?(?!\w))")
_INITIAL = re.compile(r"(?<!\w)[A-Z]\.? $")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with MASK for each name, and which pieces of the text before that were."""

    text: str
    found: tuple[tuple[int, int], ...]


def masked(names: Collection[str], text: str) -> Masked:
    """The text without these people's names; what is next to each other is masked as one."""
    parts = {part for name in names for part in _parts(name)}
    initials = {"".join(word[0] for word in _WORD.findall(name)) for name in names}
    spans: list[tuple[int, int]] = []
    for at in _INITIALS.finditer(text):
        if at.group().replace(".", "") in initials:
            spans.append(at.span())
    return _joined(text, sorted({*spans, *_words(text, parts)}))


def _words(text: str, parts: Collection[str]) -> list[tuple[int, int]]:
    """Where parts of names stand as words, an initial before one with it."""
    spans: list[tuple[int, int]] = []
    for at in _WORD.finditer(text):
        beside = bool(spans) and not text[spans[-1][1] : at.start()].strip(" -")
        if not _is_name(at.group(), parts, beside=beside):
            continue
        if beside:
            spans[-1] = (spans[-1][0], at.end())
        else:
            before = _INITIAL.search(text, 0, at.start())
            spans.append((before.start() if before else at.start(), at.end()))
    return spans


def _joined(text: str, spans: list[tuple[int, int]]) -> Masked:
    said, end = [], 0
    for first, last in spans:
        said += [text[end:first], MASK]
        end = last
    return Masked("".join([*said, text[end:]]), tuple(spans))


def names_here(session: Session) -> list[str]:
    """Everybody that this ward knows by name: patients of now and before, and all staff."""
    with session.ledger.reading() as db:
        patients = [one.name for one in people.everybody(db)]
        return [name for name in (*patients, *(one.name for one in staff.members(db))) if name]


def _parts(name: str) -> set[str]:
    return {_plain(part) for part in _WORD.findall(name) if len(part) >= SHORTEST}


def _plain(word: str) -> str:
    """Folded, without accents, the ending of "Rosa's" and apostrophes."""
    bare = re.sub(r"['’]", "", re.sub(r"['’]s?$", "", folded(word)))
    return "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))


def _is_name(word: str, parts: Collection[str], *, beside: bool) -> bool:
    plain = _plain(word)
    if plain in parts:
        return word[0].isupper() or plain not in WORDS or beside
    if not word[0].isupper() or len(plain) < MISTYPED - 1:
        return False
    return any(len(part) >= MISTYPED - 1 and _near(plain, part) for part in parts)


def _near(one: str, other: str) -> bool:
    """Whether one letter is missing, too many, another, or two next to each other are exchanged."""
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None:
        return len(one) != len(other) and one not in WORDS
    rest = (
        one[at + 1 :] == other[at + 1 :],
        one[at + 1 :] == other[at:],
        one[at:] == other[at + 1 :],
    )
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return any(rest) or swapped
