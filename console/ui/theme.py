"""Two themes of our own: dark for most terminals, light for the bright ones. Textual's others stay available."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="infra-dark",
    primary="#5fafd7",
    secondary="#87afaf",
    accent="#ffaf5f",
    foreground="#d7dce0",
    background="#14181c",
    surface="#1a2026",
    panel="#232b33",
    success="#87c38a",
    warning="#e6b455",
    error="#f07178",
    dark=True,
    variables={"footer-key-foreground": "#ffaf5f", "border": "#3c4854", "border-blurred": "#2c353e"},
)
LIGHT = Theme(
    name="infra-light",
    primary="#005f87",
    secondary="#3f6f6f",
    accent="#af5f00",
    foreground="#1c2126",
    background="#f7f7f4",
    surface="#ffffff",
    panel="#e6e8e6",
    success="#1f7a33",
    warning="#8a5a00",
    error="#b3261e",
    dark=False,
    variables={"footer-key-foreground": "#af5f00", "border": "#a0a8ae", "border-blurred": "#c8cdd0"},
)
THEMES = (DARK, LIGHT)
DEFAULT_THEME = DARK.name
