"""Preflight: where the state is kept, who holds it, a copy of it, and what was changed outside of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from console.domain.environment import Backend
from console.domain.run import RunStatus, StageName
from console.errors import InputError
from console.ports import StateObjectReader
from console.services.rollouts.checks import Seen, failed, noted, passed
from console.services.rollouts.stage import StageContext
from console.services.run_store import RunStore
from console.services.state_access import StateAccess
from console.services.state_copies import StateCopies
from console.services.state_locks import StateLocks


@dataclass(frozen=True, slots=True)
class StateLooks:
    """Looks at the state and keeps a copy of it."""

    store: RunStore
    access: StateAccess
    copies: StateCopies
    reader: StateObjectReader
    read_object: Callable[[Backend], bytes]

    def backend(self, context: StageContext) -> Seen:
        backend = context.preset.backend
        if backend.type != "s3":
            return noted(f"The state is kept {backend.describe()}: the plan is the first to read it.")
        versions = self.reader.versions(backend, 1)
        if not versions or versions[0].deleted:
            return passed(f"{backend.describe()} can be reached; no state was written there yet.")
        return passed(f"{backend.describe()} can be reached; the state is of {versions[0].at:%Y-%m-%d %H:%M} UTC.")

    def lock(self, context: StageContext) -> Seen:
        backend = context.preset.backend
        holder = self.store.holder(context.name)
        if holder is not None:
            return failed(f"{context.name} is being worked on by {holder}: wait for it.")
        if backend.type == "s3":
            lock = self.reader.lock(backend)
        elif backend.type == "local":
            try:
                lock = StateLocks(self.access, self.reader).view(context.name).lock
            except InputError:
                return passed("Nothing was planned yet, so that nobody holds it.")
        else:
            return noted("Only an engine can see this backend's lock: the plan waits for it or names its holder.")
        if lock is None:
            return passed("Nobody holds it.")
        since = f" since {lock.holder.created:%Y-%m-%d %H:%M:%S} UTC" if lock.holder.created else ""
        sandbox = " --sandbox" if self.store.sandbox else ""
        return failed(
            f"{lock.holder.who or 'Somebody'} holds it for {lock.holder.operation or 'an unknown operation'}{since}: "
            f"wait, or see `infra-console state lock {context.name}{sandbox}`."
        )

    def backup(self, context: StageContext) -> Seen:
        content = self._content(context)
        why = f"before rollout {context.rollout.id}"
        kept = self.copies.keep(context.name, content, why) if content else None
        if kept is None:
            return noted("There is no state to keep a copy of yet.")
        return passed(f"Kept as {kept.id}: serial {kept.serial}, {kept.resources} resources.")

    def drift(self, context: StageContext) -> Seen:
        """By the newest plan that could tell; looking anew is what this rollout's own plan does."""
        records = self.store.records(context.name)
        applied = next((n for n, one in enumerate(records) if one.stage(StageName.APPLY) is not None), None)
        if applied is None:
            return noted("Nothing was applied yet.")
        looked = next((one for one in records[:applied] if one.drifted is not None and one.planned_at), None)
        if looked is None:
            ended = records[applied].ended_at
            how = "" if records[applied].status is RunStatus.DONE else f", which is {records[applied].status}"
            when = _ago(ended, context.now()) if ended else "an unknown time ago"
            return noted(f"Nobody looked since the last apply {when}{how}: the plan of this rollout will.")
        age = _ago(looked.planned_at, context.now()) if looked.planned_at else ""
        if looked.drifted:
            return noted(
                f"Plan #{looked.number} {age} found {looked.drifted} resources changed outside: the guards want that "
                "acknowledged where this rollout's plan finds them too."
            )
        return passed(f"Plan #{looked.number} {age} found nothing changed outside.")

    def _content(self, context: StageContext) -> bytes:
        """The state as it is kept; empty where there is none."""
        backend = context.preset.backend
        if backend.type == "s3":
            versions = self.reader.versions(backend, 1)
            return self.read_object(backend) if versions and not versions[0].deleted else b""
        try:
            return self.access.pull(self.access.place(context.name))
        except InputError:
            return b""


def _ago(then: datetime, now: datetime) -> str:
    minutes = max(0, int((now - then).total_seconds() // 60))
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit} ago"
    return f"{minutes} min ago"
