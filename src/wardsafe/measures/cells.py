"""Text for a CSV cell that a spreadsheet will not run as a formula.

A cell that begins with = + - @, a tab or a return is a formula to a spreadsheet (OWASP, CSV
injection, ✓). A quote is put before it, unless it is a plain number.
"""

import re

_STARTS = ("=", "+", "-", "@", "\x00", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def cell(value: str | float | None) -> str:
    """The text of one cell; None, for what was not recorded, is empty."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else f"{value:.10g}"
    if _NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_STARTS) else text
