"""Giving an approval: refused at once where it would not count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from console.domain.environment import EnvironmentName, Preset
from console.domain.rollout import ApprovalGiven, EnvironmentRollout, RolloutRecord, RolloutStage
from console.domain.run import RunRecord
from console.errors import ProtectedError, RefusedError
from console.services.audit import Audit
from console.services.rollouts.approvals import ApprovalRequest, Standing, Wanted, own_plan, standing, wanted_of
from console.services.rollouts.plan_stage import PlanStage
from console.services.rollouts.records import Records
from console.services.rollouts.telling import Telling
from console.services.run_store import whoami


class Consents:
    """Approvals of the plans that wait for them."""

    def __init__(
        self,
        records: Records,
        plan: PlanStage,
        run: Callable[[EnvironmentRollout], RunRecord],
        preset: Callable[[EnvironmentName], Preset],
        caller: Callable[[EnvironmentName], str],
        audit: Callable[[], Audit],
        telling: Telling,
        now: Callable[[], datetime],
    ) -> None:
        """`run` is the run that made an environment's plan, on whichever machine."""
        self._records = records
        self._plan = plan
        self._run = run
        self._preset = preset
        self._caller = caller
        self._audit = audit
        self._telling = telling
        self._now = now

    def approve(self, record: RolloutRecord, environment: str, request: ApprovalRequest) -> ApprovalGiven:
        """See `Rollouts.approve`."""
        part = self._waiting(record, environment)
        now = self._now()
        stale = self._plan.stale(part, now, self._run(part))
        if stale:
            command = self._telling.command(record, "promote", record.system)
            raise RefusedError(f"{stale} `{command}` plans it again; look at that, and approve it then.")
        if request.plan_sha256 not in ("", part.plan_sha256):
            raise RefusedError(
                f"{environment} was planned again since its plan was shown: look at the new one (run {part.run}), and "
                "approve that."
            )
        by, arn = whoami(), self._caller(part.name)
        if refused := own_plan(record, part, by, arn):
            raise RefusedError(refused)
        if lacking := self._wanted(part).lacking(environment, request):
            raise ProtectedError(lacking)
        given = ApprovalGiven(
            rollout=record.id,
            environment=environment,
            plan_sha256=part.plan_sha256 or "",
            by=by,
            arn=arn,
            at=now,
            expires_at=now + timedelta(minutes=part.gates.approval_minutes),
            why=request.why,
            typed_name=request.typed_name,
            acknowledged=request.acknowledged,
            destroys=request.destroys,
        )
        with self._audit().act(
            "rollout approve", environment, f"{record.id}, run {part.run}: {request.why}", plan=given.plan_sha256
        ):
            self._records.approve(given)
        return given

    def wanted(self, record: RolloutRecord, environment: str) -> Wanted:
        """See `Rollouts.wanted`."""
        return self._wanted(self._waiting(record, environment))

    def standing(self, record: RolloutRecord, environment: str) -> Standing:
        """See `Rollouts.standing`."""
        part = self._waiting(record, environment)
        given = self._records.approvals(record.id, environment)
        return standing(record, part, self._wanted(part), given, self._now())

    def _wanted(self, part: EnvironmentRollout) -> Wanted:
        return wanted_of(part, self._preset(part.name), self._run(part))

    @staticmethod
    def _waiting(record: RolloutRecord, environment: str) -> EnvironmentRollout:
        """The environment whose plan waits for approval; raises RefusedError where none does."""
        part = next((each for each in record.environments if each.environment == environment), None)
        if part is None:
            raise RefusedError(f"{environment} is not among the environments of {record.id}.")
        stage = part.stage(RolloutStage.APPROVAL)
        if part.plan_sha256 is None or not stage.attempts or stage.status.settled:
            raise RefusedError(f"No plan of {environment} waits for an approval in {record.id}: it is {record.status}.")
        return part
