"""The report of a rollout: verdict, plans, cost, approvals, timings, measurements, and whether the audit log holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from console.domain.audit import AuditEntry, first_broken
from console.domain.rollout import ApprovalGiven, EnvironmentRollout, RolloutRecord
from console.domain.run import RunRecord
from console.errors import ConsoleError, InputError
from console.ports import TeamStoreReader
from console.services.exports import write_new
from console.services.rollouts.bake_document import document_key
from console.services.rollouts.report_bake import charts_of
from console.services.rollouts.report_blocks import Picture, plain
from console.services.rollouts.report_document import report_blocks, title
from console.services.rollouts.report_html import html
from console.services.rollouts.report_markdown import markdown
from console.services.rollouts.report_material import AuditCheck, EnvironmentMaterial, ReportMaterial
from console.services.rollouts.report_pictures import WatchedChart

T = TypeVar("T")
FORMATS = ("md", "html", "json")


class Reports:
    """Makes reports; changes nothing but the files that are asked for."""

    def __init__(
        self,
        store: Callable[[], TeamStoreReader],
        approvals: Callable[[str, str], Sequence[ApprovalGiven]],
        run: Callable[[str], RunRecord],
        plan_text: Callable[[str], str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._approvals = approvals
        self._run = run
        self._plan_text = plan_text
        self._now = now

    def material(self, record: RolloutRecord) -> ReportMaterial:
        """Read everything; what cannot be read is said in the report, in a sentence."""
        environments = tuple(self._environment(record, part) for part in record.environments)
        return ReportMaterial(record, environments, self._audit(record), self._now())

    def text(self, record: RolloutRecord, form: str) -> str:
        """The report as `md`, `html` or `json`; raises InputError for any other."""
        material = self.material(record)
        match form:
            case "md":
                return markdown(report_blocks(material))
            case "html":
                return html(report_blocks(material), title(material))
            case "json":
                return json.dumps(document(material), indent=2) + "\n"
        raise InputError(f"{plain(form)[:40]!r} is no format of a report: use {', '.join(FORMATS)}.")

    def write(self, record: RolloutRecord, form: str, path: Path) -> tuple[Path, ...]:
        """Write it to a new file, the pictures of a Markdown report beside it; raises InputError.

        The pictures' names begin with the file's, and the report names them so.
        """
        if form != "md":
            write_new(path, self.text(record, form))
            return (path,)
        blocks = [
            Picture(f"{path.stem}-{block.name}", block.svg, block.words) if isinstance(block, Picture) else block
            for block in report_blocks(self.material(record))
        ]
        write_new(path, markdown(blocks))
        pictures = [block for block in blocks if isinstance(block, Picture)]
        for picture in pictures:
            write_new(path.parent / picture.name, picture.svg)
        return (path, *(path.parent / picture.name for picture in pictures))

    def _environment(self, record: RolloutRecord, part: EnvironmentRollout) -> EnvironmentMaterial:
        reading = _Reading()
        run_id, rollback_id = part.run, part.rollback_run
        run = reading.of("The run", lambda: self._run(run_id), None) if run_id else None
        rollback = reading.of("The run of the way back", lambda: self._run(rollback_id), None) if rollback_id else None
        plan = reading.of("The plan", lambda: self._plan_text(run_id), "") if run_id and run is not None else ""
        nobody: tuple[ApprovalGiven, ...] = ()
        given = reading.of("The approvals", lambda: tuple(self._approvals(record.id, part.environment)), nobody)
        nothing: tuple[WatchedChart, ...] = ()
        charts = reading.of(
            "What was measured", lambda: charts_of(self._store().kept(document_key(record, part.environment))), nothing
        )
        return EnvironmentMaterial(part, run, rollback, plan, given, charts, tuple(reading.missing))

    def _audit(self, record: RolloutRecord) -> AuditCheck:
        try:
            entries = self._store().entries()
        except ConsoleError as error:
            return AuditCheck(problem=error.message)
        return AuditCheck(_own(entries, record), len(entries), first_broken(entries))


def _own(entries: Sequence[AuditEntry], record: RolloutRecord) -> tuple[AuditEntry, ...]:
    """Those of the rollout and of its runs: an act's end belongs to its beginning, and the other way round."""
    runs = {run for part in record.environments for run in (part.run, part.rollback_run) if run is not None}
    named = re.compile(rf"(?<![\w-]){re.escape(record.id)}(?!\w)")
    own = {
        entry.number for entry in entries
        if entry.subject in runs or entry.subject == record.id or named.search(entry.text)
    }  # fmt: skip
    began = {entry.number: int(entry.details["began"]) for entry in entries if entry.details.get("began", "").isdigit()}
    own |= {begun for number, begun in began.items() if number in own}
    own |= {number for number, begun in began.items() if begun in own}
    return tuple(entry for entry in entries if entry.number in own)


class _Reading:
    """Reads one thing after the other; what cannot be read is a sentence of the report."""

    def __init__(self) -> None:
        self.missing: list[str] = []

    def of(self, what: str, ask: Callable[[], T], otherwise: T) -> T:
        try:
            return ask()
        except ConsoleError as error:
            self.missing.append(f"{what} could not be read: {error.message}")
            return otherwise


def document(material: ReportMaterial) -> dict[str, Any]:
    """The report for programs; what is not known is null."""
    return {
        "rollout": material.record.id,
        "verdict": material.verdict,
        "made_at": material.made_at.isoformat(),
        "record": material.record.model_dump(mode="json"),
        "environments": [
            {
                "environment": each.part.environment,
                "run": each.run.model_dump(mode="json") if each.run else None,
                "rollback_run": each.rollback.model_dump(mode="json") if each.rollback else None,
                "plan": each.plan_text or None,
                "approvals": [given.model_dump(mode="json") for given in each.approvals],
                "bake": [
                    {"title": chart.title, "unit": chart.unit, "above": chart.above, "below": chart.below,
                     "before": [list(point) for point in chart.before], "after": [list(point) for point in chart.after]}
                    for chart in each.charts
                ],
                "could_not_be_read": list(each.missing),
            }
            for each in material.environments
        ],
        "audit": {
            "holds": None if material.audit.problem else material.audit.first_broken is None,
            "first_broken": material.audit.first_broken,
            "problem": material.audit.problem or None,
            "entries": [entry.model_dump(mode="json") for entry in material.audit.entries],
        },
    }  # fmt: skip
