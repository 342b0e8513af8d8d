"""The options of `infra-console metrics`."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_metrics(command: argparse.ArgumentParser) -> None:
    """Give the command its options."""
    command.add_argument("environment", metavar="ENV", help="system/environment, for example replaydash/dev")
    command.add_argument(
        "--range", default="3h", metavar="SPAN", help="how far back: 15m, 1h, 3h, 12h, 1d, 7d, 30d (3h)", dest="span"
    )
    command.add_argument("--stat", metavar="STATISTIC", help="min, avg, max, sum, count or p95; else each metric's own")
    command.add_argument(
        "--metric",
        action="append",
        default=[],
        metavar="NS/NAME[:DIM=VALUE,..]",
        dest="wanted",
        help="any metric instead of the dashboard, for example AWS/EC2/CPUUtilization:InstanceId=i-0123; repeatable",
    )
    command.add_argument("--csv", type=Path, metavar="FILE", help="write every point into a new file")
    command.add_argument("--alarms", action="store_true", help="the alarms alone, with their reason")
