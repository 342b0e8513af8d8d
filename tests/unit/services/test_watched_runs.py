"""Runs as a read-only console sees them: a run whose console died stays as it is written down."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.domain.environment import EnvironmentName
from console.domain.run import RunKind, RunRecord, RunStatus
from console.services.ending import Ending
from console.services.run_folder import RunFolder
from console.services.run_store import RunStore
from console.services.runs import RunParts
from console.services.watched_runs import WatchedEnding, WatchedRuns

NAME = EnvironmentName("replaydash", "dev")
NOTHING: Any = None


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path, sandbox=True)


def left_behind(store: RunStore) -> tuple[RunRecord, RunFolder]:
    """A run that was applying when its console died."""
    number, folder = store.create(NAME)
    record = RunRecord(
        number=number,
        environment=str(NAME),
        kind=RunKind.APPLY,
        status=RunStatus.APPLYING,
        created_at=datetime(2026, 5, 4, 10, tzinfo=UTC),
        by="you@here",
    )
    folder.write(record)
    return record, folder


def ending(store: RunStore, kind: type[Ending] = WatchedEnding) -> Ending:
    return kind(store, NOTHING, NOTHING, NOTHING, NOTHING)


def runs(store: RunStore) -> WatchedRuns:
    return WatchedRuns(RunParts(store, NOTHING, NOTHING, NOTHING, ending(store), NOTHING, NOTHING, NOTHING))


def files(store: RunStore) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in store.home.rglob("*")}


def test_a_run_whose_console_died_is_not_ended_by_looking(store: RunStore) -> None:
    record, _ = left_behind(store)
    before = files(store)
    watched = runs(store)
    assert watched.get(record.id).status is RunStatus.APPLYING
    assert [each.status for each in watched.list()] == [RunStatus.APPLYING]
    assert files(store) == before


def test_following_a_run_that_nobody_works_on_ends(store: RunStore) -> None:
    record, _ = left_behind(store)
    assert runs(store).attach(record.id, lambda _: None).status is RunStatus.APPLYING


def test_a_run_that_another_console_ended_is_seen_so(store: RunStore) -> None:
    record, folder = left_behind(store)
    folder.write(record.model_copy(update={"status": RunStatus.DONE}))
    assert runs(store).attach(record.id, lambda _: None).status is RunStatus.DONE
    assert ending(store).settle(record, folder, wait_seconds=0).status is RunStatus.DONE
