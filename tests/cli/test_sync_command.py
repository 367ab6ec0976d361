"""`wardsafe sync`: a place that is not there, one that is, and what is said of it."""

from pathlib import Path

from click.testing import CliRunner, Result

from two_terminals import believe, hub
from wardsafe.cli import main as command_line


def sync(place: str, *words: str) -> Result:
    said = ["sync", place, *words, "--staff", "grace"]
    return CliRunner().invoke(command_line.main, said, input="274916\n")


def test_sync_says_plainly_what_happened(ward, tmp_path: Path, clock, chance, monkeypatch) -> None:
    monkeypatch.setattr(command_line, "ward_folder", lambda chosen: ward.where)
    monkeypatch.setattr("wardsafe.cli.signing_in.SystemClock", lambda: clock)
    there, first = hub(tmp_path / "hub", clock, chance), ward.unlock("owain")
    believe(first, there)
    ward.lock()
    there.close()
    gone = sync(str(tmp_path / "gone"))
    assert gone.exit_code == 9
    assert "There is no folder" in gone.stderr
    assert "Put the stick in, or connect the share." in gone.stderr
    nobody = sync("sftp://127.0.0.1:9/ward")
    assert nobody.exit_code == 9
    assert "sftp://127.0.0.1:9/ward cannot be used now: nothing answers there." in nobody.stderr
    secret = sync("davs://ward:long-and-secret@trust.example/ward")
    assert secret.exit_code == 9
    assert "long-and-secret" not in secret.output
    done = sync(str(tmp_path))
    assert done.exit_code == 0
    assert "written, read back, the same to the byte." in done.stdout
    assert "The network: 0 of" in done.stdout
    assert done.stdout.endswith("Safe to remove the stick.\n")
    assert list(tmp_path.rglob("*.bundle"))
