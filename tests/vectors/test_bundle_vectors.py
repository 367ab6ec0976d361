"""Every bundle vector is taken or refused as its name says, also by tools that are not ours."""

import base64
import hashlib
import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from wardsafe.bundles import opening
from wardsafe.bundles.checking import checked
from wardsafe.bundles.manifest import fingerprint_of_key, read_manifest
from wardsafe.bundles.reader import Reader
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import TooNew, WardsafeError

HERE = Path(__file__).parent / "bundles"
SAID = json.loads((HERE / "vectors.json").read_text(encoding="utf-8"))
KEY = "AGE-SECRET-KEY-" + SAID["key"]
DOC = Path(__file__).parents[2] / "docs" / "formats" / "bundle.md"
NAMES = sorted(SAID["faults"])


def made() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_bundles", HERE / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sealed(name: str) -> bytes:
    return (HERE / f"{name}.bundle").read_bytes()


def take(data: bytes) -> int:
    """How many entries are taken from a file; raises where it is refused."""
    plain = opening.unsealed(data, [KEY])
    manifest, signed = read_manifest(plain)
    packed = opening.packed_part(plain, signed.size, manifest)
    if not signed.is_by(SAID["public"]):
        raise Refused("It does not carry the signature of its terminal.")
    if fingerprint_of_key(opening.public_key(KEY)) not in manifest.recipients:
        raise Refused("It was signed for somebody else.")
    return len(list(checked(manifest, opening.unpacked(packed, manifest))))


def told(data: bytes) -> str:
    try:
        take(data)
    except (Refused, TooNew) as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_N08_to_N15_a_bundle_vector_gives_the_fault_it_names(name: str) -> None:
    fault = SAID["faults"][name]
    assert (fault == "") == name.startswith("good-")
    said = told(sealed(name))
    assert fault in said if fault else said == ""


def test_there_are_good_and_named_bad_bundles() -> None:
    assert sum(name.startswith("good-") for name in NAMES) >= 2
    assert sum(name.startswith("bad-") for name in NAMES) >= 35
    assert {path.stem for path in HERE.glob("*.bundle")} == set(NAMES)


def test_the_script_makes_what_the_vectors_open_to() -> None:
    make = made()
    assert {*make.good(), *(f"bad-{name}" for name in make.bad())} == set(NAMES)
    for name, plain in make.good().items():
        assert opening.unsealed(sealed(name), [KEY]) == plain
    for name, (plain, fault) in make.bad().items():
        assert opening.unsealed(sealed(f"bad-{name}"), [KEY]) == plain
        assert SAID["faults"][f"bad-{name}"] == fault


def test_the_process_that_takes_bundles_apart_says_the_same() -> None:
    with Reader([KEY]) as reader:
        for name in ("good-ward", "bad-bomb", "bad-too-deep", "good-network", "bad-not-zstd"):
            try:
                manifest, _ = reader.look(sealed(name))
                assert len(list(checked(manifest, reader.entries()))) == 3
                said = ""
            except WardsafeError as problem:
                said = str(problem)
            assert SAID["faults"][name] in said
            assert bool(said) == name.startswith("bad-")


def test_N02_every_byte_flipped_is_refused_with_a_reason() -> None:
    good = sealed("good-network")
    for at in range(len(good)):
        for bit in (0, 3, 7):
            spoilt = bytearray(good)
            spoilt[at] ^= 1 << bit
            assert told(bytes(spoilt)), f"byte {at}, bit {bit}"


@pytest.mark.long
@pytest.mark.parametrize("name", ["good-network", "good-ward"])
def test_N02_every_bit_flipped_of_either_purpose_is_refused_with_a_reason(name: str) -> None:
    good = sealed(name)
    for at in range(8 * len(good)):
        spoilt = bytearray(good)
        spoilt[at // 8] ^= 1 << at % 8
        assert told(bytes(spoilt)), f"bit {at}"


def test_N02_every_truncation_is_refused_with_a_reason() -> None:
    good = sealed("good-network")
    for length in range(len(good)):
        assert told(good[:length]), length


def test_N02_every_byte_inside_the_seal_is_covered_by_hash_or_signature() -> None:
    """Whoever holds the reader's public key can seal anything; nothing of it is believed."""
    plain = opening.unsealed(sealed("good-network"), [KEY])
    for at in range(len(plain)):
        spoilt = bytearray(plain)
        spoilt[at] ^= 1
        with pytest.raises((Refused, TooNew)):
            _take_plain(bytes(spoilt))
    for length in range(len(plain)):
        with pytest.raises((Refused, TooNew)):
            _take_plain(plain[:length])


def _take_plain(plain: bytes) -> None:
    manifest, signed = read_manifest(plain)
    packed = opening.packed_part(plain, signed.size, manifest)
    if not signed.is_by(SAID["public"]):
        raise Refused("It does not carry the signature of its terminal.")
    list(checked(manifest, opening.unpacked(packed, manifest)))


def test_a_stranger_opens_a_bundle_with_age_zstd_and_openssl(tmp_path: Path) -> None:
    missing = [tool for tool in ("age", "openssl", "zstd") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed here: {', '.join(missing)}")
    steps = DOC.read_text(encoding="utf-8").split("```sh\n")[1].split("```")[0]
    (tmp_path / "key.txt").write_text(KEY + "\n")
    shutil.copy(HERE / "good-network.bundle", tmp_path / "a.bundle")
    der = bytes.fromhex("302a300506032b6570032100" + SAID["public"])
    pem = base64.b64encode(der).decode()
    (tmp_path / "terminal.pem").write_text(
        f"-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n"
    )
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", steps], cwd=tmp_path, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert "Signature Verified Successfully" in run.stdout
    entries = [line.split("\t") for line in (tmp_path / "entries").read_text().splitlines()]
    assert [json.loads(entry[0])["seq"] for entry in entries] == [1, 2, 3]
    header, name, random, body = entries[0]
    found = hashlib.sha256(bytes.fromhex(random) + body.encode()).hexdigest()
    assert found == json.loads(header)["parts"][name]
    spoilt = (tmp_path / "signed").read_bytes().replace(b'"number":1', b'"number":2')
    (tmp_path / "signed").write_bytes(spoilt)
    verify = next(line for line in steps.splitlines() if line.startswith("openssl"))
    again = subprocess.run(["bash", "-c", verify], cwd=tmp_path, capture_output=True)
    assert again.returncode != 0


def test_the_example_in_the_format_page_is_the_vector() -> None:
    page = DOC.read_text(encoding="utf-8")
    plain = opening.unsealed(sealed("good-network"), [KEY])
    manifest, signed = read_manifest(plain)
    example = page.split("```json\n")[1].split("```")[0].strip()
    assert example.encode() == signed.message.split(b"\n")[1]
    line = page.split("```text\n")[1].split("```")[0].strip()
    lines = opening.zstd.lines(plain[signed.size :], manifest.size)
    assert line.encode() == next(iter(lines))
