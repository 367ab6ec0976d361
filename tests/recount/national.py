"""Counts the national measures of a period again from raw entries, by our method or the national.

Formulas: NHS England, Mental Health Services monthly statistics, Restraints.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo
from statistics import fmean, median

from recount.entries import LONDON, Ward
from recount.stays import Row, Stay, day, minutes, nights, stays, times

Figure = tuple[float | None, int, int]
"""The value, and what over what; of a length, how many there are."""
Named = Iterator[tuple[tuple[str, str], Figure]]
Whole = dict[str, tuple[Row, Stay | None]]
Counted, Span = tuple[str, Row, Stay | None], tuple[date, date, bool]


def figures(ward: Ward, first: date, after: date, *, theirs: bool) -> dict[tuple[str, str], Figure]:
    """Every measure of the days from `first` to before `after`, by its id and the type code."""

    def inside(row: Row) -> bool:
        begins, ends = day(row["start"]), row["end"]
        if theirs:
            return ends is None or first <= begins < after or first <= day(ends) < after
        return begins < after and (ends is None or day(ends) >= first)

    there = [s for s in stays(ward) if s[1] < after and (s[2] is None or s[2] >= first)]
    kept, incidents = [], {}
    for said in ward["restrictive-practice/1"]:
        whole, rows = times(said)
        who = said.private.get("person", said.record)
        own = [stay for stay in there if stay[0] == who]
        for row in rows if inside(whole) else ():
            on = [s for s in own if s[1] <= day(row["start"]) <= (s[2] or date.max)]
            stay = next(iter(on), max(own, key=lambda s: s[1], default=None))
            if inside(row) and (stay or not theirs):
                kept.append((who, row, stay))
                incidents[said.record] = (whole, stay)
    return dict(_figures(kept, incidents, there, (first, after, theirs)))


def _figures(kept: list[Counted], incidents: Whole, there: list[Stay], span: Span) -> Named:
    first, after, theirs = span
    beds = sum(nights(stay, first, after) for stay in there)
    people, many = len({who for who, *_ in kept}), len(kept)
    for name, count in (("MHS76", people), ("MHS77", many), ("MHS136", len(incidents))):
        yield (name, ""), (count, count, 1)
    for name, of, over, per in (("MHS137", many, len(incidents), 1), ("MHS96", many, beds, 1000),
                                ("MHS97", people, len({s[0] for s in there}), 100)):  # fmt: skip
        yield (name, ""), (of / over * per if over else None, of, over)
    for kind in sorted({row["type"] for _, row, _ in kept}):
        found = [minutes(r, s, *span) for _, r, s in kept if r["type"] == kind]
        yield from _three("MHS98", "MHS99", kind, [each for each in found if each is not None])
    found = [minutes(whole, stay, *span) for whole, stay in incidents.values()]
    yield from _three("MHS138", "MHS139", "", [each for each in found if each is not None])
    for name, kind in (("MHS146", "05"), ("MHS147", "06")):
        midnight = datetime.combine(after, time(), LONDON)
        on = [r["start"] for _, r, s in kept if r["type"] == kind and day(r["start"]) < after
              and (r["end"] is None or (not theirs and day(r["end"]) >= after))
              and (not s or (s[1] <= day(r["start"]) and after <= (s[2] or after)))]  # fmt: skip
        zone = None if theirs else UTC
        days = [_passed(start, midnight, zone) / 86400 for start in on]
        yield from _three(name, "", kind, days)


def _passed(start: datetime, end: datetime, zone: tzinfo | None) -> float:
    one, other = (w.astimezone(zone) if zone else w.replace(tzinfo=None) for w in (start, end))
    return (other - one).total_seconds()


def _three(mean: str, most: str, kind: str, found: list[float]) -> Named:
    many = len(found)
    if found or not most or not kind:
        yield (mean, kind), (fmean(found) if found else None, many, many)
        yield (f"{mean}a", kind), (median(found) if found else None, many, many)
        if most:
            yield (most, kind), (max(found, default=None), many, many)
