"""Pictures of preview, approval, run and outputs at three sizes: what an operator sees does not change unnoticed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from console.domain.environment import NextStep, Protection
from console.domain.plan import Action
from console.domain.run import RunStatus
from console.services.outputs import Output
from screens.preview import PreviewScreen
from tests.fakes.console import FakeConsole, FakeOutputs
from tests.fakes.overview import preset
from tests.fakes.pilot import app_over, seen
from tests.screens.material import STAGING, change, changes, cost, plan, reviewed
from tests.screens.run_material import ALARM, CACHE, RUN_ID, all_done, console, failing, half_done

SIZES = [(80, 24), (120, 40), (200, 60)]
Steps = Callable[[Pilot[Any]], Awaitable[None]]

pytestmark = pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40", "200x60"])


async def settled(pilot: Pilot[Any], *texts: str) -> None:
    """Until the texts are there and the console knows where it is."""
    await seen(pilot, "terraform 1.11.4" if pilot.app.size.width > 100 else "SANDBOX", *texts)


def preview(shown: Any, *keys: str, until: str = "changes") -> Steps:
    async def steps(pilot: Pilot[Any]) -> None:
        pilot.app.push_screen(PreviewScreen(STAGING, shown.record.kind, reviewed=shown))
        await settled(pilot, "changes")
        await pilot.press(*keys)
        await settled(pilot, until)

    return steps


def run(*texts: str) -> Steps:
    async def steps(pilot: Pilot[Any]) -> None:
        pilot.app.start_apply(RUN_ID, None, {})
        pilot.app.open_run(RUN_ID)
        await settled(pilot, *texts)

    return steps


def test_preview(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_over(), terminal_size=size, run_before=preview(reviewed()))


def test_preview_with_every_attribute_and_the_guards(snap_compare: Any, size: tuple[int, int]) -> None:
    shown = reviewed(
        plan=plan((*changes(), change("module.db.aws_db_instance.this", Action.REPLACE)), drift=changes()[:1]),
        findings=("The price book is 90 days old.",),
    )
    steps = preview(shown, "a", "]", "]", until="Findings")
    assert snap_compare(app_over(), terminal_size=size, run_before=steps)


def test_marks_for_a_partial_plan_and_for_replacement(snap_compare: Any, size: tuple[int, int]) -> None:
    steps = preview(reviewed(), "m", "x", "end", "R", until="1 marked, 1 to replace, M plans them")
    assert snap_compare(app_over(), terminal_size=size, run_before=steps)


def test_an_empty_plan(snap_compare: Any, size: tuple[int, int]) -> None:
    steps = preview(reviewed(plan=plan(()), cost=cost(complete=True)), until="No changes.")
    assert snap_compare(app_over(), terminal_size=size, run_before=steps)


def test_the_approval_with_everything_asked(snap_compare: Any, size: tuple[int, int]) -> None:
    guarded = preset("replaydash", "staging", protection=Protection.CONFIRM)
    shown = reviewed(preset=guarded, cost=cost(budget="170.00", complete=True))
    assert snap_compare(app_over(), terminal_size=size, run_before=preview(shown, "enter", until="Cancel"))


def test_a_failed_run(snap_compare: Any, size: tuple[int, int]) -> None:
    app = app_over(console(failing(), RunStatus.FAILED, error="The apply failed."))
    assert snap_compare(app, terminal_size=size, run_before=run("Failed: 2 done", "1 error"))


def test_a_stopped_run(snap_compare: Any, size: tuple[int, int]) -> None:
    app = app_over(console(half_done(), RunStatus.STOPPED, uncertain=[CACHE, ALARM]))
    assert snap_compare(app, terminal_size=size, run_before=run("May exist, not in the state"))


def test_a_run_that_is_done(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_over(console(all_done())), terminal_size=size, run_before=run("Done: 6 resources"))


def test_outputs(snap_compare: Any, size: tuple[int, int]) -> None:
    given = (
        Output("alb_dns_name", "replaydash-staging-1.us-east-1.elb.amazonaws.com", False, "Name of the load balancer."),
        Output("database_url", None, True, "Connection string of the application user."),
    )
    procedures = (
        NextStep(
            title="Push the image", text="Build for ARM64 and push.", commands=("docker push registry/api:1.5.0",)
        ),
        NextStep(title="Validate the certificate", text="Once.", commands=("aws acm <output arn is not known yet>",)),
    )

    async def steps(pilot: Pilot[Any]) -> None:
        pilot.app.open_outputs(STAGING)
        await settled(pilot, "alb_dns_name", "Push the image")
        await pilot.press("down")
        await settled(pilot, "s shows it")

    app = app_over(FakeConsole(outputs=FakeOutputs(given, procedures)))
    assert snap_compare(app, terminal_size=size, run_before=steps)
