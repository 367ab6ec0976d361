"""What travels between ledgers: sealed bundles, receipts, cards, and the places that carry them."""
