"""What a change does to each attribute, with nothing secret in it."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from console.domain.plan import Action, AttributeChange, ResourceChange, Special
from console.terraform.attribute_changes import attribute_changes
from console.terraform.plan_json import read_plan
from console.terraform.redaction import Redactor

PLANS = Path(__file__).parents[2] / "fixtures" / "plans"
SENSITIVE, UNKNOWN, ABSENT = Special.SENSITIVE, Special.UNKNOWN, Special.ABSENT


def rows_of(plan_name, address):
    plan = read_plan((PLANS / f"{plan_name}.json").read_bytes())
    [change] = [change for change in plan.changes if change.address == address]
    return {row.path: (row.before, row.after) for row in attribute_changes(change)}


def change(action, before=None, after=None, **fields):
    return ResourceChange(
        "a.b", "", "a", "b", None, "managed", action, destructive=False, before=before, after=after, **fields
    )


def rows(action, before=None, after=None, **fields):
    return {row.path: (row.before, row.after) for row in attribute_changes(change(action, before, after, **fields))}


def test_only_the_leaves_that_differ_are_shown():
    assert rows(
        Action.CHANGE,
        {"size": 1, "same": "x", "deep": {"a": [1, 2], "b": True}},
        {"size": 2, "same": "x", "deep": {"a": [1, 3], "b": True}},
    ) == {"size": (1, 2), "deep.a[1]": (2, 3)}


def test_a_create_shows_what_is_set_and_nothing_else():
    assert rows(
        Action.CREATE,
        None,
        {"size": 0, "unset": None, "on": False, "none": [], "tags": {"a.b": "c"}},
        after_unknown={"id": True, "tags": {}},
    ) == {"size": (ABSENT, 0), "on": (ABSENT, False), 'tags["a.b"]': (ABSENT, "c"), "id": (ABSENT, UNKNOWN)}


def test_a_destroy_shows_what_was_set():
    assert rows(Action.DESTROY, {"size": 1, "unset": None, "list": ["x"]}) == {
        "size": (1, ABSENT),
        "list[0]": ("x", ABSENT),
    }


def test_json_in_a_string_is_compared_inside():
    assert rows_of("aws_drift", "aws_ecs_task_definition.app")["container_definitions[0].image"] == ("app:1", "app:2")


def test_json_in_json_is_compared_inside_too():
    before = json.dumps({"policy": json.dumps({"Effect": "Allow"})})
    after = json.dumps({"policy": json.dumps({"Effect": "Deny"})})
    assert rows(Action.CHANGE, {"doc": before}, {"doc": after}) == {"doc.policy.Effect": ("Allow", "Deny")}


def test_json_that_is_only_spelled_differently_is_shown_as_the_text_that_it_is():
    assert rows(Action.CHANGE, {"doc": '{"a":1}'}, {"doc": '{"a": 1}'}) == {"doc": ('{"a":1}', '{"a": 1}')}


def test_a_json_string_marked_sensitive_is_masked_as_a_whole():
    found = rows_of("aws_drift", "aws_ecs_task_definition.hidden")
    assert found["container_definitions"] == (SENSITIVE, SENSITIVE)
    assert "canary" not in str(found)


def test_a_value_that_is_sensitive_on_one_side_is_masked_on_both():
    assert rows(Action.CHANGE, {"a": "old"}, {"a": "new"}, after_sensitive={"a": True}) == {"a": (SENSITIVE, SENSITIVE)}
    assert rows(Action.CHANGE, {"a": "old"}, {"a": "new"}, before_sensitive={"a": True}) == {
        "a": (SENSITIVE, SENSITIVE)
    }


def test_an_unchanged_sensitive_value_is_no_change():
    masks = {"before_sensitive": {"a": True}, "after_sensitive": {"a": True}}
    assert rows(Action.CHANGE, {"a": "x", "b": 1}, {"a": "x", "b": 2}, **masks) == {"b": (1, 2)}


def test_a_sensitive_whole_hides_everything_under_it():
    before, after = {"conf": {"user": "u1", "list": ["x1"]}}, {"conf": {"user": "u2", "list": ["x2", "x3"]}}
    masks = {"before_sensitive": {"conf": True}, "after_sensitive": {"conf": True}}
    assert rows(Action.CHANGE, before, after, **masks) == {"conf": (SENSITIVE, SENSITIVE)}


def test_a_mask_without_the_values_shape_hides_the_whole_value():
    assert rows(Action.CHANGE, {"a": "old"}, {"a": "new"}, after_sensitive={"a": {"x": True}}) == {
        "a": (SENSITIVE, SENSITIVE)
    }
    assert rows(Action.CREATE, None, {"a": {"x": "new"}}, after_sensitive={"a": [True]}) == {"a": (ABSENT, SENSITIVE)}


def test_masks_reach_into_lists():
    found = rows(
        Action.CREATE,
        None,
        {"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "hush"}]},
        after_sensitive={"env": [{}, {"value": True}]},
    )
    assert found["env[0].value"] == (ABSENT, "1")
    assert found["env[1].value"] == (ABSENT, SENSITIVE)


def test_a_composite_that_becomes_unknown_shows_its_former_value_without_secrets():
    assert rows(
        Action.CHANGE,
        {"out": {"open": 1, "shut": "hush"}},
        {},
        before_sensitive={"out": {"shut": True}},
        after_unknown={"out": True},
    ) == {"out": ({"open": 1, "shut": SENSITIVE}, UNKNOWN)}


def test_a_secret_that_comes_back_in_an_attribute_without_a_mask_is_masked():
    found = rows_of("destroy", "terraform_data.replaced")
    assert found["input"] == (SENSITIVE, ABSENT)
    assert found["output"] == (SENSITIVE, ABSENT)


def test_a_secret_within_another_attributes_text_is_masked():
    found = rows(Action.CREATE, None, {"pw": "hush-hush", "url": "db://u:hush-hush@host"}, after_sensitive={"pw": True})
    assert found["url"] == (ABSENT, "db://u:(sensitive)@host")


def test_secrets_that_the_caller_knows_are_masked_in_values_and_map_keys():
    [row] = attribute_changes(change(Action.CREATE, None, {"tags": {"s3cret-x": "s3cret-x"}}), Redactor(["s3cret-x"]))
    assert row == AttributeChange('tags["(sensitive)"]', ABSENT, SENSITIVE)


def test_an_attribute_keeps_its_name_where_the_secret_is_that_word():
    assert rows(Action.CREATE, None, {"password": "password"}, after_sensitive={"password": True}) == {
        "password": (ABSENT, SENSITIVE)
    }


def test_what_forces_a_replacement_is_marked_also_inside_json():
    forced = change(
        Action.REPLACE,
        {"doc": '{"a": 1, "b": 1}', "name": "x", "net": {"id": 1}},
        {"doc": '{"a": 2, "b": 1}', "name": "y", "net": {"id": 2}},
        replace_paths=(("doc",), ("net", "id")),
    )
    assert {row.path: row.forces_replacement for row in attribute_changes(forced)} == {
        "doc.a": True,
        "name": False,
        "net.id": True,
    }


def test_an_element_added_in_front_is_one_addition():
    assert rows(Action.CHANGE, {"l": ["b", "c"]}, {"l": ["a", "b", "c"]}) == {"l[0]": (ABSENT, "a")}


def test_a_real_set_of_blocks_shows_the_rule_that_changed_and_the_one_that_came():
    found = rows_of("aws_drift", "aws_security_group.web")
    assert found["ingress[0].from_port"] == (443, 22)
    assert found["ingress[1].from_port"] == (ABSENT, 8443)
    assert not any(path.startswith("ingress[2]") for path in found)


def test_an_element_that_went_away_is_shown_at_its_former_place():
    assert rows(Action.CHANGE, {"l": [{"p": 1}, {"p": 2}]}, {"l": [{"p": 2}]}) == {"l[0].p": (1, ABSENT)}


def test_an_element_that_changed_and_moved_is_one_change():
    before = {"l": [{"p": 1, "d": "x"}, {"p": 2, "d": "y"}]}
    after = {"l": [{"p": 2, "d": "y"}, {"p": 1, "d": "z"}]}
    assert rows(Action.CHANGE, before, after) == {"l[1].d": ("x", "z")}


def test_a_list_in_another_order_is_shown_as_a_whole():
    assert rows(Action.CHANGE, {"l": [1, 2]}, {"l": [2, 1]}) == {"l": ([1, 2], [2, 1])}


def test_null_that_becomes_blank_is_left_out_beside_real_changes():
    assert rows(Action.CHANGE, {"role": "", "n": 1}, {"role": None, "n": 2}) == {"n": (1, 2)}
    assert rows(Action.CHANGE, {"role": ""}, {"role": None}) == {"role": ("", ABSENT)}


def test_zero_and_false_are_no_blanks():
    assert rows(Action.CHANGE, {"n": 0, "on": True}, {"n": 1, "on": False}) == {"n": (0, 1), "on": (True, False)}


def test_a_number_that_becomes_a_truth_value_is_a_change():
    assert rows(Action.CHANGE, {"n": 1}, {"n": True}) == {"n": (1, True)}


def test_an_object_that_becomes_a_list_is_shown_as_a_whole():
    assert rows(Action.CHANGE, {"n": {"a": 1}}, {"n": [1]}) == {"n": ({"a": 1}, [1])}


def test_what_is_forgotten_or_moved_keeps_its_attributes():
    assert rows(Action.FORGET, {"a": 1}) == {}
    assert rows(Action.MOVE, {"a": 1}, {"a": 1}) == {}


def test_json_of_any_depth_is_survived():
    deep = "[" * 900 + "]" * 900
    assert rows(Action.CHANGE, {"doc": deep}, {"doc": deep.replace("[]", "[1]")})


NAMES = st.sampled_from(["a", "b", "c"])
SECRET = "c4nary-Secret"
PLAIN = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "x", "y"])


def trees(leaf):
    return st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
    )


def split(tree):
    """A drawn tree of (value, mask) leaves as the value and its sensitivity mask."""
    if isinstance(tree, dict):
        return {k: split(v)[0] for k, v in tree.items()}, {k: split(v)[1] for k, v in tree.items()}
    if isinstance(tree, list):
        return [split(v)[0] for v in tree], [split(v)[1] for v in tree]
    return tree


LEAVES = st.tuples(PLAIN, st.just(False)) | st.tuples(st.sampled_from([SECRET, SECRET + "2"]), st.just(True))
OBJECTS = st.dictionaries(NAMES, trees(LEAVES), max_size=3)


@given(
    OBJECTS,
    OBJECTS,
    st.sampled_from([Action.CHANGE, Action.REPLACE, Action.CREATE, Action.DESTROY]),
    trees(st.booleans()),
)
def test_a_masked_value_never_comes_out_whatever_the_shapes(before, after, action, unknown):
    (old, old_mask), (new, new_mask) = split(before), split(after)
    found = attribute_changes(
        change(
            action,
            None if action is Action.CREATE else old,
            None if action is Action.DESTROY else new,
            before_sensitive=old_mask,
            after_sensitive=new_mask,
            after_unknown=unknown,
        )
    )
    assert SECRET not in repr(found)


@given(trees(PLAIN).filter(lambda tree: isinstance(tree, dict)))
def test_equal_values_are_no_change(tree):
    assert attribute_changes(change(Action.CHANGE, tree, json.loads(json.dumps(tree)))) == ()
