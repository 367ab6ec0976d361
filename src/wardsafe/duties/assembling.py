"""What the entries of duties files come to together: each whole, naming only what is there."""

from collections.abc import Mapping
from dataclasses import replace

from wardsafe.duties.definitions import HAPPENINGS, STOP, UNTIL, VERIFIED, Definition, Definitions
from wardsafe.duties.file_keys import FLAGS, LISTS, MINUTES, ROW_WIDTH, TEXTS, Raw, Wrong

SHORT_WIDTH = 26

_NEEDS = ("id", "title", "trigger", "who")
_DETAILS = frozenset({"detained", "informal", "child", "harmed"})


def made_of(entries: Mapping[str, tuple[str, Raw]]) -> Definitions:
    """The duties of these entries, each with where it stands. Raises BadInput."""
    made: dict[str, Definition] = {}
    for own, (where, raw) in entries.items():
        try:
            made[own] = _definition(raw, len(made))
            _check_refers(made[own], entries)
        except Wrong as wrong:
            raise wrong.at(where) from None
    for own, (where, _) in entries.items():
        ring = _ring(made, own)
        if ring:
            said = f"waits for itself: {' → '.join(ring)}."
            raise Wrong(said, "Break the cycle.").at(where)
    return Definitions(tuple(made.values()))


def _definition(raw: Raw, place: int) -> Definition:
    for key in _NEEDS:
        if key not in raw:
            raise Wrong(f"has no {key}.", f'Add a line {key} = "…".')
    found = Definition(
        **{"short": raw["title"], "within": None, "every": None, "until": "", "law": False}
        | {key: tuple(value) if key in LISTS else value for key, value in raw.items()}
        | {"content": tuple(raw.get("content", ())), "place": place}
    )
    _check_whole(found)
    return found


def _check_whole(made: Definition) -> None:
    """The values fit each other."""
    for key, value, width in (
        ("title", made.title, ROW_WIDTH),
        ("short", made.short, SHORT_WIDTH),
    ):
        if len(value) > width and not (key == "short" and value == made.title):
            raise Wrong(f"has a {key} too long for a row.", f"Use at most {width} characters.")
    if made.trigger not in HAPPENINGS:
        raise Wrong("has an unknown trigger.", f"Use one of {', '.join(HAPPENINGS)}.")
    if made.only and made.only not in _DETAILS:
        raise Wrong("has an unknown only.", f"Use one of {', '.join(sorted(_DETAILS))}.")
    if made.begins not in ("start", "end"):
        raise Wrong("has an unknown begins.", "Use start or end.")
    if made.law and made.mark != VERIFIED:
        raise Wrong("is called law but not marked ✓.", "Leave law out.")
    _check_intervals(made)


def _check_intervals(made: Definition) -> None:
    if made.total is not None and (made.every or made.within is not None):
        raise Wrong("has a total and an interval.", "Use total alone, or within and every.")
    if made.window is not None and (made.total is None or made.window < made.total):
        raise Wrong("has a wrong interval in window.", "Make it longer than the total.")
    if made.early is not None and made.early > made.step:
        raise Wrong("has a wrong interval in early.", "Make it no longer than every.")
    if made.waits and not made.after:
        raise Wrong("waits for nothing.", 'Say for what: after = "…".')
    if made.limit and (made.every or made.within is None):
        raise Wrong("is a limit without one length.", "Give it within, and no every.")
    if made.every is not None and not made.until and made.at_most is None:
        raise Wrong("falls due again and again for ever.", 'Say until when: until = "end".')
    if made.until == STOP and made.at_most is None:
        do = "Say how long it lasts at most: at_most = 1440 is a day."
        raise Wrong("may go on for ever.", do)


def _check_refers(made: Definition, known: Mapping[str, object]) -> None:
    for name in _waits_for(made):
        if name not in known:
            do = "Correct it, or add a duty of this id."
            raise Wrong(f"names the unknown duty {name!a}.", do)


def _waits_for(one: Definition) -> tuple[str, ...]:
    until = () if one.until in ("", *UNTIL) else (one.until,)
    return (*filter(None, (one.after,)), *until, *one.also)


def _ring(made: Mapping[str, Definition], first: str) -> list[str]:
    """The duties from `first` back to itself, where each waits for the next."""
    walk, seen = [[first]], {first}
    while walk:
        way = walk.pop()
        one = made[way[-1]]
        for name in _waits_for(one):
            if name == first:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                walk.append([*way, name])
    return []


def entry_of(one: Definition) -> Raw:
    """A definition as an entry again, so that a trust's entry can be laid over it."""
    empty = replace(one, **_NOTHING)
    fields = (*TEXTS, *MINUTES, *(FLAGS - {"off"}), *LISTS)
    return {
        name: list(value) if name in LISTS else value
        for name in fields
        if (value := getattr(one, name)) != getattr(empty, name) or name in _NEEDS
    }


_NOTHING: Raw = {
    **dict.fromkeys(MINUTES),
    **dict.fromkeys(FLAGS - {"off"}, False),
    **dict.fromkeys(LISTS, ()),
    **dict.fromkeys(("after", "until", "only", "note"), ""),
    "begins": "start",
    "source": "",
    "mark": "",
    "short": "",
}
