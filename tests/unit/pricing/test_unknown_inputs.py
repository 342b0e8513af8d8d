"""A value known only after the apply is unknown in the cost, unless the configuration says more than the plan."""

import pytest
from priced_plans import DATABASE, MACHINE, SERVICE, TABLE, TASK, flat, line, priced, resource, span

from console.domain.configured import Reference
from console.domain.cost import Standing

SUBNETS = [resource(f"module.network.aws_subnet.public[{index}]") for index in range(2)]
BALANCER = {"load_balancer_type": "application", "internal": False}
TASKS = [
    resource("module.api.aws_ecs_task_definition.this", TASK),
    resource("module.api.aws_ecs_task_definition.migration[0]", TASK | {"family": "migration", "cpu": "256"}),
]


def refers(target: str, **more: bool) -> Reference:
    return Reference((target,), **({"constant": False} | more))


def balancer(**more: object):
    return resource("module.alb.aws_lb.this", BALANCER, unknown={"subnets": True, "subnet_mapping": True}, **more)


def service(**more: object):
    return resource("module.api.aws_ecs_service.this", SERVICE, unknown={"task_definition": True}, **more)


@pytest.mark.parametrize(
    ("values", "component"),
    [
        ({"instance_class": True}, "instance"),
        ({"multi_az": True}, "instance"),
        ({"allocated_storage": True}, "storage"),
        ({"storage_type": True}, "storage"),
        ({"backup_retention_period": True}, "backups"),
        ({"performance_insights_enabled": True}, "Performance Insights"),
    ],
)
def test_an_unknown_input_makes_its_component_unknown_and_the_total_at_least(values: dict, component: str):
    found = priced(resource("aws_db_instance.main", DATABASE, unknown=values))
    unknown = line(found, component)
    assert unknown.standing is Standing.UNKNOWN
    assert unknown.monthly is None
    assert next(iter(values)) in unknown.note
    assert found.resources[0].standing is Standing.UNKNOWN
    assert not found.complete


def test_what_the_configuration_does_not_set_is_what_aws_does_by_default():
    values = {key: value for key, value in DATABASE.items() if key != "multi_az"}
    left_out = resource("aws_db_instance.main", values, unknown={"multi_az": True}, configured={})
    null_given = resource(
        "aws_db_instance.main", values, unknown={"multi_az": True}, configured={"multi_az": Reference()}
    )
    assert line(priced(left_out), "instance").monthly == flat("47.45")
    assert line(priced(null_given), "instance").monthly == flat("47.45")


def test_what_the_configuration_takes_from_elsewhere_stays_unknown():
    configured = {"multi_az": Reference((), exact=False, constant=False)}
    found = priced(resource("aws_db_instance.main", DATABASE, unknown={"multi_az": True}, configured=configured))
    assert line(found, "instance").standing is Standing.UNKNOWN


NESTED = "point_in_time_recovery"


@pytest.mark.parametrize(
    ("unknown", "configured", "standing"),
    [
        (True, {}, Standing.USAGE),
        (True, {NESTED: Reference((), exact=False, constant=False)}, Standing.UNKNOWN),
        ([{"enabled": True}], {}, Standing.UNKNOWN),
        ([{"enabled": True}], {NESTED: Reference(), f"{NESTED}.enabled": Reference()}, Standing.USAGE),
        ([{"enabled": True}], {NESTED: Reference(), f"{NESTED}.days": Reference()}, Standing.USAGE),
        ([{"enabled": True}], {f"{NESTED}.enabled": Reference(("aws_x.y",), constant=False)}, Standing.UNKNOWN),
    ],
    ids=[
        "no block",
        "block from elsewhere",
        "dynamic block",
        "null in the block",
        "not in the block",
        "from elsewhere",
    ],
)
def test_in_a_block_too_only_what_is_not_set_is_what_aws_does_by_default(unknown, configured, standing):
    values = TABLE | ({} if unknown is True else {NESTED: [{}]})
    found = priced(resource("aws_dynamodb_table.t", values, unknown={NESTED: unknown}, configured=configured))
    assert found.resources[0].standing is standing


def test_subnets_that_do_not_exist_yet_are_counted_where_the_configuration_names_them_all():
    found = priced(*SUBNETS, balancer(configured={"subnets": refers("module.network.aws_subnet.public")}))
    address = line(found, "public IPv4")
    assert address.monthly == flat("7.3")
    assert address.note == "counted from the configuration: every module.network.aws_subnet.public"


