mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

variables {
  environment        = "prod"
  secondary_region   = "us-west-2"
  availability_zones = ["us-east-1a", "us-east-1b", "us-east-1c"]
  ipam_cidr          = "10.72.0.0/15"
}

run "names_follow_the_convention" {
  command = plan

  assert {
    condition     = local.prefix == "prod_us-east-1_us-east-1a" && output.user_locations_table_name == "prod_us-east-1_us-east-1a_user_locations"
    error_message = "Names must be {environment}_{region}_{zone}_{type}."
  }

  assert {
    condition     = output.aurora_cluster_identifier == "prod-us-east-1-us-east-1a-aurora-cluster" && output.aurora_instance_identifiers == ["prod-us-east-1-us-east-1a-aurora-instance", "prod-us-east-1-us-east-1b-aurora-instance"]
    error_message = "RDS takes no underscores: there they must be hyphens, and each instance must carry its zone."
  }

  assert {
    condition     = output.aurora_log_group_names == ["/aws/rds/cluster/prod-us-east-1-us-east-1a-aurora-cluster/postgresql"]
    error_message = "The log group must be the one that RDS writes to."
  }
}

run "the_primary_region_holds_everything" {
  command = plan

  assert {
    condition     = output.region_role == "primary" && length(module.aurora) == 1 && length(module.user_locations) == 1
    error_message = "Database and table must be in the primary region."
  }

  assert {
    condition     = output.vpc_cidr == "10.72.0.0/16" && length(output.database_subnet_ids) == 3 && length(output.private_subnet_ids) == 3 && length(output.public_subnet_ids) == 3
    error_message = "Each zone must have its public, private and database subnet, in a range out of IPAM."
  }

  assert {
    condition     = output.aurora_endpoint == "mtk.cluster-abc.us-east-1.rds.amazonaws.com" && output.aurora_port == 5432 && output.aurora_secret_arn == "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-abcdef"
    error_message = "Applications need endpoint, port and secret."
  }

  assert {
    condition     = output.aurora_global_cluster_identifier == null && output.user_locations_access_policy_arn == "arn:aws:iam::123456789012:policy/user-locations"
    error_message = "The reader in a second region must be asked for, and the table have its policies."
  }
}

run "unset_guards_follow_the_environment" {
  command = plan

  assert {
    condition     = local.deletion_protection && !local.apply_immediately
    error_message = "Production must be protected, and wait for its maintenance window."
  }
}

run "development_is_open" {
  command = plan

  variables {
    environment           = "dev"
    secondary_region      = null
    aurora_instance_count = 1
    aurora_min_capacity   = 0
    nat_gateways          = "none"

    dynamodb_point_in_time_recovery = false
  }

  assert {
    condition     = !local.deletion_protection && local.apply_immediately && length(output.aurora_instance_identifiers) == 1
    error_message = "Development must be unprotected and content with one instance."
  }
}

run "guards_can_be_set" {
  command = plan

  variables {
    deletion_protection = false
    apply_immediately   = true
  }

  assert {
    condition     = !local.deletion_protection && local.apply_immediately
    error_message = "An operator's choice must win over the environment's."
  }
}

run "a_global_database_is_found_from_both_regions" {
  command = plan

  variables {
    aurora_global_database = true
    aurora_customer_key    = true
  }

  assert {
    condition     = output.aurora_global_cluster_identifier == "prod-us-east-1-aurora-global" && output.aurora_secret_arn == "arn:aws:secretsmanager:us-east-1:123456789012:secret:aurora-master-user"
    error_message = "The global database must be named by the primary region, with a password of its own."
  }
}

run "the_second_region_has_the_network_and_finds_its_replica" {
  command = plan

  variables {
    aws_region         = "us-west-2"
    availability_zones = ["us-west-2a", "us-west-2b", "us-west-2c"]
    ipam_cidr          = "10.74.0.0/15"
  }

  assert {
    condition     = output.region_role == "secondary" && length(module.aurora) == 0 && length(module.user_locations) == 0
    error_message = "The table comes from the primary region, and a database only with a global one."
  }

  assert {
    condition     = local.prefix == "prod_us-west-2_us-west-2a" && output.aurora_endpoint == null && output.user_locations_table_name == null && output.user_locations_replica_arns == {}
    error_message = "Names must carry the second region, and what is not here must be null."
  }
}

run "the_second_region_may_hold_a_reader" {
  command = plan

  variables {
    aws_region             = "us-west-2"
    availability_zones     = ["us-west-2a", "us-west-2b", "us-west-2c"]
    ipam_cidr              = "10.74.0.0/15"
    aurora_global_database = true
    aurora_customer_key    = true
  }

  assert {
    condition     = output.aurora_global_cluster_identifier == "prod-us-east-1-aurora-global" && output.aurora_secret_arn == null && output.aurora_cluster_identifier == "prod-us-west-2-us-west-2a-aurora-cluster"
    error_message = "The reader must join the primary's global database under a name of its own region."
  }
}

run "provisioned_capacity_reaches_the_indexes" {
  command = plan

  variables {
    environment           = "dev"
    secondary_region      = null
    dynamodb_billing_mode = "PROVISIONED"
    dynamodb_capacity     = { min_read = 2, max_write = 30 }
  }

  assert {
    condition     = local.index_capacity == { read_capacity = 2, write_capacity = 30 }
    error_message = "An index must take as many writes as the table, or it holds them up."
  }
}
