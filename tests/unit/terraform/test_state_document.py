"""A raw state read with its secrets masked: whatever way the marks have, and by name where an engine set none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from console.domain.plan import Special
from console.errors import StateError
from console.terraform.state_document import NEVER_WRITTEN, read_document, with_serial
from console.terraform.state_values import difference, redactor_of, shown_values
from tests.fakes.states import LINEAGE, resource

SENSITIVE = Special.SENSITIVE


def state(*resources: dict[str, Any], serial: int = 3, **changes: Any) -> bytes:
    document = {"version": 4, "terraform_version": "1.11.4", "serial": serial, "lineage": LINEAGE, "outputs": {"a": {}}}
    return json.dumps(document | {"resources": list(resources)} | changes).encode()


def steps(*way: str | int) -> list[dict[str, Any]]:
    """A way to a value as the state spells it."""
    return [
        {"type": "get_attr", "value": one}
        if isinstance(one, str)
        else {"type": "index", "value": {"value": one, "type": "number"}}
        for one in way
    ]


def shown(values: dict[str, Any], *ways: list[dict[str, Any]]) -> dict[str, Any]:
    one = resource("aws_thing", "this", **values)
    one["instances"][0]["sensitive_attributes"] = list(ways)
    (found,) = read_document(state(one)).resources
    return shown_values(found, redactor_of([found]))


@pytest.mark.parametrize(
    ("values", "way", "wanted"),
    [
        ({"a": "hidden-1", "b": "plain"}, steps("a"), {"a": SENSITIVE, "b": "plain"}),
        ({"a": {"k": "hidden-1", "l": "x"}}, steps("a", "k"), {"a": {"k": SENSITIVE, "l": "x"}}),
        ({"a": [{"v": "hidden-1"}, {"v": "y"}]}, steps("a", 0, "v"), {"a": [{"v": SENSITIVE}, {"v": "y"}]}),
        ({"a": ["hidden-1", "b"]}, steps("a", "of a set", "v"), {"a": SENSITIVE}),
        ({"a": {"k": "hidden-1"}}, steps("a", "other"), {"a": SENSITIVE}),
        ({"a": {"k": "hidden-1"}}, [*steps("a"), {"type": "index", "value": {"x": 1}}], {"a": SENSITIVE}),
        ({"a": None}, steps("a", "k"), {"a": SENSITIVE}),
    ],
)
def test_what_is_marked_is_masked_and_a_way_that_leads_nowhere_hides_all_it_is_in(
    values: dict[str, Any], way: list[dict[str, Any]], wanted: dict[str, Any]
) -> None:
    found = shown(values, way)
    assert {name: found[name] for name in values} == wanted


def test_a_secret_that_another_resource_repeats_unmarked_is_masked_by_its_text() -> None:
    database = resource("aws_db_instance", "this", password="hidden-12345")
    task = resource("aws_ecs_task_definition", "this", container_definitions='[{"e":"postgres://u:hidden-12345@db"}]')
    document = read_document(state(database, task))
    redactor = redactor_of(document.resources)
    found = shown_values(document.resources[1], redactor)["container_definitions"]
    assert "hidden-12345" not in str(found)
    assert "postgres://u:" in str(found)


@pytest.mark.parametrize("name", ["password", "master_password", "secret_string", "private_key", "auth_token", "token"])
def test_a_state_of_an_older_engine_without_marks_shows_no_secret_by_its_name(name: str) -> None:
    assert shown({name: "hidden-12345"})[name] is SENSITIVE


def test_what_a_plain_parameter_says_is_masked_there_and_shown_elsewhere() -> None:
    value = [steps("value")]
    plain = resource("aws_ssm_parameter", "host", value="replaydash", type="String")
    secure = resource("aws_ssm_parameter", "key", value="hidden-12345", type="SecureString")
    for one in (plain, secure):
        one["instances"][0]["sensitive_attributes"] = value
    database = resource("aws_db_instance", "this", db_name="replaydash", note="hidden-12345")
    document = read_document(state(plain, secure, database))
    redactor = redactor_of(document.resources)
    this, host, key = (shown_values(one, redactor) for one in document.resources)
    assert (host["value"], key["value"]) == (SENSITIVE, SENSITIVE)
    assert (this["db_name"], this["note"]) == ("replaydash", SENSITIVE)


@pytest.mark.parametrize("name", ["secret_arn", "password_length", "token_url"])
def test_what_only_sounds_like_a_secret_is_shown(name: str) -> None:
    assert shown({name: "plain"})[name] == "plain"


def test_every_kind_of_instance_has_its_address() -> None:
    keyed = resource("aws_subnet", "public", module='module.net["a"]', key="us-east-1a")
    counted = resource("aws_eip", "nat", key=0)
    data = resource("aws_ami", "this") | {"mode": "data"}
    left = resource("aws_db_instance", "old")
    left["instances"][0] |= {"deposed": "1a2b", "status": "tainted"}
    document = read_document(state(keyed, counted, data, left))
    assert [one.address for one in document.resources] == [
        "aws_db_instance.old",
        "aws_eip.nat[0]",
        "data.aws_ami.this",
        'module.net["a"].aws_subnet.public["us-east-1a"]',
    ]
    assert (document.resources[0].deposed, document.resources[0].tainted) == ("1a2b", True)
    assert (document.mark.resources, document.outputs) == (2, ("a",))


def test_nothing_at_all_is_the_state_that_was_never_written() -> None:
    assert read_document(b" \n") == NEVER_WRITTEN
    assert NEVER_WRITTEN.empty


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (state()[:-30], "ends half way"),
        (b"[]", "something else"),
        (b'{"serial": 1, "lineage": "x", "version": 3}', "has format 3"),
        (state({"type": "x"}), "does not have the shape"),
        (state(serial="many"), "does not have the shape"),
    ],
)
def test_fault_29_what_is_no_state_is_refused_with_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(StateError, match=words):
        read_document(data)
    with pytest.raises(StateError, match=words):
        with_serial(data, 9)


def test_another_serial_changes_nothing_else() -> None:
    before = state(resource("aws_vpc", "this", cidr="10.0.0.0/16"))
    after = with_serial(before, 40)
    assert json.loads(after) == json.loads(before) | {"serial": 40}


def test_two_states_are_compared_by_address_with_secrets_masked() -> None:
    before = state(resource("aws_a", "gone"), resource("aws_b", "kept", password="hidden-1234", size=1))
    after = state(resource("aws_b", "kept", password="hidden-5678", size=2), resource("aws_c", "new"), serial=4)
    found = difference(read_document(before), read_document(after))
    assert (found.added, found.removed) == (("aws_c.new",), ("aws_a.gone",))
    (changed,) = found.changed
    assert [(one.path, one.before, one.after) for one in changed.attributes] == [
        ("password", SENSITIVE, SENSITIVE),
        ("size", 1, 2),
    ]
    assert difference(read_document(before), read_document(before)).nothing
