"""One writer a ward folder, however the last one ended."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from wardsafe.errors import InUse, NotSaved
from wardsafe.ledger.one_writer import OneWriter

HOLD = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from wardsafe.ledger.one_writer import OneWriter
    lock = OneWriter(Path(sys.argv[1]))
    print("held", flush=True)
    sys.stdin.read()
    """
)


@pytest.fixture
def other(tmp_path: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "in-use")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def test_a_second_process_is_refused_and_told_which(
    other: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    try:
        with pytest.raises(InUse, match=rf"Another wardsafe \(process {other.pid}\)"):
            OneWriter(tmp_path / "in-use")
    finally:
        end(other)


def test_a_killed_process_keeps_nothing(other: "subprocess.Popen[str]", tmp_path: Path) -> None:
    end(other)
    OneWriter(tmp_path / "in-use").release()


def test_the_same_process_cannot_hold_it_twice(tmp_path: Path) -> None:
    lock = OneWriter(tmp_path / "in-use")
    with pytest.raises(InUse):
        OneWriter(tmp_path / "in-use")
    lock.release()
    lock.release()
    OneWriter(tmp_path / "in-use").release()


def test_a_file_left_by_another_boot_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "in-use").write_text("1\nanother-boot\n")
    OneWriter(tmp_path / "in-use").release()


def test_no_process_is_named_when_the_file_is_of_another_boot(tmp_path: Path) -> None:
    lock = OneWriter(tmp_path / "in-use")
    (tmp_path / "in-use").write_text("4711\nanother-boot\n")
    with pytest.raises(InUse) as refused:
        OneWriter(tmp_path / "in-use")
    assert "4711" not in str(refused.value)
    lock.release()


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match="The ward folder cannot be written to"):
        OneWriter(tmp_path / "no" / "in-use")
