"""Files that an operator asks for: new ones, for their owner alone, with nothing in them that a spreadsheet runs."""

from __future__ import annotations

import os
from pathlib import Path

from console.errors import InputError

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, by OWASP's page on CSV injection."""


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


def write_new(path: Path, text: str) -> None:
    """Write a file that was not there, for its owner alone; raises InputError."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{path} is there already: give another name, or remove it.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
