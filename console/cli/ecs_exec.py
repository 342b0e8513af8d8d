"""`infra-console ecs exec ENV`: a shell in a running task, or the exact command for it."""

from __future__ import annotations

import argparse
import os
import shlex
import sys

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say
from console.domain.environment import EnvironmentName


def shell(services: Console, options: argparse.Namespace) -> int:
    """Become the AWS CLI where it and its plugin are here and this is a terminal; else print the command, exit 0."""
    name = EnvironmentName.parse(options.environment)
    found = services.ecs.shells.command(
        name, options.run, service=options.service, task=options.task, container=options.container
    )
    if options.json:
        print_json(
            {
                "environment": str(name),
                "sandbox": found.sandbox,
                "task": found.task.id,
                "command": list(found.argv),
                "missing": list(found.missing),
            }
        )
        return 0
    if not (options.only_print or found.sandbox or found.missing or not sys.stdin.isatty()):
        # Not what is run in it: a command line may hold a secret.
        services.audit.before("ecs exec", str(name), f"a shell in {found.address}, task {found.task.id}")
        say(f"A shell in {found.address}, task {found.task.id}:")
        os.execvp(found.argv[0], found.argv)  # noqa: S606 - the operator's own AWS CLI, arguments as a list
    if found.sandbox:
        say("SANDBOX: nothing runs in its tasks; against AWS this would open the shell:")
    elif found.missing:
        say(f"This machine lacks {' and '.join(found.missing)}; where they are, this opens the shell:")
    say(printable(shlex.join(found.argv)))
    return 0
