"""DynamoDB tables: on-demand and provisioned capacity, indexes, replicas, storage, recovery, Contributor Insights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from console.domain.cost import HOURS_PER_MONTH, Amount
from console.pricing.families.data_transfer import to_region
from console.pricing.findings import Basis, Charge, Finding, Rule, no_price, span
from console.pricing.resource import PricedResource

_TABLES = ("aws_dynamodb_table",)
_ON_DEMAND = "PAY_PER_REQUEST"
_REPLICA_WRITES = {"us-east-2": "ddb.od.rwru.use2", "us-west-1": "ddb.od.rwru.usw1"}
"""Regions whose replicated writes are in the book."""
_INDEX = "global_secondary_index"


def _is_on_demand(table: PricedResource) -> bool:
    return bool(table.value("billing_mode", default="PROVISIONED") == _ON_DEMAND)


def _keeps_history(table: PricedResource) -> bool:
    return table.value("point_in_time_recovery", 0, "enabled", default=False) is True


def _writes(table: PricedResource, basis: Basis) -> Iterator[Finding]:
    if not _is_on_demand(table):
        yield from _provisioned(table, basis, "write_capacity", "ddb.prov.wcu", "WCU")
        return
    sharers = basis.landscape.sharers(_TABLES, _is_on_demand)
    charge = basis.shared("ddb.od.wru", "dynamodb_writes_million", table, sharers)
    copies = 1 + len(table.blocks(_INDEX))
    note = f"{charge.note}; every write is written to {copies - 1} indexes too" if copies > 1 else charge.note
    yield replace(charge, quantity=charge.quantity * Decimal(copies), note=note)


def _reads(table: PricedResource, basis: Basis) -> Iterator[Finding]:
    if _is_on_demand(table):
        sharers = basis.landscape.sharers(_TABLES, _is_on_demand)
        yield basis.shared("ddb.od.rru", "dynamodb_reads_million", table, sharers)
    else:
        yield from _provisioned(table, basis, "read_capacity", "ddb.prov.rcu", "RCU")


def _provisioned(table: PricedResource, basis: Basis, argument: str, key: str, unit: str) -> Iterator[Finding]:
    """Capacity of the table, within the bounds of its autoscaling, and of every index."""
    capacity = _scaled(table, basis, argument)
    for index in range(len(table.blocks(_INDEX))):
        capacity = capacity + Amount.flat(table.number(_INDEX, index, argument))
    yield Charge(key, capacity * HOURS_PER_MONTH, f"{span(capacity)} {unit} x 730 h")


def _scaled(table: PricedResource, basis: Basis, argument: str) -> Amount:
    set_to = table.number(argument)
    name = str(table.value("name")) if table.knows("name") else ""
    dimension = (
        "dynamodb:table:WriteCapacityUnits" if argument.startswith("write") else "dynamodb:table:ReadCapacityUnits"
    )
    for limits in basis.landscape.with_value("aws_appautoscaling_target", "resource_id", f"table/{name}"):
        if limits.value("scalable_dimension") == dimension:
            low, high = limits.number("min_capacity"), limits.number("max_capacity")
            return Amount(low, min(max(set_to, low), high), high)
    return Amount.flat(set_to)


def _storage(table: PricedResource, basis: Basis) -> Iterator[Finding]:
    if table.value("table_class", default="STANDARD") not in ("STANDARD", ""):
        yield no_price("the infrequent-access table class is not in the price book")
        return
    note = "list price: the first 25 GB of a Region are free"
    yield basis.shared("ddb.storage.gb", "dynamodb_gb", table, basis.landscape.of_type(table.type), note)


def _history(table: PricedResource, basis: Basis) -> Iterator[Finding]:
    if _keeps_history(table):
        sharers = basis.landscape.of_type(table.type)
        yield basis.shared("ddb.pitr.gb", "dynamodb_gb", table, sharers, "point-in-time recovery")


def _streams(table: PricedResource, basis: Basis) -> Iterator[Finding]:
    if _has_stream(table):
        sharers = basis.landscape.sharers(_TABLES, _has_stream)
        note = "reads by Lambda and for global tables are free"
        yield basis.shared("ddb.streams", "dynamodb_stream_reads_million", table, sharers, note)


def _has_stream(table: PricedResource) -> bool:
    return table.value("stream_enabled", default=False) is True


def _replicas(table: PricedResource, basis: Basis) -> Iterator[Finding]:
    """Replicated writes where the book knows them; what a replica stores is priced in its own Region."""
    for index in range(len(table.blocks("replica"))):
        region = str(table.value("replica", index, "region_name"))
        key = _REPLICA_WRITES.get(region)
        if key is None or not _is_on_demand(table):
            yield no_price(f"writes replicated to {region} are not in the price book")
        else:
            sharers = basis.landscape.sharers(_TABLES, _is_on_demand)
            charge = basis.shared(key, "dynamodb_writes_million", table, sharers)
            copies = Decimal(1 + len(table.blocks(_INDEX)))
            yield replace(charge, quantity=charge.quantity * copies, name=f"writes to {region}")
        yield to_region(table, region, basis)
        yield no_price(f"storage in {region} is not in this price book")


def _replica(_replica_: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("what a replica in another Region writes and stores is not in this price book")


def _insights(_insights_: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("the events of Contributor Insights are not in the price book")


RULES = {
    "aws_dynamodb_contributor_insights": Rule("DynamoDB", {"events": _insights}),
    "aws_dynamodb_table": Rule(
        "DynamoDB",
        {
            "writes": _writes,
            "reads": _reads,
            "storage": _storage,
            "recovery": _history,
            "streams": _streams,
            "replicas": _replicas,
        },
    ),
    "aws_dynamodb_table_replica": Rule("DynamoDB", {"replica": _replica}),
}
