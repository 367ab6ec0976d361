"""Writing a bundle: entries into lines, packed, described and signed, then sealed."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain

from wardsafe.bundles import limits
from wardsafe.bundles.lines import RawEntry, write_lines
from wardsafe.bundles.manifest import Manifest, fingerprint_of_key, write_manifest
from wardsafe.bundles.signed import Sign
from wardsafe.bundles.zstd import compress
from wardsafe.ledger.sealed import seal_bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle file and what its manifest says. `name` is the SHA-256 of the file."""

    data: bytes
    manifest: Manifest

    @property
    def name(self) -> str:
        """What the file is called wherever it is put."""
        return sha256(self.data).hexdigest()


def seal(
    entries: Sequence[RawEntry], about: Manifest, recipients: Collection[str], sign: Sign
) -> Sealed:
    """The bundle of `entries`, sealed to age recipients.

    `about` says whose they are; what follows from the entries is filled in here. Raises Refused
    for bytes that are no entry's, NotSaved where a recipient's key is unusable.
    """
    unpacked = write_lines(entries)
    packed = compress(unpacked)
    counts = Counter(chain.from_iterable(entry.parts for entry in entries))
    manifest = replace(
        about,
        last=about.first + len(entries) - 1,
        head=sha256(entries[-1].header).hexdigest(),
        recipients=tuple(sorted({fingerprint_of_key(key) for key in recipients})),
        entries=len(entries),
        counts=dict(sorted(counts.items())),
        digest=sha256(packed).hexdigest(),
        packed=len(packed),
        size=len(unpacked),
    )
    return Sealed(seal_bytes(write_manifest(manifest, sign) + packed, recipients), manifest)


def in_bundles(entries: Iterator[RawEntry]) -> Iterator[list[RawEntry]]:
    """The entries in stretches that each make one bundle of an easy size."""
    batch: list[RawEntry] = []
    size = 0
    for entry in entries:
        more = len(entry.header) + sum(map(len, entry.parts.values()))
        if batch and (len(batch) == limits.WRITTEN_ENTRIES or size + more > limits.WRITTEN_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += more
    if batch:
        yield batch
