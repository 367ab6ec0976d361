"""The few signs of the screens, each with its ASCII column for terminals that cannot draw it."""

from collections.abc import Mapping

# The Linux console's font holds 256 or 512 shapes; most of these are not among them.
POOR_TERMINALS = ("linux", "dumb", "vt100", "vt220", "ansi")


class Glyphs:
    """The full column of the table: what each sign is drawn as, one cell each."""

    bar = "▌"  # selected, or the one thing that matters
    full = "●"  # chosen, typed; an event on a timeline
    empty = "○"
    done = "·"
    times = "✕"
    alert = "!"
    unknown = "?"
    hatch = "░"
    item = "■"
    no_item = "□"
    above = "▲"
    below = "▼"
    centre = "─"
    limit = "╌"
    rebase = "┆"
    half = "◐"
    part = "▒"
    whole = "█"
    to = "→"
    unlike = "≠"  # of two figures that are told of one thing
    option = "▸"
    cut = "…"
    up_down = "↑↓"
    tick = "✓"  # drawn by the Saved line and nowhere else


class AsciiGlyphs(Glyphs):
    """The ASCII column: what cannot be drawn is spelled."""

    bar = ">"
    full = "*"
    empty = "o"
    done = "."
    times = "X"
    hatch = "/"
    item = "#"
    no_item = "-"
    above = "^"
    below = "v"
    centre = "-"
    limit = "."
    rebase = "|"
    half = "~"
    part = "="
    whole = "#"
    to = "->"
    unlike = "!="
    option = ">"
    cut = "..."
    up_down = "Up/Down"
    tick = "*"


UNICODE, ASCII = Glyphs(), AsciiGlyphs()
_TO_ASCII = {
    getattr(UNICODE, name): spelled[-1]
    for name, spelled in vars(AsciiGlyphs).items()
    if name[0] != "_"
}
# Arrows and quotation marks of our sentences, and the edges of Textual's scroll bars.
_TO_ASCII |= dict(zip("↑↓“”‘’▁▂▃▄▅▆▇", "^v\"\"''_______", strict=True))


def speaks_unicode(environ: Mapping[str, str], encoding: str | None) -> bool:
    """Whether the terminal can draw the full column, from its locale, its kind and `encoding`.

    POSIX: the first that is set of LC_ALL, LC_CTYPE, LANG must name UTF-8. Windows sets none of
    them; there the encoding of the stream decides.
    """
    if (encoding or "").lower().replace("-", "") != "utf8":
        return False
    if environ.get("TERM", "") in POOR_TERMINALS:
        return False
    if "WINDIR" in environ:
        return True
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    locale = next((environ[name] for name in names if environ.get(name)), "")
    return "utf8" in locale.lower().replace("-", "")


class _Chosen:
    """The column in use; one process draws on one terminal, so one choice is enough."""

    glyphs: Glyphs = UNICODE


def choose(*, unicode: bool) -> None:
    """Use the full column or the ASCII column from now on, on every screen."""
    _Chosen.glyphs = UNICODE if unicode else ASCII


def glyphs() -> Glyphs:
    """The column in use."""
    return _Chosen.glyphs


def in_ascii(text: str) -> str:
    """`text` with every sign of the table in one cell of ASCII, so that no row moves; the rest is
    left as it is."""
    return "".join(_TO_ASCII.get(character, character) for character in text)
