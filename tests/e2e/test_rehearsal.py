"""A change of ReplayDash rehearsed upon what stands, on a sandbox of its own, with real Terraform."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest

from console.bootstrap import Console, build
from console.bootstrap.rollouts import rollout_stages
from console.domain.environment import EnvironmentName
from console.domain.rollout import RolloutStage, StageStatus
from console.domain.rollout_file import Gates
from console.domain.run import RunStatus
from console.services.planning import PlanRequest
from console.settings import read_settings
from tests.e2e.conftest import DAY_TWO, CommandLine
from tests.fakes.gates import Stage
from tests.fakes.waiting import wait_until

pytestmark = DAY_TWO
NAME = EnvironmentName("replaydash", "dev")


@pytest.fixture
def console(day_two: CommandLine) -> Iterator[Console]:
    """A console in this process on the home of the applied environment; the plan that it makes is given up again."""
    console = build(read_settings({"home": day_two.home, "sandbox": True}))
    yield console
    for record in console.runs.list(NAME):
        if record.status is RunStatus.PLANNED:
            console.runs.discard(record.id)


def test_a_change_is_rehearsed_upon_what_stands_and_leaves_everything_as_it_was(
    console: Console, day_two: CommandLine
) -> None:
    applied = next(each for each in console.runs.list(NAME) if each.status is RunStatus.DONE)
    before = {each.address: each.values for each in console.applied_resources.read(NAME)}
    request = PlanRequest(NAME, overrides={"log_retention_days": 14, "desired_count": 2, "max_count": 4,
                                           "off_hours_enabled": False})  # fmt: skip
    reviewed = console.runs.plan(request, lambda _: None)
    stage = Stage(gates=Gates(rehearsal=True), preset=reviewed.preset, record=reviewed.record)
    stage.part.before = applied.id
    assert rollout_stages(console)[RolloutStage.REHEARSAL](stage.context) is StageStatus.PASSED, stage.told
    assert stage.one("before").text.startswith(f"What stands ({applied.id}) was applied first: +10")
    assert f"{reviewed.record.planned} in " in stage.one("apply").text
    assert stage.one("second plan").text.startswith("A second plan is empty")
    assert [path.name for path in (day_two.home / "rehearsals").iterdir()] == [".lock"]
    assert {each.address: each.values for each in console.applied_resources.read(NAME)} == before
    # Its folder is gone with its lock; the process takes a moment to give its memory back.
    wait_until(lambda: not of_rehearsals(day_two), "the rehearsal's sandbox has ended")


def of_rehearsals(command_line: CommandLine) -> list[psutil.Process]:
    """Processes that work in the folder of rehearsals."""
    folder = str(command_line.home / "rehearsals")
    return [each for each in psutil.process_iter(["cmdline"]) if folder in " ".join(each.info["cmdline"] or ())]
