"""CloudWatch Logs in memory: lines, live updates and refusals, as AWS would answer them."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from console.domain.environment import EnvironmentName
from console.domain.logs import LinePage, LiveUpdate, LogGroup, LogLine
from console.domain.logs_queries import QueryAnswer, SavedQuery
from console.errors import AwsError, ConsoleError
from console.services.applied_resources import AppliedResource
from console.services.logs import Logs
from tests.fakes.overview import NOW, preset

NAME = EnvironmentName("replaydash", "dev")
API = "/ecs/replaydash-dev-api"
DATABASE = "/aws/rds/instance/replaydash-dev/postgresql"
STREAM = "api/api/0123456789abcdef0123456789abcdef"
NOW_MS = int(NOW.timestamp() * 1000)
REQUEST = {
    "level": "info", "msg": "request completed", "method": "GET", "path": "/api/replays", "status": 200,
    "duration_ms": 18.4, "user": {"id": 7, "plan": "pro"},
}  # fmt: skip


def line(seconds_ago: float, message: str, *, group: str = API, stream: str = STREAM, late: int = 40) -> LogLine:
    """A line logged so long before now."""
    at = NOW_MS - int(seconds_ago * 1000)
    return LogLine(at, group, stream, message, at + late)


def sketched() -> list[LogLine]:
    """A minute of an API and its database."""
    return [
        line(61, "sandbox: container api of image replaydash-dev-api:latest is simulated, nothing runs"),
        line(58, json.dumps(REQUEST)),
        line(50, "INFO cache: 128 keys refreshed in 14 ms"),
        line(44, "2026-05-04 10:03:16 UTC:10.0.11.20(40112):app@app:[9]:LOG:  duration: 812.1 ms  statement: SELECT 1",
             group=DATABASE, stream="replaydash-dev.0"),
        line(30, "WARN pool: waited 212 ms for a connection"),
        line(12, json.dumps(REQUEST | {"level": "error", "msg": "request failed", "status": 500})),
        line(11, "ERROR unhandled: connect ETIMEDOUT 10.0.21.7:5432"),
        line(11, "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1607:16)"),
        line(3, json.dumps(REQUEST | {"path": "/api/search", "duration_ms": 120.9})),
    ]  # fmt: skip


@dataclass
class FakeLogs:
    """What AWS would say. `updates` feeds live tails; None in it ends one; an error in it breaks one."""

    kept: list[LogLine] = field(default_factory=sketched)
    missing: set[str] = field(default_factory=set)
    error: AwsError | None = None
    """Raised by every reading."""
    live_error: ConsoleError | None = None
    """Raised by live tail alone."""
    page_size: int = 10_000
    answers: list[QueryAnswer | Exception] = field(default_factory=list)
    queries: tuple[SavedQuery, ...] = ()
    updates: queue.Queue[Any] = field(default_factory=queue.Queue)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    refreshed: int = 0

    # --- Reading ---

    def refresh(self) -> None:
        self.refreshed += 1

    def group(self, group: LogGroup) -> LogGroup:
        if self.error is not None:
            raise self.error
        if group.name in self.missing:
            return replace(group, exists=False)
        arn = f"arn:aws:logs:{group.region}:000000000000:log-group:{group.name}"
        return replace(group, arn=arn, stored_bytes=1_234_567, retention_days=14, exists=True)

    def page(
        self, group: LogGroup, pattern: str, begin_ms: int, end_ms: int | None, token: str | None, limit: int
    ) -> LinePage:
        self.asked.append(("page", group.name, pattern, begin_ms, token))
        if self.error is not None:
            raise self.error
        found = sorted(
            (
                each
                for each in self.kept
                if each.group == group.name and each.at_ms >= begin_ms and (end_ms is None or each.at_ms <= end_ms)
                if pattern.strip('"') in each.message
            ),
            key=lambda each: each.at_ms,
        )
        begin = int(token or 0)
        end = begin + min(limit, self.page_size)
        return LinePage(found[begin:end], str(end) if end < len(found) else None)

    def live(self, groups: Sequence[LogGroup], pattern: str) -> Iterator[LiveUpdate]:
        self.asked.append(("live", tuple(group.name for group in groups), pattern))
        if self.live_error is not None or self.error is not None:
            raise self.live_error or self.error  # type: ignore[misc]
        yield LiveUpdate((), sampled=False)
        while (update := self.updates.get()) is not None:
            if isinstance(update, Exception):
                raise update
            yield update

    def log(self, *lines: LogLine, sampled: bool = False) -> None:
        """Lines are logged now: they are kept, and live tails hear of them."""
        self.kept += lines
        self.updates.put(LiveUpdate(lines, sampled))

    # --- Queries ---

    def start(self, groups: Sequence[LogGroup], text: str, begin: int, end: int) -> str:
        self.asked.append(("query", tuple(group.name for group in groups), text, begin, end))
        return "query-1"

    def answer(self, region: str, query: str) -> QueryAnswer:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self, region: str, query: str) -> None:
        self.asked.append(("stop", query))

    def saved(self, region: str) -> tuple[SavedQuery, ...]:
        return self.queries


def state() -> tuple[AppliedResource, ...]:
    """The part of an applied environment that logs."""
    container = {"name": "api", "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": API}}}
    return (
        AppliedResource("module.api.aws_cloudwatch_log_group.this", "aws_cloudwatch_log_group", "module.api", {
            "name": API, "arn": f"arn:aws:logs:us-east-1:000000000000:log-group:{API}",
        }),
        AppliedResource("module.api.aws_ecs_task_definition.this", "aws_ecs_task_definition", "module.api", {
            "family": "replaydash-dev-api", "container_definitions": json.dumps([container]),
        }),
        AppliedResource("module.db.aws_db_instance.this", "aws_db_instance", "module.db", {
            "identifier": "replaydash-dev", "enabled_cloudwatch_logs_exports": ["postgresql"],
        }),
        AppliedResource("module.network.aws_vpc.this", "aws_vpc", "module.network", {"cidr_block": "10.0.0.0/16"}),
    )  # fmt: skip


def logs(fake: FakeLogs, resources: tuple[AppliedResource, ...] | None = None) -> Logs:
    """The real services over the fake."""
    found = state() if resources is None else resources
    return Logs(lambda _: found, lambda name: preset(name.system, name.environment), fake, fake, clock=NOW.timestamp)
