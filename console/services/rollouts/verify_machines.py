"""Verify: EC2 Auto Scaling groups with their instance refreshes, and databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from console.domain.asg import Group, GroupAddress, InstanceRefresh
from console.domain.databases import FAILED_STATUSES, Database, DatabaseAddress
from console.errors import InputError
from console.ports import AsgReader, DatabaseReader
from console.services.asg_found import GroupFinder
from console.services.asg_refresh import verdict_words
from console.services.databases_found import DatabaseFinder
from console.services.rollouts.checks import Look, Seen, failed, passed, unknown
from console.services.rollouts.stage import StageContext
from console.services.rollouts.verify_state import applied_at
from console.services.rollouts.waits import Patience


@dataclass(frozen=True, slots=True)
class MachineLooks:
    """Looks at groups and databases; the finders are made anew, since an apply may have made either."""

    group_finder: Callable[[], GroupFinder]
    group_reader: AsgReader
    database_finder: Callable[[], DatabaseFinder]
    database_reader: DatabaseReader

    def groups(self, patience: Patience) -> Look:
        def look(context: StageContext) -> Iterator[Seen]:
            try:
                groups = self.group_finder().of(context.name).groups
            except InputError:
                return
            for address in groups:
                yield self._group(context, address, patience)

        return look

    def _group(self, context: StageContext, address: GroupAddress, patience: Patience) -> Seen:
        check = f"group {address.name}"

        def seen() -> tuple[Group, InstanceRefresh | None]:
            return self.group_reader.group(address), next(iter(self.group_reader.refreshes(address)), None)

        group, refresh = patience.wait(context, seen, _settled, f"the instances of {address.name}")
        since = applied_at(context)
        ours = refresh is not None and (refresh.started_at is None or refresh.started_at >= since)
        words = f"{group.serving} of {group.desired} instances serve"
        if refresh is not None and not refresh.over:
            return unknown(f"The instance refresh is still {refresh.status}; {words}.", check)
        if refresh is not None and ours and not refresh.succeeded:
            return failed(f"The instance refresh {verdict_words(refresh)}; {words}.", check)
        if group.serving < group.desired:
            return failed(f"{words}: see its activities.", check)
        return passed(f"{words}" + (", the instance refresh succeeded." if ours else "."), check)

    def databases(self, patience: Patience) -> Look:
        def look(context: StageContext) -> Iterator[Seen]:
            try:
                databases = self.database_finder().of(context.name).databases
            except InputError:
                return
            for each in databases:
                yield self._database(context, each.address, patience)

        return look

    def _database(self, context: StageContext, address: DatabaseAddress, patience: Patience) -> Seen:
        check = f"database {address.name}"
        found = patience.wait(
            context, lambda: self.database_reader.database(address), _decided, f"{address.name} to be available"
        )
        if found is None:
            return failed(f"{address.kind} does not know it, though the state has it.", check)
        if found.available:
            return passed("It is available.", check)
        if found.status.lower() in FAILED_STATUSES:
            return failed(f"It is {found.status}.", check)
        return unknown(f"It is still {found.status} after {context.part.gates.verify_minutes} min.", check)


def _settled(seen: tuple[Group, InstanceRefresh | None]) -> bool:
    group, refresh = seen
    return group.serving >= group.desired and (refresh is None or refresh.over)


def _decided(database: Database | None) -> bool:
    return database is None or database.available or database.status.lower() in FAILED_STATUSES
