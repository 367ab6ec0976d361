"""When a person's safety review is due: from when things happened, and from nothing else.

The earliest of what was set at the last review, the days of the first week of an admission
(NCISH; days ≈) and a few hours after whatever brings it forward (≈). No answer is ever looked at:
only whether a review took place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wardsafe.vocabulary.checklists import Times

SET, FIRST_WEEK = "set", "first-week"

STALE_AFTER = timedelta(hours=12)
"""What was looked at longer ago belongs to another shift and is looked at again (H04; ≈)."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something that brings a review forward: a code of the list "review-prompt", when it
    happened, and when it was written down."""

    code: str
    at: datetime
    entered: datetime


@dataclass(frozen=True, slots=True)
class NextReview:
    """When the next review is due, and why then: `why` is SET, FIRST_WEEK or the code of a prompt,
    `since` when that happened, `day` which day of the first week. No time: nobody set one."""

    at: datetime | None
    why: str = ""
    since: datetime | None = None
    day: int = 0


def next_review(
    times: Times,
    *,
    admitted: datetime | None,
    reviewed: datetime | None,
    set_for: datetime | None,
    prompts: Iterable[Prompt],
) -> NextReview:
    """The next review of one person.

    `reviewed` is the last review in which every item was looked at, `set_for` the time it set. A
    review counts for day n of the first week when it took place after n - 1 days of 24 hours. A
    prompt written down after the review counts from then, because the review did not know of it.
    """
    found = list(_first_week(times, admitted, reviewed))
    if set_for is not None:
        found.append(NextReview(set_for, SET, reviewed))
    within = timedelta(hours=times.hours_after_a_prompt)
    for prompt in prompts:
        since = _counts_from(prompt, reviewed)
        if since is not None:
            found.append(NextReview(_later(since, within), prompt.code, prompt.at))
    return min(found, key=_when, default=NextReview(None))


def prompted(prompts: Iterable[Prompt], reviewed: datetime | None) -> tuple[str, ...]:
    """The codes of what brought a review forward since the last one, each once."""
    codes = (prompt.code for prompt in prompts if _counts_from(prompt, reviewed) is not None)
    return tuple(dict.fromkeys(codes))


def say_age(when: datetime, now: datetime) -> str:
    """How long ago something was done: "3 h 12 min ago". A clock that went back is said (H04)."""
    minutes = (now.astimezone(UTC) - when.astimezone(UTC)) // timedelta(minutes=1)
    if minutes < 0:
        return "later than this clock"
    return f"{say_span(minutes)} ago"


def say_span(minutes: int) -> str:
    """A length in the two units that matter: "46 min", "2 h 46", "3 days 4 h"."""
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days} day{'s' if days > 1 else ''}" + (f" {hours} h" if hours else "")
    return f"{hours} h {left:02d}" if hours else f"{left} min"


def is_stale(looked: datetime, now: datetime) -> bool:
    """Whether what was looked at then must be looked at again, also after a clock went back."""
    age = now.astimezone(UTC) - looked.astimezone(UTC)
    return not timedelta(0) <= age <= STALE_AFTER


def _first_week(
    times: Times, admitted: datetime | None, reviewed: datetime | None
) -> Iterator[NextReview]:
    if admitted is None:
        return
    for day in times.first_week_days:
        if reviewed is None or reviewed <= _later(admitted, timedelta(days=day - 1)):
            due = _later(admitted, timedelta(days=day))
            yield NextReview(due, FIRST_WEEK, admitted, day)
            return


def _counts_from(prompt: Prompt, reviewed: datetime | None) -> datetime | None:
    if reviewed is None or prompt.at > reviewed:
        return prompt.at
    return prompt.entered if prompt.entered > reviewed else None


def _later(when: datetime, by: timedelta) -> datetime:
    # Elapsed time: two times in one named zone would be added by the wall clock.
    return when.astimezone(UTC) + by


def _when(found: NextReview) -> datetime:
    assert found.at is not None  # noqa: S101 - only those with a time are compared
    return found.at
