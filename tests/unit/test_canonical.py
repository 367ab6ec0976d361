"""Canonical bytes: what they look like, and everything that is refused, by path."""

from enum import IntEnum, StrEnum
from typing import Any

import pytest

from wardsafe.errors import BadInput
from wardsafe.ledger.canonical import DEPTH, LARGEST, decode, decode_object, encode


class Letter(StrEnum):
    A = "a"


class Whole(IntEnum):
    ONE = 1


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, False, None]}, b'{"a":[true,false,null],"b":1}'),
        ('\x1f\x7f"\\\b\n/é🙂', b'"\\u001f\x7f\\"\\\\\\b\\n/' + "é🙂".encode() + b'"'),
        # UTF-16 order: the pair of U+1F642 begins with U+D83D, before U+FB33 (RFC 8785, 3.2.3).
        ({"\ufb33": 1, "🙂": 2}, '{"🙂":2,"\ufb33":1}'.encode()),
        ([LARGEST, -LARGEST], b"[9007199254740991,-9007199254740991]"),
        (("tuple", Letter.A, Whole.ONE), b'["tuple","a",1]'),
        ("\\u0000", b'"\\\\u0000"'),
        ({}, b"{}"),
    ],
)
def test_bytes_are_canonical(value: Any, expected: bytes) -> None:
    assert encode(value) == expected


@pytest.mark.parametrize(
    ("value", "field", "why"),
    [
        ({"a": {"b": [1, 2.0]}}, "a.b.1", "is a float"),
        ({"a": float("nan")}, "a", "is a float"),
        ({"a": -0.0}, "a", "is a float"),
        ({"a": 2**53}, "a", "beyond 53 bits"),
        ({"a": -(2**63) - 1}, "a", "beyond 53 bits"),
        ({"a": "x\x00y"}, "a", "NUL"),
        ({"a\x00": 1}, "", "NUL"),
        ({"a": "\ud800"}, "a", "surrogate"),
        ({"\udfff": 1}, "", "surrogate"),
        ({"a": {1: 2}}, "a", "key that is not text"),
        ({"a": b"bytes"}, "a", "is a bytes"),
        ({"a": {"b"}}, "a", "is a set"),
        (nested(DEPTH + 1), ".".join("0" * DEPTH), "16 deep"),
    ],
)
def test_what_is_not_allowed_is_named(value: Any, field: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refused:
        encode(value)
    assert refused.value.field == field


def test_the_message_never_holds_the_value_or_a_raw_key() -> None:
    with pytest.raises(BadInput) as refused:
        encode({"na\x1bme": ["secret", 1.5]})
    assert "secret" not in str(refused.value)
    assert "\x1b" not in str(refused.value)


def test_sixteen_deep_is_allowed() -> None:
    assert decode(encode(nested(DEPTH))) == nested(DEPTH)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b"[NaN]",
        b"[Infinity]",
        b"[1e400]",
        b"[1.0]",
        b"[-0]",
        b"[" + b"9" * 5000 + b"]",
        b"[9007199254740992]",
        b'"\\ud800"',
        b'"\\u0000"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b"",
        b"{",
        b"{} {}",
        b"[" * 17 + b"]" * 17,
        b"'a'",
    ],
)
def test_reading_is_strict(data: bytes) -> None:
    with pytest.raises(BadInput):
        decode(data)


def test_an_escaped_pair_is_one_character() -> None:
    assert decode(b'"\\ud83d\\ude42"') == "🙂"


def test_an_object_is_asked_for_by_name() -> None:
    with pytest.raises(BadInput, match="not an object"):
        decode_object(b"[]")
