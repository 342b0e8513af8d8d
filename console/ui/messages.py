"""What happened, as messages: past tense, posted up to the app, which hands them sideways by its signals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from console.domain.overview import EnvironmentSummary
    from console.domain.run import RunRecord
    from console.errors import ConsoleError
    from console.ui.ports import Reviewed
    from console.ui.rollout_sessions import RolloutSession
    from console.ui.run_session import RunSession


@dataclass
class RunUpdated(Message):
    """A run under way has news: read them from the session."""

    session: RunSession


@dataclass
class RunEnded(Message):
    """An apply, a destroy or an attached run is over. Exactly one of `record` and `error` is set."""

    session: RunSession
    record: RunRecord | None
    error: ConsoleError | None


@dataclass
class ReviewReady(Message):
    """A plan is over: `reviewed` is what is to be approved, or `error` says why there is none."""

    session: RunSession
    reviewed: Reviewed | None
    error: ConsoleError | None


@dataclass
class SummariesLoaded(Message):
    """The environments were read again."""

    summaries: tuple[EnvironmentSummary, ...]


@dataclass
class RolloutMoved(Message):
    """A rollout that is driven here has news, or is not driven here any more: read them from the session."""

    session: RolloutSession


News = RunUpdated | RunEnded | ReviewReady
"""What the app's `news` signal carries to screens."""
