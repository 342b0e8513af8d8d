"""The cost in full: grouped and sorted, assumptions that move the total, what is unknown, savings, documents."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from console.app import ConsoleApp
from console.domain.actual_cost import ActualCost
from console.domain.cost import Amount, CostChange, CostLine, ResourceCost, Standing
from console.domain.cost_figures import CostFigures
from console.domain.environment import EnvironmentName, UsageRange
from console.domain.run import RunStatus
from console.domain.usage import UsageChoice
from console.errors import InputError, LockedError
from console.ui.cost_view.assumptions import AssumptionList
from console.ui.cost_view.table import CostTable
from screens.cost import CostScreen
from screens.preview import PreviewScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW, record
from tests.fakes.pilot import opened, screen_text, seen, told, until
from tests.fakes.usage import FakeUsage
from tests.screens.cost_material import DOCUMENT, ENDPOINT, PROFILED, SPOT
from tests.screens.material import STAGING, cost, reviewed


@asynccontextmanager
async def in_preview(
    fake: FakeConsole | None = None, size: tuple[int, int] = (120, 40), **given: Any
) -> AsyncIterator[tuple[ConsoleApp, Pilot[None]]]:
    """The preview with its assumptions read."""
    async with opened(fake, size) as (app, pilot):
        app.push_screen(PreviewScreen(STAGING, reviewed=reviewed(**given)))
        await until(pilot, lambda: getattr(app.screen, "live", None) is not None)
        yield app, pilot


@asynccontextmanager
async def in_cost(
    fake: FakeConsole | None = None, size: tuple[int, int] = (120, 40), **given: Any
) -> AsyncIterator[tuple[ConsoleApp, Pilot[None]]]:
    """The cost screen, opened from the preview by its key."""
    async with in_preview(fake, size, **given) as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CostScreen))
        await seen(pilot, "Cost of plan #15", "Usage")
        yield app, pilot


def lines(app: ConsoleApp, width: int = 100) -> list[str]:
    """Every row of the cost table, seen or not."""
    table = app.screen.query_one(CostTable)
    return ["".join(span.text for span in table.row(index, width)).rstrip() for index in range(table.row_count())]


# --- The table ---


async def test_resources_stand_under_their_service_the_dearest_first_with_a_bar_each():
    async with in_cost() as (app, _):
        rows = lines(app)
        assert [row.split(" 1 ")[0].strip("▸ ") for row in rows] == [
            "RDS PostgreSQL", "ECS Fargate ARM", "ALB", "NAT gateway", "ElastiCache", "S3",
        ]  # fmt: skip
        bars = [row.count("▇") for row in rows]
        assert bars == sorted(bars, reverse=True)
        assert bars[0] > bars[-2] > 0
        assert bars[-1] == 0


async def test_the_table_is_grouped_by_module_and_not_at_all_with_one_key():
    async with in_cost() as (app, pilot):
        await pilot.press("g")
        assert "by module" in await seen(pilot, "by module, dearest first")
        assert any("module.database 1" in row for row in lines(app))
        await pilot.press("g")
        await seen(pilot, "by resource, dearest first")
        assert "RDS PostgreSQL  database.this" in lines(app)[0]


async def test_the_table_is_sorted_by_what_changes_most_and_by_address():
    async with in_cost() as (app, pilot):
        await pilot.press("s")
        await seen(pilot, "largest change first")
        assert "ECS Fargate ARM" in lines(app)[0]
        assert "ElastiCache" in lines(app)[1]
        await pilot.press("s")
        await seen(pilot, "by service, by address")
        assert [row.split()[1] for row in lines(app)] == ["ALB", "ECS", "ElastiCache", "NAT", "RDS", "S3"]


async def test_what_is_not_known_is_a_question_mark_in_its_group_too():
    async with in_cost() as (app, _):
        last = lines(app)[-1]
        assert "S3" in last
        assert "?" in last
        assert "0.00" not in last


async def test_what_is_free_reads_free_and_resources_of_one_name_are_told_apart():
    free = ResourceCost(
        "module.service.aws_ecs_cluster.this", "aws_ecs_cluster", "module.service", "ECS Fargate ARM", Standing.FREE,
        (CostLine("free", Standing.FREE, Amount(), note="a cluster costs nothing"),), Amount(),
    )  # fmt: skip
    found = cost()
    with_free = dataclasses.replace(
        found, changes=(*found.changes, CostChange(free.address, free.type, free.service, None, free))
    )
    async with in_cost(cost=with_free) as (app, pilot):
        rows = lines(app)
        (cluster,) = [row for row in rows if "service.ecs_cluster.this" in row]
        assert cluster.endswith("free")
        assert any("service.ecs_service.this" in row for row in rows)
        assert "0.00" not in cluster
        await pilot.press("g", "g")
        assert any("service.this" in row and row.endswith("free") for row in lines(app))


async def test_a_resource_opens_to_its_components():
    async with in_cost() as (app, pilot):
        await pilot.press("space", "down", "space")
        rows = "\n".join(lines(app))
        assert "module.database.aws_db_instance.this" in rows
        assert "1 x 730 h at 0.045 USD / h" in rows


async def test_the_cursor_stays_on_its_resource_when_the_cost_moves():
    async with in_cost() as (app, pilot):
        await pilot.press("g", "g", "end", "up")
        table = app.screen.query_one(CostTable)
        before = table.address
        assert isinstance(app.screen, CostScreen)
        app.screen._change(app.screen.live.set, "nat_gb", UsageRange(low=Decimal(0), expected=Decimal(0),
                                                                       high=Decimal(0)))  # fmt: skip
        assert table.address == before


async def test_what_is_unknown_is_listed_with_its_reason():
    async with in_cost() as (_, pilot):
        await seen(pilot, "Unknown 1")
        await pilot.press("n")
        await seen(pilot, "S3", "requests have no assumption", "at least", "unknown until apply")


# --- Assumptions ---


async def test_an_assumption_that_is_moved_moves_the_total_at_once_and_is_kept_with_the_run():
    fake = FakeConsole()
    async with in_preview(fake) as (_, pilot):
        await pilot.press("e")
        await seen(pilot, "nat_gb", "preset")
        await pilot.press("end", "right")
        # 10 GB more at 0.045 USD each, before and after.
        await seen(pilot, "* nat_gb", "30 yours", "151.85 -> 176.25", "* 1 yours")
        await until(pilot, lambda: fake.usage.choice(STAGING).usage)
        assert fake.usage.choice(STAGING).usage["nat_gb"].expected == 30
        await until(pilot, lambda: "replaydash/staging#15" in fake.usage.noted)
        noted = CostFigures.of(fake.usage.noted["replaydash/staging#15"])
        assert noted.after == Decimal("176.25")
        assert noted.edited == ("nat_gb",)


async def test_a_moved_figure_takes_the_end_of_its_range_along():
    fake = FakeConsole()
    async with in_preview(fake) as (_, pilot):
        await pilot.press("e", "end", *["right"] * 5)
        await until(pilot, lambda: "nat_gb" in fake.usage.choice(STAGING).usage)
        await until(pilot, lambda: fake.usage.choice(STAGING).usage["nat_gb"].expected == 150)
        assert fake.usage.choice(STAGING).usage["nat_gb"].high == 150


async def test_a_figure_is_taken_back_and_the_preset_counts_again():
    fake = FakeConsole()
    fake.usage.choices[STAGING] = UsageChoice().with_figure(
        "nat_gb", UsageRange(low=Decimal(5), expected=Decimal(120), high=Decimal(120))
    )
    async with in_preview(fake) as (_, pilot):
        await seen(pilot, "180.30", "* 1 figure of yours")
        await pilot.press("e", "end")
        await seen(pilot, "else 20, from 5")
        await pilot.press("u")
        await seen(pilot, "175.80", "as the preset says")
        await until(pilot, lambda: fake.usage.choice(STAGING).empty)


async def test_all_figures_and_the_profile_are_taken_back_together():
    fake = FakeConsole()
    fake.usage.choices[STAGING] = UsageChoice(profile="busy").with_figure(
        "alb_lcu", UsageRange(low=Decimal(2), expected=Decimal(2), high=Decimal(2))
    )
    async with in_preview(fake, preset=PROFILED) as (_, pilot):
        await pilot.press("e")
        await seen(pilot, "profile busy", "* 1 yours")
        await pilot.press("U")
        await seen(pilot, "175.80", "as the preset says")
        await until(pilot, lambda: fake.usage.choice(STAGING).empty)


async def test_low_expected_and_high_are_given_as_figures_and_checked():
    fake = FakeConsole()
    async with in_preview(fake) as (app, pilot):
        await pilot.press("e", "end", "e")
        await seen(pilot, "Assume nat_gb", "GB a month")
        for name, text in (("low", "200"), ("expected", "120"), ("high", "90")):
            app.screen.query_one(f"#{name}", Input).value = text
        await pilot.press("enter")
        await seen(pilot, "must go up from low over expected to high")
        app.screen.query_one("#expected", Input).value = "-1"
        await seen(pilot, "expected must be a number from 0 up")
        app.screen.query_one("#expected", Input).value = "220"
        app.screen.query_one("#high", Input).value = "1,000"
        await pilot.press("enter")
        await seen(pilot, "184.80", "220, from 200 to 1,000")
        await until(pilot, lambda: "nat_gb" in fake.usage.choice(STAGING).usage)


async def test_an_edit_that_is_given_up_changes_nothing():
    fake = FakeConsole()
    async with in_preview(fake) as (app, pilot):
        await pilot.press("e", "end", "e")
        await seen(pilot, "Assume nat_gb")
        app.screen.query_one("#expected", Input).value = "220"
        await pilot.press("escape")
        await seen(pilot, "175.80", "as the preset says")
        assert fake.usage.choice(STAGING).empty


async def test_a_usage_profile_is_chosen_by_its_name():
    fake = FakeConsole()
    async with in_preview(fake, preset=PROFILED) as (app, pilot):
        await pilot.press("p")
        await until(pilot, lambda: bool(app.screen.query(OptionList)))
        await pilot.press("enter")
        await seen(pilot, "184.80", "profile busy")
        await until(pilot, lambda: fake.usage.choice(STAGING).profile == "busy")


async def test_an_environment_without_profiles_says_so():
    async with in_preview() as (_, pilot):
        await pilot.press("p")
        await told(pilot, "has no usage profiles")


async def test_what_cannot_be_kept_is_said_and_kept_before_the_approval_is_asked():
    fake = FakeConsole()
    async with in_preview(fake) as (_, pilot):
        fake.usage.error = LockedError("replaydash/staging is being applied by ana@laptop.")
        await pilot.press("e", "end", "right")
        await told(pilot, "is being applied")
        await pilot.press("A")
        await pilot.pause(0.2)
        assert "Apply plan #15" not in screen_text(pilot.app)
        fake.usage.error = None
        await pilot.press("A")
        await seen(pilot, "Apply plan #15", "176.25", "1 figure of yours")
        assert fake.usage.choice(STAGING).usage["nat_gb"].expected == 30


async def test_the_preview_shows_what_was_moved_on_the_cost_screen():
    async with in_cost() as (app, pilot):
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.focused, AssumptionList))
        await pilot.press("end", "right")
        await seen(pilot, "176.25")
        await pilot.press("escape")
        await seen(pilot, "6 changes", "176.25", "* 1 figure of yours")


async def test_assumptions_that_cannot_be_read_leave_the_plan_as_it_was_planned():
    class Broken(FakeUsage):
        def choice(self, name: EnvironmentName) -> UsageChoice:
            raise InputError("staging.usage.yaml: usage.nat_gb is wrong.")

    fake = FakeConsole(usage=Broken())
    async with opened(fake) as (app, pilot):
        app.push_screen(PreviewScreen(STAGING, reviewed=reviewed()))
        await told(pilot, "staging.usage.yaml")
        await seen(pilot, "175.80")
        await pilot.press("enter")
        await seen(pilot, "Apply plan #15")


# --- Dates ---


@pytest.mark.parametrize(("book", "said"), [(date(2026, 1, 1), True), (date(2026, 4, 30), False)])
async def test_prices_older_than_ninety_days_carry_their_date_on_every_total(book: date, said: bool):
    old = cost(budget="170.00", complete=True)
    aged = dataclasses.replace(old, after=dataclasses.replace(old.after, book_date=book))
    words = f"prices of {book}"
    async with in_preview(cost=aged) as (_, pilot):
        assert (words in await seen(pilot, "151.40 -> 175.80")) is said
        await pilot.press("e")
        await seen(pilot, "nat_gb", "preset")
        assert (words in screen_text(pilot.app)) is said
        await pilot.press("A")
        assert (words in await seen(pilot, "Apply plan #15")) is said
        await pilot.press("escape", "c")
        assert (words in await seen(pilot, "Cost of plan #15")) is said


# --- Savings and documents ---


async def test_savings_show_figure_reason_and_drawback_the_largest_first_and_nothing_is_applied():
    fake = FakeConsole(usage=FakeUsage(found=(ENDPOINT, SPOT)))
    async with in_cost(fake) as (_, pilot):
        await seen(pilot, "Savings 2")
        await pilot.press("v")
        text = await seen(pilot, "saves 30.28 USD a month", "drawback", "AWS may stop", "none is made here")
        assert "costs 6.40 USD a month more" in text
        assert "20 GB are assumed now" in text
        assert text.index("Fargate Spot") < text.index("An endpoint instead")
        assert fake.runs.requests == []
        assert fake.usage.choices == {}


async def test_the_documents_figures_stand_beside_todays_with_the_reason():
    async with in_cost(FakeConsole(documents=(DOCUMENT,))) as (_, pilot):
        await seen(pilot, "Docs 1")
        await pilot.press("d")
        await seen(pilot, "18.75 -> 9.38", "too high", "AWS halved", "20.00 -> 10.25", "left out: 7.00", "10k-users")


async def test_text_from_outside_stays_text_in_every_tab():
    evil = "[/]\x1b]0;owned\x07[@click=app.quit]"
    saving = dataclasses.replace(SPOT, title=evil, how=evil, drawback=evil, addresses=(evil,))
    line = dataclasses.replace(DOCUMENT.lines[0], says=evil, reason=evil)
    fake = FakeConsole(usage=FakeUsage(found=(saving,)), documents=(dataclasses.replace(DOCUMENT, lines=(line,)),))
    async with in_cost(fake) as (_, pilot):
        for key in ("v", "d", "n"):
            await pilot.press(key)
            await pilot.pause()
            assert "\x1b" not in screen_text(pilot.app)
        await pilot.press("v")
        await seen(pilot, "[@click=app.quit]")


# --- Side by side ---


async def test_environments_stand_side_by_side_by_cost_and_service():
    fake = FakeConsole()
    cheap = cost(complete=True, budget="90.00")
    fake.runs.records = [
        record("replaydash/dev", 14, cost=CostFigures.of(cheap), started=NOW - timedelta(hours=2)),
        record("twitter/staging", 3, cost=CostFigures.of(cheap)),
    ]
    async with in_cost(fake) as (_, pilot):
        await pilot.press("c")
        text = await seen(pilot, "replaydash/dev", "over", "no plan yet: p plans it", "Beside replaydash/dev")
        assert "≥ 175.80" in text
        assert "RDS PostgreSQL" in text
        assert "of apply #14, 2 h ago" in text
        assert "twitter/staging" not in text
        await pilot.press("o")
        await seen(pilot, "twitter/staging")


async def test_an_environment_without_a_figure_is_planned_from_there():
    fake = FakeConsole()
    async with in_cost(fake) as (app, pilot):
        await pilot.press("c")
        await seen(pilot, "no plan yet: p plans it")
        fake.runs.hold()
        await pilot.press("p")
        await seen(pilot, "planning…")
        assert [str(request.name) for request in fake.runs.requests] == ["replaydash/dev"]
        planned = record("replaydash/dev", 15, RunStatus.PLANNED, cost=CostFigures.of(cost(complete=True)),
                         stages=[])  # fmt: skip
        fake.runs.records.insert(0, planned)
        fake.runs.release.set()
        await seen(pilot, "of plan #15", "RDS PostgreSQL")
        assert not app.runs_under_way


async def test_the_whole_cost_is_readable_on_the_smallest_terminal():
    async with in_cost(size=(80, 24)) as (_, pilot):
        text = await seen(pilot, "151.40 -> 175.80", "Budget 200.00", "RDS PostgreSQL", "49.75", "alb_lcu", "Usage")
        assert "esc Back" in text
        assert "q Quit" in text


async def test_the_runs_screen_says_what_a_runs_cost_stood_on():
    fake = FakeConsole()
    found = cost(complete=True)
    own = dataclasses.replace(found, after=dataclasses.replace(found.after, usage_edited=("nat_gb",)))
    fake.runs.records = [record("replaydash/staging", 15, cost=CostFigures.of(own))]
    async with opened(fake) as (_, pilot):
        await pilot.press("6")
        await seen(pilot, "on 3 assumptions, yours: nat_gb 20", "prices us-east-1 of 2026-04-30")


async def test_what_aws_billed_is_asked_for_only_when_one_asks_again_since_that_is_billed():
    fake = FakeConsole()
    fake.actual_costs.billed = ActualCost(
        usd=Decimal(30), first=date(2026, 11, 9), until=date(2026, 11, 19), by_service={"ECS": Decimal(30)}, tags={}
    )
    async with in_cost(fake, size=(200, 60)) as (_, pilot):
        await pilot.press("b")
        await seen(pilot, "Each question costs 0.01 USD.")
        assert fake.actual_costs.asked == 0
        await pilot.press("b")
        await seen(pilot, "Actual cost: 91.25 USD/month", "Cost Explorer is up to 24 hours behind", "ECS: 30.00 USD")
        assert fake.actual_costs.asked == 1


async def test_where_nothing_was_billed_that_is_said_and_no_figure_stands_there():
    async with in_cost(size=(200, 60)) as (_, pilot):
        await pilot.press("b")
        await pilot.press("b")
        await seen(pilot, "Actual cost: not known: The sandbox bills nothing.")
