"""RDS and Aurora snapshots that take a moment, and the window of time that an instance can be restored to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import utcnow
from moto.rds.models import DBClusterSnapshot, DBInstanceAutomatedBackup, DBSnapshot, RDSBackend

from console.sandbox.patching import wraps

SNAPSHOT_SECONDS = 2.0
"""From the request until a snapshot on demand is available."""


def _progress(created: datetime) -> int:
    """Percent of the way to being available."""
    return min(100, int((utcnow() - created).total_seconds() / SNAPSHOT_SECONDS * 100))


def _begun(snapshot: Any) -> int:
    return 100 if snapshot.snapshot_type == "automated" else _progress(snapshot.created)


def _status(self: Any) -> str:
    """moto's are available before they can have been made."""
    given: str = self.__dict__.get("sandbox_status", "available")
    return given if given != "available" or _begun(self) == 100 else "creating"


def _set_status(self: Any, value: str) -> None:
    self.__dict__["sandbox_status"] = value


for _answer in ("status", "percent_progress"):
    _shown = property(_status, _set_status) if _answer == "status" else property(_begun, lambda _, __: None)
    for _snapshot in (DBSnapshot, DBClusterSnapshot):
        setattr(_snapshot, _answer, _shown)


def _restore_window(self: DBInstanceAutomatedBackup) -> dict[str, datetime] | None:
    """moto leaves it out: from the first automated snapshot on, for as many days as backups are kept."""
    instance = self.backend.databases.get(self.db_instance_identifier)
    if instance is None or not instance.backup_retention_period:
        return None
    kept_from = utcnow() - timedelta(days=int(instance.backup_retention_period))
    begun = min(snapshot.created for snapshot in self.automated_snapshots)
    return {"EarliestTime": max(begun, kept_from), "LatestTime": instance.latest_restorable_time}


DBInstanceAutomatedBackup.restore_window = property(_restore_window)  # type: ignore[attr-defined]


@wraps(RDSBackend, "create_auto_snapshot")
def _unless_backups_are_off(
    original: Callable[..., Any], self: RDSBackend, db_instance_identifier: str, db_snapshot_identifier: str
) -> Any:
    """moto makes an automated snapshot of instances that keep no backups, and of each member of a cluster."""
    instance = self.databases[db_instance_identifier]
    if instance.backup_retention_period and instance.db_cluster_identifier is None:
        return original(self, db_instance_identifier, db_snapshot_identifier)
    return None
