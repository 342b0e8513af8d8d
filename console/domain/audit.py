"""The audit log's entries: each carries the hash of the one before, so that a changed or missing one shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""


class AuditEntry(BaseModel):
    """Who did what to which environment, when. Holds no secret."""

    model_config = ConfigDict(frozen=True)

    number: int = 0
    """Its place in the chain, from 1; 0 until it is appended."""
    at: datetime
    by: str
    action: str
    """`apply`, `ecs scale`, `rollout approve`, ..."""
    subject: str
    """The environment, run or rollout."""
    text: str = ""
    """What was asked, or what came of it, in a sentence."""
    outcome: str = ""
    """Empty for an entry that stands before the act, else how it ended."""
    details: dict[str, str] = Field(default_factory=dict)
    previous: str = GENESIS
    hash: str = ""

    def concerns(self, subject: str) -> bool:
        """Whether it is about that environment, run or rollout, about a run of that environment, or of that system."""
        return self.subject == subject or self.subject.startswith((f"{subject}#", f"{subject}@", f"{subject}/"))

    def sealed(self, number: int, previous: str) -> AuditEntry:
        """The entry at its place in the chain."""
        placed = self.model_copy(update={"number": number, "previous": previous, "hash": ""})
        return placed.model_copy(update={"hash": placed.digest()})

    def follows(self, number: int, previous: str) -> bool:
        """Whether it is as it was written, and stands where it was written."""
        return (self.number, self.previous, self.hash) == (number, previous, self.digest())

    def digest(self) -> str:
        """SHA-256 over everything but the hash itself."""
        content = self.model_dump(mode="json", exclude={"hash"})
        return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def first_broken(entries: Iterable[AuditEntry]) -> int | None:
    """The number of the first entry at which a whole chain, from its beginning, does not hold; None where it does."""
    previous = GENESIS
    for number, entry in enumerate(entries, start=1):
        if not entry.follows(number, previous):
            return number
        previous = entry.hash
    return None
