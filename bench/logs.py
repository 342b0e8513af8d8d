"""Logs under load: 10,000 lines a second through the tail and the screen, while keys are pressed."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual import events

from bench.figures import Figure, absolute, measurement
from console.app import ConsoleApp
from console.domain.logs import Level, LiveUpdate, LogGroup, LogLine
from console.domain.logs_buffer import KEPT_LINES, LineBuffer, ShownLines
from console.ui.logs_view.lines import LogLines
from tests.fakes.console import FakeConsole
from tests.fakes.logs import API, NAME, REQUEST, STREAM, FakeLogs, logs

RATE = 10_000
"""Lines a second."""
SECONDS = int(os.environ.get("BENCH_LOG_SECONDS", "60"))
BATCHES = 20
"""Batches a second: AWS sends one, with 500 lines at most; finer ones make the delay visible."""
KEY_PAUSE = 0.1
_FULL = KEPT_LINES * 11 // 10
"""Lines after which the memory is taken to be full."""


@dataclass
class Burst(FakeLogs):
    """A live tail that sends so many lines a second, and remembers when it sent which."""

    kept: list[LogLine] = field(default_factory=list)
    sent: list[tuple[int, float]] = field(default_factory=list)
    """How many lines there were after each batch, and when."""
    ended: bool = False

    def live(self, groups: Sequence[LogGroup], pattern: str) -> Iterator[LiveUpdate]:
        yield LiveUpdate((), sampled=False)
        text = json.dumps(REQUEST)[:-1]
        begin, count = time.perf_counter(), 0
        for batch in range(1, SECONDS * BATCHES + 1):
            time.sleep(max(0.0, begin + batch / BATCHES - time.perf_counter()))
            now = int(time.time() * 1000)
            lines = tuple(
                LogLine(now, API, STREAM, f'{text}, "request": {count + number}}}', now)
                for number in range(RATE // BATCHES)
            )
            count += len(lines)
            self.sent.append((count, time.perf_counter()))
            yield LiveUpdate(lines, sampled=False)
        self.ended = True
        self.updates.get()  # until the measurement is over


@dataclass
class Measured:
    """Seconds, lines and megabytes."""

    lags: list[float]
    keys: list[float]
    lost: int
    kept: int
    growth: float
    processor: float
    """Seconds of processor time for each second, everything included: the lines are made in the same process."""


@measurement
def following() -> Iterator[Figure]:
    found = asyncio.run(_following())
    rate = f"{RATE:,} lines/s for {SECONDS} s"
    yield absolute(f"lag from AWS to the screen, 99 of 100 batches, {rate}", _percentile(found.lags, 99), 200, "ms")
    yield absolute(f"the median lag, {rate}", _percentile(found.lags, 50), 200, "ms")
    yield absolute(f"lines lost, {rate}", float(found.lost), 0, "lines")
    yield absolute("log lines kept in memory", float(found.kept), KEPT_LINES, "lines")
    yield absolute("more memory once 100,000 lines are kept", found.growth, 20, "MB")
    yield absolute(f"processor, {rate}", found.processor * 100, 60, "% of one core")
    yield absolute(f"95 of 100 keys, {rate}", _percentile(found.keys, 95), 200, "ms")
    yield absolute(f"the median key, {rate}", _percentile(found.keys, 50), 100, "ms")


def _percentile(seconds: list[float], percent: int) -> float:
    """In milliseconds. A single pause of a busy machine says nothing of the screen."""
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1] * 1000


async def _following() -> Measured:
    burst = Burst()
    app = ConsoleApp(FakeConsole(logs=logs(burst)))
    drawn: list[tuple[int, float]] = []
    with _watching(drawn):
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            app.open_place("logs", NAME)
            while not burst.sent:
                await pilot.pause(0.05)
            lines, keys, warm = app.screen.query_one(LogLines), [], 0.0
            gc.collect()
            begin, busy = time.perf_counter(), time.process_time()
            while not burst.ended:
                keys.append(await _key(app))
                await asyncio.sleep(KEY_PAUSE)
                if not warm and burst.sent[-1][0] >= _FULL:
                    warm = _resident_megabytes()
            processor = (time.process_time() - busy) / (time.perf_counter() - begin)
            await asyncio.sleep(0.5)
            growth = _resident_megabytes() - warm
            kept = len(lines.buffer)
            lost = burst.sent[-1][0] - lines.buffer.dropped - kept
            burst.updates.put(None)
    return Measured(_lags(burst.sent, drawn), keys, lost, kept, growth, processor)


class _watching:
    """Notes the number of the newest line that was drawn, and when."""

    def __init__(self, drawn: list[tuple[int, float]]) -> None:
        self._drawn = drawn
        self._row: Any = LogLines.row

    def __enter__(self) -> None:
        original, drawn = self._row, self._drawn

        def row(self: LogLines, index: int, width: int) -> Any:
            if index == len(self.shown) - 1:
                drawn.append((self.shown.number(index) + 1, time.perf_counter()))
            return original(self, index, width)

        LogLines.row = row  # type: ignore[method-assign]

    def __exit__(self, *_: object) -> None:
        LogLines.row = self._row  # type: ignore[method-assign]


def _lags(sent: list[tuple[int, float]], drawn: list[tuple[int, float]]) -> list[float]:
    """For each batch the time until its last line, or a later one, was drawn."""
    lags, at = [], 0
    for count, when in sent:
        while at < len(drawn) and (drawn[at][0] < count or drawn[at][1] < when):
            at += 1
        lags.append(drawn[at][1] - when if at < len(drawn) else float("inf"))
    return lags


async def _key(app: ConsoleApp) -> float:
    """Seconds until `f` has been answered: it draws the lines again at their end."""
    answered: list[float] = []
    lines = app.screen.query_one(LogLines)
    begin, follow = time.perf_counter(), lines.follow
    lines.follow = lambda: answered.append(time.perf_counter()) or follow()  # type: ignore[method-assign,func-returns-value]
    app.post_message(events.Key("f", "f"))
    while not answered:
        await asyncio.sleep(0.001)
        if time.perf_counter() - begin > 5:
            raise AssertionError("the key was not answered within 5 s")
    del lines.follow
    return answered[0] - begin


def _resident_megabytes() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@measurement
def filtering() -> Iterator[Figure]:
    buffer, text = LineBuffer(), json.dumps(REQUEST)[:-1]
    buffer.add([LogLine(n, API, STREAM, f'{text}, "request": {n}}}') for n in range(KEPT_LINES)])
    shown, taken = ShownLines(buffer), []
    for query in ("r", "re", "req", "request 99", "request 9 -12", ""):
        begin = time.process_time()  # nothing is waited for: the wall clock would measure what else runs here
        shown.filter(query, Level.UNKNOWN)
        taken.append(time.process_time() - begin)
    yield absolute("the slowest keystroke of a filter over 100,000 lines", max(taken) * 1000, 200, "ms")
