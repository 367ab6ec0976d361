"""What the numbers say: pure, from values to charts, rates and tables; no storage, no clock.

Everything is frozen, and nothing is drawn here: a chart carries its lines, points, flags and the
sentence that says what it shows, for a terminal, a page, a line of text or a CSV alike.
"""