@pytest.mark.parametrize(
    "configured",
    [
        None,
        {},
        {"subnets": Reference((), exact=False, constant=False)},
        {"subnets": refers("module.network.aws_subnet.public", exact=False)},
        {"subnets": refers("module.network.aws_subnet.elsewhere")},
    ],
    ids=["no configuration", "not set", "a local value", "made from several things", "nothing there"],
)
def test_subnets_that_cannot_be_counted_make_the_addresses_unknown(configured: dict | None):
    found = priced(*SUBNETS, balancer(configured=configured))
    assert line(found, "public IPv4").standing is Standing.UNKNOWN


def test_of_a_repeated_module_only_the_subnets_beside_the_balancer_count():
    subnets = [resource(f'module.stack["{name}"].aws_subnet.public[{index}]') for name in "ab" for index in range(3)]
    one = resource(
        'module.stack["a"].aws_lb.this',
        BALANCER,
        unknown={"subnets": True},
        configured={"subnets": refers("module.stack.aws_subnet.public")},
    )
    assert line(priced(*subnets, one), "public IPv4").monthly == flat("10.95")


def test_a_new_service_is_priced_with_the_task_definition_that_it_refers_to():
    configured = {"task_definition": refers("module.api.aws_ecs_task_definition.this")}
    assert line(priced(*TASKS, service(configured=configured)), "vCPU").monthly == flat("23.6374")


def test_each_of_several_services_is_priced_with_the_task_definition_of_its_own_key():
    tasks = [
        resource(f'aws_ecs_task_definition.this["{name}"]', TASK | {"family": name, "cpu": cpu})
        for name, cpu in (("api", "512"), ("worker", "1024"))
    ]
    configured = {"task_definition": refers("aws_ecs_task_definition.this", exact=False)}
    services = [
        resource(f'aws_ecs_service.this["{name}"]', SERVICE, unknown={"task_definition": True}, configured=configured)
        for name in ("api", "worker")
    ]
    found = priced(*tasks, *services)
    assert line(found, "vCPU", services[0].address).monthly == flat("23.6374")
    assert line(found, "vCPU", services[1].address).monthly == flat("47.2748")


def test_an_elastic_ip_of_a_new_instance_is_found_by_its_reference():
    address = resource("aws_eip.a", {}, unknown={"instance": True}, configured={"instance": refers("aws_instance.a")})
    found = priced(resource("aws_instance.a", MACHINE, unknown={"id": True}), address)
    assert line(found, "public IPv4").standing is Standing.FREE


def test_without_a_configuration_the_only_task_definition_of_the_module_is_taken():
    assert line(priced(TASKS[0], service()), "vCPU").monthly == flat("23.6374")


def test_a_service_whose_task_definition_is_not_certain_is_unknown():
    found = priced(*TASKS, service())
    assert line(found, "vCPU").standing is Standing.UNKNOWN
    assert line(found, "vCPU").note == "which task definition it runs is known after the apply"
    assert not found.complete


def test_an_unknown_capacity_provider_is_not_taken_for_on_demand():
    strategy = {"capacity_provider_strategy": [{"weight": 1}], "launch_type": None}
    unknown = {"capacity_provider_strategy": [{"capacity_provider": True}]}
    one = resource("aws_ecs_service.api", SERVICE | strategy, unknown=unknown)
    found = priced(resource("aws_ecs_task_definition.api", TASK), one)
    assert line(found, "vCPU").standing is Standing.UNKNOWN


def test_autoscaling_of_a_service_with_an_unknown_name_is_found_by_its_reference():
    values = {key: value for key, value in SERVICE.items() if key != "name"}
    api = resource("aws_ecs_service.api", values, unknown={"name": True})
    limits = resource(
        "aws_appautoscaling_target.api",
        {"min_capacity": 1, "max_capacity": 4},
        unknown={"resource_id": True},
        configured={"resource_id": refers("aws_ecs_service.api", exact=False)},
    )
    found = priced(resource("aws_ecs_task_definition.api", TASK), api, limits)
    assert line(found, "memory").monthly == span("2.5988", "5.1976", "10.3952")


def test_the_root_volume_of_an_image_is_unknown_and_not_zero():
    found = priced(resource("aws_instance.a", {"instance_type": "t3.micro"}, unknown={"root_block_device": True}))
    assert line(found, "volumes").standing is Standing.UNKNOWN
    assert line(found, "public IPv4").standing is Standing.UNKNOWN
    assert line(found, "instance").monthly == flat("7.592")


def test_a_whole_resource_that_is_unknown_has_no_figure():
    (found,) = priced(resource("aws_db_instance.main", {}, unknown=True)).resources
    assert found.standing is Standing.UNKNOWN
    assert found.monthly is None
