"""Following one engine process: its stream from the beginning, folded into the run's live state, until it ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from console.domain.environment import EnvironmentName
from console.domain.events import Event
from console.domain.progress import Progress
from console.domain.run import RunRecord, StageName
from console.errors import RunStoppedError
from console.services.run_folder import RunFolder
from console.terraform.event_redaction import redacted_event
from console.terraform.event_stream import EventReader
from console.terraform.redaction import Redactor
from console.terraform.stage_process import StageEnd, StageProcess
from console.terraform.tail import Tail

POLL_SECONDS = 0.1
BREATH_SECONDS = 0.03


@dataclass(frozen=True, slots=True)
class RunUpdate:
    """What is new of a run: at most about ten a second, from the thread that called the service."""

    record: RunRecord
    stage: StageName
    progress: Progress
    events: tuple[Event, ...]


OnUpdate = Callable[[RunUpdate], None]


@dataclass(frozen=True, slots=True)
class Following:
    """What the stages of one plan have in common: who hears of it, who may stop it, and the environment's lock."""

    on_update: OnUpdate
    cancel: threading.Event | None
    lock: int
    """Kept by each engine, so that nobody settles a run whose console died while its engine still works."""

    def raise_if_stopped(self, name: EnvironmentName, end: StageEnd | None = None) -> None:
        """Raises RunStoppedError where this console, or another one at the engine, asked for a stop."""
        if (end is not None and end.stop_requested) or (self.cancel is not None and self.cancel.is_set()):
            raise RunStoppedError(f"The plan of {name} was stopped; nothing was changed.")


class Follower:
    """Reads a stage's stream; safe to run in several consoles at once, since it only reads."""

    def __init__(self, record: RunRecord, folder: RunFolder, on_update: OnUpdate, secrets: Iterable[str] = ()) -> None:
        self.record = record
        self._folder = folder
        self._on_update = on_update
        self._redactor = Redactor(secrets)

    def follow(self, stage: StageName, progress: Progress, leave: threading.Event | None = None) -> StageEnd | None:
        """Block until the stage's process ended; None where it vanished without saying how, or `leave` was set."""
        return self.follow_process(self._folder.stage(stage), stage, progress, None, leave)

    def follow_process(
        self,
        process: StageProcess,
        stage: StageName,
        progress: Progress,
        cancel: threading.Event | None,
        leave: threading.Event | None = None,
    ) -> StageEnd | None:
        """As `follow`, for a process that this console started itself and so can collect.

        `cancel` asks it to stop gracefully, once; `leave` stops following and lets it run.
        """
        tail = Tail(process.stdout)
        reader = EventReader()
        asked = False
        # So that the stage is seen to be under way before the engine says anything.
        self._publish(stage, progress, ())
        while True:
            # Asked before reading, so that what it wrote before it ended is read.
            running = process.alive()
            while chunk := tail.read_new():
                self._publish(stage, progress, reader.feed(chunk))
                # A stream that is far ahead is read in pieces, so that a screen in this process answers keys meanwhile.
                time.sleep(BREATH_SECONDS)
            if not running or (leave is not None and leave.is_set()):
                break
            if cancel is not None and cancel.is_set() and not asked:
                asked = progress.stopping = process.stop()
                self._publish(stage, progress, ())
            process.wait(POLL_SECONDS)
        tail.close()
        self._publish(stage, progress, reader.finish())
        return process.end()

    def _publish(self, stage: StageName, progress: Progress, events: Iterable[Event]) -> None:
        safe = tuple(redacted_event(event, self._redactor) for event in events)
        progress.fold(safe)
        self._on_update(RunUpdate(self.record, stage, progress, safe))
