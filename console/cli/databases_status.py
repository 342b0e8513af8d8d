"""`infra-console databases list|snapshots|snapshot|delete-snapshot ENV`."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from console.bootstrap import Console
from console.cli.live import Live
from console.cli.printing import print_json, printable, say, table
from console.cli.questions import agreed
from console.domain.databases import Database, Snapshot, Window
from console.domain.environment import EnvironmentName
from console.services.databases_snapshots import DatabaseView, SnapshotPlan
from console.ui.format import age

LEAVING = ("Leaving; the snapshot goes on.", "Leaving; the snapshot goes on.")


def databases(services: Console, options: argparse.Namespace) -> int:
    """List the databases; exit 0 whatever their state, since looking is all that was asked."""
    name = EnvironmentName.parse(options.environment)
    views = services.databases.snapshots.views(name)
    if options.json:
        found = [database_document(view.database) | {"snapshots": len(view.snapshots)} for view in views]
        print_json({"environment": str(name), "sandbox": services.cloud.sandbox, "databases": found})
        return 0
    _sandbox(services)
    for view in views:
        _print_database(view)
    return 0


def _print_database(view: DatabaseView) -> None:
    database = view.database
    stored = "storage not known" if database.storage_gb is None else f"{database.storage_gb:.2f} GB"
    replica = f", read replica of {printable(view.replica_of)}" if view.replica_of else ""
    say(
        f"{printable(database.address)} ({database.address.kind}{replica}): {printable(database.status)}, "
        f"{printable(database.engine)}, {printable(database.size or '?')}, {stored}, {_encryption(database.encrypted)}"
    )
    say(f"  can be restored: {_window(database.window)}")
    say(f"  snapshots: {len(view.snapshots)}{_newest(view.snapshots)}")


def snapshots(services: Console, options: argparse.Namespace) -> int:
    """List what is kept, the newest first."""
    name = EnvironmentName.parse(options.environment)
    views = services.databases.snapshots.views(name, options.database)
    if options.json:
        found = [
            database_document(view.database) | {"snapshots": list(map(snapshot_document, view.snapshots))}
            for view in views
        ]
        print_json({"environment": str(name), "sandbox": services.cloud.sandbox, "databases": found})
        return 0
    _sandbox(services)
    for view in views:
        say(f"{printable(view.database.address)}: every moment {_window(view.database.window)}")
        rows = [_row(each) for each in view.snapshots]
        if rows:
            listed = table(("SNAPSHOT", "MADE", "AGE", "GB", "STATE", "ENCRYPTED"), rows, right=(3,))
            say("  " + listed.replace("\n", "\n  "))
        else:
            say(f"  No snapshot is kept: `infra-console databases snapshot {name}` makes one.")
    return 0


def _row(snapshot: Snapshot) -> tuple[str, ...]:
    percent = f" {snapshot.percent} %" if snapshot.percent is not None and not snapshot.available else ""
    return (
        snapshot.name,
        "automatic" if snapshot.automatic else "on demand",
        age(snapshot.created_at, datetime.now(UTC)),
        "?" if snapshot.gb is None else f"{snapshot.gb:.2f}",
        f"{snapshot.status}{percent}",
        {True: "yes", False: "no", None: "?"}[snapshot.encrypted],
    )


def snapshot(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when it was begun (with --wait: when it is available), 1 when not, 130 interrupted."""
    name = EnvironmentName.parse(options.environment)
    kept = services.databases.snapshots
    plan = kept.plan(name, options.database, options.name)
    _show(plan, quiet=options.json)
    agreed(options, f"make the snapshot {plan.name}", "databases snapshot")
    begun = kept.create(plan)
    made = _waited(services, plan, begun, options) if options.wait else None
    document = {
        "environment": str(name),
        "sandbox": plan.sandbox,
        "database": plan.database.address.name,
        "snapshot": plan.name,
        "id": begun,
        "monthly_usd_at_most": plan.cost.usd,
        "cost": plan.cost.words,
        "warnings": list(plan.warnings),
        "status": made.status if made else None,
    }
    if options.json:
        print_json(document)
    elif made is None:
        say(f"The snapshot {printable(plan.name)} is begun (--wait waits until it is available).")
    return 0


