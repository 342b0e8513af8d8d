"""Aurora PostgreSQL: clusters (storage, I/O, backups) and their instances, provisioned or Serverless v2."""

from __future__ import annotations

from collections.abc import Iterator

from console.domain.cost import HOURS_PER_MONTH, Amount
from console.pricing.families.databases import (
    enhanced_monitoring,
    extended_support,
    master_secret,
    performance_insights,
    public_address,
)
from console.pricing.findings import MONTH, Basis, Charge, Finding, Free, Gap, Rule, no_price, plain, span
from console.pricing.resource import PricedResource, UnknownInputError

_CLUSTERS = ("aws_rds_cluster",)
_IO_OPTIMIZED = "aurora-iopt1"


def _is_aurora(cluster: PricedResource) -> bool:
    """Aurora PostgreSQL, provisioned or Serverless v2; a first-generation serverless cluster is not."""
    if cluster.type == "aws_rds_cluster" and cluster.value("engine_mode", default="provisioned") == "serverless":
        return False
    return str(cluster.value("engine")) == "aurora-postgresql"


def _io_optimized(cluster: PricedResource) -> bool:
    return bool(cluster.value("storage_type", default="") == _IO_OPTIMIZED)


def _pays_for_io(cluster: PricedResource) -> bool:
    return _is_aurora(cluster) and not _io_optimized(cluster)


def _storage(cluster: PricedResource, basis: Basis) -> Iterator[Finding]:
    if not _is_aurora(cluster):
        kind = "Serverless v1" if cluster.value("engine_mode", default="") == "serverless" else cluster.value("engine")
        yield no_price(f"clusters of {kind} are not in the price book")
        return
    key = "aurora.storage.gb.ioopt" if _io_optimized(cluster) else "aurora.storage.gb"
    yield basis.shared(key, "aurora_gb", cluster, basis.landscape.sharers(_CLUSTERS, _is_aurora))


def _io(cluster: PricedResource, basis: Basis) -> Iterator[Finding]:
    if _pays_for_io(cluster):
        sharers = basis.landscape.sharers(_CLUSTERS, _pays_for_io)
        yield basis.shared("aurora.io.million", "aurora_io_million", cluster, sharers)


def _backups(cluster: PricedResource, basis: Basis) -> Iterator[Finding]:
    """Every cluster keeps at least a day of backups."""
    if _is_aurora(cluster):
        sharers = basis.landscape.sharers(_CLUSTERS, _is_aurora)
        included = "as much as the clusters hold is free"
        yield basis.shared("aurora.backup.gb", "aurora_backup_extra_gb", cluster, sharers, included)


def _instance(instance: PricedResource, basis: Basis) -> Iterator[Finding]:
    if not _is_aurora(instance):
        yield no_price(f"instances of {instance.value('engine')} are not in the price book")
        return
    size = str(instance.value("instance_class"))
    cluster = _cluster(instance, basis)
    if size == "db.serverless":
        yield _serverless(cluster, basis)
    elif _io_optimized(cluster):
        yield no_price(f"{size} with I/O-Optimized storage is not in the price book")
    else:
        yield Charge(f"aurora.pg.{size}", MONTH, "730 h")


def _serverless(cluster: PricedResource, basis: Basis) -> Finding:
    low = cluster.number("serverlessv2_scaling_configuration", 0, "min_capacity")
    high = cluster.number("serverlessv2_scaling_configuration", 0, "max_capacity")
    key = "aurora.sv2.acu.ioopt" if _io_optimized(cluster) else "aurora.sv2.acu"
    given = basis.assume_if_given("aurora_acu")
    expected = low if given is None else min(max(given.expected, low), high)
    capacity = Amount(low, expected, high)
    between = f"scales from {plain(low)} to {plain(high)} ACU"
    note = f"{between}; expected is the minimum" if given is None else f"assumes aurora_acu = {span(given)}; {between}"
    return Charge(key, capacity * HOURS_PER_MONTH, f"{span(capacity)} ACU x 730 h", note, usage=given is not None)


def _extended_support(instance: PricedResource, basis: Basis) -> Iterator[Finding]:
    if not _is_aurora(instance):
        return
    size = instance.value("instance_class")
    cluster = _cluster(instance, basis)
    for finding in extended_support(cluster if cluster.knows("engine_version") else instance, str(size), 1):
        serverless = size == "db.serverless" and isinstance(finding, Gap)
        yield no_price("extended support of Serverless v2 is not in the price book") if serverless else finding


def _snapshot(_snapshot_: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield Free("what it holds beyond the size of the clusters is part of aurora_backup_extra_gb")


def _replicated(_database: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("writes replicated between Regions are not in the price book; its clusters are priced by themselves")


def _cluster(instance: PricedResource, basis: Basis) -> PricedResource:
    land = basis.landscape
    if instance.knows("cluster_identifier"):
        named = land.with_value("aws_rds_cluster", "cluster_identifier", str(instance.value("cluster_identifier")))
        found = named[0] if named else None
    else:
        found = land.one(instance, "cluster_identifier", "aws_rds_cluster")
    if found is None:
        raise UnknownInputError("its cluster is not among these resources")
    return found


RULES = {
    "aws_rds_cluster": Rule(
        "Aurora", {"storage": _storage, "I/O": _io, "backups": _backups, "master secret": master_secret}
    ),
    "aws_rds_cluster_instance": Rule(
        "Aurora",
        {
            "instance": _instance,
            "public IPv4": public_address,
            "Performance Insights": performance_insights,
            "extended support": _extended_support,
            "Enhanced Monitoring": enhanced_monitoring,
        },
    ),
    "aws_db_cluster_snapshot": Rule("Aurora", {"snapshot": _snapshot}),
    "aws_rds_global_cluster": Rule("Aurora", {"replicated writes": _replicated}),
}
