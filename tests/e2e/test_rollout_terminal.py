"""A rollout in a real terminal: three people, a console that is killed in mid-apply, a bad image, and the report."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import CommandLine
from tests.e2e.terminal import Terminal, highlight

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("rollout-terminal")]
PRESETS = Path(__file__).resolve().parents[2] / "presets"
ROLLOUT = """\
order: [dev, staging, production]
environments:
  dev: {approvals: 0, bake: {minutes: 0.2, every_seconds: 3}}
  staging:
    approvals: 1
    second_person: true
    bake: {minutes: 0.2, every_seconds: 3, watch: [{metric: AWS/ECS CPUUtilization, above: 99, required: false}]}
    on_failure: roll back service
  production:
    rehearsal: true
    approvals: 1
    second_person: true
    bake: {minutes: 0.2, every_seconds: 3}
"""
PLAN_SECONDS = 240
APPLY_SECONDS = 600


@dataclass(frozen=True)
class TeamLine(CommandLine):
    """The same home and sandbox, used by another person."""

    presets: Path
    user: str = "ann"

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"INFRA_CONSOLE_PRESETS": str(self.presets), "LOGNAME": self.user}

    def as_user(self, user: str) -> TeamLine:
        return TeamLine(self.home, self.presets, user)

    def rollout(self) -> dict[str, Any]:
        """The newest rollout's record."""
        answer = self.run("rollout", "report", "replaydash", "--json")
        assert answer.returncode == 0, answer.stderr
        record: dict[str, Any] = json.loads(answer.stdout)["record"]
        return record

    def console(self) -> Terminal:
        return Terminal([sys.executable, "-m", "console"], self.environment)


@pytest.fixture(scope="module")
def ann(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamLine]:
    folder = tmp_path_factory.mktemp("team")
    presets = folder / "presets"
    shutil.copytree(PRESETS, presets)
    (presets / "replaydash" / "rollout.yaml").write_text(ROLLOUT)
    line = TeamLine(folder / "home", presets)
    yield line
    line.run("sandbox", "stop")


def open_rollouts(terminal: Terminal) -> None:
    highlight(terminal, "replaydash/dev")
    terminal.press("7")
    terminal.wait_for("Rollouts of replaydash")


def begin(terminal: Terminal, changes: str, why: str, *left_out: str) -> None:
    """Fill the form in with the keys of the keyboard, and begin."""
    terminal.press("n")
    terminal.wait_for("Roll replaydash out in the SANDBOX", "On failure", "The way back")
    for name in ("production", "staging", "dev"):
        terminal.press("shift+tab")
        if name in left_out:
            terminal.press("enter")
            terminal.wait_until(lambda text, name=name: f"replaydash/{name}  " not in dialog(text), f"{name} left out")
    # By tab alone, through the preview to Cancel and on: what Enter does comes after the next key on a busy machine.
    terminal.press("tab", "tab", "tab", changes, "tab", why, "tab", "tab", "tab", "enter")
    terminal.wait_until(lambda text: "Roll replaydash out" not in text, "the rollout begun")


def dialog(text: str) -> str:
    """What is in the question, without the screen behind it."""
    _, _, rest = text.partition("Roll replaydash out")
    return rest


def approve(terminal: Terminal, environment: str) -> None:
    """Look at the plan, see that Enter alone approves nothing, acknowledge everything, and approve."""
    terminal.press("a")
    terminal.wait_for("plan " + environment, "you would approve as", "USD", seconds=60)
    terminal.press("enter")
    terminal.wait_for("Approve as", "Cancel")
    terminal.press("enter")
    terminal.wait_until(lambda text: "Approve as" not in text, "the question closed by Enter")
    terminal.press("enter")
    terminal.wait_for("Approve as", "Cancel")
    text = terminal.text
    words, typed = text.count("I know: "), f"Type {environment}" in text
    terminal.press(*["shift+tab"] * (words + 1 + typed))
    for _ in range(words):
        terminal.press("enter", "tab")
    terminal.wait_until(lambda text: "Acknowledge to go on" not in text, "all acknowledged")
    if typed:
        terminal.press(environment, "tab")
        terminal.wait_until(lambda text: "has to be typed" not in text, "the name accepted")
    terminal.press("read it", "tab", "tab", "enter")
    terminal.wait_for("Rollouts of replaydash", "Approved", seconds=60)


