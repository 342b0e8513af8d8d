"""The options of `cost`."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_cost(command: argparse.ArgumentParser) -> None:
    """What is priced, on which usage, and how the answer is given."""
    command.add_argument("environment", metavar="ENV", nargs="?", help="system/environment, for example replaydash/dev")
    command.add_argument(
        "--plan", type=Path, metavar="FILE", dest="plan_file",
        help="a saved plan, or its JSON, of any Terraform or OpenTofu configuration",
    )  # fmt: skip
    command.add_argument(
        "--state", type=Path, metavar="FILE", dest="state_file", help="a state file, or its JSON: what runs"
    )
    command.add_argument("--region", help="the AWS region of a file that does not say it")
    command.add_argument(
        "--usage", type=Path, metavar="FILE", dest="usage_file",
        help="usage a month as YAML, such as `nat_gb: 100`, over that of the preset",
    )  # fmt: skip
    command.add_argument("--profile", default="", metavar="NAME", help="a usage profile of the environment's preset")
    command.add_argument("--markdown", action="store_true", help="print Markdown for a pull request")
    command.add_argument("--compare", metavar="ENV2", help="another environment beside it")
    command.add_argument("--fail-over", metavar="USD", help="exit 1 where a month costs more than this")
    command.add_argument(
        "--actual", action="store_true",
        help="what AWS billed, beside it: asks Cost Explorer, which costs USD 0.01 a question",
    )  # fmt: skip
