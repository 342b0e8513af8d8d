"""Validation rules: a value that is refused here is refused by Terraform with the same sentence, and the other way."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from console.terraform.tfvars import render
from console.terraform.variable_schema import read_variables
from tests.engine.answers import needs_terraform, terraform

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "tests" / "fixtures" / "variables" / "systems" / "sample"
REPLAYDASH = ROOT / "terraform_modules" / "systems" / "replaydash"

GOOD: dict[str, Any] = {
    "name": "web",
    "subnets": [{"cidr": "10.0.0.0/20"}],
    "domain": "a.example.com",
    "zone_id": "Z123",
}
BAD: list[dict[str, Any]] = [
    {"name": "Web", "size": "huge", "replicas": 10, "ratio": 0, "tags": {"aws:x": "y"}, "zones": ["z"]},
    {"name": "w", "size": "Small", "replicas": 1.5, "ratio": 1.0000000001, "tags": {"k": ""}, "timeout": 16},
    {"name": "web\n", "replicas": 6, "subnets": [{"cidr": "10.0.0.0/8"}], "domain": "-a.com", "zone_id": "12345"},
    {"name": "web", "subnets": [{"cidr": "10.0.0.300/24"}, {"cidr": "10.0.1.0/24"}, {"cidr": "10.0.1.0/24"}]},
    {"name": "web", "zone_id": "Z123", "most_replicas": 1, "timeout": 30, "tags": {"eleven-long": "x"}},
    {"name": "wéb", "domain": "a" * 64 + ".com", "zones": ["a", "b", "c"], "size": ""},
]
REPLAYDASH_BAD: list[dict[str, Any]] = [
    {"environment": "prod", "aws_region": "us-east", "vpc_cidr": "11.0.0.0/16", "availability_zone_count": 1},
    {"environment": "production", "task_cpu": 300, "desired_count": 9, "min_count": 5, "max_count": 4},
    {"environment": "dev", "domain_name": "Example.com", "create_hosted_zone": True, "hosted_zone_id": "Z1"},
    {"environment": "production", "use_spot": True, "off_hours_enabled": True, "redis_multi_az": True},
    {"environment": "dev", "task_cpu": 256, "task_memory": 4096, "container_port": 80, "health_check_path": "health"},
    {"environment": "dev", "off_hours_stop": "0 20 * * *", "log_retention_days": 2, "alert_email": "nobody"},
    {"environment": "dev", "db_max_allocated_storage": 21, "session_retention_days": 60, "db_engine_version": "13"},
    {"environment": "staging", "tags": {"aws:owner": "x"}, "image_tag": "-x", "interface_endpoints": ["s3"]},
]


def refused_here(root: Path, values: dict[str, Any]) -> dict[str, set[str]]:
    """Variable -> the messages of its rules that do not hold."""
    variables = read_variables(root)
    effective = {v.name: values.get(v.name, v.default) for v in variables if v.name in values or not v.required}
    broken: dict[str, set[str]] = {}
    for variable in variables:
        for rule in variable.rules:
            if variable.name in effective and rule.holds(effective[variable.name], effective) is False:
                broken.setdefault(variable.name, set()).add(rule.message.split("${")[0])
    return broken


def refused_by_terraform(root: Path, values: dict[str, Any], folder: Path) -> dict[str, set[str]]:
    """The same, from the diagnostics of a plan; fails if Terraform says anything else."""
    for path in root.glob("*.tf"):
        text = path.read_text(encoding="utf-8")
        if 'variable "' in text:
            (folder / path.name).write_text(text, encoding="utf-8")
    if root == REPLAYDASH:
        (folder / "locals.tf").write_text("locals {\n  own_variables = toset([])\n}\n", encoding="utf-8")
    (folder / "environment.tfvars").write_text(render("test", read_variables(root), values), encoding="utf-8")
    done = terraform(folder, "plan", "-json", "-input=false", "-var-file=environment.tfvars", check=False,
                     environment={"TF_VAR_password": "x"})  # fmt: skip
    broken: dict[str, set[str]] = {}
    for line in done.stdout.splitlines():
        event = json.loads(line)
        if event["type"] != "diagnostic" or event["@level"] != "error":
            continue
        assert event["diagnostic"]["summary"] == "Invalid value for variable", event
        snippet = event["diagnostic"]["snippet"]
        where = snippet["context"] or snippet["code"]
        name = where.split('"')[1] if where.startswith("variable") else where.split("=")[0].strip()
        broken.setdefault(name, set()).add(event["diagnostic"]["detail"])
    return broken


def rests_on(root: Path, name: str) -> set[str]:
    """The variables in the rules of a variable: Terraform does not look at its rules while one of them is invalid."""
    named = {
        variable.name: {other for rule in variable.rules for other in re.findall(r"var\.(\w+)", rule.condition)}
        for variable in read_variables(root)
    }
    found: set[str] = set()
    ahead = named[name]
    while ahead - found:
        found |= ahead
        ahead = {other for each in ahead for other in named[each]}
    return found - {name}


@needs_terraform
@pytest.mark.parametrize(
    ("root", "values"),
    [(SAMPLE, GOOD), *((SAMPLE, values) for values in BAD), *((REPLAYDASH, values) for values in REPLAYDASH_BAD)],
)
def test_the_same_values_are_refused_with_the_same_sentences(
    root: Path, values: dict[str, Any], tmp_path: Path
) -> None:
    here, there = refused_here(root, values), refused_by_terraform(root, values, tmp_path)
    for name in here.keys() - there.keys():
        assert rests_on(root, name) & there.keys(), f"{name} is refused here only"
    assert there.keys() <= here.keys()
    for name, said in there.items():
        assert len(here[name]) == len(said), (name, said)
        for message in here[name]:
            assert any(message in " ".join(text.split()) for text in said), (message, said)
    assert bool(here) is (values != GOOD)


def test_a_rule_that_only_terraform_can_evaluate_decides_nothing() -> None:
    variables = {variable.name: variable for variable in read_variables(SAMPLE)}
    (rule,) = variables["now"].rules
    assert rule.holds("2000-01-01T00:00:00Z", {}) is None


def test_a_rule_about_a_variable_that_is_not_known_decides_nothing() -> None:
    variables = {variable.name: variable for variable in read_variables(SAMPLE)}
    rule = variables["replicas"].rules[1]
    assert rule.holds(3, {}) is None
    assert rule.holds(3, {"most_replicas": 2}) is False
    assert rule.holds(3, {"most_replicas": "3"}) is True
