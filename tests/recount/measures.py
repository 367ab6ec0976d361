"""Counts a ward's measures again from its raw entries: no view, no model."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from recount.entries import Ward, at, began, forces

HOLDS = {"01", "02", "07", "08", "09", "10", "11", "12", "13"}
TYPES = {"prone": {"01"}, "restraint": HOLDS, "seclusion": {"05"}, "segregation": {"06"},
         "rapid-tranquillisation": {"14"}}  # fmt: skip
HURT = {"patient-injuries": "patient_hurt", "staff-injuries": "staff_hurt"}
TIMED = timedelta(hours=72)


def happened(ward: Ward, name: str) -> list[datetime]:
    """When each event of a count or a rate was, in order."""
    if name == "sexual-safety":
        told = ward["sexual-safety/1"]
        return sorted(at(s.private["when"]) for s in told if s.facts["stream"] != "environment")
    all_of_it, name = ward["restrictive-practice/1"], name.removesuffix("-rate")
    if name == "incidents":
        return sorted(map(began, all_of_it))
    rows = [(row.get("start") or began(said), row) for said in all_of_it for row in forces(said)]
    if name in HURT:
        return sorted(when for when, row in rows if row.get(HURT[name]) == "Y")
    return sorted(w for w, row in rows if name not in TYPES or row.get("type") in TYPES[name])


def lengths(ward: Ward) -> Iterator[tuple[datetime, float]]:
    """When each restraint whose minutes are known began, and its minutes."""
    for said in ward["restrictive-practice/1"]:
        for row in forces(said):
            if row.get("type") in HOLDS and row.get("minutes") is not None:
                yield row.get("start") or began(said), row["minutes"]


def shares(ward: Ward, name: str, now: datetime) -> Iterator[tuple[datetime, bool]]:
    """What fell in a share, and whether it was met; duties in time have a recount of their own."""
    for said in ward["restrictive-practice/1"]:
        when, ends = began(said), [row["end"] for row in forces(said) if "end" in row]
        if name == "statutory-items":
            yield from ((when, state == "answered") for state in said.facts["items"].values())
        elif name == "late-entries":
            yield when, at(said.made["entered"]) - when > timedelta(hours=12)
        elif name == "debriefs":
            open_ = any(row["open"] for row in forces(said))
            over = when if open_ or not ends else max(ends)
            told = [f"{one}_at" for one in ("debrief", "patient_review")
                    if said.facts.get(f"{one}_held") == "Y"]  # fmt: skip
            held = [at(said.private[name]) for name in told if name in said.private]
            met = bool(held) and min(held) - over < TIMED + timedelta(minutes=1)
            if met or now - when > TIMED:
                yield when, met
        elif name == "answered":
            own = [s for s in ward["review/1"] if s.private["about"] == said.record]
            steps = [(s.facts["act"], at(s.made["entered"])) for s in own]
            signed = [entered for act, entered in steps if act == "signed"]
            if signed and said.made["author"]:
                yield max(signed), "outcome" in dict(steps)
    if name == "safety-reviews":
        reviews = ward["self-harm-review/1"]
        yield from ((at(s.private["when"]), s.facts["in_time"] == "Y")
                    for s in reviews if "in_time" in s.facts)  # fmt: skip
        last = {s.private["person"]: s for s in sorted(reviews, key=lambda s: s.private["when"])}
        ahead = (at(s.private["next_due"]) for s in last.values() if "next_due" in s.private)
        yield from ((due, False) for due in ahead if due < now)


def closed(ward: Ward, stream: str = "restrictive-practice") -> set[date]:
    """The days that somebody closed whole."""
    said = ward["nil-return/1"]
    return {date.fromisoformat(s.private["day"]) for s in said
            if s.facts["scope"] == "day" and stream in s.facts["streams"]}  # fmt: skip


def beds(ward: Ward) -> dict[date, tuple[int, int]]:
    """Of each night that was counted: people in bed, and on leave."""
    return {date.fromisoformat(s.private["night"]): (s.facts["in_bed"], s.facts["on_leave"])
            for s in ward["census/1"]}  # fmt: skip
