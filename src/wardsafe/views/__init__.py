"""Read tables made from the ledger's entries: disposable, rebuilt from them, never written to."""
