"""What a read-only command line has: every command and action is known to look, or is refused with one sentence."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.cli.main import run
from console.cli.parser import COMMANDS, build_parser
from console.cli.read_only import LOOKS, may_be_read_only
from console.domain.context import REFUSAL

CHANGE = {
    "plan",
    "apply",
    "destroy",
    "bootstrap",
    "rollback",
    "add",
    "runs stop",
    "prices refresh",
    "ecs scale",
    "ecs autoscale",
    "ecs deploy",
    "ecs rollback",
    "ecs run-task",
    "ecs exec",
    "databases snapshot",
    "databases restore",
    "databases delete-snapshot",
    "asg scale",
    "asg refresh",
    "state mv",
    "state rm",
    "state taint",
    "state untaint",
    "state import",
    "state restore",
    "state unlock",
    "state drift",
    "sandbox start",
    "sandbox stop",
    "sandbox push",
}
ENVIRONMENT = "replaydash/dev"


def commands() -> Iterator[str]:
    """Every command, or command and action, that the parser knows."""
    (choices,) = (
        action.choices for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    for command, parser in choices.items():
        actions = next((each.choices for each in parser._actions if each.dest == "action" and each.choices), None)
        yield from ([command] if actions is None else (f"{command} {each}" for each in actions))


def is_rollout(words: str) -> bool:
    return words.startswith("rollout ")


def test_every_command_and_action_is_known_to_look_or_to_do_more() -> None:
    known = set(commands())
    assert {words.partition(" ")[0] for words in known} == set(COMMANDS)
    looks = {words for words in known if words in LOOKS or words.partition(" ")[0] in LOOKS}
    assert {words for words in known - looks if not is_rollout(words)} == CHANGE
    assert not looks & CHANGE
    assert not {words for words in LOOKS if words not in known}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.toml").touch()
    monkeypatch.setenv("INFRA_CONSOLE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("INFRA_CONSOLE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INFRA_CONSOLE_READ_ONLY", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ["apply", ENVIRONMENT],
        ["state", "mv", ENVIRONMENT, "a", "b"],
        ["ecs", "scale", ENVIRONMENT, "--desired", "1", "--yes"],
        ["tasks", ENVIRONMENT, "--done", "rotate"],
        ["state", "errored", ENVIRONMENT, "--push"],
        ["output", ENVIRONMENT, "--reveal"],
        ["cost", ENVIRONMENT],
        ["sandbox", "load", "300"],
    ],
)
def test_what_does_more_than_look_is_refused_with_one_sentence(
    home: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "--sandbox", "--read-only"]) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith(f"infra-console: READ-ONLY: `infra-console {words[0]}")
    assert "--read-only makes this console read-only" in said
    assert "\n" not in said
    assert not (home / "home").exists()


@pytest.mark.parametrize("words", sorted(set(LOOKS) - {"console", "monitor"}))
def test_no_command_that_looks_reaches_for_what_a_read_only_console_does_not_have(
    home: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a home where nothing was done yet most have nothing to show, and say that."""
    needs = {"cost": ["--plan", "none.json"], "runs show": [f"{ENVIRONMENT}#1"], "runs attach": [f"{ENVIRONMENT}#1"]}
    needs |= {
        "rollout report": [ENVIRONMENT],
        "state show": [ENVIRONMENT, "aws_eip.a"],
        "state diff": [ENVIRONMENT, "1", "2"],
    }
    without = words.partition(" ")[0] in ("environments", "doctor", "audit", "prices", "runs", "sandbox", "rollout")
    given = needs.get(words, [] if without else [ENVIRONMENT])
    run([*words.split(), *given, "--sandbox", "--read-only"])
    said = capsys.readouterr()
    assert REFUSAL not in said.err
    assert "arguments are required" not in said.err
    assert not (home / "home").exists()


def test_a_refusal_is_json_where_json_is_asked_for(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["destroy", ENVIRONMENT, "--sandbox", "--read-only", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "ReadOnlyError"


@pytest.mark.parametrize("by", ["variable", "file"])
def test_the_variable_and_the_config_file_make_read_only_too(
    home: Path, by: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if by == "variable":
        monkeypatch.setenv("INFRA_CONSOLE_READ_ONLY", "1")
    else:
        (home / "config.toml").write_text("read_only = true\n")
    assert may_be_read_only(argparse.Namespace()) is True
    assert run(["apply", ENVIRONMENT, "--sandbox"]) == 1
    assert ("INFRA_CONSOLE_READ_ONLY makes" if by == "variable" else "config.toml makes") in capsys.readouterr().err


def test_nobody_who_names_the_setting_leaves_the_first_frame_alone(home: Path) -> None:
    assert may_be_read_only(argparse.Namespace(read_only=None)) is False


def test_what_looks_says_that_it_is_read_only(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["environments", "--sandbox", "--read-only", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["read_only"] is True
    assert document["sandbox"] is True
    assert run(["environments", "--sandbox", "--read-only"]) == 0
    assert capsys.readouterr().err.startswith("READ-ONLY")
    capsys.readouterr()
    assert run(["environments", "--sandbox", "--json"]) == 0
    assert "read_only" not in json.loads(capsys.readouterr().out)


def test_a_role_that_is_no_arn_is_refused_by_name(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["environments", "--read-only", "--read-only-role", "watcher"]) == 1
    assert "read_only_role" in capsys.readouterr().err
