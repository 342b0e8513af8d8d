"""The bucket that keeps the state: named when it is missing, made on purpose, and keeping its own state afterwards."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import boto3
import pytest

from tests.e2e.conftest import CommandLine

pytestmark = pytest.mark.e2e
SYSTEMS = [pytest.param(name, marks=pytest.mark.xdist_group(f"bucket-{name}")) for name in ("replaydash", "muejam")]
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


@pytest.mark.xdist_group("bucket-replaydash")
def test_a_missing_state_bucket_is_named_with_the_way_to_make_it(command_line: CommandLine) -> None:
    """As on AWS, where nobody makes a bucket unasked."""
    answer = subprocess.run(
        [sys.executable, "-c", PLAN_ON_AWS], env=command_line.environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.startswith("BackendMissingError The state bucket replaydash-terraform-state does not exist")
    assert "`infra-console bootstrap replaydash/dev`" in answer.stdout


@pytest.mark.parametrize("system", SYSTEMS)
def test_bootstrap_makes_the_bucket_and_moves_its_own_state_into_it(command_line: CommandLine, system: str) -> None:
    name = f"bootstrap/{system}"
    refused = command_line.run("bootstrap", f"{system}/dev")
    assert refused.returncode == 1
    assert f"--approve {name}" in refused.stderr

    made = command_line.document("bootstrap", f"{system}/dev", "--approve", name)
    assert made["status"] == "done"
    again = command_line.document("plan", name, expect=0)
    assert again["empty"] is True
    backend = again["run"]["identity"]["backend"]
    assert backend == f"s3://{system}-terraform-state/bootstrap/terraform.tfstate"

    kept = command_line.run("destroy", name, "--approve", name)
    assert kept.returncode == 1
    assert "is protected and is not destroyed" in kept.stderr


@pytest.mark.xdist_group("bucket-muejam")
def test_the_table_that_bootstrap_makes_locks_the_states_of_its_system(command_line: CommandLine) -> None:
    """Whoever holds an environment's state is named; with the table released, the plan goes on."""
    table = command_line.document("output", "bootstrap/muejam")["outputs"]["lock_table"]["value"]
    assert table == "muejam-terraform-locks"
    locks = dynamodb(command_line)
    state = "muejam-terraform-state/dev/terraform.tfstate"
    holder = '{"ID":"1f0c","Operation":"OperationTypeApply","Who":"ada@desk","Created":"2026-01-01T00:00:00Z"}'
    locks.put_item(TableName=table, Item={"LockID": {"S": state}, "Info": {"S": holder}})
    held = command_line.run("plan", "muejam/dev")
    assert held.returncode == 1
    assert "ada@desk" in held.stderr

    locks.delete_item(TableName=table, Key={"LockID": {"S": state}})
    assert command_line.document("plan", "muejam/dev", expect=2)["counts"]["create"] > 100
    kept = {item["LockID"]["S"] for item in locks.scan(TableName=table)["Items"]}
    assert "muejam-terraform-state/bootstrap/terraform.tfstate-md5" in kept


@pytest.mark.xdist_group("bucket-late")
def test_a_bucket_that_is_there_already_is_not_made_again(command_line: CommandLine) -> None:
    """The sandbox has made it for the plan before, as somebody may have made it on AWS."""
    command_line.document("plan", "twitter/staging", expect=2)
    late = command_line.run("bootstrap", "twitter/staging", "--approve", "bootstrap/twitter")
    assert late.returncode == 1
    assert "The state bucket twitter-terraform-state is there already" in late.stdout
    assert "Traceback" not in late.stdout + late.stderr


def dynamodb(command_line: CommandLine) -> Any:
    status = command_line.document("sandbox", "status")
    return boto3.client(
        "dynamodb",
        endpoint_url=status["endpoint"],
        region_name="us-east-1",
        aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",
    )
