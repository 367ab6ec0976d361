"""How the national file would print a figure: below 5 as *, counts to the nearest 5."""

from math import floor

from recount.national import Figure

COUNTS = ("MHS76", "MHS77", "MHS136")


def printed(found: dict[tuple[str, str], Figure], name: str, kind: str) -> str:
    value, _, over = found[name, kind]
    small = {each for each in COUNTS if found[each, ""][1] < 5}
    behind = {"MHS137": {"MHS136", "MHS77"}, "MHS96": {"MHS76", "MHS77"}, "MHS97": {"MHS76"}}
    if value is None:
        return ""
    if small & behind.get(name, {name}) or (name == "MHS96" and over < 100):
        return "*"
    if name in COUNTS:
        return str(5 * round(value / 5))
    places = 0 if name in ("MHS96", "MHS97") else 1
    return f"{floor(value * 10**places + 0.5) / 10**places:.{places}f}"
