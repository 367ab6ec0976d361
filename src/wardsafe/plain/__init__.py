"""Everything the screens do, by question and answer in plain lines: no colour, no moving cursor."""
