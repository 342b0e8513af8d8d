"""RDS and Aurora restores: a database of its own, that takes a moment, within the window of the original."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import utcnow
from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBCluster, DBInstance, RDSBackend

from console.sandbox.patching import wraps

RESTORE_SECONDS = 3.0
"""From the request until a restored instance is available."""
_OF_THE_ORIGINAL = ("global_cluster_identifier", "replication_source_identifier", "master_user_secret")
"""What a restored cluster does not take over."""
_USER, _PASSWORD = "postgres", "kept-as-it-was"
"""Of a cluster that has them from its global database; nobody can log in to a simulated one."""


def _status(self: DBInstance) -> str:
    until: datetime | None = self.__dict__.get("sandbox_restored_at")
    if until is not None and utcnow() < until:
        return "creating"
    return str(self.__dict__.get("status", "available"))


def _set_status(self: DBInstance, value: str) -> None:
    self.__dict__["status"] = value


# A data descriptor goes before the instance's own dictionary, where moto's pickled instances have the word.
DBInstance.status = property(_status, _set_status)  # type: ignore[assignment]


@wraps(RDSBackend, "restore_db_instance_from_db_snapshot")
def _instance_from_snapshot(
    original: Callable[..., DBInstance], self: RDSBackend, from_snapshot_id: str, overrides: dict[str, Any]
) -> DBInstance:
    return _in_a_moment(original(self, from_snapshot_id, overrides))


@wraps(RDSBackend, "restore_db_instance_to_point_in_time")
def _instance_of_a_moment(
    original: Callable[..., DBInstance],
    self: RDSBackend,
    source_db_identifier: str,
    target_db_identifier: str,
    overrides: dict[str, Any],
) -> DBInstance:
    """moto takes any moment, those before the instance was made among them."""
    source = self.describe_db_instances(source_db_identifier)[0]
    if not source.backup_retention_period:
        message = f"Point in time restore is not enabled for {source_db_identifier}: it keeps no backups."
        raise RDSClientError("PointInTimeRestoreNotEnabled", message)
    _check_moment(overrides.get("restore_time"), source.created)
    return _in_a_moment(original(self, source_db_identifier, target_db_identifier, overrides))


def _in_a_moment(restored: DBInstance) -> DBInstance:
    restored.__dict__["sandbox_restored_at"] = utcnow() + timedelta(seconds=RESTORE_SECONDS)
    return restored


def _check_moment(moment: Any, earliest: datetime) -> None:
    if moment is None:
        return
    wanted = moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment))
    wanted = wanted.replace(tzinfo=None) if wanted.tzinfo is not None else wanted
    if not earliest.replace(tzinfo=None) <= wanted <= utcnow().replace(tzinfo=None):
        raise RDSClientError("InvalidRestoreFault", "The specified time is outside of the restore window.")


@wraps(DBCluster, "get_cfg")
def _without_ties(original: Callable[..., dict[str, Any]], self: DBCluster) -> dict[str, Any]:
    """moto fails for a cluster whose password RDS keeps, and restores into the original's global database."""
    kept = self.__dict__.get("_master_user_password")
    self.__dict__.setdefault("_master_user_password", "")
    try:
        settings = original(self)
    finally:
        if kept is None:
            del self.__dict__["_master_user_password"]
    return _untied(settings)


@wraps(RDSBackend, "restore_db_cluster_to_point_in_time")
def _cluster_of_a_moment(
    original: Callable[..., DBCluster], self: RDSBackend, source_db_cluster_identifier: str, **settings: Any
) -> DBCluster:
    """moto takes any moment, and restores into the original's global database."""
    source = self.describe_db_clusters(source_db_cluster_identifier)[0]
    _check_moment(settings.get("restore_to_time"), source.earliest_restorable_time)
    settings |= dict.fromkeys(_OF_THE_ORIGINAL)
    settings["master_username"] = source.master_username or _USER
    if not source.manage_master_user_password:
        settings["master_user_password"] = source.__dict__.get("_master_user_password") or _PASSWORD
    return original(self, source_db_cluster_identifier=source_db_cluster_identifier, **settings)


def _untied(settings: dict[str, Any]) -> dict[str, Any]:
    settings = {name: value for name, value in settings.items() if name not in _OF_THE_ORIGINAL}
    if not settings.get("manage_master_user_password") and not settings.get("master_user_password"):
        settings["master_user_password"] = _PASSWORD
    return settings | {"master_username": settings.get("master_username") or _USER}
