"""The history of a record: who, when, how late, what changed, and which versions stand."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from wardsafe.views.history import heads, history, is_void, lateness

sys.path.insert(0, str(Path(__file__).parents[1]))
from views_ward import NIGHT, Ward, incident

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_a_correction_says_who_when_why_and_what(ward: Ward) -> None:
    rows = [{"type": "07", "start": NIGHT, "end": NIGHT + 12 * MINUTE}]
    first = ward.write(incident("p1", interventions=rows), entered=NIGHT + 20 * MINUTE)
    rows = [{**rows[0], "end": NIGHT + 6 * MINUTE}]
    second = ward.write(
        incident("p1", interventions=rows),
        parents=[first],
        act="amend",
        entered=NIGHT + 99 * MINUTE,
        reason="seen on camera",
        author="Grace Okafor",
    )
    one, two = history([second, first])
    assert (one.number, one.act, one.author_name, one.job_title) == (
        1,
        "record",
        "Dev Shah",
        "nurse",
    )
    assert (one.happened, one.entered) == (NIGHT, NIGHT + 20 * MINUTE)
    assert (one.late, one.changes, one.current) == ("first entry, 20 min after", (), False)
    assert (two.author_name, two.reason, two.parents) == ("Grace Okafor", "seen on camera", (1,))
    assert two.entered == NIGHT + 99 * MINUTE
    assert (two.late, two.current) == ("", True)
    (change,) = two.changes
    assert (change.field, change.label) == ("interventions.0.end", "to")
    assert "03:26" in change.before
    assert "03:20" in change.after


def test_filling_in_says_what_was_blank_and_what_nobody_knew(ward: Ward) -> None:
    first = ward.write(incident("p1", not_known=("outcome",)))
    second = ward.write(incident("p1", outcome="settled", how="held"), parents=[first], act="amend")
    changes = {c.field: (c.before, c.after) for c in history([first, second])[1].changes}
    assert changes == {"outcome": ("not known", "settled"), "how": ("not recorded", "held")}


def test_an_open_end_that_was_closed_reads_still_on(ward: Ward) -> None:
    start = {"type": "05", "start": NIGHT}
    first = ward.write(incident("p1", interventions=[start]))
    ended = incident("p1", interventions=[{**start, "end": NIGHT + MINUTE}])
    second = ward.write(ended, parents=[first], act="amend")
    assert [c.before for c in history([first, second])[1].changes] == ["still on"]


def test_rows_added_and_taken_away_are_told_row_by_row(ward: Ward) -> None:
    row = {"type": "07", "start": NIGHT, "end": NIGHT + MINUTE}
    first = ward.write(incident("p1", interventions=[row]))
    second = ward.write(
        incident("p1", interventions=[row, {"type": "05"}]), parents=[first], act="amend"
    )
    third = ward.write(incident("p1", interventions=[row]), parents=[second], act="amend")
    added, taken = (version.changes for version in history([first, second, third])[1:])
    told = [(c.field, c.label, c.before) for c in added if c.field == "interventions.1.type"]
    assert told == [("interventions.1.type", "What was done (what was done 2)", "not recorded")]
    back = {c.field: c.after for c in taken}
    assert back["interventions.1.type"] == "not recorded"


def test_a_change_of_person_is_told_by_name(ward: Ward) -> None:
    first = ward.write(incident("p1"))
    second = ward.write(incident("p2"), parents=[first], act="amend", reason="wrong person")
    names = {"p1": "Rosa White", "p2": "Rose White"}
    (change,) = history([first, second], names.__getitem__)[1].changes
    assert (change.before, change.after) == ("Rosa White", "Rose White")


def test_two_amendments_are_two_heads_and_the_choice_is_one(ward: Ward) -> None:
    first = ward.write(incident("p1"))
    one = ward.write(incident("p1", place="garden"), parents=[first], act="amend")
    other = ward.write(incident("p1", place="kitchen"), parents=[first], act="amend")
    standing = heads(history([first, one, other]))
    assert {version.record.place for version in standing} == {"garden", "kitchen"}
    chosen = ward.write(incident("p1", place="garden"), parents=[one, other], act="amend")
    versions = history([chosen, other, one, first])
    assert [version.number for version in heads(versions)] == [4]
    assert versions[-1].parents == (2, 3)


def test_a_void_keeps_what_was_said(ward: Ward) -> None:
    first = ward.write(incident("p1", place="garden"))
    struck = ward.write(incident("p1"), parents=[first], act="void", reason="not this ward")
    versions = history([first, struck])
    assert is_void(versions)
    assert (versions[1].act, versions[1].reason, versions[1].changes) == (
        "void",
        "not this ward",
        (),
    )
    assert versions[1].record.place == "garden"
    assert not is_void(history([first]))


def test_an_amendment_whose_parent_is_not_here_is_shown_as_pending(ward: Ward) -> None:
    first = ward.made(incident("p1"))
    second = ward.write(incident("p1", place="garden"), parents=[first], act="amend")
    (version,) = history([second])
    assert (version.current, version.missing, version.parents) == (True, 1, ())


def test_a_newer_kind_has_a_history_too(ward: Ward) -> None:
    first = ward.write(incident(), kind="sexual-safety/9")
    (version,) = history([first])
    assert (version.author_name, version.record, version.changes) == ("Dev Shah", None, ())


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "first entry, at once"),
        (20, "first entry, 20 min after"),
        (60, "first entry, 1 h after"),
        (165, "first entry, 2 h 45 after"),
        (47 * 60 + 59, "first entry, 47 h 59 after"),
        (72 * 60, "first entry, 3 days after"),
        (-5, "first entry, before the time given"),
    ],
)
def test_lateness_in_words(minutes: int, words: str) -> None:
    assert lateness(NIGHT, NIGHT + minutes * MINUTE) == words
    assert lateness(None, NIGHT) == "first entry"
