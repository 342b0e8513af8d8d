"""The engine of rollouts, wired: its own stages, the gates, the ways back, and who is told."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from console.domain.rollout import RolloutStage

if TYPE_CHECKING:
    from console.bootstrap import Console
    from console.domain.environment import EnvironmentName
    from console.domain.rollout import EnvironmentRollout, StageStatus
    from console.domain.rollout_events import RolloutEvent
    from console.domain.run import RunRecord
    from console.services.rollouts.back_infrastructure import InfrastructureBack
    from console.services.rollouts.consents import Consents
    from console.services.rollouts.driving import Driving
    from console.services.rollouts.engine import Work
    from console.services.rollouts.files import RolloutFiles
    from console.services.rollouts.hooks import Hooks
    from console.services.rollouts.plan_stage import PlanStage
    from console.services.rollouts.records import Records
    from console.services.rollouts.rollouts import Rollouts
    from console.services.rollouts.stage import StageContext, StageWork
    from console.services.rollouts.starting import Starting
    from console.services.rollouts.telling import Telling


def build_rollouts(console: Console) -> Rollouts:
    """The rollouts of the console's target."""
    from console.bootstrap.rollouts import rollout_stages
    from console.services.rollouts.apply_stage import ApplyStage
    from console.services.rollouts.approval_stage import ApprovalStage
    from console.services.rollouts.back_services import ServicesBack
    from console.services.rollouts.engine import Engine
    from console.services.rollouts.failing import Failing
    from console.services.rollouts.files import RolloutFiles
    from console.services.rollouts.records import Records
    from console.services.rollouts.rollouts import Rollouts
    from console.services.rollouts.seats import Seats
    from console.services.rollouts.telling import Telling

    files = RolloutFiles(console.settings.presets, lambda: console.presets)
    records = Records(lambda: console.team_store)
    telling = Telling(lambda: console.audit, _hooks(console, files).notify, _now)
    plan = _plan_stage(console)
    services = ServicesBack(lambda: console.ecs)
    preset, runs = console.environments.preset, console.runs
    apply = ApplyStage(runs, records, preset, services.services)
    works: dict[RolloutStage, Work] = {stage: _looking(work) for stage, work in rollout_stages(console).items()} | {
        RolloutStage.PLAN: plan,
        RolloutStage.APPROVAL: ApprovalStage(records, runs.get, telling.command),
        RolloutStage.APPLY: apply,
    }
    failing = Failing(services, _infrastructure_back(console), plan, apply.changed_something, telling)
    return Rollouts(
        files,
        records,
        Seats(lambda: console.team_store, console.settings.home / "rollouts" / console.store.base.name),
        Engine(works, plan, apply, failing, preset, telling),
        apply,
        failing,
        _starting(console, files, records, telling),
        _consents(console, records, plan, telling),
        telling,
        lambda: console.audit,
        preset,
        _now,
        sandbox=console.cloud.sandbox,
    )


def _caller(console: Console, name: EnvironmentName) -> str:
    """Who AWS says is calling."""
    console.start_sandbox()
    return console.cloud.caller(console.environments.preset(name).region).arn


def _infrastructure_back(console: Console) -> InfrastructureBack:
    from console.services.rollouts.back_infrastructure import InfrastructureBack

    def command(action: str, environment: str) -> str:
        return f"infra-console {action} {environment}" + (" --sandbox" if console.cloud.sandbox else "")

    return InfrastructureBack(console.runs, console.environments.preset, command, console.settings.plan_minutes)


def _starting(console: Console, files: RolloutFiles, records: Records, telling: Telling) -> Starting:
    from console.services.rollouts.starting import Starting

    return Starting(
        files,
        records,
        telling,
        lambda: console.audit,
        lambda: console.variables,
        console.environments.preset,
        partial(_caller, console),
        _now,
        sandbox=console.cloud.sandbox,
    )


def _consents(console: Console, records: Records, plan: PlanStage, telling: Telling) -> Consents:
    from console.services.rollouts.consents import Consents

    return Consents(
        records,
        plan,
        partial(_run_of, console),
        console.environments.preset,
        partial(_caller, console),
        lambda: console.audit,
        telling,
        _now,
    )


def _run_of(console: Console, part: EnvironmentRollout) -> RunRecord:
    """The run that made the plan: of this console home, or of another one of the team, which counts for itself."""
    from contextlib import suppress

    from console.errors import RunNotFoundError

    run_id, plan = part.run or "", part.plan_sha256 or ""
    with suppress(RunNotFoundError):
        own = console.runs.get(run_id)
        if own.plan_sha256 == plan:
            return own
    return console.team_runs.of_plan(run_id, plan)


def _now() -> datetime:
    return datetime.now(UTC)


def _looking(work: StageWork) -> Work:
    """A stage that looks needs nothing of who drives."""

    def carried_out(_: Driving, context: StageContext) -> StageStatus:
        return work(context)

    return carried_out


def _plan_stage(console: Console) -> PlanStage:
    from console.services.rollouts.plan_stage import PlanStage

    return PlanStage(
        console.runs,
        console.store,
        lambda: console.variables,
        partial(_caller, console),
        console.settings.plan_minutes,
        console.team_runs.elsewhere,
    )


def _hooks(console: Console, files: RolloutFiles) -> Hooks:
    from console.services.rollouts.hook_channels import CommandChannel, Publisher, TopicChannel, WebhookChannel
    from console.services.rollouts.hooks import Channel, Hooks

    def publisher() -> Publisher:
        from console.aws.ecs import Clients
        from console.aws.sns import SnsChanges

        return SnsChanges(Clients(console.cloud.engine_variables))

    def write(event: RolloutEvent, sentence: str) -> None:
        console.audit.note("rollout hook", event.rollout, sentence)

    channels: dict[str, Channel] = {
        "command": CommandChannel(),
        "webhook": WebhookChannel(),
        "sns": TopicChannel(publisher),
    }
    return Hooks(lambda system: files.of(system).hooks, channels, write)
