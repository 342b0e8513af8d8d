"""Day two of ReplayDash on ECS: watched, scaled, deployed with good and bad images, rolled back, migrated."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.conftest import DAY_TWO, CommandLine
from tests.e2e.terminal import Terminal, highlight

ENVIRONMENT = "replaydash/dev"
REPOSITORY = "replaydash-dev-api"
pytestmark = DAY_TWO


@contextmanager
def fault(command_line: CommandLine, name: str) -> Iterator[None]:
    """The sandbox with one fault switched on."""
    assert command_line.run("sandbox", "fault", name).returncode == 0
    try:
        yield
    finally:
        assert command_line.run("sandbox", "fault", name, "--off").returncode == 0


def test_replaydash_is_watched_scaled_deployed_rolled_back_and_migrated(day_two: CommandLine) -> None:
    command_line = day_two
    ecs = Commands(command_line)
    for tag in ("latest", "v1.1.0"):
        assert command_line.run("sandbox", "push", f"{REPOSITORY}:{tag}").returncode == 0

    ecs.runs(2)
    for count in (4, 2):
        scaled = command_line.document("ecs", "scale", ENVIRONMENT, "--desired", str(count), "--yes", "--wait")
        assert (scaled["done"], scaled["running"]) == (True, count)
    bounds = command_line.document("ecs", "autoscale", ENVIRONMENT, "--max", "5", "--target", "CPU=60", "--yes")
    assert bounds["after"] == {"minimum": 1, "maximum": 5}
    first = ecs.definition

    good = ecs.deploy("v1.1.0", expect=0)
    assert (good["verdict"], good["deployment_status"]) == ("succeeded", "SUCCESSFUL")
    second = ecs.definition
    assert second == good["task_definition"] != first

    refused = command_line.run("ecs", "deploy", ENVIRONMENT, "--image", "v9", "--yes")
    assert refused.returncode == 1
    assert "replaydash-dev-api:v9 is not in its registry: push it first" in refused.stderr
    missing = ecs.deploy("v9", "--despite-checks", expect=1)
    assert (missing["verdict"], missing["cause"]["kind"]) == ("rolled back", "image")
    assert ecs.definition == second, "the service is stable on what ran before, and that is no success"

    with fault(command_line, "crash-on-start"):
        crashing = ecs.deploy("latest", expect=1)
    assert (crashing["verdict"], crashing["cause"]["words"]) == ("rolled back", "api exited with code 1.")
    assert any("required configuration is missing" in line for line in crashing["log"])
    assert ecs.definition == second
    ecs.runs(2)

    (earlier,) = command_line.document("ecs", "revisions", ENVIRONMENT)["revisions"]
    assert [each["name"] for each in earlier["differences"]] == ["image"]
    back = command_line.document("ecs", "rollback", ENVIRONMENT, "--yes")
    assert (back["verdict"], back["stops_deployment"]) == ("succeeded", None)
    assert ecs.definition == first

    migrated = command_line.document("ecs", "run-task", ENVIRONMENT, "--yes")
    assert migrated["exit_code"] == 0
    assert any("npx prisma migrate deploy" in line for line in migrated["log"])
    with fault(command_line, "crash-on-start"):
        assert command_line.document("ecs", "run-task", ENVIRONMENT, "--yes", expect=1)["exit_code"] == 1

    (target,) = bounds["targets"]
    original = ("--max", str(bounds["before"]["maximum"]), "--target", f"CPU={target['before']}", "--yes")
    assert command_line.document("ecs", "autoscale", ENVIRONMENT, *original)["after"] == bounds["before"]


def test_in_a_real_terminal_the_service_is_scaled_deployed_and_rolled_back(day_two: CommandLine) -> None:
    for tag in ("latest", "v1.2.0"):
        assert day_two.run("sandbox", "push", f"{REPOSITORY}:{tag}").returncode == 0
    with Terminal([sys.executable, "-m", "console"], day_two.environment) as terminal:
        open_ecs(terminal)
        scale(terminal, "up", "2 -> 4")
        terminal.wait_for("4 of 4 run", seconds=60)
        scale(terminal, "down", "4 -> 2")
        terminal.wait_for("2 of 2 run", seconds=60)

        deploy(terminal, "v1.2.0")
        terminal.wait_for("Succeeded", seconds=90)
        with fault(day_two, "crash-on-start"):
            deploy(terminal, "latest")
            terminal.wait_for("ROLLED BACK", "Likely cause: api exited with code 1.", seconds=120)

        terminal.press("b")
        terminal.wait_for("Go back to which revision?", seconds=60)
        terminal.press("enter")
        agree(terminal)
        terminal.wait_for("Succeeded", seconds=90)


def test_in_a_real_terminal_a_missing_image_fails_with_a_hint_and_the_migration_shows_its_log(
    day_two: CommandLine,
) -> None:
    assert day_two.run("sandbox", "push", f"{REPOSITORY}:latest").returncode == 0
    running = Commands(day_two).definition
    with Terminal([sys.executable, "-m", "console"], day_two.environment) as terminal:
        open_ecs(terminal)
        with fault(day_two, "missing-image"):
            deploy(terminal, "latest")
            terminal.wait_for(
                "ROLLED BACK",
                "Likely cause: The image does not exist.",
                "Push it, or deploy a tag that is in the repository.",
                seconds=120,
            )
        assert Commands(day_two).definition == running

        run_migration(terminal)
        terminal.wait_for("Succeeded", "exit code 0", "| sandbox:", "l shows all of its log", seconds=60)
        terminal.press("l")
        terminal.wait_for("Log of ", "npx prisma")
        terminal.press("escape")
        terminal.wait_until(lambda text: "Log of" not in text, "the log is closed")
        with fault(day_two, "crash-on-start"):
            run_migration(terminal)
            terminal.wait_for("FAILED", "exit code 1", "required configuration is missing", seconds=60)


def open_ecs(terminal: Terminal) -> None:
    """From the list of environments to the two tasks that run."""
    terminal.wait_for("replaydash", "applied", "SANDBOX", seconds=60)
    highlight(terminal, ENVIRONMENT)
    terminal.press("4")
    terminal.wait_for("2 of 2 run", seconds=60)


def run_migration(terminal: Terminal) -> None:
    """Agree to the one-off task after what would run was shown."""
    terminal.press("t")
    terminal.wait_for("Cancel", "migrat", "in the SANDBOX?", seconds=60)
    terminal.press("right")
    terminal.press("enter")
    terminal.wait_until(lambda text: "Cancel" not in text, "the question is answered")


def scale(terminal: Terminal, key: str, change: str) -> None:
    """Two tasks more or less, from the screen: the focus goes to Cancel first."""
    terminal.press("s")
    terminal.wait_for("Cancel", "Scale now")
    terminal.press(key)
    terminal.press(key)
    terminal.wait_for(change)
    terminal.press("enter")
    terminal.press("right")
    terminal.press("right")
    terminal.press("enter")
    terminal.wait_until(lambda text: "Cancel" not in text, "the question is answered")


def deploy(terminal: Terminal, tag: str) -> None:
    """Choose an image, and agree to what is shown of it."""
    terminal.press("d")
    terminal.wait_for("pushed", "the same once more", seconds=60)
    terminal.press(tag)
    terminal.wait_until(lambda text: "the same once more" not in text, "only that tag is left")
    terminal.press("enter")
    agree(terminal)


def agree(terminal: Terminal) -> None:
    terminal.wait_for("Cancel", "ok image", seconds=60)
    terminal.press("right")
    terminal.press("enter")
    terminal.wait_until(lambda text: "Cancel" not in text, "the question is answered")


class Commands:
    """The `ecs` commands on the one service."""

    def __init__(self, command_line: CommandLine) -> None:
        self._command_line = command_line

    @property
    def definition(self) -> str:
        """What the service runs now."""
        return str(self._status()["task_definition"])

    def runs(self, count: int) -> None:
        """So many tasks run, all of them healthy."""
        status = self._status()
        assert (status["desired"], status["running"], status["healthy_targets"]) == (count, count, count)
        assert status["deploying"] is False

    def deploy(self, tag: str, *options: str, expect: int) -> dict[str, Any]:
        return self._command_line.document(
            "ecs", "deploy", ENVIRONMENT, "--image", tag, "--yes", *options, expect=expect
        )

    def _status(self) -> dict[str, Any]:
        (service,) = self._command_line.document("ecs", "status", ENVIRONMENT)["services"]
        return dict(service)
