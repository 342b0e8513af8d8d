"""What a run's record says of itself."""

import pytest

from console.domain.run import RunKind, RunStatus, Stage, StageName
from tests.fakes.overview import NOW, record


@pytest.mark.parametrize(
    ("status", "kind", "stages", "deed"),
    [
        (RunStatus.FAILED, RunKind.APPLY, [StageName.INIT], "plan"),
        (RunStatus.STOPPED, RunKind.DESTROY, [StageName.INIT, StageName.PLAN], "plan"),
        (RunStatus.FAILED, RunKind.APPLY, [StageName.PLAN, StageName.APPLY], "apply"),
        (RunStatus.STOPPED, RunKind.DESTROY, [StageName.APPLY, StageName.REFRESH], "destroy"),
        (RunStatus.NO_CHANGES, RunKind.DESTROY, [StageName.PLAN], "destroy"),
    ],
)
def test_a_plan_that_failed_does_not_read_as_an_apply_that_failed(
    status: RunStatus, kind: RunKind, stages: list[StageName], deed: str
) -> None:
    passed = [Stage(name=stage, started_at=NOW) for stage in stages]
    assert record("replaydash/dev", 1, status, kind=kind, stages=passed).deed == deed
