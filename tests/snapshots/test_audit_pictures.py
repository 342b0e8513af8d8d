"""Pictures of the audit log: of all, of one environment, broken, without an entry."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from console.domain.audit import AuditEntry
from console.services.audit import Audit
from console.store.sqlite import SqliteStore
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW
from tests.fakes.pilot import app_over, seen
from tests.screens.material import STAGING
from tests.store.places import OwnPlace

SIZES = [(80, 24), (120, 40), (200, 60)]
pytestmark = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
ACTS = (
    ("ada@desk", "apply", "replaydash/staging#14", "+3 ~2 ±1 -0", "", {"plan_sha256": "3f" * 32, "account": "0" * 12}),
    ("ada@desk", "apply", "replaydash/staging#14", "+3 ~2 ±1 -0", "done", {"began": "1"}),
    ("ci@build-host-3", "ecs scale", "replaydash/dev", "address replaydash-dev-cluster/api, desired 4", "", {}),
    ("ci@build-host-3", "ecs scale", "replaydash/dev", "AWS refused it: the quota is 3.", "failed", {"began": "3"}),
    ("bob@lab", "rollout approve", "replaydash@2/production", "of plan 7c1f", "", {}),
    ("bob@lab", "rollout approve", "replaydash@2/production", "", "done", {"began": "5"}),
    ("ada@desk", "apply", "replaydash/staging#15", "+0 ~1 ±0 -0", "", {"plan_sha256": "a0" * 32}),
)


def kept(folder: Path) -> tuple[FakeConsole, OwnPlace]:
    own = OwnPlace(folder / "store" / "aws.sqlite")
    store = SqliteStore(own.path)
    for number, (by, action, subject, text, outcome, details) in enumerate(ACTS):
        at = NOW - timedelta(hours=40 - 5 * number)
        entry = AuditEntry(
            at=at, by=by, action=action, subject=subject, text=text, outcome=outcome, details=details
        )  # fmt: skip
        store.append(entry)
    return FakeConsole(audit=Audit(store, folder / "seen.json")), own


async def quiet(pilot: Pilot[Any], *texts: str) -> None:
    """What is wanted is there, and the context too."""
    await seen(pilot, *texts, "terraform" if pilot.app.size.width > 80 else "SANDBOX")


def test_all(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    console, _ = kept(tmp_path)

    async def way(pilot: Pilot[Any]) -> None:
        pilot.app.open_audit(STAGING)  # type: ignore[attr-defined]
        await quiet(pilot, "The chain holds", "Entry 7", "Environment")

    assert snap_compare(app_over(console), terminal_size=size, run_before=way)


def test_one_environment(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    console, _ = kept(tmp_path)

    async def way(pilot: Pilot[Any]) -> None:
        pilot.app.open_audit(STAGING, only=True)  # type: ignore[attr-defined]
        await quiet(pilot, "The chain holds", "3 entries")
        await pilot.press("down", "down")
        await quiet(pilot, "Entry 1", "Environment")

    assert snap_compare(app_over(console), terminal_size=size, run_before=way)


def test_broken(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    console, own = kept(tmp_path)
    third = own.open().entries()[2]
    own.put_entry(3, third.model_copy(update={"by": "ada@desk"}).model_dump_json())
    # Where the log is stands in the sentence; in each test it is elsewhere.
    console.audit = Audit(Placed(own.path), tmp_path / "seen.json")

    async def way(pilot: Pilot[Any]) -> None:
        pilot.app.open_audit(STAGING)  # type: ignore[attr-defined]
        await quiet(pilot, "BROKEN at entry 3", "Entry 7", "Environment")

    assert snap_compare(app_over(console), terminal_size=size, run_before=way)


def test_nothing_yet(snap_compare: Any, size: tuple[int, int]) -> None:
    async def way(pilot: Pilot[Any]) -> None:
        pilot.app.open_audit(STAGING)  # type: ignore[attr-defined]
        await quiet(pilot, "No entries yet", "no entry yet")

    assert snap_compare(app_over(FakeConsole()), terminal_size=size, run_before=way)


class Placed(SqliteStore):
    @property
    def place(self) -> str:
        return "the table infra-console in us-east-1"
