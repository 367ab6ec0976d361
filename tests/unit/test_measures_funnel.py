"""Funnels: exact limits, overdispersion by its formula, and units without an event."""

import math

import pytest

from wardsafe.errors import BadInput
from wardsafe.measures.funnel import K95, Unit, chi_squared, funnel, poisson


def test_units_alike_have_no_overdispersion() -> None:
    found = funnel([Unit(str(n), 20, 20) for n in range(12)], "SR")
    assert (found.tau2, found.phi) == (0, 0)
    assert found.limits[0].upper95 == pytest.approx(math.exp(K95 * math.sqrt(1 / 20)))


def test_units_unlike_widen_the_limits_by_the_formula() -> None:
    """Six units at half and six at twice what was expected: the tenth at either end is as they."""
    units = [Unit(str(n), 25 if n % 2 else 100, 50) for n in range(12)]
    found = funnel(units, "SR")
    z2 = math.log(2) ** 2 * 50
    assert found.phi == pytest.approx(z2)
    tau2 = (12 * z2 - 11) / (600 - 12 * 2500 / 600)
    assert found.tau2 == pytest.approx(tau2)
    width = K95 * math.sqrt(1 / 50 + tau2)
    assert found.limits[3].lower95 == pytest.approx(math.exp(-width))


def test_a_unit_without_an_event_stays() -> None:
    for kind in ("SR", "PR", "RC"):
        units = [Unit("silent", 0, 30), *(Unit(str(n), 10 + n, 30 + n) for n in range(9))]
        found = funnel(units, kind)
        assert found.values[0] == 0
        assert found.units[0].name == "silent"
        assert all(math.isfinite(each.upper998) for each in found.limits)


def test_shares_stay_between_nought_and_one() -> None:
    found = funnel([Unit(str(n), 1 + n % 2, 2) for n in range(6)], "PR")
    assert found.limits
    for each in found.limits:
        assert 0 <= each.lower998 <= each.lower95 < each.upper95 <= each.upper998 <= 1


def test_bad_input_is_refused() -> None:
    with pytest.raises(BadInput, match="no denominator"):
        funnel([Unit("a", 1, 0)], "SR")
    with pytest.raises(BadInput, match="not a kind"):
        funnel([Unit("a", 1, 1)], "XX")
    with pytest.raises(BadInput, match="No unit has an event"):
        funnel([Unit("a", 0, 1)], "RC")
    with pytest.raises(BadInput, match="nought or below"):
        poisson(0)


def test_chi_squared_against_known_points() -> None:
    assert chi_squared(0.95, 1) == pytest.approx(3.841458820694124, rel=1e-9)
    assert chi_squared(0.025, 10) == pytest.approx(3.246972780236847, rel=1e-9)
    assert chi_squared(0.999, 200) == pytest.approx(267.5405, abs=1e-3)
