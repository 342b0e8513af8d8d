"""The documents' troubleshooting: each diagnostic finds its remedy, and nothing is said where nothing is known."""

import pytest

from console.domain.environment import EnvironmentName
from console.domain.hints import hint_for, hints_for, hints_named

EXISTS = (
    "creating Amazon DynamoDB Table (staging-user-notifications): operation error DynamoDB: CreateTable, https "
    "response error StatusCode: 400, ResourceInUseException: Table already exists: staging-user-notifications"
)
DENIED = (
    "reading ECS Cluster: AccessDeniedException: User: arn:aws:iam::1:user/a is not authorized to perform: "
    "ecs:DescribeClusters on resource: *"
)


@pytest.mark.parametrize(
    ("text", "name", "command"),
    [
        (EXISTS, "already exists", "state import"),
        ("creating IAM Role (x): EntityAlreadyExists: Role with name x already exists.", "already exists",
         "state import"),
        (DENIED, "access denied", "doctor"),
        ("The state is locked by a@b since 2026-01-01 (apply, lock 1): wait until they are done.", "state locked",
         "state lock"),
        ("Error acquiring the state lock", "state locked", "state lock"),
        ("operation error STS: GetCallerIdentity, ExpiredToken: The security token included in the request is expired",
         "credentials expired", "doctor"),
        ("InvalidClientTokenId: The security token included in the request is invalid.", "no credentials", "doctor"),
        ("VpcLimitExceeded: The maximum number of VPCs has been reached.", "quota", ""),
        ("creating S3 Bucket (logs): BucketAlreadyExists: The requested bucket name is not available", "name taken",
         "render"),
        ("You can't create this secret because a secret with this name is already scheduled for deletion.",
         "name taken", "render"),
        ("waiting for ECS Service (arn:...) create: timeout while waiting for state to become 'tasksStable'",
         "tasks do not start", "ecs status"),
        ("waiting for ACM Certificate (arn:...) to be issued: timeout", "certificate pending", "--next-steps"),
        ("InvalidSubnet.Conflict: The CIDR '10.0.1.0/24' conflicts with another subnet", "address range taken",
         "render"),
        ("Module not installed", "providers or modules", "--upgrade"),
        ("The saved plan is stale: the state has changed since. Plan again.", "stale plan", "state drift"),
        ("Instance cannot be destroyed", "protected", ""),
        ("ThrottlingException: Rate exceeded", "throttled", ""),
        ("dial tcp 127.0.0.1:4566: connect: connection refused", "not reached", "doctor"),
        ("write plan.tfplan: no space left on device", "disk full", ""),
        ("The state went back in time: it has serial 0, an earlier run met serial 1.", "state not its own",
         "state backups"),
    ],
)  # fmt: skip
def test_a_diagnostic_of_the_documents_finds_its_remedy(text: str, name: str, command: str) -> None:
    hint = hint_for(text)
    assert hint is not None
    assert hint.name == name
    assert command in hint.command


def test_what_nobody_knows_has_no_hint() -> None:
    assert hint_for("Invalid value for variable: It does nothing, wait, fail, stay or talk.") is None


def test_the_command_of_a_hint_is_of_the_environment_at_hand() -> None:
    hint = hint_for("Error acquiring the state lock")
    assert hint is not None
    assert hint.command_for(EnvironmentName("replaydash", "dev")) == "infra-console state lock replaydash/dev"


def test_two_diagnostics_of_one_kind_give_one_hint() -> None:
    assert [hint.name for hint in hints_for(DENIED, EXISTS, DENIED, "", "something else")] == [
        "access denied",
        "already exists",
    ]


def test_the_refused_action_is_named() -> None:
    hint = hint_for(DENIED)
    assert hint is not None
    assert hint.words.startswith("IAM refused ecs:DescribeClusters. ")


def test_the_import_of_what_exists_names_its_address_and_its_id() -> None:
    said = f'Error: {EXISTS}\n  with module.dynamodb.aws_dynamodb_table.this["notifications"]\n'
    hint = hint_for(said)
    assert hint is not None
    assert hint.command_for("twitter/staging") == (
        "infra-console state import twitter/staging "
        "'module.dynamodb.aws_dynamodb_table.this[\"notifications\"]' staging-user-notifications"
    )
    (kept,) = hints_named(["already exists"], EXISTS)
    assert kept.command.endswith("ADDRESS staging-user-notifications")


def test_a_kept_hint_that_this_console_does_not_know_is_left_out() -> None:
    assert [hint.name for hint in hints_named(["no such hint", "quota"])] == ["quota"]


def test_a_name_from_outside_stays_one_word_of_the_command() -> None:
    hint = hint_for("creating S3 Bucket (a; rm -rf ~): EntityAlreadyExists")
    assert hint is not None
    assert hint.command.endswith("ADDRESS 'a; rm -rf ~'")
