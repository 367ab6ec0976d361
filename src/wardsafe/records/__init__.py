"""What can be recorded: one frozen model a kind, and everything that is read from its hints."""
