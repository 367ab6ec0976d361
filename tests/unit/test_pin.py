"""Which PINs are refused, with the reason and never the digits."""

import random

import pytest

from wardsafe.errors import BadInput
from wardsafe.ledger.pin import check_pin


@pytest.mark.parametrize("pin", ["739164", "918273645", "46028317", "5094716", "839205174620"])
def test_an_ordinary_pin_is_taken(pin):
    check_pin(pin, forbidden=["1987-05-23", "999 418 2207", "Bed 12", ""])


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("", "other than the digits"),
        ("73916", "fewer than 6"),
        ("73916a", "other than the digits"),
        ("73 9164", "other than the digits"),
        ("７３９１６４", "other than the digits"),
        ("٧٣٩١٦٤", "other than the digits"),
        ("739164" * 6, "more than 32"),
        ("000000", "repeats"),
        ("121212", "repeats"),
        ("1212121", "repeats"),
        ("739739", "repeats"),
        ("122111", "two different"),
        ("123456", "even steps"),
        ("654321", "even steps"),
        ("789012", "even steps"),
        ("024680", "even steps"),
        ("112233", "even steps"),
        ("99887766", "even steps"),
        ("123321", "backwards"),
        ("4718174", "backwards"),
        ("230587", "date"),  # 23 May 87
        ("052387", "date"),  # the American order
        ("870523", "date"),
        ("23051987", "date"),
        ("19870523", "date"),
        ("051987", "date"),
        ("198705", "date"),
        ("19872024", "date"),
    ],
)
def test_C05_a_trivial_pin_is_refused_with_its_reason(pin, reason):
    with pytest.raises(BadInput, match=reason) as refused:
        check_pin(pin)
    assert refused.value.field == "pin"
    assert refused.value.do


@pytest.mark.parametrize(
    ("pin", "forbidden"),
    [
        ("941822", "999 418 2207"),  # six of the ten digits of an NHS number
        ("9994182207", "999-418-2207"),
        ("46028317", "46028317"),
        ("774602", "4602"),  # a four-digit number that belongs to the person, inside the PIN
        ("004700", "bed 47"),
        ("590487", "date 590487"),
    ],
)
def test_C05_a_number_of_the_person_is_refused(pin, forbidden):
    with pytest.raises(BadInput, match="belongs to you"):
        check_pin(pin, forbidden=[forbidden])


def test_C05_the_refusal_never_repeats_the_pin():
    with pytest.raises(BadInput) as refused:
        check_pin("739739")
    assert "739" not in str(refused.value)


def test_a_short_number_such_as_a_bed_does_not_refuse_every_pin_that_holds_it():
    check_pin("274946", forbidden=["bed 4", "12"])


def test_most_pins_drawn_at_random_are_taken():
    draw = random.Random(2026)
    refused = 0
    for _ in range(5000):
        try:
            check_pin(f"{draw.randrange(10**6):06}")
        except BadInput:
            refused += 1
    assert 0.05 < refused / 5000 < 0.20
