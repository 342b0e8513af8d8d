"""`infra-console state import ENV ADDRESS ID`: a plan that imports, or the configuration that is missing for it."""

from __future__ import annotations

import argparse

from console.bootstrap import Console
from console.cli.changing import carry_out
from console.cli.live import Live
from console.cli.printing import print_json, printable, say
from console.cli.values import overrides, secrets
from console.domain.environment import EnvironmentName


def take_in(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when it is imported, 1 where the configuration has no such address: a proposal is printed then."""
    name = EnvironmentName.parse(options.environment)
    given = secrets(services, name, options.secrets)
    with Live(quiet=options.json, sandbox=services.cloud.sandbox) as live:
        found = services.states.imports.plan(
            name,
            options.address,
            options.id,
            live.update,
            overrides=overrides(services, name, options.assignments),
            secrets=given,
            cancel=live.cancel,
        )
    if found.reviewed is not None:
        return carry_out(services, options, found.reviewed, given)
    if options.json:
        document = {"environment": str(name), "address": found.address, "id": found.id, "imported": False}
        print_json(document | {"proposed_configuration": found.proposed})
        return 1
    say(f"Nothing was imported: the configuration has no {printable(found.address)}. The engine proposes:")
    say()
    say(printable(found.proposed or "", lines=True))
    say("Put it into the configuration, correct what it says, and import again: the plan then shows what differs.")
    return 1
