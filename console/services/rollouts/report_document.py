"""A report in order: the verdict first, then who and what, each environment, and whether the audit log holds."""

from __future__ import annotations

from collections.abc import Iterator

from console.domain import money
from console.domain.rollout import RolloutStage, StageStatus
from console.domain.run import RunRecord, RunStatus
from console.services.rollouts.report_blocks import Block, Heading, Picture, Rows, Sentence, Verbatim
from console.services.rollouts.report_material import (
    EnvironmentMaterial,
    ReportMaterial,
    duration_words,
    moment_words,
    seconds_between,
)
from console.services.rollouts.report_pictures import drawn

UNKNOWN = "not known"


def title(material: ReportMaterial) -> str:
    """`Rollout replaydash@3`"""
    return f"Rollout {material.record.id}"


def report_blocks(material: ReportMaterial) -> Iterator[Block]:
    """The whole report."""
    record = material.record
    yield Heading(1, title(material))
    yield Sentence(material.verdict, strong=True)
    if record.sandbox:
        yield Sentence("SANDBOX: this went to the simulated AWS. Nothing of it ran on AWS, its figures are made up.")
    yield Sentence(record.why or "Nobody said what the change is for.")
    yield Rows(("", ""), list(_facts(material)))
    if record.values:
        yield Heading(2, "What was changed")
        yield Rows(("Variable", "Value in every environment"), list(record.values.items()))
    if record.images:
        yield Heading(2, "Images")
        yield Rows(("Image", "Digest"), list(record.images.items()))
    yield Heading(2, "Environments")
    yield Rows(
        ("Environment", "Stands", "Plan", "USD/month before", "after", "Took"),
        [_overview(each) for each in material.environments],
        right=(3, 4, 5),
    )
    for each in material.environments:
        yield from _environment(each)
    yield from _audit(material)
    yield Sentence(f"Made {moment_words(material.made_at)} by infra-console.")


def _facts(material: ReportMaterial) -> Iterator[tuple[str, str]]:
    record = material.record
    yield "Started", f"{moment_words(record.started_at)} by {record.started_by}"
    if record.started_arn:
        yield "Credentials", record.started_arn
    yield "Ended", moment_words(record.ended_at) if record.ended_at else "It has not ended."
    yield "Took", duration_words(seconds_between(record.started_at, record.ended_at))
    yield "Configuration", f"SHA-256 {record.configuration}" if record.configuration else "not planned yet"
    yield "Driven by", record.driver or "-"


def _overview(each: EnvironmentMaterial) -> tuple[str, ...]:
    part, run = each.part, each.run
    current = part.current
    stands = "through" if current is None else f"{current.stage.value}: {current.status.value}"
    if part.rollback_run is not None:
        done = each.rollback is not None and each.rollback.status in (RunStatus.DONE, RunStatus.NO_CHANGES)
        how = each.rollback.status.value if each.rollback is not None else "not known here"
        stands += f", rolled back by {part.rollback_run}" if done else f", way back {part.rollback_run}: {how}"
    begins = [stage.started_at for stage in part.stages if stage.started_at]
    ends = [stage.ended_at for stage in part.stages if stage.ended_at]
    took = seconds_between(min(begins, default=None), max(ends, default=None))
    return (part.environment, stands, _counts(run), _usd(run, "before"), _usd(run, "after"), duration_words(took))


def _counts(run: RunRecord | None) -> str:
    if run is None or run.planned is None:
        return "-"
    return str(run.planned)


def _usd(run: RunRecord | None, side: str) -> str:
    amount = getattr(run.cost, side) if run is not None and run.cost is not None else None
    if amount is None:
        return UNKNOWN
    # What is not known is known to be so of the figure after the plan alone.
    sure = side == "before" or run is None or run.cost is None or run.cost.complete
    least = "" if sure else "at least "
    return f"{least}{money.usd(amount)}"


def _environment(each: EnvironmentMaterial) -> Iterator[Block]:
    part = each.part
    yield Heading(2, part.environment)
    for sentence in each.missing:
        yield Sentence(sentence)
    yield Rows(("Stage", "Stands", "Began", "Took"), [_stage_row(each, stage) for stage in RolloutStage], right=(3,))
    evidence = [
        (stage.stage.value, seen.check, seen.finding.value, seen.text, moment_words(seen.at))
        for stage in part.stages
        for seen in stage.evidence
    ]
    if evidence:
        yield Heading(3, f"Evidence of {part.environment}")
        yield Rows(("Stage", "Check", "Found", "What was seen", "When"), evidence)
    if each.plan_text:
        yield Heading(3, f"Plan of {part.run or part.environment}")
        yield Verbatim(each.plan_text)
    yield from _approvals(each)
    if each.charts:
        yield Heading(3, f"Bake of {part.environment}")
        for number, chart in enumerate(each.charts, start=1):
            yield Picture(f"{part.name.environment}-{number}.svg", drawn(chart), chart.words)


def _stage_row(each: EnvironmentMaterial, stage: RolloutStage) -> tuple[str, ...]:
    record = each.part.stage(stage)
    stands = record.status.value
    if record.status in (StageStatus.HELD, StageStatus.RUNNING) and record.waits_for:
        stands += f": {record.waits_for}"
    if record.attempts > 1:
        stands += f" ({record.attempts} attempts)"
    took = duration_words(seconds_between(record.started_at, record.ended_at))
    return (stage.value, stands, moment_words(record.started_at), took)


def _approvals(each: EnvironmentMaterial) -> Iterator[Block]:
    wanted = each.part.gates.approvals
    if not each.approvals and not wanted:
        return
    yield Heading(3, f"Approvals of {each.part.environment}")
    if not each.approvals:
        yield Sentence(f"Nobody has approved; {wanted} wanted.")
        return
    rows = [
        (
            given.by, given.arn or "-", moment_words(given.at), f"{given.plan_sha256[:12]}…",
            "this plan" if given.plan_sha256 == each.part.plan_sha256 else "an earlier plan: does not count",
            ", ".join((*given.acknowledged, *given.destroys)) or "-", given.why or "-",
        )
        for given in each.approvals
    ]  # fmt: skip
    yield Rows(("By", "Credentials", "When", "Plan", "Is of", "Acknowledged", "Why"), rows)


def _audit(material: ReportMaterial) -> Iterator[Block]:
    yield Heading(2, "Audit log")
    broken = material.audit.first_broken is not None or bool(material.audit.problem)
    yield Sentence(material.audit.words, strong=broken)
    rows = [
        (str(entry.number), moment_words(entry.at), entry.by, entry.action, entry.subject,
         " ".join(part for part in (entry.text, entry.outcome) if part))
        for entry in material.audit.entries
    ]  # fmt: skip
    if rows:
        yield Rows(("No.", "When", "By", "Act", "Of", "What was said"), rows, right=(0,))
