"""The logs of ReplayDash on day two: read, filtered, followed and queried, headless and in a real terminal."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import Any

from tests.e2e.conftest import DAY_TWO, CommandLine
from tests.e2e.terminal import Terminal, highlight
from tests.fakes.waiting import wait_until

ENVIRONMENT = "replaydash/dev"
API = "/ecs/replaydash-dev-api"
pytestmark = DAY_TWO


def read(command_line: CommandLine, *arguments: str) -> dict[str, Any]:
    return command_line.document("logs", ENVIRONMENT, *arguments)


def test_the_logs_of_an_environment_are_read_filtered_and_queried(day_two: CommandLine) -> None:
    groups = {group["name"]: group for group in read(day_two, "--list")["groups"]}
    assert groups[API]["exists"] is True
    assert any(name.endswith("/postgresql") for name in groups)

    def enough() -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = read(day_two, "--group", API)["lines"]
        return lines if sum(line["message"].startswith("{") for line in lines) >= 5 else []

    lines = wait_until(enough, "the tasks have logged")
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert {line["group"] for line in lines} == {API}

    document = json.loads(next(line["message"] for line in lines if line["message"].startswith("{")))
    chosen = f'{{ $.request_id = "{document["request_id"]}" }}'
    (only,) = read(day_two, "--group", API, "--filter", chosen)["lines"]
    assert json.loads(only["message"]) == document
    refused = day_two.run("logs", ENVIRONMENT, "--group", API, "--filter", "not:a:word")
    assert (refused.returncode, "does not understand the filter pattern" in refused.stderr) == (1, True)

    query = "filter ispresent(status) | stats count(*) as n, avg(duration_ms) as ms by method | sort n desc"
    answer = read(day_two, "--group", API, "--query", query)
    assert sum(int(row["n"]) for row in answer["rows"]) >= 5
    assert answer["scanned_bytes"] > 0
    malformed = day_two.run("logs", ENVIRONMENT, "--query", "fieldz @message")
    assert (malformed.returncode, "does not understand the query" in malformed.stderr) == (1, True)


def test_lines_are_followed_live_as_json_lines(day_two: CommandLine) -> None:
    command = [
        sys.executable,
        "-m",
        "console",
        "logs",
        ENVIRONMENT,
        "--group",
        API,
        "--follow",
        "--since",
        "1s",
        "--json",
    ]
    process = subprocess.Popen(
        command, env=day_two.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    patience = threading.Timer(60, process.kill)
    patience.start()
    try:
        assert process.stdout is not None
        lines = [json.loads(process.stdout.readline()) for _ in range(3)]
    finally:
        patience.cancel()
        process.terminate()
        _, told = process.communicate(timeout=20)
    assert {line["group"] for line in lines} == {API}
    assert "Following live." in told


def test_logs_in_a_real_terminal(day_two: CommandLine) -> None:
    with Terminal([sys.executable, "-m", "console"], day_two.environment) as terminal:
        terminal.wait_for("replaydash", "applied", "SANDBOX", seconds=60)
        highlight(terminal, ENVIRONMENT)
        terminal.press("3")
        terminal.wait_for("Logs", "LIVE", "request completed", seconds=60)

        terminal.press("/", "method")
        terminal.wait_for(" of ", "method=")
        terminal.press("enter")
        terminal.wait_for("enter Unfold")
        terminal.press("enter")
        terminal.wait_for('"request_id":', '"duration_ms":')
        terminal.press("escape", "escape")

        terminal.wait_until(lambda text: lines_counted(text) > 12, "a few lines are there", seconds=60)
        terminal.press(" ")
        held = terminal.wait_for("PAUSED")
        shown = [line for line in held.splitlines() if "api/" in line]
        count = lines_counted(held)
        later = terminal.wait_until(lambda text: lines_counted(text) > count + 8, "more lines come", seconds=60)
        # One that comes late may be sorted in above: where one follows the end instead, more than that has moved.
        assert set(shown[3:8]) <= set(later.splitlines()), "what is read stays"
        terminal.press("f")
        terminal.wait_until(lambda text: "PAUSED" not in text, "it follows again")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


def lines_counted(text: str) -> int:
    """How many lines the pane says that there are."""
    words = text.replace("─", " ").split()
    return max((int(words[at - 1].replace(",", "")) for at, word in enumerate(words) if word.startswith("line")
                and words[at - 1].replace(",", "").isdigit()), default=0)  # fmt: skip
