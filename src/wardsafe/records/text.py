"""The two doors that all text passes: `keep` on the way in, `show` on the way out.

`keep` changes next to nothing and refuses what no store can hold. `show` gives only characters
that a terminal draws; whatever steers a terminal, hides or reverses becomes a visible marker, so
nothing typed is ever dropped in silence or obeyed.
"""

import re
import unicodedata
from collections.abc import Iterator

from wardsafe.errors import BadInput

LINE, NOTES = 200, 200_000
"""How many characters one line and a narrative may have."""

MARKS = 8
"""More combining marks than this on one letter are counted instead of drawn."""

_JOINER, _EMOJI_STYLE, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
# Printable by Unicode's word, yet drawn as nothing at all.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}
# Latin letters, common punctuation and signs: no marks, nothing invisible. Most text is this.
_PLAIN = re.compile("[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20c0]*")
_PLAIN_LINES = re.compile(_PLAIN.pattern[:-2] + "\n\t]*")


def keep(text: str, *, limit: int = NOTES, field: str = "") -> str:
    """The text as it is stored: NFC, line ends as \\n, otherwise untouched.

    Raises BadInput for a NUL (stores cut the text there), for half a surrogate pair (it cannot
    be written as UTF-8), and for more than `limit` characters; nothing is ever cut.
    """
    if "\0" in text:
        raise BadInput("This text has a NUL character in it.", field=field, do="Type it again.")
    if not text.isascii():
        _whole(text, field)
        text = unicodedata.normalize("NFC", text)
    text = text.replace("\r\n", "\n")
    if len(text) > limit:
        raise BadInput(
            f"This is {len(text):,} characters long; the limit is {limit:,}.",
            field=field,
            do="Shorten it, or put the rest in another field.",
        )
    return text


def _whole(text: str, field: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadInput(
            "This text has half a character in it.", field=field, do="Type it again."
        ) from None


def show(text: str, *, lines: bool = False, width: int | None = None) -> str:
    """The text as it is drawn: every character printable, or, with `lines`, also \\n and \\t.

    Controls become their pictures (␛), other invisible or reversing characters their number
    (⟨U+202E⟩). Any kind of space is drawn as a space. Over `width` cells it ends in "…".
    """
    if (_PLAIN_LINES if lines else _PLAIN).fullmatch(text):
        drawn = text
    else:
        drawn = "".join(_drawn(text, lines, None if width is None else width * (MARKS + 2) + 64))
    return drawn if width is None else _cut(drawn, width)


def _drawn(text: str, lines: bool, enough: int | None) -> Iterator[str]:
    """The pieces to draw, one or more for each character, until `enough` characters are out."""
    out, marks, before, surplus = 0, 0, "", 0
    for place, char in enumerate(text):
        combining = unicodedata.category(char) in ("Mn", "Me", "Mc") and char not in _BLANK
        marks = marks + 1 if combining else 0
        if marks > MARKS:
            surplus += 1
            continue
        if surplus:
            yield f"⟨+{surplus} marks⟩"
            surplus = 0
        piece = _piece(char, before, text[place + 1 : place + 2], lines)
        yield piece
        out += len(piece)
        before = before if char == _EMOJI_STYLE or 0x1F3FB <= ord(char) <= 0x1F3FF else char
        if enough is not None and out > enough:
            yield "…"
            return
    if surplus:
        yield f"⟨+{surplus} marks⟩"


def _piece(char: str, before: str, following: str, lines: bool) -> str:
    if lines and char in "\n\t":
        return char
    if char.isprintable() and char not in _BLANK:
        return char
    if char == _JOINER and _pictures(before) and _pictures(following):
        return char
    if char == _EMOJI_STYLE and (_pictures(before) or following == _KEYCAP):
        return char
    return _marker(char)


def _marker(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if unicodedata.category(char) == "Zs":
        return " "
    return f"⟨U+{code:04X}⟩"


def _pictures(char: str) -> bool:
    return bool(char) and unicodedata.category(char) == "So" and char not in _BLANK


def cells(text: str) -> int:
    """How many cells of a terminal the drawn text takes: wide letters two, marks none."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _cut(drawn: str, width: int) -> str:
    if cells(drawn) <= width:
        return drawn
    room = width - 1
    for place, char in enumerate(drawn):
        room -= _cell(char)
        if room < 0:
            return drawn[:place] + "…" if width > 0 else ""
    return drawn


def folded(text: str) -> str:
    """The text as it is searched: NFKC, case folded, everything invisible left out."""
    once = unicodedata.normalize("NFKC", text).casefold()
    kept = (char for char in once if char not in _BLANK and _findable(char))
    return unicodedata.normalize("NFKC", "".join(kept))


def _findable(char: str) -> bool:
    return char in "\n\t " or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")


# Letters of other scripts, and digits, beside the Latin letters they look like in a terminal.
_TWINS = str.maketrans(
    "аеорсухіјѕԁһѵԛԝӏвкмнтгьαορυνικτχβεηϲμγ01|ıi",
    "aeopcyxijsdhvqwlbkmhtrbaopuviktxbencmyollll",
)


def looks_like(one: str, other: str) -> bool:
    """Whether two different texts could be taken for each other on a screen."""
    return one != other and _skeleton(one) == _skeleton(other)


def _skeleton(text: str) -> str:
    bare = unicodedata.normalize("NFKD", folded(text)).translate(_TWINS)
    return "".join(char for char in bare if not unicodedata.combining(char) and not char.isspace())
