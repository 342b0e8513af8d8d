"""`infra-console rollout ...`: what a pipeline drives and people approve."""

from __future__ import annotations

import argparse

from console.bootstrap import Console
from console.cli import rollout_acts, rollout_driving, rollout_status

_ACTIONS = {
    "start": rollout_driving.start,
    "promote": rollout_driving.go_on,
    "resume": rollout_driving.go_on,
    "status": rollout_status.status,
    "approve": rollout_acts.approve,
    "pause": rollout_acts.pause,
    "abort": rollout_acts.abort,
    "rollback": rollout_acts.rollback,
    "report": rollout_acts.report,
}


def rollout(services: Console, options: argparse.Namespace) -> int:
    """Carry out one action: 0 done, 1 failed, rolled back or inconclusive, 3 waits for a person, 130 stopped."""
    return _ACTIONS[options.action](services, options)
