"""Counts again, from raw entries and the files of duties, which fell due and which were in time."""

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from recount.doings import Doing, doings
from recount.due_times import Span, spans_of
from recount.entries import Ward
from recount.happenings import EVER, Happened, happenings
from recount.totals import Rule, minutes


def rules_in(files: list[Path]) -> dict[str, Rule]:
    return {rule["id"]: rule for file in files for rule in tomllib.loads(file.read_text())["duty"]}


def met(
    ward: Ward, rules: dict[str, Rule], since: datetime, now: datetime
) -> list[tuple[datetime, bool]]:
    """Each due time since then that has come, or was answered before, and whether in time."""
    there = [h for h in happenings(ward) if h.over is None or h.over >= since]
    done = doings(ward)
    found: list[tuple[datetime, bool]] = []
    for rule in rules.values():
        for one in there if {"within", "every", "total"} & set(rule) else ():
            if one.what != rule["trigger"]:
                continue
            if rule.get("limit"):
                found += _kept(one, one.start + minutes(rule["within"]), now)
                continue
            found += _answered(
                spans_of(rules, rule, one, there, done, now), _about(rules, rule, one, done), now
            )
    return [(at, yes) for at, yes in found if at >= since]


def _kept(one: Happened, at: datetime, now: datetime) -> Iterator[tuple[datetime, bool]]:
    """A length that is kept by ending; one that nobody knows is none."""
    if one.over != one.start and (one.over or now > at):
        yield at, one.over is not None and one.over <= at


def _about(rules: dict[str, Rule], rule: Rule, one: Happened, done: list[Doing]) -> list[Doing]:
    names = {rule["id"], *(r["id"] for r in rules.values() if rule["id"] in r.get("also", ()))}
    mine = [each for each in done if each.duty in names and each.about(one)]
    return sorted(mine, key=lambda each: (each.at or EVER, each.entered))


def _answered(
    spans: Iterator[Span], left: list[Doing], now: datetime
) -> Iterator[tuple[datetime, bool]]:
    """Each due time with the first doing that lies in its span and in none before."""
    for at, opens, closes in spans:
        while left and left[0].at and left[0].at < opens:
            left.pop(0)
        here = []
        while left and (left[0].at or opens) < closes:
            here.append(left.pop(0))
        if here:
            in_time = here[0].at is None or here[0].at <= at
            yield at, in_time and here[0].outcome != "not-done"
        elif at < now:
            yield at, False
        else:
            return
