"""Databases as they are now, what is kept of them, and what a restore would make; RDS, Aurora and DynamoDB alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """Which service keeps the database: they differ in what a snapshot is called and in what a restore makes."""

    RDS = "RDS"
    AURORA = "Aurora"
    DYNAMODB = "DynamoDB"


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where a database is: the service, the region, and its own name (instance, cluster or table)."""

    kind: Kind
    region: str
    name: str
    environment: str = field(default="", compare=False)
    """Whose it is, `replaydash/dev`, where that is known: the audit log names it."""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Window:
    """The time from which every moment can be restored."""

    earliest: datetime
    latest: datetime

    def holds(self, moment: datetime) -> bool:
        return self.earliest <= moment <= self.latest


@dataclass(frozen=True, slots=True)
class Database:
    """A database as AWS describes it; None is what AWS did not say."""

    address: DatabaseAddress
    status: str
    engine: str
    """`postgres 16.4`, `aurora-postgresql 16.4`, `DynamoDB`."""
    size: str
    """The instance class, `0.5 to 4 ACU`, or how a table's capacity is paid."""
    storage_gb: Decimal | None = None
    """GB of storage: what is allocated to an instance, what a table holds."""
    encrypted: bool | None = None
    key: str = ""
    """The key that encrypts it, empty where the service has its own."""
    window: Window | None = None
    """None where no point in time can be restored."""
    retention_days: int | None = None
    subnet_group: str = ""
    security_groups: tuple[str, ...] = ()
    parameter_group: str = ""
    multi_az: bool | None = None
    public: bool = False
    port: int | None = None
    protected: bool = False
    """Whether it refuses to be deleted."""
    password_managed: bool = False
    """Whether RDS keeps the master password in a secret of its own."""
    iam_login: bool = False
    members: tuple[str, ...] = ()
    """The instances of a cluster, its writer first."""
    member_class: str = ""
    capacity: tuple[Decimal, Decimal] | None = None
    """Least and most ACU of Serverless v2."""
    indexes: int = 0
    """Secondary indexes of a table."""
    endpoint: str = ""
    parts: tuple[str, ...] = ()
    """What its restored self still lacks before it can be used, such as the instance of a cluster."""

    @property
    def available(self) -> bool:
        return self.status.lower() in ("available", "active") and not self.parts


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is kept of a database at one moment: a snapshot of RDS and Aurora, a backup of DynamoDB."""

    id: str
    """How AWS calls it: its name, or the ARN of a table's backup."""
    name: str
    source: DatabaseAddress
    automatic: bool
    status: str
    created_at: datetime | None = None
    gb: Decimal | None = None
    """GB: the storage that was allocated (RDS), what the table held (DynamoDB). None for Aurora, which does not say."""
    percent: int | None = None
    encrypted: bool | None = None

    @property
    def available(self) -> bool:
        return self.status.lower() == "available"

    @property
    def failed(self) -> bool:
        return self.status.lower() in ("failed", "incompatible-restore", "deleted")


FAILED_STATUSES = frozenset(
    {
        "failed",
        "incompatible-restore",
        "incompatible-parameters",
        "incompatible-network",
        "incompatible-option-group",
        "incompatible-credentials",
        "incompatible-create",
        "insufficient-capacity",
        "inaccessible-encryption-credentials",
        "restore-error",
        "storage-full",
        "deleting",
        "archived",
    }
)
"""States from which a restored database does not become available by itself: the user guides of RDS and DynamoDB."""


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore that is asked for: from a snapshot, or from a moment (None is the latest that can be had)."""

    source: Database
    to: str
    snapshot: Snapshot | None = None
    at: datetime | None = None

    @property
    def target(self) -> DatabaseAddress:
        return DatabaseAddress(self.source.address.kind, self.source.address.region, self.to)

    @property
    def words(self) -> str:
        """Where the data comes from: `snapshot before-migration`, `2026-05-04 10:04:00 UTC`, `the latest moment`."""
        if self.snapshot is not None:
            return f"{'automatic snapshot' if self.snapshot.automatic else 'snapshot'} {self.snapshot.name}"
        return "the latest moment that can be had" if self.at is None else f"{self.at:%Y-%m-%d %H:%M:%S} UTC"
