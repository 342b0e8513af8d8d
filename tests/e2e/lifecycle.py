"""The steps of an environment's life that the end-to-end tests of the systems share.

The provider waits a fixed minute or more for each change to a database, whatever the cloud answers. So one apply
carries a change of each kind, and only where a database is the subject does it carry one to the database.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.e2e.conftest import CommandLine

PRESETS = Path(__file__).parents[2] / "presets"


def options(settings: Sequence[str]) -> list[str]:
    return [part for setting in settings for part in ("--set", setting)]


def begin(command_line: CommandLine, environment: str) -> dict[str, Any]:
    """The first apply, of nothing but new resources, and a second plan without changes; the first plan.

    What stands then costs what the first plan said, though every value that was unknown to it is known by now.
    """
    planned = change(command_line, environment)
    counts = planned["counts"]
    assert counts["create"] > counts["change"] + counts["replace"] + counts["destroy"] == 0
    again = unchanged(command_line, environment)
    assert again["cost"]["before_monthly_usd"] == planned["cost"]["monthly_usd"]
    assert again["cost"]["before_complete"] is planned["cost"]["complete"]
    return planned


def change(command_line: CommandLine, environment: str, *settings: str, presets: Path = PRESETS) -> dict[str, Any]:
    """Plan and apply with the values given; the plan, once it is what the apply has done."""
    of = ("--presets", str(presets))
    planned = command_line.document("plan", environment, *options(settings), *of, expect=2)
    lost = [part for address in planned["run"]["data_lost"] for part in ("--destroys", address)]
    approved = ("--approve", environment, "--acknowledge-over-budget", "--acknowledge-unknown-cost", *lost)
    applied = command_line.document("apply", planned["run"]["id"], *approved, *of)
    assert applied["status"] == "done"
    assert applied["applied"].items() <= planned["counts"].items()
    return planned


def unchanged(command_line: CommandLine, environment: str, *settings: str) -> dict[str, Any]:
    """Planned again with the same values, nothing is to be done; that plan."""
    planned = command_line.document("plan", environment, *options(settings))
    assert planned["empty"] is True, planned["changes"]
    return planned


def changed(planned: dict[str, Any], address: str) -> set[str]:
    """Paths of the attributes that the plan changes in one resource."""
    (found,) = [change for change in planned["changes"] if change["address"] == address]
    return {attribute["path"] for attribute in found["attributes"]}


def action(planned: dict[str, Any], address: str) -> str:
    """What the plan does to one resource."""
    (found,) = [change["action"] for change in planned["changes"] if change["address"] == address]
    return str(found)


def outputs_of(command_line: CommandLine, environment: str) -> dict[str, Any]:
    outputs = command_line.document("output", environment)["outputs"]
    return {name: output["value"] for name, output in outputs.items()}


def watched(command_line: CommandLine, environment: str, *kinds: str, alarms: int) -> None:
    """CloudWatch measures what was applied: charts of each of these kinds have points, and there are so many alarms."""
    document = command_line.document("metrics", environment, "--range", "1h")
    assert {one["group"].split()[0] for one in document["metrics"] if one["points"]} >= set(kinds)
    assert {one["standing"] for one in document["metrics"]} == {"complete"}
    assert len(document["alarms"]) == alarms


def refused_while_protected(command_line: CommandLine, environment: str) -> None:
    """A protected environment is not destroyed, and says what to do."""
    refused = command_line.run("destroy", environment, "--approve", environment)
    assert refused.returncode == 1
    assert "set `protection: confirm` in its preset first" in refused.stderr


def unprotected_presets(folder: Path, environment: str) -> Path:
    """A copy of the presets with this one's protection lowered, as an operator does before its end."""
    presets = folder / "presets"
    shutil.copytree(PRESETS, presets)
    preset = presets / f"{environment}.yaml"
    text = preset.read_text(encoding="utf-8")
    preset.write_text(text.replace("protection: protected", "protection: confirm"), encoding="utf-8")
    return presets


def end(command_line: CommandLine, environment: str, presets: Path = PRESETS) -> dict[str, Any]:
    """Destroy everything that is there; the record of the run that did."""
    (state,) = [e for e in command_line.document("environments")["environments"] if e["name"] == environment]
    destroyed = command_line.document("destroy", environment, "--approve", environment, "--presets", str(presets))
    assert destroyed["status"] == "done"
    assert destroyed["applied"]["destroy"] == state["resources"] > 0
    return destroyed
