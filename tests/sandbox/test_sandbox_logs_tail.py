"""A running tail over the real adapter meets the sandbox's faults: it says so, waits, and goes on without loss."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Cloud, wait_until

from console.aws.ecs import Clients
from console.aws.logs import LogsLooks
from console.domain.logs import LogGroup
from console.sandbox.control import Sandbox
from console.sandbox.faults import FaultSwitches
from console.services import logs_tail
from console.services.logs_tail import Tail, TailMode


class Following:
    """A log group of the test's own, with a tail that only passes on what says `wanted`."""

    def __init__(self, cloud: Cloud, home: Path, name: str, *, live: bool, first: Callable[[], object]) -> None:
        self._logs, self._name = cloud.client("logs"), name
        self._logs.create_log_group(logGroupName=name)
        self._logs.create_log_stream(logGroupName=name, logStreamName="one")
        looks = LogsLooks(Clients(Sandbox(home).environment))
        since = int(time.time() * 1000) - 60_000
        first()
        self.messages: list[str] = []
        self.tail = Tail(looks, [LogGroup(name, "us-east-1")], "wanted", since, live=live).start()

    def log(self, *texts: str) -> None:
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": text} for text in texts]
        self._logs.put_log_events(logGroupName=self._name, logStreamName="one", logEvents=events)

    def is_(self, mode: TailMode) -> None:
        wait_until(lambda: self.tail.state.mode is mode, f"the tail is {mode.value}: {self.tail.state}")

    def hears(self, *texts: str) -> None:
        """Exactly these so far, each once."""

        def heard() -> bool:
            self.messages += [line.message for line in self.tail.take()]
            return len(self.messages) >= len(texts)

        wait_until(heard, f"{texts} were heard, and {self.messages} were")
        assert self.messages == list(texts)


@pytest.fixture
def follow(
    sandbox: Cloud, sandbox_home: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    for setting in ("POLL_SECONDS", "POLL_SECONDS_A_GROUP", "LIVE_AGAIN_SECONDS"):
        monkeypatch.setattr(logs_tail, setting, 0.1)
    monkeypatch.setattr(logs_tail, "LONGEST_WAIT_SECONDS", 0.5)
    made: list[Following] = []

    def begin(*, live: bool, first: Callable[[], object] = lambda: None) -> Following:
        made.append(Following(sandbox, sandbox_home, f"/tail/{request.node.name}", live=live, first=first))
        return made[-1]

    yield begin
    for each in made:
        each.tail.stop()


def test_a_tail_says_that_credentials_have_expired_and_goes_on_where_it_was(
    follow: Any, switches: FaultSwitches
) -> None:
    following = follow(live=False)
    following.log("wanted 1", "other")
    following.hears("wanted 1")
    switches.switch("expired-credentials", on=True)
    following.is_(TailMode.WAITING)
    assert "have expired" in following.tail.state.problem
    heard_at = following.tail.state.heard_at
    assert heard_at is not None, "what is shown has an age"
    switches.switch("expired-credentials", on=False)
    following.log("wanted 2", "other")
    following.hears("wanted 1", "wanted 2")
    following.is_(TailMode.POLLING)
    assert following.tail.state.problem == ""
    assert following.tail.state.heard_at > heard_at


def test_a_live_tail_outlives_credentials_that_expire(follow: Any, switches: FaultSwitches) -> None:
    following = follow(live=True)
    following.is_(TailMode.LIVE)
    switches.switch("expired-credentials", on=True)
    switches.switch("expired-credentials", on=False)
    following.log("wanted 1", "other", "wanted 2")
    following.hears("wanted 1", "wanted 2")
    assert following.tail.state.mode is TailMode.LIVE


def test_a_tail_that_is_throttled_misses_nothing(follow: Any, switches: FaultSwitches) -> None:
    following = follow(live=False)
    following.is_(TailMode.POLLING)
    switches.switch("throttle", on=True)
    for number in range(5):
        following.log(f"wanted {number}", "other")
    following.hears(*(f"wanted {number}" for number in range(5)))


def test_a_tail_that_could_not_begin_is_live_once_credentials_are_there(follow: Any, switches: FaultSwitches) -> None:
    following = follow(live=True, first=lambda: switches.switch("expired-credentials", on=True))
    following.is_(TailMode.WAITING)
    switches.switch("expired-credentials", on=False)
    following.is_(TailMode.LIVE)
    following.log("wanted 1", "other")
    following.hears("wanted 1")
