"""An event with words that can be looked for, and a whole disk to look through, free pages too."""

from typing import Any

from wardsafe.ledger.connection import PAGE
from wardsafe.records.involved import Involved
from wardsafe.records.sexual_safety import SexualSafety

RESERVED = 80
"""At the end of each page: 16 bytes of IV, 64 of HMAC-SHA512."""

SECRETS = ("Quillfeather", "turquoise scarf", "lowered voice", "patient ninety-one", "Oakhampton")
"""Words that stand nowhere but in the event: in its narrative, opinion, amendment, void, draft."""


def event(ward: Any, **more: Any) -> SexualSafety:
    """Unwanted touch of Rosa by another patient, told a quarter of an hour later."""
    said = {
        "person": ward.rosa,
        "when": ward.clock.now(),
        "place": "corridor",
        "category": "unwanted_touch",
        "involved": (
            Involved(who="patient", part="affected", known_as="A"),
            Involved(who="patient", part="described", known_as=SECRETS[3]),
        ),
        "seen": f"A stood by the door with a {SECRETS[1]}.",
        "words": f"A said: {SECRETS[0]} touched my arm.",
        "harm_psychological": "moderate",
    }
    return SexualSafety(**{**said, **more})


def by_staff(ward: Any, **more: Any) -> SexualSafety:
    """The same, with the behaviour of a member of staff described."""
    people = (
        Involved(who="patient", part="affected", known_as="A"),
        Involved(who="staff", part="described", known_as=SECRETS[3]),
    )
    return event(ward, **{"involved": people, **more})


def disk(ward: Any) -> bytes:
    """Every byte of every file in the ward folder and the device folder."""
    files = [
        path
        for folder in (ward.where.folder, ward.where.device)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    assert len(files) >= 5
    return b"\n".join(path.read_bytes() for path in files)


def decrypted(ward: Any, data_key: bytes) -> bytes:
    """The whole database in the clear, page by page, free pages and indexes with the rest.

    SQLCipher 4 with a raw key: AES-256-CBC, the IV before the 64 bytes of HMAC at the end of a
    page; the first 16 bytes of the file are its salt.
    """
    return pages_decrypted(data_key, ward.where.ledger.read_bytes())


def journal_pages(journal: bytes) -> bytes:
    """The pages that a rollback journal kept, one after the other, as they were in the file.

    A header fills a sector (its length at byte 20); then page number, page, checksum, each time.
    """
    sector = int.from_bytes(journal[20:24])
    assert 512 <= sector <= 65536, sector
    kept, at = [], sector
    while at + PAGE + 8 <= len(journal) and 0 < int.from_bytes(journal[at : at + 4]) < 100_000:
        number = int.from_bytes(journal[at : at + 4])
        page = journal[at + 4 : at + 4 + PAGE]
        kept.append(page if number > 1 else bytes(PAGE))
        at += PAGE + 8
    # As in a file: the first page begins with a salt, so it is left out.
    return bytes(PAGE) + b"".join(kept) if kept else b""


def pages_decrypted(data_key: bytes, raw: bytes) -> bytes:
    """Whole pages of a database in the clear."""
    sealed, before = [], []
    for at in range(0, len(raw), PAGE):
        page = raw[at : at + PAGE]
        body, iv = page[16 if at == 0 else 0 : PAGE - RESERVED], page[PAGE - RESERVED :][:16]
        sealed.append(body)
        before.append(iv + body[:-16])
    plain = xor(aes_decrypted(data_key, b"".join(sealed)), b"".join(before))
    # A text that runs over several pages is broken by their heads and ends.
    return plain + raw[:16]


# --- AES-256 backwards, for many blocks at once: one bytes object for each of the 16 places ------


def _xtime(value: int) -> int:
    return (value << 1) ^ (0x11B if value & 0x80 else 0)


def _times(value: int, by: int) -> int:
    found = 0
    while by:
        found ^= value if by & 1 else 0
        value, by = _xtime(value), by >> 1
    return found


def _sbox() -> bytes:
    found = []
    for value in range(256):
        inverse = next((n for n in range(256) if _times(value, n) == 1), 0)
        turned = [(inverse << n | inverse >> 8 - n) & 255 for n in range(5)]
        found.append(turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4] ^ 0x63)
    return bytes(found)


SBOX = _sbox()
BACK = bytes(SBOX.index(n) for n in range(256))
MUL = {by: bytes(_times(n, by) for n in range(256)) for by in (9, 11, 13, 14)}
MIX = ((14, 11, 13, 9), (9, 14, 11, 13), (13, 9, 14, 11), (11, 13, 9, 14))


def xor(one: bytes, other: bytes) -> bytes:
    both = int.from_bytes(one) ^ int.from_bytes(other)
    return both.to_bytes(len(one))


def _round_keys(key: bytes) -> list[bytes]:
    words = [key[at : at + 4] for at in range(0, 32, 4)]
    power = 1
    for n in range(8, 60):
        last = words[-1]
        if n % 8 == 0:
            last = xor((last[1:] + last[:1]).translate(SBOX), bytes([power, 0, 0, 0]))
            power = _xtime(power)
        elif n % 8 == 4:
            last = last.translate(SBOX)
        words.append(xor(words[n - 8], last))
    return [b"".join(words[at : at + 4]) for at in range(0, 60, 4)]


def aes_decrypted(key: bytes, data: bytes) -> bytes:
    """Every 16-byte block of `data`, each for itself."""
    keys, count = _round_keys(key), len(data) // 16
    state = [data[place::16] for place in range(16)]

    def add(state: list[bytes], key: bytes) -> list[bytes]:
        return [xor(row, key[place : place + 1] * count) for place, row in enumerate(state)]

    state = add(state, keys[14])
    for number in range(13, -1, -1):
        # InvShiftRows: the byte of row r comes from r columns to the left.
        state = [state[(place - 4 * (place % 4)) % 16].translate(BACK) for place in range(16)]
        state = add(state, keys[number])
        if number:
            state = _unmixed(state)
    found = bytearray(len(data))
    for place in range(16):
        found[place::16] = state[place]
    return bytes(found)


def _unmixed(state: list[bytes]) -> list[bytes]:
    found = []
    for place in range(16):
        column, row = place - place % 4, place % 4
        mixed = bytes(len(state[0]))
        for n in range(4):
            mixed = xor(mixed, state[column + n].translate(MUL[MIX[row][n]]))
        found.append(mixed)
    return found
