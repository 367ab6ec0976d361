"""What may be said of a target: always met, never met, or met by chance.

Sources: NHSRplotthedots 0.2.2 (a target on a limit is hit or miss) and NHS England's query v2.6 (a
target on a limit already passes or fails), ✓.
"""

from wardsafe.measures import words
from wardsafe.measures.chart import FAIL, HIT_OR_MISS, PASS
from wardsafe.measures.definitions import MORE, NEITHER


def assured(
    better: str, target: float, lower: float | None, upper: float | None, *, on_limit: bool
) -> str | None:
    """One of pass, fail, hit or miss; None where no direction is better or a limit is missing."""
    if better == NEITHER or upper is None or lower is None:
        return None
    if target > upper or (on_limit and target == upper):
        return FAIL if better == MORE else PASS
    if target < lower or (on_limit and target == lower):
        return PASS if better == MORE else FAIL
    return HIT_OR_MISS


_SAID = {
    PASS: "lies outside the limits on the good side: as things are, it will be met",
    FAIL: "lies outside the limits on the wrong side: as things are, it will not be met",
    HIT_OR_MISS: "lies between the limits: whether it is met is chance",
}


def said(assurance: str, target: float, unit: str) -> str:
    """The sentence for a target."""
    return f"The target of {words.measured(target, unit)} {_SAID[assurance]}."