def _waited(services: Console, plan: SnapshotPlan, begun: str, options: argparse.Namespace) -> Snapshot:
    said = ""

    def tell(found: Snapshot) -> None:
        nonlocal said
        line = f"  {printable(found.status)}" + (f" {found.percent} %" if found.percent is not None else "")
        if line != said:
            said = line
            say(line, quiet=options.json)

    with Live(quiet=options.json, sandbox=plan.sandbox, interrupted=LEAVING) as live:
        made = services.databases.snapshots.wait(
            plan.database.address, begun, on_change=tell, cancel=live.cancel, timeout_seconds=options.timeout * 60
        )
    say(f"The snapshot {printable(made.name)} is available.", quiet=options.json)
    return made


def _show(plan: SnapshotPlan, *, quiet: bool) -> None:
    where = "SANDBOX: " if plan.sandbox else ""
    say(f"{where}{printable(plan.database.address)}: snapshot {printable(plan.name)}", quiet=quiet)
    say(f"  cost: {printable(plan.cost.words)}", quiet=quiet)
    for warning in plan.warnings:
        say(f"  ! {printable(warning)}", quiet=quiet)


def delete_snapshot(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when it was deleted."""
    name = EnvironmentName.parse(options.environment)
    kept = services.databases.snapshots
    found = kept.find(name, options.database, options.snapshot)
    where = "SANDBOX: " if services.cloud.sandbox else ""
    made = age(found.created_at, datetime.now(UTC))
    say(f"{where}delete the snapshot {printable(found.name)} of {found.source}, made {made}", quiet=options.json)
    agreed(options, f"delete {printable(found.name)}", "databases delete-snapshot")
    kept.delete(found, options.type_name)
    if options.json:
        print_json({"environment": str(name), "sandbox": services.cloud.sandbox, "deleted": found.id})
    else:
        say("Deleted.")
    return 0


def _sandbox(services: Console) -> None:
    if services.cloud.sandbox:
        say("SANDBOX: these databases are in the simulated AWS.")


def _window(window: Window | None) -> str:
    if window is None:
        return "not to a point in time"
    earliest, latest = (moment.astimezone(UTC) for moment in (window.earliest, window.latest))
    return f"from {earliest:%Y-%m-%d %H:%M:%S} to {latest:%Y-%m-%d %H:%M:%S} UTC"


def _newest(kept: tuple[Snapshot, ...]) -> str:
    return f", the newest {age(kept[0].created_at, datetime.now(UTC))}" if kept else ""


def _encryption(encrypted: bool | None) -> str:
    return {True: "encrypted", False: "NOT encrypted", None: "encryption not known"}[encrypted]


def database_document(database: Database) -> dict[str, Any]:
    """A database as JSON."""
    window = database.window
    return {
        "kind": str(database.address.kind),
        "name": database.address.name,
        "region": database.address.region,
        "status": database.status,
        "engine": database.engine,
        "size": database.size,
        "storage_gb": database.storage_gb,
        "encrypted": database.encrypted,
        "retention_days": database.retention_days,
        "restorable": {"earliest": window.earliest, "latest": window.latest} if window else None,
        "endpoint": database.endpoint or None,
        "members": list(database.members),
        "deletion_protection": database.protected,
    }


def snapshot_document(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as JSON."""
    return {
        "id": snapshot.id,
        "name": snapshot.name,
        "automatic": snapshot.automatic,
        "status": snapshot.status,
        "created_at": snapshot.created_at,
        "gb": snapshot.gb,
        "encrypted": snapshot.encrypted,
    }
