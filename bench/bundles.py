"""What sealing, opening and merging cost, each against the same bytes or rows without wardsafe."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import bundles_merged
import bundles_sent
import pyrage
import wards
from measured import Against, duration, in_turns, note, p50
from sizes import Size

from wardsafe.bundles import leaving, limits, opening, sealing, zstd
from wardsafe.bundles.lines import RawEntry
from wardsafe.bundles.manifest import read_manifest
from wardsafe.services import enrolling
from wardsafe.services.session import Session

STEWARD = "s-price"


def bundles(size: Size) -> Iterator[str]:
    """The first merge, one that brings nothing new, sealing, opening."""
    with tempfile.TemporaryDirectory(dir=wards.home()) as folder:
        place = wards.copy(wards.ward(size.small, 60), Path(folder))
        with closing(wards.unlock(place, STEWARD)) as session:
            # First what is measured by its memory too: what sealing leaves behind is not its own.
            yield from bundles_merged.merged(size, session, Path(folder))
            yield from _sealed_and_opened(size, session)


def _sealed_and_opened(size: Size, session: Session) -> Iterator[str]:
    card = enrolling.own_card(session)
    sender = bundles_sent.Sender(card, bundles_sent.templates(session))
    raws = sender.entries(min(limits.WRITTEN_ENTRIES, size.merged))
    about, reader = sender.about(raws[0]), card.age
    keys = enrolling.own_keys(session)
    bundle = sealing.seal(raws, about, [reader], bundles_sent.sign)
    manifest, signed = read_manifest(opening.unsealed(bundle.data, keys))
    packed = opening.packed_part(opening.unsealed(bundle.data, keys), signed.size, manifest)
    lines = b"".join(line + b"\n" for line in zstd.lines(packed, manifest.size))
    recipient = pyrage.x25519.Recipient.from_str(reader)
    identity = pyrage.x25519.Identity.from_str(keys[0])
    public = bundles_sent.public()
    alone = pyrage.encrypt(zstd.compress(lines), [recipient])

    def seal() -> None:
        assert len(sealing.seal(raws, about, [reader], bundles_sent.sign).name) == 64

    def open_() -> list[bytes]:
        plain = opening.unsealed(bundle.data, keys)
        found, by = read_manifest(plain)
        assert by.is_by(public)
        stretches = opening.stretches(opening.packed_part(plain, by.size, found), found)
        return [line for stretch in stretches for line in stretch]

    def check() -> None:
        opening.read(open_())

    def read() -> list[RawEntry]:
        found = islice(session.ledger.walk(), len(raws))
        return [leaving.whole(entry).raw for entry in found]

    sealed = in_turns(
        size.seals, *(_timed(act) for act in (seal, *(2 * [lambda: pyrage.encrypt(
            zstd.compress(lines), [recipient])])))
    )  # fmt: skip
    opened = in_turns(
        size.seals, *(_timed(act) for act in (open_, *(2 * [lambda: zstd.zstd.decompress(
            pyrage.decrypt(alone, [identity]))])))
    )  # fmt: skip
    checked, left = in_turns(size.seals, _timed(check), _timed(read))
    yield Against("  sealing a bundle", sealed[0], "zstd and age", sealed[1:], 2).line()
    yield Against("  opening it", opened[0], "age and zstd", opened[1:], 2).line()
    yield _speed("Sealing", sealed) + " " + _speed("opening", opened).strip()
    yield note(
        f"{len(raws):,} entries, {len(lines):,} bytes of lines, {len(bundle.data):,} sealed; the "
        "floors pack and seal the very same lines; all is processor time. Ours: lines written, "
        "manifest, signature, digest, name; back to lines that are counted and within every limit."
    )
    yield note(
        f"Not in these: to read {len(raws):,} entries from a ledger and to choose what of them "
        f"leaves, {duration(p50(left))}; opening with each line taken apart and each part read as "
        f"strict JSON, {duration(p50(checked))} in all, "
        f"{p50([*opened[1], *opened[2]]) / p50(checked):.0%} of the floor's speed: that is counted "
        "in the merge."
    )


def _timed(act: Callable[[], object]) -> Callable[[], float]:
    def take() -> float:
        began = time.process_time()
        act()
        return time.process_time() - began

    return take


def _speed(what: str, found: Sequence[Sequence[float]]) -> str:
    share = p50([*found[1], *found[2]]) / p50(found[0])
    return note(f"{what}: {share:.0%} of the floor's speed (target ≥ 50 %).")
