"""The screens under load: a filter over 5,000 changes as it is typed, and keys while 100,000 event lines arrive."""

from __future__ import annotations

import asyncio
import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from bench.event_stream import LINES, stream_lines
from bench.figures import Figure, absolute, measurement
from bench.plan_reading import KEYSTROKES, RESOURCES, plan_bytes
from bench.pricing import plan_of
from console.app import ConsoleApp
from console.cli.main import COLLECT_AFTER
from console.domain.cost import CostOfPlan
from console.domain.environment import EnvironmentName
from console.domain.progress import Progress
from console.domain.run import RunRecord, RunStatus, StageName
from console.domain.usage import UsageChoice
from console.services.costs import Costs
from console.services.following import Follower, RunUpdate
from console.services.run_folder import RunFolder
from console.services.run_store import RunStore
from console.services.usage import UsageAssumptions
from console.terraform.plan_json import read_plan
from console.ui.cost_view.assumptions import AssumptionList
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW, preset, record
from tests.fakes.runs import FakeRuns
from tests.screens.material import reviewed

NAME = EnvironmentName("replaydash", "staging")
ROUNDS = 5
PAUSE = 0.05
"""Seconds between the keys of the replay."""


@measurement
def typing() -> Iterator[Figure]:
    yield absolute("a filter keystroke in the preview of 5,000 changes", asyncio.run(_typing()) * 1000, 50, "ms")


async def _typing() -> float:
    """The slowest keystroke, in seconds: from the changed text to the drawn lines; medians of five."""
    from console.ui.plan_view.review import ReviewPanes
    from screens.preview import PreviewScreen

    app = ConsoleApp(FakeConsole(), now=lambda: NOW)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        app.push_screen(PreviewScreen(NAME, reviewed=reviewed(NAME, plan=read_plan(plan_bytes(RESOURCES)))))
        await pilot.pause()
        panes = app.screen.query_one(ReviewPanes)
        panes.open_filter()
        field = panes.query_one("#filter", Input)
        slowest = 0.0
        for text in KEYSTROKES:
            taken = []
            for _ in range(5):
                field.value = text[:-1]
                await pilot.pause()
                begin = time.perf_counter()
                panes.changes.filter(text, only_destructive=False)
                panes.changes.render_lines(panes.changes.size.region)
                taken.append(time.perf_counter() - begin)
            slowest = max(slowest, statistics.median(taken))
        return slowest


class _Unkept(UsageAssumptions):
    """Prices for real, and leaves out the disk, which nobody waits for."""

    def keep(self, name: EnvironmentName, choice: UsageChoice) -> None:
        pass

    def note(self, run_id: str, cost: CostOfPlan) -> RunRecord:
        return record(run_id.partition("#")[0], 15)


@measurement
def moving() -> Iterator[Figure]:
    taken = asyncio.run(_moving()) * 1000
    yield absolute("an assumption moved in a plan of 5,000 resources, to the drawn total and table", taken, 50, "ms")


async def _moving() -> float:
    """The slowest assumption, in seconds: from the key to the drawn screen; the best of a few, as for the replay."""
    from screens.cost import CostScreen

    with tempfile.TemporaryDirectory() as home:
        usage = _Unkept(Path(home), Costs(), RunStore(Path(home), sandbox=True))
        plan = plan_of(RESOURCES)
        shown = reviewed(NAME, plan=plan, cost=usage.of_plan(preset(NAME.system, NAME.environment), plan))
        runs = FakeRuns()
        runs.reviewed = shown
        app = ConsoleApp(FakeConsole(usage=usage, runs=runs), now=lambda: NOW)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            app.open_preview(NAME)
            while getattr(app.screen, "live", None) is None:
                await pilot.pause(0.05)
            app.push_screen(CostScreen(app.screen.live))
            await pilot.pause(0.5)
            listed = app.screen.query_one(AssumptionList)
            app.screen.set_focus(listed)
            slowest = 0.0
            for row in range(listed.row_count()):
                listed.cursor = row
                await pilot.pause()
                slowest = max(slowest, min([await _moved(pilot, listed) for _ in range(ROUNDS)]))
            return slowest


async def _moved(pilot: Pilot[None], listed: AssumptionList) -> float:
    """From the key until the screen is drawn with the figure that it moved.

    In seconds of processor time: nothing is waited for, and the wall clock would measure what else runs here.
    """
    before = listed.current
    begin = time.process_time()
    await pilot.press("right")
    taken = time.process_time() - begin
    assert listed.current != before
    return taken


class _Replay(FakeRuns):
    """An apply whose stream is a file of a run's folder, followed as the services follow it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.records = [record(str(NAME), 15, RunStatus.PLANNED, stages=[])]
        self.lines = 0

    def apply(
        self, run_id: str, approval: Any, on_update: Callable[[Any], None], secrets: Mapping[str, str] | None = None
    ) -> RunRecord:
        applying = self.get(run_id).model_copy(update={"status": RunStatus.APPLYING})

        def count(update: RunUpdate) -> None:
            self.lines += len(update.events)
            on_update(update)

        Follower(applying, RunFolder(self._folder), count).follow(StageName.APPLY, Progress())
        return applying.model_copy(update={"status": RunStatus.DONE})


@measurement
def replaying() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        stream = Path(folder) / "apply.jsonl"
        stream.write_bytes(b"".join(line + b"\n" for line in stream_lines(LINES)))
        # In a process of its own, as a console is: what other measurements leave behind slows every collection. The
        # best of a few: a key that waits for another process of the machine says nothing of the screen.
        with ProcessPoolExecutor(1, get_context("spawn"), gc.set_threshold, (COLLECT_AFTER,)) as console:
            slowest, middle, lines, kept = min(console.map(_replay_in, [Path(folder)] * ROUNDS))
    yield absolute("the slowest key while 100,000 event lines arrive", slowest * 1000, 100, "ms")
    yield absolute("the median key while 100,000 event lines arrive", middle * 1000, 100, "ms")
    yield absolute("event lines lost on the way to the run screen", float(LINES - lines), 0, "lines")
    yield absolute("log lines kept in memory of 100,000", float(kept), 5000, "lines")


def _replay_in(folder: Path) -> tuple[float, float, int, int]:
    return asyncio.run(_replaying(folder))


async def _replaying(folder: Path) -> tuple[float, float, int, int]:
    """Slowest and median key in seconds, lines that came, log lines kept."""
    from console.ui.run_view.log import RunLog

    runs = _Replay(folder)
    app = ConsoleApp(FakeConsole(runs=runs), now=lambda: NOW)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        session = app.start_apply(runs.records[0].id, None, {})
        app.open_run(runs.records[0].id)
        await pilot.pause()
        taken = []
        while not session.ended or len(taken) < 10:
            taken.append(await _key(app))
            await asyncio.sleep(PAUSE)
        await pilot.pause(0.3)
        return max(taken), statistics.median(taken), runs.lines, app.screen.query_one(RunLog).line_count


async def _key(app: ConsoleApp) -> float:
    """Seconds until `tab` has moved the focus."""
    focused = app.screen.focused
    begin = time.perf_counter()
    app.post_message(events.Key("tab", None))
    while app.screen.focused is focused:
        await asyncio.sleep(0.001)
        if time.perf_counter() - begin > 5:
            raise AssertionError("the key was not answered within 5 s")
    return time.perf_counter() - begin
