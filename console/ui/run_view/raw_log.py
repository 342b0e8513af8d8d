"""The end of a raw log file: a log may be larger than memory wants to hold twice."""

from __future__ import annotations

from pathlib import Path

from console.errors import ConsoleError

END_BYTES = 2_000_000
"""How much of the end is read."""


def read_end(path: Path, limit: int = END_BYTES) -> str:
    """The last `limit` bytes of the file in whole lines, with a first line that says what was left out.

    Raises ConsoleError where the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - limit))
            data = file.read(limit)
    except OSError as error:
        raise ConsoleError(f"The log {path} cannot be read: {error.strerror}.") from error
    text = data.decode("utf-8", "replace")
    if size <= limit:
        return text
    return f"({size - len(data):,} bytes before this are in {path})\n" + text.partition("\n")[2]
