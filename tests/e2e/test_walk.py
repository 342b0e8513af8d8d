"""A newcomer's walk in a real terminal: from a preset to an applied environment, a change, and back to nothing."""

from __future__ import annotations

import sys

import pytest

from tests.e2e.conftest import CommandLine
from tests.e2e.terminal import Terminal, highlight

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("walk")]
ENVIRONMENT = "replaydash/dev"
PLAN_SECONDS = 120
APPLY_SECONDS = 600


def open_console(command_line: CommandLine) -> Terminal:
    return Terminal([sys.executable, "-m", "console", "--sandbox"], command_line.environment)


def approve(terminal: Terminal, *, typed: str = "") -> None:
    """Open the question, see that Enter alone cancels it, then go on."""
    terminal.press("enter")
    terminal.wait_for("Cancel", "SANDBOX")
    terminal.press("enter")
    terminal.wait_until(lambda text: "Cancel" not in text, "the question closed by Enter")
    assert "[Preview]" in terminal.text
    terminal.press("enter")
    terminal.wait_for("Cancel", "SANDBOX")
    if typed:
        terminal.wait_for("has to be typed")
        terminal.press("shift+tab", typed)
        terminal.wait_until(lambda text: "has to be typed" not in text, "the name accepted")
        terminal.press("enter")
    elif "Acknowledge the cost" in terminal.text:
        terminal.press("shift+tab", "enter")
        terminal.wait_until(lambda text: "Acknowledge the cost" not in text, "the unknown cost acknowledged")
        terminal.press("tab", "tab", "enter")
    else:
        terminal.press("tab", "enter")
    terminal.wait_for("[Run]", seconds=60)


def test_a_newcomer_applies_changes_and_destroys_replaydash_dev_in_a_terminal(command_line: CommandLine) -> None:
    with open_console(command_line) as terminal:
        terminal.wait_for("replaydash", "never applied", "SANDBOX", "terraform", seconds=60)
        highlight(terminal, ENVIRONMENT)
        terminal.press("enter")
        terminal.wait_for("[Variables]", "vpc_cidr", "10.10.0.0/16")
        terminal.press("p")
        terminal.wait_for("[Preview]", "expires in", "+ create", "USD", seconds=PLAN_SECONDS)

        approve(terminal)
        terminal.wait_for("running", "waiting", seconds=60)
        text = terminal.wait_for("Done:", seconds=APPLY_SECONDS)
        assert "failed" not in text
        terminal.press("enter")
        terminal.wait_for("[Outputs]", "alb_dns_name", "Next steps", "Configure DNS", seconds=60)

        terminal.press("1")
        terminal.wait_for("[Environment]", "applied")
        terminal.press("p")
        terminal.wait_for("[Preview]", "No changes", seconds=PLAN_SECONDS)

        terminal.press("1")
        terminal.wait_for("[Environment]")
        terminal.press("enter")
        terminal.wait_for("[Variables]")
        change_log_retention(terminal)
        terminal.press("p")
        terminal.wait_for("[Preview]", "expires in", "~ change", seconds=PLAN_SECONDS)
        approve(terminal)
        terminal.wait_for("Done:", seconds=APPLY_SECONDS)

        terminal.press("1")
        terminal.wait_for("[Environment]", "applied")
        terminal.press("d")
        terminal.wait_for("[Preview]", "DESTROY", "expires in", seconds=PLAN_SECONDS)
        approve(terminal, typed=ENVIRONMENT)
        terminal.wait_for("Destroyed:", seconds=APPLY_SECONDS)
        terminal.press("1")
        terminal.wait_for("[Environment]", "destroyed")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


def change_log_retention(terminal: Terminal) -> None:
    """Filter for the variable, and choose the next of its allowed numbers of days."""
    terminal.wait_for("vpc_cidr")
    terminal.press("/", "log_retention")
    terminal.wait_until(lambda text: "vpc_cidr" not in text and "log_retention_days" in text, "the filter")
    terminal.press("enter")
    terminal.wait_for("─ log_retention_days ─", "enter Edit")
    terminal.press("enter")
    terminal.wait_until(lambda text: "enter Edit" not in text, "the field with the focus")
    terminal.press("down", "enter")
    terminal.wait_for("1 change")
