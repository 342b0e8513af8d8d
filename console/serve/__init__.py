"""The read-only console in a browser."""
