"""What is said before something is done to a rollout: what will happen, and how to get back."""

from __future__ import annotations

from textual.content import Content

from console.domain.rollout import EnvironmentRollout, RolloutRecord, RolloutStage, StageStatus
from console.domain.rollout_file import OnFailure
from console.ui.format import plural
from console.ui.gate import styled
from console.ui.rollout_view.rows import gate_words
from console.ui.rollout_view.ways import applied


def go_on_content(record: RolloutRecord) -> Content:
    """On from here: which environment and stage, and the gates that are still to come."""
    part = record.current
    if part is None:
        return styled("Every environment is through.")
    stage = part.current
    lines = [
        styled(
            "[b]$environment[/] goes on with [b]$stage[/], driven by this console.",
            environment=part.environment, stage=stage.stage.value if stage else "its end",
        ),
        styled("[$foreground-muted]Gates:[/] $gates", gates=gate_words(part.gates)),
    ]  # fmt: skip
    if record.reason:
        lines.append(styled("[$foreground-muted]It stands because:[/] $reason", reason=record.reason))
    later = record.environments[record.environments.index(part) + 1 :]
    if later:
        names = ", ".join(each.environment for each in later)
        lines.append(styled("[$foreground-muted]Then:[/] $names, each with its own gates.", names=names))
    lines.append(styled("[$foreground-muted]The way back:[/] p pauses, x ends it, b goes back to what ran before."))
    return Content("\n\n").join(lines)


def pause_content(record: RolloutRecord) -> Content:
    """What pausing does now."""
    part = record.current
    lines = [styled("No new stage begins; g goes on from where it stands, in this console or another.")]
    if part is not None and part.stage(RolloutStage.APPLY).status is StageStatus.RUNNING:
        lines.append(
            styled(
                "The apply of $n is under way and is [b]not[/b] interrupted: it goes on to its end.", n=part.environment
            )
        )
    lines.append(
        styled("[$foreground-muted]Approvals expire and plans get too old while it waits: both are asked for again.[/]")
    )
    return Content("\n\n").join(lines)


def abort_content(record: RolloutRecord) -> Content:
    """What ending it leaves behind."""
    lines = [styled("The rollout ends here and cannot be resumed; another can be begun.")]
    part = record.current
    if part is not None:
        if part.stage(RolloutStage.APPLY).status is StageStatus.RUNNING:
            lines.append(
                styled(
                    "[b $text-warning]The apply of $n is under way.[/] Terraform is asked to stop once: what is in "
                    "flight is finished, the rest is not begun. What is uncertain is named in the report.",
                    n=part.environment,
                )
            )
        elif applied(part):
            lines.append(styled("[b $text-warning]$n stays changed[/]: b rolls it back.", n=part.environment))
        else:
            lines.append(styled("Nothing was changed in [b]$n[/] yet, and nothing will be.", n=part.environment))
    through = [each.environment for each in record.environments if each.current is None]
    if through:
        names = ", ".join(through)
        lines.append(styled("The change stays in $n.", n=names))
    return Content("\n\n").join(lines)


def back_content(part: EnvironmentRollout, how: OnFailure) -> Content:
    """What going back does in one environment."""
    if how is OnFailure.ROLL_BACK_SERVICE:
        services = part.services_before
        count = plural(len(services), "service") if services else "the services"
        lines = [
            styled(
                "[b]Services[/]: $count of $n run the task definitions again that they ran before the apply. What else "
                "the apply changed stays; each deployment is waited for and judged.",
                count=count, n=part.environment,
            )
        ]  # fmt: skip
        lines += [
            styled("[$foreground-muted]$s[/] -> $d", s=service.rpartition("/")[2], d=definition.rpartition("/")[2])
            for service, definition in sorted(services.items())
        ]
        if not services:
            lines.append(styled("[$text-warning]What they ran before is not known: this will be refused.[/]"))
        return Content("\n").join(lines)
    if part.before_elsewhere:
        return styled(
            "[b $text-warning]Infrastructure[/]: what stood before is run $run: it goes back on that machine.",
            run=part.before_elsewhere,
        )
    if part.before is None:
        return styled(
            "[b $text-warning]Infrastructure[/]: $n was made by this rollout, so there is no run to go back to.",
            n=part.environment,
        )
    return styled(
        "[b]Infrastructure[/]: what run [b]$before[/] froze, its configuration and variables, is planned against what "
        "there is now. That plan is shown and asks before anything is applied. Data that was lost does not come back.",
        before=part.before,
    )
