"""`infra-console rollout status [ENV...] [--wait]`."""

from __future__ import annotations

import argparse
import threading
import time

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.cli.rollout_text import exit_code, nobody_drives, print_rollout, print_unreadable, rollout_document
from console.domain.rollout import RolloutRecord, RolloutStatus
from console.errors import ConsoleError

POLL_SECONDS = 1.0


def status(services: Console, options: argparse.Namespace) -> int:
    """Exit 0; with --wait as `start` does."""
    if not options.names:
        return _list(services, options)
    record = services.rollouts.of(options.names)
    if options.wait:
        record = _waited(services, record, options.timeout)
    if options.json:
        print_json(rollout_document(services, record))
    else:
        print_rollout(services, record)
        print_unreadable(services.rollouts.survey(record.system).unreadable)
    return exit_code(record) if options.wait else 0


def _list(services: Console, options: argparse.Namespace) -> int:
    found, unreadable = services.rollouts.survey()
    if options.json:
        documents = [rollout_document(services, record) for record in found]
        print_json({"rollouts": documents, "unreadable": [each._asdict() for each in unreadable]})
        return 0
    if not found and not unreadable:
        where = " --sandbox" if services.cloud.sandbox else ""
        say(f"There is no rollout yet: `infra-console rollout start SYSTEM --set NAME=VALUE{where}` begins one.")
    if found:
        rows = [
            (record.id, str(record.status), f"{record.started_at:%Y-%m-%d %H:%M}", record.started_by, record.why)
            for record in found
        ]
        say(table(("rollout", "status", "begun (UTC)", "by", "why"), rows))
    print_unreadable(unreadable)
    return 0


def _waited(services: Console, record: RolloutRecord, minutes: int) -> RolloutRecord:
    """Until it ends or waits for a person; raises ConsoleError where that takes too long or nobody drives it."""
    deadline = time.monotonic() + minutes * 60
    pause = threading.Event()
    while record.status is RolloutStatus.RUNNING:
        if nobody := nobody_drives(services, record):
            # It may have ended, or been taken up, between the two looks.
            record = services.rollouts.get(record.id)
            if record.status is RolloutStatus.RUNNING and nobody_drives(services, record):
                raise ConsoleError(f"{record.id} is not moving. {nobody}")
        if time.monotonic() > deadline:
            raise ConsoleError(f"{printable(record.id)} is still running after {minutes} minutes; it goes on.")
        pause.wait(POLL_SECONDS)
        record = services.rollouts.get(record.id)
    return record
