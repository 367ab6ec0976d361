"""Duties are data: what the seeded files say, and that a wrong file is refused with a sentence."""

from pathlib import Path

import pytest

from wardsafe.duties.definitions import LOCAL_STANDARD, VERIFIED, of_ward, seeded
from wardsafe.duties.files import read_files
from wardsafe.errors import BadInput

HEAD = 'title = "T"\nsource = "S"\nversion = "1"\nlicence = "L"\nmark = "≈"\n'
ONE = (
    '[[duty]]\nid = "a"\ntitle = "A"\ntrigger = "seclusion"\nwho = "w"\nuntil = "end"\nevery = 60\n'
)


def file(tmp_path: Path, text: str, name: str = "some.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_not_verified_is_a_local_standard_and_nothing_is_called_law() -> None:
    by_id = seeded().by_id
    for one in by_id.values():
        assert (one.standard == LOCAL_STANDARD) == (one.mark != VERIFIED)
        assert not one.law
    # The Code's intervals rest on secondary sources; those of NICE NG10 were read.
    for name in ("note", "medical-first", "nursing", "medical-early", "mdt", "8-hours", "12-hours"):
        assert by_id[f"seclusion-{name}"].standard == LOCAL_STANDARD
    for name in ("seclusion-need", "rt-hourly", "rt-close", "restraint-length", "debrief-external"):
        assert by_id[name].mark == VERIFIED


def test_no_duty_speaks_of_risk_levels_or_scores_of_a_person() -> None:
    for one in seeded().all:
        words = " ".join((one.title, one.short, *one.content)).lower()
        assert not any(word in words for word in ("score", "level of risk", "high risk", "rating"))


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (ONE + "evry = 3", "unknown key 'evry'"),
        (ONE.replace("60", "0"), "wrong interval in every"),
        (ONE.replace("60", "-5"), "wrong interval in every"),
        (ONE.replace("60", '"60"'), "wrong interval in every"),
        (ONE.replace("60", "1.5"), "wrong interval in every"),
        (ONE.replace("60", "true"), "wrong interval in every"),
        (ONE.replace("60", "99999999"), "wrong interval in every"),
        (ONE + "early = 61", "wrong interval in early"),
        (ONE + "total = 5", "total and an interval"),
        (ONE.replace("every = 60", "total = 60\nwindow = 30"), "wrong interval in window"),
        (ONE.replace('"seclusion"', '"eclipse"'), "unknown trigger"),
        (ONE + 'only = "tall"', "unknown only"),
        (ONE + 'begins = "middle"', "unknown begins"),
        (ONE.replace('"end"', '"nowhere"'), "unknown duty 'nowhere'"),
        (ONE + 'after = "nothing"', "unknown duty 'nothing'"),
        (ONE + 'also = ["nothing"]', "unknown duty 'nothing'"),
        (ONE + "waits = true", "waits for nothing"),
        (ONE.replace('until = "end"\n', ""), "again and again for ever"),
        (ONE.replace('"end"', '"stop"'), "may go on for ever"),
        (ONE + "limit = true", "limit without one length"),
        (ONE + "law = true", "law but not marked"),
        (ONE + 'mark = "sure"', "unknown mark"),
        (ONE + "beside = 1", "beside that is no flag"),
        (ONE + 'content = "one"', "content that is no list"),
        (ONE.replace('who = "w"\n', ""), "has no who"),
        (ONE.replace('title = "A"', f'title = "{"A" * 41}"'), "title too long"),
        (ONE.replace('"A"', '"A\\u001b[2J"'), "empty or unclean"),
        (ONE.replace('"a"', '"A B"'), "no id, or one that is none"),
        (ONE.replace('"a"', "7"), "id that is not text"),
        (ONE + ONE, "repeats the id"),
        (ONE + "off = true", "switched off"),
    ],
)
def test_a_wrong_entry_is_refused_with_file_and_entry(tmp_path, entry, says) -> None:
    with pytest.raises(BadInput) as refused:
        read_files([file(tmp_path, HEAD + entry)])
    said = str(refused.value)
    assert says in said
    assert "some.toml" in said
    assert "entry" in said
    assert said.endswith(".")
    assert refused.value.do
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title = ", "is not TOML"),
        (HEAD, "has no duties"),
        (HEAD.replace('source = "S"\n', "") + ONE, "has no source"),
        (HEAD + "colour = 1\n" + ONE, "unknown key 'colour'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(tmp_path, text, says) -> None:
    with pytest.raises(BadInput) as refused:
        read_files([file(tmp_path, text)])
    assert says in str(refused.value)
    assert "some.toml" in str(refused.value)


def test_a_cycle_is_named_whole(tmp_path) -> None:
    ring = (
        ONE + 'after = "b"\n' + ONE.replace('"a"', '"b"').replace('"end"', '"c"')
        + ONE.replace('"a"', '"c"') + 'also = ["a"]\n'
    )  # fmt: skip
    with pytest.raises(BadInput) as refused:
        read_files([file(tmp_path, HEAD + ring)])
    assert "waits for itself: a → b → c → a." in str(refused.value)
    with pytest.raises(BadInput, match="waits for itself: a → a"):
        read_files([file(tmp_path, HEAD + ONE + 'after = "a"')])


def test_an_id_of_another_file_may_not_be_used_again(tmp_path) -> None:
    both = [file(tmp_path, HEAD + ONE, name) for name in ("a.toml", "b.toml")]
    with pytest.raises(BadInput, match=r"b\.toml, entry 1 \('a'\) repeats the id"):
        read_files(both)


# --- the trust's own file ---------------------------------------------------------------------


def test_without_a_trust_file_the_seeded_duties_stand(tmp_path) -> None:
    assert of_ward(tmp_path / "duties.toml") is seeded()


def test_a_trust_may_change_add_and_switch_off_its_own_standards(tmp_path) -> None:
    text = """
    [[duty]]
    id = "seclusion-nursing"
    every = 60

    [[duty]]
    id = "follow-up"
    within = 10080
    title = "Follow-up, within 7 days"

    [[duty]]
    id = "seclusion-note"
    off = true

    [[duty]]
    id = "leave-call"
    title = "Call on the first evening of leave"
    trigger = "leave"
    within = 600
    who = "named nurse"
    """
    found = of_ward(file(tmp_path, text, "duties.toml")).by_id
    assert found["seclusion-nursing"].every == 60
    assert found["seclusion-nursing"].title == seeded().by_id["seclusion-nursing"].title
    assert found["follow-up"].within == 10080
    assert "seclusion-note" not in found
    assert found["leave-call"].within == 600
    assert {found[name].standard for name in ("seclusion-nursing", "leave-call")} == {
        LOCAL_STANDARD
    }
    assert found["leave-call"].source == "duties.toml"
    unchanged = {name for name in found if found[name].source != "duties.toml"}
    for name in unchanged:
        assert replace_place(found[name]) == replace_place(seeded().by_id[name])


def replace_place(one):
    from dataclasses import replace

    return replace(one, place=0)


def test_a_changed_trust_file_is_read_again(tmp_path) -> None:
    path = file(tmp_path, '[[duty]]\nid = "seclusion-nursing"\nevery = 60\n', "duties.toml")
    assert of_ward(path).by_id["seclusion-nursing"].every == 60
    file(tmp_path, '[[duty]]\nid = "seclusion-nursing"\nevery = 180\n# longer', "duties.toml")
    assert of_ward(path).by_id["seclusion-nursing"].every == 180


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[duty]]\nid = "seclusion-need"\nevery = 600', "a national source sets"),
        ('[[duty]]\nid = "rt-hourly"\noff = true', "a national source sets"),
        ('[[duty]]\nid = "seclusion-nursing"\nmark = "✓"', "marked as read in its source"),
        ('[[duty]]\nid = "seclusion-nursing"\nlaw = true', "marked as read in its source"),
        ('mark = "✓"\n[[duty]]\nid = "seclusion-nursing"', "marked as read in its source"),
        ('[[duty]]\nid = "seclusion-nursin"\noff = true', "not there"),
        ('[[duty]]\nid = "seclusion-nursing"\nevery = 0', "wrong interval"),
        ('[[duty]]\nid = "seclusion-nursing"\nunknown = 0', "unknown key"),
        ('[[duty]]\nid = "seclusion-medical-first"\noff = true', "unknown duty"),
        ('[[duty]]\nid = "seclusion-mdt"\nafter = "seclusion-medical-early"', "waits for itself"),
        ('[[duty]]\nid = "my-own"\ntitle = "T"\nwho = "w"', "has no trigger"),
        ('[[duty]]\nid = "tell-now"\n[[duty]]\nid = "tell-now"', "repeats the id"),
        ("", "has no duties"),
    ],
)
def test_a_wrong_trust_file_is_refused_with_its_name(tmp_path, text, says) -> None:
    with pytest.raises(BadInput) as refused:
        of_ward(file(tmp_path, text, "duties.toml"))
    assert says in str(refused.value)
    assert "duties.toml" in str(refused.value)
    assert refused.value.do
