"""What moto lacks, one service a file."""

from __future__ import annotations

from importlib import import_module

_SERVICES = (
    "application_autoscaling",
    "autoscaling",
    "autoscaling_instances",
    "autoscaling_policies",
    "cloudwatch_alarms",
    "cloudwatch_metrics",
    "dynamodb",
    "dynamodb_backups",
    "dynamodb_replicas",
    "ec2",
    "ecs",
    "ecs_deployments",
    "ecs_target_health",
    "elasticache",
    "instance_refresh",
    "ipam",
    "ipam_addresses",
    "launch_templates",
    "logs",
    "logs_filtering",
    "logs_insights",
    "rds",
    "rds_clusters",
    "rds_global",
    "rds_replicas",
    "rds_restores",
    "rds_snapshots",
    "s3",
    "secretsmanager",
)


def fill_gaps() -> None:
    """Apply the changes of every service file to moto in this process."""
    for service in _SERVICES:
        import_module(f"{__name__}.{service}")
