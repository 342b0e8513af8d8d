"""Saved plans read from their JSON: recorded documents of Terraform 1.11.4, and what is refused."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.plan import Action, PlanCounts, Special
from console.errors import StreamError
from console.terraform.plan_json import read_plan

PLANS = Path(__file__).parents[2] / "fixtures" / "plans"


def document(name):
    return json.loads((PLANS / f"{name}.json").read_text())


def recorded(name):
    return read_plan((PLANS / f"{name}.json").read_bytes())


def minimal(*changes, **fields):
    return {"format_version": "1.2", "planned_values": {}, "resource_changes": list(changes)} | fields


def change(actions, address="a.b", **fields):
    inside = {name: fields.pop(name) for name in ("before", "after", "importing", "replace_paths") if name in fields}
    return {
        "address": address,
        "mode": "managed",
        "type": "a",
        "name": "b",
        "change": {"actions": actions} | inside,
    } | fields


def only(*args, **fields):
    [found] = read_plan(minimal(change(*args, **fields))).changes
    return found


def test_a_real_plan_is_counted_by_action():
    plan = recorded("change")
    assert plan.counts == PlanCounts(create=0, change=5, replace=2, destroy=2)
    assert str(plan.counts) == "+0 ~5 ±2 -2"
    assert (plan.format_version, plan.engine_version) == ("1.2", "1.11.4")
    assert (plan.complete, plan.errored, plan.applyable) == (True, False, True)


def test_replacements_say_their_order_and_reason_and_are_destructive():
    changes = {change.address: change for change in recorded("change").changes}
    assert changes["terraform_data.replaced"].create_before_destroy is False
    assert changes["terraform_data.replaced_cbd"].create_before_destroy is True
    assert changes["terraform_data.replaced"].reason == "the change cannot be made in place"
    assert changes["terraform_data.replaced"].replace_paths == (("triggers_replace",),)
    assert {address for address, found in changes.items() if found.destructive} == {
        "terraform_data.gone[0]",
        "terraform_data.gone[1]",
        "terraform_data.replaced",
        "terraform_data.replaced_cbd",
    }


def test_module_index_and_reason_of_each_change_are_kept():
    changes = {change.address: change for change in recorded("change").changes}
    leaf = changes['module.inner["a"].terraform_data.leaf["x.y"]']
    assert (leaf.module, leaf.type, leaf.name, leaf.index) == ('module.inner["a"]', "terraform_data", "leaf", "x.y")
    assert changes["terraform_data.gone[1]"].index == 1
    assert changes["terraform_data.gone[1]"].reason == "count is now smaller"


def test_what_is_only_moved_imported_or_forgotten_is_no_other_change():
    plan = recorded("move_import_forget")
    found = {change.address: change for change in plan.changes}
    assert {address: change.action for address, change in found.items()} == {
        "terraform_data.after": Action.FORGET,
        "terraform_data.imported": Action.IMPORT,
        "terraform_data.kept": Action.MOVE,
        "terraform_data.slow": Action.CREATE,
    }
    assert found["terraform_data.kept"].previous_address == "terraform_data.ok[2]"
    assert found["terraform_data.imported"].importing == "some-id"
    assert found["terraform_data.after"].destructive
    assert plan.counts == PlanCounts(create=1, move=1, imported=1, forget=1)
    assert plan.unchanged == 3


def test_a_tainted_resource_says_so():
    found = {change.address: change for change in recorded("tainted").changes}
    assert found["terraform_data.fails"].action is Action.REPLACE
    assert "tainted" in found["terraform_data.fails"].reason


def test_drift_is_what_was_changed_outside_and_not_what_providers_write_their_own_way():
    planned = document("aws_drift")
    settled = [entry for entry in planned["resource_changes"] if entry["type"] == "aws_ssm_parameter"]
    for entry in planned["resource_changes"]:
        if entry not in settled:
            entry["change"]["actions"] = ["no-op"]
    plan = read_plan(planned)
    assert [change.address for change in plan.drift] == ["aws_ssm_parameter.plain", "aws_ssm_parameter.secret"]
    assert all(change.action is Action.CHANGE for change in plan.drift)


def test_drift_in_an_attribute_that_the_plan_does_not_write_is_no_change_outside():
    def drifted(outside, written):
        entries = [change(["update"], before=outside[1], after=written)]
        drift = [change(["update"], before=outside[0], after=outside[1])]
        return bool(read_plan(minimal(*entries, resource_drift=drift)).drift)

    was, written = {"tags": None, "days": 7, "seen": 1}, {"tags": {}, "days": 14, "seen": 2}
    assert not drifted((was, was | {"tags": {}, "seen": 2}), written)
    assert not drifted((was, was | {"tags": {}}), written | {"tags": {"a": "b"}})
    assert drifted((was, was | {"days": 1}), written)
    assert drifted((was | {"days": 14}, was), written)


def test_a_resource_that_is_gone_is_drift_and_a_destroy_brings_nothing_back():
    gone = change(["delete"], before={"size": 1}, after=None)
    assert read_plan(minimal(change(["create"], after={"size": 1}), resource_drift=[gone])).drift
    resized = change(["update"], before={"size": 1}, after={"size": 2})
    assert not read_plan(minimal(change(["delete"], before={"size": 2}, after=None), resource_drift=[resized])).drift


def test_output_changes_show_neither_secrets_nor_unknown_values():
    [plain] = recorded("change").outputs
    assert (plain.name, plain.action, plain.before, plain.after) == (
        "plain",
        Action.CHANGE,
        {"note": "a", "size": 1},
        Special.UNKNOWN,
    )
    secret = {output.name: output for output in recorded("destroy").outputs}["secret"]
    assert (secret.action, secret.before, secret.after) == (Action.DESTROY, Special.SENSITIVE, Special.ABSENT)


def test_state_before_and_after_are_found_by_address_in_modules_of_any_depth():
    nested = {"address": "module.a.module.b", "resources": [{**RESOURCE, "address": "module.a.module.b.t.x"}]}
    plan = read_plan(
        minimal(
            change(["create"], "module.a.module.b.t.x", after={"size": 1}),
            planned_values={"root_module": {"child_modules": [{"address": "module.a", "child_modules": [nested]}]}},
            prior_state={"format_version": "1.0", "values": {"root_module": {"resources": [RESOURCE]}}},
        )
    )
    assert plan.planned_values["module.a.module.b.t.x"]["module"] == "module.a.module.b"
    assert plan.prior_state["t.x"]["values"] == {"size": 1}
    assert plan.prior_state["t.x"]["mode"] == "managed"


RESOURCE = {
    "address": "t.x",
    "mode": "managed",
    "type": "t",
    "name": "x",
    "values": {"size": 1},
    "sensitive_values": {},
}


def test_planned_values_tell_what_is_unknown():
    planned = recorded("change").planned_values
    assert planned["terraform_data.first"]["unknown"]["output"] is True
    assert planned["terraform_data.replaced"]["sensitive"] == {"input": True}


def test_unchanged_resources_stay_in_planned_values():
    assert recorded("move_import_forget").planned_values["terraform_data.ok[0]"]["unknown"] is False


def test_sensitive_variables_are_left_out():
    assert recorded("change").variables == {"size": "2"}
    assert read_plan(document("change"), sensitive=["size"]).variables == {}


@pytest.mark.parametrize(
    ("actions", "action", "destructive", "first"),
    [
        (["create"], Action.CREATE, False, False),
        (["update"], Action.CHANGE, False, False),
        (["delete"], Action.DESTROY, True, False),
        (["delete", "create"], Action.REPLACE, True, False),
        (["create", "delete"], Action.REPLACE, True, True),
        (["create", "forget"], Action.REPLACE, True, True),
        (["forget"], Action.FORGET, True, False),
        (["read"], Action.READ, False, False),
    ],
)
def test_every_action_list_is_mapped(actions, action, destructive, first):
    found = only(actions)
    assert (found.action, found.destructive, found.create_before_destroy) == (action, destructive, first)


def test_an_action_that_is_not_known_is_refused_with_its_address():
    with pytest.raises(StreamError, match=r"action for a\.b .*\(transmute\)"):
        read_plan(minimal(change(["transmute"])))


def test_an_imported_resource_that_is_changed_too_counts_as_both():
    plan = read_plan(minimal(change(["update"], importing={"id": "i-1"})))
    assert (plan.counts.change, plan.counts.imported) == (1, 1)
    assert plan.changes[0].importing == "i-1"


def test_a_deposed_object_is_a_change_of_its_own():
    plan = read_plan(minimal(change(["delete"], deposed="abcd1234"), change(["update"])))
    assert [(found.action, found.deposed) for found in plan.changes] == [
        (Action.DESTROY, "abcd1234"),
        (Action.CHANGE, None),
    ]


def test_a_deposed_object_does_not_stand_for_the_resource_itself():
    current = {"root_module": {"resources": [RESOURCE, {**RESOURCE, "deposed_key": "abcd1234", "values": {"size": 9}}]}}
    update = change(["update"], "t.x")
    update["change"]["after_unknown"] = {"size": True}
    plan = read_plan(minimal(update, change(["delete"], "t.x", deposed="abcd1234"), planned_values=current))
    assert plan.planned_values["t.x"]["values"] == {"size": 1}
    assert plan.planned_values["t.x"]["unknown"] == {"size": True}


def test_a_data_source_is_read_and_not_counted_as_unchanged():
    plan = read_plan(minimal(change(["read"], mode="data"), change(["no-op"], "data.x.y", mode="data")))
    assert (plan.counts.read, plan.unchanged, plan.counts.nothing) == (1, 0, True)


def test_a_plan_of_nothing_is_empty():
    plan = read_plan(minimal(change(["no-op"]), output_changes={"o": {"actions": ["no-op"], "before": 1, "after": 1}}))
    assert plan.empty
    assert plan.unchanged == 1


def test_deferred_changes_make_a_plan_incomplete():
    assert read_plan(minimal(complete=True, deferred_changes=[{"reason": "x"}])).complete is False
    assert read_plan(minimal(complete=False)).complete is False


def test_an_errored_plan_is_not_applyable_even_where_the_engine_does_not_say():
    plan = read_plan(minimal(errored=True))
    assert (plan.errored, plan.applyable) == (True, False)


def test_reasons_that_a_newer_engine_gives_are_still_words():
    assert only(["delete"], action_reason="delete_because_of_a_whim").reason == "delete because of a whim"


def outcome(data):
    try:
        return f"A plan with {read_plan(data).counts}."
    except StreamError as refused:
        return refused.message


GOOD = json.dumps(minimal()).encode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"Error: no plan", "not JSON"),
        (GOOD[:-5], "ends half way"),
        (GOOD + b"}", "not JSON"),
        (b"[1, 2]", "holds no object"),
        (GOOD.decode().encode("utf-16"), "UTF-16"),
        (GOOD.decode().encode("utf-16-le"), "UTF-16"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"PK\x03\x04rest", "saved plan itself"),
        (b'{"format_version": "2.0", "planned_values": {}}', "format 2.0"),
        (b'{"format_version": "1.0"}', "state, not of a plan"),
        (b'{"format_version": "1.0", "values": {}}', "state, not of a plan"),
        (b'{"version": 4, "serial": 1, "lineage": "x"}', "state file"),
        (b'{"planned_values": {}}', "no format_version"),
        (b'{"a":' * 100_000, "cannot be read|ends half way"),
        (b'{"format_version": "1.2", "planned_values": {}, "resource_changes": ["x"]}', "does not have the shape"),
        (b'{"format_version": "1.2", "planned_values": {}, "resource_changes": [{}]}', "does not have the shape"),
        (b'{"format_version": "1.2", "planned_values": []}', None),
        (
            b'{"format_version": "1.2", "planned_values": {"root_module": {"resources": [1]}}}',
            "does not have the shape",
        ),
    ],
)
def test_what_is_no_plan_is_refused_with_one_sentence(data, sentence):
    if sentence is None:
        assert read_plan(data).empty
        return
    with pytest.raises(StreamError, match=sentence) as refused:
        read_plan(data)
    assert "\n" not in refused.value.message


def test_a_byte_order_mark_of_utf_8_is_read_over():
    assert read_plan(b"\xef\xbb\xbf" + GOOD).empty


@given(st.binary(max_size=200))
def test_any_bytes_are_a_plan_or_a_sentence(data):
    assert outcome(data).endswith(".")


PIECES = [b"null", b"[]", b"{}", b"1", b'"x"', b"[[1]]", b"true"]


@given(st.sampled_from(["change", "move_import_forget"]), st.randoms(use_true_random=False), st.sampled_from(PIECES))
def test_a_plan_with_any_one_part_of_another_kind_is_read_or_refused(name, random, piece):
    plan = copy.deepcopy(document(name))
    node = plan
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = random.choice(keys)
        if isinstance(node[key], dict | list) and node[key] and random.random() < 0.8:
            node = node[key]
            continue
        node[key] = json.loads(piece)
        break
    assert outcome(plan).endswith(".")
