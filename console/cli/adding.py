"""`infra-console add PATH`: somebody's own root configuration becomes environments like any other."""

from __future__ import annotations

import argparse

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say
from console.services.state_backends import SYSTEM


def add(services: Console, options: argparse.Namespace) -> int:
    """Take the configuration in and say which environments it has now."""
    taken = {name.system for name in services.presets} | {SYSTEM}
    added = services.added.add(options.path, options.name, options.region, taken)
    if options.json:
        document = {
            "system": added.system,
            "path": str(added.root),
            "environments": [str(name) for name in added.environments],
            "notes": list(added.notes),
        }
        print_json(document)
        return 0
    say(
        f"{printable(added.root)} was taken in as {', '.join(map(str, added.environments))}; nothing in it was changed."
    )
    for note in added.notes:
        say(f"  note: {printable(note)}")
    say(f"`infra-console plan {added.environments[0]}` plans it.")
    return 0
