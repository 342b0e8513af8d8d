"""What is started for each browser: the console that was asked for, and never more than a read-only one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from console.cli.monitor_serve import served_command
from console.cli.parser import build_parser

ONLY_OF_THE_SERVER = {"help", "version", "sandbox", "read_only", "json", "plan_minutes"}
"""Options of every command that a wall has no use for, or that `served_command` decides itself."""


def command(*arguments: str, sandbox: bool = False) -> list[str]:
    services = cast("Any", SimpleNamespace(cloud=SimpleNamespace(sandbox=sandbox)))
    options = build_parser().parse_args(["monitor", "--serve", *arguments])
    return served_command(services, options, options.environments)


def test_a_served_console_looks_as_the_role_that_the_server_was_given() -> None:
    role = "arn:aws:iam::123456789012:role/watcher"
    served = command("--read-only-role", role)
    assert served[served.index("--read-only-role") + 1] == role
    assert "--read-only" in served


@pytest.mark.parametrize(
    "option",
    [
        action
        for action in build_parser()._actions
        if action.option_strings and action.dest not in ONLY_OF_THE_SERVER and action.nargs is None
    ],
    ids=lambda action: action.dest,
)
def test_every_option_of_every_command_reaches_the_served_console(option: Any) -> None:
    flag = option.option_strings[0]
    assert " ".join(command(flag, "given")).endswith(f"{flag} given")


def test_the_sandbox_is_passed_on() -> None:
    assert command(sandbox=True)[-1] == "--sandbox"
    assert "--sandbox" not in command()
