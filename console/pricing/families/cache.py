"""ElastiCache: nodes of Redis and Valkey groups, and their snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.domain.cost import Amount
from console.pricing.findings import Basis, Charge, Finding, Rule, hours, no_price
from console.pricing.resource import PricedResource

_TYPES = ("aws_elasticache_replication_group", "aws_elasticache_cluster")
_OLDEST_STANDARD = 6
_VALKEY = "elasticache.valkey.factor"


def _group_nodes(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield from _nodes(group, str(group.value("engine", default="redis")), _group_size(group), basis)


def _group_size(group: PricedResource) -> Decimal:
    """Nodes of all shards, primaries and replicas."""
    if group.knows("num_cache_clusters"):
        return group.number("num_cache_clusters")
    if group.configured is None or group.reference("num_node_groups") or group.reference("replicas_per_node_group"):
        replicas = group.number("replicas_per_node_group", default=Decimal(0))
        return group.number("num_node_groups", default=Decimal(1)) * (1 + replicas)
    return group.number("num_cache_clusters", default=Decimal(1))


def _cluster_nodes(cluster: PricedResource, basis: Basis) -> Iterator[Finding]:
    if cluster.knows("replication_group_id") or cluster.reference("replication_group_id"):
        yield from _nodes(cluster, str(cluster.value("engine", default="redis")), Decimal(1), basis)
        return
    yield from _nodes(cluster, str(cluster.value("engine")), cluster.number("num_cache_nodes"), basis)


def _nodes(resource: PricedResource, engine: str, count: Decimal, basis: Basis) -> Iterator[Finding]:
    size = str(resource.value("node_type"))
    quantity, words = hours(Amount.flat(count), "nodes")
    if engine == "redis":
        yield Charge(f"elasticache.redis.{size}", quantity, words)
    elif engine == "valkey":
        factor = basis.book.price(_VALKEY) if basis.book else None
        if factor is None:
            yield no_price(f"the price book has no factor for Valkey ({_VALKEY})")
        else:
            note = f"Valkey costs {factor.usd} of the Redis price"
            yield Charge(f"elasticache.redis.{size}", quantity, words, note, factor=factor.usd)
    else:
        yield no_price(f"{engine} nodes are not in the price book")


def _extended_support(resource: PricedResource, _basis: Basis) -> Iterator[Finding]:
    """Redis 4 and 5 are past their standard support (January 2026)."""
    if str(resource.value("engine", default="redis")) != "redis":
        return
    major = str(resource.value("engine_version", default="")).partition(".")[0]
    if major.isdigit() and int(major) < _OLDEST_STANDARD:
        yield no_price(f"extended support of Redis {major} is not in the price book")


def _serverless(_cache: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("serverless caches are not in the price book")


def _keeps_snapshots(resource: PricedResource) -> bool:
    return resource.number("snapshot_retention_limit", default=Decimal(0)) > 0


def _snapshots(resource: PricedResource, basis: Basis) -> Iterator[Finding]:
    if _keeps_snapshots(resource):
        sharers = basis.landscape.sharers(_TYPES, _keeps_snapshots)
        yield basis.shared(
            "elasticache.backup.gb", "cache_backup_gb", resource, sharers, "one snapshot of each cluster is free"
        )


RULES = {
    "aws_elasticache_replication_group": Rule(
        "ElastiCache", {"nodes": _group_nodes, "extended support": _extended_support, "snapshots": _snapshots}
    ),
    "aws_elasticache_cluster": Rule(
        "ElastiCache", {"nodes": _cluster_nodes, "extended support": _extended_support, "snapshots": _snapshots}
    ),
    "aws_elasticache_serverless_cache": Rule("ElastiCache", {"capacity": _serverless}),
}
