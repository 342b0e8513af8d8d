"""What people want of a rollout that somebody else may be driving: its driver looks for it and acts on it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Wanted(StrEnum):
    GO_ON = "go on"
    PAUSE = "pause"
    """No new stage begins; an apply under way is not interrupted."""
    ABORT = "abort"
    """Nothing more begins, and an apply under way is asked to stop once."""


class RolloutWish(BaseModel):
    """The newest wish counts. It is a record of its own, so that who wishes never races with who drives."""

    model_config = ConfigDict(frozen=True)

    wanted: Wanted
    by: str
    """user@host"""
    at: datetime
    why: str = ""
