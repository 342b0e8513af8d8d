"""Engines that run on this machine, and which state each works on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psutil

from console.domain.environment import Backend

_NAMES = ("terraform", "tofu", "infra-console-engine")
_CLOCKS_APART = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class EngineProcess:
    """A live engine; `folder` is None where this user may not see where it works."""

    pid: int
    folder: Path | None


def engines_since_before(moment: datetime) -> Iterator[EngineProcess]:
    """The live engines that were started before: only those can hold a lock of that time."""
    latest = (moment + _CLOCKS_APART).timestamp()
    for process in psutil.process_iter(["name", "create_time"]):
        name = process.info["name"] or ""
        if not name.startswith(_NAMES) or (process.info["create_time"] or 0) > latest:
            continue
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            yield EngineProcess(process.pid, Path(process.cwd()))
        except psutil.NoSuchProcess:
            continue
        except psutil.AccessDenied:
            yield EngineProcess(process.pid, None)


def works_on(engine: EngineProcess, backend: Backend) -> bool:
    """Whether the engine's folder was initialised for that S3 state; true where that cannot be told."""
    if engine.folder is None:
        return True
    try:
        known = json.loads((engine.folder / ".terraform" / "terraform.tfstate").read_text(encoding="utf-8"))
        config = known["backend"]["config"]
        return (config.get("bucket"), config.get("key")) == (backend.bucket, backend.key)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # A local backend, or no root at all (an engine that prints its version).
        return False
