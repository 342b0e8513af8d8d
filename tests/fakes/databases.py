"""Databases in memory: reader and changer in one, as AWS would answer them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from console.domain.databases import Database, DatabaseAddress, Kind, Restore, Snapshot, Window
from console.domain.environment import EnvironmentName
from console.errors import AwsError
from console.pricing.book import book_for
from console.services.applied_resources import AppliedResource
from console.services.databases import Databases
from tests.fakes.ecs import priced
from tests.fakes.overview import NOW, preset
from tests.fakes.variables import FakeVariables

NAME = EnvironmentName("replaydash", "dev")
POSTGRES = DatabaseAddress(Kind.RDS, "us-east-1", "replaydash-dev-postgres")
AURORA = DatabaseAddress(Kind.AURORA, "us-east-1", "mtk-dev")
TABLE = DatabaseAddress(Kind.DYNAMODB, "us-east-1", "staging-user-notifications")


def postgres(**changes: Any) -> Database:
    given: dict[str, Any] = {
        "address": POSTGRES,
        "status": "available",
        "engine": "postgres 16.4",
        "size": "db.t4g.micro",
        "storage_gb": Decimal(20),
        "encrypted": True,
        "window": Window(NOW - timedelta(days=1), NOW - timedelta(minutes=5)),
        "retention_days": 1,
        "subnet_group": "replaydash-dev-postgres",
        "security_groups": ("sg-0123",),
        "parameter_group": "replaydash-dev-postgres-pg16",
        "multi_az": False,
        "port": 5432,
        "password_managed": True,
        "endpoint": "replaydash-dev-postgres.example.rds.amazonaws.com",
    }
    return Database(**(given | changes))


def aurora(**changes: Any) -> Database:
    given: dict[str, Any] = {
        "address": AURORA,
        "status": "available",
        "engine": "aurora-postgresql 16.4",
        "size": "0.5 to 2 ACU",
        "encrypted": True,
        "window": Window(NOW - timedelta(days=7), NOW),
        "members": ("mtk-dev-1",),
        "member_class": "db.serverless",
        "capacity": (Decimal("0.5"), Decimal(2)),
    }
    return Database(**(given | changes))


def table(**changes: Any) -> Database:
    given: dict[str, Any] = {
        "address": TABLE,
        "status": "ACTIVE",
        "engine": "DynamoDB",
        "size": "on demand",
        "storage_gb": Decimal(4),
        "encrypted": True,
        "window": Window(NOW - timedelta(days=35), NOW),
        "retention_days": 35,
        "indexes": 1,
    }
    return Database(**(given | changes))


def snapshot(identifier: str, source: DatabaseAddress = POSTGRES, **changes: Any) -> Snapshot:
    given: dict[str, Any] = {
        "id": identifier,
        "name": identifier,
        "source": source,
        "automatic": identifier.startswith("rds:"),
        "status": "available",
        "created_at": NOW - timedelta(hours=3),
        "gb": Decimal(20),
        "encrypted": True,
    }
    return Snapshot(**(given | changes))


def state_of(address: DatabaseAddress) -> list[AppliedResource]:
    """The database as the state has it."""
    arn = f"arn:aws:rds:{address.region}:000000000000:db:{address.name}"
    match address.kind:
        case Kind.RDS:
            values: dict[str, Any] = {
                "identifier": address.name,
                "arn": arn,
                "engine": "postgres",
                "instance_class": "db.t4g.micro",
                "allocated_storage": 20,
                "max_allocated_storage": 20,
                "storage_type": "gp3",
                "multi_az": False,
            }
            return [
                AppliedResource("module.database.aws_db_instance.this", "aws_db_instance", "module.database", values)
            ]
        case Kind.AURORA:
            scaling = [{"min_capacity": 0.5, "max_capacity": 2}]
            cluster = {
                "cluster_identifier": address.name,
                "engine": "aurora-postgresql",
                "serverlessv2_scaling_configuration": scaling,
            }
            member = {
                "cluster_identifier": address.name,
                "engine": "aurora-postgresql",
                "instance_class": "db.serverless",
            }
            return [
                AppliedResource("module.aurora.aws_rds_cluster.this", "aws_rds_cluster", "module.aurora", cluster),
                AppliedResource(
                    'module.aurora.aws_rds_cluster_instance.this["1"]',
                    "aws_rds_cluster_instance",
                    "module.aurora",
                    member,
                ),
            ]
        case Kind.DYNAMODB:
            found = {"name": address.name, "billing_mode": "PAY_PER_REQUEST"}
            return [
                AppliedResource("module.table.aws_dynamodb_table.this", "aws_dynamodb_table", "module.table", found)
            ]


@dataclass
class FakeDatabases:
    """What AWS would say; `done` records every change that was asked for."""

    there: dict[str, Database] = field(default_factory=lambda: {POSTGRES.name: postgres()})
    kept: list[Snapshot] = field(
        default_factory=lambda: [
            snapshot("before-migration"),
            snapshot("rds:replaydash-dev-postgres-2026-05-04-03-10", created_at=NOW - timedelta(hours=7)),
        ]
    )
    statuses: list[str] = field(default_factory=lambda: ["creating", "available"])
    """What a new snapshot or database becomes, one for each time that it is looked at; the last one stays."""
    error: AwsError | None = None
    done: list[tuple[Any, ...]] = field(default_factory=list)
    new: str = ""
    state: tuple[AppliedResource, ...] = ()

    def applied(self) -> tuple[AppliedResource, ...]:
        """The state, as it was when it was first read: what is gone outside is still in it."""
        if not self.state:
            found = (each.address for each in self.there.values() if _in_state(each))
            self.state = tuple(one for address in found for one in state_of(address))
        return self.state

    def database(self, address: DatabaseAddress) -> Database | None:
        if self.error is not None:
            raise self.error
        found = self.there.get(address.name)
        if found is not None and address.name == self.new:
            found = self.there[address.name] = replace(found, status=self._next())
        return found

    def snapshots(self, address: DatabaseAddress) -> tuple[Snapshot, ...]:
        self.kept = [replace(one, status=self._next()) if one.id == self.new else one for one in self.kept]
        return tuple(one for one in self.kept if one.source == address)

    def _next(self) -> str:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    def create_snapshot(self, address: DatabaseAddress, name: str) -> str:
        self.done.append(("snapshot", address.name, name))
        self.new = name
        self.kept.insert(0, snapshot(name, address, status="creating", created_at=NOW))
        return name

    def delete_snapshot(self, snapshot: Snapshot) -> None:
        self.done.append(("delete", snapshot.id))
        self.kept = [one for one in self.kept if one.id != snapshot.id]

    def restore(self, restore: Restore) -> None:
        self.done.append(("restore", restore.to, restore.snapshot.id if restore.snapshot else restore.at))
        self.new = restore.to
        lacks = ("an instance",) if restore.source.address.kind is Kind.AURORA else ()
        self.there[restore.to] = replace(
            restore.source, address=restore.target, status="creating", members=(), parts=lacks, endpoint="new.example"
        )

    def complete(self, restore: Restore) -> None:
        self.done.append(("complete", restore.to))
        self.there[restore.to] = replace(self.there[restore.to], members=(f"{restore.to}-1",), parts=())


def databases(fake: FakeDatabases, variables: Any = None, endpoint: str = "") -> Databases:
    """The real services over the fake."""
    return Databases(
        lambda _: fake.applied(),
        lambda name: preset(name.system, name.environment),
        fake,
        fake,
        priced,
        book_for,
        lambda: variables or FakeVariables(),  # type: ignore[arg-type,return-value]
        lambda: endpoint,
        sandbox=False,
        now=lambda: NOW,
        poll_seconds=0.0,
    )


def _in_state(database: Database) -> bool:
    return database.address in (POSTGRES, AURORA, TABLE)
