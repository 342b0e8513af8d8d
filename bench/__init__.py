"""Figures of the console, each beside its reference measured in the same run: `python -m bench`."""
