"""What the Price List is asked for, and which of the products in its answers is the price of which key.

A filter of the Price List is never the whole answer: products that look alike (extended support, I/O-Optimized,
infrequent access, Outposts, provisioned NAT) come with it. So every usage type is matched as a whole, behind the
region's prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

_MILLION = Decimal(1_000_000)
_THOUSAND = Decimal(1000)
_TERABYTE = 1024


@dataclass(frozen=True, slots=True)
class Pick:
    """The products of an answer that are the price of `key`.

    `key` may hold groups of the usage type's pattern, such as `{size}`: one key for each size then, with `item` and
    `unit`; any other key has them from the book that the console brings along.
    """

    key: str
    usage_type: re.Pattern[str]
    per: Decimal = Decimal(1)
    """How many of the Price List's units are one of the book's: a million requests."""
    at: Decimal | None = None
    """The monthly usage whose tier is meant; None takes the first that is not free."""
    where: Mapping[str, str] = field(default_factory=dict)
    item: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the Price List."""

    service: str
    filters: tuple[tuple[str, str], ...]
    picks: tuple[Pick, ...]
    region_field: str = "regionCode"
    """The attribute that holds the region; empty for services without one."""
    region: str = ""
    """Of another region than the book's."""

    def filters_for(self, region: str) -> tuple[tuple[str, str], ...]:
        """Field and value of every filter, the region's among them."""
        named = ((self.region_field, self.region or region),) if self.region_field else ()
        return (*named, *self.filters)


def _pick(
    key: str,
    usage_type: str,
    *,
    per: Decimal = Decimal(1),
    at: int | None = None,
    item: str = "",
    unit: str = "",
    **where: str,
) -> Pick:
    tier = None if at is None else Decimal(at)
    return Pick(key, re.compile(usage_type), per, tier, where, item, unit)


def _ask(service: str, family: str, *picks: Pick, **filters: str) -> Question:
    wanted = {"productFamily": family} if family else {}
    return Question(service, tuple((wanted | filters).items()), picks)


def _worldwide(service: str, family: str, *picks: Pick) -> Question:
    return Question(service, (("productFamily", family),), picks, region_field="")


_COMPUTE = (
    _ask(
        "AmazonEC2", "Compute Instance",
        _pick("ec2.linux.{size}", r"BoxUsage:(?P<size>[\w.-]+)", item="EC2 {size} Linux shared on-demand", unit="hour"),
        operatingSystem="Linux", tenancy="Shared", preInstalledSw="NA", capacitystatus="Used",
        licenseModel="No License required",
    ),
    _ask(
        "AmazonEC2", "CPU Credits",
        _pick(
            "ec2.{family}.unlimited_credit", r"CPUCredits:(?P<family>t\d\w*)",
            item="{family} unlimited surplus CPU credit", unit="vCPU-hour",
        ),
        operatingSystem="Linux",
    ),
    _ask(
        "AmazonEC2", "Storage",
        _pick("ebs.gp3.gb", r"EBS:VolumeUsage\.gp3"), _pick("ebs.gp2.gb", r"EBS:VolumeUsage\.gp2"),
    ),
    _ask(
        "AmazonECS", "Compute",
        _pick("fargate.x86.vcpu", r"Fargate-vCPU-Hours:perCPU"),
        _pick("fargate.x86.gb", r"Fargate-GB-Hours"),
        _pick("fargate.arm.vcpu", r"Fargate-ARM-vCPU-Hours:perCPU"),
        _pick("fargate.arm.gb", r"Fargate-ARM-GB-Hours"),
        _pick("fargate.ephemeral.gb", r"Fargate-EphemeralStorage-GB-Hours"),
    ),
    _ask("AmazonECR", "EC2 Container Registry", _pick("ecr.gb", r"TimedStorage-ByteHrs")),
)  # fmt: skip

