"""`infra-console ecs ...`: the same services as the screen, with honest exit codes."""

from __future__ import annotations

import argparse

from console.bootstrap import Console
from console.cli import ecs_autoscale, ecs_deploy, ecs_exec, ecs_rollback, ecs_run_task, ecs_scale, ecs_status

_ACTIONS = {
    "status": ecs_status.status,
    "scale": ecs_scale.scale,
    "autoscale": ecs_autoscale.autoscale,
    "images": ecs_deploy.images,
    "deploy": ecs_deploy.deploy,
    "revisions": ecs_rollback.revisions,
    "rollback": ecs_rollback.rollback,
    "run-task": ecs_run_task.run_task,
    "exec": ecs_exec.shell,
}


def ecs(services: Console, options: argparse.Namespace) -> int:
    """Carry out one action: 0 done, 1 failed or rolled back, 130 interrupted."""
    return _ACTIONS[options.action](services, options)
