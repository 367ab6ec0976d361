"""The quick ways of reading a bundle say what the strict ones say, and never more."""

import json
from dataclasses import replace

import pytest

from wardsafe.bundles.lines import RawEntry, over_limits, read_line, refuse_loose, write_lines
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import BadInput
from wardsafe.ledger.canonical import are_plain_objects
from wardsafe.ledger.entry import Header, read_header

GOOD = b'{"v":1}'

LOOSE = [
    b'{"a":1,"a":2}', b'{"a": 1}', b'{"a":1.0}', b'{"a":1e2}', b'{"a":NaN}', b'{"a":-0}', b"[1]",
    b'{"a":9007199254740992}', b'{"a":"\\u0000"}', b'{"a":"\\ud800"}', b'{"a":"\xff"}', b'{"a":01}',
    b'{"a":' + b"[" * 16 + b"]" * 16 + b"}", b'{"a":1}{"b":2}', b"", b'{"a":"\\/"}', b'"a"', b"{",
]  # fmt: skip


@pytest.mark.parametrize("body", LOOSE)
def test_many_at_once_lets_nothing_pass_that_one_alone_would_not(body: bytes) -> None:
    good = b'{"a":["x",null,true,{"b":-3}]}'
    assert are_plain_objects([good, good])
    assert not are_plain_objects([good, body, good])
    raws = [RawEntry(b"{}", {"facts": bytes(16) + each}) for each in (good, body)]
    if over_limits(body):
        with pytest.raises(Refused):
            refuse_loose(raws)
    else:
        refuse_loose(raws)


def test_two_halves_do_not_make_a_whole() -> None:
    for halves in ([b'{"a":1', b'"b":2}', b"{},{}"], [b'{"a":[{}', b"{}]}", b"{},{}"]):
        assert not are_plain_objects(halves)


def test_an_entry_comes_back_from_its_line_byte_for_byte() -> None:
    raw = RawEntry(
        GOOD, {"private": b"\xff\t\n" + bytes(13) + b"{}", "facts": bytes(16) + b'{"a":"\xc3\xa9"}'}
    )
    (line, nothing) = write_lines([raw]).split(b"\n")
    assert nothing == b""
    assert read_line(line) == raw


@pytest.mark.parametrize("spoilt", [b'{"a":\t1}', b'{"a":\n1}', b'{"a":"\xff"}'])
def test_what_would_not_come_back_is_not_written(spoilt: bytes) -> None:
    good = RawEntry(GOOD, {"facts": bytes(16) + b"{}"})
    for raw in (replace(good, header=spoilt), replace(good, parts={"facts": bytes(16) + spoilt})):
        with pytest.raises(Refused, match="as it was written"):
            write_lines([good, raw])


@pytest.mark.parametrize(
    ("field", "said"),
    [("epoch", 2**53), ("seq", -(2**53)), ("seq", True), ("v", 1.0), ("kind", None), ("more", 2.5)],
)
def test_a_header_that_is_read_quickly_is_as_strict(field: str, said: object) -> None:
    fields: dict[str, object] = dict.fromkeys(Header.__slots__, "x") | {
        "v": 1, "epoch": 1, "seq": 1, "parents": ["a"], "parts": {"facts": "b"},
    }  # fmt: skip
    whole = json.dumps(fields, separators=(",", ":")).encode()
    assert read_header(whole).seq == 1
    assert read_header(whole.replace(b"{", b'{"unknown":[1],', 1)) == read_header(whole)
    for loose in (json.dumps(fields | {field: said}), whole.decode().replace(":1", ": 1.0", 1)):
        with pytest.raises(BadInput):
            read_header(loose.encode())
