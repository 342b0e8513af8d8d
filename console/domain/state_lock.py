"""The lock of a state: who holds it, and since when."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from console.domain.events import LockHolder


@dataclass(frozen=True, slots=True)
class StateLock:
    """A lock that is held now; `where` says what it is kept in."""

    holder: LockHolder
    where: str

    @property
    def host(self) -> str:
        """The machine of the holder, empty where it is not said."""
        return self.holder.who.rpartition("@")[2]

    def age_seconds(self, now: datetime) -> float | None:
        """How long it is held; None where it does not say since when."""
        return None if self.holder.created is None else (now - self.holder.created).total_seconds()


def read_lock(text: bytes) -> LockHolder:
    """A lock as Terraform writes it down in JSON; what it does not say is empty."""
    try:
        known = json.loads(text)
    except ValueError:
        known = {}
    if not isinstance(known, dict):
        known = {}
    return LockHolder(
        id=str(known.get("ID") or ""),
        path=str(known.get("Path") or ""),
        operation=str(known.get("Operation") or "").removeprefix("OperationType").lower(),
        who=str(known.get("Who") or ""),
        version=str(known.get("Version") or ""),
        created=_time(str(known.get("Created") or "")),
    )


def _time(text: str) -> datetime | None:
    """RFC 3339 with nanoseconds, as Go writes a time."""
    try:
        return datetime.fromisoformat(re.sub(r"\.(\d{6})\d+", r".\1", text))
    except ValueError:
        return None
