"""What people do with the ledger. Permissions are checked here, never only in a screen."""
