locals {
  traffic_widgets = var.load_balancer == null ? [] : [{
    title = "Requests and server errors"
    metrics = [
      ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", var.load_balancer.arn_suffix, { stat = "Sum" }],
      ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", var.load_balancer.arn_suffix, { stat = "Sum" }],
      ["AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "LoadBalancer", var.load_balancer.arn_suffix, { stat = "Sum" }],
    ]
  }]

  alarm_widgets = [
    for key in sort(keys(local.alarms)) : {
      title = local.alarms[key].text
      metrics = [concat(
        [local.alarms[key].namespace, local.alarms[key].metric],
        flatten([for name, value in local.alarms[key].dimensions : [name, value]]),
        [{ stat = local.alarms[key].statistic }],
      )]
      threshold = local.alarms[key].threshold
      period    = local.alarms[key].namespace == "AWS/S3" ? local.day : 300
    }
  ]

  further_widgets = [
    for graph in var.graphs : {
      title     = graph.title
      metrics   = [for metric in graph.metrics : concat(metric, [{ stat = "Sum" }])]
      threshold = graph.threshold
    }
  ]

  # Three graphs side by side: a dashboard is 24 units wide.
  graphs = [
    for index, widget in concat(local.traffic_widgets, local.alarm_widgets, local.further_widgets) : {
      type   = "metric"
      width  = 8
      height = 6
      x      = (index % 3) * 8
      y      = floor(index / 3) * 6
      properties = {
        title       = widget.title
        region      = local.region
        view        = "timeSeries"
        period      = try(widget.period, 300)
        metrics     = widget.metrics
        annotations = { horizontal = [for value in try([widget.threshold], []) : { label = "alarm", value = value }] }
      }
    }
  ]

  log_widgets = var.log_group_name == null ? [] : [{
    type   = "log"
    width  = 24
    height = 6
    x      = 0
    y      = ceil(length(local.graphs) / 3) * 6
    properties = {
      title  = "Latest errors"
      region = local.region
      view   = "table"
      query  = "SOURCE '${var.log_group_name}' | fields @timestamp, @message | filter @message like /ERROR/ | sort @timestamp desc | limit 50"
    }
  }]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({ widgets = concat(local.graphs, local.log_widgets) })
}
