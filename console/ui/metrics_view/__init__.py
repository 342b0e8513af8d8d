"""Charts and alarms of an environment. Nothing here is imported before the metrics are opened: numpy comes with it."""
