"""The options of `infra-console logs`."""

from __future__ import annotations

import argparse

MOST_LINES = 10_000


def add_logs(command: argparse.ArgumentParser) -> None:
    """What is read, from where and from when."""
    command.add_argument("environment", metavar="ENV", help="system/environment, for example replaydash/dev")
    command.add_argument(
        "--group", action="append", default=[], metavar="NAME", dest="groups",
        help="a log group or a part of its name; may be repeated; without it all of the environment",
    )  # fmt: skip
    command.add_argument("--list", action="store_true", dest="list_groups", help="list the log groups")
    command.add_argument("--filter", default="", metavar="PATTERN", help="a CloudWatch filter pattern, matched by AWS")
    command.add_argument("--since", default="1h", metavar="TIME", help="from when on: 1h, 10:30, 2026-05-04T10:30 (1h)")
    command.add_argument("--until", metavar="TIME", help="until when; without it until now")
    command.add_argument("--follow", action="store_true", help="go on with what comes, until Ctrl-C")
    command.add_argument("--query", metavar="INSIGHTS", help="ask a Logs Insights query; AWS charges for what it scans")
    command.add_argument(
        "--limit", type=int, default=MOST_LINES, metavar="N", help=f"how many lines at most ({MOST_LINES})"
    )
