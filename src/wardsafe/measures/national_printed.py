"""The national measures as the national file prints them: to compare with it, never to send.

What leaves the ward is told by the rule of `small_numbers`.
"""

import math
from collections.abc import Iterable, Mapping

from wardsafe.measures.national import Figure, by_id

FEWEST, FEWEST_BED_DAYS, GLYPH = 5, 100, "*"


def published(found: Iterable[Figure]) -> Mapping[tuple[str, str], str]:
    """The figures as the national file prints them: below 5 is *, counts to the nearest 5.

    Lengths are not suppressed there.
    """
    known = by_id(found)
    counts = {name: known[name, ""].of for name in ("MHS76", "MHS77", "MHS136")}
    small = {name: count < FEWEST for name, count in counts.items()}
    hidden = {
        "MHS137": small["MHS136"] or small["MHS77"],
        "MHS96": small["MHS76"] or small["MHS77"] or known["MHS96", ""].over < FEWEST_BED_DAYS,
        "MHS97": small["MHS76"],
    }
    return {
        (id_, group): _printed(figure, hidden.get(id_, small.get(id_, False)))
        for (id_, group), figure in known.items()
    }


def _printed(figure: Figure, hidden: bool) -> str:
    if figure.value is None:
        return ""
    if hidden:
        return GLYPH
    if figure.id in ("MHS76", "MHS77", "MHS136"):
        return str(round(figure.value / 5) * 5)
    places = 0 if figure.id in ("MHS96", "MHS97") else 1
    return half_up(figure.value, places)


def half_up(value: float, places: int) -> str:
    """Rounded half up, as the national rates are: 2.5 to 3."""
    scale = 10**places
    return f"{math.floor(value * scale + 0.5) / scale:.{places}f}"
