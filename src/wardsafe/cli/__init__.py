"""The commands of wardsafe: one thin function each, importing what it needs when it runs."""