_DATABASES = (
    *(
        _ask(
            "AmazonRDS", "Database Instance",
            _pick(
                f"rds.{engine}.{{size}}.single", r"InstanceUsage:(?P<size>db\.[\w.-]+)", deploymentOption="Single-AZ",
                item=f"RDS {name} {{size}} Single-AZ", unit="hour",
            ),
            _pick(
                f"rds.{engine}.{{size}}.multi", r"Multi-AZUsage:(?P<size>db\.[\w.-]+)", deploymentOption="Multi-AZ",
                item=f"RDS {name} {{size}} Multi-AZ (one standby)", unit="hour",
            ),
            databaseEngine=name,
        )
        for engine, name in (("postgres", "PostgreSQL"), ("mysql", "MySQL"), ("mariadb", "MariaDB"))
    ),
    _ask(
        "AmazonRDS", "Database Instance",
        _pick(
            "aurora.pg.{size}", r"InstanceUsage:(?P<size>db\.[\w.-]+)",
            item="Aurora PostgreSQL {size} (standard)", unit="hour",
        ),
        databaseEngine="Aurora PostgreSQL",
    ),
    *(
        _ask(
            "AmazonRDS", "Database Storage",
            *(
                _pick(f"rds.{kind}.{zones}.gb", rf"RDS:{word}{kind.upper()}-Storage")
                for kind in ("gp2", "gp3")
                for zones, word in (("single", ""), ("multi", "Multi-AZ-"))
            ),
            databaseEngine=engine,
        )
        for engine in ("Any", "PostgreSQL")
    ),
    _ask(
        "AmazonRDS", "Provisioned IOPS",
        _pick(
            "rds.gp3.iops.single", r"RDS:GP3-PIOPS",
            item="RDS gp3 IOPS above the baseline (Single-AZ)", unit="IOPS-month",
        ),
        _pick("rds.gp3.iops.multi", r"RDS:Multi-AZ-GP3-PIOPS"),
        databaseEngine="Any",
    ),
    _ask(
        "AmazonRDS", "Storage Snapshot",
        _pick("rds.backup.gb", r"RDS:ChargedBackupUsage"), databaseEngine="Any",
    ),
    _ask(
        "AmazonRDS", "Storage Snapshot",
        _pick("aurora.backup.gb", r"Aurora:BackupUsage"), databaseEngine="Aurora PostgreSQL",
    ),
    _ask(
        "AmazonRDS", "",
        _pick("rds.extended_support.y1", r"ExtendedSupport:Yr1-Yr2:PostgreSQL\d+"),
        extendedSupportPricingYear="Year 1, Year 2",
    ),
    _ask("AmazonRDS", "Performance Insights", _pick("rds.pi.longterm", r"PI_LTR:T3")),
    _ask(
        "AmazonRDS", "ServerlessV2",
        _pick("aurora.sv2.acu", r"Aurora:ServerlessV2Usage"),
        _pick("aurora.sv2.acu.ioopt", r"Aurora:ServerlessV2IOOptimizedUsage"),
        databaseEngine="Aurora PostgreSQL",
    ),
    *(
        _ask(
            "AmazonRDS", "Database Storage",
            _pick("aurora.storage.gb", r"Aurora:StorageUsage"),
            _pick("aurora.storage.gb.ioopt", r"Aurora:IO-OptimizedStorageUsage"),
            databaseEngine=engine,
        )
        for engine in ("Any", "Aurora PostgreSQL")
    ),
    *(
        _ask(
            "AmazonRDS", "System Operation",
            _pick("aurora.io.million", r"Aurora:StorageIOUsage", per=_MILLION), databaseEngine=engine,
        )
        for engine in ("Any", "Aurora PostgreSQL")
    ),
    *(
        _ask(
            "AmazonElastiCache", "Cache Instance",
            _pick(
                f"elasticache.{engine}.{{size}}", r"NodeUsage:(?P<size>cache\.[\w.-]+)",
                item=f"ElastiCache {name} node {{size}}", unit="node-hour",
            ),
            cacheEngine=filtered, locationType="AWS Region",
        )
        for engine, name, filtered in (("redis", "Redis OSS", "Redis"), ("valkey", "Valkey", "Valkey"))
    ),
    _ask("AmazonElastiCache", "Storage Snapshot", _pick("elasticache.backup.gb", r"BackupUsage(?::.+)?")),
)  # fmt: skip

