"""The ledger: bytes, keys, and the only writer of a ward's entries."""
