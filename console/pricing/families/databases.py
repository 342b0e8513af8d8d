"""RDS instances and read replicas: hours, storage, IOPS, backups, retention, extended support."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.domain.cost import HOURS_PER_MONTH, Amount
from console.pricing.findings import MONTH, Basis, Charge, Finding, Free, Rule, hours, no_price, plain, span
from console.pricing.resource import PricedResource

_INSTANCES = ("aws_db_instance",)
_GP3_STRIPED_FROM_GB = Decimal(400)
_GP3_IOPS = {False: Decimal(3000), True: Decimal(12000)}
"""IOPS that gp3 includes, below and from the size where RDS stripes volumes (PostgreSQL)."""
_GP3_THROUGHPUT = {False: Decimal(125), True: Decimal(500)}
_EXTENDED_YEARS_1_2 = ("12", "13")
"""PostgreSQL majors past their standard support and not yet in its third extended year (October 2026)."""
_OLDEST_STANDARD = 14
_VCPUS = {"micro": 2, "small": 2, "medium": 2, "large": 2, "xlarge": 4, "2xlarge": 8, "4xlarge": 16, "8xlarge": 32}


def vcpus(instance_class: str) -> Decimal | None:
    """The vCPUs of a database class such as `db.r6g.xlarge`; None where its size says nothing."""
    count = _VCPUS.get(instance_class.rsplit(".", 1)[-1])
    return Decimal(count) if count else None


def _source(instance: PricedResource, basis: Basis) -> PricedResource | None:
    """The instance that this one replicates, if both are in the same plan."""
    if instance.knows("replicate_source_db"):
        named = str(instance.value("replicate_source_db"))
        for argument in ("identifier", "arn"):
            found = basis.landscape.with_value("aws_db_instance", argument, named)
            if found:
                return found[0]
        return None
    if instance.reference("replicate_source_db") is None:
        return None
    return basis.landscape.one(instance, "replicate_source_db", "aws_db_instance")


def _engine(instance: PricedResource, basis: Basis) -> str:
    source = None if instance.knows("engine") else _source(instance, basis)
    return str((source or instance).value("engine"))


def _multi_az(instance: PricedResource) -> bool:
    return bool(instance.value("multi_az", default=False))


def _instance_hours(instance: PricedResource, basis: Basis) -> Iterator[Finding]:
    engine, size = _engine(instance, basis), str(instance.value("instance_class"))
    zones = "multi" if _multi_az(instance) else "single"
    words = "730 h Multi-AZ, standby included" if zones == "multi" else "730 h Single-AZ"
    yield Charge(f"rds.{engine}.{size}.{zones}", MONTH, words)


def _storage(instance: PricedResource, basis: Basis) -> Iterator[Finding]:
    size, zones = _allocated(instance, basis), "multi" if _multi_az(instance) else "single"
    kind = _storage_type(instance)
    words, note = f"{span(size)} GB {kind}", "" if size.certain else "grows by itself up to max_allocated_storage"
    if kind not in ("gp2", "gp3"):
        yield no_price(f"{kind} storage is not in the price book")
        return
    yield Charge(f"rds.{kind}.{zones}.gb", size, words, note)
    if kind == "gp3":
        yield from _performance(instance, size.low >= _GP3_STRIPED_FROM_GB, zones)


def _storage_type(instance: PricedResource) -> str:
    if instance.knows("storage_type"):
        return str(instance.value("storage_type"))
    return str(instance.value("storage_type", default="io1" if instance.knows("iops") else "gp2"))


def _allocated(instance: PricedResource, basis: Basis) -> Amount:
    source = None if instance.knows("allocated_storage") else _source(instance, basis)
    low = (source or instance).number("allocated_storage")
    most = instance.number("max_allocated_storage", default=low)
    return Amount(low, low, max(low, most))


def _performance(instance: PricedResource, striped: bool, zones: str) -> Iterator[Finding]:
    """IOPS and throughput above what gp3 includes; small volumes cannot have more than that."""
    if not striped:
        return
    iops = instance.number("iops", default=_GP3_IOPS[striped]) - _GP3_IOPS[striped]
    if iops > 0:
        words = f"{plain(iops)} above {plain(_GP3_IOPS[striped])}"
        yield Charge(f"rds.gp3.iops.{zones}", Amount.flat(iops), words, name="IOPS")
    throughput = instance.number("storage_throughput", default=_GP3_THROUGHPUT[striped])
    if throughput > _GP3_THROUGHPUT[striped]:
        yield no_price("gp3 throughput above 500 MiB/s is not in the price book")


def public_address(instance: PricedResource, _basis: Basis) -> Iterator[Finding]:
    """A database that the Internet may reach has a public address; its standby may have one, too."""
    if instance.value("publicly_accessible", default=False) is True:
        most = Decimal(2) if _multi_az(instance) else Decimal(1)
        addresses = Amount(Decimal(1), Decimal(1), most)
        yield Charge("ipv4.hour", *hours(addresses, "public IPv4"), "the database is publicly accessible")


def _keeps_backups(instance: PricedResource) -> bool:
    return instance.number("backup_retention_period", default=Decimal(0)) > 0


def _backups(instance: PricedResource, basis: Basis) -> Iterator[Finding]:
    if _keeps_backups(instance):
        sharers = basis.landscape.sharers(_INSTANCES, _keeps_backups)
        included = "as much as the databases hold is free"
        yield basis.shared("rds.backup.gb", "rds_backup_extra_gb", instance, sharers, included)


def performance_insights(instance: PricedResource, _basis: Basis) -> Iterator[Finding]:
    """Seven days are free; the book has the price of 24 months on t3 classes."""
    if instance.value("database_insights_mode", default="standard") == "advanced":
        yield no_price("the advanced mode of Database Insights is not in the price book")
        return
    if not instance.value("performance_insights_enabled", default=False):
        return
    days = instance.number("performance_insights_retention_period", default=Decimal(7))
    size = str(instance.value("instance_class"))
    count = vcpus(size)
    if days <= 7:
        yield Free("Performance Insights keeps seven days for nothing")
    elif days != 731 or not size.startswith("db.t3.") or count is None:
        yield no_price(f"keeping Performance Insights {plain(days)} days on {size} is not in the price book")
    else:
        yield Charge("rds.pi.longterm", Amount.flat(count), f"{plain(count)} vCPU, 24 months kept")


def _extended_support(instance: PricedResource, basis: Basis) -> Iterator[Finding]:
    if _engine(instance, basis) == "postgres":
        yield from extended_support(instance, str(instance.value("instance_class")), 2 if _multi_az(instance) else 1)


def extended_support(instance: PricedResource, size: str, copies: int) -> Iterator[Finding]:
    """PostgreSQL majors past their standard support cost by the vCPU of every copy, unless the database opted out."""
    major = str(instance.value("engine_version", default="")).split(".", 1)[0]
    if not major.isdigit() or int(major) >= _OLDEST_STANDARD:
        return
    if str(instance.value("engine_lifecycle_support", default="")).endswith("-disabled"):
        return
    count = vcpus(size)
    if major not in _EXTENDED_YEARS_1_2 or count is None:
        yield no_price(f"extended support of PostgreSQL {major} is not in the price book for this instance")
        return
    quantity = Amount.flat(count * copies * HOURS_PER_MONTH)
    words = f"{plain(quantity.expected / HOURS_PER_MONTH)} vCPU x 730 h"
    yield Charge("rds.extended_support.y1", quantity, words, f"PostgreSQL {major} is past its standard support")


def master_secret(instance: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if instance.value("manage_master_user_password", default=False) is True:
        yield Charge("secrets.secret", words="1 secret", note="RDS keeps the master password in Secrets Manager")


def enhanced_monitoring(instance: PricedResource, basis: Basis) -> Iterator[Finding]:
    """Enhanced Monitoring writes logs of the environment: its assumption is charged with the log groups of the plan."""
    if instance.number("monitoring_interval", default=Decimal(0)) <= 0:
        return
    if basis.landscape.of_type("aws_cloudwatch_log_group"):
        yield Free("what it writes is part of log_ingest_gb, priced with the log groups")
    else:
        yield no_price("Enhanced Monitoring writes logs whose volume has no assumption")


def _snapshot(_snapshot_: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield Free("what it holds beyond the size of the databases is part of rds_backup_extra_gb")


RULES = {
    "aws_db_snapshot": Rule("RDS", {"snapshot": _snapshot}),
    "aws_db_instance": Rule(
        "RDS",
        {
            "instance": _instance_hours,
            "storage": _storage,
            "public IPv4": public_address,
            "backups": _backups,
            "Performance Insights": performance_insights,
            "extended support": _extended_support,
            "master secret": master_secret,
            "Enhanced Monitoring": enhanced_monitoring,
        },
    ),
}
