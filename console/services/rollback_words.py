"""What is said of a rollback before it is approved: what cannot come back, and what the next ordinary plan will do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from console.domain.plan import Action, Plan, ResourceChange
from console.domain.run import RunRecord
from console.domain.stateful import STATEFUL

_Values = Mapping[str, Any]


def rolled_back_run(record: RunRecord) -> str:
    """The id of the run that a rollback goes back to."""
    return f"{record.environment}#{record.rollback_to}"


def undone_words(record: RunRecord, differing: Collection[str]) -> str:
    """One sentence: that the next ordinary plan undoes the rollback, and the durable way."""
    if not differing:
        return (
            "The variables are today's; where the configuration differs, the next ordinary plan undoes this rollback "
            "until the configuration itself is changed back."
        )
    return (
        "The next ordinary plan undoes this rollback, because today's variables differ in "
        f"{', '.join(sorted(differing))}: to make it last, save the run's variables with `infra-console rollback "
        f"{record.environment} --to {record.rollback_to} --save-variables`; a configuration that has changed since has "
        "to be changed back itself."
    )


def losses(plan: Plan) -> list[str]:
    """What of this plan cannot come back, a sentence each: data that goes, and things that come back empty."""
    gone = [change for change in plan.changes if change.destructive and change.type in STATEFUL]
    anew = [change for change in plan.changes if change.action is Action.CREATE and change.type in STATEFUL]
    return [*(_goes(change) for change in gone), *(_comes_back(change) for change in anew)]


def _goes(change: ResourceChange) -> str:
    if change.action is Action.FORGET:
        return f"{change.address} is forgotten: it stays in AWS, and Terraform no longer knows it."
    deed = "is replaced" if change.action is Action.REPLACE else "is destroyed"
    before = change.before or {}
    if before.get("deletion_protection") or before.get("deletion_protection_enabled"):
        return f"{change.address} {deed}, which AWS refuses while its deletion protection is on."
    return f"{change.address} {deed}: {_WHAT_GOES.get(change.type, _anything)(before)}."


def _anything(_before: _Values) -> str:
    return "what it holds goes with it"


def _database(before: _Values) -> str:
    name = before.get("final_snapshot_identifier")
    if name and not before.get("skip_final_snapshot"):
        return f"its data stays only in the final snapshot {name}"
    return "its data goes with it, no final snapshot is made"


def _table(before: _Values) -> str:
    if any(block.get("enabled") for block in before.get("point_in_time_recovery") or ()):
        return "AWS keeps a backup of its last moment for 35 days"
    return "its items go with it, no backup is made"


def _bucket(before: _Values) -> str:
    return "every object in it goes with it" if before.get("force_destroy") else "AWS refuses that while it has objects"


def _secret(before: _Values) -> str:
    days = before.get("recovery_window_in_days")
    return f"its value can be restored for {days} days" if days else "its value is gone at once"


def _key(before: _Values) -> str:
    days = before.get("deletion_window_in_days") or 30
    return f"after {days} days nothing that it encrypted can be read any more"


def _images(before: _Values) -> str:
    return "its images go with it" if before.get("force_delete") else "AWS refuses that while it has images"


def _ip_address(_before: _Values) -> str:
    return "its address goes to others"


def _zone(_before: _Values) -> str:
    return "another one has other name servers, so that its domain has to be delegated anew"


_WHAT_GOES: Mapping[str, Callable[[_Values], str]] = {
    "aws_db_instance": _database,
    "aws_rds_cluster": _database,
    "aws_docdb_cluster": _database,
    "aws_neptune_cluster": _database,
    "aws_redshift_cluster": _database,
    "aws_elasticache_cluster": _database,
    "aws_elasticache_replication_group": _database,
    "aws_dynamodb_table": _table,
    "aws_s3_bucket": _bucket,
    "aws_secretsmanager_secret": _secret,
    "aws_kms_key": _key,
    "aws_ecr_repository": _images,
    "aws_eip": _ip_address,
    "aws_route53_zone": _zone,
}


def _comes_back(change: ResourceChange) -> str:
    snapshot = (change.after or {}).get("snapshot_identifier")
    if snapshot:
        return f"{change.address} is made anew with what snapshot {snapshot} holds, if that still exists."
    return (
        f"{change.address} is made anew and empty: what it held when it was destroyed comes back only from a "
        "backup or a snapshot of it."
    )