_ON_DEMAND = "Amazon DynamoDB PayPerRequest Throughput"
_DYNAMODB = (
    _ask("AmazonDynamoDB", _ON_DEMAND, _pick("ddb.od.wru", r"WriteRequestUnits", per=_MILLION), group="DDB-WriteUnits"),
    _ask("AmazonDynamoDB", _ON_DEMAND, _pick("ddb.od.rru", r"ReadRequestUnits", per=_MILLION), group="DDB-ReadUnits"),
    *(
        Question(
            "AmazonDynamoDB", (("productFamily", _ON_DEMAND), ("group", "DDB-ReplicatedWriteUnits")),
            (_pick(f"ddb.od.rwru.{code}", r"ReplWriteRequestUnits", per=_MILLION),), region=region,
        )
        for code, region in (("use2", "us-east-2"), ("usw1", "us-west-1"))
    ),
    _ask(
        "AmazonDynamoDB", "Provisioned IOPS",
        _pick("ddb.prov.wcu", r"WriteCapacityUnit-Hrs", group="DDB-WriteUnits"),
        _pick("ddb.prov.rcu", r"ReadCapacityUnit-Hrs", group="DDB-ReadUnits"),
    ),
    _ask(
        "AmazonDynamoDB", "Database Storage",
        _pick("ddb.storage.gb", r"TimedStorage-ByteHrs"), _pick("ddb.pitr.gb", r"TimedPITRStorage-ByteHrs"),
    ),
    _ask(
        "AmazonDynamoDB", "Amazon DynamoDB On-Demand Backup Storage",
        _pick("ddb.backup.gb", r"TimedBackupStorage-ByteHrs"),
    ),
    _ask("AmazonDynamoDB", "Amazon DynamoDB Restore Data Size", _pick("ddb.restore.gb", r"RestoreDataSize-Bytes")),
    _ask(
        "AmazonDynamoDB", "API Request",
        _pick("ddb.streams", r"Streams-RequestsCount", per=_MILLION, group="DDB-StreamsReadRequests"),
    ),
)  # fmt: skip

_NETWORK = (
    _ask("AmazonEC2", "NAT Gateway", _pick("nat.hour", r"NatGateway-Hours"), _pick("nat.gb", r"NatGateway-Bytes")),
    _ask(
        "AWSELB", "Load Balancer-Application",
        _pick("alb.hour", r"LoadBalancerUsage"), _pick("alb.lcu", r"LCUUsage"), locationType="AWS Region",
    ),
    _ask("AWSELB", "Load Balancer-Network", _pick("nlb.hour", r"LoadBalancerUsage"), locationType="AWS Region"),
    _ask(
        "AmazonVPC", "VpcEndpoint",
        _pick("vpce.if.hour", r"VpcEndpoint-Hours"), _pick("vpce.if.gb", r"VpcEndpoint-Bytes"),
    ),
    _ask("AmazonVPC", "", _pick("ipv4.hour", r"PublicIPv4:InUseAddress"), group="VPCPublicIPv4Address"),
    _ask("AmazonVPC", "", _pick("ipam.advanced.ip", r"IPAddressManager-IP-Hours")),
    Question(
        "AWSDataTransfer", (("transferType", "AWS Outbound"), ("toLocation", "External")),
        (
            _pick("dt.out.10tb", r"DataTransfer-Out-Bytes", at=5 * _TERABYTE),
            _pick("dt.out.40tb", r"DataTransfer-Out-Bytes", at=20 * _TERABYTE),
            _pick("dt.out.100tb", r"DataTransfer-Out-Bytes", at=100 * _TERABYTE),
            _pick("dt.out.150tb+", r"DataTransfer-Out-Bytes", at=200 * _TERABYTE),
        ),
        region_field="fromRegionCode",
    ),
    Question(
        "AWSDataTransfer", (("transferType", "IntraRegion"),),
        (_pick("dt.az", r"DataTransfer-Regional-Bytes"),), region_field="fromRegionCode",
    ),
    *(
        Question(
            "AWSDataTransfer", (("transferType", "InterRegion Outbound"), ("toRegionCode", target)),
            (_pick(key, r"[A-Z]{3}\d-AWS-Out-Bytes", item=f"Inter-region to {target}", unit="GB"),),
            region_field="fromRegionCode",
        )
        for key, target in (("dt.region", "us-east-2"), ("dt.region.other", "us-west-2"))
    ),
    _worldwide("AmazonRoute53", "DNS Zone", _pick("r53.zone", r"HostedZone")),
    _worldwide("AmazonRoute53", "DNS Query", _pick("r53.query", r"DNS-Queries", per=_MILLION)),
)  # fmt: skip

