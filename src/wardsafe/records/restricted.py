"""Which kinds few may read: their private parts are sealed, and no common screen shows them."""

RESTRICTED = frozenset(
    {
        "sexual-safety",
        "tell-now",
        "break-glass",
        "restricted-review",
        "restricted-link",
        "restricted-voice",
    }
)
"""Without their version, so that a later version of one is as hidden as this one."""

FACTS = frozenset({"entry", "month", "week", "stream", "category", "place", "not_known"})
"""All that a restricted entry says in the clear: codes, and when to the week (≈ design: counts by
category, time band and area type only)."""


def is_restricted(kind: str) -> bool:
    """Whether entries of a kind are sealed and kept out of every common screen and count."""
    return kind.partition("/")[0] in RESTRICTED
