"""What the documents list is in the plans of their systems: resources, and alarms with metric and threshold."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from console.domain.money import usd
from tests.contract.test_documents import TABLES, environments, table_rows
from tests.e2e.conftest import CommandLine

REVIEWED = Path(__file__).parents[1] / "fixtures" / "plans" / "costs" / "reviewed.yaml"
"""What every environment costs a month on its first plan, with how much of each price."""

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("contract")]


def asked(system: str, kind: str) -> list[tuple[str, list[str]]]:
    table = next(table for table in TABLES if table.stem == system)
    checks = [(row["sentence"], row["check"].split()) for row in table_rows(table)]
    return [(sentence, words[1:]) for sentence, words in checks if words[0] == kind]


@pytest.fixture(scope="module")
def plan_of(command_line: CommandLine) -> Any:
    """The plan of an environment, made once."""

    @cache
    def planned(name: str) -> dict[str, Any]:
        return command_line.document("plan", name, expect=2)

    return planned


@pytest.mark.parametrize("system", [table.stem for table in TABLES])
def test_every_listed_resource_is_planned(plan_of: Any, system: str) -> None:
    missing = []
    for sentence, words in asked(system, "resource"):
        wanted = words[3:] or [environments(system)[0].environment]
        planned = {change["type"] for change in plan_of(f"{system}/{wanted[0]}")["changes"]}
        if words[0] not in planned:
            missing.append(f"{words[0]} in {system}/{wanted[0]}: {sentence}")
    assert not missing


@pytest.mark.parametrize("system", [table.stem for table in TABLES])
def test_every_listed_alarm_has_its_metric_and_threshold(plan_of: Any, system: str) -> None:
    production = next(n for n in map(str, environments(system)) if n.split("/")[1] in ("prod", "production"))
    alarms = []
    for change in plan_of(production)["changes"]:
        if change["type"] == "aws_cloudwatch_metric_alarm":
            after = {attribute["path"]: attribute["after"] for attribute in change["attributes"]}
            metrics = {value for path, value in after.items() if path.endswith("metric_name")}
            alarms.append((str(after.get("alarm_name")), metrics, after.get("threshold")))
    missing = []
    for sentence, (part, _, metric, _, threshold) in asked(system, "alarm"):
        if not any(part in name and metric in found and t == float(threshold) for name, found, t in alarms):
            missing.append(f"{part} {metric} {threshold}: {sentence}")
    assert not missing, alarms


@pytest.mark.parametrize("system", [table.stem for table in TABLES])
def test_a_first_plan_costs_what_was_reviewed(plan_of: Any, system: str) -> None:
    reviewed = yaml.safe_load(REVIEWED.read_text(encoding="utf-8"))
    production = next(n for n in map(str, environments(system)) if n.split("/")[1] in ("prod", "production"))
    for name in dict.fromkeys((f"{system}/{environments(system)[0].environment}", production)):
        cost = plan_of(name)["cost"]
        found = {bound: usd(Decimal(figure)) for bound, figure in cost["monthly_usd"].items()}
        assert found == reviewed[name]["total"], name
        assert cost["complete"] is not bool(reviewed[name]["not_known"])
