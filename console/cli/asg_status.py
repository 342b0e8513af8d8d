"""`infra-console asg status ENV`."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.domain.asg import GroupView, InstanceRefresh
from console.domain.asg_reasons import cause_of
from console.domain.environment import EnvironmentName
from console.ui.format import age


def status(services: Console, options: argparse.Namespace) -> int:
    """Show what runs; exit 0 whatever runs, since looking is all that was asked."""
    name = EnvironmentName.parse(options.environment)
    views = services.asg.views(name, options.group)
    if options.json:
        document = {"environment": str(name), "sandbox": services.cloud.sandbox}
        print_json(document | {"groups": [view_document(view) for view in views]})
        return 0
    if services.cloud.sandbox:
        say("SANDBOX: these groups run in the simulated AWS.")
    for view in views:
        _print(view, options.activities)
    return 0


def _print(view: GroupView, activities: int) -> None:
    group, now = view.group, datetime.now(UTC)
    deleting = f", {printable(group.status)}" if group.status else ""
    say(
        f"{printable(group.address)}: {group.serving} of {group.desired} desired in service, {group.minimum} to "
        f"{group.maximum}{deleting}"
    )
    version = group.template_version
    number = f" (now {group.latest_version})" if group.latest_version not in ("", version) else ""
    say(f"  launch template: {printable(group.template or '?')}, version {printable(version or '?')}{number}")
    say(f"  policies: {printable(', '.join(policy.name for policy in group.policies) or 'none')}")
    if group.suspended:
        say(f"  ! suspended: {printable(', '.join(group.suspended))}")
    rows = [
        (each.id, each.lifecycle, each.health, each.type or "-", each.template_version or "?", each.zone or "-")
        for each in group.instances
    ]
    if rows:
        listed = table(("INSTANCE", "LIFECYCLE", "HEALTH", "TYPE", "VERSION", "ZONE"), rows, right=(4,))
        say("  " + listed.replace("\n", "\n  "))
    else:
        say("  No instance runs.")
    for refresh in view.refreshes[:1]:
        say(f"  instance refresh ({age(refresh.started_at, now)}): {printable(refresh_words(refresh))}")
    for activity in view.activities[:activities]:
        cause = cause_of(activity)
        mark = "! " if activity.failed else ""
        words = f"{activity.description}: {cause.words} {cause.hint}".rstrip()
        say(f"  {mark}{age(activity.started_at, now)}  {printable(activity.status)}  {printable(words)}")


def refresh_words(refresh: InstanceRefresh) -> str:
    """`InProgress, 40 %, 3 instances left: waiting for warm-up`."""
    parts = [refresh.status]
    if refresh.percent is not None:
        parts.append(f"{refresh.percent} %")
    if refresh.left:
        parts.append(f"{refresh.left} instances left")
    return ", ".join(parts) + (f": {refresh.reason}" if refresh.reason else "")


def view_document(view: GroupView) -> dict[str, Any]:
    """A group as JSON."""
    group = view.group
    return {
        "group": group.address.name,
        "region": group.address.region,
        "minimum": group.minimum,
        "maximum": group.maximum,
        "desired": group.desired,
        "in_service": group.serving,
        "launch_template": {
            "name": group.template,
            "version": group.template_version,
            "number": group.latest_version or None,
        },
        "outdated_instances": [each.id for each in group.outdated],
        "policies": [policy.name for policy in group.policies],
        "suspended": list(group.suspended),
        "instances": [
            {
                "id": each.id,
                "lifecycle": each.lifecycle,
                "health": each.health,
                "type": each.type,
                "zone": each.zone,
                "launch_template_version": each.template_version or None,
                "protected": each.protected,
            }
            for each in group.instances
        ],
        "refreshes": [refresh_document(each) for each in view.refreshes],
        "activities": [
            {
                "status": each.status,
                "description": each.description,
                "why": cause_of(each).words,
                "hint": cause_of(each).hint or None,
                "cause": each.cause,
                "message": each.message or None,
                "started_at": each.started_at,
                "ended_at": each.ended_at,
            }
            for each in view.activities
        ],
    }


def refresh_document(refresh: InstanceRefresh) -> dict[str, Any]:
    """An instance refresh as JSON."""
    return {
        "id": refresh.id,
        "status": refresh.status,
        "percent": refresh.percent,
        "instances_left": refresh.left,
        "reason": refresh.reason or None,
        "started_at": refresh.started_at,
        "ended_at": refresh.ended_at,
    }
