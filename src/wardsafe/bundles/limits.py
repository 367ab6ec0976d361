"""How much a bundle may hold. What is over a limit is refused before work is done on it.

A writer keeps far below, so that each bundle is one small step that can be repeated.
"""

KIB, MIB = 1024, 1024 * 1024

SEALED = 64 * MIB
"""Bytes of a bundle file (threats catalogue, case N13)."""
RECIPIENTS = 64
"""Stanzas of its age header: each costs a try before anything is checked."""
UNPACKED = 96 * MIB
"""Bytes of all its entries, unpacked."""
ENTRIES = 50_000
LINE = 12 * MIB
HEADER = 64 * KIB
PART = 4 * MIB
"""A form's longest text, several times, in the widest letters."""
PARTS = 8
NAME = 64
KEYS = 256
"""Keys of one object."""
WINDOW = 23
"""The widest window that unpacking may ask for: 2 to this power, 8 MiB."""
SIGNED = 256 * KIB
"""Bytes of a manifest, a receipt's or a card's line."""

WRITTEN_ENTRIES = 5_000
WRITTEN_BYTES = 8 * MIB
"""What a writer puts into one bundle at most; one entry that is larger goes alone."""
