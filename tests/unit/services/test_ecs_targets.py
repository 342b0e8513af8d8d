"""Which services an environment has, by its state; which variables hold a number of tasks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from console.domain.ecs import Autoscaling
from console.errors import InputError, TerraformError
from console.services.applied_resources import AppliedResource, read_state
from console.services.durable import Durable
from console.services.ecs_targets import EcsTargetFinder
from console.terraform.ignored_changes import ignores_changes
from tests.fakes.ecs import ADDRESS, NAME, state
from tests.fakes.overview import preset
from tests.fakes.variables import FakeField, FakeVariables, variable


def state_file(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"version": 4, "resources": list(resources)}).encode()


def test_managed_resources_are_read_with_their_addresses():
    service = {"mode": "managed", "type": "aws_ecs_service", "name": "this", "module": "module.api",
               "instances": [{"attributes": {"name": "api"}}]}  # fmt: skip
    many = {"mode": "managed", "type": "aws_eip", "name": "nat",
            "instances": [{"index_key": 0, "attributes": {}}, {"index_key": "b", "attributes": {}}]}  # fmt: skip
    data = {"mode": "data", "type": "aws_region", "name": "now", "instances": [{"attributes": {}}]}
    found = read_state(state_file(service, many, data))
    assert [each.address for each in found] == [
        'aws_eip.nat["b"]', "aws_eip.nat[0]", "module.api.aws_ecs_service.this",
    ]  # fmt: skip


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"resources": [{}]}', b'{"resources": 3}'])
def test_what_is_no_state_is_one_sentence(text: bytes):
    with pytest.raises(TerraformError, match="cannot be read"):
        read_state(text)


def test_an_empty_state_has_no_resources():
    assert read_state(b"") == ()


def finder(*resources: AppliedResource) -> EcsTargetFinder:
    return EcsTargetFinder(lambda _: resources, lambda name: preset(name.system, name.environment))


def test_services_are_found_with_their_clusters():
    found = finder(*state())
    assert found.of(NAME).services == (ADDRESS,)


def test_an_environment_without_services_says_so():
    found = finder(AppliedResource("aws_s3_bucket.this", "aws_s3_bucket", "", {}))
    with pytest.raises(InputError, match="replaydash/dev has no ECS service"):
        found.of(NAME)


def test_of_several_services_one_is_to_be_named():
    other = {"name": "worker", "cluster": "arn:aws:ecs:us-east-1:0:cluster/other"}
    found = finder(*state(), AppliedResource("module.w.aws_ecs_service.this", "aws_ecs_service", "module.w", other))
    targets = found.of(NAME)
    with pytest.raises(InputError, match=r"choose one with --service \(replaydash-dev-api, worker\)"):
        targets.service(None)
    assert targets.service("worker").cluster == "other"


BOUNDS = Autoscaling(1, 4)


def durable(**numbers: Any) -> Durable:
    fields = tuple(FakeField(variable(name), value, True, effective=value) for name, value in numbers.items())
    return Durable(lambda: FakeVariables(fields=fields))  # type: ignore[arg-type,return-value]


def test_the_durable_way_is_the_minimum_and_what_it_needs():
    change = durable(desired_count=2, min_count=1, max_count=4, retention_days=4).scaling(NAME, 6, BOUNDS)
    assert change.values == {"desired_count": 6, "min_count": 6, "max_count": 6}
    assert change.command == (
        "infra-console apply replaydash/dev --set desired_count=6 --set min_count=6 --set max_count=6"
    )


def test_the_durable_way_never_lowers_the_maximum():
    assert durable(min_count=1, max_count=4).scaling(NAME, 2, BOUNDS).values == {"min_count": 2}
    assert durable(min_count=1, max_count=2).scaling(NAME, 2, Autoscaling(1, 6)).values == {
        "min_count": 2,
        "max_count": 6,
    }


def test_of_several_such_variables_the_one_with_the_live_value_is_meant():
    values = durable(api_min_count=1, worker_min_count=3).scaling(NAME, 2, BOUNDS).values
    assert values == {"api_min_count": 2}


def test_where_no_variable_holds_the_number_it_is_said():
    with pytest.raises(InputError, match="No variable of replaydash/dev is known to hold"):
        durable(retention_days=4).scaling(NAME, 2, BOUNDS)


@pytest.mark.parametrize(
    ("lifecycle", "ignored"),
    [
        ("lifecycle {\n    ignore_changes = [desired_count, tags]\n  }", True),
        ("lifecycle {\n    ignore_changes = all\n  }", True),
        ("lifecycle {\n    ignore_changes = [tags]\n  }", False),
        ("", False),
    ],
)
def test_the_configuration_says_whether_an_apply_leaves_the_number_alone(tmp_path: Path, lifecycle: str, ignored: bool):
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "service.tf").write_text(f'resource "aws_ecs_service" "this" {{\n  {lifecycle}\n}}\n')
    (tmp_path / "broken.tf").write_text("resource {{{")
    assert ignores_changes(tmp_path, "aws_ecs_service", "desired_count") is ignored


def test_a_configuration_without_the_resource_ignores_nothing(tmp_path: Path):
    assert ignores_changes(tmp_path, "aws_ecs_service", "desired_count") is False


def test_the_variable_that_has_the_image_s_tag_keeps_the_next_one():
    change = durable(image_tag="v1", min_count=1).image(NAME, "v1", "v2")
    assert change is not None
    assert change.command == "infra-console apply replaydash/dev --set image_tag=v2"


@pytest.mark.parametrize("values", [{}, {"image_tag": "v0"}, {"api_image_tag": "v1", "web_image_tag": "v1"}])
def test_where_it_is_not_clear_which_variable_has_the_tag_none_is_named(values: dict[str, str]):
    assert durable(**values).image(NAME, "v1", "v2") is None
