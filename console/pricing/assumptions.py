"""The usage assumptions that an estimate may stand on, and what is assumed where a preset says nothing.

A preset sets one under `usage:` as `{low, expected, high}` per month. The defaults describe a small service with
little traffic; they are shown beside the total, so that nobody takes them for a measurement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum

from console.domain.cost import Amount
from console.domain.environment import UsageRange
from console.errors import InputError


class Scope(StrEnum):
    """What an assumption's figure is of."""

    EACH = "each resource"
    ENVIRONMENT = "whole environment"
    """Shared evenly by the resources it concerns: two NAT gateways carry half of `nat_gb` each."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One usage assumption: its figure a month in `unit` when the preset does not set it."""

    key: str
    unit: str
    default: Amount | None
    """None: read from the resource itself, such as a service's desired count."""
    scope: Scope
    meaning: str


def _row(key: str, unit: str, default: tuple[str, str, str] | None, scope: Scope, meaning: str) -> Assumption:
    amount = Amount(*(Decimal(figure) for figure in default)) if default else None
    return Assumption(key, unit, amount, scope, meaning)


_EACH, _ALL = Scope.EACH, Scope.ENVIRONMENT

ASSUMPTIONS: Mapping[str, Assumption] = {
    row.key: row
    for row in (
        # Compute
        _row("ecs_average_tasks", "tasks", None, _EACH, "average running tasks of a service that scales"),
        _row("asg_average_instances", "instances", None, _EACH, "average running instances of a scaling group"),
        _row("t_surplus_vcpu_hours", "vCPU-hours", ("0", "0", "0"), _EACH, "CPU above the credits of an unlimited T"),
        # Network
        _row("alb_lcu", "LCU", ("0.1", "0.5", "2"), _EACH, "average capacity units of an application load balancer"),
        _row("nat_gb", "GB", ("0", "10", "100"), _ALL, "data through NAT gateways"),
        _row("endpoint_gb", "GB", ("0", "10", "100"), _ALL, "data through interface endpoints"),
        _row("data_out_gb", "GB", ("0", "10", "100"), _ALL, "data to the Internet"),
        _row("cross_az_gb", "GB", ("0", "5", "50"), _ALL, "data between availability zones"),
        _row("inter_region_gb", "GB", ("0", "1", "10"), _ALL, "data replicated to each other Region"),
        _row("ipam_active_ips", "addresses", ("0", "100", "1000"), _EACH, "active addresses an advanced IPAM manages"),
        _row("dns_queries_million", "million queries", ("0", "1", "5"), _ALL, "DNS queries to hosted zones"),
        # Data
        _row("s3_gb", "GB", ("1", "10", "100"), _ALL, "S3 Standard storage"),
        _row("s3_ia_gb", "GB", ("0", "10", "100"), _ALL, "S3 Standard-IA storage, where a lifecycle fills it"),
        _row("s3_glacier_gb", "GB", ("0", "10", "100"), _ALL, "S3 Glacier storage, where a lifecycle fills it"),
        _row("s3_deep_gb", "GB", ("0", "10", "100"), _ALL, "S3 Deep Archive storage, where a lifecycle fills it"),
        _row("s3_int_objects_thousand", "thousand objects", ("0", "10", "100"), _ALL, "objects in Intelligent-Tiering"),
        _row("s3_puts_thousand", "thousand requests", ("0", "10", "100"), _ALL, "S3 PUT, COPY, POST and LIST requests"),
        _row("s3_gets_thousand", "thousand requests", ("0", "100", "1000"), _ALL, "S3 GET and other requests"),
        _row("ecr_gb", "GB", ("1", "5", "20"), _ALL, "images kept in ECR"),
        _row("rds_backup_extra_gb", "GB", ("0", "0", "0"), _ALL, "RDS backups beyond the size of the databases"),
        _row("aurora_gb", "GB", ("1", "10", "100"), _ALL, "Aurora storage"),
        _row("aurora_io_million", "million requests", ("0", "10", "100"), _ALL, "Aurora I/O (not I/O-Optimized)"),
        _row("aurora_backup_extra_gb", "GB", ("0", "0", "0"), _ALL, "Aurora backups beyond the size of the clusters"),
        _row("aurora_acu", "ACU", None, _EACH, "average capacity of a Serverless v2 instance"),
        _row("cache_backup_gb", "GB", ("0", "0", "0"), _ALL, "ElastiCache snapshots beyond the free one"),
        _row("dynamodb_gb", "GB", ("0", "1", "25"), _ALL, "DynamoDB table and index storage"),
        _row("dynamodb_writes_million", "million WRU", ("0", "1", "10"), _ALL, "DynamoDB on-demand writes to tables"),
        _row("dynamodb_reads_million", "million RRU", ("0", "1", "10"), _ALL, "DynamoDB on-demand reads"),
        _row("dynamodb_stream_reads_million", "million requests", ("0", "0", "10"), _ALL, "reads of DynamoDB streams"),
        # Operations
        _row("account_dashboards", "dashboards", ("0", "0", "3"), _ALL, "dashboards of the account besides these"),
        _row("log_ingest_gb", "GB", ("0", "5", "50"), _ALL, "log data sent to CloudWatch Logs"),
        _row("log_store_gb", "GB", ("0", "5", "50"), _ALL, "log data kept in CloudWatch Logs"),
        _row("log_insights_gb", "GB", ("0", "0", "10"), _ALL, "log data that queries of Logs Insights read"),
        _row("kms_requests_10k", "x 10,000 requests", ("0", "1", "10"), _ALL, "requests to customer managed keys"),
        _row("secret_calls_10k", "x 10,000 calls", ("0", "0.1", "1"), _ALL, "Secrets Manager calls"),
        _row("sns_publishes_million", "million requests", ("0", "0", "1"), _ALL, "SNS after the free million"),
        _row("sns_emails_100k", "x 100,000 mails", ("0", "0", "0"), _ALL, "SNS mails after the free 1,000"),
        _row("sns_http_100k", "x 100,000 calls", ("0", "0", "1"), _ALL, "SNS calls to HTTP after the free 100,000"),
    )
}


def usage_from(given: Mapping[str, UsageRange]) -> dict[str, Amount]:
    """The figures an estimate uses: the preset's, checked, over the defaults; keys without either are left out.

    Raises InputError, one sentence, for a key that no resource uses and for figures that are NaN, negative or out of
    order.
    """
    figures = {key: row.default for key, row in ASSUMPTIONS.items() if row.default is not None}
    for key, span in given.items():
        if key not in ASSUMPTIONS:
            near = get_close_matches(key, ASSUMPTIONS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(ASSUMPTIONS))}."
            raise InputError(f"The usage key {key!r} means nothing to the estimate; {hint}")
        figures[key] = _checked(key, span)
    return figures


def _checked(key: str, span: UsageRange) -> Amount:
    figures = (span.low, span.expected, span.high)
    if not all(figure.is_finite() and figure >= 0 for figure in figures):
        raise InputError(f"The usage of {key} must be numbers from 0 up, but is {', '.join(map(str, figures))}.")
    if not span.low <= span.expected <= span.high:
        raise InputError(f"The usage of {key} must go up from low over expected to high.")
    return Amount(*figures)
