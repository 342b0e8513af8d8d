"""What a sandbox lost is not shown as applied."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.domain.environment import EnvironmentState
from console.domain.run import RunKind, RunRecord, RunStatus, Stage, StageName
from console.sandbox.control import Sandbox
from console.services.run_store import RunStore
from tests.fakes.tiny import DEV, Tiny

APPLIED = datetime(2026, 1, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun", "kind", "state"),
    [
        (APPLIED - timedelta(hours=1), RunKind.APPLY, EnvironmentState.APPLIED),
        (APPLIED + timedelta(hours=1), RunKind.APPLY, EnvironmentState.LOST),
        (APPLIED + timedelta(hours=1), RunKind.DESTROY, EnvironmentState.DESTROYED),
    ],
)
def test_what_was_applied_before_the_sandbox_began_anew_is_lost(
    tmp_path: Path, begun: datetime, kind: RunKind, state: EnvironmentState
) -> None:
    tiny = Tiny(tmp_path)
    console = tiny.console()
    store = RunStore(console.settings.home, sandbox=False)
    number, folder = store.create(DEV)
    folder.write(
        RunRecord(
            number=number,
            environment=str(DEV),
            kind=kind,
            status=RunStatus.DONE,
            created_at=APPLIED,
            ended_at=APPLIED,
            by="ana@laptop",
            stages=[Stage(name=StageName.APPLY, started_at=APPLIED, ended_at=APPLIED, exit_code=0)],
        )
    )
    environments = console.environments
    environments._begun_at = lambda: begun
    (summary,) = [s for s in environments.list() if s.name == DEV]
    assert summary.state is state


def test_a_sandbox_says_when_its_resources_began(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    assert sandbox.begun_at() is None
    sandbox.start()
    try:
        began = sandbox.begun_at()
        assert began is not None
        sandbox.ensure_bucket("kept", "us-east-1")
        sandbox.stop()
        sandbox.start()
        assert sandbox.begun_at() == began
    finally:
        sandbox.stop()
