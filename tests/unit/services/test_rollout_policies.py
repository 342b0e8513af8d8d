"""Rego policies over a plan: what they deny and warn of, that nothing secret reaches them, and that errors let nothing
through."""

import json
from pathlib import Path
from typing import Any

import pytest

from console.domain.rollout import Finding, StageStatus
from console.domain.rollout_file import RolloutFile
from console.errors import ConsoleError, PresetError
from console.services.rollouts import policies
from console.services.rollouts.guards import Guards
from console.services.rollouts.policies import Policies, evaluate, folder_of, policy_input, read_modules
from tests.fakes.gates import Stage, change, document

BUCKETS = """package infra_console

deny contains message if {
    some each in input.resource_changes
    each.type == "aws_s3_bucket"
    "create" in each.change.actions
    message := sprintf("%s: buckets are made elsewhere", [each.address])
}

warn contains "it is dear" if input.cost.after > 5
"""


def asked(folder: Path, *changes: dict[str, Any]) -> tuple[Stage, StageStatus]:
    stage = Stage(plan=document(*changes))
    return stage, Guards(lambda _: (), Policies(lambda _: folder))(stage.context)


def write(folder: Path, text: str, name: str = "buckets.rego") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return folder


def test_what_a_policy_denies_wants_to_be_acknowledged_and_what_it_warns_of_is_noted(tmp_path: Path) -> None:
    stage, status = asked(write(tmp_path, BUCKETS), change("aws_s3_bucket", after={}))
    assert status is StageStatus.PASSED
    assert [(each.finding, each.text, each.acknowledge) for each in stage.of("policies")] == [
        (Finding.NOTED, "it is dear", ""),
        (Finding.FAILED, "aws_s3_bucket.this: buckets are made elsewhere", "policy"),
    ]


def test_a_plan_that_no_policy_denies_passes(tmp_path: Path) -> None:
    stage, _ = asked(write(tmp_path, BUCKETS), change("aws_sqs_queue", after={}))
    assert stage.of("policies")[-1].text == "None of 1 policy files denies it."
    stage = Stage(plan=document())
    Guards(lambda _: (), Policies(lambda _: None))(stage.context)
    assert stage.one("policies").text == "This system has no policies."


def test_the_older_form_of_a_rule_is_understood(tmp_path: Path) -> None:
    stage, _ = asked(write(tmp_path, 'package infra_console\ndeny["always"] { true }\n'))
    assert stage.one("policies").text == "always"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'package infraconsole\ndeny contains "x" if true\n',
            "deny is in the package infraconsole, of which nothing is",
        ),
        ('package infra_console.net\ndeny["x"] { true }\n', "into the package infra_console."),
        ('package infra_console\ndenny contains "x" if true\n', "neither deny nor warn"),
    ],
    ids=["package", "package within", "rule"],
)
def test_a_policy_that_is_never_asked_lets_no_plan_through(tmp_path: Path, text: str, said: str) -> None:
    stage, status = asked(write(tmp_path, text), change("aws_s3_bucket", after={}))
    assert status is StageStatus.INCONCLUSIVE
    assert said in stage.one("policies").text


def test_a_policy_may_have_packages_of_its_own_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "package lib\n\nbuckets := {each | some each in input.resource_changes}\n", "lib/lib.rego")
    rule = 'package infra_console\nimport data.lib\n\ndeny := "a bucket" if count(lib.buckets) > 0\n'
    stage, _ = asked(write(tmp_path, rule), change("aws_s3_bucket", after={}))
    assert stage.one("policies").text == "a bucket"
    stage, _ = asked(tmp_path)
    assert stage.one("policies").finding is Finding.PASSED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("package infra_console\n\ndeny contains x if { x := foo( }\n", "wrong.rego line 3: this is unclosed"),
        ("package infra_console\ndeny contains x if { x := nosuch(1) }\n", "wrong.rego: Function not found: nosuch"),
        ('package infra_console\ndeny contains x if { x := to_number("x") }\n', "wrong.rego: a builtin failed"),
        ("package infra_console\ndeny contains 7\n", "deny of the policies holds something that is no text"),
    ],
    ids=["syntax", "function", "builtin", "type"],
)
def test_a_policy_that_is_wrong_lets_no_plan_through_and_is_named(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, BUCKETS)
    stage, status = asked(write(tmp_path, text, "wrong.rego"), change("aws_sqs_queue", after={}))
    assert status is StageStatus.INCONCLUSIVE
    told = stage.one("policies")
    assert (told.finding, told.acknowledge) == (Finding.UNKNOWN, "")
    assert told.text.startswith(said)


def test_policies_that_take_too_long_let_no_plan_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "_SECONDS", 0.001)
    with pytest.raises(PresetError, match=r"took longer than 0 s: the plan is not let through\.$"):
        evaluate(read_modules(write(tmp_path, BUCKETS)), {})


def test_a_folder_without_policies_lets_no_plan_through(tmp_path: Path) -> None:
    _, status = asked(write(tmp_path, "package x_test", "buckets_test.rego"))
    assert status is StageStatus.INCONCLUSIVE


def test_a_machine_without_regopy_says_so_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "path" / "console" / "services" / "rollouts"
    blocked.mkdir(parents=True)
    for folder in (blocked, blocked.parent, blocked.parent.parent):
        (folder / "__init__.py").write_text("")
    text = (
        Path(policies.rego.__file__).read_text().replace("from regopy import", "from regopy_that_is_not_there import")
    )
    (blocked / "rego.py").write_text(text)
    monkeypatch.setattr(policies, "__file__", str(blocked / "policies.py"))
    with pytest.raises(ConsoleError) as refused:
        evaluate(read_modules(write(tmp_path / "p", BUCKETS)), {})
    assert refused.value.message == (
        "Policies need regopy, which this Python does not have (`pip install 'infra-console[policies]'`): "
        "the plan is not let through."
    )


def test_policies_get_nothing_secret(tmp_path: Path) -> None:
    secret = "hunter2-canary"
    told = change(
        "aws_db_instance",
        "update",
        before={"password": "old-" + secret, "tags": {}},
        after={"password": secret, "copy": f"it is {secret}", "tags": {}},
        before_sensitive={"password": True},
        after_sensitive={"password": True},
    )
    plan = document(told, variables={"pw": {"value": secret}, "size": {"value": 3}})
    plan["configuration"] = {"root_module": {"variables": {"pw": {"sensitive": True}, "size": {}}}}
    given = policy_input(Stage(plan=plan).context)
    assert secret not in json.dumps(given)
    assert given["resource_changes"][0]["change"]["after"]["password"] == "(sensitive)"
    assert given["variables"] == {"size": {"value": 3}}


def test_policies_cannot_read_the_operators_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")
    text = 'package infra_console\nwarn contains sprintf("%v", [opa.runtime().env])\n'
    said = evaluate(read_modules(write(tmp_path, text)), {})
    assert "canary" not in str(said)
    assert "HOME" not in str(said)


def test_the_folder_of_policies_lies_beside_the_rollout_file(tmp_path: Path) -> None:
    (tmp_path / "tiny" / "policies").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()

    def file(**changes: Any) -> RolloutFile:
        return RolloutFile(order=("dev",), environments={"dev": {}}, **changes)  # type: ignore[arg-type]

    assert folder_of(tmp_path, "tiny", file()) is None
    assert folder_of(tmp_path, "tiny", file(policies="policies")) == (tmp_path / "tiny" / "policies").resolve()
    for wrong in ("../elsewhere", "missing", "/"):
        with pytest.raises(PresetError, match="is no folder in"):
            folder_of(tmp_path, "tiny", file(policies=wrong))
