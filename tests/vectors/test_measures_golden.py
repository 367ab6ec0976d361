"""Chart numbers fixed by published open tools: each case reproduced, one refused with its reason.

The cases name their source, its licence and the tolerance; the formulas are public.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from wardsafe.measures import limits, periods, rules
from wardsafe.measures.assurance import assured
from wardsafe.measures.chart import FAIL, HIT_OR_MISS, OUTSIDE, PASS
from wardsafe.measures.charting import chart
from wardsafe.measures.definitions import LESS, MORE, NEITHER, measure
from wardsafe.measures.funnel import poisson
from wardsafe.measures.profiles import NHS_R, POINTS
from wardsafe.measures.runs import runs
from wardsafe.measures.series import plain

CASES: Mapping[str, Any] = json.loads(
    (Path(__file__).parent / "measures" / "golden.json").read_text(encoding="utf-8")
)["cases"]
DEFECT = "nhspy_DEFECT_collapse"

NAMES = {
    "cl": "centre", "mean": "centre", "ucl": "upper", "upl": "upper", "ul99": "upper",
    "lcl": "lower", "lpl": "lower", "ll99": "lower", "ul95": "near_upper", "ll95": "near_lower",
}  # fmt: skip


def lines_of(case: Mapping[str, Any]) -> limits.Lines:
    given, settings = case["input"], case.get("settings", {})
    screened = bool(settings.get("screen_mr"))
    makers: Mapping[str, Callable[[], limits.Lines]] = {
        "i": lambda: limits.xmr(
            given["y"], screened=screened, freeze=settings["freeze"], factor=limits.I_FACTOR
        ),
        "xmr": lambda: limits.xmr(given["y"], screened=screened, factor=settings["k"]),
        "t": lambda: limits.t(given["y"], screened=screened),
        "g": lambda: limits.g(given["y"]),
        "u": lambda: limits.u(given["count"], given["size"]),
        "u'": lambda: limits.u(given["count"], given["size"], prime=True, screened=True),
        "p": lambda: limits.p(given["count"], given["size"]),
        "xbar": lambda: limits.xbar(given["mean"], given["sd"], given["size"]),
    }
    return makers[case["chart"]]().times(settings.get("multiplier", 1))


def agrees(lines: limits.Lines, expect: Mapping[str, Any], within: float) -> int:
    """How many lines were compared; each number of each is within the tolerance."""
    compared = 0
    for name, wanted in expect.items():
        if name not in NAMES:
            continue
        found = getattr(lines, NAMES[name])
        if isinstance(wanted, list):
            assert list(found) == pytest.approx(wanted, abs=within, rel=0), name
        else:
            level = found if isinstance(found, tuple) else (found,)
            assert level == pytest.approx((wanted,) * len(level), abs=within, rel=0), name
        compared += 1
    return compared


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("qicharts2_ex_6.5_i_freeze20", 3),
        ("qicharts2_ex_7.5_u_varying_x50", 3),
        ("qicharts2_tbl_7.4_p", 3),
        ("powerbi_spc_t", 4),
        ("powerbi_spc_g", 4),
        ("powerbi_spc_uprime", 4),
        ("powerbi_spc_xbar", 4),
        ("nhsr_ptd_seed123_screened", 3),
    ],
)
def test_lines_agree(name: str, lines: int) -> None:
    case = CASES[name]
    assert agrees(lines_of(case), case["expect"], case["tolerance"]["abs"]) == lines


def test_every_case_is_tested() -> None:
    others = {
        "powerbi_spc_c", "nhsr_deviations_vignette", "nhsr_point_rules", "nhsr_assurance",
        "funnelplotr_poisson", DEFECT,
    }  # fmt: skip
    parametrised = test_lines_agree.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {name for name, _ in parametrised} | others == set(CASES)


def test_a_changed_number_is_noticed() -> None:
    case = CASES["powerbi_spc_t"]
    with pytest.raises(AssertionError, match="ul99"):
        agrees(lines_of(case), {"ul99": 97.2679}, case["tolerance"]["abs"])


def test_c_restarts_at_each_part() -> None:
    case = CASES["powerbi_spc_c"]
    counts, parts = case["input"]["count"], case["input"]["part"]
    found: dict[str, list[float | None]] = {name: [] for name in case["expect"]}
    for part in sorted(set(parts)):
        lines = limits.c([count for count, each in zip(counts, parts, strict=True) if each == part])
        for name, numbers in found.items():
            numbers += getattr(lines, NAMES[name])
    for name, numbers in found.items():
        assert numbers == pytest.approx(case["expect"][name], abs=case["tolerance"]["abs"]), name


def test_runs_and_signals_of_p() -> None:
    case = CASES["qicharts2_tbl_7.4_p"]
    expect, given = case["expect"], case["input"]
    lines = lines_of(case)
    shares = [count / size for count, size in zip(given["count"], given["size"], strict=True)]
    found = runs(rules.sides(shares, lines.centre))
    assert found.signal is expect["runs_signal"]
    assert (found.longest, found.longest_most) == (expect["longest_run"], expect["longest_run_max"])
    assert found.crossings == expect["n_crossings"]
    assert found.crossings_least == expect["n_crossings_min"]
    out = rules.beyond(shares, lines.upper, lines.lower)
    assert [bool(mark) for mark in out] == expect["sigma_signal"]


def test_screened_and_unscreened() -> None:
    case = CASES["nhsr_deviations_vignette"]
    for each in case["cases"]:
        lines = limits.xmr(each["y"], screened=each["screen_mr"], factor=case["settings"]["k"])
        assert agrees(lines, each["expect"], case["tolerance"]["abs"]) == 3


@pytest.mark.parametrize("case", CASES["nhsr_point_rules"]["cases"])
def test_point_rules(case: Mapping[str, Any]) -> None:
    if case["rule"] == "trend":
        found = rules.trend_ends(case["y"], NHS_R.trend)
    elif case["rule"] == "shift":
        found = [abs(mark) for mark in rules.shift_ends(case["side"], NHS_R.shift)]
    else:
        close = [bool(each) for each in case["close"]]
        found = [abs(mark) for mark in rules.two_in_three(close, case["side"])]
    assert found == case["expect"]


@pytest.mark.parametrize("case", CASES["nhsr_assurance"]["cases"])
def test_assurance(case: Mapping[str, Any]) -> None:
    words = {PASS: "consistent_pass", FAIL: "consistent_fail", HIT_OR_MISS: "inconsistent"}
    better = {"increase": MORE, "decrease": LESS, "neutral": NEITHER}[case["improvement"]]
    target = CASES["nhsr_assurance"]["input"]["target"]
    found = assured(better, target, case.get("lpl"), case.get("upl"), on_limit=NHS_R.on_limit)
    assert (None if found is None else words[found]) == case["expect"]


def test_funnel_limits() -> None:
    case = CASES["funnelplotr_poisson"]
    found = [poisson(each, case["input"]["target"]) for each in case["input"]["expected"]]
    names = {"ll95": "lower95", "ul95": "upper95", "ll998": "lower998", "ul998": "upper998"}
    for name, wanted in case["expect"].items():
        numbers = [getattr(each, names[name]) for each in found]
        assert numbers == pytest.approx(wanted, abs=case["tolerance"]["abs"], rel=0), name


def test_the_collapse_is_refused_with_its_reason() -> None:
    """The one case to disagree with: no limits of no width, and no point flagged."""
    counts = CASES[DEFECT]["input"]["y"]
    assert CASES[DEFECT]["peer_says"]["all_points_outside_limits"]
    months = periods.months(date(2026, 1, 1), date(2026, 5, 31))
    found = chart(plain(measure("seclusion"), months, counts), NHS_R)
    assert found.kind == POINTS
    assert set(found.upper) == set(found.lower) == {None}
    assert not [flag for flag in found.flags if flag.rule == OUTSIDE]
    assert found.why == (
        "Nearly every month has the same value as the one before, so limits would close up on the "
        "mean and mark every month as a signal. The days of the events are not known to chart the "
        "gaps, so only the points are shown."
    )
    assert [point.number for point in found.points] == counts
