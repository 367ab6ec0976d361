"""The forty searches: words that are everywhere, words that are rare, beginnings, nothing."""

COMMON = [
    "held",
    "restraint",
    "corridor",
    "calm",
    "medicine",
    "staff",
    "garden",
    "bedroom",
    "standing",
    "walked",
]
# Each word of "mat quieter" and "cancelled cornered" is in very many records, both in none.
SEVERAL = [
    "held corridor",
    "restraint prone",
    "quiet room",
    "medicine declined",
    "mat quieter",
    "injection bedroom",
    "seclusion garden",
    "cancelled cornered",
    "escort seclusion shoes",
    "asleep vital signs hour",
]
BEGINNINGS = ["r", "re", "se", "co", "in", "h", "wh", "med", "secl", "corr"]
RARE = ["whitfield", "jamal morrison", "4711", "123456", "duplicate", "camera"]
NOTHING = ["zzzz", "qx", "held zzzz", "corridor platypus"]

QUERIES = [*COMMON, *SEVERAL, *BEGINNINGS, *RARE, *NOTHING]
