"""The bucket that keeps the state: named when it is missing, made on purpose, and keeping its own state afterwards."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.e2e.conftest import CommandLine

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("bucket")]
BUCKET = "bootstrap/replaydash"
PLAN_ON_AWS = (
    "import sys; from console.bootstrap import build; from console.settings import read_settings\n"
    "from console.services.clouds import SandboxCloud\n"
    "class Aws(SandboxCloud):\n"
    "    def ready(self, preset): return []\n"
    "from console.domain.environment import EnvironmentName; from console.services.planning import PlanRequest\n"
    "console = build(read_settings({})); console.sandbox.start()\n"
    "console = build(read_settings({}), cloud=Aws(console.sandbox))\n"
    "try: console.runs.plan(PlanRequest(EnvironmentName('replaydash', 'dev')), lambda update: None)\n"
    "except Exception as error: print(type(error).__name__, error)\n"
)


def test_a_missing_state_bucket_is_named_with_the_way_to_make_it(command_line: CommandLine) -> None:
    """As on AWS, where nobody makes a bucket unasked."""
    answer = subprocess.run(
        [sys.executable, "-c", PLAN_ON_AWS], env=command_line.environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.startswith("BackendMissingError The state bucket replaydash-terraform-state does not exist")
    assert "`infra-console bootstrap replaydash/dev`" in answer.stdout


def test_bootstrap_makes_the_bucket_and_moves_its_own_state_into_it(command_line: CommandLine) -> None:
    refused = command_line.run("bootstrap", "replaydash/dev")
    assert refused.returncode == 1
    assert f"--approve {BUCKET}" in refused.stderr

    made = command_line.document("bootstrap", "replaydash/dev", "--approve", BUCKET)
    assert made["status"] == "done"
    again = command_line.document("plan", BUCKET, expect=0)
    assert again["empty"] is True
    backend = again["run"]["identity"]["backend"]
    assert backend == "s3://replaydash-terraform-state/bootstrap/terraform.tfstate"

    kept = command_line.run("destroy", BUCKET, "--approve", BUCKET)
    assert kept.returncode == 1
    assert "is protected and is not destroyed" in kept.stderr
