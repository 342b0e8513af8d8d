"""What the Price List is asked for, and which of the products in its answers is the price of which key.

A filter of the Price List is never the whole answer: products that look alike (extended support, I/O-Optimized,
infrequent access, Outposts, provisioned NAT) come with it. So every usage type is matched as a whole, behind the
region's prefix.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.pricing.refresh_picks import Question, asked, asked_worldwide, picked

_MILLION = Decimal(1_000_000)
_THOUSAND = Decimal(1000)
_TERABYTE = 1024
"""GB, as the tiers of data transfer count them."""

_COMPUTE = (
    asked(
        "AmazonEC2", "Compute Instance",
        picked(
            "ec2.linux.{size}", r"BoxUsage:(?P<size>[\w.-]+)",
            item="EC2 {size} Linux shared on-demand", unit="hour",
        ),
        operatingSystem="Linux", tenancy="Shared", preInstalledSw="NA", capacitystatus="Used",
        licenseModel="No License required",
    ),
    asked(
        "AmazonEC2", "CPU Credits",
        picked(
            "ec2.{family}.unlimited_credit", r"CPUCredits:(?P<family>t\d\w*)",
            item="{family} unlimited surplus CPU credit", unit="vCPU-hour",
        ),
        operatingSystem="Linux",
    ),
    asked(
        "AmazonEC2", "Storage",
        picked("ebs.gp3.gb", r"EBS:VolumeUsage\.gp3"), picked("ebs.gp2.gb", r"EBS:VolumeUsage\.gp2"),
    ),
    asked(
        "AmazonECS", "Compute",
        picked("fargate.x86.vcpu", r"Fargate-vCPU-Hours:perCPU"),
        picked("fargate.x86.gb", r"Fargate-GB-Hours"),
        picked("fargate.arm.vcpu", r"Fargate-ARM-vCPU-Hours:perCPU"),
        picked("fargate.arm.gb", r"Fargate-ARM-GB-Hours"),
        picked("fargate.ephemeral.gb", r"Fargate-EphemeralStorage-GB-Hours"),
    ),
    asked("AmazonECR", "EC2 Container Registry", picked("ecr.gb", r"TimedStorage-ByteHrs")),
)  # fmt: skip

_DATABASES = (
    *(
        asked(
            "AmazonRDS", "Database Instance",
            picked(
                f"rds.{engine}.{{size}}.single", r"InstanceUsage:(?P<size>db\.[\w.-]+)", deploymentOption="Single-AZ",
                item=f"RDS {name} {{size}} Single-AZ", unit="hour",
            ),
            picked(
                f"rds.{engine}.{{size}}.multi", r"Multi-AZUsage:(?P<size>db\.[\w.-]+)", deploymentOption="Multi-AZ",
                item=f"RDS {name} {{size}} Multi-AZ (one standby)", unit="hour",
            ),
            databaseEngine=name,
        )
        for engine, name in (("postgres", "PostgreSQL"), ("mysql", "MySQL"), ("mariadb", "MariaDB"))
    ),
    asked(
        "AmazonRDS", "Database Instance",
        picked(
            "aurora.pg.{size}", r"InstanceUsage:(?P<size>db\.[\w.-]+)",
            item="Aurora PostgreSQL {size} (standard)", unit="hour",
        ),
        databaseEngine="Aurora PostgreSQL",
    ),
    *(
        asked(
            "AmazonRDS", "Database Storage",
            *(
                picked(f"rds.{kind}.{zones}.gb", rf"RDS:{word}{kind.upper()}-Storage")
                for kind in ("gp2", "gp3")
                for zones, word in (("single", ""), ("multi", "Multi-AZ-"))
            ),
            databaseEngine=engine,
        )
        for engine in ("Any", "PostgreSQL")
    ),
    asked(
        "AmazonRDS", "Provisioned IOPS",
        picked(
            "rds.gp3.iops.single", r"RDS:GP3-PIOPS",
            item="RDS gp3 IOPS above the baseline (Single-AZ)", unit="IOPS-month",
        ),
        picked("rds.gp3.iops.multi", r"RDS:Multi-AZ-GP3-PIOPS"),
        databaseEngine="Any",
    ),
    asked(
        "AmazonRDS", "Storage Snapshot",
        picked("rds.backup.gb", r"RDS:ChargedBackupUsage"), databaseEngine="Any",
    ),
    asked(
        "AmazonRDS", "Storage Snapshot",
        picked("aurora.backup.gb", r"Aurora:BackupUsage"), databaseEngine="Aurora PostgreSQL",
    ),
    asked(
        "AmazonRDS", "",
        picked("rds.extended_support.y1", r"ExtendedSupport:Yr1-Yr2:PostgreSQL\d+"),
        extendedSupportPricingYear="Year 1, Year 2",
    ),
    asked("AmazonRDS", "Performance Insights", picked("rds.pi.longterm", r"PI_LTR:T3")),
    asked(
        "AmazonRDS", "ServerlessV2",
        picked("aurora.sv2.acu", r"Aurora:ServerlessV2Usage"),
        picked("aurora.sv2.acu.ioopt", r"Aurora:ServerlessV2IOOptimizedUsage"),
        databaseEngine="Aurora PostgreSQL",
    ),
    *(
        asked(
            "AmazonRDS", "Database Storage",
            picked("aurora.storage.gb", r"Aurora:StorageUsage"),
            picked("aurora.storage.gb.ioopt", r"Aurora:IO-OptimizedStorageUsage"),
            databaseEngine=engine,
        )
        for engine in ("Any", "Aurora PostgreSQL")
    ),
    *(
        asked(
            "AmazonRDS", "System Operation",
            picked("aurora.io.million", r"Aurora:StorageIOUsage", per=_MILLION), databaseEngine=engine,
        )
        for engine in ("Any", "Aurora PostgreSQL")
    ),
    *(
        asked(
            "AmazonElastiCache", "Cache Instance",
            picked(
                f"elasticache.{engine}.{{size}}", r"NodeUsage:(?P<size>cache\.[\w.-]+)",
                item=f"ElastiCache {name} node {{size}}", unit="node-hour",
            ),
            cacheEngine=filtered, locationType="AWS Region",
        )
        for engine, name, filtered in (("redis", "Redis OSS", "Redis"), ("valkey", "Valkey", "Valkey"))
    ),
    asked("AmazonElastiCache", "Storage Snapshot", picked("elasticache.backup.gb", r"BackupUsage(?::.+)?")),
)  # fmt: skip

_ON_DEMAND = "Amazon DynamoDB PayPerRequest Throughput"
_DYNAMODB = (
    asked(
        "AmazonDynamoDB", _ON_DEMAND,
        picked("ddb.od.wru", r"WriteRequestUnits", per=_MILLION), group="DDB-WriteUnits",
    ),
    asked("AmazonDynamoDB", _ON_DEMAND, picked("ddb.od.rru", r"ReadRequestUnits", per=_MILLION), group="DDB-ReadUnits"),
    *(
        Question(
            "AmazonDynamoDB", (("productFamily", _ON_DEMAND), ("group", "DDB-ReplicatedWriteUnits")),
            (picked(f"ddb.od.rwru.{code}", r"ReplWriteRequestUnits", per=_MILLION),), region=region,
        )
        for code, region in (("use2", "us-east-2"), ("usw1", "us-west-1"))
    ),
    asked(
        "AmazonDynamoDB", "Provisioned IOPS",
        picked("ddb.prov.wcu", r"WriteCapacityUnit-Hrs", group="DDB-WriteUnits"),
        picked("ddb.prov.rcu", r"ReadCapacityUnit-Hrs", group="DDB-ReadUnits"),
    ),
    asked(
        "AmazonDynamoDB", "Database Storage",
        picked("ddb.storage.gb", r"TimedStorage-ByteHrs"), picked("ddb.pitr.gb", r"TimedPITRStorage-ByteHrs"),
    ),
    asked(
        "AmazonDynamoDB", "Amazon DynamoDB On-Demand Backup Storage",
        picked("ddb.backup.gb", r"TimedBackupStorage-ByteHrs"),
    ),
    asked("AmazonDynamoDB", "Amazon DynamoDB Restore Data Size", picked("ddb.restore.gb", r"RestoreDataSize-Bytes")),
    asked(
        "AmazonDynamoDB", "API Request",
        picked("ddb.streams", r"Streams-RequestsCount", per=_MILLION, group="DDB-StreamsReadRequests"),
    ),
)  # fmt: skip

_NETWORK = (
    asked("AmazonEC2", "NAT Gateway", picked("nat.hour", r"NatGateway-Hours"), picked("nat.gb", r"NatGateway-Bytes")),
    asked(
        "AWSELB", "Load Balancer-Application",
        picked("alb.hour", r"LoadBalancerUsage"), picked("alb.lcu", r"LCUUsage"), locationType="AWS Region",
    ),
    asked("AWSELB", "Load Balancer-Network", picked("nlb.hour", r"LoadBalancerUsage"), locationType="AWS Region"),
    asked(
        "AmazonVPC", "VpcEndpoint",
        picked("vpce.if.hour", r"VpcEndpoint-Hours"), picked("vpce.if.gb", r"VpcEndpoint-Bytes"),
    ),
    asked("AmazonVPC", "", picked("ipv4.hour", r"PublicIPv4:InUseAddress"), group="VPCPublicIPv4Address"),
    asked("AmazonVPC", "", picked("ipam.advanced.ip", r"IPAddressManager-IP-Hours")),
    Question(
        "AWSDataTransfer", (("transferType", "AWS Outbound"), ("toLocation", "External")),
        (
            picked("dt.out.10tb", r"DataTransfer-Out-Bytes", at=5 * _TERABYTE),
            picked("dt.out.40tb", r"DataTransfer-Out-Bytes", at=20 * _TERABYTE),
            picked("dt.out.100tb", r"DataTransfer-Out-Bytes", at=100 * _TERABYTE),
            picked("dt.out.150tb+", r"DataTransfer-Out-Bytes", at=200 * _TERABYTE),
        ),
        region_field="fromRegionCode",
    ),
    Question(
        "AWSDataTransfer", (("transferType", "IntraRegion"),),
        (picked("dt.az", r"DataTransfer-Regional-Bytes"),), region_field="fromRegionCode",
    ),
    *(
        Question(
            "AWSDataTransfer", (("transferType", "InterRegion Outbound"), ("toRegionCode", target)),
            (picked(key, r"[A-Z]{3}\d-AWS-Out-Bytes"),), region_field="fromRegionCode", only=only,
        )
        for key, target, only in (
            ("dt.region", "us-east-2", "us-east-1"),
            ("dt.region", "us-east-1", "us-east-2"),
            ("dt.region.other", "us-west-2", ""),
            ("dt.region.other", "us-east-1", "us-west-2"),
        )
    ),
    asked_worldwide("AmazonRoute53", "DNS Zone", picked("r53.zone", r"HostedZone")),
    asked_worldwide("AmazonRoute53", "DNS Query", picked("r53.query", r"DNS-Queries", per=_MILLION)),
)  # fmt: skip

_STORAGE_AND_OPERATIONS = (
    asked(
        "AmazonS3", "Storage",
        picked("s3.std.gb", r"TimedStorage-ByteHrs"),
        picked("s3.ia.gb", r"TimedStorage-SIA-ByteHrs"),
        picked("s3.glacier.gb", r"TimedStorage-GlacierByteHrs"),
        picked("s3.deep.gb", r"TimedStorage-GDA-ByteHrs"),
    ),
    asked(
        "AmazonS3", "API Request",
        picked("s3.std.put", r"Requests-Tier1", per=_THOUSAND), picked("s3.std.get", r"Requests-Tier2", per=_THOUSAND),
    ),
    asked("AmazonS3", "Fee", picked("s3.int.monitor", r"Monitoring-Automation-INT", per=_THOUSAND)),
    asked(
        "AmazonCloudWatch", "Alarm",
        picked("cw.alarm.std", r"CW:AlarmMonitorUsage"), picked("cw.alarm.hires", r"CW:HighResAlarmMonitorUsage"),
    ),
    asked_worldwide("AmazonCloudWatch", "Dashboard", picked("cw.dashboard", r"DashboardsUsageHour")),
    asked(
        "AmazonCloudWatch", "Data Payload",
        picked("cw.logs.ingest.gb", r"DataProcessing-Bytes"), picked("cw.logs.insights.gb", r"DataScanned-Bytes"),
    ),
    asked("AmazonCloudWatch", "Storage Snapshot", picked("cw.logs.store.gb", r"TimedStorage-ByteHrs")),
    asked("awskms", "Encryption Key", picked("kms.key", r"KMS-Keys")),
    asked("awskms", "API Request", picked("kms.req", r"KMS-Requests", per=Decimal(10_000))),
    asked("AWSSecretsManager", "Secret", picked("secrets.secret", r"AWSSecretsManager-Secrets?")),
    asked(
        "AWSSecretsManager", "API Request",
        picked("secrets.api", r"AWSSecretsManagerAPIRequest", per=Decimal(10_000)),
    ),
    asked("AmazonSNS", "API Request", picked("sns.publish", r"Requests-Tier1", per=_MILLION)),
    asked(
        "AmazonSNS", "Message Delivery",
        picked("sns.email", r"DeliveryAttempts-SMTP", per=Decimal(100_000)),
        picked("sns.http", r"DeliveryAttempts-HTTP", per=Decimal(100_000)),
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
