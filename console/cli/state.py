"""`infra-console state ...`: the same services as the screen, with honest exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from console.bootstrap import Console
from console.cli import state_changing, state_drift, state_importing, state_looking, state_restoring

_ACTIONS: dict[str, Callable[[Console, argparse.Namespace], int]] = {
    "list": state_looking.list_resources,
    "show": state_looking.show,
    "mv": state_changing.move,
    "rm": state_changing.remove,
    "taint": state_changing.taint,
    "untaint": state_changing.untaint,
    "import": state_importing.take_in,
    "backups": state_restoring.backups,
    "restore": state_restoring.restore,
    "versions": state_restoring.versions,
    "diff": state_restoring.diff,
    "lock": state_looking.lock,
    "unlock": state_changing.unlock,
    "drift": state_drift.drift,
    "errored": state_restoring.errored,
}


def state(services: Console, options: argparse.Namespace) -> int:
    """Carry out one action: 0 done, 1 failed or refused, 2 drift or differences found, 130 left at the question."""
    return _ACTIONS[options.action](services, options)
