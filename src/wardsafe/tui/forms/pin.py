"""A PIN typed into the wrong field is said before it is saved (C22)."""

import re
from collections.abc import Callable, Iterable

_LIKE_ONE = re.compile(r"(?<![0-9])[0-9]{6,12}(?![0-9])")
MOST = 3


def mentions_pin(texts: Iterable[str], looks_like_pin: Callable[[str], bool] | None) -> bool:
    """Whether one of the first few runs of 6 to 12 digits is the PIN. Slow: a key is derived for
    each, so it is called in a worker."""
    if looks_like_pin is None:
        return False
    found = [run for text in texts for run in _LIKE_ONE.findall(text)]
    return any(looks_like_pin(run) for run in dict.fromkeys(found[:MOST]))
