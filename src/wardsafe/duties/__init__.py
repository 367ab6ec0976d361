"""What is due: pure, from what happened, what was done and a time; no storage, no clock."""
