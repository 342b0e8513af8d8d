variable "name" {
  description = "Prefix of the topic, the alarms and the dashboard, such as replaydash-production."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_-]{1,99}$", var.name))
    error_message = "The monitoring name must start with a letter and hold 2 to 100 letters, digits, underscores or hyphens."
  }
}

variable "alert_email" {
  description = "Address that alarms are mailed to once its owner has confirmed the subscription; null mails nobody."
  type        = string
  default     = null

  validation {
    condition     = var.alert_email == null || can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", var.alert_email))
    error_message = "The alert address must be an e-mail address such as ops@replaydash.com, or null."
  }
}

variable "load_balancer" {
  description = "The load balancer to watch, by its CloudWatch dimensions, and its thresholds: server errors in 5 minutes, 95th percentile of the response time in seconds."
  type = object({
    arn_suffix              = string
    target_group_arn_suffix = string
    server_errors           = optional(number, 10)
    latency_seconds         = optional(number, 1)
  })
  default = null

  validation {
    condition     = try(var.load_balancer.server_errors > 0 && var.load_balancer.latency_seconds > 0, true)
    error_message = "The load balancer thresholds must be greater than 0."
  }
}

variable "ecs_service" {
  description = "The ECS service to watch and its thresholds in percent; they should lie above the autoscaling targets."
  type = object({
    cluster_name   = string
    service_name   = string
    cpu_percent    = optional(number, 85)
    memory_percent = optional(number, 90)
  })
  default = null

  validation {
    condition     = try(alltrue([for percent in [var.ecs_service.cpu_percent, var.ecs_service.memory_percent] : percent > 0 && percent <= 100]), true)
    error_message = "The ECS thresholds must be percentages above 0 and at most 100."
  }
}

variable "database" {
  description = "The RDS instance to watch, its read replicas, and their thresholds: CPU in percent, free storage in GiB, number of connections, seconds that a replica may be behind."
  type = object({
    identifier          = string
    replicas            = optional(list(string), [])
    cpu_percent         = optional(number, 80)
    free_storage_gib    = optional(number, 4)
    connections         = optional(number, 100)
    replica_lag_seconds = optional(number, 1)
  })
  default = null

  validation {
    condition     = try(var.database.cpu_percent > 0 && var.database.cpu_percent <= 100, true)
    error_message = "The database CPU threshold must be a percentage above 0 and at most 100."
  }

  validation {
    condition     = try(var.database.free_storage_gib > 0 && var.database.connections > 0 && var.database.replica_lag_seconds > 0, true)
    error_message = "The thresholds for free storage, connections and replica lag must be greater than 0."
  }
}

variable "cache" {
  description = "The Redis nodes to watch and their thresholds: engine CPU and memory in percent, evictions in 5 minutes."
  type = object({
    node_ids       = list(string)
    cpu_percent    = optional(number, 80)
    memory_percent = optional(number, 85)
    evictions      = optional(number, 100)
  })
  default = null

  validation {
    condition     = try(alltrue([for percent in [var.cache.cpu_percent, var.cache.memory_percent] : percent > 0 && percent <= 100]), true)
    error_message = "The cache thresholds for CPU and memory must be percentages above 0 and at most 100."
  }

  validation {
    condition     = try(var.cache.evictions > 0, true)
    error_message = "The evictions threshold must be greater than 0."
  }
}

variable "buckets" {
  description = "The S3 buckets whose size is watched, by a short name of your own for each, and the bytes in standard storage that each may hold."
  type = object({
    names      = optional(map(string), {})
    size_bytes = optional(number, 107374182400)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.buckets.size_bytes > 0
    error_message = "The size that alarms must be greater than 0 bytes."
  }
}

variable "log_group_name" {
  description = "Log group whose latest errors the dashboard lists; null lists none."
  type        = string
  default     = null

  validation {
    condition     = var.log_group_name == null || can(regex("^[A-Za-z0-9_./#-]{1,512}$", var.log_group_name))
    error_message = "The log group name may hold letters, digits and _./#- only."
  }
}

variable "graphs" {
  description = "Further graphs of sums for the dashboard, as a block that has alarms of its own puts them out: title, metrics as CloudWatch wants them, and the alarm's threshold."
  type = list(object({
    title     = string
    metrics   = list(list(string))
    threshold = number
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue(flatten([for graph in var.graphs : [for metric in graph.metrics : length(metric) >= 2 && length(metric) % 2 == 0]]))
    error_message = "Each metric of a graph must name its namespace and metric, followed by pairs of dimension and value."
  }
}
