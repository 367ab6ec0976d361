"""Change ideas: what the seed holds, and how a trust's own file is taken or refused."""

import pytest

from wardsafe.errors import BadInput
from wardsafe.vocabulary.change_ideas import ideas_for, is_code, read_package

OWN = """title = "Our own"
source = "The ward"
version = "1"
licence = "Ours"
mark = "≈"
aim = "Calmer evenings"

[[driver]]
code = "evenings"
text = "Evenings"

[[idea]]
code = "quiet-hour"
driver = "evenings"
title = "A quiet hour"
text = "From eight, lights low and no rounds."
"""
SAFEWARDS = [
    "Soft words",
    "Talk down",
    "Positive words",
    "Clear mutual expectations",
    "Know each other",
    "Mutual help meeting",
    "Bad news mitigation",
    "Calm down methods",
    "Reassurance",
    "Discharge messages",
]


def test_the_seed_holds_the_ideas_of_the_sources(tmp_path) -> None:
    found = ideas_for(tmp_path / "none")
    packages = {one.name: one for one in found.packages}
    assert found.faults == ()
    assert [idea.title for idea in packages["safewards"].ideas()] == SAFEWARDS
    assert {idea.code for idea in packages["nccmh"].ideas()} >= {
        "care-plan-own-words",
        "recovery-tree",
        "ward-round-sheet",
        "known-preferences",
        "co-produced-posters",
        "dashboard",
    }
    assert {one.mark for one in packages["six-core-strategies"].ideas()} == {"?"}
    for package in found.packages:
        assert package.source
        assert package.licence
        assert all(driver.ideas for driver in package.drivers)


def test_a_checklist_of_people_is_named_as_an_idea_and_never_built(tmp_path) -> None:
    found = ideas_for(tmp_path / "none")
    for code in ("dasa", "broset"):
        idea = found.idea(code)
        assert idea is not None
        assert "idea only" in idea.text


def test_a_trust_s_own_file_is_added(tmp_path) -> None:
    (tmp_path / "ours.toml").write_text(OWN, encoding="utf-8")
    found = ideas_for(tmp_path)
    idea = found.idea("quiet-hour")
    assert idea is not None
    assert (idea.source, idea.mark) == ("The ward", "≈")
    driver = found.driver_of("quiet-hour")
    assert driver is not None
    assert driver.text == "Evenings"


@pytest.mark.parametrize(
    ("was", "becomes", "line", "says"),
    [
        ('aim = "Calmer evenings"', 'goal = "x"', 6, "unknown key 'goal'"),
        ('code = "quiet-hour"', 'code = "Quiet Hour"', 13, "a code that is none"),
        ('driver = "evenings"', 'driver = "nights"', 14, "hangs from no driver"),
        ('mark = "≈"', 'mark = "sure"', 5, "unknown mark"),
        ('text = "Evenings"', "text = 7", 10, "not text"),
        ('title = "A quiet hour"', 'title = "A \\u001b hour"', 15, "unclean"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_line(tmp_path, was, becomes, line, says) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(OWN.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(BadInput) as problem:
        read_package(file)
    assert f"ours.toml, line {line}" in problem.value.what
    assert says in problem.value.what
    found = ideas_for(tmp_path)
    assert found.faults == (str(problem.value),)
    assert found.idea("soft-words") is not None


def test_an_idea_of_another_file_is_never_replaced(tmp_path) -> None:
    (tmp_path / "ours.toml").write_text(OWN.replace("quiet-hour", "soft-words"), encoding="utf-8")
    found = ideas_for(tmp_path)
    assert "repeats the idea 'soft-words'" in found.faults[0]
    idea = found.idea("soft-words")
    assert idea is not None
    assert idea.title == "Soft words"


@pytest.mark.parametrize("text", ["", "-a", "A", "a b", "é", "a" * 41, "a/b"])
def test_what_is_no_code_is_none(text) -> None:
    assert not is_code(text)
    assert is_code("soft-words-2")
