"""How numbers, periods and lists are said in a sentence."""

from collections.abc import Sequence
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def number(value: float) -> str:
    """One decimal, none where it is whole, three figures where it is small: 43.7, 12, 0.36."""
    text = f"{value:.2f}" if abs(value) < 1 else f"{value:,.1f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measured(value: float, unit: str) -> str:
    """A number with its unit, a percentage without a space: 12 days, 85%."""
    return f"{number(value)}%" if unit == "%" else f"{number(value)} {unit}".strip()


def many(count: int, one: str, more: str = "") -> str:
    """A count with its noun: 1 seclusion, 16 seclusions."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """A, B and C."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def day(at: date) -> str:
    """23 Nov 2026."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def sentence(text: str) -> str:
    """The first letter large, a full stop at the end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spelled(count: int) -> str:
    """A small number as a word: no, one, two … ten, 11."""
    return _SMALL[count] if count < len(_SMALL) else f"{count:,}"
