"""Following one engine process: its stream from the beginning, folded into the run's live state, until it ended."""

from __future__ import annotations

import codecs
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from console.domain.events import Event
from console.domain.progress import Progress
from console.domain.run import RunRecord, StageName
from console.services.run_folder import RunFolder
from console.terraform.event_stream import EventReader
from console.terraform.redaction import Redactor
from console.terraform.stage_process import StageEnd, StageProcess
from console.terraform.tail import Tail

POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class RunUpdate:
    """What is new of a run: at most about ten a second, from the thread that called the service."""

    record: RunRecord
    stage: StageName
    progress: Progress
    events: tuple[Event, ...]


OnUpdate = Callable[[RunUpdate], None]


class Follower:
    """Reads a stage's stream; safe to run in several consoles at once, since it only reads."""

    def __init__(self, record: RunRecord, folder: RunFolder, on_update: OnUpdate, secrets: Iterable[str] = ()) -> None:
        self.record = record
        self._folder = folder
        self._on_update = on_update
        self._secrets = tuple(secrets)

    def follow(self, stage: StageName, progress: Progress, cancel: threading.Event | None = None) -> StageEnd | None:
        """Block until the stage's process ended; None where it vanished without saying how.

        `cancel` asks it to stop gracefully, once.
        """
        process = self._folder.stage(stage)
        return self.follow_process(process, stage, progress, cancel)

    def follow_process(
        self, process: StageProcess, stage: StageName, progress: Progress, cancel: threading.Event | None = None
    ) -> StageEnd | None:
        """As `follow`, for a process that this console started itself and so can collect."""
        tail = Tail(process.stdout)
        reader = EventReader()
        redactor = Redactor(self._secrets)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        asked = False
        while True:
            # Asked before reading, so that what it wrote before it ended is read.
            running = process.alive()
            while chunk := tail.read_new():
                text = redactor.feed(decode(chunk)) if self._secrets else ""
                self._publish(stage, progress, tuple(reader.feed(text.encode() if self._secrets else chunk)))
            if not running:
                break
            if cancel is not None and cancel.is_set() and not asked:
                asked = progress.stopping = process.stop()
                self._publish(stage, progress, ())
            time.sleep(POLL_SECONDS)
        tail.close()
        self._publish(stage, progress, (*reader.feed(redactor.finish().encode()), *reader.finish()))
        return process.end()

    def _publish(self, stage: StageName, progress: Progress, events: tuple[Event, ...]) -> None:
        progress.fold(events)
        self._on_update(RunUpdate(self.record, stage, progress, events))
