"""Packing with Zstandard, and unpacking with every limit set before a byte is read."""

import sys
from collections.abc import Iterator

from wardsafe.bundles import limits
from wardsafe.bundles.refusing import Refused, not_whole

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LEVEL = 3
_BLOCK = 256 * limits.KIB


def compress(data: bytes) -> bytes:
    """One frame, with its checksum."""
    options = {
        int(zstd.CompressionParameter.compression_level): _LEVEL,
        int(zstd.CompressionParameter.checksum_flag): 1,
    }
    return bytes(zstd.compress(data, options=options))


def lines(packed: bytes, size: int) -> Iterator[bytes]:
    """`stretches`, line by line."""
    for stretch in stretches(packed, size):
        yield from stretch


def stretches(packed: bytes, size: int) -> Iterator[list[bytes]]:
    """The lines of one frame that unpacks to exactly `size` bytes, without their line feeds, as
    many at a time as come out together.

    Raises Refused for anything after the frame, for more or fewer bytes, for a line that is too
    long or has no end, and for a window that would take too much memory.
    """
    rest = b""
    for block in _blocks(packed, size):
        first, *others = block.split(b"\n")
        rest += first
        if len(rest) > limits.LINE:
            raise Refused("A line of the bundle is too long.")
        if others:
            yield [rest, *others[:-1]]
            rest = others[-1]
    if rest:
        raise not_whole()


def _blocks(packed: bytes, size: int) -> Iterator[bytes]:
    stream = zstd.ZstdDecompressor(
        options={zstd.DecompressionParameter.window_log_max: limits.WINDOW}
    )
    done, fed = 0, packed
    try:
        while not stream.eof:
            block = stream.decompress(fed, max_length=_BLOCK)
            fed = b""
            if not block and stream.needs_input:
                raise not_whole()
            done += len(block)
            if done > size:
                raise Refused("The bundle unpacks to more than it says.")
            yield block
    except zstd.ZstdError:
        raise not_whole() from None
    if stream.unused_data or done != size:
        raise not_whole()
