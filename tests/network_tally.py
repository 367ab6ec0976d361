"""What really came about in a run of the state machine: a fault that struck, a property asked.

A nemesis that is drawn and changes nothing says nothing, and a property that is never asked is not
kept: both are counted where they happen, and not where they were drawn.
"""

from collections import Counter

PROPERTIES = tuple(f"P{number}" for number in range(1, 17))
RESTORED = "an old back-up was restored"
PUT_BACK = "an old disk was put back, and nobody said so"
STRIKES = (
    "killed before a change",
    "killed after a change",
    "a full disk refused a change",
    "a full stick refused a file",
    "room was made",
    "files of a stick were lost",
    "a bundle was put back",
    "a bundle was delivered again",
    "bundles came in another order",
    "a bit was turned in a sealed bundle",
    "a bit was turned inside, and sealed anew",
    "a changed bundle was read",
    "a clock went forward",
    "a clock went back",
    RESTORED,
    PUT_BACK,
    "both arms of a copied disk were written",
    "a fork reached somebody",
)
DONE: Counter[str] = Counter()
"""Examples and steps."""
CHECKED: Counter[str] = Counter()
STRUCK: Counter[str] = Counter()


_counting = True


def struck(what: str) -> None:
    """Count a fault that did something."""
    STRUCK[what] += _counting


def asked(name: str) -> None:
    """Count a property that was asked."""
    CHECKED[name] += _counting


def done(what: str) -> None:
    """Count an example or a step."""
    DONE[what] += _counting


def found() -> None:
    """Something failed: what Hypothesis tries from here on, to make it short, does not count."""
    global _counting
    _counting = False


def clear() -> None:
    """Begin to count anew."""
    global _counting
    _counting = True
    DONE.clear()
    CHECKED.clear()
    STRUCK.clear()


def never() -> list[str]:
    """What did not come about at all, of faults and of properties."""
    return [what for what in STRIKES if not STRUCK[what]] + [
        name for name in PROPERTIES if not CHECKED[name]
    ]
