"""Instance refresh: what replacing a group's instances would do, then doing it, cancelling it, and its verdict."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from console.domain.asg import Group, GroupAddress, InstanceRefresh
from console.domain.environment import EnvironmentName
from console.errors import InputError, RefusedError, RunStoppedError
from console.ports import AsgChanger, AsgReader
from console.services.asg_found import GroupFinder

_ALL = 100


@dataclass(frozen=True, slots=True)
class RefreshPlan:
    """What a refresh would do."""

    environment: EnvironmentName
    group: Group
    minimum_healthy: int
    at_once: int
    """How many instances are out of service at the same time."""
    warnings: tuple[str, ...]
    sandbox: bool


class Refreshes:
    """Plans, begins, cancels and follows instance refreshes."""

    def __init__(
        self,
        finder: GroupFinder,
        reader: AsgReader,
        changer: AsgChanger,
        *,
        sandbox: bool,
        poll_seconds: float,
    ) -> None:
        self._finder = finder
        self._reader = reader
        self._changer = changer
        self._sandbox = sandbox
        self._poll_seconds = poll_seconds

    def plan(self, name: EnvironmentName, minimum_healthy: int, group: str | None = None) -> RefreshPlan:
        """What it would do; raises InputError for a percentage that cannot be, RefusedError, AwsError."""
        if not 0 <= minimum_healthy <= _ALL:
            raise InputError(f"{minimum_healthy} is no percentage of healthy instances: 0 to 100 is.")
        address = self._finder.of(name).group(group)
        now = self._reader.group(address)
        running = next((each for each in self._reader.refreshes(address) if not each.over), None)
        if running is not None:
            raise RefusedError(
                f"An instance refresh of {address} is under way ({running.status}): wait for it, or cancel it."
            )
        if not now.instances:
            raise RefusedError(f"{address} has no instance: there is nothing to replace.")
        at_once = max(1, now.desired - -(-now.desired * minimum_healthy // _ALL))
        return RefreshPlan(name, now, minimum_healthy, at_once, _warnings(now, at_once), self._sandbox)

    def start(self, plan: RefreshPlan) -> str:
        """Begin it; its id. Raises AwsError."""
        return self._changer.start_refresh(plan.group.address, plan.minimum_healthy)

    def running(self, name: EnvironmentName, group: str | None = None) -> tuple[GroupAddress, InstanceRefresh]:
        """The refresh that is under way; raises RefusedError where there is none."""
        address = self._finder.of(name).group(group)
        found = next((each for each in self._reader.refreshes(address) if not each.over), None)
        if found is None:
            raise RefusedError(f"No instance refresh of {address} is under way: there is nothing to cancel.")
        return address, found

    def cancel(self, address: GroupAddress) -> None:
        """Stop replacing; what was replaced stays so. Raises AwsError."""
        self._changer.cancel_refresh(address)

    def wait(
        self,
        address: GroupAddress,
        refresh: str,
        *,
        on_change: Callable[[InstanceRefresh], None],
        cancel: threading.Event | None = None,
        timeout_seconds: float = 3600,
    ) -> InstanceRefresh:
        """The refresh once it is over, however it ended; raises RefusedError after the time given, RunStoppedError."""
        deadline, stop = time.monotonic() + timeout_seconds, cancel or threading.Event()
        while True:
            found = next((each for each in self._reader.refreshes(address) if each.id == refresh), None)
            if found is not None:
                on_change(found)
                if found.over:
                    return found
            if time.monotonic() > deadline:
                status = found.status if found else "not shown"
                raise RefusedError(
                    f"The instance refresh of {address} is still {status} after {timeout_seconds:.0f} s; it goes on by "
                    "itself."
                )
            if stop.wait(self._poll_seconds):
                raise RunStoppedError(f"Stopped waiting: the instance refresh of {address} goes on by itself.")


def verdict_words(refresh: InstanceRefresh) -> str:
    """`succeeded`, `FAILED`, `cancelled: what was replaced stays so`: in words that hide nothing."""
    return {
        "Successful": "succeeded: every instance was replaced",
        "Failed": "FAILED: some instances may have been replaced",
        "Cancelled": "CANCELLED: what was replaced stays so",
        "RollbackSuccessful": "ROLLED BACK: the instances are of the launch template from before",
        "RollbackFailed": "ROLLBACK FAILED: instances of both launch templates may run",
    }.get(refresh.status, refresh.status)


def _warnings(group: Group, at_once: int) -> tuple[str, ...]:
    found = []
    if at_once >= group.desired:
        found.append("Every instance is out of service at the same time: nothing answers meanwhile.")
    if not group.outdated:
        found.append("Its instances are all of the wanted launch template already: they are replaced all the same.")
    if any(each.protected for each in group.instances):
        found.append("Instances that are protected from scale-in make the refresh wait, and in the end fail.")
    for process in ("Launch", "Terminate"):
        if process in group.suspended:
            found.append(f"Its process {process} is suspended: the refresh cannot go on without it.")
    return tuple(found)
