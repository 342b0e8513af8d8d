"""What a rollback cannot bring back is named first, each with what of it can be had again."""

from dataclasses import replace
from typing import Any

import pytest

from console.domain.plan import Action, Plan, ResourceChange
from console.domain.stateful import STATEFUL
from console.services.rollback_words import losses, undone_words
from tests.fakes.overview import record
from tests.fakes.runs import empty_plan
from tests.screens.material import change


def going(kind: str, action: Action = Action.DESTROY, **before: Any) -> ResourceChange:
    return change(f"module.data.{kind}.this", action, before=before, after=None)


def words(*changes: ResourceChange) -> list[str]:
    plan: Plan = replace(empty_plan(), changes=changes)
    return losses(plan)


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        (going("aws_db_instance", skip_final_snapshot=True), "its data goes with it, no final snapshot is made"),
        (
            going("aws_rds_cluster", skip_final_snapshot=False, final_snapshot_identifier="dev-final"),
            "its data stays only in the final snapshot dev-final",
        ),
        (going("aws_db_instance", deletion_protection=True), "AWS refuses while its deletion protection is on"),
        (going("aws_dynamodb_table", deletion_protection_enabled=True), "while its deletion protection is on"),
        (going("aws_dynamodb_table", point_in_time_recovery=[{"enabled": True}]), "for 35 days"),
        (going("aws_dynamodb_table", point_in_time_recovery=[{"enabled": False}]), "no backup is made"),
        (going("aws_s3_bucket", force_destroy=True), "every object in it goes with it"),
        (going("aws_s3_bucket", force_destroy=False), "AWS refuses that while it has objects"),
        (going("aws_secretsmanager_secret", recovery_window_in_days=7), "restored for 7 days"),
        (going("aws_secretsmanager_secret", recovery_window_in_days=0), "gone at once"),
        (going("aws_kms_key", deletion_window_in_days=10), "after 10 days nothing that it encrypted can be read"),
        (going("aws_ecr_repository", force_delete=True), "its images go with it"),
        (going("aws_eip"), "its address goes to others"),
        (going("aws_sqs_queue"), "what it holds goes with it"),
        (going("aws_elasticache_replication_group", Action.REPLACE), "this is replaced: its data goes with it"),
        (going("aws_db_instance", Action.FORGET), "it stays in AWS, and Terraform no longer knows it"),
        (going("aws_db_instance", Action.CREATE), "is made anew and empty"),
    ],
)
def test_each_thing_that_holds_data_says_what_becomes_of_it(lost: ResourceChange, said: str) -> None:
    (word,) = words(lost)
    assert word.startswith(f"{lost.address} ")
    assert said in word


def test_what_is_made_from_a_snapshot_names_it() -> None:
    made = change("aws_db_instance.this", Action.CREATE, after={"snapshot_identifier": "monday"})
    assert words(made) == ["aws_db_instance.this is made anew with what snapshot monday holds, if that still exists."]


def test_what_goes_stands_before_what_comes_back_empty_and_what_holds_nothing_is_not_named() -> None:
    found = words(
        going("aws_s3_bucket", Action.CREATE), going("aws_security_group"), going("aws_db_instance"),
        going("aws_db_instance", Action.CHANGE),
    )  # fmt: skip
    assert [word.split()[1:3] for word in found] == [["is", "destroyed:"], ["is", "made"]]


@pytest.mark.parametrize("kind", STATEFUL)
def test_every_type_that_holds_something_is_named(kind: str) -> None:
    assert len(words(going(kind))) == 1


def test_the_durable_way_is_named_where_variables_differ() -> None:
    rollback = record("replaydash/dev", 15, rollback_to=9)
    said = undone_words(rollback, {"max_count": 2, "desired_count": 1})
    assert "differ in desired_count, max_count" in said
    assert "infra-console rollback replaydash/dev --to 9 --save-variables" in said
    assert "--save-variables" not in undone_words(rollback, {})
