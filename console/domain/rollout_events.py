"""What a rollout tells people outside of the console: it waits, it failed, it is done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

What = Literal["began", "held", "promoted", "paused", "failed", "rolled back", "aborted", "done"]


class RolloutEvent(BaseModel):
    """One thing that happened to a rollout. Holds no secret: it leaves this machine."""

    model_config = ConfigDict(frozen=True)

    rollout: str
    """`replaydash@3`"""
    what: What
    environment: str = ""
    """`replaydash/staging`; empty where it is about the rollout as a whole."""
    stage: str = ""
    """`approval`"""
    reason: str = ""
    """One sentence."""
    next_command: str = ""
    """What goes on from here, as it is typed; empty where nothing does."""
    by: str = ""
    """Who drove it: user@host."""
    sandbox: bool = False
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))

    @property
    def headline(self) -> str:
        """`replaydash@3 held in replaydash/staging (approval)`"""
        where = f" in {self.environment}" if self.environment else ""
        stage = f" ({self.stage})" if self.stage else ""
        sandbox = "SANDBOX: " if self.sandbox else ""
        return f"{sandbox}{self.rollout} {self.what}{where}{stage}"
