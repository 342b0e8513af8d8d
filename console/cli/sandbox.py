"""`infra-console sandbox start|status|stop`."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say


def sandbox(services: Console, options: argparse.Namespace) -> int:
    """Start, stop, or say how the sandbox of this home is."""
    simulated = services.sandbox
    actions = {"start": simulated.start, "stop": simulated.stop, "status": simulated.status}
    status = actions[options.action]()
    if options.json:
        print_json(asdict(status))
        return 0
    if status.running:
        say(f"The sandbox runs at {status.endpoint} (account {status.account}, {status.region}, process {status.pid}).")
    else:
        say("The sandbox is not running.")
    if status.note:
        say(printable(status.note))
    if status.gaps:
        say(f"Asked for and not simulated: {', '.join(map(printable, status.gaps))}.")
    return 0
