"""Runs as a read-only console sees them: as they move, and as they are written down, but not written down by it."""

from __future__ import annotations

import threading
import time

from console.domain.progress import Progress
from console.domain.run import RunRecord
from console.services.ending import Ending
from console.services.following import POLL_SECONDS, Follower, OnUpdate
from console.services.run_folder import RunFolder
from console.services.runs import Runs


class WatchedEnding(Ending):
    """Leaves a run whose console died as it is: writing down how it ended is for a console that may write."""

    def settle(self, record: RunRecord, folder: RunFolder, *, wait_seconds: float) -> RunRecord:
        """The record as it is now."""
        return folder.read() or record


class WatchedRuns(Runs):
    """Follows runs."""

    def attach(self, run_id: str, on_update: OnUpdate, leave: threading.Event | None = None) -> RunRecord:
        """See `Runs.attach`; a run that nobody works on any more is left as it stands, since nobody else ends it."""
        record = self.get(run_id)
        folder = self._store.folder(run_id)
        followed = None
        while True:
            stage = record.main_stage
            if stage is not None and stage.name is not followed:
                followed = stage.name
                Follower(record, folder, on_update).follow(stage.name, Progress(), leave)
            elif not record.status.active or self._store.holder(record.name) is None:
                return folder.read() or record
            else:
                time.sleep(POLL_SECONDS)
            record = folder.read() or record
            if leave is not None and leave.is_set():
                return record
