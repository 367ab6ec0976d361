"""What programs do: every record its own verdict, the exit codes, who may, how the PIN comes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from wardsafe.cli import main as command_line
from wardsafe.errors import NotSaved
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.services import sexual_safety
from wardsafe.services.recording import record_new

WHEN = "2026-11-23T02:59:00+00:00"
SRC = Path(__file__).parents[2] / "src"


@pytest.fixture
def run(ward, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(command_line, "ward_folder", lambda chosen: ward.where)
    monkeypatch.setattr("wardsafe.cli.signing_in.SystemClock", lambda: ward.clock)
    pins = {"emeka": "831562", "grace": "274916", "owain": "316408", "ingrid": "758294"}

    def start(*words: str, who: str = "emeka", pin: str = "", said: Any = None) -> Result:
        if said is not None:
            file = tmp_path / "said.ndjson"
            lines = said if isinstance(said, list) else [said]
            text = "\n".join(o if isinstance(o, str) else json.dumps(o) for o in lines)
            file.write_text(text, encoding="utf-8", errors="surrogatepass")
            words = (*words, "--json", str(file))
        typed = f"{pin or pins[who]}\n"
        return CliRunner().invoke(command_line.main, [*words, "--staff", who], input=typed)

    return start


def told(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def incident(ward, **more: Any) -> dict[str, Any]:
    return {"person": ward.rosa, "when": WHEN, "interventions": [{"type": "07"}], **more}


def test_one_bad_record_never_stops_the_rest(ward, run) -> None:
    lines = [
        incident(ward),
        "{not json}",
        '{"when": "2026-11-23T02:59:00Z", "when": "2026-11-23T02:59:00Z"}',
        '{"person": "x", "when": 1.5}',
        "",
        "[]}",
        {"person": "nobody here", "when": WHEN},
        incident(ward, place="garden"),
    ]
    done = run("record", "restrictive-practice", said=lines)
    assert done.exit_code == 2
    assert [(one["line"], one["saved"]) for one in told(done)] == [
        (1, True), (2, False), (3, False), (4, False), (6, False), (7, False), (8, True),
    ]  # fmt: skip
    assert told(done)[5]["field"] == "person"
    assert "nobody here" not in done.stdout


def test_a_verdict_says_what_is_unlikely_and_what_may_be_the_same(ward, run) -> None:
    first = told(run("record", "restrictive-practice", said=incident(ward)))[0]
    ahead = incident(ward, when="2026-11-23T03:20:00+00:00")
    (second,) = told(run("record", "restrictive-practice/1", said=ahead))
    assert second["saved"]
    assert second["warnings"] == ["when: This time has not come yet."]
    assert second["alike"] == [first["record"]]


def test_an_impossible_record_and_the_pin_in_a_text_are_refused(ward, run) -> None:
    back = [{"type": "07", "start": WHEN, "end": "2026-11-23T02:50:00+00:00"}]
    lines = [incident(ward, interventions=back), incident(ward, reason_text="my PIN is 831562")]
    done = run("record", "restrictive-practice", said=lines)
    assert [one["error"] for one in told(done)] == [
        "interventions.0.end: ends before it starts",
        "A text looks like the PIN.",
    ]
    assert "831562" not in done.stdout


def test_a_key_is_kept_once_for_each_person_and_says_nothing_to_another(ward, run) -> None:
    said = incident(ward, key="0123456789abcdef")
    (first,) = told(run("record", "restrictive-practice", said=said))
    (again,) = told(run("record", "restrictive-practice", said={**said, "place": "garden"}))
    (other,) = told(run("record", "restrictive-practice", said=said, who="grace"))
    assert (again["already"], again["number"]) == (True, first["number"])
    assert "already" not in other
    assert other["record"] != first["record"]
    assert b"0123456789abcdef" not in ward.where.ledger.read_bytes()


def test_not_saved_is_its_own_exit_code_and_nothing_else_is(ward, run, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full.", do="Make room.")

    monkeypatch.setattr("wardsafe.services.programs.record_new", full)
    done = run("record", "restrictive-practice", said=[incident(ward), "{}"])
    assert done.exit_code == 5
    assert told(done)[0] == {
        "line": 1, "saved": False, "error": "The disk is full.", "do": "Make room.",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["staff", "access", "duty-done", "nil-return", "../x", ""])
def test_what_no_program_may_record_is_refused_before_a_pin_is_asked(ward, run, kind) -> None:
    done = run("record", kind, said={"staff_id": "x"})
    assert done.exit_code == 2
    assert "There is no such kind here." in done.stderr
    assert "PIN" not in done.stderr.replace("no such kind", "")


def test_a_person_is_found_by_nhs_number_and_a_new_one_is_theirs_alone(ward, run) -> None:
    said = {"person": "999 418 2218", "move": "leave", "when": WHEN}
    (one,) = told(run("record", "movement", said=said))
    assert one["saved"]
    twice = {"name": "Somebody Else", "nhs_number": "9994182218"}
    (two,) = told(run("record", "patient", said=twice))
    assert two["field"] == "nhs_number"


def test_pages_follow_each_other_by_place_whatever_comes_between(ward, run) -> None:
    times = [f"2026-11-2{day}T02:00:00+00:00" for day in range(3)]
    run("record", "restrictive-practice", said=[incident(ward, when=when) for when in times])
    words = ("list", "--json", "--kind", "restrictive-practice", "--limit", "2")
    first = told(run(*words))
    run("record", "restrictive-practice", said=incident(ward))  # newer than every row
    second = told(run(*words, "--after", first[-1]["after"]))
    assert [row["happened"][:10] for row in (*first, *second)] == [
        "2026-11-22", "2026-11-21", "2026-11-20",
    ]  # fmt: skip
    assert isinstance(first[0]["after"], str)
    since = told(run(*words, "--since", "2026-11-21", "--until", "2026-11-22T02:00:00+00:00"))
    assert [row["happened"][:10] for row in since] == ["2026-11-21"]
    assert len(told(run("list", "--json", "--words", "whitfield restraint"))) == 4
    assert "Whitfield" not in run("list", "--json").stdout
    assert run("list", "--since", "soon").exit_code == 2


def test_show_gives_every_version_and_is_written_down(ward, run) -> None:
    (one,) = told(run("record", "restrictive-practice", said=incident(ward, key="k" * 16)))
    (shown,) = told(run("show", one["record"], "--json"))
    (version,) = shown["versions"]
    assert version["fields"]["when"] == "2026-11-23T02:59:00Z"
    assert version["via"] == "program"
    assert shown["heads"] == [one["id"]]
    assert shown["items"][0] == {"letter": "a", "state": "outstanding"}
    session = ward.unlock("emeka")
    from wardsafe.services.finding import readings

    assert [each.name for each in readings(session, one["record"])] == ["Emeka Okoro"]
    ward.lock()
    done = run("show", f"#{one['number']}")
    assert done.exit_code == 0, done.output
    plain = done.stdout
    assert "What the Act asks for" in plain
    assert max(map(len, plain.splitlines())) <= 80


def test_C13_a_restricted_record_is_in_no_list_and_not_there_for_others(ward, run) -> None:
    session = ward.unlock("emeka")
    said = SexualSafety(when=ward.clock.now(), person=ward.rosa, category="sexual_harassment",
                        words="he would not stop")  # fmt: skip
    saved = record_new(session, said)
    ward.lock()
    refused = run("show", saved.record, "--json", who="owain")
    missing = run("show", "a" * 26, "--json", who="owain")
    assert (refused.exit_code, refused.output) == (missing.exit_code, missing.output)
    assert "would not stop" in run("show", saved.record, "--json", who="grace").stdout
    assert run("list", "--kind", "sexual-safety", who="grace").exit_code == 2
    assert saved.record not in run("list", "--json", who="grace").stdout
    (mine,) = told(run("record", "sexual-safety", said={"when": WHEN, "words": "B said nothing"}))
    assert mine["saved"]
    assert len(sexual_safety.listed(ward.unlock("grace"))) == 2


def test_a_wrong_pin_counts_and_says_nothing(ward, run) -> None:
    done = run("list", "--json", pin="000111")
    assert (done.exit_code, told(done)) == (4, [])
    assert "That name and PIN do not fit together." in done.stderr


def test_a_clean_error_for_a_file_that_is_not_there(ward, run) -> None:
    done = run("record", "movement", "--json", "/nowhere/at/all")
    assert done.exit_code == 2
    assert "There is no such file." in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="file descriptors")
def test_the_pin_comes_from_a_descriptor_and_the_records_from_input(ward, tmp_path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"831562\n")
    os.close(writing)
    said = json.dumps({"person": ward.rosa, "when": WHEN})
    words = ("--ward", str(ward.where.folder), "record", "restrictive-practice", "--json", "-")
    done = _program(ward, tmp_path, (*words, "--staff", "s-okoro", "--pin-fd", str(reading)),
                    said, reading)  # fmt: skip
    os.close(reading)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["saved"]
    assert "831562" not in done.stdout + done.stderr
    asked = _program(ward, tmp_path, (*words, "--staff", "s-okoro"), said, None)
    assert asked.returncode == 2
    assert "Give --staff and --pin-fd." in asked.stderr


def _program(
    ward, tmp_path: Path, words: tuple[str, ...], said: str, fd: int | None
) -> subprocess.CompletedProcess[str]:
    """The real program, beside no terminal; its device folder is the one of the test."""
    code = (
        "import sys; from pathlib import Path; from wardsafe.cli import main as m; "
        "from wardsafe.places import WardFolder; "
        f"m.ward_folder = lambda chosen: WardFolder(chosen, Path({str(ward.where.device)!r})); "
        "m.main(sys.argv[1:])"
    )
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(SRC)}
    return subprocess.run(
        [sys.executable, "-c", code, *words], input=said, capture_output=True, text=True, env=env,
        pass_fds=() if fd is None else (fd,), start_new_session=True,
    )  # fmt: skip
