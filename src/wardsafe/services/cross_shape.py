"""Where the days of a month stand in a safety cross, on a screen and on paper."""

ROWS = (
    (None, None, 1, 2, 3, None, None),
    (None, None, 4, 5, 6, None, None),
    (7, 8, 9, 10, 11, 12, 13),
    (14, 15, 16, 17, 18, 19, 20),
    (21, 22, 23, 24, 25, 26, 27),
    (None, None, 28, 29, 30, None, None),
    (None, None, None, 31, None, None, None),
)
"""1 to 3, 4 to 6, three weeks, 28 to 30, 31 (NCCMH, Sexual Safety Collaborative, ≈)."""
