module "ecr" {
  source = "../../ecr"

  name         = var.ecr_repository_name
  force_delete = !local.production

  # Releases move the tag "latest" along with each version's own tag.
  tag_mutability = "MUTABLE"
}

module "application" {
  source = "../../ec2-instance"

  name            = local.name
  ami_id          = var.ami_id
  instance_type   = var.instance_type
  key_name        = var.key_name
  root_volume     = { size_gib = var.root_volume_size }
  session_manager = var.session_manager_enabled

  vpc_id        = module.network.vpc_id
  subnet_id     = module.network.public_subnet_ids[0]
  ingress_rules = var.ingress_rules
  egress_rules  = var.egress_rules

  # The program runs in a container, one hop further from the metadata service than the instance.
  metadata_hops = 2

  user_data = templatefile("${path.module}/user_data.sh", {
    region        = var.aws_region
    registry      = split("/", module.ecr.url)[0]
    image         = "${module.ecr.url}:${var.image_tag}"
    app_port      = var.app_port
    table_name    = var.dynamodb_notifications_table_name
    mail_template = "${local.name}-${local.confirmation_template}"
  })

  policy_arns = { notifications = module.dynamodb.access_policy_arn }

  permissions = merge(
    {
      # The one action that AWS does not let be narrowed to a repository.
      LogInToEcr = {
        actions   = ["ecr:GetAuthorizationToken"]
        resources = ["*"]
      }
      PullImage = {
        actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        resources = [module.ecr.arn]
      }
    },
    var.ses_identity == null ? {} : {
      SendConfirmations = {
        actions = ["ses:SendTemplatedEmail"]
        resources = concat(
          ["arn:${data.aws_partition.current.partition}:ses:${var.aws_region}:${local.account}:identity/${var.ses_identity}"],
          values(module.email_templates.arns),
        )
      }
    },
  )
}
