"""How long something has waited, in the one unit that matters: "11 d", "20 h", "6 min"."""

from datetime import datetime


def wait_words(now: datetime, since: datetime) -> str:
    """From `since` until `now`; days from two days on, so that a day and a night are told apart."""
    return length_words((now - since).total_seconds())


def length_words(seconds: float) -> str:
    """So many seconds."""
    minutes = max(0, int(seconds)) // 60
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"
