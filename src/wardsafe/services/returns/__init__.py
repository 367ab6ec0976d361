"""Papers and files that leave the ward by hand: each is written only where somebody says, and is
written down as an export. Nothing here sends anything anywhere, or says that it did."""
