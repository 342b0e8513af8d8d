"""AWS/RDS: instances, read replicas, and Aurora with its capacity and its lag."""

from __future__ import annotations

from functools import partial
from typing import Any

from moto.rds.models import rds_backends

from console.sandbox.metrics.measured import Measured
from console.sandbox.metrics.signals import Moment, Sheet, events, gauge

NAMESPACE = "AWS/RDS"
_GIB = 1024.0**3
_MEMORY_GIB = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32, "4xlarge": 64}


def add_series(sheet: Sheet, account: str, region: str) -> None:
    """The series of every instance and every cluster."""
    backend: Any = rds_backends[account][region]
    for name, instance in backend.databases.items():
        own = {"DBInstanceIdentifier": name}
        cluster = backend.clusters.get(instance.db_cluster_identifier or "")
        _add_usage(sheet, own, _MEMORY_GIB.get(instance.db_instance_class.rpartition(".")[2], 4))
        if cluster is None:
            _add_storage(sheet, own, float(instance.allocated_storage or 20))
            if instance.is_replica:
                sheet.add(NAMESPACE, "ReplicaLag", own, "Seconds", _replica_lag)
            continue
        _add_serverless(sheet, own, cluster)
        if cluster.writer is not instance:
            sheet.add(NAMESPACE, "AuroraReplicaLag", own, "Milliseconds", _aurora_lag)
    for name, cluster in backend.clusters.items():
        own = {"DBClusterIdentifier": name}
        _add_usage(sheet, own, 8)
        _add_serverless(sheet, own, cluster)
        sheet.add(NAMESPACE, "VolumeBytesUsed", own, "Bytes", lambda moment, _: (9.0 + moment.at % 864000 / 8e6) * _GIB)
        for suffix in ("Maximum", "Minimum"):
            sheet.add(NAMESPACE, f"AuroraReplicaLag{suffix}", own, "Milliseconds", _aurora_lag)


def _add_usage(sheet: Sheet, own: dict[str, str], memory_gib: int) -> None:
    add = partial(sheet.add, NAMESPACE, dimensions=own)
    add("CPUUtilization", unit="Percent", formula=_cpu)
    add("DatabaseConnections", unit="Count", formula=_connections)
    add("FreeableMemory", unit="Bytes", formula=partial(_free_memory, memory_gib * _GIB))
    add("ReadIOPS", unit="Count/Second", formula=lambda m, w: (6 + 45 * m.demand) * (1 + 0.2 * w))
    add("WriteIOPS", unit="Count/Second", formula=lambda m, w: (4 + 30 * m.demand) * (1 + 0.2 * w))
    add("ReadLatency", unit="Seconds", formula=lambda m, w: (0.048 if m.slow else 0.0007) * (1 + 0.25 * w))
    add("WriteLatency", unit="Seconds", formula=lambda m, w: (0.062 if m.slow else 0.0016) * (1 + 0.25 * w))
    add("DiskQueueDepth", unit="Count", formula=lambda m, w: (18.0 if m.slow else 0.08 * m.demand) * (1 + 0.3 * w))
    add("NetworkReceiveThroughput", unit="Bytes/Second", formula=lambda m, w: 2.1e4 * m.demand * (1 + 0.1 * w))
    add("NetworkTransmitThroughput", unit="Bytes/Second", formula=lambda m, w: 8.8e4 * m.demand * (1 + 0.1 * w))
    add("SwapUsage", unit="Bytes", formula=lambda _m, _w: 0.0)
    add("Deadlocks", unit="Count/Second", formula=lambda m, w: 0.2 if m.slow and w > 0.5 else 0.0)


def _free_memory(memory: float, moment: Moment, wobble: float) -> float:
    return memory * max(0.05, 0.46 - 0.05 * moment.demand + 0.01 * wobble)


def _cpu(moment: Moment, wobble: float) -> Measured:
    mean = min(14 + 16 * moment.demand + (58 if moment.slow else 0) + 2.5 * wobble, 99.5)
    return gauge(mean, min(3.0, 100 - mean), moment.minutes)


def _connections(moment: Moment, wobble: float) -> float:
    return float(round((12 + 22 * moment.demand) * (3.6 if moment.slow else 1.0) + 2 * wobble))


def _add_storage(sheet: Sheet, own: dict[str, str], allocated_gib: float) -> None:
    def free(moment: Moment, _wobble: float) -> float:
        return allocated_gib * _GIB * (0.64 - moment.at % 864000 / 864000 * 0.02)

    sheet.add(NAMESPACE, "FreeStorageSpace", own, "Bytes", free)


def _replica_lag(moment: Moment, wobble: float) -> float:
    return max(0.0, 38.0 + 12 * wobble if moment.slow else 0.12 + 0.06 * moment.demand + 0.08 * wobble)


def _aurora_lag(moment: Moment, wobble: float) -> Measured | float:
    return max(1.0, 900.0 + 300 * wobble if moment.slow else 14.0 + 3 * moment.demand + 4 * wobble)


def _add_serverless(sheet: Sheet, own: dict[str, str], cluster: Any) -> None:
    """The capacity of Serverless v2: as much of what is between its bounds as is asked for."""
    bounds = getattr(cluster, "serverless_v2_scaling_configuration", None) or {}
    most = float(bounds.get("MaxCapacity") or 0)
    add = partial(sheet.add, NAMESPACE, dimensions=own)
    if most:
        least = float(bounds.get("MinCapacity") or 0)

        def capacity(moment: Moment, wobble: float) -> float:
            wanted = 1.1 * moment.demand * (2.5 if moment.slow else 1.0) * (1 + 0.1 * wobble)
            return min(max(least, round(wanted * 2) / 2), most)

        add("ServerlessDatabaseCapacity", unit="Count", formula=capacity)
        add("ACUUtilization", unit="Percent", formula=lambda m, w: capacity(m, w) / most * 100)
    add("CommitLatency", unit="Milliseconds", formula=lambda m, w: (95.0 if m.slow else 3.4) * (1 + 0.2 * w))
    add("CommitThroughput", unit="Count/Second", formula=lambda m, w: 14 * m.demand * (1 + 0.1 * w))
    add("BufferCacheHitRatio", unit="Percent", formula=lambda m, w: 99.6 - (9 if m.slow else 0) + 0.2 * w)
    add("VolumeReadIOPs", unit="Count", formula=lambda m, w: events(900 * m.demand, m, w))
    add("VolumeWriteIOPs", unit="Count", formula=lambda m, w: events(1500 * m.demand, m, w))
