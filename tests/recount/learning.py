"""What was learnt of the records of a period, again from raw entries."""

from collections import Counter
from datetime import date

from recount.entries import Ward, at


def learning(ward: Ward, first: date, after: date) -> tuple[int, int, Counter[str]]:
    """Records signed off, records whose reporter was written to, themes."""
    steps = ward["review/1"]
    here = [s for s in steps if first <= at(s.made["entered"]).date() < after]
    signed, told = ({s.private["about"] for s in here if s.facts["act"] == act}
                    for act in ("signed", "outcome"))  # fmt: skip
    found = [s.facts.get("themes", ()) for s in here if s.facts["act"] == "findings"]
    return len(signed), len(told), Counter(theme for themes in found for theme in themes)
