"""The real program in a real terminal, by lines: unlock, record, find, lock, leave."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui_ward import Terminal

SRC = Path(__file__).parents[2] / "src"
START = [sys.executable, "-m", "wardsafe"]


@pytest.mark.skipif(os.name == "nt", reason="needs a pty")
def test_a_record_by_lines_from_the_demo_to_the_lock(tmp_path: Path) -> None:
    words = ["demo", "--plain", "--days", "3", "--keep", str(tmp_path / "demo")]
    terminal = Terminal("", command=[*START, *words], TERM="dumb")
    terminal.wait_for(b"Your name or staff id").send(b"emeka\n")
    terminal.wait_for(b"PIN: ").send(b"831562\n").wait_for(b"What now")
    for line, answer in (
        (b"r", b"Which:"),
        (b"1", b"Who is it about"),
        (b"rosa whitfield", b"When:"),
        (b"-15m", b"Where:"),
        (b"kitchen", b"What was done 1:"),
        (b"07", b"from:"),
        (b"save", b"Saved #"),
    ):
        terminal.send(line + b"\n").wait_for(answer)
    terminal.send(b"\x1a").send(b"f\n").wait_for(b"Which do you open")  # Ctrl+Z leads nowhere
    terminal.send(b"\x03").wait_for(b"Your name or staff id")  # Ctrl+C locks
    terminal.send(b"q\n").end()
    said = terminal.out
    assert b"\x1b" not in said
    assert b"\x07" not in said
    after = said.split(b"Making the demo ward")[1].partition(b"Your name or staff id")[2]
    assert b"831562" not in after.partition(b"Ashdown Ward, PC")[0]
    assert max(len(line.decode()) for line in said.replace(b"\r", b"").split(b"\n")) <= 120
    assert not list(Path(os.environ["HOME"]).rglob("*history*"))


def test_a_demo_that_was_kept_opens_again_and_every_command_finds_it(tmp_path: Path) -> None:
    kept = str(tmp_path / "kept")
    first = run("q\n", "--plain", "demo", "--days", "2", "--keep", kept)
    assert "Making the demo ward" in first.stderr
    again = run("grace\n274916\nlock\nq\n", "--plain", "demo", "--keep", kept)
    assert again.returncode == 0, again.stderr
    assert "Making" not in again.stderr
    assert "Grace Okafor" in again.stdout
    verified = run("grace okafor\n274916\n", "--ward", kept, "verify")
    assert "no problems" in verified.stdout, verified.stderr
    (tmp_path / "kept" / "ward" / "ward.json").unlink()
    assert "there already" in run("", "demo", "--keep", kept).stderr


def run(typed: str, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "PYTHONPATH": str(SRC)}
    return subprocess.run(
        [*START, *words], input=typed, capture_output=True, text=True, env={**env, **environ}
    )


def test_from_a_pipe_in_a_locale_without_more_than_ascii() -> None:
    done = run("grace\n274916\nh\nback\nlock\nq\n", "--plain", "demo", "--days", "2", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
    assert "Handover, Ashdown Ward" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_ward_is_set_up_by_lines(ward, tmp_path: Path) -> None:
    from plain_ward import Typist
    from wardsafe.ledger.keys import FLOOR
    from wardsafe.places import WardFolder
    from wardsafe.plain.first_run import FirstRun
    from wardsafe.plain.talk import Talk
    from wardsafe.services.door import Door

    where = WardFolder(tmp_path / "new" / "ward", tmp_path / "new" / "device")

    class Steward(Typist):
        """Reads the last group of each part from the lines before it is asked for."""

        def read(self, prompt: str, *, secret: bool, seconds: float) -> str | None:
            if prompt.startswith("Type its last group"):
                self.typed.insert(0, self.said[-1].split()[-1].lower())
            return super().read(prompt, secret=secret, seconds=seconds)

    typed = (
        "Ashdown", "rxy01", "PC 1", "save",
        "s-price", "Owain Price", "administrator", "save",
        "316408", "316408", "g",
    )  # fmt: skip
    typist = Steward(typed, ward.clock)
    talk = Talk(typist, ward.clock)
    assert FirstRun(where, talk, ward.clock, ward.chance, cost=lambda clock: FLOOR).run() is None
    said = "\n".join(typist.said)
    assert "Recovery part 2 of 2." in said
    assert said.count("(blank lines)") == 2
    assert "316408" not in said
    session = Door(where, ward.clock, ward.chance).unlock("s-price", "316408")
    assert session.person.role == "steward"
    session.close()


def test_a_first_run_that_is_left_leaves_nothing(ward, tmp_path: Path) -> None:
    from plain_ward import Typist
    from wardsafe.places import WardFolder
    from wardsafe.plain.first_run import FirstRun
    from wardsafe.plain.talk import Talk

    where = WardFolder(tmp_path / "new" / "ward", tmp_path / "new" / "device")
    typist = Typist(["Ashdown", "cancel"], ward.clock)
    assert FirstRun(where, Talk(typist, ward.clock), ward.clock, ward.chance).run() == 0
    assert not where.about.exists()
    assert typist.said[-1] in (
        "Left. Nothing was kept.",
        "The ward is not set up. Nothing was kept.",
    )
