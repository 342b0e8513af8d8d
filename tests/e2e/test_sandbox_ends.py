"""A sandbox that dies in the middle of a run: said as what it is, with what to do."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from console.bootstrap import Console, build
from console.domain.run import RunStatus
from console.errors import SandboxError
from console.settings import read_settings
from tests.fakes.tiny import DEV, Background, Tiny, apply, gone, plan
from tests.fakes.waiting import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("sandbox_ends")]

LATE = """
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
provider "aws" {
  region = "us-east-1"
}
resource "aws_cloudwatch_log_group" "late" {
  name       = "late"
  depends_on = [terraform_data.slow]
}
"""


@pytest.fixture
def sandboxed(tmp_path: Path) -> Iterator[tuple[Tiny, Console]]:
    tiny = Tiny(tmp_path)
    tiny.write(LATE, "late.tf")
    given = {"home": tiny.home, "modules": tiny.modules, "presets": tiny.presets, "sandbox": True}
    console = build(read_settings(given))
    yield tiny, console
    tiny.let_on()
    console.sandbox.stop()


def ends(console: Console) -> None:
    """Kill the sandbox's process."""
    process = psutil.Process(int(console.sandbox.status().pid or 0))
    os.kill(process.pid, signal.SIGKILL)
    wait_until(lambda: gone(process), "the sandbox was killed")


def test_a_sandbox_that_dies_in_the_middle_of_an_apply_is_named_with_what_to_do(
    sandboxed: tuple[Tiny, Console],
) -> None:
    tiny, console = sandboxed
    reviewed = plan(console, does="wait")
    running = Background(lambda: apply(console, reviewed))
    tiny.begun()
    ends(console)
    tiny.let_on()
    record = running.result()
    assert record.status is RunStatus.FAILED
    assert [stage.name for stage in record.stages] == ["init", "plan", "apply"], "nothing is asked that is not there"
    assert record.error == (
        "The sandbox ended during the apply: plan again, which starts it anew and says what it kept."
    )
    again = plan(console)
    assert any("The sandbox was started." in finding for finding in again.findings)
    assert apply(console, again).status is RunStatus.DONE


def test_a_sandbox_that_dies_in_the_middle_of_a_plan_is_named_with_what_to_do(
    sandboxed: tuple[Tiny, Console],
) -> None:
    tiny, console = sandboxed
    body = f'[ "$1" = plan ] && touch "{tiny.gate}/begun" && until [ -e "{tiny.gate}/open" ]; do sleep 0.05; done\n'
    given = {"home": tiny.home, "modules": tiny.modules, "presets": tiny.presets, "sandbox": True}
    console = build(read_settings(given | {"engine": str(tiny.engine(body + 'exec "$REAL" "$@"'))}))
    running = Background(lambda: plan(console).record)
    tiny.begun()
    ends(console)
    tiny.let_on()
    with pytest.raises(SandboxError, match="The sandbox ended during the plan: plan again"):
        running.result()
    assert console.runs.list(DEV)[0].status is RunStatus.FAILED
