"""Every entry vector gives exactly what its name and its `fault` say."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pyrage
import pytest

from wardsafe.errors import BadInput
from wardsafe.ledger.checkpoint import Checkpoint, is_signed_by
from wardsafe.ledger.entry import Entry, read_header

VECTORS = sorted((Path(__file__).parent / "entries").glob("*.json"))
DOC = Path(__file__).parents[2] / "docs" / "formats" / "entry.md"


def read(path: Path) -> tuple[dict[str, Any], bytes, dict[str, bytes]]:
    vector = json.loads(path.read_text(encoding="utf-8"))
    parts = {
        name: bytes.fromhex(part["random"]) + part["json"].encode()
        for name, part in vector["parts"].items()
    }
    return vector, vector["header"].encode("utf-8", "surrogateescape"), parts


def fault_of(vector: dict[str, Any], header: bytes, parts: dict[str, bytes]) -> str:
    head = dict(vector["checkpoint"])
    if not is_signed_by(Checkpoint(**{k: head[k] for k in head if k != "public"}), head["public"]):
        return "signature"
    try:
        entry = Entry(1, vector["id"], read_header(header), header, parts)
    except BadInput as problem:
        return str(problem)
    for name in parts if not entry.fault() else ():
        entry.read(name)
    return entry.fault()


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector_gives_the_fault_it_names(path: Path) -> None:
    vector, header, parts = read(path)
    assert (vector["fault"] == "") == path.stem.startswith("good-")
    found = fault_of(vector, header, parts)
    assert vector["fault"] in found if vector["fault"] else found == ""


def test_there_are_good_and_bad_vectors() -> None:
    names = [path.stem for path in VECTORS]
    assert sum(name.startswith("good-") for name in names) >= 6
    assert sum(name.startswith("bad-") for name in names) >= 25


def test_an_unknown_header_field_survives_in_the_bytes() -> None:
    _, header, _ = read(next(p for p in VECTORS if p.stem == "good-unknown-header-field"))
    assert read_header(header).record == "m4kq2z7c5t3xw6vy2bnd8hje4p"
    assert b"by a later version" in header


def test_the_example_in_the_format_page_is_the_vector_and_verifies() -> None:
    example = json.loads(DOC.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0])
    vector, header, parts = read(next(p for p in VECTORS if p.stem == "good-first"))
    assert example == {key: value for key, value in vector.items() if key != "fault"}
    # By hand, with nothing of wardsafe, as the page says.
    assert hashlib.sha256(header).hexdigest() == example["id"]
    digests = json.loads(example["header"])["parts"]
    assert {n: hashlib.sha256(body).hexdigest() for n, body in parts.items()} == digests
    assert fault_of(vector, header, parts) == ""


def test_a_sealed_part_opens_with_its_key_and_with_the_public_library_alone() -> None:
    vector, header, parts = read(next(p for p in VECTORS if p.stem == "good-sealed"))
    entry = Entry(1, vector["id"], read_header(header), header, parts)
    key = "AGE-SECRET-KEY-" + vector["key"]
    opened = entry.opened([key])
    assert opened is not None
    assert opened.read("private") == vector["opens"]
    assert (entry.opened([]), entry.fault()) == (None, "")
    # By hand, with nothing of wardsafe, as the page says.
    stored = json.loads(vector["parts"]["private"]["json"])
    identity = pyrage.x25519.Identity.from_str(key)
    plain = pyrage.decrypt(base64.b64decode(stored["age"]), [identity])
    assert json.loads(plain) == vector["opens"]


def test_the_sealed_example_in_the_format_page_is_the_vector() -> None:
    example = json.loads(DOC.read_text(encoding="utf-8").split("```json\n")[2].split("```")[0])
    vector, _, _ = read(next(p for p in VECTORS if p.stem == "good-sealed"))
    assert example == vector["parts"]["private"] | {"opens": vector["opens"]}
