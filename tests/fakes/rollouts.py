"""Rollouts to look at: real records in each of their states, and services that remember what they were asked."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from console.domain.audit import AuditEntry
from console.domain.rollout import (
    ApprovalGiven,
    EnvironmentRollout,
    Evidence,
    Finding,
    RollBackRequest,
    RolloutRecord,
    RolloutStage,
    RolloutStatus,
    StageRecord,
    StageStatus,
)
from console.domain.rollout_file import Bake, Gates, Limits, OnFailure, RolloutFile, Watched
from console.domain.run import RunRecord
from console.errors import StoreError
from console.services.rollouts.approvals import ApprovalRequest, Standing, Wanted
from console.services.rollouts.records import Survey, UnreadableRollout
from console.services.rollouts.report import Reports
from tests.fakes.overview import NOW, record

BEGAN = NOW - timedelta(minutes=42)
PLAN = "5b" * 32
ANN, BOB = "ann@laptop", "bob@desk"

_SEEN = {
    RolloutStage.PREFLIGHT: (
        ("credentials", "arn:aws:sts::000000000000:assumed-role/operator/ann in account 000000000000."),
        ("state lock", "Nobody holds it."),
        ("image", "api:v1.5.0 is sha256:1f2e3d."),
        ("alarms", "9 alarms, none in ALARM."),
    ),
    RolloutStage.PLAN: (("plan", "+2 ~2 ±1 -0, 175.80 USD a month (+24.40)."),),
    RolloutStage.GUARDS: (("blast radius", "5 of 111 resources are touched."), ("public ingress", "None is new.")),
    RolloutStage.REHEARSAL: (("rehearsal", "Applied on a sandbox in 1m 44s, a second plan was empty."),),
    RolloutStage.APPROVAL: (("approval", "bob@desk approved."),),
    RolloutStage.APPLY: (("apply", "+2 ~2 ±1 -0 in 1m 42s."),),
    RolloutStage.VERIFY: (("service api", "The deployment succeeded: 2 of 2 tasks run."), ("outputs", "24 are known.")),
    RolloutStage.BAKE: (("CPUUtilization", "at most 61 %, allowed 80 %."),),
}
_MINUTES = {
    RolloutStage.PREFLIGHT: 0.2, RolloutStage.PLAN: 0.6, RolloutStage.GUARDS: 0.1, RolloutStage.REHEARSAL: 2.0,
    RolloutStage.APPROVAL: 3.0, RolloutStage.APPLY: 1.7, RolloutStage.VERIFY: 1.0, RolloutStage.BAKE: 10.0,
}  # fmt: skip

GATES = Gates(
    rehearsal=True,
    approvals=1,
    second_person=True,
    limits=Limits(changed=20, destroyed=0, cost_increase_usd=Decimal(50)),
    bake=Bake(minutes=Decimal(10), watch=(Watched(metric="AWS/ECS CPUUtilization", above=Decimal(80)),)),
    on_failure=OnFailure.ROLL_BACK_SERVICE,
)


def stages(reached: RolloutStage | None, status: StageStatus, begin: datetime = BEGAN) -> list[StageRecord]:
    """Passed up to `reached`, which is as `status` says; all passed for None."""
    made, at, passed = [], begin, True
    for stage in RolloutStage:
        if stage is reached:
            passed = False
            settled = at + timedelta(minutes=1) if status.settled else None
            began = None if status is StageStatus.NOT_BEGUN else at
            made.append(StageRecord(stage=stage, status=status, started_at=began, ended_at=settled, attempts=1))
        elif passed:
            ended = at + timedelta(minutes=_MINUTES[stage])
            seen = [Evidence(check=c, finding=Finding.PASSED, text=t, at=ended) for c, t in _SEEN[stage]]
            made.append(
                StageRecord(
                    stage=stage, status=StageStatus.PASSED, started_at=at, ended_at=ended, attempts=1, evidence=seen
                )
            )
            at = ended
        else:
            made.append(StageRecord(stage=stage))
    return made


def part(
    environment: str,
    reached: RolloutStage | None = RolloutStage.PREFLIGHT,
    status: StageStatus = StageStatus.NOT_BEGUN,
    *,
    begin: datetime = BEGAN,
    evidence: Iterable[Evidence] = (),
    waits_for: str = "",
    gates: Gates = GATES,
) -> EnvironmentRollout:
    made = EnvironmentRollout(environment=environment, gates=gates, stages=stages(reached, status, begin))
    if reached is not None:
        made.stage(reached).evidence.extend(evidence)
        made.stage(reached).waits_for = waits_for
    if reached is None or list(RolloutStage).index(reached) > list(RolloutStage).index(RolloutStage.PLAN):
        made.run, made.plan_sha256, made.planned_by, made.before = f"{environment}#15", PLAN, ANN, f"{environment}#14"
    return made


def rollout(*parts: EnvironmentRollout, status: RolloutStatus = RolloutStatus.HELD, **given: object) -> RolloutRecord:
    values: dict[str, object] = {
        "system": "replaydash", "number": 3, "environments": list(parts), "status": status,
        "why": "API 1.5.0: faster uploads", "started_by": ANN, "started_at": BEGAN, "sandbox": True,
        "values": {"image_tag": "v1.5.0"}, "configuration": "c0" * 32, "driver": f"{ANN} (process 4711)",
    }  # fmt: skip
    return RolloutRecord.model_validate(values | given)


def held() -> RolloutRecord:
    """dev is through, staging waits for a second person, production is to come."""
    return rollout(
        part("replaydash/dev", None),
        part(
            "replaydash/staging", RolloutStage.APPROVAL, StageStatus.HELD, begin=NOW - timedelta(minutes=12),
            waits_for="1 more approval, of somebody other than ann@laptop",
        ),
        part("replaydash/production"),
        reason="replaydash/staging waits for 1 more approval, of somebody other than ann@laptop.",
    )  # fmt: skip


def baking() -> RolloutRecord:
    """staging bakes."""
    seen = Evidence(
        check="CPUUtilization",
        finding=Finding.PASSED,
        text="58 %, allowed 80 %.",
        at=NOW - timedelta(minutes=1),
    )
    return rollout(
        part("replaydash/dev", None),
        part(
            "replaydash/staging", RolloutStage.BAKE, StageStatus.RUNNING, begin=NOW - timedelta(minutes=12),
            evidence=[seen], waits_for="6m 10s more of baking",
        ),
        part("replaydash/production"),
        status=RolloutStatus.RUNNING,
    )  # fmt: skip


def rolled_back() -> RolloutRecord:
    """The image of staging was bad; production was never reached."""
    failed = Evidence(
        check="service api", finding=Finding.FAILED, at=NOW - timedelta(minutes=2),
        text="The deployment was rolled back by ECS: the containers crash on start (exit code 1).",
    )  # fmt: skip
    staging = part(
        "replaydash/staging", RolloutStage.VERIFY, StageStatus.FAILED, begin=NOW - timedelta(minutes=12),
        evidence=[failed],
    )  # fmt: skip
    staging.rollback_run = "replaydash/staging#16"
    return rollout(
        part("replaydash/dev", None),
        staging,
        part("replaydash/production"),
        status=RolloutStatus.ROLLED_BACK,
        reason="verify of replaydash/staging failed, and its services run what they ran before.",
        ended_at=NOW - timedelta(minutes=1),
    )


def failed() -> RolloutRecord:
    """staging failed in its bake, and stays as it is."""
    return rollout(
        part("replaydash/staging", RolloutStage.BAKE, StageStatus.FAILED),
        status=RolloutStatus.FAILED,
        reason="replaydash/staging: bake FAILED. It stays as it is.",
        ended_at=NOW - timedelta(minutes=1),
    )


def done() -> RolloutRecord:
    return rollout(
        *(part(f"replaydash/{name}", None) for name in ("dev", "staging", "production")),
        status=RolloutStatus.DONE,
        ended_at=NOW,
    )


def approval(environment: str = "replaydash/staging", by: str = BOB, **given: object) -> ApprovalGiven:
    values: dict[str, object] = {
        "rollout": "replaydash@3", "environment": environment, "plan_sha256": PLAN, "by": by, "arn": "",
        "at": NOW - timedelta(minutes=3), "expires_at": NOW + timedelta(minutes=57), "why": "read it",
    }  # fmt: skip
    return ApprovalGiven.model_validate(values | given)


WANTED = Wanted(people=1, typed_name=False, acknowledgements=(), destroys=(), second_person=True)
FILE = RolloutFile(
    order=("dev", "staging", "production"),
    environments={
        "dev": Gates(approvals=0, bake=Bake(minutes=Decimal(2))),
        "staging": GATES,
        "production": GATES.model_copy(update={"mfa": True, "approvals": 2}),
    },
)


class FakeRollouts:
    """`records` are what is stored; `done` what was asked for. `hold` keeps driving under way until `release`."""

    def __init__(self, *records: RolloutRecord, wanted: Wanted = WANTED, missing: int = 0) -> None:
        self.records = list(records)
        self.asks = wanted
        self.missing = missing
        self.done: list[tuple[Any, ...]] = []
        self.unreadable: tuple[UnreadableRollout, ...] = ()
        self.error: BaseException | None = None
        self.release = threading.Event()
        self.release.set()
        self.left = threading.Event()
        self.secrets: dict[str, str] = {}
        """Those that driving was given."""
        self.planned_back: RunRecord | None = None
        self.kept: dict[str, Any] | None = None
        """What another machine kept of its plan's review."""

    def hold(self) -> None:
        self.release.clear()

    def survey(self, system: str | None = None) -> Survey:
        if self.error is not None:
            raise self.error
        return Survey(tuple(self.records), self.unreadable)

    def file(self, system: str) -> RolloutFile:
        return FILE

    def wanted(self, rollout_id: str, environment: str) -> Wanted:
        return self.asks

    def standing(self, rollout_id: str, environment: str) -> Standing:
        return Standing((), self.missing, ())

    def start(self, names: Sequence[str], values: Mapping[str, str], why: str) -> RolloutRecord:
        self.done.append(("start", tuple(names), dict(values), why))
        made = rollout(*(part(name) for name in names), number=4, status=RolloutStatus.RUNNING, why=why)
        self.records.insert(0, made)
        return made

    def drive(
        self, rollout_id: str, on_update: Any, cancel: threading.Event, secrets: Mapping[str, str]
    ) -> RolloutRecord:
        self.done.append(("drive", rollout_id))
        self.secrets = dict(secrets)
        while not self.release.wait(0.02):
            if cancel.is_set():
                self.left.set()
                break
        return self.records[0]

    def kept_review(self, rollout_id: str, environment: str) -> dict[str, Any]:
        if self.kept is None:
            raise StoreError(f"The review of {environment} is not in the store: plan it again.")
        return self.kept

    def approve(self, rollout_id: str, environment: str, request: ApprovalRequest) -> ApprovalGiven:
        self.done.append(("approve", rollout_id, environment, request))
        return approval(environment)

    def _wish(self, what: str, rollout_id: str) -> RolloutRecord:
        self.done.append((what, rollout_id))
        return self.records[0]

    def promote(self, rollout_id: str) -> RolloutRecord:
        return self._wish("promote", rollout_id)

    def resume(self, rollout_id: str) -> RolloutRecord:
        return self._wish("resume", rollout_id)

    def pause(self, rollout_id: str) -> RolloutRecord:
        return self._wish("pause", rollout_id)

    def abort(self, rollout_id: str) -> RolloutRecord:
        return self._wish("abort", rollout_id)

    def get(self, rollout_id: str) -> RolloutRecord:
        return next(each for each in self.records if each.id == rollout_id)

    def plan_back(self, rollout_id: str, environment: str, on_update: Any, secrets: Mapping[str, str]) -> RunRecord:
        self.done.append(("plan back", rollout_id, environment))
        assert self.planned_back is not None
        return self.planned_back

    def roll_back(
        self, rollout_id: str, environment: str, request: RollBackRequest, on_update: Any, secrets: Mapping[str, str]
    ) -> RolloutRecord:
        self.done.append(("roll back", rollout_id, environment, request))
        return self.records[0]


class FakeStore:
    """What a report reads of the team's store."""

    def __init__(self, kept: Mapping[str, bytes] | None = None, entries: Sequence[AuditEntry] = ()) -> None:
        self._kept = dict(kept or {})
        self._entries = tuple(entries)

    def kept(self, key: str) -> bytes | None:
        return self._kept.get(key)

    def entries(self, after: int = 0, most: int | None = None) -> tuple[AuditEntry, ...]:
        return self._entries


def reports(store: FakeStore | None = None, given: Sequence[ApprovalGiven] = (), plan: str = "") -> Reports:
    """The real service over a store in memory."""
    return Reports(
        lambda: store or FakeStore(),  # type: ignore[arg-type, return-value]
        lambda _, environment: tuple(each for each in given if each.environment == environment),
        lambda run: record(run.partition("#")[0], int(run.partition("#")[2])),
        lambda run: plan or f"Plan of run {run}\n\n  ~ change    module.service.aws_ecs_service.this\n",
        lambda: NOW,
    )
