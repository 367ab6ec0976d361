"""The checklist of the safety review: what is in it, what a trust may put in its place."""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from wardsafe import places
from wardsafe.errors import BadInput
from wardsafe.vocabulary.checklist_file import REFUSED_WORDS
from wardsafe.vocabulary.checklists import (
    FOLDER,
    checklist_of,
    lists_for,
    read_checklist,
    read_observations,
)

FILES = sorted((Path(__file__).parents[1] / "vectors" / "checklists").glob("*.toml"))
SEED = places.seed() / FOLDER
LISTS = lists_for(Path("/nowhere"))

PICTURE = """Taking part, own words · Compassion and dignity · Physical health, injury ·
Mental state · Safeguarding · Social circumstances · Concerns about safety now ·
Psychosocial assessment ·
Formulation · Observation arrangement · Room and area · Safety plan · Family or carer ·
Care plan, together · Needs · Leave and discharge · What has changed · Next review, prompts"""


def test_the_eighteen_items_stand_in_their_order_with_a_basis_and_its_mark() -> None:
    labels = [label.strip() for label in PICTURE.replace("\n", " ").split("·")]
    items = LISTS.checklist.items
    assert [item.label for item in items] == labels
    assert [item.number for item in items] == list(range(1, 19))
    assert all(item.basis and item.mark in "✓≈?" for item in items)
    assert {item.id: item.asks for item in items if item.asks} == {
        "taking-part": "taking-part",
        "observation": "observation",
        "next-review": "next-review",
    }


def test_unverified_bases_say_so() -> None:
    assert [item.id for item in LISTS.checklist.items if item.mark == "?"] == [
        "safety-plan",
        "needs",
    ]


def test_the_days_of_the_first_week_are_a_local_standard() -> None:
    times = LISTS.checklist.times
    assert (times.first_week_days, times.hours_after_a_prompt) == ((1, 3, 7), 24)
    assert times.mark == "≈"


def test_the_four_arrangements_of_ng10_and_a_general_one() -> None:
    known = {one.code: (one.min_interval, one.max_interval) for one in LISTS.observations}
    assert known == {
        "general": (240, 720),
        "low-intermittent": (30, 60),
        "high-intermittent": (15, 30),
        "continuous": (0, 0),
        "multiprofessional": (0, 0),
    }


def test_an_arrangement_may_be_chosen_from_its_first_day_to_the_day_before_its_last(
    tmp_path: Path,
) -> None:
    file = tmp_path / "observation-levels.toml"
    text = (SEED / file.name).read_text(encoding="utf-8")
    until = 'valid_from = "2015-05-28"\nvalid_to = "2026-11-23"'
    file.write_text(text.replace('valid_from = "2015-05-28"', until), encoding="utf-8")
    one = read_observations(file)[0]
    days = [date(2015, 5, 27), date(2015, 5, 28), date(2026, 11, 22), date(2026, 11, 23)]
    assert [one.holds_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_bad_file_is_refused_with_its_line_and_what_to_mend(file: Path) -> None:
    first = file.read_bytes().split(b"\n")[0].decode()
    read = read_observations if file.stem.startswith("observation") else read_checklist
    with pytest.raises(BadInput) as refusal:
        read(file)
    assert str(refusal.value) == first.removeprefix("# refused: ")
    assert refusal.value.do
    assert str(refusal.value).isprintable()


def test_there_are_bad_files_and_most_are_refused_by_line() -> None:
    said = [file.read_bytes().split(b"\n")[0] for file in FILES]
    assert len(said) >= 35
    assert sum(b", line " in one for one in said) >= 30


def test_a_trusts_own_list_takes_the_place_of_ours(tmp_path: Path) -> None:
    text = (SEED / "self-harm-review.toml").read_text(encoding="utf-8")
    own = text.replace('version = "1"', 'version = "ours 4"').replace('"Needs"', '"Other needs"')
    (tmp_path / "self-harm-review.toml").write_text(own, encoding="utf-8")
    lists = lists_for(tmp_path)
    assert (lists.checklist.version, lists.faults) == ("ours 4", ())
    assert lists.checklist.items[14].label == "Other needs"
    assert lists.observations == LISTS.observations


def test_a_bad_file_of_a_trust_is_said_and_ours_holds(tmp_path: Path) -> None:
    (tmp_path / "self-harm-review.toml").write_text('title = "x"\n', encoding="utf-8")
    (tmp_path / "suicide.toml").write_text("", encoding="utf-8")
    lists = lists_for(tmp_path)
    assert lists.checklist == LISTS.checklist
    assert len(lists.faults) == 2
    assert "self-harm-review.toml" in lists.faults[0]
    assert "no list that wardsafe knows" in lists.faults[1]


def test_a_file_that_goes_on_for_ever_is_refused(tmp_path: Path) -> None:
    (tmp_path / "self-harm-review.toml").write_bytes(b"#" * 300_000)
    assert "too large" in lists_for(tmp_path).faults[0]
    (tmp_path / "self-harm-review.toml").write_bytes(b"a = " + b"[" * 5_000)
    assert "not TOML" in lists_for(tmp_path).faults[0]


def test_a_list_travels_with_a_draft_and_comes_back() -> None:
    again = checklist_of(json.loads(json.dumps(LISTS.checklist.as_json())))
    assert again == LISTS.checklist
    with pytest.raises(BadInput):
        checklist_of({"name": "x"})


@pytest.mark.parametrize("file", sorted(SEED.glob("*.toml")), ids=lambda file: file.stem)
def test_our_own_lists_say_nothing_that_a_trust_may_not(file: Path) -> None:
    # "high-level intermittent" is NG10's name of an arrangement, not a word about a person
    said = file.read_text(encoding="utf-8")
    assert not REFUSED_WORDS.search(said)
    keys = {key for entries in tomllib.loads(said).values() if isinstance(entries, list)
            for entry in entries for key in entry}  # fmt: skip
    assert not keys & {"score", "weight", "points", "band", "colour", "order", "tier", "total"}
