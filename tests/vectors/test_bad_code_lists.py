"""Code lists that must be refused: each says in its first line what the refusal must say."""

from pathlib import Path

import pytest

from wardsafe.errors import BadInput
from wardsafe.vocabulary.code_list_file import read_code_list

FILES = sorted((Path(__file__).parent / "codes").glob("*.toml"))


def test_there_are_bad_code_lists_to_refuse():
    assert len(FILES) >= 30


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_bad_code_list_is_refused_with_what_and_where(file: Path):
    first = file.read_bytes().split(b"\n")[0].decode()
    with pytest.raises(BadInput) as refusal:
        read_code_list(file)
    assert str(refusal.value) == first.removeprefix("# refused: ")
    assert file.name in refusal.value.what
    assert refusal.value.do


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match=r"absent\.toml cannot be read"):
        read_code_list(tmp_path / "absent.toml")


def test_a_refusal_never_carries_a_control_character(tmp_path: Path):
    file = tmp_path / "odd.toml"
    file.write_text('"\\u001b[31m" = "x"\n', encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        read_code_list(file)
    assert str(refusal.value).isprintable()
