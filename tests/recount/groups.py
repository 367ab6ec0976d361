"""Who was there and who force was used on, again from raw entries: by code."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

from recount.entries import Said, Ward, began, forces
from recount.stays import nights, stays

ETHNIC = {code: group for group, codes in enumerate(("ABC", "DEFG", "HIJKL", "MNP", "RS", "Z"))
          for code in codes}  # fmt: skip
BANDS = {"01 04 07 08 09 10 11 12 13 14 15 16 17": (10, 30, 60),
         "05": (1440, 3 * 1440, 7 * 1440, 14 * 1440, 28 * 1440, 90 * 1440),
         "06": (30 * 1440, 90 * 1440, 180 * 1440, 365 * 1440)}  # fmt: skip
YEARS = (17, 24, 34, 44, 54, 64)


def incidents(ward: Ward, first: date, after: date) -> list[Said]:
    found = ward["restrictive-practice/1"]
    return [said for said in found if first <= began(said).date() < after]


def split(
    ward: Ward, name: str, first: date, after: date, today: date
) -> dict[object, tuple[int, int, int]]:
    """People, bed days and uses of each group that `name` makes; None for not known."""
    about = {said.record: said for said in ward["patient/1"]}
    days: Counter[str] = Counter()
    for stay in stays(ward):
        days[stay[0]] += nights(stay, first, min(after, today))
    uses: Counter[str] = Counter()
    for said in incidents(ward, first, after):
        uses[said.private.get("person", "")] += len(forces(said))
    found: dict[object, tuple[int, int, int]] = {}
    for who in {who for who in days if days[who]} | set(uses):
        group = _group(about[who], name, after) if who in about else None
        old = found.get(group, (0, 0, 0))
        found[group] = (old[0] + bool(days[who]), old[1] + days[who], old[2] + uses[who])
    return found


def _group(person: Said, name: str, after: date) -> object:
    if name == "age":
        born = date.fromisoformat(person.private["born"])
        return _years(after.year - born.year - ((after.month, after.day) < (born.month, born.day)))
    value = person.people.get(name)
    return ETHNIC.get(value) if name == "ethnic_category" else None if value == "unknown" else value


def _years(age: int) -> int:
    return sum(age > last for last in YEARS)


def force(ward: Ward, first: date, after: date, of: str) -> Counter[object]:
    """Uses of force by a field of the incident, or by type, length (type, band) or age."""
    ways: dict[str, Callable] = {
        "type": lambda said, row: [row.get("type")],
        "length": lambda said, row: [_band(row)],
        "age": lambda said, row: [_years(said.private["age"]) if "age" in said.private else None],
    }

    def told(said: Said, row: dict) -> list:
        parts = (said.facts, said.people, said.private)
        value = next((part[of] for part in parts if part.get(of)), None)
        if value is None:
            return ["?" if any(of in part.get("not_known", ()) for part in parts) else None]
        return value if isinstance(value, list) else [value]

    way = ways.get(of, told)
    found = incidents(ward, first, after)
    return Counter(each for said in found for row in forces(said) for each in way(said, row))


def _band(row: dict) -> object:
    ends = next((ends for types, ends in BANDS.items() if row.get("type") in types.split()), None)
    times = (row.get("start"), row.get("end"))
    if not all(isinstance(each, datetime) for each in times) or times[1] < times[0]:
        return None
    minutes = (times[1] - times[0]).total_seconds() / 60
    return "no band" if ends is None else (ends, sum(minutes > end for end in ends))
