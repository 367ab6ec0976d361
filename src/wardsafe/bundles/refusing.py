"""The one error of this room: something that was not taken in, and why."""

from wardsafe.errors import BadInput


class Refused(BadInput):
    """A bundle, receipt, card or place that is not taken as it is; nothing was changed."""


def not_whole(what: str = "bundle") -> Refused:
    """It is damaged, cut short, or something else altogether."""
    return Refused(
        f"This is not a whole wardsafe {what}.", do="Have it written again where it came from."
    )
