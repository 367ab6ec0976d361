"""The NHS number: ten digits, the last a check digit (modulus 11, NHS Data Model and Dictionary).

Test numbers are those that begin with 999.
"""

import re

from wardsafe.errors import BadInput

_DIGITS = re.compile(r"(?<!\d)(?:\d[ -]?){9}\d(?!\d)")
_BETWEEN = " -\u00a0\u2009\u202f\u2010\u2011\u2012\u2013"


def read_nhs_number(typed: str, *, field: str = "nhs_number") -> str:
    """The ten ASCII digits that somebody typed, with or without spaces and dashes.

    Raises BadInput, without the number in its text, for anything that cannot be an NHS number.
    """
    digits = "".join(letter for letter in typed.strip() if letter not in _BETWEEN)
    if digits.isdecimal() and not digits.isascii():
        raise BadInput(
            "These digits are not plain digits.", field=field, do="Type them with the keys 0 to 9."
        )
    if len(digits) != 10 or not (digits.isascii() and digits.isdecimal()):
        raise BadInput(
            "An NHS number has ten digits.", field=field, do="Check it and type it again."
        )
    if len(set(digits)) == 1:
        raise BadInput(
            "Ten times the same digit is nobody's NHS number.", field=field, do="Check it."
        )
    if _check_digit(digits) != int(digits[9]):
        raise BadInput(
            "This is not a valid NHS number: its last digit does not fit the others.",
            field=field,
            do="Check it and type it again, or leave it out for now.",
        )
    return digits


def say_nhs_number(number: str) -> str:
    """The number in the three groups that it is read aloud in: "999 418 2207"."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def _check_digit(digits: str) -> int:
    """What the tenth digit must be; 10 means that no tenth digit fits."""
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    return (11 - total % 11) % 11


def holds_nhs_number(text: str) -> bool:
    """Whether ten digits in a text pass the check of an NHS number, as one in eleven would."""
    for found in _DIGITS.findall(text):
        try:
            read_nhs_number(found)
        except BadInput:
            continue
        return True
    return False
