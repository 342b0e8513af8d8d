"""The command `infra-console`. What needs nothing answers before anything is imported."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from console import __version__

        print(f"infra-console {__version__}")  # noqa: T201
        return 0
    from console.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
