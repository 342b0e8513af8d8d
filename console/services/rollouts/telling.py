"""Everything that happens to a rollout is told: to the audit log, and to the people whom hooks reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from console.domain.rollout import EnvironmentRollout, RolloutRecord, RolloutStage, StageRecord
from console.domain.rollout_events import RolloutEvent, What
from console.services.audit import Audit

_NEXT = {"held": "promote", "paused": "resume"}


class Telling:
    """Writes to the audit log first; a hook that fails stops nothing."""

    def __init__(
        self,
        audit: Callable[[], Audit],
        notify: Callable[[RolloutEvent], object],
        now: Callable[[], datetime],
    ) -> None:
        self._audit = audit
        self._notify = notify
        self._now = now

    @staticmethod
    def command(record: RolloutRecord, action: str, what: str) -> str:
        """How an action is typed. Pasted as it stands, a command for the sandbox must not act on AWS."""
        return f"infra-console rollout {action} {what}" + (" --sandbox" if record.sandbox else "")

    def tell(
        self,
        record: RolloutRecord,
        what: What,
        part: EnvironmentRollout | None,
        stage: RolloutStage | None,
        reason: str,
    ) -> None:
        """Raises StoreError where the audit log cannot be written: a rollout does not go on unrecorded."""
        where = f"{part.environment}, " if part is not None else ""
        self._audit().note(f"rollout {what}", record.id, f"{where}{stage or what}: {reason}")
        action = _NEXT.get(what)
        self._notify(
            RolloutEvent(
                rollout=record.id,
                what=what,
                environment=part.environment if part is not None else "",
                stage=stage.value if stage is not None else "",
                reason=reason,
                next_command=self.command(record, action, record.system) if action else "",
                by=record.driver,
                sandbox=record.sandbox,
                at=self._now(),
            )
        )

    def note(self, record: RolloutRecord, part: EnvironmentRollout, stage: StageRecord) -> None:
        """A stage that has ended, for the audit log alone; raises StoreError."""
        self._audit().note(f"rollout {stage.stage}", record.id, f"{part.environment}: {stage.status}")
