"""Follow a file that another process writes to, without threads and without holding it in memory."""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path

from console.errors import StreamError

CHUNK = 512 * 1024
"""Bytes that one read gives at most."""


class Tail:
    """What was appended to a file since the last look. The caller polls: `read_new` never waits."""

    def __init__(self, path: Path, offset: int = 0) -> None:
        self.path = path
        self.offset = offset
        """Bytes of the file that were read so far."""
        self._file: FileIO | None = None

    def read_new(self) -> bytes:
        """Up to CHUNK bytes after `offset`; empty where there is nothing new or no file yet. May end within a line.

        Raises StreamError where the file cannot be read, or became shorter than what was read of it.
        """
        try:
            if self._file is None:
                self._file = self.path.open("rb", buffering=0)
                self._file.seek(self.offset)
            new = self._file.read(CHUNK) or b""
            if not new and os.fstat(self._file.fileno()).st_size < self.offset:
                raise StreamError(f"{self.path} became shorter while it was read: another program wrote to it.")
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise StreamError(f"{self.path} cannot be read: {error.strerror or error}.") from error
        self.offset += len(new)
        return new

    def close(self) -> None:
        """Give the file back. A later `read_new` opens it again at `offset`."""
        if self._file is not None:
            self._file.close()
            self._file = None
