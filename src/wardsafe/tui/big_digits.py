"""Digits three rows high, for the one number in a group that matters: a clock, minutes left."""

from wardsafe.tui.glyphs import UNICODE, glyphs

_HEAVY = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": ("╺┓ ", " ┃ ", "╺┻╸"),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", "╺━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
    ":": (" ", ":", " "),
    "-": ("   ", "╺━╸", "   "),
    " ": (" ", " ", " "),
}

_PLAIN = {
    "0": (" _ ", "| |", "|_|"),
    "1": ("   ", "  |", "  |"),
    "2": (" _ ", " _|", "|_ "),
    "3": (" _ ", " _|", " _|"),
    "4": ("   ", "|_|", "  |"),
    "5": (" _ ", "|_ ", " _|"),
    "6": (" _ ", "|_ ", "|_|"),
    "7": (" _ ", "  |", "  |"),
    "8": (" _ ", "|_|", "|_|"),
    "9": (" _ ", "|_|", " _|"),
    ":": (" ", ":", " "),
    "-": ("   ", " _ ", "   "),
    " ": (" ", " ", " "),
}


def big(number: str) -> tuple[str, str, str]:
    """Three rows of equal width that draw `number` (digits, colon, minus, space).

    Raises KeyError for any other character: big digits are for numbers, never for words.
    """
    table = _HEAVY if glyphs() is UNICODE else _PLAIN
    shapes = [table[character] for character in number]
    top, middle, bottom = (" ".join(shape[row] for shape in shapes) for row in range(3))
    return top, middle, bottom
