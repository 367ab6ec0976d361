"""What waits for its review and for how long; no reporter of staff behaviour is a lead here."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from recount.entries import at, opened

REVIEWED = ("restrictive-practice/1", "sexual-safety/1")
STEPS = ("review/1", "restricted-review/1")


class Case(NamedTuple):
    """A record to review: when it came in, its state, when its review began, ended, was told of."""

    entered: datetime
    state: str
    begun: datetime | None
    signed: datetime | None
    told: datetime | None
    tells: bool


def cases(entries: Iterable[Any], keys: tuple[str, ...]) -> Iterator[Case]:
    """Each record that these keys review."""
    records: dict[str, list[Any]] = {}
    for entry in entries:
        if entry.header.kind in (*REVIEWED, *STEPS):
            records.setdefault(entry.header.record, []).append(entry)
    said = {record: [_clear(entry, keys) for entry in held] for record, held in records.items()}
    said = {record: held for record, held in said.items() if "entry" in held[0]}
    steps = [held[-1] for held in said.values() if "about" in held[-1]]
    for record, held in said.items():
        if "about" not in held[-1]:
            about = sorted((s for s in steps if s["about"] == record), key=lambda s: s["at"])
            yield _case(held, about)


def _clear(entry: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    private = opened(entry.read("private"), keys)
    found = {**entry.read("facts"), **private, "id": entry.id, "parents": entry.header.parents}
    if "entry" in private:
        found["at"] = at(private["entry"]["entered"]).replace(microsecond=0)
    return found


def _case(held: list[dict[str, Any]], steps: list[dict[str, Any]]) -> Case:
    by = {act: [s["at"] for s in steps if s["act"] == act]
          for act in ("question", "answer", "findings", "signed", "outcome")}  # fmt: skip
    heads = {one["id"] for one in held} - {name for one in held for name in one["parents"]}
    tells = any(one.get("audience") == "staff-behaviour" for one in held) is False
    began = by["question"] + by["findings"] + by["signed"] + by["outcome"]
    signed = [s for s in steps if s["act"] == "signed"]
    if len(by["question"]) > len(by["answer"]):
        state = "ward to answer"
    elif not signed or signed[-1]["at"] < max(by["question"], default=held[0]["at"]):
        state = "answered" if by["question"] else "to read"
    elif set(signed[-1]["signed"]) != heads:
        state = "changed since"
    else:
        state = "reviewed" if by["outcome"] or not tells else "to tell"
    ends = (min(began, default=None), max(by["signed"], default=None))
    return Case(held[0]["at"], state, *ends, min(by["outcome"], default=None), tells)


def waiting(found: list[Case], now: datetime) -> dict[str, Any]:
    """The figures above the queue."""
    held = [one for one in found if one.state != "reviewed"]
    since = now - timedelta(days=30)
    signed = [one for one in found if one.signed and one.signed >= since and one.tells]
    unwritten = [one.signed for one in signed if not one.told]
    begun = [one.begun - one.entered for one in found if one.begun and one.begun >= since]
    states = {state: [one.entered for one in held if one.state == state]
              for state in {one.state for one in held}}  # fmt: skip
    return {"by_state": {state: (len(them), min(them)) for state, them in states.items()},
            "overdue": sum(one.entered <= now - timedelta(days=14) for one in held),
            "signed": len(signed), "written": len(signed) - len(unwritten),
            "oldest_unwritten": min(unwritten, default=None),
            "usual": median(begun).total_seconds() if begun else None}  # fmt: skip