def test_dev_staging_and_production_by_three_people_with_a_console_that_is_killed(
    ann: TeamLine, tmp_path: Path
) -> None:
    with ann.console() as terminal:
        open_rollouts(terminal)
        terminal.wait_for("No rollouts of replaydash yet")
        begin(terminal, "log_retention_days=14", "shorter logs")
        terminal.wait_for("replaydash@1  replaydash/dev", "preflight")
        terminal.wait_for("! waits", "review and approval", "public ingress", seconds=PLAN_SECONDS)
        approve(terminal, "replaydash/dev")
        terminal.wait_for("* running      apply", seconds=60)
        terminal.wait_for("resources", seconds=60)
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.wait_for_exit()

    def stands(environment: int, stage: int) -> str:
        return str(ann.rollout()["environments"][environment]["stages"][stage]["status"])

    assert stands(0, 5) == "running"
    with ann.console() as terminal:
        open_rollouts(terminal)
        terminal.wait_for("* running      apply", "Drive it here")
        terminal.press("g")
        terminal.wait_for("goes on with apply", "Cancel")
        terminal.press("right", "enter")
        terminal.wait_for("2 attempts", seconds=60)
        terminal.wait_for("replaydash@1  replaydash/staging", seconds=APPLY_SECONDS)
        terminal.wait_for("! waits", "review and approval", seconds=PLAN_SECONDS)
        terminal.press("a")
        terminal.wait_for("wants a second person's approval", "started the rollout", seconds=60)
        terminal.press("escape")
        terminal.wait_for("Rollouts of replaydash")

        with ann.as_user("bob").console() as second:
            open_rollouts(second)
            second.wait_for("replaydash@1  replaydash/staging", "! waits")
            approve(second, "replaydash/staging")
            # What bob's console drives is seen in ann's.
            terminal.wait_for("* running      apply", seconds=60)
            second.wait_for("replaydash@1  replaydash/production", seconds=APPLY_SECONDS)
            second.wait_for("* running      rehearsal", seconds=PLAN_SECONDS)
            second.wait_for("! waits", "review and approval", seconds=APPLY_SECONDS)
            # Ann began it and bob's console made the plan: a third one has to look at production.
            with ann.as_user("carol").console() as third:
                open_rollouts(third)
                third.wait_for("replaydash@1  replaydash/production", "! waits")
                approve(third, "replaydash/production")
                third.wait_for("✓ done", seconds=APPLY_SECONDS)
                terminal.wait_for("✓ done", seconds=60)
                assert third.text.count("through") == 3
                report(third, tmp_path / "rollout.html")
                third.press("q")
                assert third.wait_for_exit() == 0
    runs = ann.document("runs", "list", "replaydash/dev")["runs"]
    assert [run["status"] for run in runs] == ["done"], "the apply that was taken up is one apply"
    html = (tmp_path / "rollout.html").read_text()
    assert "DONE: the change went through 3 of 3 environments" in html
    assert "chain holds" in html
    assert all(f"{person}@" in html for person in ("ann", "bob", "carol"))
    assert html.count("<svg") >= 1, "what the bake of staging measured"


def report(terminal: Terminal, path: Path) -> None:
    terminal.press("w")
    terminal.wait_for("Report of replaydash@1", "replaydash-rollout-1.html")
    terminal.press("ctrl+u", str(path), "tab", "tab", "enter")
    terminal.wait_for("The report is in")


def test_a_bad_image_is_rolled_back_in_staging_and_never_reaches_production(ann: TeamLine) -> None:
    assert ann.run("sandbox", "push", "replaydash-staging-api:v2").returncode == 0
    assert ann.run("sandbox", "fault", "crash-on-start").returncode == 0
    with ann.console() as terminal:
        open_rollouts(terminal)
        terminal.wait_for("replaydash@1")
        begin(terminal, "image_tag=v2", "a better image", "dev")
        terminal.wait_for("replaydash@2  replaydash/staging", seconds=60)
        terminal.wait_for("! waits", "review and approval", seconds=PLAN_SECONDS)
        with ann.as_user("bob").console() as second:
            open_rollouts(second)
            second.wait_for("replaydash@2  replaydash/staging", "! waits")
            approve(second, "replaydash/staging")
            second.wait_for("x rolled back", "x failed", "never reached", seconds=APPLY_SECONDS)
    record = ann.rollout()
    assert record["status"] == "rolled back", record["reason"]
    production = record["environments"][1]
    assert production["environment"] == "replaydash/production"
    assert {stage["status"] for stage in production["stages"]} == {"not begun"}
    assert len(ann.document("runs", "list", "replaydash/production")["runs"]) == 1, "that of the rollout before"


def test_what_was_driven_is_a_pause_for_who_leaves_and_anybody_resumes(ann: TeamLine) -> None:
    assert ann.run("sandbox", "fault", "crash-on-start", "--off").returncode == 0
    with ann.console() as terminal:
        open_rollouts(terminal)
        begin(terminal, "log_retention_days=30", "longer logs", "staging", "production")
        terminal.wait_for("replaydash@3  replaydash/dev", "* running", seconds=60)
        terminal.press("q")
        terminal.wait_for("is driven by this console", "It pauses")
        terminal.press("tab", "enter")
        assert terminal.wait_for_exit(seconds=60) == 0
    # Where what was under way could not be ended in time it is left as of a console that died: anybody takes it up.
    assert ann.rollout()["status"] in ("paused", "running")
    assert ann.run("rollout", "abort", "replaydash").returncode == 0
    assert ann.rollout()["status"] == "aborted"
