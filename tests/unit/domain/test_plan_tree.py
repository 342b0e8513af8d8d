"""A plan's changes as a tree by module."""

from pathlib import Path

import pytest

from console.domain.plan import Action, Plan, PlanCounts, ResourceChange
from console.domain.plan_tree import ModuleNode, PlanTree
from console.terraform.plan_json import read_plan

PLANS = Path(__file__).parents[2] / "fixtures" / "plans"


def change(address, module="", action=Action.CREATE, destructive=False, type="aws_x"):  # noqa: A002
    return ResourceChange(address, module, type, "x", None, "managed", action, destructive)


def tree(*changes):
    return PlanTree.build(Plan("1.2", "1.11.4", changes, (), (), PlanCounts(), 0, True, False, True))


def lines(rows):
    return [
        "  " * row.depth + (row.node.label if isinstance(row.node, ModuleNode) else row.node.address) for row in rows
    ]


def test_modules_come_first_and_resources_stand_under_theirs():
    built = tree(
        change("t.root"),
        change("module.a.t.leaf", "module.a"),
        change("module.a.module.b[0].t.deep", "module.a.module.b[0]"),
    )
    assert lines(built.rows()) == [
        "module.a",
        "  module.b[0]",
        "    module.a.module.b[0].t.deep",
        "  module.a.t.leaf",
        "t.root",
    ]


def test_a_module_counts_what_is_below_it():
    built = tree(
        change("module.a.t.x", "module.a"),
        change("module.a.module.b.t.y", "module.a.module.b", Action.DESTROY, True),
        change("module.a.module.b.t.z", "module.a.module.b", Action.REPLACE, True),
    )
    [outer] = built.root.modules
    assert outer.counts == {Action.CREATE: 1, Action.DESTROY: 1, Action.REPLACE: 1}
    assert (outer.total, outer.destructive) == (3, 2)
    assert outer.modules[0].counts == {Action.DESTROY: 1, Action.REPLACE: 1}
    assert built.root.total == 3


@pytest.mark.parametrize("key", ["x.y", "module.z", "a[0]", 'q\\"uote', "]"])
def test_a_modules_key_may_hold_anything(key):
    address = f'module.a["{key}"].module.b'
    built = tree(change(f"{address}.t.x", address))
    assert [module.address for module in built.root.modules] == [f'module.a["{key}"]']
    assert [module.label for module in built.root.modules[0].modules] == ["module.b"]


def test_numbers_are_sorted_as_numbers():
    built = tree(
        *(change(f"t.x[{index}]") for index in (10, 2, 1)),
        *(change(f"module.m[{i}].t.y", f"module.m[{i}]") for i in (10, 9)),
    )
    assert lines(built.rows())[::2] == ["module.m[9]", "module.m[10]", "t.x[1]", "t.x[10]"]


def test_a_filter_looks_at_address_type_and_action_in_any_case():
    built = tree(
        change("t.api", type="aws_ecs_service"),
        change("t.db", action=Action.DESTROY, destructive=True),
        change("module.net.t.vpc", "module.net"),
    )
    assert lines(built.filter("ECS_SERVICE")) == ["t.api"]
    assert lines(built.filter("destroy")) == ["t.db"]
    assert lines(built.filter("module.net create")) == ["module.net", "  module.net.t.vpc"]
    assert built.filter("nothing like it") == ()
    assert built.filtered("") is built


def test_letters_in_their_order_find_what_no_whole_word_does():
    built = tree(change("t.api", type="aws_ecs_service"), change("t.db", type="aws_db_instance"))
    assert lines(built.filter("ecssvc")) == ["t.api"]


def test_a_filter_recounts_the_modules_that_stay():
    built = tree(change("module.a.t.x", "module.a"), change("module.a.t.y", "module.a"))
    assert built.filtered("t.x").root.modules[0].total == 1


def test_only_destructive_leaves_what_deletes_or_forgets():
    built = PlanTree.build(read_plan((PLANS / "change.json").read_bytes()))
    assert lines(built.filter(only_destructive=True)) == [
        "terraform_data.gone[0]",
        "terraform_data.gone[1]",
        "terraform_data.replaced",
        "terraform_data.replaced_cbd",
    ]
    assert lines(built.filter("cbd", only_destructive=True)) == ["terraform_data.replaced_cbd"]


def test_every_change_of_a_real_plan_is_in_its_tree():
    plan = read_plan((PLANS / "change.json").read_bytes())
    shown = {row.node.address for row in PlanTree.build(plan).rows() if isinstance(row.node, ResourceChange)}
    assert shown == {change.address for change in plan.changes}
