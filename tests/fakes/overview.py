"""Presets, runs and environments as their files would give them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from console.domain.cost_figures import CostFigures
from console.domain.environment import Backend, EnvironmentName, EnvironmentState, Preset, Protection
from console.domain.overview import EnvironmentSummary
from console.domain.run import Counts, RunKind, RunRecord, RunStatus, Stage, StageName

NOW = datetime(2026, 5, 4, 10, 4, tzinfo=UTC)
"""The time that every picture is taken at."""


def preset(system: str, environment: str, **changes: Any) -> Preset:
    """A preset as a data file would give it."""
    given: dict[str, Any] = {
        "system": system,
        "environment": environment,
        "description": "ECS Fargate API behind an ALB, PostgreSQL, Redis",
        "region": "us-east-1",
        "account": "000000000000",
        "budget_usd": Decimal(200),
        "protection": Protection.PROTECTED if environment == "production" else Protection.OPEN,
        "backend": Backend(type="local"),
    }
    return Preset(**(given | changes))


def record(name: str, number: int, status: RunStatus = RunStatus.DONE, **changes: Any) -> RunRecord:
    """A run as its folder would give it."""
    started = changes.pop("started", NOW - timedelta(hours=2))
    given: dict[str, Any] = {
        "number": number,
        "environment": name,
        "kind": RunKind.APPLY,
        "status": status,
        "created_at": started,
        "by": "ana@laptop",
        "planned": Counts(create=3, change=2, replace=1),
        "stages": [Stage(name=StageName.APPLY, started_at=started, seconds=102.0, exit_code=0)],
        "cost": CostFigures(before=Decimal("151.40"), after=Decimal("175.80"), complete=True),
        "ended_at": started + timedelta(seconds=102),
    }
    return RunRecord(**(given | changes))


def summary(name: str, state: EnvironmentState = EnvironmentState.APPLIED, **changes: Any) -> EnvironmentSummary:
    """One row of the environments screen."""
    parsed = EnvironmentName.parse(name)
    given: dict[str, Any] = {
        "name": parsed,
        "preset": changes.pop("preset", None) or preset(parsed.system, parsed.environment),
        "state": state,
    }
    return EnvironmentSummary(**(given | changes))


def sketched() -> tuple[EnvironmentSummary, ...]:
    """The environments of the sketch, in several states."""
    ago = timedelta
    return (
        summary(
            "replaydash/dev", resources=96, monthly_usd=Decimal("96.12"), outputs=24, overlay=2, monthly_complete=True,
            last_run=record("replaydash/dev", 14, started=NOW - ago(hours=2)),
        ),
        summary(
            "replaydash/staging", EnvironmentState.CHANGED_OUTSIDE, note="2 changes outside", resources=111,
            monthly_usd=Decimal("151.40"), outputs=24,
            last_run=record("replaydash/staging", 9, started=NOW - ago(days=3)),
        ),
        summary("replaydash/production", EnvironmentState.NEVER_APPLIED),
        summary(
            "twitter/staging", resources=40, monthly_usd=Decimal("41.90"), monthly_complete=True, outputs=7,
            last_run=record("twitter/staging", 3, started=NOW - ago(hours=1)),
        ),
        summary(
            "muejam/production", EnvironmentState.FAILED, resources=63, monthly_usd=Decimal("1750.66"),
            last_run=record("muejam/production", 2, RunStatus.FAILED, started=NOW - ago(minutes=9),
                            error="creating ELB: limit of 20 load balancers reached"),
        ),
        summary(
            "mtk/qa", EnvironmentState.LOCKED, note="held by ci@runner since 09:58",
            last_run=record("mtk/qa", 5, started=NOW - ago(days=5)),
        ),
    )  # fmt: skip
