"""Each signal as one flag: rule, points, and a sentence in words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wardsafe.measures import words
from wardsafe.measures.chart import OUTSIDE, SHIFT, TREND, Flag
from wardsafe.measures.labelling import state_of
from wardsafe.measures.marking import Marked
from wardsafe.measures.periods import Period


def flags(
    marks: Sequence[Marked], periods: Sequence[Period], better: str, centre: str
) -> tuple[Flag, ...]:
    """The flags in the order of their first points, lettered; `centre` names the centre line."""
    found = [flag for each in marks for flag in _of(each, periods, better, centre)]
    found.sort(key=lambda flag: (flag.points[:1] or (-1,), flag.rule))
    return tuple(replace(flag, letter=letter(at)) for at, flag in enumerate(found))


def letter(place: int) -> str:
    """A to Z, then AA, AB …"""
    more, last = divmod(place, 26)
    return (letter(more - 1) if more else "") + chr(ord("A") + last)


def _of(mark: Marked, periods: Sequence[Period], better: str, centre: str) -> Iterator[Flag]:
    if mark.whole:
        yield Flag("", mark.rule, (), 0, "", words.sentence(f"{mark.rule}: {mark.whole}"))
    for side, marks in ((1, mark.up), (-1, mark.down)):
        if any(marks):
            for places in _groups(mark, marks):
                text = _said(mark.rule, places, side, periods, centre)
                yield Flag("", mark.rule, places, side, state_of(side, better), text)


def _groups(mark: Marked, marks: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Marked places that lie next to each other, or within the reach of the rule."""
    group: list[int] = []
    last = 0
    for at, each in enumerate(marks):
        if not each:
            continue
        if group and at - last > mark.reach:
            yield tuple(group)
            group = []
        group.append(mark.order[at])
        last = at
    if group:
        yield tuple(group)


def _said(
    rule: str, places: tuple[int, ...], side: int, periods: Sequence[Period], centre: str
) -> str:
    first, last = places[0], places[-1]
    points = f"point {first + 1}" if first == last else f"points {first + 1} to {last + 1}"
    span = (
        periods[first].said if first == last else f"{periods[first].said} to {periods[last].said}"
    )
    return words.sentence(f"{rule}: {_what(rule, len(places), side, centre)}, {points}, {span}")


def _what(rule: str, many: int, side: int, centre: str) -> str:
    if rule == OUTSIDE:
        line = "above the upper limit" if side > 0 else "below the lower limit"
        return line if many == 1 else f"{many} {line}"
    if rule == SHIFT:
        return f"{many} {'above' if side > 0 else 'below'} the {centre}"
    if rule == TREND:
        return f"{many} {'rising' if side > 0 else 'falling'}"
    return f"{many} close to the {'upper' if side > 0 else 'lower'} limit"
