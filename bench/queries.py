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
# "escort mat" and "cancelled phone": each word is in a great many records, both are in none.
SEVERAL = [
    "held corridor",
    "restraint prone",
    "quiet room",
    "medicine declined",
    "escort mat",
    "injection bedroom",
    "seclusion garden",
    "cancelled phone",
    "escort seclusion shoes",
    "asleep vital signs hour",
]
BEGINNINGS = ["r", "re", "se", "co", "in", "h", "wh", "med", "secl", "corr"]
RARE = ["whitfield", "jamal morrison", "4711", "123456", "duplicate", "camera"]
NOTHING = ["zzzz", "qx", "held zzzz", "corridor platypus"]

QUERIES = [*COMMON, *SEVERAL, *BEGINNINGS, *RARE, *NOTHING]
