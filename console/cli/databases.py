"""`infra-console databases ...`: the same services as the screen, with honest exit codes."""

from __future__ import annotations

import argparse

from console.bootstrap import Console
from console.cli import databases_restore, databases_status

_ACTIONS = {
    "list": databases_status.databases,
    "snapshots": databases_status.snapshots,
    "snapshot": databases_status.snapshot,
    "delete-snapshot": databases_status.delete_snapshot,
    "restore": databases_restore.restore,
}


def databases(services: Console, options: argparse.Namespace) -> int:
    """Carry out one action: 0 done, 1 failed, 130 interrupted."""
    return _ACTIONS[options.action](services, options)
