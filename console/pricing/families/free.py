"""Resource types that cost nothing themselves, and why."""

from __future__ import annotations

from collections.abc import Mapping

from console.pricing.findings import free

_NETWORK = "networks, routes and firewall rules cost nothing; gateways, addresses and data do"
_PART = "part of another resource, which carries the cost"
_IAM = "IAM costs nothing"
_SCALING = "scaling rules cost nothing; what they start is priced with its service"
_BALANCING = "priced with its load balancer"
_BUCKET = "a setting of its bucket"
_GROUP = "a setting of the databases that use it"

_TYPES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("VPC", _NETWORK): (
        "aws_default_vpc",
        "aws_subnet",
        "aws_default_subnet",
        "aws_internet_gateway",
        "aws_egress_only_internet_gateway",
        "aws_route",
        "aws_route_table",
        "aws_default_route_table",
        "aws_route_table_association",
        "aws_main_route_table_association",
        "aws_security_group",
        "aws_default_security_group",
        "aws_security_group_rule",
        "aws_vpc_security_group_ingress_rule",
        "aws_vpc_security_group_egress_rule",
        "aws_network_acl",
        "aws_default_network_acl",
        "aws_network_acl_rule",
        "aws_network_interface",
        "aws_vpc_dhcp_options",
        "aws_vpc_dhcp_options_association",
        "aws_vpc_endpoint_policy",
        "aws_vpc_endpoint_route_table_association",
        "aws_vpc_ipv4_cidr_block_association",
        "aws_eip_association",
        "aws_ec2_managed_prefix_list",
        "aws_ec2_tag",
        "aws_network_acl_association",
        "aws_network_interface_attachment",
        "aws_network_interface_sg_attachment",
        "aws_vpc_endpoint_security_group_association",
        "aws_vpc_endpoint_subnet_association",
        "aws_vpc_peering_connection",
        "aws_vpc_peering_connection_accepter",
        "aws_vpc_peering_connection_options",
    ),
    ("IPAM", "priced with the IPAM that manages it"): (
        "aws_vpc_ipam_pool",
        "aws_vpc_ipam_pool_cidr",
        "aws_vpc_ipam_scope",
        "aws_vpc_ipam_preview_next_cidr",
    ),
    ("Load balancer", _BALANCING): (
        "aws_lb_listener",
        "aws_lb_listener_rule",
        "aws_lb_listener_certificate",
        "aws_lb_target_group",
        "aws_lb_target_group_attachment",
        "aws_alb_listener",
        "aws_alb_listener_rule",
        "aws_alb_target_group",
        "aws_autoscaling_attachment",
    ),
    ("EC2", _PART): ("aws_key_pair", "aws_placement_group", "aws_volume_attachment"),
    ("Auto Scaling", _SCALING): (
        "aws_appautoscaling_target",
        "aws_appautoscaling_policy",
        "aws_appautoscaling_scheduled_action",
        "aws_autoscaling_policy",
        "aws_autoscaling_schedule",
        "aws_autoscaling_lifecycle_hook",
        "aws_autoscaling_notification",
        "aws_autoscaling_group_tag",
    ),
    ("RDS", _GROUP): (
        "aws_db_subnet_group",
        "aws_db_parameter_group",
        "aws_db_option_group",
        "aws_rds_cluster_parameter_group",
        "aws_db_event_subscription",
        "aws_db_instance_role_association",
        "aws_rds_cluster_role_association",
        "aws_rds_cluster_endpoint",
    ),
    ("ElastiCache", _GROUP): (
        "aws_elasticache_subnet_group",
        "aws_elasticache_parameter_group",
        "aws_elasticache_user",
        "aws_elasticache_user_group",
    ),
    ("S3", _BUCKET): (
        "aws_s3_bucket_acl",
        "aws_s3_bucket_cors_configuration",
        "aws_s3_bucket_logging",
        "aws_s3_bucket_notification",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
        "aws_s3_bucket_website_configuration",
        "aws_s3_bucket_object_lock_configuration",
        "aws_s3_bucket_intelligent_tiering_configuration",
        "aws_s3_bucket_accelerate_configuration",
        "aws_s3_account_public_access_block",
    ),
    ("S3", "what it holds is part of s3_gb, priced with the buckets"): (
        "aws_s3_object",
        "aws_s3_bucket_object",
        "aws_s3_object_copy",
    ),
    ("ECR", "a setting of its repository"): (
        "aws_ecr_lifecycle_policy",
        "aws_ecr_repository_policy",
        "aws_ecr_registry_policy",
    ),
    ("Secrets Manager", "priced with its secret"): (
        "aws_secretsmanager_secret_version",
        "aws_secretsmanager_secret_policy",
        "aws_secretsmanager_secret_rotation",
    ),
    ("KMS", "priced with its key"): ("aws_kms_alias", "aws_kms_grant", "aws_kms_key_policy"),
    ("ACM", "public certificates cost nothing"): ("aws_acm_certificate_validation",),
    ("Route 53", "records cost nothing; zones and queries do"): ("aws_route53_record", "aws_route53_zone_association"),
    ("SNS", "priced with its topic"): ("aws_sns_topic_policy",),
    ("CloudWatch", "a permission for logs to be written"): ("aws_cloudwatch_log_resource_policy",),
    ("EventBridge", "rules on a schedule and on events of AWS services cost nothing"): (
        "aws_cloudwatch_event_rule",
        "aws_cloudwatch_event_target",
    ),
    ("EventBridge", "the first 14 million invocations of an account each month are free"): (
        "aws_scheduler_schedule",
        "aws_scheduler_schedule_group",
    ),
    ("DynamoDB", "priced with its table"): ("aws_dynamodb_resource_policy",),
    ("SSM", "documents and what runs them cost nothing on EC2"): ("aws_ssm_document", "aws_ssm_association"),
    ("ECS", "settings cost nothing; tasks do"): ("aws_ecs_account_setting_default", "aws_ecs_capacity_provider"),
    ("Cloud Map", "what ECS registers costs nothing"): (
        "aws_service_discovery_service",
        "aws_service_discovery_http_namespace",
    ),
    ("SES", "a template costs nothing; mails do"): ("aws_ses_template",),
    ("Budgets", "watching a budget costs nothing"): ("aws_budgets_budget",),
    ("Terraform", "it lives in Terraform, not in AWS"): ("terraform_data",),
}

RULES = {type_: free(service, why) for (service, why), types in _TYPES.items() for type_ in types}

BY_PREFIX = {
    "aws_iam_": free("IAM", _IAM),
    **dict.fromkeys(
        ("random_", "null_", "tls_", "local_", "time_", "archive_", "template_"),
        free("Terraform", "it lives in Terraform, not in AWS"),
    ),
}
"""Whole families of types, by the beginning of their names."""
