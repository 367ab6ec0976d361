"""When each duty falls due, again from the files of duties; with when a doing counts for it."""

from collections.abc import Iterator
from datetime import datetime

from recount.doings import Doing
from recount.happenings import EVER, NEVER, Happened
from recount.totals import NO_TIME, Rule, minutes, reached

Span = tuple[datetime, datetime, datetime]


def spans_of(
    rules: dict[str, Rule], rule: Rule, one: Happened, there: list[Happened], done: list[Doing],
    now: datetime,
) -> Iterator[Span]:  # fmt: skip
    """Each due time of a rule after a happening, and from when until when a doing counts for it."""
    if "total" in rule:
        whole = [h for h in there if (h.what, h.person) == (one.what, one.person)]
        found = [at for at in reached(whole, rule, now) if one.start < at <= (one.over or NEVER)]
        for n, at in enumerate(found):
            yield at, at if n else one.start, (*found[n + 1 :], NEVER)[0]
        return
    mine = sorted((d for d in done if d.about(one)), key=lambda d: (d.at or EVER, d.entered))
    begin, expected, entered = _begins(rules, rule, one, mine)
    if begin is None:
        return
    stop = _stop(rule, one, begin, mine)
    every = minutes(rule.get("every"))
    slack = minutes(rule.get("early", rule.get("every", 0) // 4))
    times: list[tuple[datetime, bool, bool]] = []
    at = begin + minutes(rule.get("within", rule.get("every")))
    ahead = now + 2 * minutes(rule.get("every", rule.get("within"))) + minutes(1)
    first = True
    while at < stop and (first or at <= ahead):
        shown = at
        if entered:  # a doing moved it: never into the past of its entry
            shown = max(at, min(expected + (at - begin) if expected else entered, entered))
        if times and times[-1][0] >= shown - (slack if times[-1][1] else NO_TIME):
            times.pop()
        times.append((shown, shown != at, first))
        at, first = at + every, False
        if not every:
            yield shown, EVER, stop if "until" in rule else NEVER
            return
    for n, (at, _, is_first) in enumerate(times):
        near = (times[n + 1][0] if n + 1 < len(times) else at + every) - slack
        opens = EVER if is_first and "within" in rule else at - slack
        yield at, opens, max(at, min(stop, near))


def _begins(
    rules: dict[str, Rule], rule: Rule, one: Happened, mine: list[Doing]
) -> tuple[datetime | None, datetime | None, datetime | None]:
    """Where it is counted from; where it was before a doing moved it; when that was entered."""
    if "after" not in rule:
        return (one.over if rule.get("begins") == "end" else one.start), None, None
    before, waits = rules[rule["after"]], rule.get("waits", False)
    expected = one.start + minutes(before.get("within") or before.get("every"))
    found = [d for d in mine if d.duty == before["id"] and d.outcome != "not-done"]
    if not found:
        return None if waits else expected, None, None
    at = found[0].at or min(expected, found[0].entered)
    return at, None if waits else expected, found[0].entered


def _stop(rule: Rule, one: Happened, begin: datetime, mine: list[Doing]) -> datetime:
    """From when nothing more of it falls due."""
    until, ends = rule.get("until", ""), [NEVER]
    if until == "stop":
        ends += [d.at or d.entered for d in mine if d.duty == rule["id"] and d.outcome == "stop"]
    elif until:
        found = [d for d in mine if d.duty == until and d.outcome != "not-done"]
        ends += [d.at or d.entered for d in found[:1]] + ([one.over] if one.over else [])
    return min(ends + ([begin + minutes(rule["at_most"])] if "at_most" in rule else []))
