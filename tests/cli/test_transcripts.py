"""What the commands print, as transcripts: the files beside this one are run and compared.

`$` is a command, `>` a line that a person types, everything else what is printed. WARD stands for
the ward folder, HERE for the folder beside it, RECORD for the id of a record, ENTRY for that of an
entry.
"""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from wardsafe.cli import main as command_line

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))
CSV = """name,nhs_number,born,bed,admitted,ethnic_category,religion
Ada Bright,999 004 1709,9 jun 1987,7,-2h,A,?
Leo Marsh,9990041719,1990-02-01,8,now,A,L
Ida Moss,,31/02/1999,9,now,A,L
Sol Wren,,1999-02-01,10,now,QQ,L
,,,11,now,A,L
Rosa Copy,9994182218,,12,now,A,L
"""
INCIDENT = {
    "person": "999 418 2218",
    "when": "2026-11-23T02:59:00+00:00",
    "place": "day-room",
    "reason": "10",
    "interventions": [
        {"type": "07", "start": "2026-11-23T02:59:00+00:00", "end": "2026-11-23T03:04:00+00:00"}
    ],
    "staff": [{"name": "Emeka Okoro", "job_title": "nurse", "used_force": "Y"}],
    "not_known": ["how"],
    "key": "b1946ac92492d234",
}
MOVES = [
    {"person": "9994182218", "move": "leave", "when": "2026-11-22T18:00:00+00:00"},
    {"person": "9994182218", "move": "gone", "when": "2026-11-22T18:00:00+00:00"},
    {"person": "9994182218", "move": "return", "when": "2026-11-22T23:30:00+00:00", "mood": "low"},
    {"person": "9994182218", "move": "return"},
]


def files(here: Path) -> None:
    (here / "people.csv").write_text(CSV, encoding="utf-8")
    (here / "incident.json").write_text(json.dumps(INCIDENT, indent=2), encoding="utf-8")
    (here / "moves.ndjson").write_text("\n".join(map(json.dumps, MOVES)), encoding="utf-8")


def commands(text: str) -> list[tuple[str, list[str], str]]:
    """(command, typed lines, expected output) for each command of a transcript."""
    found: list[tuple[str, list[str], list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], [], []))
        elif line.startswith("> "):
            found[-1][1].append(line[2:])
        else:
            found[-1][2].append(line)
    return [(said, typed, "\n".join(out).strip()) for said, typed, out in found]


def as_text(step: tuple[str, list[str], str]) -> str:
    said, typed, out = step
    return "\n".join([f"$ {said}", *(f"> {line}" for line in typed), out, ""])


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_transcript_is_what_happens(ward, tmp_path, monkeypatch, transcript, request) -> None:
    monkeypatch.setattr(command_line, "ward_folder", lambda chosen: ward.where)
    for module in ("opening", "signing_in"):
        monkeypatch.setattr(f"wardsafe.cli.{module}.SystemClock", lambda: ward.clock)
    files(tmp_path)
    ward.door.hold("restrictive-practice/1", {"when": "now"})
    written = []
    told = commands(transcript.read_text(encoding="utf-8"))
    for said, typed, _ in told:
        words = shlex.split(said.replace("HERE", str(tmp_path)))
        assert words[0] == "wardsafe"
        run = CliRunner().invoke(command_line.main, words[1:], input="\n".join([*typed, ""]))
        out = run.output.replace(str(ward.where.folder), "WARD").replace(str(tmp_path), "HERE")
        out = re.sub(r"(head |Saved #[0-9]+ at [0-9:]+, )[0-9a-f]{8}", r"\g<1>0a1b2c3d", out)
        out = re.sub(r"(this terminal, code )[a-z2-7]{8}", r"\g<1>a1b2c3d4", out)
        out = re.sub(r"\b[0-9a-f]{64}\b", "ENTRY", out)
        out = re.sub(r"\b[a-z2-7]{26}\b", "RECORD", out)
        out = "\n".join(line.rstrip() for line in out.splitlines())
        out = "\n".join([out.strip(), *([f"(exit {run.exit_code})"] if run.exit_code else [])])
        written.append((said, typed, out.strip()))
    if request.config.getoption("--write-docs"):
        transcript.write_text("\n".join(map(as_text, written)), encoding="utf-8")
    assert request.config.getoption("--write-docs") or written == told
