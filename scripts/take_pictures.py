"""Take the pictures of the README: the running program, on the sandbox, walked from a preset to applied.

`make pictures` runs it; it takes a few minutes, since the apply in the pictures is a real one. Nothing in them is drawn
by hand: each is the program's own export of what its screen shows.
"""

from __future__ import annotations

import asyncio
import html
import re
import sys
import tempfile
import time
from pathlib import Path

from textual.pilot import Pilot
from wall_pictures import in_a_browser, in_a_terminal

from console.app import ConsoleApp
from console.bootstrap import Console, build
from console.domain.environment import EnvironmentName
from console.domain.run import RunStatus
from console.sandbox.images import push_image
from console.services.approval_guards import OVER_BUDGET, UNKNOWN_COST, Approval
from console.services.planning import PlanRequest
from console.services.run_store import whoami
from console.settings import read_settings

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SIZE = (120, 36)


class Photographer:
    """Presses keys and waits for what a person would see."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[None]) -> None:
        self._app = app
        self._pilot = pilot

    def seen(self) -> str:
        """The text on the screen."""
        rows = re.findall(r"<text[^>]*>(.*?)</text>", self._app.export_screenshot(), re.DOTALL)
        return html.unescape(" ".join(rows)).replace("\xa0", " ")

    async def wait(self, *wanted: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not all(part in self.seen() for part in wanted):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{wanted} did not appear:\n{self.seen()}")
            await self._pilot.pause(0.2)

    async def press(self, *keys: str) -> None:
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def take(self, name: str) -> None:
        """Write docs/pictures/NAME.svg, once what follows the text has settled: keys, widths."""
        await self._pilot.pause(1)
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"{name}.svg").write_text(self._app.export_screenshot(title="infra-console"), encoding="utf-8")
        print(f"  {name}.svg", file=sys.stderr)


async def walk(services: Console) -> None:
    """The walk of the README, a picture at each step."""
    app = ConsoleApp(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        camera = Photographer(app, pilot)
        await camera.wait("replaydash", "never applied", "terraform")
        await camera.press("slash", *"replaydash", "slash", *"dev")
        await pilot.pause(1)
        await camera.press("enter", "enter")
        await camera.wait("vpc_cidr")
        await camera.take("variables")
        await camera.press("p")
        await camera.wait("expires in", "NAT gateway", "Approve", seconds=180)
        await camera.take("preview")
        await camera.press("enter")
        await camera.wait("Cancel")
        await camera.take("approve")
        if "Acknowledge the cost" in camera.seen():
            await camera.press("shift+tab", "enter", "tab")
        await camera.press("tab", "enter")
        await camera.wait("running", "done", "Stop gracefully", seconds=60)
        await pilot.pause(25)
        await camera.take("run")
        await camera.wait("How it ended", "Done", seconds=600)
        await camera.press("enter")
        await camera.wait("alb_dns_name", "Configure DNS")
        await camera.take("outputs")
        await camera.press("1", "escape")
        await camera.wait("applied", "Budget", "production")
        await camera.take("environments")
        await camera.press("question_mark")
        await pilot.pause(1)
        await camera.take("help")
        await camera.press("escape")
        await logs(camera)
        await camera.press("4")
        await day_two(services, camera)
        await looking_back(services, camera)
        await state(services, camera)
        await databases(camera)
        await bounds(camera)
        await rollouts(camera)
        await audit_log(camera)
        # Last: the load lets autoscaling start tasks, which the pictures of ECS do not expect.
        await metrics(services, camera)


async def costs(services: Console) -> None:
    """The cost of a plan in full, what would save, a document's scenario beside its figures, and two environments."""
    app = ConsoleApp(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        camera = Photographer(app, pilot)
        await camera.wait("replaydash", "never applied", "terraform")
        app.open_preview(EnvironmentName("replaydash", "production"))
        await camera.wait("expires in", "NAT gateway", "Approve", seconds=180)
        await camera.press("c")
        await camera.wait("Cost of plan", "Savings", "Usage a month")
        await camera.press("a", "down", "down", "right", "right")
        await camera.wait("yours")
        await camera.take("cost")
        await camera.press("v")
        await camera.wait("Options, not advice", "drawback")
        await camera.take("cost-savings")
        await camera.press("1")
        app.open_preview(EnvironmentName("twitter", "staging"))
        await camera.wait("expires in", "DynamoDB", "Approve", seconds=180)
        await camera.press("1")
        app.open_preview(EnvironmentName("twitter", "production"))
        await camera.wait("expires in", "DynamoDB", "Approve", seconds=180)
        await camera.press("p")
        await camera.wait("Usage profile", "1m-users")
        await camera.press(*"1m", "enter")
        await camera.wait("profile 1m-users")
        await camera.press("c", "d")
        await camera.wait("document 00", "today")
        await camera.take("cost-documents")
        await camera.press("c")
        await camera.wait("Beside twitter/staging", "difference")
        await camera.take("cost-compared")


async def logs(camera: Photographer) -> None:
    """The lines of replaydash/dev as they come, one of them unfolded."""
    await camera.press("3")
    await camera.wait("LIVE", "request completed", "postgresql", seconds=120)
    await camera.press("slash", *"duration_ms", "enter", "h", "N")
    await camera.press("enter")
    await camera.wait("PAUSED", '"request_id"')
    await camera.take("logs")
    await camera.press("escape", "escape", "escape")


async def metrics(services: Console, camera: Photographer) -> None:
    """Charts of replaydash/dev half an hour after the load rose, one of them large, and an alarm that followed."""
    services.load_dial.turn(400, minutes_ago=30)
    await camera.press("2")
    await camera.wait("Requests", "Sum / 1 min", "in alarm", seconds=120)
    await camera.press("down", "down")
    await camera.wait("alarm > 1 s")
    await camera.take("metrics")
    await camera.press("a", "enter")
    await camera.wait("Threshold Crossed", "event")
    await camera.take("alarms")
    await camera.press("escape", "escape")
    services.load_dial.turn(100, minutes_ago=30)


async def state(services: Console, camera: Photographer) -> None:
    """The state of replaydash/dev: a log group is found, and what moving it would do is asked and left."""
    await camera.press("1", "5")
    await camera.wait("State, serial", "module.", seconds=60)
    await camera.press("slash", *"api log_group", "enter", "down", "m")
    await camera.wait("To which address?")
    await camera.press(*"_requests", "enter")
    await camera.wait("The way back", "backup of serial", seconds=60)
    await camera.take("state")
    await camera.press("enter", "escape", "escape")


async def looking_back(services: Console, camera: Photographer) -> None:
    """A variable of replaydash/dev is changed and applied; the run before it is gone back to; its regular tasks."""
    name = EnvironmentName("replaydash", "dev")
    before = next(run for run in services.runs.list(name) if run.status is RunStatus.DONE)
    services.variables.save_overlay(name, {"log_retention_days": 14, "max_count": 3})
    request = PlanRequest(name, why="Keep logs for two weeks")
    planned = await asyncio.to_thread(services.runs.plan, request, lambda _: None)
    approval = Approval(whoami(), str(name), (OVER_BUDGET, UNKNOWN_COST))
    await asyncio.to_thread(services.runs.apply, planned.record.id, approval, lambda _: None)
    services.tasks.tick(name, "review-metrics", "all green")
    await camera.press("6", "r")
    await camera.wait(f"#{planned.record.number}", "Roll back")
    rows = [run.id for run in services.runs.list()]
    await camera.press(*["down"] * rows.index(before.id), "b")
    await camera.wait("ROLLBACK to run", "undoes this", "Approve", seconds=180)
    await camera.take("rollback")
    await camera.press("escape", "1", "1", "9")
    await camera.wait("Regular tasks of replaydash/dev", "never done")
    await camera.take("tasks")
    await camera.press("escape")
    services.variables.save_overlay(name, {})


async def databases(camera: Photographer) -> None:
    """From replaydash/dev: what is kept of its database, and what a restore of one moment would make and bring."""
    await camera.press("8")
    await camera.wait("replaydash-dev-postgres", "automatic", seconds=60)
    await camera.press("s")
    await camera.wait("USD per GB-month")
    await camera.press("enter", "right", "enter")
    await camera.wait("Available", "on demand", seconds=60)
    await camera.take("databases")
    await camera.press("p")
    await camera.wait("Moment (UTC) or latest")
    await camera.press("enter", "right", "enter")
    await camera.wait("A new database beside", "Terraform does not know")
    await camera.take("restore")
    await camera.press("enter", "escape")


async def rollouts(camera: Photographer) -> None:
    """A change goes through replaydash/dev; the plan of staging waits for an approval, and is looked at."""
    await camera.press("1", "7")
    await camera.wait("Rollouts of replaydash")
    await camera.press("n")
    await camera.wait("Roll replaydash out", "The way back")
    await camera.press(*"log_retention_days=14", "enter", *"Keep logs for two weeks", "enter", "tab", "enter")
    await camera.wait("Approve staging", "review and approval", seconds=900)
    await camera.take("rollout")
    await camera.press("a")
    await camera.wait("you would approve as", "USD")
    await camera.press("enter")
    await camera.wait("Approve as", "Cancel")
    await camera.take("rollout-approve")
    await camera.press("escape", "escape", "x")
    await camera.wait("cannot be resumed")
    await camera.press("right", "enter")
    await camera.wait("aborted", seconds=60)
    await camera.press("escape")


async def audit_log(camera: Photographer) -> None:
    """Who changed what of replaydash/dev, an entry whole, and that the chain holds."""
    await camera.press("1", "L")
    await camera.wait("The chain holds", "Audit log")
    await camera.press("e")
    await camera.wait("Audit log of replaydash/dev", "Hash before")
    await camera.take("audit")
    await camera.press("escape")


async def bounds(camera: Photographer) -> None:
    """From replaydash/dev: more tasks for its autoscaling, with what they cost."""
    await camera.press("4")
    await camera.wait("Scaling", "tasks")
    await camera.press("a")
    await camera.wait("Fewest tasks", "CPU")
    await camera.press("down", *["backspace"] * 3, "6")
    await camera.wait("At maximum", "The next apply puts back")
    await camera.take("bounds")
    await camera.press("escape", "escape")


async def instances(services: Console) -> None:
    """muejam/dev is applied, and its instances are replaced a few at a time."""
    name = EnvironmentName("muejam", "dev")
    planned = await asyncio.to_thread(services.runs.plan, PlanRequest(name, overrides={}), lambda _: None)
    approval = Approval(whoami(), str(name), (OVER_BUDGET, UNKNOWN_COST))
    await asyncio.to_thread(services.runs.apply, planned.record.id, approval, lambda _: None)
    app = ConsoleApp(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        camera = Photographer(app, pilot)
        await camera.wait("muejam", "applied", "terraform")
        app.open_place("asg", name)
        await refreshed(camera)


async def refreshed(camera: Photographer) -> None:
    """From the groups of an environment: an instance refresh to its end, and what it did."""
    await camera.wait("muejam-asg", "InService", seconds=60)
    await camera.press("i")
    await camera.wait("Healthy, percent")
    await camera.press("enter", "right", "enter")
    await camera.wait("stay in service", "Cancel")
    await camera.press("right", "enter")
    await camera.wait("The instance refresh succeeded", seconds=120)
    await camera.press("right")
    await camera.wait("AWS says", "An instance refresh")
    await camera.take("asg")


async def day_two(services: Console, camera: Photographer) -> None:
    """From the ECS screen of replaydash/dev: a deployment whose containers crash, judged and explained."""
    await camera.wait("Tasks 1", "steady")
    for tag in ("latest", "v1.1.0"):
        push_image(services.sandbox, f"replaydash-dev-api:{tag}")
    services.faults.switch("crash-on-start", on=True)
    await camera.press("d")
    await camera.wait("Deploy which image?", "v1.1.0")
    await camera.press(*"v1.1.0", "enter")
    await camera.wait("ok", "target group", "Deploy to")
    await camera.press("right", "enter")
    await camera.wait("ROLLED BACK", "Likely cause", seconds=120)
    await camera.press("left")
    await camera.wait("Stopped", "ECS says")
    await camera.take("ecs")
    services.faults.switch("crash-on-start", on=False)


async def watching(home: Path) -> None:
    """ECS of a console that only looks, with what it says to the key of a scaling."""
    services = build(read_settings({"home": home, "sandbox": True, "read_only": True}))
    app = ConsoleApp(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        camera = Photographer(app, pilot)
        await camera.wait("replaydash", "READ-ONLY")
        await camera.press("slash", *"replaydash/dev", "enter")
        await camera.press("4")
        await camera.wait("run")
        await camera.press("s")
        await camera.wait("READ-ONLY: this console only looks")
        await camera.take("read-only")


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        services = build(read_settings({"home": Path(home), "sandbox": True}))
        try:
            asyncio.run(costs(services))
            asyncio.run(walk(services))
            asyncio.run(instances(services))
            asyncio.run(watching(Path(home)))
            in_a_terminal(Path(home), PICTURES / "wall.svg")
            in_a_browser(Path(home), PICTURES / "wall-browser.png")
        finally:
            services.sandbox.stop()


if __name__ == "__main__":
    main()
