"""The measurements run, and say what they measured; what they find is never asserted here."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("the screens are measured in a pty", allow_module_level=True)

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ward: Any) -> SimpleNamespace:
    """The bench with a ward of two people in place of its great ones."""
    monkeypatch.syspath_prepend(str(BENCH))
    import measured
    import run
    import sizes
    import wards

    monkeypatch.setattr(wards, "home", lambda: tmp_path)
    monkeypatch.setattr(wards, "ward", lambda *_, **__: ward.where)
    return SimpleNamespace(measured=measured, run=run, sizes=sizes)


@pytest.mark.parametrize("case", ["saved", "verify", "search", "bundles"])
def test_a_case_prints_its_line(bench: SimpleNamespace, case: str) -> None:
    first, *notes = bench.run.CASES[case](bench.sizes.LEAST)
    assert "target ≤" in first
    assert "noise ±" in first
    assert all(line.startswith(" ") for line in notes)


def test_every_case_says_what_it_measures(bench: SimpleNamespace) -> None:
    assert len(bench.run.CASES) >= 9
    assert all(case.__doc__ for case in bench.run.CASES.values())


def test_forty_searches(bench: SimpleNamespace) -> None:
    import queries

    assert len(set(queries.QUERIES)) == len(queries.QUERIES) == 40


def test_a_line_says_the_ratio_the_target_and_the_noise(bench: SimpleNamespace) -> None:
    against = bench.measured.Against("save", [0.004] * 3, "raw", ([0.002] * 3, [0.0022] * 3), 1.5)
    line = against.line()
    for said in ("4 ms", "raw 2 ms", "2.00 ×", "target ≤ 1.5 ×", "MISSED", "noise ±10%"):
        assert said in line


def test_a_limit_without_a_floor_is_met_or_missed_in_words(bench: SimpleNamespace) -> None:
    assert "   met   " in bench.measured.Within("demo", [2.0, 2.1], 3).line()
    assert "   MISSED   " in bench.measured.Within("demo", [3.2, 3.1], 3).line()


def test_turns_are_taken_by_all_alike(bench: SimpleNamespace) -> None:
    took: list[str] = []

    def take(who: str) -> float:
        took.append(who)
        return float(len(took))

    found = bench.measured.in_turns(3, lambda: take("a"), lambda: take("b"), lambda: take("c"))
    assert "".join(took) == "abcbcacab"
    assert found == [[1.0, 6.0, 8.0], [2.0, 4.0, 9.0], [3.0, 5.0, 7.0]]


def test_a_percentile_is_a_value_that_was_measured(bench: SimpleNamespace) -> None:
    times = [float(number) for number in range(1, 101)]
    found = [bench.measured.percentile(times, share) for share in (0.5, 0.95, 0.99, 1)]
    assert found == [50, 95, 99, 100]


def test_an_unknown_case_is_refused(
    bench: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        bench.run.main(["no-such-case"])
    assert "no such case: no-such-case" in capsys.readouterr().err
