"""What a few typed letters can narrow the log to: a time, a kind, a person, a state, words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from wardsafe.clock import LONDON
from wardsafe.errors import BadInput
from wardsafe.records.moments import MONTHS, local
from wardsafe.records.registry import KINDS
from wardsafe.records.text import folded
from wardsafe.records.typed_moments import read_date
from wardsafe.views.log import NOT_IN_THE_LOG, LogFilter
from wardsafe.views.log_lines import STATES, title_of
from wardsafe.views.people import Person

TIME, KIND, PERSON, STATE, WORDS = "Time", "Kind", "Person", "State", "Words"
MOST_PEOPLE = 5
_LEADS = {"from": "from", "since": "from", "after": "from", "until": "until", "to": "until",
          "before": "until", "on": "on"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One thing to choose: its words, its group, and the filter with it."""

    text: str
    family: str
    after: LogFilter


def narrowings(
    typed: str, chosen: LogFilter, *, now: datetime, people: Sequence[Person] = ()
) -> list[Narrowing]:
    """Everything that `typed` may mean, on top of what is `chosen`; nothing typed offers all."""
    found = list(_all(typed, chosen, now, people))
    if not typed.strip():
        clear = [Narrowing("show everything again", "", LogFilter())]
        return [*(clear if chosen != LogFilter() else []), *found]
    return [
        *found,
        Narrowing(f"“{typed.strip()}” in the words", WORDS, replace(chosen, words=typed)),
    ]


def _all(
    typed: str, chosen: LogFilter, now: datetime, people: Sequence[Person]
) -> Iterator[Narrowing]:
    today = local(now).date()
    for text, since, until in [*_dated(typed, today), *_usual(today)]:
        if _fits(typed, text) or text in {each for each, *_ in _dated(typed, today)}:
            span = replace(
                chosen, since=_kept(since, chosen.since), until=_kept(until, chosen.until)
            )
            yield Narrowing(text, TIME, span)
    if _fits(typed, "any time") and (chosen.since or chosen.until):
        yield Narrowing("any time", TIME, replace(chosen, since=None, until=None))
    for kind in KINDS:
        if kind.partition("/")[0] not in NOT_IN_THE_LOG and _fits(typed, title_of(kind)):
            yield Narrowing(title_of(kind), KIND, replace(chosen, kinds=(kind,)))
    for person in people[:MOST_PEOPLE]:
        yield Narrowing(_person_words(person), PERSON, replace(chosen, person=person.record))
    for state in STATES:
        if _fits(typed, state):
            yield Narrowing(state, STATE, replace(chosen, state=state))


def _person_words(person: Person) -> str:
    bed = f", bed {person.bed}" if person.bed else ""
    return f"{person.initials}{bed}  {person.name}"


_Span = tuple[str, "datetime | str | None", "datetime | str | None"]
_SAME = "as it was"


def _kept(new: "datetime | str | None", old: datetime | None) -> datetime | None:
    return old if isinstance(new, str) else new


def _usual(today: date) -> list[_Span]:
    first = today.replace(day=1)
    return [
        ("today", _start(today), None),
        ("since yesterday", _start(today - timedelta(days=1)), None),
        ("last 7 days", _start(today - timedelta(days=6)), None),
        ("this month", _start(first), None),
    ]


def _dated(typed: str, today: date) -> list[_Span]:
    """What a typed date may mean; with "from", "until" or "on" before it only that."""
    lead, _, rest = typed.strip().casefold().partition(" ")
    meant = _LEADS.get(lead)
    day = _day(rest if meant else typed, today)
    if day is None:
        return []
    said = say_day(day, today)
    spans: list[_Span] = [
        (f"from {said}", _start(day), _SAME),
        (f"until {said}", _SAME, _start(day + timedelta(days=1))),
        (f"on {said}", _start(day), _start(day + timedelta(days=1))),
    ]
    return [span for span in spans if not meant or span[0].startswith(meant)]


def _day(typed: str, today: date) -> date | None:
    """A date, whose year may be left out: then the last such day."""
    words = typed.strip().casefold()
    if words in ("today", "yesterday"):
        return today - timedelta(days=words == "yesterday")
    slash = "/" if "/" in words else " "
    for year in ("", f"{slash}{today.year}", f"{slash}{today.year - 1}"):
        try:
            return read_date(words + year, today=today)
        except BadInput:
            continue
    return None


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def say_day(day: date, today: date) -> str:
    """ "1 Nov", with its year where that is another one."""
    said = f"{day.day} {MONTHS[day.month - 1]}"
    return said if day.year == today.year else f"{said} {day.year}"


def say_span(chosen: LogFilter, now: datetime) -> str:
    """The time of a filter in words, "" where it has none."""
    today = local(now).date()
    since = local(chosen.since).date() if chosen.since else None
    last = (local(chosen.until) - timedelta(seconds=1)).date() if chosen.until else None
    if since and last:
        if since == last:
            return f"on {say_day(since, today)}"
        return f"{say_day(since, today)} to {say_day(last, today)}"
    if since:
        return f"from {say_day(since, today)}"
    return f"until {say_day(last, today)}" if last else ""


def _fits(typed: str, text: str) -> bool:
    """Whether every typed word begins a word of the text."""
    words = folded(text).split()
    return all(any(word.startswith(part) for word in words) for part in folded(typed).split())
