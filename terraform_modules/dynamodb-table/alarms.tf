locals {
  table_dimension = { TableName = aws_dynamodb_table.this.name }

  # The consumed units are a sum over the period, the provisioned ones a rate for each second.
  period_seconds = 300

  capacity_alarms = var.alarms == null || var.capacity == null ? {} : {
    read-capacity = {
      text       = "Used read capacity, ${var.alarms.capacity_percent} percent of the most that may be provisioned", metric = "ConsumedReadCapacityUnits"
      dimensions = local.table_dimension, threshold = var.capacity.max_read * local.period_seconds * var.alarms.capacity_percent / 100
    }
    write-capacity = {
      text       = "Used write capacity, ${var.alarms.capacity_percent} percent of the most that may be provisioned", metric = "ConsumedWriteCapacityUnits"
      dimensions = local.table_dimension, threshold = var.capacity.max_write * local.period_seconds * var.alarms.capacity_percent / 100
    }
  }

  alarms = merge(local.capacity_alarms, var.alarms == null ? {} : {
    read-throttles = {
      text       = "Read requests beyond the capacity", metric = "ReadThrottleEvents"
      dimensions = local.table_dimension, threshold = var.alarms.read_throttles
    }
    write-throttles = {
      text       = "Write requests beyond the capacity", metric = "WriteThrottleEvents"
      dimensions = local.table_dimension, threshold = var.alarms.write_throttles
    }
    # DynamoDB counts these for the whole account and Region: an alarm on one table would never go off.
    user-errors = {
      text       = "Client-side errors (validation, authorisation) of all tables in this Region", metric = "UserErrors"
      dimensions = {}, threshold = var.alarms.user_errors
    }
  })

  # DynamoDB counts server-side errors for each operation only, and an alarm reads at most ten metrics.
  operations = ["BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "TransactGetItems", "TransactWriteItems", "UpdateItem"]

  # For a dashboard: title, metrics as CloudWatch wants them, threshold.
  graphs = concat(
    [for key in sort(keys(local.alarms)) : {
      title     = local.alarms[key].text
      metrics   = [concat(["AWS/DynamoDB", local.alarms[key].metric], flatten([for name, value in local.alarms[key].dimensions : [name, value]]))]
      threshold = local.alarms[key].threshold
    }],
    var.alarms == null ? [] : [{
      title     = "Server-side errors by operation"
      metrics   = [for operation in local.operations : ["AWS/DynamoDB", "SystemErrors", "TableName", var.name, "Operation", operation]]
      threshold = var.alarms.system_errors
    }],
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name        = "${var.name}-${each.key}"
  alarm_description = each.value.text

  namespace   = "AWS/DynamoDB"
  metric_name = each.value.metric
  dimensions  = each.value.dimensions

  statistic           = "Sum"
  period              = local.period_seconds
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold

  # A table that nobody asks sends no numbers; that is no fault.
  treat_missing_data = "notBreaching"

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "system_errors" {
  count = var.alarms == null ? 0 : 1

  alarm_name          = "${var.name}-system-errors"
  alarm_description   = "Server-side errors of DynamoDB over all operations"
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarms.system_errors
  treat_missing_data  = "notBreaching"

  metric_query {
    id          = "errors"
    label       = "Server-side errors"
    expression  = "SUM(METRICS())"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.operations
    content {
      id          = "m${metric_query.key}"
      return_data = false

      metric {
        namespace   = "AWS/DynamoDB"
        metric_name = "SystemErrors"
        dimensions  = { TableName = aws_dynamodb_table.this.name, Operation = metric_query.value }
        stat        = "Sum"
        period      = local.period_seconds
      }
    }
  }

  alarm_actions = var.alarm_topic_arns
  ok_actions    = var.alarm_topic_arns
}
