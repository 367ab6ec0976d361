"""The judge of `network_run.py` can condemn: for each thing it demands, a run that lacks it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from network_judge import Judge, Record, Told

A, B, HUB = "aaaaaaaaaa", "bbbbbbbbbb", "hhhhhhhhhh"
PARTS = {"facts": "f", "private": "p"}


def said(*ids: str, seq: int = 1, parts: dict[str, str] = PARTS) -> Told:
    return {id_: [A, 1, seq + at, False, dict(parts)] for at, id_ in enumerate(ids)}


def facts(*ids: str, seq: int = 1) -> Told:
    return said(*ids, seq=seq, parts={"facts": "f"})


def end(held: Told, **more: Any) -> dict[str, Any]:
    fine = {"warned": [], "arms": {A: ["x"]}, "agree": True, "faults": [], "chains": 1}
    return {"held": held} | fine | more


@pytest.fixture
def judge() -> Judge:
    """One ward of two terminals and a hub; x and y were written, taken in and confirmed."""
    names = {"ward 1a": A, "ward 1b": B, "hub 1": HUB}
    judge = Judge({name: Record(name, terminal) for name, terminal in names.items()})
    judge.hear("ward 1a", {"ack": said("x")})
    judge.keep("ward 1a", "image")
    judge.hear("ward 1a", {"ack": said("y", seq=2)})
    judge.hear("ward 1b", {"took": said("x", "y")})
    judge.hear("hub 1", {"took": facts("x", "y")})
    judge.hear("ward 1a", {"receipts": {HUB: ["y"], B: ["y"]}})
    for name, held in (("ward 1a", said), ("ward 1b", said), ("hub 1", facts)):
        judge.hear(name, end(held("x", "y")))
    return judge


def found(judge: Judge) -> tuple[set[str], Counter[str]]:
    sums = Counter[str]()
    return {words.partition(":")[0] for words in judge.wrong(sums)}, sums


def test_what_is_whole_is_right(judge: Judge) -> None:
    assert found(judge)[0] == set()


def loses(judge: Judge) -> None:
    judge.hear("hub 1", end(facts("x")))


def loses_a_note(judge: Judge) -> None:
    note = {"n": [A, 1, 3, True, {"private": "p"}]}
    judge.hear("ward 1a", {"took": note})


def changes_a_part(judge: Judge) -> None:
    judge.hear("ward 1b", end(said("x") | said("y", seq=2, parts={"facts": "f", "private": "q"})))


def leaves_a_part_out(judge: Judge) -> None:
    judge.of["ward 1b"].must.clear()
    judge.hear("ward 1b", end(said("x") | facts("y", seq=2)))


def confirms_what_it_has_not(judge: Judge) -> None:
    judge.hear("ward 1a", {"receipts": {HUB: ["z"]}})


def is_silent_of_a_fork(judge: Judge) -> None:
    judge.hear("ward 1b", end(said("x", "y") | said("z", seq=2)))


def cries_fork(judge: Judge) -> None:
    judge.hear("ward 1b", end(said("x", "y"), warned=[f"Terminal {A[:8]} has a fork: two."]))


def tells_arms_in_another_order(judge: Judge) -> None:
    judge.hear("ward 1b", end(said("x", "y"), arms={A: ["y"]}))


def is_put_back_and_nobody_says(judge: Judge) -> None:
    judge.went_back("ward 1a", "image", told=False)
    judge.hear("ward 1a", end(said("x")))


def said_so_before_it_happened(judge: Judge) -> None:
    judge.hear("ward 1a", {"told": ["The hub holds entry 2 of this terminal, which is not here."]})
    is_put_back_and_nobody_says(judge)


def says_it_of_another(judge: Judge) -> None:
    is_put_back_and_nobody_says(judge)
    judge.hear("hub 1", {"told": [f"{B[:8]}: Two different entries 2 were signed."]})


@pytest.mark.parametrize(
    ("what", "which"),
    [
        (loses, {"P4", "P10"}),
        (loses_a_note, {"P10"}),
        (changes_a_part, {"P7"}),
        (leaves_a_part_out, {"P7"}),
        (confirms_what_it_has_not, {"P10"}),
        (is_silent_of_a_fork, {"P9"}),
        (cries_fork, {"P9"}),
        (tells_arms_in_another_order, {"P2"}),
        (is_put_back_and_nobody_says, {"P10"}),
        (said_so_before_it_happened, {"P10"}),
        (says_it_of_another, {"P10"}),
    ],
)
def test_what_is_wrong_is_found(
    what: Callable[[Judge], None], which: set[str], judge: Judge
) -> None:
    what(judge)
    assert found(judge)[0] == which


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("ward 1a", "Network hub holds entry 2 of this terminal, which is not here: an older"),
        ("ward 1a", "The back-up holds 1 entry; this terminal had 2: 1 is missing here and may be"),
        ("hub 1", f"{A[:8]}: Two different entries 2 were signed by this terminal: both are kept"),
    ],
)
def test_a_loss_that_is_said_afterwards_is_said(judge: Judge, where: str, words: str) -> None:
    judge.went_back("ward 1a", "image", told="back-up" in words)
    judge.hear(where, {"told": [words]})
    judge.hear("ward 1a", end(said("x")))
    wrong, sums = found(judge)
    assert wrong == set()
    assert sums["... gone from where they were written, and said"] == 1
    assert sums["... of these held elsewhere"] == 1


def test_what_one_disk_alone_ever_held_is_counted_apart(judge: Judge) -> None:
    judge.hear("ward 1a", {"ack": said("z", seq=3)})
    judge.went_back("ward 1a", "image", told=False)
    wrong, sums = found(judge)
    assert wrong == set()
    assert sums["... gone with the only disk that ever held them"] == 1
