"""A small network made of rows alone, with planted truths, for tests of what is asked of it.

Three trusts, twelve wards, two years up to September 2026. Ward 3 really fell in 2026; ward 5 has
a disparity; ward 7 is silent from July 2026; ward 9 closed only part of its days; ward 11 is tiny.
Ward 6 has nine incidents without a month, ward 8 one of 2012 (case N29).
"""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from wardsafe.measures.periods import months
from wardsafe.network.files import WardOf, write

TRUSTS = ("RAA", "RBB", "RCC")
UNTIL = date(2026, 9, 30)
FIRST = date(2024, 10, 1)
FELL, DISPARITY, SILENT, PART, TINY = 3, 5, 7, 9, 11
ODD = {6: (None, 9), 8: ("2012-05", 1)}
NAMES = ("Aire", "Bain", "Cole", "Dale", "Esk", "Fell", "Gill", "Holme", "Irt", "Keld", "Lune",
         "Mere")  # fmt: skip
ETHNIC = ("white", "white", "white", "black", "asian")


def ward_id(number: int) -> str:
    return f"ward{number:02}" + "a" * 20


def terminal_id(number: int) -> str:
    return f"term{number:02}" + "b" * 20


def make(folder: Path, *, seed: int = 7, people: int = 24) -> None:
    for number in range(12):
        about = WardOf(NAMES[number], TRUSTS[number % 3], "test", (terminal_id(number),),
                       UNTIL.isoformat())  # fmt: skip
        write(folder, ward_id(number), about, rows(number, random.Random(seed * 100 + number),
                                                   people))  # fmt: skip


def rows(number: int, dice: random.Random, people: int) -> dict[str, list[dict[str, Any]]]:
    place = {"terminal": terminal_id(number), "ward": ward_id(number),
             "trust": TRUSTS[number % 3]}  # fmt: skip
    made: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("facts", "uses", "people", "stays", "months", "tests")
    }
    crowd = 4 if number == TINY else people - number
    who = [_person(number, each, dice) for each in range(crowd)]
    for period in months(FIRST, UNTIL):
        name, days = f"{period.first:%Y-%m}", period.days
        if number == SILENT and period.first >= date(2026, 7, 1):
            made["months"].append({**place, "month": name, "days": days})
            continue
        closed = days - 10 if number == PART else days
        beds = crowd * days
        made["months"].append({**place, "month": name, "days": days, "declared": closed,
                               "nights": days, "bed_days": beds, "leave_days": days})  # fmt: skip
        for person in who:
            stay = {"bed_days": days, "leave_days": int(person is who[0]) * days}
            made["stays"].append({**place, "month": name, **person, **stay})
        _force(made, place, period.first, days, who, dice, number)
    if number in (FELL, 4, 5):
        stage = "adopted" if number == FELL else "testing"
        made["tests"].append({**place, "month": "2026-01", "idea": "soft-words", "cycle": 1,
                              "measure": "interventions-rate", "stage": stage})  # fmt: skip
        said = {"idea": "soft-words", "came_true": "Y" if number == FELL else "N"}
        made["facts"].append({**place, "month": "2026-02", "kind": "change-test/1", **said})
    for _ in range(9 if number == DISPARITY else 0):
        said = {"act": "findings", "response": "swarm", "themes": "environment+staffing"}
        made["facts"].append({**place, "month": "2026-08", "kind": "review/1", **said})
    month, many = ODD.get(number, (None, 0))
    fact = {"month": month, "kind": "restrictive-practice/1", "uses": 1}
    made["facts"] += [{**place, **fact} for _ in range(many)]
    return made


def _force(
    made: dict[str, list[dict[str, Any]]], place: Mapping[str, str], first: date, days: int,
    who: list[dict[str, Any]], dice: random.Random, number: int,
) -> None:  # fmt: skip
    level = 1 if number == TINY else 22
    if number == FELL and first >= date(2026, 1, 1):
        level = 10
    for _ in range(max(0, round(dice.gauss(level, level**0.5)))):
        person = dice.choices(who, [3 if number == DISPARITY and one["ethnicity"] == "black"
                                    else 1 for one in who])[0]  # fmt: skip
        day = first + timedelta(days=dice.randrange(days))
        year, week, _ = day.isocalendar()
        when = {"month": f"{day:%Y-%m}", "week": f"{year}-W{week:02}",
                "shift": dice.choice(("early", "late", "night"))}  # fmt: skip
        fact = {"kind": "restrictive-practice/1", "uses": 1, "items": 16, "answered": 12}
        made["facts"].append({**place, **when, **fact, "place": "day-room"})
        made["uses"].append({**place, **when, "type": dice.choice(("05", "07", "14")),
                             "minutes": dice.randrange(1, 90)})  # fmt: skip
        made["people"].append({**place, "month": when["month"], "kind": fact["kind"], "uses": 1,
                               **person})  # fmt: skip


def _person(ward: int, number: int, dice: random.Random) -> dict[str, Any]:
    return {
        "person": f"p{ward:02}{number:03}" + "c" * 20,
        "ethnicity": dice.choice(ETHNIC),
        "sex": dice.choice(("female", "male")),
        "age_band": dice.choice(("18-24", "25-34", "35-44")),
        "deprivation": dice.choice(("1", "2", "3", None)),
    }
