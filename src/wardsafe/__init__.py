"""An encrypted, append-only safety log for mental-health and learning-disability wards."""
