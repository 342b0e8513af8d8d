"""A console home of its own with a sandbox of its own, for each end-to-end module."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest


@dataclass(frozen=True)
class CommandLine:
    """Runs `infra-console` as a process of its own on the sandbox of one home."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        foreign = ("AWS_", "TF_", "COLUMNS", "LINES")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
        return kept | {"INFRA_CONSOLE_HOME": str(self.home), "INFRA_CONSOLE_SANDBOX": "true", "LANG": "C.UTF-8"}

    def run(self, *arguments: str, timeout_seconds: float = 900) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "console", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout_seconds,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def document(self, *arguments: str, expect: int = 0) -> dict[str, Any]:
        """The one JSON document of a command that ends with the exit code expected."""
        answer = self.run(*arguments, "--json")
        assert answer.returncode == expect, answer.stdout[-3000:] + answer.stderr[-3000:]
        document: dict[str, Any] = json.loads(answer.stdout)
        return document

    def client(self, service: str) -> Any:
        """A boto3 client of the sandbox."""
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=self.document("sandbox", "status")["endpoint"],
            aws_access_key_id="sandbox",
            aws_secret_access_key="sandbox",
        )


@pytest.fixture(scope="module")
def command_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    command = CommandLine(tmp_path_factory.mktemp("home"))
    yield command
    command.run("sandbox", "stop")


APPROVED = ("--approve", "replaydash/dev", "--acknowledge-unknown-cost")
DAY_TWO = [pytest.mark.e2e, pytest.mark.xdist_group("day-two")]
"""The marks of the files that share the environment below, so that it is applied once."""


@pytest.fixture(scope="session")
def day_two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    """A home with replaydash/dev applied: two tasks, one to four allowed. Leave it as you find it.

    Autoscaling is suspended, as one does for maintenance: the sandbox's acts, and would undo what the tests do by hand.
    """
    command = CommandLine(tmp_path_factory.mktemp("day_two"))
    settings = [
        part for value in ("desired_count=2", "max_count=4", "off_hours_enabled=false") for part in ("--set", value)
    ]
    applied = command.document("apply", "replaydash/dev", *settings, *APPROVED)
    assert applied["status"] == "done"
    command.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId="service/replaydash-dev-cluster/replaydash-dev-api",
        ScalableDimension="ecs:service:DesiredCount",
        SuspendedState={"DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": True},
    )
    # It may have acted before.
    two = command.document("ecs", "scale", "replaydash/dev", "--desired", "2", "--yes", "--wait")
    assert two["running"] == 2
    yield command
    command.run("sandbox", "stop")
