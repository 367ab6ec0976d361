"""A bundle that is opened while another is written: the same entries, the same refusals."""

import json
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from wardsafe.bundles import limits
from wardsafe.bundles.checking import checked
from wardsafe.bundles.child import _Served
from wardsafe.bundles.framing import read_frame
from wardsafe.bundles.handing import pack, unpack
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.reader import Reader
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import WardsafeError

VECTORS = Path(__file__).parents[1] / "vectors" / "bundles"
SAID = json.loads((VECTORS / "vectors.json").read_text(encoding="utf-8"))
KEY = "AGE-SECRET-KEY-" + SAID["key"]
NAMES = sorted(SAID["faults"])


def sealed(name: str) -> bytes:
    return (VECTORS / f"{name}.bundle").read_bytes()


def taken(reader: Reader, name: str) -> list[str] | str:
    """The ids of a bundle's entries, or why it is refused."""
    try:
        manifest, _ = reader.look(sealed(name))
        return [entry.id for entry in checked(manifest, reader.entries())]
    except WardsafeError as problem:
        return str(problem)


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader([KEY]) as one:
        yield one


def fits(name: str, said: list[str] | str) -> bool:
    """Whether that became of it that its name says; whose it is, is told by who looked."""
    whose = ("bad-another-signer", "bad-manifest-changed", "bad-signed-for-another-hub")
    if name.startswith("good-") or name in whose:
        return len(said) == 3
    return isinstance(said, str) and SAID["faults"][name] in said


def test_after_one_that_was_refused_half_way_the_next_is_taken(reader: Reader) -> None:
    for name in ("bad-counts-another-part", "good-ward", "bad-header-changed", "good-network"):
        assert fits(name, taken(reader, name)), name


def test_each_that_was_asked_for_ahead_is_taken_or_refused_for_its_own_fault(
    reader: Reader,
) -> None:
    reader.ahead(sealed(NAMES[0]))
    for name, following in zip(NAMES, [*NAMES[1:], NAMES[0]], strict=True):
        assert fits(name, taken(reader, name)), name
        reader.ahead(sealed(following))


@pytest.mark.parametrize("other", ["good-network", "bad-bomb", "bad-not-zstd"])
def test_another_than_was_asked_for_ahead_is_not_mixed_with_it(reader: Reader, other: str) -> None:
    alone = [taken(reader, name) for name in ("good-ward", other)]
    reader.ahead(sealed(other))
    assert [taken(reader, name) for name in ("good-ward", other)] == alone
    reader.ahead(sealed(other))
    reader.ahead(sealed("good-ward"))  # one at a time
    assert taken(reader, other) == alone[1]


def test_only_as_much_is_made_ready_as_a_writer_puts_into_a_bundle() -> None:
    asked: list[int] = []

    def bodies() -> Iterator[bytes]:
        for number in range(40):
            asked.append(number)
            yield bytes([number]) * limits.MIB
        raise Refused("The fault at the end.")

    served = _Served(BytesIO(), BytesIO())
    served._bodies = bodies()
    served._answer(b"P", b"")
    assert len(asked) == limits.WRITTEN_BYTES // limits.MIB
    with pytest.raises(Refused, match="at the end"):
        served._answer(b"G", b"")
    assert answers(served) == [bytes([number]) for number in range(40)]


def answers(served: _Served) -> list[bytes]:
    """The first byte of each piece that was answered."""
    stream = served._answers
    stream.seek(0)
    return [frame[1][:1] for frame in iter(lambda: read_frame(stream, limits.LINE), None)]


def test_a_fault_in_what_is_made_ready_is_told_when_it_is_asked_for() -> None:
    def bodies() -> Iterator[bytes]:
        yield b"whole"
        raise Refused("The fault.")

    served = _Served(BytesIO(), BytesIO())
    served._bodies = bodies()
    served._answer(b"P", b"")
    assert answers(served) == []
    with pytest.raises(Refused, match="The fault"):
        served._answer(b"G", b"")
    assert answers(served) == [b"w"]


def refused(reader: Reader) -> None:
    assert isinstance(taken(reader, "bad-bomb"), str)


def asked_ahead(reader: Reader) -> None:
    assert isinstance(taken(reader, "good-ward"), list)
    reader.ahead(sealed("bad-bomb"))


def half_read(reader: Reader) -> None:
    reader.look(sealed("good-ward"))
    next(reader.entries())
    reader.ahead(sealed("good-network"))  # too early: it is left for later
    assert len(taken(reader, "good-network")) == 3


def killed(reader: Reader) -> None:
    reader.ahead(sealed("good-ward"))
    process(reader).kill()
    assert isinstance(taken(reader, "good-ward"), list)


def process(reader: Reader) -> "subprocess.Popen[bytes]":
    assert reader._process is not None
    return reader._process


@pytest.mark.parametrize("act", [refused, asked_ahead, half_read, killed])
def test_nothing_is_left_running(
    act: Callable[[Reader], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*words: object, **named: object) -> "subprocess.Popen[bytes]":
        started.append(start(*words, **named))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    with Reader([KEY]) as reader:
        act(reader)
    assert started
    assert all(one.returncode is not None for one in started)


def test_entries_come_over_as_they_are() -> None:
    raws = [
        RawEntry(b"{}", {"facts": bytes(16) + b"\n\t", "private": b""}),
        RawEntry(b"\xff", {}),
        RawEntry(b"", {"x\n": b"one", "facts": b"two"}),
    ]
    assert unpack(pack(raws)) == raws
    assert unpack(pack([])) == []


def test_what_is_no_such_piece_is_refused_and_breaks_nothing() -> None:
    whole = pack([RawEntry(b"header", {"facts": b"body"})])
    lies = [b"", b"\n", b"[]\n", b"[" * 100_000 + b"\n", b'[[["a"]],-1]\n', b"[[7],1]\n\0\0\0\0"]
    lies += [whole[:at] for at in range(len(whole))] + [whole + b"\0"]
    lies += [whole.replace(b"1]", said) for said in (b"2]", b"0.5]", b'"a"]', b"9999999999999]")]
    for lie in lies:
        with pytest.raises(Refused, match="nonsense"):
            unpack(lie)
