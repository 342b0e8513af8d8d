"""What one would like to know about a service, and what a change of it would do."""

from __future__ import annotations

from textual.content import Content

from console.domain.ecs import Autoscaling, ServiceView, short_name
from console.domain.ecs_images import change_of
from console.services.deploy_checks import Check
from console.services.deployments import DeployPlan
from console.services.following_deployments import Outcome
from console.services.one_off import TaskPlan
from console.services.rollback import EarlierRevision, RollbackPlan
from console.services.scaling import ScalePlan
from console.ui.facts import Fact
from console.ui.format import bar
from console.ui.gate import content, styled

_CHECKS = {True: ("ok", "$text-success"), False: ("NO", "$text-error"), None: ("?", "$text-warning")}


def service_facts(view: ServiceView) -> list[Fact]:
    """The highlighted service."""
    service = view.service
    share = service.running / service.desired if service.desired else 0
    facts: list[Fact] = [
        ("Tasks", f"{service.running} of {service.desired} run, {service.pending} pending  {bar(share, 10)}"),
        ("Revision", short_name(service.task_definition)),
        ("Cluster", service.address.cluster),
        ("Runs on", ", ".join(service.launch) or "not known"),
        ("Scaling", scaling_words(view.autoscaling)),
    ]
    if service.target_groups:
        healthy = "not known" if view.healthy_targets is None else f"{view.healthy_targets} of {view.all_targets}"
        facts.append(("Healthy", f"{healthy} targets"))
    breaker = "on, rolls back" if service.rolls_back else "on, stops" if service.circuit_breaker else "off"
    facts.append(("Breaker", breaker))
    if service.controller != "ECS":
        facts.append(("Deployed", f"by {service.controller}, not by ECS"))
    return facts


def scaling_words(autoscaling: Autoscaling | None) -> str:
    """`1 to 4 tasks: CPU at 70`."""
    if autoscaling is None:
        return "none"
    metrics = ", ".join(
        f"{each.metric.removeprefix('ECSServiceAverage').removesuffix('Utilization')} at {each.target or '?'}"
        for each in autoscaling.policies
    )
    suspended = ", suspended" if autoscaling.suspended else ""
    return f"{autoscaling.minimum} to {autoscaling.maximum} tasks{': ' if metrics else ''}{metrics}{suspended}"


def scale_content(plan: ScalePlan) -> Content:
    """What a desired count would do."""
    lines = [
        styled("Tasks       [b]$a -> $b[/]", a=plan.service.desired, b=plan.desired),
        styled("Cost        $words", words=plan.cost.words),
        styled("Autoscaling $words", words=scaling_words(plan.autoscaling)),
        styled("Next apply  $words", words=plan.next_apply),
    ]
    return Content("\n").join([*lines, *_warnings(plan.warnings)])


def deploy_content(plan: DeployPlan) -> Content:
    """What a deployment would do."""
    if plan.image is None:
        image = plan.image_before.short
        what = styled("[b]$name[/] once more, new tasks with $image", name=plan.definition.name, image=image)
    else:
        what = styled("[b]$change[/]", change=change_of(plan.image_before, plan.image))
    return Content("\n").join([what, Content(), *_checks(plan.checks), *_warnings(plan.warnings)])


def rollback_content(plan: RollbackPlan) -> Content:
    """What a rollback would do."""
    way = "The deployment under way is stopped; ECS goes" if plan.stops is not None else "The service goes"
    lines = [styled("$way back to [b]$name[/].", way=way, name=plan.revision.name)]
    lines += [styled("  $d", d=each) for each in plan.revision.differences]
    if plan.cost.difference != 0:
        lines.append(styled("Cost: $words", words=plan.cost.words))
    return Content("\n").join([*lines, Content(), *_checks(plan.checks), *_warnings(plan.warnings)])


def task_content(plan: TaskPlan) -> Content:
    """What a one-off task would run."""
    command = " ".join(plan.shown_command) or "its image's own command"
    lines = [styled("[b]$name[/] runs once, in the network of the service:", name=plan.definition.name)]
    return Content("\n").join([*lines, content(command), Content(), *_checks(plan.checks)])


def revision_line(revision: EarlierRevision) -> str:
    """A revision to choose: its name and what differs."""
    differing = "; ".join(f"{each.name} {short_name(each.after) or '-'}" for each in revision.differences)
    state = "" if revision.definition.active else "  INACTIVE"
    return f"{revision.name}{state}  {differing or 'nothing differs'}"


def outcome_content(outcome: Outcome) -> Content:
    """The verdict of a deployment, with the likely cause where it was none to be glad of."""
    good = outcome.good
    words = str(outcome.verdict)
    tint = "$text-success" if good else "$text-error"
    lines = [
        styled(
            f"[b {tint}]$verdict[/]: $service runs $definition. $reason",
            verdict=words.capitalize() if good else words.upper(),
            service=outcome.service.address.name,
            definition=short_name(outcome.service.task_definition),
            reason="" if good else outcome.deployment.reason,
        )
    ]
    if outcome.cause is not None:
        lines.append(styled("Likely cause: $w [$text-accent]$h[/]", w=outcome.cause.words, h=outcome.cause.hint))
    lines += [styled("[$foreground-muted]| $line[/]", line=line) for line in outcome.log[-2:]]
    return Content("\n").join(lines)


def _checks(checks: tuple[Check, ...]) -> list[Content]:
    lines = []
    for check in checks:
        sign, tint = _CHECKS[check.fits]
        lines.append(styled(f"[{tint}]$sign[/] $name: $words", sign=sign.ljust(2), name=check.name, words=check.words))
    return lines


def _warnings(warnings: tuple[str, ...]) -> list[Content]:
    return [styled("[$text-warning]! $w[/]", w=warning) for warning in warnings]
