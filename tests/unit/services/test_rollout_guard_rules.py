"""The guard rules that the console brings, each asked of a plan; and what is said of rule files that are wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from console.domain.guard_rules import Rule
from console.domain.rollout import Finding, StageStatus
from console.errors import PresetError
from console.services.rollouts.guard_files import rules_of
from console.services.rollouts.guards import Guards
from tests.fakes.gates import Stage, change, document

RULES = rules_of(Path("nowhere"), "tiny")
ANYBODY = "0.0.0.0/0"


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
OPEN_PORT = {"type": "ingress", "cidr_ipv4": "0.0.0.0/0", "cidr_blocks": ["0.0.0.0/0"]}
ATTACHED = {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}
PUBLIC = {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish"}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def asked(*changes: dict[str, Any], rules: tuple[Rule, ...] = RULES, **fields: Any) -> tuple[Stage, StageStatus]:
    stage = Stage(plan=document(*changes, **fields))
    return stage, Guards(lambda _: rules, lambda _: iter(()))(stage.context)


MET = [
    ("public ingress", change("aws_security_group", after={"ingress": [{"cidr_blocks": ["10.0.0.0/8", ANYBODY]}]})),
    ("public ingress", change("aws_security_group", after={"ingress": [{"ipv6_cidr_blocks": ["::/0"]}]})),
    ("public ingress", change("aws_security_group_rule", after={"type": "ingress", "cidr_blocks": [ANYBODY]})),
    ("public ingress", change("aws_security_group_rule", after={"type": "ingress", "ipv6_cidr_blocks": ["::/0"]})),
    ("public ingress", change("aws_vpc_security_group_ingress_rule", after={"cidr_ipv4": ANYBODY})),
    ("public ingress", change("aws_vpc_security_group_ingress_rule", after={"cidr_ipv6": "::/0"})),
    ("public database", change("aws_db_instance", after={"publicly_accessible": True})),
    ("public bucket", change("aws_s3_bucket_acl", after={"acl": "public-read"})),
    (
        "public bucket",
        change("aws_s3_bucket_policy", after={"policy": policy({"Effect": "Allow", "Principal": {"AWS": "*"}})}),
    ),
    ("public bucket", change("aws_s3_bucket_public_access_block", after={"block_public_acls": False})),
    ("public bucket", change("aws_s3_bucket_public_access_block", after={"block_public_policy": False})),
    ("public bucket", change("aws_s3_bucket_public_access_block", after={"restrict_public_buckets": False})),
    ("public bucket", change("aws_s3_bucket_public_access_block", "delete", before={"block_public_acls": True})),
    ("iam widening", change("aws_iam_role_policy", after={"policy": policy(ALL)})),
    (
        "iam widening",
        change(
            "aws_iam_policy", after={"policy": policy(ALL | {"Action": ["s3:GetObject", "s3:*"], "Resource": ["*"]})}
        ),
    ),
    ("iam widening", change("aws_iam_policy", after={"policy": policy({"Effect": "Allow", "NotAction": ["iam:*"]})})),
    ("iam widening", change("aws_iam_role_policy_attachment", after={"policy_arn": ADMINISTRATOR})),
    ("iam widening", change("aws_iam_role", after={"managed_policy_arns": [ADMINISTRATOR]})),
    (
        "iam widening",
        change("aws_iam_role", after={"assume_role_policy": policy({"Effect": "Allow", "Principal": "*"})}),
    ),
    (
        "deletion protection off",
        change("aws_db_instance", "update", before={"deletion_protection": True}, after={"deletion_protection": False}),
    ),
    (
        "deletion protection off",
        change("aws_dynamodb_table", "update", before={}, after={"deletion_protection_enabled": False}),
    ),
    ("deletion protection off", change("aws_lb", "update", before={}, after={"enable_deletion_protection": False})),
    ("backups off", change("aws_rds_cluster", "update", before={}, after={"backup_retention_period": 0})),
    ("backups off", change("aws_db_instance", "update", before={}, after={"skip_final_snapshot": True})),
]


ROUNDABOUT = [
    (
        "public ingress",
        change("aws_security_group", after={"ingress": [{"cidr_blocks": ["0.0.0.0/1", "128.0.0.0/1"]}]}),
    ),
    ("public ingress", change("aws_security_group", after={"ingress": [{"ipv6_cidr_blocks": ["2000::/3"]}]})),
    ("public ingress", change("aws_vpc_security_group_ingress_rule", after={"cidr_ipv6": "0:0:0:0:0:0:0:0/0"})),
    (
        "public ingress",
        change("aws_ec2_managed_prefix_list", after={"entry": [{"cidr": "10.0.0.0/8"}, {"cidr": "::/0"}]}),
    ),
    ("public ingress", change("aws_ec2_managed_prefix_list_entry", after={"cidr": ANYBODY})),
    ("public bucket", change("aws_s3_bucket", after={"policy": policy(PUBLIC)})),
    *[
        ("public bucket", change("aws_s3_bucket_policy", after={"policy": policy({"Effect": "Allow"} | given)}))
        for given in (
            {"Principal": {"AWS": ["arn:aws:iam::1:root", "*"]}},
            {"Principal": {"AWS": "*", "Service": "s3.amazonaws.com"}},
            {"Principal": ["*"]},
            {"NotPrincipal": {"AWS": "arn:aws:iam::1:root"}},
            {"Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
            {"Principal": "*", "Condition": {"StringLike": {"aws:PrincipalArn": "*"}}},
        )
    ],
    ("public access", change("aws_sqs_queue_policy", after={"policy": policy(PUBLIC)})),
    ("public access", change("aws_kms_key", after={"policy": policy(PUBLIC)})),
    ("public access", change("aws_opensearch_domain", after={"access_policies": policy(PUBLIC)})),
    ("public access", change("aws_lambda_permission", after={"principal": "*"})),
    ("public access", change("aws_lambda_function_url", after={"authorization_type": "NONE"})),
    *[
        ("iam widening", change("aws_iam_policy", after={"policy": policy({"Effect": "Allow"} | given)}))
        for given in (
            {"Action": "*:*", "Resource": "*"},
            {"Action": "S3:*", "Resource": "*"},
            {"Action": "s3:?*", "Resource": "*"},
            {"Action": "s3:*", "Resource": "arn:aws:s3:::*"},
            {"Action": "iam:*", "Resource": "arn:aws:iam::123456789012:role/*"},
            {"Action": "*", "Resource": "arn:aws:*:*:*:*"},
            {"Action": "*", "NotResource": "arn:aws:s3:::mine"},
            {"Action": "iam:PassRole", "Resource": "*"},
            {"Action": ["iam:Pass*"], "Resource": "*"},
            {"Action": "iam:createPolicyVersion", "Resource": "*"},
            {"Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/*"},
        )
    ],
    ("iam widening", change("aws_iam_policy", after={"policy": f"\n  {policy(ALL)}"})),
    ("iam widening", change("aws_iam_policy", after={"policy": json.dumps({"Statement": ALL})})),
    ("iam widening", change("aws_iam_role", after={"inline_policy": [{"name": "a", "policy": policy(ALL)}]})),
    (
        "iam widening",
        change("aws_iam_role", after={"inline_policy": [{"policy": policy({"Effect": "Allow", "NotAction": "s3:*"})}]}),
    ),
    (
        "iam widening",
        change(
            "aws_iam_role",
            after={
                "assume_role_policy": policy({"Effect": "Allow", "Principal": {"AWS": ["*", "arn:aws:iam::1:root"]}})
            },
        ),
    ),
    (
        "iam widening",
        change("aws_iam_role", after={"assume_role_policy": policy({"Effect": "Allow", "NotPrincipal": {"AWS": "x"}})}),
    ),
    (
        "iam widening",
        change("aws_iam_role", "update", before={"permissions_boundary": "arn:b"}, after={"permissions_boundary": ""}),
    ),
    (
        "backups off",
        change(
            "aws_dynamodb_table",
            "update",
            before={"point_in_time_recovery": [{"enabled": True}]},
            after={"point_in_time_recovery": [{"enabled": False}]},
        ),
    ),
    (
        "backups off",
        change(
            "aws_s3_bucket_versioning",
            "update",
            before={},
            after={"versioning_configuration": [{"status": "Suspended"}]},
        ),
    ),
]


def trusting(**condition: Any) -> dict[str, Any]:
    """A role for the workflows of a forge, as far as the condition lets them."""
    provider = {"Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"}
    audience = {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": provider, "Action": "sts:AssumeRoleWithWebIdentity"}
    return change(
        "aws_iam_role",
        after={"assume_role_policy": policy(statement | {"Condition": {"StringEquals": audience} | condition})},
    )


SUBJECT = "token.actions.githubusercontent.com:sub"


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ({}, True),
        ({"StringLike": {SUBJECT: "*"}}, True),
        ({"StringLike": {SUBJECT: ["repo:*"]}}, True),
        ({"StringLike": {SUBJECT: "repo:ours/app:*"}}, False),
    ],
)
def test_a_role_for_a_forge_names_whose_workflows_may_take_it(condition: dict[str, Any], met: bool) -> None:
    stage, _ = asked(trusting(**condition))
    assert stage.one("rules").finding is (Finding.FAILED if met else Finding.PASSED)


@pytest.mark.parametrize(("word", "met"), ROUNDABOUT, ids=lambda each: each if isinstance(each, str) else each["type"])
def test_the_same_said_in_another_way_is_met_as_well(word: str, met: dict[str, Any]) -> None:
    stage, _ = asked(met)
    assert {(each.finding, each.acknowledge) for each in stage.of("rules")} == {(Finding.FAILED, word)}


@pytest.mark.parametrize(
    ("type_", "before", "after"),
    [
        ("aws_vpc_security_group_ingress_rule", OPEN_PORT | {"to_port": 443}, OPEN_PORT | {"to_port": 65535}),
        ("aws_security_group_rule", OPEN_PORT | {"from_port": 443}, OPEN_PORT | {"from_port": 22}),
        ("aws_iam_role_policy_attachment", ATTACHED | {"role": "a"}, ATTACHED | {"role": "b"}),
        ("aws_iam_role_policy", {"policy": policy(ALL), "role": "a"}, {"policy": policy(ALL), "role": "b"}),
    ],
)
def test_what_was_so_before_is_said_again_where_it_reaches_further(type_: str, before: Any, after: Any) -> None:
    stage, _ = asked(change(type_, "update", before=before, after=after))
    assert stage.of("rules")[0].finding is Finding.FAILED
    stage, _ = asked(change(type_, "update", before=before, after=before | {"tags": {"a": "b"}}))
    assert stage.one("rules").finding is Finding.PASSED


def test_a_block_that_the_configuration_makes_dynamic_is_not_taken_for_awss_default() -> None:
    # As Terraform 1.11 has it: of a dynamic block the plan's configuration says nothing.
    group = change(
        "aws_security_group",
        after={"ingress": [{"from_port": 22}]},
        after_unknown={"id": True, "ingress": [{"cidr_blocks": True}]},
    )
    planned = {"address": group["address"], "mode": "managed", "type": group["type"], "name": "this", "values": {}}
    stage, _ = asked(
        group,
        configuration={"root_module": {"resources": [{"address": group["address"], "mode": "managed"}]}},
        planned_values={"root_module": {"resources": [planned]}},
    )
    assert stage.of("rules")[0].finding is Finding.UNKNOWN


def test_rules_that_wait_for_the_same_value_are_one_sentence() -> None:
    stage, _ = asked(change("aws_iam_policy", after={}, after_unknown={"policy": True}))
    told = stage.one("rules")
    assert (told.finding, told.acknowledge) == (Finding.UNKNOWN, "iam widening")
    assert "or meets 3 more of the rules of 'iam widening', is known only after the apply." in told.text


@pytest.mark.parametrize(("word", "met"), MET, ids=lambda each: each if isinstance(each, str) else each["type"])
def test_what_a_rule_looks_for_is_said_and_wants_its_word_acknowledged(word: str, met: dict[str, Any]) -> None:
    stage, status = asked(met)
    told = stage.one("rules")
    assert (told.finding, told.acknowledge) == (Finding.FAILED, word)
    assert told.text.startswith(met["address"])
    # An approval may overrule it, so that the rollout goes on to the approval.
    assert status is StageStatus.PASSED


@pytest.mark.parametrize(
    "harmless",
    [
        change("aws_security_group", after={"ingress": [{"cidr_blocks": ["10.0.0.0/8"]}]}),
        change("aws_security_group", after={"egress": [{"cidr_blocks": [ANYBODY]}]}),
        change("aws_security_group_rule", after={"type": "egress", "cidr_blocks": [ANYBODY]}),
        change("aws_s3_bucket_policy", after={"policy": policy({"Effect": "Deny", "Principal": "*"})}),
        change(
            "aws_s3_bucket_policy",
            after={"policy": policy(PUBLIC | {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}})},
        ),
        change(
            "aws_sns_topic_policy",
            after={"policy": policy(PUBLIC | {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::mine"}}})},
        ),
        change("aws_security_group", after={"ingress": [{"ipv6_cidr_blocks": ["fc00::/7", "2a01:4f8::/32"]}]}),
        change(
            "aws_iam_policy",
            after={"policy": policy(ALL | {"Action": "iam:PassRole", "Resource": "arn:aws:iam::1:role/task"})},
        ),
        change("aws_iam_policy", after={"policy": policy(ALL | {"Action": ["xray:PutTraceSegments", "ecr:Get*"]})}),
        change("aws_iam_role", "update", before={"permissions_boundary": None}, after={"permissions_boundary": None}),
        change("aws_lambda_permission", after={"principal": "*", "source_arn": "arn:aws:s3:::mine"}),
        change("aws_iam_policy", after={"policy": policy(ALL | {"Resource": "arn:aws:s3:::mine/*"})}),
        change("aws_iam_policy", after={"policy": policy(ALL | {"Effect": "Deny"})}),
        # 1 is no true, and a new environment that comes and goes loses no protection.
        change("aws_db_instance", after={"publicly_accessible": 1, "deletion_protection": False}),
        change("aws_s3_bucket_public_access_block", after={"block_public_acls": True}),
    ],
    ids=lambda each: each["type"],
)
def test_what_is_harmless_meets_no_rule(harmless: dict[str, Any]) -> None:
    stage, status = asked(harmless)
    assert status is StageStatus.PASSED
    assert stage.one("rules").text == f"None of {len(RULES)} rules speaks against it."


def test_what_was_so_before_is_not_said_again() -> None:
    open_before = {"ingress": [{"cidr_blocks": [ANYBODY], "from_port": 443}], "tags": {}}
    touched = open_before | {"tags": {"a": "b"}}
    stage, _ = asked(change("aws_security_group", "update", before=open_before, after=touched))
    assert stage.one("rules").finding is Finding.PASSED
    wider = {"ingress": [*open_before["ingress"], {"cidr_blocks": [ANYBODY], "from_port": 22}], "tags": {}}
    stage, _ = asked(change("aws_security_group", "update", before=open_before, after=wider))
    assert stage.one("rules").finding is Finding.FAILED


@pytest.mark.parametrize(
    "unknown",
    [
        change("aws_iam_role_policy", after={}, after_unknown={"policy": True}),
        change(
            "aws_security_group",
            after={"ingress": [{"cidr_blocks": []}]},
            after_unknown={"ingress": [{"cidr_blocks": [True]}]},
        ),
        change("aws_vpc_security_group_ingress_rule", after={}, after_unknown={"cidr_ipv4": True, "id": True}),
    ],
    ids=lambda each: each["type"],
)
def test_a_guarded_value_that_is_known_only_after_the_apply_is_unknown_and_not_fine(unknown: dict[str, Any]) -> None:
    stage, _ = asked(unknown)
    told = stage.of("rules")[0]
    assert told.finding is Finding.UNKNOWN
    assert told.acknowledge
    assert told.text.startswith(f"Whether {unknown['address']} ")
    assert told.text.endswith("is known only after the apply.")


def test_an_unknown_value_that_the_configuration_does_not_set_is_awss_default() -> None:
    group = change("aws_security_group", after={"name": "x"}, after_unknown={"ingress": True})
    expressions = {"name": {"constant_value": "x"}}
    configured = [{"address": group["address"], "mode": "managed", "expressions": expressions}]
    planned = {"address": group["address"], "mode": "managed", "type": group["type"], "name": "this", "values": {}}
    fields = {
        "configuration": {"root_module": {"resources": configured}},
        "planned_values": {"root_module": {"resources": [planned]}},
    }
    stage, _ = asked(group, **fields)
    assert stage.one("rules").finding is Finding.PASSED
    expressions["ingress"] = {"references": ["aws_vpc.main.cidr_block", "aws_vpc.main"]}
    stage, _ = asked(group, **fields)
    assert stage.of("rules")[0].finding is Finding.UNKNOWN


def test_many_resources_of_one_rule_are_one_sentence() -> None:
    several = [
        change("aws_vpc_security_group_ingress_rule", name=f"r{number}", after={"cidr_ipv4": ANYBODY})
        for number in range(5)
    ]
    stage, _ = asked(*several)
    assert stage.one("rules").text == (
        "aws_vpc_security_group_ingress_rule.r0, aws_vpc_security_group_ingress_rule.r1, "
        "aws_vpc_security_group_ingress_rule.r2 (and 2 more) lets anybody on the internet in."
    )


def write(folder: Path, text: str) -> None:
    path = folder / "tiny" / "guards.yaml"
    path.parent.mkdir()
    path.write_text(text)


def test_a_system_adds_rules_and_replaces_those_of_the_same_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        "rules:\n"
        "  - {name: public database, types: [aws_db_instance], finding: noted, says: is shown,"
        " when: [{path: publicly_accessible, one_of: [true]}]}\n"
        "  - {name: no gpu, types: [aws_instance], says: is a machine with a GPU,"
        " when: [{path: instance_type, matches: 'p[0-9].*'}]}\n",
    )
    rules = rules_of(tmp_path, "tiny")
    assert len(rules) == len(RULES) + 1
    stage, status = asked(change("aws_instance", after={"instance_type": "p4d.24xlarge"}), rules=rules)
    # It names no word, so nobody overrules it.
    assert (status, stage.one("rules").text) == (StageStatus.FAILED, "aws_instance.this is a machine with a GPU.")
    stage, status = asked(change("aws_db_instance", after={"publicly_accessible": True}), rules=rules)
    assert [each.finding for each in stage.of("rules")] == [Finding.NOTED, Finding.PASSED]


@pytest.mark.parametrize(
    ("after", "met"),
    [
        ({"engine": "mysql"}, True),
        ({"engine": "postgres"}, False),
        ({"engine": None}, False),
        ({}, False),
    ],
)
def test_none_of_is_met_by_any_other_value_that_is_there(tmp_path: Path, after: dict[str, Any], met: bool) -> None:
    write(
        tmp_path,
        "rules: [{name: own engine, types: [aws_db_instance], says: is of another engine,"
        " when: [{path: engine, none_of: [postgres]}]}]",
    )
    _, status = asked(change("aws_db_instance", after=after), rules=rules_of(tmp_path, "tiny"))
    assert status is (StageStatus.FAILED if met else StageStatus.PASSED)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: [{name: x y, types: [a]}]", "rules[0].says is required and missing"),
        ("rules: [{name: x y, types: [], says: z}]", "rules[0].types"),
        ("rules: [{name: x y, types: [a], says: z, wehn: []}]", "rules[0].wehn is not a key"),
        ("rules: [{name: x y, types: [a], says: z, when: [{path: p}]}]", "a condition needs one of"),
        ("rules: [{name: x y, types: [a], says: z, when: [{path: p, matches: '['}]}]", "no regular expression"),
        (
            "{patterns: {b: '.'}, rules: [{name: x y, types: [a], says: z, when: [{path: p, matches: '@c'}]}]}",
            "matches names the pattern 'c', which patterns does not have",
        ),
        ("rules: [{name: x y, types: [a], says: z}, {name: x y, types: [a], says: z}]", "stands there twice"),
        ("rules: [{name: x y, types: [a], says: z, finding: passed}]", "rules[0].finding is 'passed'"),
    ],
)
def test_a_wrong_rule_file_is_refused_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, text)
    with pytest.raises(PresetError) as refused:
        rules_of(tmp_path, "tiny")
    assert refused.value.message.startswith(f"{tmp_path}/tiny/guards.yaml: ")
    assert said in refused.value.message


def test_a_broken_rule_file_lets_no_plan_through(tmp_path: Path) -> None:
    write(tmp_path, "rules: 7")
    stage = Stage(plan=document())
    status = Guards(lambda system: rules_of(tmp_path, system), lambda _: iter(()))(stage.context)
    assert status is StageStatus.INCONCLUSIVE
    assert "guards.yaml: rules must be a list" in stage.one("rules").text
