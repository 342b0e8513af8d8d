"""`infra-console asg ...`: the same services as the screen, with honest exit codes."""

from __future__ import annotations

import argparse

from console.bootstrap import Console
from console.cli import asg_refresh, asg_scale, asg_status

_ACTIONS = {"status": asg_status.status, "scale": asg_scale.scale, "refresh": asg_refresh.refresh}


def asg(services: Console, options: argparse.Namespace) -> int:
    """Carry out one action: 0 done, 1 failed or rolled back, 130 interrupted."""
    return _ACTIONS[options.action](services, options)
