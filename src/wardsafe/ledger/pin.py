"""Which PINs are refused, and the reason in words.

At least six digits (Cyber Essentials: fewer than six characters are too few ≈), and none of
the ones people try first: NIST SP 800-63B asks for a list of values to refuse, with the reason
given. Patterns stand in for the list, because six digits make it short.
"""

from collections.abc import Iterable
from itertools import groupby, pairwise

from wardsafe.errors import BadInput

LEAST_DIGITS = 6
MOST_DIGITS = 32
_TELLING = 4  # so many digits of somebody's number inside a PIN give it away


def check_pin(pin: str, forbidden: Iterable[str] = ()) -> None:
    """Refuse a PIN that is too short or easily guessed.

    `forbidden` holds what belongs to the person: birth date, NHS number, bed, in any writing.
    Raises BadInput(field="pin") with the reason, never with the digits.
    """
    reason = _shape(pin) or _pattern(pin) or _date(pin) or _known(pin, forbidden)
    if reason:
        raise BadInput(
            f"This PIN {reason}.",
            field="pin",
            do=f"Choose {LEAST_DIGITS} or more digits without a pattern.",
        )


def _shape(pin: str) -> str:
    if not (pin.isascii() and pin.isdigit()):
        return "holds something other than the digits 0 to 9"
    if len(pin) < LEAST_DIGITS:
        return f"has fewer than {LEAST_DIGITS} digits"
    return f"has more than {MOST_DIGITS} digits" if len(pin) > MOST_DIGITS else ""


def _pattern(pin: str) -> str:
    if any(pin[step:] == pin[:-step] for step in range(1, len(pin) // 2 + 1)):
        return "repeats itself"
    if len(set(pin)) < 3:
        return "uses only two different digits"
    if _is_run(pin) or _is_run("".join(digit for digit, _ in groupby(pin))):
        return "counts up or down in even steps"
    return "reads the same backwards" if pin == pin[::-1] else ""


def _is_run(digits: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return len(digits) > 2 and len(steps) == 1


def _date(pin: str) -> str:
    if len(pin) == 6:
        a, b, c = pin[:2], pin[2:4], pin[4:]
        short = _day_and_month(a, b) or _day_and_month(b, c)
        dated = short or _month_and_year(a, b + c) or _month_and_year(c, a + b)
    elif len(pin) == 8:
        a, b = pin[:4], pin[4:]
        dated = _is_year(b) and (_day_and_month(a[:2], a[2:]) or _is_year(a))
        dated = dated or (_is_year(a) and _day_and_month(b[:2], b[2:]))
    else:
        return ""
    return "looks like a date" if dated else ""


def _day_and_month(first: str, second: str) -> bool:
    small, large = sorted((int(first), int(second)))
    return 1 <= small <= 12 and 1 <= large <= 31


def _month_and_year(month: str, year: str) -> bool:
    return 1 <= int(month) <= 12 and _is_year(year)


def _is_year(digits: str) -> bool:
    return 1900 <= int(digits) <= 2099


def _known(pin: str, forbidden: Iterable[str]) -> str:
    for value in forbidden:
        digits = "".join(sign for sign in value if sign.isascii() and sign.isdigit())
        inside = len(digits) >= _TELLING and digits in pin
        padded = bool(digits) and pin.strip("0") == digits.strip("0")
        if pin in digits or inside or padded:
            return "is a number that belongs to you or to somebody on the ward"
    return ""
