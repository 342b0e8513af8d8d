"""A long read-only session in a real terminal, through a recorder: nothing is sent that changes anything."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import DAY_TWO, CommandLine
from tests.e2e.read_only_session import BYTES, PLACES, go_to, palette_titles, press_everything
from tests.e2e.recording_proxy import recorded_sandbox
from tests.e2e.terminal import Terminal

ENVIRONMENT = "replaydash/dev"
REFUSAL = "READ-ONLY: this console only looks"
ASKED = {
    "sts:GetCallerIdentity",
    "ecs:DescribeServices",
    "cloudwatch:GetMetricData",
    "cloudwatch:DescribeAlarms",
    "rds:DescribeDBInstances",
    "s3:GetObject",
}
"""That these were asked shows that the session did look."""
pytestmark = DAY_TWO


@pytest.fixture
def one_environment(day_two: CommandLine, tmp_path: Path) -> dict[str, str]:
    """The console's surroundings with one environment in its list, and a home directory that may be written."""
    presets = tmp_path / "presets"
    shutil.copytree("presets/replaydash", presets / "replaydash")
    for name in ("staging", "production"):
        (presets / "replaydash" / f"{name}.yaml").unlink()
    rollout = presets / "replaydash" / "rollout.yaml"
    rollout.unlink(missing_ok=True)
    return day_two.environment | {"INFRA_CONSOLE_PRESETS": str(presets), "HOME": str(tmp_path)}


def world(command_line: CommandLine) -> dict[str, Any]:
    """What stands in the sandbox, as far as a console could change it."""
    ecs, rds, logs, s3 = (command_line.client(name) for name in ("ecs", "rds", "logs", "s3"))
    (service,) = ecs.describe_services(cluster="replaydash-dev-cluster", services=["replaydash-dev-api"])["services"]
    scaling = command_line.client("application-autoscaling")
    return {
        "service": {key: service[key] for key in ("desiredCount", "taskDefinition", "status")},
        "definitions": ecs.list_task_definitions()["taskDefinitionArns"],
        "targets": scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"],
        "policies": scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"],
        "databases": sorted(each["DBInstanceIdentifier"] for each in rds.describe_db_instances()["DBInstances"]),
        "kept": sorted(
            each["DBSnapshotIdentifier"] for each in rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]
        ),
        "groups": sorted(each["logGroupName"] for each in logs.describe_log_groups()["logGroups"]),
        "objects": {
            bucket["Name"]: sorted(
                (each["Key"], each["VersionId"])
                for each in s3.list_object_versions(Bucket=bucket["Name"]).get("Versions", ())
                if "terraform" in bucket["Name"]
            )
            for bucket in s3.list_buckets()["Buckets"]
        },
    }


def files(home: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file of the console home; the sandbox's are its own, and SQLite's readers share memory."""
    return {
        str(path.relative_to(home)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in home.rglob("*")
        if path.is_file() and "sandbox" not in path.relative_to(home).parts[:1] and path.suffix not in _SHARED
    }


_SHARED = (".sqlite-shm", ".sqlite-wal")


def settle(terminal: Terminal, quiet: float = 0.1, at_most: float = 1.0) -> str:
    """Until the screen has not changed for a moment."""
    deadline, text, since = time.monotonic() + at_most, terminal.text, time.monotonic()
    while time.monotonic() < deadline and time.monotonic() - since < quiet:
        if (now := terminal.text) != text:
            text, since = now, time.monotonic()
    return text


def test_every_key_and_palette_entry_of_a_read_only_session_changes_nothing(
    day_two: CommandLine, one_environment: dict[str, str]
) -> None:
    planned = day_two.run("plan", ENVIRONMENT, "--set", "desired_count=3", "--set", "max_count=4")
    assert planned.returncode == 2, planned.stderr
    before, kept = world(day_two), files(day_two.home)
    refused = set()
    argv = [sys.executable, "-m", "console", "--read-only"]
    with recorded_sandbox(day_two.home) as proxy, Terminal(argv, one_environment) as terminal:
        terminal.wait_for("replaydash", "READ-ONLY", "SANDBOX", seconds=60)
        for place, key, text in press_everything(terminal.press, lambda: settle(terminal)):
            assert "READ-ONLY" in text, f"{key} on {place} ended it:\n{text}"
            if REFUSAL in " ".join(text.split()):
                refused.add(place)
        use_the_palette(terminal)
        go_to(PLACES["environments"], terminal.press, lambda: settle(terminal))
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert proxy.changing() == []
    asked = proxy.operations()
    assert asked >= ASKED, sorted(asked)
    # Live, or by looking again and again.
    assert asked & {"logs:StartLiveTail", "logs:FilterLogEvents"}, sorted(asked)
    assert len(proxy.requests) > 100
    assert files(day_two.home) == kept
    assert world(day_two) == before
    assert refused >= {"environments", "variables", "ecs", "state", "plan", "databases"}


def use_the_palette(terminal: Terminal) -> None:
    """Run every entry by its title; what does more than look is not found."""
    offered, lacking = palette_titles(ENVIRONMENT)
    for title in (*offered, *lacking):
        go_to(PLACES["environments"], terminal.press, lambda: settle(terminal))
        terminal.press(":")
        terminal.wait_for("Search for commands")
        terminal.press(title if title in offered else f"{title}  (")
        if title in offered:
            # Textual's palette, left while it still lists what it finds, ends the app.
            settle(terminal, quiet=0.6, at_most=4.0)
            terminal.press("enter")
            settle(terminal)
        else:
            terminal.wait_for("No matches found")
            terminal.press(BYTES["escape"])
