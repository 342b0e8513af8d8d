"""The AWS Price List on a loopback port: products as the real one has them, look-alikes included, in pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any

from tests.fakes.json_server import JsonServer

PREFIXES = {"us-east-1": "", "us-east-2": "USE2-", "us-west-1": "USW1-", "us-west-2": "USW2-", "eu-central-1": "EUC1-"}
ZERO = ("0", "Inf", "0.0000000000")


def product(
    service: str,
    family: str,
    usage_type: str,
    tiers: str | list[tuple[str, str, str]],
    currency: str = "USD",
    **attributes: str,
) -> str:
    """One entry of `PriceList`: `tiers` is one price, or (begin, end, price) of each tier, in any order."""
    if isinstance(tiers, str):
        tiers = [("0", "Inf", tiers)]
    sku = sha256(f"{service} {family} {usage_type} {tiers} {attributes}".encode()).hexdigest()[:16].upper()
    offer = f"{sku}.JRTCKXETXF"
    dimensions = {
        f"{offer}.{number}": {
            "unit": "Hrs",
            "beginRange": begin,
            "endRange": end,
            "description": f"${usd} per unit",
            "appliesTo": [],
            "rateCode": f"{offer}.{number}",
            "pricePerUnit": {currency: usd},
        }
        for number, (begin, end, usd) in enumerate(tiers)
    }
    reserved = {
        f"{sku}.HU7G6KETJZ": {
            "priceDimensions": {f"{sku}.HU7G6KETJZ.1": {"beginRange": "0", "endRange": "Inf", "unit": "Hrs",
                                                       "pricePerUnit": {currency: "0.0010000000"}}},
            "termAttributes": {"LeaseContractLength": "1yr", "PurchaseOption": "No Upfront"},
        }
    }  # fmt: skip
    return json.dumps(
        {
            "product": {
                "productFamily": family,
                "attributes": {"servicecode": service, "usagetype": usage_type, **attributes},
                "sku": sku,
            },
            "serviceCode": service,
            "terms": {
                "OnDemand": {offer: {"priceDimensions": dimensions, "sku": sku, "termAttributes": {}}},
                "Reserved": reserved,
            },
            "version": "20261101000000",
            "publicationDate": "2026-11-01T00:00:00Z",
        }
    )


def whole_list(region: str, factor: str = "1") -> list[str]:
    """Every product that a refresh of `region` asks for, at the prices of us-east-1 times `factor`."""
    return [*_compute(region, factor), *_databases(region, factor), *_others(region, factor), *_worldwide()]


def _times(usd: str, factor: str) -> str:
    return format(Decimal(usd) * Decimal(factor), ".10f")


def _compute(region: str, factor: str) -> Iterator[str]:
    old, here = PREFIXES[region], {"regionCode": region, "locationType": "AWS Region"}
    new = old or "USE1-"
    linux = {"operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA", "capacitystatus": "Used",
             "licenseModel": "No License required"}  # fmt: skip
    for size, usd in (
        ("t3.micro", "0.0104"), ("t3.small", "0.0208"), ("t3.medium", "0.0416"), ("t3.large", "0.0832"),
        ("t3.xlarge", "0.1664"), ("t4g.nano", "0.0042"), ("t4g.micro", "0.0084"), ("t4g.small", "0.0168"),
        ("t4g.medium", "0.0336"), ("t4g.large", "0.0672"), ("r6g.large", "0.1008"), ("m7g.large", "0.0816"),
    ):  # fmt: skip
        yield product("AmazonEC2", "Compute Instance", f"{old}BoxUsage:{size}", _times(usd, factor), instanceType=size,
                      **linux, **here)  # fmt: skip
        yield product("AmazonEC2", "Compute Instance", f"{old}BoxUsage:{size}", _times(usd, "3"), instanceType=size,
                      **(linux | {"operatingSystem": "Windows"}), **here)  # fmt: skip
        yield product("AmazonEC2", "Compute Instance", f"{old}UnusedBox:{size}", _times(usd, "2"), instanceType=size,
                      **linux, **here)  # fmt: skip
    rows = [
        ("AmazonEC2", "CPU Credits", f"{old}CPUCredits:t3", "0.05", {"operatingSystem": "Linux"}),
        ("AmazonEC2", "CPU Credits", f"{old}CPUCredits:t4g", "0.04", {"operatingSystem": "Linux"}),
        ("AmazonEC2", "Storage", f"{old}EBS:VolumeUsage.gp3", "0.08", {}),
        ("AmazonEC2", "Storage", f"{old}EBS:VolumeUsage.gp2", "0.10", {}),
        ("AmazonEC2", "Storage", f"{old}EBS:VolumeUsage", "0.05", {}),
        ("AmazonECS", "Compute", f"{new}Fargate-vCPU-Hours:perCPU", "0.04048", {}),
        ("AmazonECS", "Compute", f"{new}Fargate-GB-Hours", "0.004445", {}),
        ("AmazonECS", "Compute", f"{new}Fargate-ARM-vCPU-Hours:perCPU", "0.03238", {}),
        ("AmazonECS", "Compute", f"{new}Fargate-ARM-GB-Hours", "0.00356", {}),
        ("AmazonECS", "Compute", f"{new}Fargate-Windows-vCPU-Hours:perCPU", "0.09148", {}),
        ("AmazonECS", "Compute", f"{new}Fargate-Windows-GB-Hours", "0.01005", {}),
        ("AmazonECS", "Compute", f"{new}Fargate-EphemeralStorage-GB-Hours", "0.000111", {}),
        ("AmazonECR", "EC2 Container Registry", f"{new}TimedStorage-ByteHrs", "0.10", {}),
        ("AmazonEC2", "NAT Gateway", f"{old}NatGateway-Hours", "0.045", {}),
        ("AmazonEC2", "NAT Gateway", f"{old}NatGateway-Bytes", "0.045", {}),
        ("AmazonEC2", "NAT Gateway", f"{old}NatGateway-Prvd-Bytes", "0.030", {}),
        ("AmazonEC2", "NAT Gateway", f"{old}RegionalNatGateway-Hours", "0.090", {}),
        ("AWSELB", "Load Balancer-Application", f"{old}LoadBalancerUsage", "0.0225", {}),
        ("AWSELB", "Load Balancer-Application", f"{old}LCUUsage", "0.008", {}),
        ("AWSELB", "Load Balancer-Application", f"{old}TS-LoadBalancerUsage", "0.0056", {}),
        ("AWSELB", "Load Balancer-Application", f"{old}Outposts-LoadBalancerUsage", "0.0135", {}),
        ("AWSELB", "Load Balancer-Application", f"{old}ReservedLCUUsage", "0.0064", {}),
        ("AWSELB", "Load Balancer-Network", f"{old}LoadBalancerUsage", "0.0225", {}),
        ("AmazonVPC", "VpcEndpoint", f"{new}VpcEndpoint-Hours", "0.01", {}),
        ("AmazonVPC", "VpcEndpoint", f"{new}VpcEndpoint-GWLBE-Hours", "0.0035", {}),
        ("AmazonVPC", "", f"{new}PublicIPv4:InUseAddress", "0.005", {"group": "VPCPublicIPv4Address"}),
        ("AmazonVPC", "", f"{new}PublicIPv4:ContiguousBlock", "0.008", {"group": "VPCPublicIPv4Address"}),
        ("AmazonVPC", "VPC IP Address Manager", f"{new}IPAddressManager-IP-Hours", "0.00027", {}),
    ]
    for service, family, usage_type, usd, attributes in rows:
        yield product(service, family, usage_type, _times(usd, factor), **attributes, **here)
    tiers = [("1048576", "5242880", _times("0.006", factor)), ("0", "1048576", _times("0.01", factor))]
    yield product("AmazonVPC", "VpcEndpoint", f"{new}VpcEndpoint-Bytes", tiers, **here)


def _databases(region: str, factor: str) -> Iterator[str]:
    old, here = PREFIXES[region], {"regionCode": region, "locationType": "AWS Region"}
    for size, single, multi in (
        ("t3.micro", "0.018", "0.036"), ("t3.small", "0.036", "0.072"), ("t3.medium", "0.072", "0.145"),
        ("t3.large", "0.145", "0.29"), ("t4g.micro", "0.016", "0.032"), ("t4g.small", "0.032", "0.065"),
        ("t4g.medium", "0.065", "0.129"), ("t4g.large", "0.129", "0.258"), ("m6g.large", "0.159", "0.318"),
        ("r6g.large", "0.225", "0.45"), ("r6g.xlarge", "0.45", "0.899"), ("r6g.2xlarge", "0.899", "1.798"),
    ):  # fmt: skip
        named = {"instanceType": f"db.{size}", "databaseEngine": "PostgreSQL"} | here
        for usage_type, option, usd in (
            ("InstanceUsage", "Single-AZ", single),
            ("Multi-AZUsage", "Multi-AZ", multi),
            ("Multi-AZClusterUsage", "Multi-AZ (readable standbys)", _times(single, "3")),
        ):
            yield product("AmazonRDS", "Database Instance", f"{old}{usage_type}:db.{size}", _times(usd, factor),
                          deploymentOption=option, **named)  # fmt: skip
        yield product("AmazonRDS", "Database Instance", f"{old}ExtendedSupport:Yr1-Yr2:InstanceUsage:db.{size}", "0.2",
                      deploymentOption="Single-AZ", **named)  # fmt: skip
    aurora = {"databaseEngine": "Aurora PostgreSQL"}
    any_engine = {"databaseEngine": "Any"}
    rows = [
        ("Database Instance", "InstanceUsage:db.t3.medium", "0.082", aurora),
        ("Database Instance", "InstanceUsageIOOptimized:db.t3.medium", "0.107", aurora),
        ("Database Instance", "InstanceUsage:db.t3.large", "0.164", aurora),
        ("Database Storage", "RDS:GP3-Storage", "0.115", any_engine),
        ("Database Storage", "RDS:GP3-Storage", "0.115", {"databaseEngine": "PostgreSQL"}),
        ("Database Storage", "RDS:Multi-AZ-GP3-Storage", "0.23", any_engine),
        ("Database Storage", "RDS:Multi-AZCluster-GP3-Storage", "0.345", any_engine),
        ("Database Storage", "RDS:GP2-Storage", "0.115", any_engine),
        ("Database Storage", "RDS:Multi-AZ-GP2-Storage", "0.23", any_engine),
        ("Provisioned IOPS", "RDS:GP3-PIOPS", "0.02", any_engine),
        ("Provisioned IOPS", "RDS:Multi-AZ-GP3-PIOPS", "0.04", any_engine),
        ("Storage Snapshot", "RDS:ChargedBackupUsage", "0.095", any_engine),
        ("Storage Snapshot", "Aurora:BackupUsage", "0.021", aurora),
        ("Performance Insights", "PI_LTR:T3", "2.95", {}),
        ("Performance Insights", "PI_LTR:R6G", "4.3774", {}),
        ("ServerlessV2", "Aurora:ServerlessV2Usage", "0.12", aurora),
        ("ServerlessV2", "Aurora:ServerlessV2IOOptimizedUsage", "0.16", aurora),
        ("Database Storage", "Aurora:StorageUsage", "0.10", any_engine),
        ("Database Storage", "Aurora:IO-OptimizedStorageUsage", "0.225", any_engine),
        ("System Operation", "Aurora:StorageIOUsage", "0.0000002", any_engine),
        ("System Operation", "Aurora:BacktrackUsage", "0.000000012", any_engine),
        ("RDS Extended Support", "ExtendedSupport:Yr1-Yr2:PostgreSQL11", "0.10",
         {"extendedSupportPricingYear": "Year 1, Year 2"}),
        ("RDS Extended Support", "ExtendedSupport:Yr1-Yr2:PostgreSQL12", "0.10",
         {"extendedSupportPricingYear": "Year 1, Year 2"}),
        ("RDS Extended Support", "ExtendedSupport:Yr1-Yr2:AuroraPostgreSQL12", "0.12",
         {"extendedSupportPricingYear": "Year 1, Year 2"}),
    ]  # fmt: skip
    for family, usage_type, usd, attributes in rows:
        yield product("AmazonRDS", family, f"{old}{usage_type}", _times(usd, factor), **attributes, **here)
    for size, usd in (
        ("t3.micro", "0.017"), ("t3.small", "0.034"), ("t3.medium", "0.068"), ("t4g.micro", "0.016"),
        ("t4g.small", "0.032"), ("t4g.medium", "0.065"), ("r6g.large", "0.206"), ("r6g.xlarge", "0.411"),
    ):  # fmt: skip
        for engine, share in (("Redis", "1"), ("Valkey", "0.8"), ("Memcached", "1")):
            node = {"instanceType": f"cache.{size}", "cacheEngine": engine} | here
            yield product("AmazonElastiCache", "Cache Instance", f"{old}NodeUsage:cache.{size}",
                          _times(_times(usd, share), factor), **node)  # fmt: skip
        yield product("AmazonElastiCache", "Cache Instance", f"{old}ExtendedSupportYr1-Yr2:NodeUsage:cache.{size}",
                      _times(usd, "0.8"), instanceType=f"cache.{size}", cacheEngine="Redis", **here)  # fmt: skip
    yield product("AmazonElastiCache", "Storage Snapshot", f"{old}BackupUsage", _times("0.085", factor), **here)


def _others(region: str, factor: str) -> Iterator[str]:
    old, here = PREFIXES[region], {"regionCode": region, "locationType": "AWS Region"}
    new = old or "USE1-"
    on_demand = "Amazon DynamoDB PayPerRequest Throughput"
    writes, reads = {"group": "DDB-WriteUnits"}, {"group": "DDB-ReadUnits"}
    free_first = "0 then "
    rows: list[tuple[str, str, str, str, dict[str, str]]] = [
        ("AmazonDynamoDB", on_demand, f"{old}WriteRequestUnits", "0.000000625", writes),
        ("AmazonDynamoDB", on_demand, f"{old}IA-WriteRequestUnits", "0.00000078", writes),
        ("AmazonDynamoDB", on_demand, f"{old}ReadRequestUnits", "0.000000125", reads),
        ("AmazonDynamoDB", on_demand, f"{old}IA-ReadRequestUnits", "0.000000155", reads),
        ("AmazonDynamoDB", "Provisioned IOPS", f"{old}WriteCapacityUnit-Hrs", f"{free_first}0.00065", writes),
        ("AmazonDynamoDB", "Provisioned IOPS", f"{old}ReadCapacityUnit-Hrs", f"{free_first}0.00013", reads),
        ("AmazonDynamoDB", "Database Storage", f"{old}TimedStorage-ByteHrs", f"{free_first}0.25", {}),
        ("AmazonDynamoDB", "Database Storage", f"{old}IA-TimedStorage-ByteHrs", "0.10", {}),
        ("AmazonDynamoDB", "Database Storage", f"{old}TimedPITRStorage-ByteHrs", "0.20", {}),
        ("AmazonDynamoDB", "Amazon DynamoDB On-Demand Backup Storage", f"{old}TimedBackupStorage-ByteHrs", "0.10", {}),
        ("AmazonDynamoDB", "Amazon DynamoDB Restore Data Size", f"{old}RestoreDataSize-Bytes", "0.15", {}),
        ("AmazonDynamoDB", "API Request", f"{old}Streams-RequestsCount", f"{free_first}0.0000002",
         {"group": "DDB-StreamsReadRequests"}),
        ("AmazonS3", "Storage", f"{old}TimedStorage-ByteHrs", "0.023", {}),
        ("AmazonS3", "Storage", f"{old}TimedStorage-SIA-ByteHrs", "0.0125", {}),
        ("AmazonS3", "Storage", f"{old}TimedStorage-GlacierByteHrs", "0.0036", {}),
        ("AmazonS3", "Storage", f"{old}TimedStorage-GDA-ByteHrs", "0.00099", {}),
        ("AmazonS3", "Storage", f"{old}TimedStorage-RRS-ByteHrs", "0.024", {}),
        ("AmazonS3", "API Request", f"{old}Requests-Tier1", "0.000005", {}),
        ("AmazonS3", "API Request", f"{old}Requests-SIA-Tier1", "0.00001", {}),
        ("AmazonS3", "API Request", f"{old}Requests-Tier2", "0.0000004", {}),
        ("AmazonS3", "Fee", f"{old}Monitoring-Automation-INT", "0.0000025", {}),
        ("AmazonCloudWatch", "Alarm", f"{old}CW:AlarmMonitorUsage", "0.10", {}),
        ("AmazonCloudWatch", "Alarm", f"{old}CW:HighResAlarmMonitorUsage", "0.30", {}),
        ("AmazonCloudWatch", "Data Payload", f"{new}DataProcessing-Bytes", "0.50", {}),
        ("AmazonCloudWatch", "Data Payload", f"{new}DataProcessingIA-Bytes", "0.25", {}),
        ("AmazonCloudWatch", "Data Payload", f"{new}DataScanned-Bytes", "0.005", {}),
        ("AmazonCloudWatch", "Storage Snapshot", f"{new}TimedStorage-ByteHrs", "0.03", {}),
        ("awskms", "Encryption Key", f"{region}-KMS-Keys", "1.0", {}),
        ("awskms", "API Request", f"{region}-KMS-Requests", f"{free_first}0.000003", {}),
        ("awskms", "API Request", f"{region}-KMS-Requests-Asymmetric", "0.000015", {}),
        ("AWSSecretsManager", "Secret", f"{new}AWSSecretsManager-Secrets", "0.40", {}),
        ("AWSSecretsManager", "API Request", f"{new}AWSSecretsManagerAPIRequest", "0.000005", {}),
        ("AmazonSNS", "API Request", f"{old}Requests-Tier1", f"{free_first}0.0000005", {}),
        ("AmazonSNS", "Message Delivery", f"{old}DeliveryAttempts-SMTP", f"{free_first}0.00002", {}),
        ("AmazonSNS", "Message Delivery", f"{old}DeliveryAttempts-HTTP", f"{free_first}0.0000006", {}),
    ]  # fmt: skip
    for service, family, usage_type, words, attributes in rows:
        usd = _times(words.removeprefix(free_first), factor)
        tiers = [("0", "1000", "0.0000000000"), ("1000", "Inf", usd)] if words.startswith(free_first) else usd
        yield product(service, family, usage_type, tiers, **attributes, **here)
    for other, usd in (("us-east-2", "0.000000625"), ("us-west-1", "0.000000697")):
        yield product("AmazonDynamoDB", on_demand, f"{PREFIXES[other]}ReplWriteRequestUnits", usd,
                      regionCode=other, group="DDB-ReplicatedWriteUnits")  # fmt: skip
    out = [("0", "10240", "0.09"), ("10240", "51200", "0.085"), ("51200", "153600", "0.07"), ("153600", "Inf", "0.05")]
    tiers = [(begin, end, _times(usd, factor)) for begin, end, usd in reversed(out)]
    from_here = {"fromRegionCode": region}
    yield product("AWSDataTransfer", "Data Transfer", f"{old}DataTransfer-Out-Bytes", tiers,
                  transferType="AWS Outbound", toLocation="External", **from_here)  # fmt: skip
    yield product("AWSDataTransfer", "Data Transfer", f"{old}DataTransfer-Regional-Bytes", _times("0.01", factor),
                  transferType="IntraRegion", **from_here)  # fmt: skip
    near = {"us-east-1", "us-east-2"}
    for other in sorted(PREFIXES.keys() - {region}):
        usd = _times("0.01" if {region, other} == near else "0.02", factor)
        there = PREFIXES[other] or "USE1-"
        yield product("AWSDataTransfer", "Data Transfer", f"{new}{there}AWS-Out-Bytes", usd,
                      transferType="InterRegion Outbound", toRegionCode=other, **from_here)  # fmt: skip


def _worldwide() -> Iterator[str]:
    zones = [("25", "Inf", "0.1000000000"), ("0", "25", "0.5000000000")]
    queries = [("0", "1000000000", "0.0000004000"), ("1000000000", "Inf", "0.0000002000")]
    yield product("AmazonRoute53", "DNS Zone", "HostedZone", zones, location="Any")
    yield product("AmazonRoute53", "DNS Query", "DNS-Queries", queries, location="Any")
    yield product("AmazonRoute53", "DNS Query", "Geo-Queries", "0.0000007", location="Any")
    dashboards = [("0", "3", "0.0000000000"), ("3", "Inf", "3.0000000000")]
    for usage_type in ("DashboardsUsageHour", "DashboardsUsageHour-Basic"):
        yield product("AmazonCloudWatch", "Dashboard", usage_type, dashboards, location="Any")


class PriceListServer(JsonServer):
    """GetProducts on a free loopback port; `page` is its largest page."""

    def __init__(self, products: list[str]) -> None:
        self.products = products
        self.page = 7
        super().__init__()

    def answer(self, asked: dict[str, Any]) -> tuple[int, str]:
        wanted = {f["Field"]: f["Value"] for f in asked["Filters"]}
        found = [text for text in self.products if _matches(json.loads(text), asked["ServiceCode"], wanted)]
        begin = int(asked.get("NextToken", "0"))
        end = begin + min(self.page, asked["MaxResults"])
        more = {"NextToken": str(end)} if end < len(found) else {}
        return 200, json.dumps({"FormatVersion": "aws_v1", "PriceList": found[begin:end]} | more)


def _matches(content: dict[str, Any], service: str, wanted: dict[str, str]) -> bool:
    known = content["product"]["attributes"] | {"productFamily": content["product"]["productFamily"]}
    return content["serviceCode"] == service and all(known.get(name) == value for name, value in wanted.items())
