"""NHS numbers: ten digits, modulus 11."""

import pytest

from wardsafe.errors import BadInput
from wardsafe.records.nhs_number import read_nhs_number, say_nhs_number

# 943 476 5919 is the worked example of the NHS Data Model and Dictionary; 999… are test numbers.
VALID = ("9434765919", "9990000018", "9990000026", "9994182207")


def check_digit(nine: str) -> int:
    return 11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11


@pytest.mark.parametrize("nine", ["943476591", "999000001", "999418220", "401023213"])
def test_the_check_digit_decides(nine: str) -> None:
    digit = check_digit(nine) % 11
    for last in range(10):
        if last == digit:
            assert read_nhs_number(f"{nine}{last}") == f"{nine}{last}"
        else:
            with pytest.raises(BadInput, match="last digit does not fit"):
                read_nhs_number(f"{nine}{last}")


def test_nine_digits_that_no_check_digit_fits_are_refused_with_all_ten() -> None:
    nine = next(f"9990000{n:02d}" for n in range(100) if check_digit(f"9990000{n:02d}") == 10)
    for last in range(10):
        with pytest.raises(BadInput):
            read_nhs_number(f"{nine}{last}")


@pytest.mark.parametrize(
    "typed", ["943 476 5919", "943-476-5919", " 9434765919 ", "943\u00a0476\u20115919"]
)
def test_spaces_and_dashes_do_not_matter(typed: str) -> None:
    assert read_nhs_number(typed) == "9434765919"


@pytest.mark.parametrize("digit", "0123456789")
def test_repeated_digits_are_refused(digit: str) -> None:
    with pytest.raises(BadInput, match="same digit"):
        read_nhs_number(digit * 10)


@pytest.mark.parametrize("typed", ["", "943476591", "94347659190", "943476591X", "+943476591", "९"])
def test_anything_else_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_nhs_number(typed, field="number")
    assert refused.value.field == "number"
    assert not typed or typed not in str(refused.value)


def test_said_in_three_groups() -> None:
    assert say_nhs_number("9434765919") == "943 476 5919"
