"""AWS/ElastiCache: each node of Redis and Valkey."""

from __future__ import annotations

from functools import partial
from typing import Any

from moto.elasticache.models import elasticache_backends

from console.sandbox.metrics.measured import Measured
from console.sandbox.metrics.signals import Moment, Sheet, gauge

NAMESPACE = "AWS/ElastiCache"
_GIB = 1024.0**3
_MEMORY_GIB = {"micro": 0.5, "small": 1.37, "medium": 3.09, "large": 6.38, "xlarge": 12.93}


def add_series(sheet: Sheet, account: str, region: str) -> None:
    """The series of every node: by its cluster alone, and by cluster and node."""
    backend: Any = elasticache_backends[account][region]
    primaries = {group.member_clusters[0] for group in backend.replication_groups.values() if group.member_clusters}
    for cluster in backend.describe_cache_clusters():
        memory = _MEMORY_GIB.get(cluster.cache_node_type.rpartition(".")[2], 3.0) * _GIB
        for own in (
            {"CacheClusterId": cluster.cache_cluster_id},
            {"CacheClusterId": cluster.cache_cluster_id, "CacheNodeId": "0001"},
        ):
            _add_node(sheet, own, memory)
            if cluster.cache_cluster_id not in primaries and getattr(cluster, "replication_group_id", None):
                sheet.add(NAMESPACE, "ReplicationLag", own, "Seconds", _lag)


def _lag(moment: Moment, wobble: float) -> float:
    return max(0.0, 0.02 * moment.demand + 0.01 * wobble)


def _percent(idle: float, ordinary: float, moment: Moment, wobble: float) -> Measured:
    return gauge(min(idle + ordinary * moment.demand + wobble, 99.0), 1.0, moment.minutes)


def _add_node(sheet: Sheet, own: dict[str, str], memory: float) -> None:
    add = partial(sheet.add, NAMESPACE, dimensions=own)

    def used(moment: Moment, wobble: float) -> float:
        return min(41.0 + 3.0 * moment.demand + 1.2 * wobble, 99.0)

    add("CPUUtilization", unit="Percent", formula=partial(_percent, 4.0, 4.5))
    add("EngineCPUUtilization", unit="Percent", formula=partial(_percent, 2.0, 8.0))
    add("DatabaseMemoryUsagePercentage", unit="Percent", formula=used)
    add("BytesUsedForCache", unit="Bytes", formula=lambda m, w: memory * used(m, w) / 100)
    add("FreeableMemory", unit="Bytes", formula=lambda m, w: memory * (1.1 - used(m, w) / 100))
    add("CurrConnections", unit="Count", formula=lambda m, w: float(round(8 + 14 * m.demand + w)))
    add("NewConnections", unit="Count", formula=lambda m, w: float(round(3 + 5 * m.demand + w)))
    add("CurrItems", unit="Count", formula=lambda m, w: float(round(24_000 + 3000 * m.demand + 800 * w)))
    add("CacheHits", unit="Count", formula=lambda m, w: float(round(5200 * m.demand * (1 + 0.06 * w))))
    add("CacheMisses", unit="Count", formula=lambda m, w: float(round(310 * m.demand * (1 + 0.15 * w))))
    add("CacheHitRate", unit="Percent", formula=lambda _m, w: 94.4 + 0.8 * w)
    add("Evictions", unit="Count", formula=lambda m, _w: 40.0 * max(0.0, m.demand - 4.0))
    add("SwapUsage", unit="Bytes", formula=lambda _m, _w: 0.0)
    add("NetworkBytesIn", unit="Bytes", formula=lambda m, w: 1.1e6 * m.demand * (1 + 0.1 * w))
    add("NetworkBytesOut", unit="Bytes", formula=lambda m, w: 4.6e6 * m.demand * (1 + 0.1 * w))
