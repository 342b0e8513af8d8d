"""Which commands a read-only console has: those that only look. A command that is not named here is refused."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from console.errors import ReadOnlyError

if TYPE_CHECKING:
    from console.settings import ReadSettings

VARIABLE = "INFRA_CONSOLE_READ_ONLY"
LOOKS: dict[str, tuple[str, ...]] = {
    "console": (),
    "monitor": (),
    "environments": (),
    "render": (),
    "output": ("reveal",),
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
    "rollout report": (),
}
"""Command, or command and action -> the options with which it does more than look.

The cost of an environment comes from a plan, which is made for it: a saved plan or a state is priced without one.
A monitor is for everybody who sees it: it does not reveal secrets.
"""


def may_be_read_only(options: argparse.Namespace) -> bool:
    """Whether the settings have to be read before the console is built, so that it is built without what changes.

    Reading them takes longer than a first frame should: where nobody names the setting, it is not on.
    """
    if getattr(options, "read_only", None):
        return True
    if any(key.upper() == VARIABLE for key in os.environ):
        return True
    from platformdirs import user_config_path

    named = os.environ.get("INFRA_CONSOLE_CONFIG")
    path = Path(named) if named else user_config_path("infra-console") / "config.toml"
    try:
        return b"read_only" in path.read_bytes()
    except OSError:
        # Reading the settings says what is wrong with it.
        return False


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
