"""A run as it happens: resources with their states, the log, diagnostics, and how it ended."""
