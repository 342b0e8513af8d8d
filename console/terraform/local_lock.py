"""The lock of a local state: the kernel's, on the file; beside it stands who took it."""

from __future__ import annotations

import fcntl
import os
import platform
import struct
from pathlib import Path

from console.domain.events import LockHolder
from console.domain.state_lock import read_lock

_DARWIN = platform.system() == "Darwin"
_FLOCK = "qqihh" if _DARWIN else "hhqqi"
"""The fields of `struct flock`: start, length, process, type, whence; elsewhere type and whence come first."""


def held_by(state: Path) -> LockHolder | None:
    """Who holds the lock of the state's file; None where nobody does, whatever an engine that was killed left there.

    It asks the kernel and takes nothing: an engine that starts at this moment is not in its way.
    """
    try:
        descriptor = os.open(state, os.O_RDWR)
    except OSError:
        return None
    try:
        question = (0, 0, 0, fcntl.F_WRLCK, os.SEEK_SET) if _DARWIN else (fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        answer = struct.unpack(_FLOCK, fcntl.fcntl(descriptor, fcntl.F_GETLK, struct.pack(_FLOCK, *question)))
    finally:
        os.close(descriptor)
    free = answer[3 if _DARWIN else 0] == fcntl.F_UNLCK
    return None if free else read_lock(_said(state))


def _said(state: Path) -> bytes:
    try:
        return state.with_name(f".{state.name}.lock.info").read_bytes()
    except OSError:
        return b""
