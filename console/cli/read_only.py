"""Which commands a read-only console has: those that only look. A command that is not named here is refused."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from console.errors import ReadOnlyError

if TYPE_CHECKING:
    from console.settings import ReadSettings

LOOKS: dict[str, tuple[str, ...]] = {
    "console": (),
    "monitor": (),
    "environments": (),
    "render": (),
    "output": (),
    "history": (),
    "logs": (),
    "metrics": (),
    "doctor": (),
    "audit": (),
    "cost": ("environment",),
    "tasks": ("done",),
    "runs list": (),
    "runs show": (),
    "runs attach": (),
    "prices show": (),
    "ecs status": (),
    "ecs images": (),
    "ecs revisions": (),
    "databases list": (),
    "databases snapshots": (),
    "asg status": (),
    "state list": (),
    "state show": (),
    "state backups": (),
    "state versions": (),
    "state diff": (),
    "state lock": (),
    "state errored": ("push", "give_up"),
    "sandbox status": (),
    "sandbox fault": ("what",),
    "sandbox load": ("what",),
    "rollout status": (),
    "rollout list": (),
    "rollout show": (),
    "rollout report": (),
}
"""Command, or command and action -> the options with which it does more than look.

The cost of an environment comes from a plan, which is made for it: a saved plan or a state is priced without one.
"""


def refuse_changes(read: ReadSettings, options: argparse.Namespace) -> None:
    """Raises ReadOnlyError where the settings say read-only and the command could change something."""
    if not read.settings.read_only:
        return
    command, action = options.command or "console", getattr(options, "action", None)
    words = f"{command} {action}" if isinstance(action, str) else command
    more = LOOKS.get(words, LOOKS.get(command))
    if more is not None and not any(getattr(options, option, None) for option in more):
        return
    source = read.sources["read_only"]
    raise ReadOnlyError(
        f"READ-ONLY: `infra-console {words}` is more than looking, and nothing was done; {source} makes this console "
        "read-only: start it without."
    )
