"""When the time that somebody spent in seclusion came to a total, minute by minute."""

from datetime import datetime, timedelta
from typing import Any

from recount.happenings import Happened

Rule = dict[str, Any]
NO_TIME = timedelta(0)


def minutes(many: int | None) -> timedelta:
    return timedelta(minutes=many or 0)


def reached(whole: list[Happened], rule: Rule, now: datetime) -> list[datetime]:
    """Each minute in which the time spent comes to the total: together, or within the window."""
    spans = sorted((h.start, h.over or max(now + minutes(2880), h.start)) for h in whole)
    found, was = [], False
    for start, over in spans:
        at = start
        while at < over:
            at += minutes(1)
            since = at - minutes(rule["window"]) if "window" in rule else start
            spent = sum((max(NO_TIME, min(e, at) - max(s, since)) for s, e in spans), NO_TIME)
            if not was and spent >= minutes(rule["total"]):
                found.append(at)
            was = spent >= minutes(rule["total"])
        was = was and "window" in rule
    return found
