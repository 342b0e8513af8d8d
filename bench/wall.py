"""The wall: what four environments take of a core, of memory and of AWS, and whether eight hours of it grow."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pexpect
import psutil

from bench.figures import Figure, absolute, measurement
from console.app import ConsoleApp
from console.sandbox.control import Sandbox
from tests.fakes.console import FakeConsole
from tests.fakes.standing import ENVIRONMENTS, stand
from tests.fakes.wall import FakeWall

SECONDS = 60.0
WARM_SECONDS = 30.0
HOURS = float(os.environ.get("BENCH_WALL_HOURS", "8"))
TURN_SECONDS = 60.0
"""What the clock is moved by between two looks, as long as between two refreshes on AWS: with each the wall turns."""


@measurement
def watching() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        sandbox = Sandbox(Path(home))
        sandbox.start()
        try:
            stand(Path(home), sandbox)
            share, megabytes = _share(Path(home))
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
                calls = other.submit(_calls, Path(home)).result()
        finally:
            sandbox.stop()
    yield absolute("share of a core for the wall of four environments", share * 100, 25, "%")
    yield absolute("memory of the read-only wall of four environments", megabytes, 180, "MB")
    yield absolute("AWS calls of a refresh of the wall, for an environment", calls / len(ENVIRONMENTS), 4, "calls")


def _share(home: Path) -> tuple[float, float]:
    """Processor time by wall time, and the most memory in MB, of `infra-console monitor` in a terminal of its own."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    command = ["-m", "console", "monitor", "--sandbox", "--home", str(home)]
    child = pexpect.spawn(sys.executable, command, env=environment, dimensions=(60, 200), timeout=60)
    try:
        child.expect_exact("turns every")
        _drain(child, WARM_SECONDS)
        process = psutil.Process(child.pid)
        begin, used, most = time.perf_counter(), _used(process), 0.0
        while time.perf_counter() - begin < SECONDS:
            _drain(child, 1)
            most = max(most, process.memory_info().rss / 1e6)
        return (_used(process) - used) / (time.perf_counter() - begin), most
    finally:
        child.close(force=True)


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def _drain(child: Any, seconds: float) -> None:
    """Take what is drawn, as a terminal does: a console that is not read waits."""
    deadline = time.perf_counter() + seconds
    while (rest := deadline - time.perf_counter()) > 0:
        try:
            child.read_nonblocking(1 << 20, timeout=rest)
        except pexpect.TIMEOUT:
            return


def _calls(home: Path) -> int:
    """Requests of the second refresh of the wall, counted where botocore sends them."""
    from botocore.endpoint import Endpoint

    from console.bootstrap import build
    from console.settings import read_settings

    sent: list[str] = []
    make = Endpoint.make_request

    def counted(self: Any, operation_model: Any, request_dict: Any) -> Any:
        sent.append(operation_model.name)
        return make(self, operation_model, request_dict)

    Endpoint.make_request = counted
    wall = build(read_settings({"home": home, "sandbox": True})).wall
    first = wall.look((), None, most=12, seconds=0)
    assert len(first.rows) == len(ENVIRONMENTS), [str(row.name) for row in first.rows]
    sent.clear()
    second = wall.look((), None, most=12, seconds=0)
    assert second.calls == len(sent), (second.calls, sent)
    return len(sent)


@measurement
def eight_hours() -> Iterator[Figure]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        looks, grown, objects = other.submit(_eight_hours).result()
    yield Figure(
        f"looks within {HOURS:g} hours of the wall, time compressed",
        f"{looks}",
        f"one every {TURN_SECONDS:g} s",
        looks >= HOURS * 3600 / TURN_SECONDS,
    )
    yield absolute("growth of memory from the first hour to the eighth", grown, 5, "MB")
    yield absolute("objects that eight hours leave behind", float(objects), 2000, "objects")


def _eight_hours() -> tuple[int, float, int]:
    return asyncio.run(_turning())


async def _turning() -> tuple[int, float, int]:
    """Looks, MB and objects from the end of the first hour to the end of the eighth."""
    fake = FakeWall()
    begin = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
    passed = [0.0]
    app = ConsoleApp(FakeConsole(wall=fake.build(lambda: begin.timestamp() + passed[0])))
    app.now = lambda: begin + timedelta(seconds=passed[0])
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause(0.5)
        app.open_wall()
        await pilot.pause(0.5)
        screen: Any = app.screen
        screen._clock = screen._turns._clock = lambda: passed[0]
        screen._looked_at = screen._turns._since = 0.0
        before: tuple[float, int] | None = None
        while passed[0] < HOURS * 3600:
            passed[0] += TURN_SECONDS
            wanted = screen.looks + 1
            fake.metrics.asked.clear()
            fake.services.asked.clear()
            screen.call_later(screen._tick)
            while screen.looks < wanted:  # noqa: ASYNC110 - it counts, and tells nobody
                await asyncio.sleep(0.001)
            await asyncio.sleep(0.01)
            if before is None and passed[0] >= 3600:
                before = _memory()
        assert before is not None
        after = _memory()
        return screen.looks, (after[0] - before[0]) / 1e6, after[1] - before[1]


def _memory() -> tuple[float, int]:
    """Bytes that are resident, and objects that are alive."""
    gc.collect()
    return float(psutil.Process().memory_info().rss), len(gc.get_objects())
