"""`infra-console rollback ENV --to RUN`: plan what an earlier run applied against today, show it, apply on approval."""

from __future__ import annotations

import argparse

from console.bootstrap import Console
from console.cli.changing import carry_out
from console.cli.live import Live
from console.cli.printing import print_json, printable, say
from console.cli.values import secrets
from console.domain.environment import EnvironmentName
from console.errors import InputError, PlanRefusedError
from console.services.planning import PlanRequest


def rollback(services: Console, options: argparse.Namespace) -> int:
    """Go back to an earlier applied run, or save its variables."""
    name = EnvironmentName.parse(options.environment)
    services.environments.preset(name)
    number = _number(name, options.to)
    if options.save_variables:
        return _save(services, options, name, number)
    given = secrets(services, name, options.secrets)
    request = PlanRequest(
        name=name,
        secrets=given,
        why=options.why or f"Roll back to run {name}#{number}",
        accept_lost_state=options.accept_lost_state,
        rollback_to=number,
    )
    with Live(quiet=options.json, sandbox=services.cloud.sandbox) as live:
        reviewed = services.runs.plan(request, live.update, live.cancel)
    return carry_out(services, options, reviewed, given)


def _number(name: EnvironmentName, text: str) -> int:
    """The number of the run; raises InputError for no number, PlanRefusedError for a run of another environment."""
    of, hash_sign, number = text.rpartition("#")
    if hash_sign and of != str(name):
        raise PlanRefusedError(
            f"Run {printable(text)} is of another environment: {name} can only go back to a run of its own."
        )
    if not number.isdecimal():
        raise InputError(f"{printable(text)!r} is not a run: write its number, as `infra-console history {name}` does.")
    return int(number)


def _save(services: Console, options: argparse.Namespace, name: EnvironmentName, number: int) -> int:
    changed = services.earlier_runs.keep(f"{name}#{number}")
    if options.json:
        print_json({"environment": str(name), "run": f"{name}#{number}", "changed": changed})
    elif changed:
        say(f"The overlay of {name} now has the variables of run #{number}; changed: {', '.join(changed)}.")
    else:
        say(f"The variables of {name} are those of run #{number} already.")
    return 0
