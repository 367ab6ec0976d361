"""What brings a review forward is found from a few rows, and is the same as from all of them."""

import random
from datetime import timedelta
from typing import Any

import pytest

from wardsafe.ledger.entry import NewEntry
from wardsafe.records.movement import Movement
from wardsafe.records.parts import Authorship, split
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review_prompt import ReviewPrompt
from wardsafe.services import reviewing_safety
from wardsafe.services.overview import overview
from wardsafe.services.review_times import Prompt, next_review, prompted
from wardsafe.views.folding import moment
from wardsafe.views.log import LogFilter, page
from wardsafe.views.moves import moves_of

MINUTE = timedelta(minutes=1)
KINDS = (RestrictivePractice.kind, Movement.kind, ReviewPrompt.kind)


def entry(session: Any, record: Any, entered: Any, **how: Any) -> NewEntry:
    author = Authorship(
        **{"act": "record", **how}, entered=entered, author="s", author_name="S", job_title="nurse"
    )
    return NewEntry(record.kind, session.chance.new_id(), (), split(record, author))


def happened(dice: random.Random, person: str, when: Any) -> Any:
    match dice.randrange(4):
        case 0:
            return ReviewPrompt(person=person, prompt=dice.choice(["bad-news", "move"]), when=when)
        case 1:
            move = dice.choice(["leave", "return", "bed", "bed"])
            return Movement(person=person, move=move, when=when, bed="3")
        case _:
            return RestrictivePractice(person=person, when=when)


def all_of_them(db: Any, person: str, since: Any, now: Any) -> list[Prompt]:
    moves = moves_of(db, person)
    rows = page(db, LogFilter(kinds=KINDS, person=person, since=since), limit=1000)
    found = [
        (reviewing_safety._prompt_of(db, row, moves), moment(row.happened), moment(row.entered))
        for row in rows
    ]
    return [Prompt(code, at, entered) for code, at, entered in found if code and at <= now]


@pytest.mark.parametrize("seed", range(6))
def test_a_few_rows_say_the_same_as_all_of_them(ward: Any, seed: int) -> None:
    session, dice, now = ward.unlock("grace"), random.Random(seed), ward.clock.now()

    def later(most: int) -> Any:
        return timedelta(minutes=dice.randrange(most))

    news = []
    for _ in range(70):
        when = now + timedelta(days=1) - later(9 * 1440)
        said = happened(dice, ward.rosa, when)
        news.append(entry(session, said, min(when + later(3 * 1440), now + timedelta(days=1))))
    session.ledger.append_many(news)
    times = reviewing_safety.lists_of(session).checklist.times
    for reviewed in (None, now - later(5 * 1440), now):
        admitted = now - timedelta(days=6)
        since = reviewed - reviewing_safety.LOOK_BACK if reviewed else admitted
        with session.ledger.reading() as db:
            moves = moves_of(db, ward.rosa)
            few = reviewing_safety._prompts(db, ward.rosa, moves, (reviewed, admitted), now)
            whole = all_of_them(db, ward.rosa, since, now)
        given = {"admitted": admitted, "reviewed": reviewed, "set_for": None}
        assert next_review(times, prompts=few, **given) == next_review(
            times, prompts=whole, **given
        )
        assert set(prompted(few, reviewed)) == set(prompted(whole, reviewed))
        assert len(few) <= len(whole)


def test_ten_years_of_incidents_are_not_read_for_the_board(ward: Any, monkeypatch: Any) -> None:
    session, now = ward.unlock("grace"), ward.clock.now()
    session.ledger.append_many(
        entry(session, RestrictivePractice(person=ward.rosa, when=when), when)
        for when in (now - MINUTE * (90 * number + 1) for number in range(600))
    )
    read: list[int] = []

    def counted(*args: Any, **more: Any) -> Any:
        rows = page(*args, **more)
        read.append(len(rows))
        return rows

    monkeypatch.setattr(reviewing_safety, "page", counted)
    assert overview(session).people
    assert 0 < sum(read) < 100
