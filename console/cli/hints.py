"""What helps with a failure, beside its sentence."""

from __future__ import annotations

import sys

from console.cli.printing import printable
from console.domain.environment import EnvironmentName
from console.domain.hints import Hint


def print_hint(hint: Hint, environment: EnvironmentName | str = "ENV") -> None:
    """On stderr, where the failure is said."""
    print(f"  hint, {hint.name}: {hint.words}", file=sys.stderr)
    if hint.command:
        print(f"    {printable(hint.command_for(environment))}", file=sys.stderr)
