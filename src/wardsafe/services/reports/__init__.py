"""The report of a ward for a month or a quarter: what is in it, and how it looks on paper."""
