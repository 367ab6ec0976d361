"""Forms drawn from the hints of a record kind: what was typed, its cells, and what helps typing."""
