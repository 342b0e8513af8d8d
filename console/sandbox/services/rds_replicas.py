"""RDS read replicas: settings and an identity of their own instead of a copy of the primary's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random
from moto.rds.models import DBInstance, RDSBackend

from console.sandbox.patching import wraps


@wraps(RDSBackend, "create_db_instance_read_replica")
def _with_settings_of_its_own(
    original: Callable[..., DBInstance], self: RDSBackend, db_kwargs: dict[str, Any]
) -> DBInstance:
    """moto copies the primary, backups, log exports, protection and tags included, and both share the lists."""
    asked = dict(db_kwargs)
    replica: Any = original(self, db_kwargs)
    replica.dbi_resource_id = f"db-{mock_random.get_random_hex(26).upper()}"
    replica.instance_create_time = utcnow()
    replica.source_db_instance_identifier = asked["source_db_instance_identifier"]
    replica.tags = list(asked.get("tags") or [])
    replica.vpc_security_group_ids = list(asked.get("vpc_security_group_ids") or replica.vpc_security_group_ids)
    replica.enabled_cloudwatch_logs_exports = list(asked.get("enable_cloudwatch_logs_exports") or [])
    replica.backup_retention_period = int(asked.get("backup_retention_period") or 0)
    replica.max_allocated_storage = asked.get("max_allocated_storage") or replica.max_allocated_storage
    replica.deletion_protection = bool(asked.get("deletion_protection"))
    replica.multi_az = bool(asked.get("multi_az"))
    return replica  # type: ignore[no-any-return]