_STORAGE_AND_OPERATIONS = (
    _ask(
        "AmazonS3", "Storage",
        _pick("s3.std.gb", r"TimedStorage-ByteHrs"),
        _pick("s3.ia.gb", r"TimedStorage-SIA-ByteHrs"),
        _pick("s3.glacier.gb", r"TimedStorage-GlacierByteHrs"),
        _pick("s3.deep.gb", r"TimedStorage-GDA-ByteHrs"),
    ),
    _ask(
        "AmazonS3", "API Request",
        _pick("s3.std.put", r"Requests-Tier1", per=_THOUSAND), _pick("s3.std.get", r"Requests-Tier2", per=_THOUSAND),
    ),
    _ask("AmazonS3", "Fee", _pick("s3.int.monitor", r"Monitoring-Automation-INT", per=_THOUSAND)),
    _ask(
        "AmazonCloudWatch", "Alarm",
        _pick("cw.alarm.std", r"CW:AlarmMonitorUsage"), _pick("cw.alarm.hires", r"CW:HighResAlarmMonitorUsage"),
    ),
    _worldwide("AmazonCloudWatch", "Dashboard", _pick("cw.dashboard", r"DashboardsUsageHour")),
    _ask(
        "AmazonCloudWatch", "Data Payload",
        _pick("cw.logs.ingest.gb", r"DataProcessing-Bytes"), _pick("cw.logs.insights.gb", r"DataScanned-Bytes"),
    ),
    _ask("AmazonCloudWatch", "Storage Snapshot", _pick("cw.logs.store.gb", r"TimedStorage-ByteHrs")),
    _ask("awskms", "Encryption Key", _pick("kms.key", r"KMS-Keys")),
    _ask("awskms", "API Request", _pick("kms.req", r"KMS-Requests", per=Decimal(10_000))),
    _ask("AWSSecretsManager", "Secret", _pick("secrets.secret", r"AWSSecretsManager-Secrets?")),
    _ask(
        "AWSSecretsManager", "API Request",
        _pick("secrets.api", r"AWSSecretsManagerAPIRequest", per=Decimal(10_000)),
    ),
    _ask("AmazonSNS", "API Request", _pick("sns.publish", r"Requests-Tier1", per=_MILLION)),
    _ask(
        "AmazonSNS", "Message Delivery",
        _pick("sns.email", r"DeliveryAttempts-SMTP", per=Decimal(100_000)),
        _pick("sns.http", r"DeliveryAttempts-HTTP", per=Decimal(100_000)),
    ),
)  # fmt: skip

QUESTIONS: tuple[Question, ...] = (*_COMPUTE, *_DATABASES, *_DYNAMODB, *_NETWORK, *_STORAGE_AND_OPERATIONS)
"""Everything that a refresh asks, in its order."""

FREE = ("vpce.gw", "ssm.param.std", "acm.public")
"""What costs nothing in any region; the Price List has no product for it."""


def asked_keys() -> Iterator[str]:
    """Every key, or template of keys, that a question answers."""
    for question in QUESTIONS:
        for pick in question.picks:
            yield pick.key
