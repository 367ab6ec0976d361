"""The words that records are made of: code lists, loaded strictly, retired codes readable."""
