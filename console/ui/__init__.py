"""Widgets, messages, theme, and the one gate for outside text."""
