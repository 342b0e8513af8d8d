"""Histories, earlier runs and regular tasks, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from console.domain.environment import EnvironmentName
from console.domain.run_comparison import Difference, RunComparison, facts_of
from console.domain.tasks import Every, RegularTask, TaskDone, TaskStanding
from tests.fakes.overview import NOW, record


@dataclass
class FakeHistories:
    """Every plan reads alike; two runs differ in their desired count."""

    compared: list[tuple[str, str]] = field(default_factory=list)

    def plan_text(self, run_id: str) -> str:
        return f"Plan of run {run_id}\n\n  ~ change    module.service.aws_ecs_service.this\n"

    def compare(self, left_id: str, right_id: str) -> RunComparison:
        self.compared.append((left_id, right_id))
        left, right = (record(run.partition("#")[0], int(run.partition("#")[2])) for run in (left_id, right_id))
        variables = (Difference("desired_count", "2", "3"),)
        return RunComparison(left, right, facts_of(left, right), (), variables)


@dataclass
class FakeEarlierRuns:
    different: dict[str, Any] = field(default_factory=lambda: {"desired_count": 2})
    kept: list[str] = field(default_factory=list)

    def differing(self, run_id: str) -> dict[str, Any]:
        return self.different

    def keep(self, run_id: str) -> tuple[str, ...]:
        self.kept.append(run_id)
        return tuple(self.different)


def _standing(name: str, title: str, every: Every, days_ago: float | None) -> TaskStanding:
    commands = ("infra-console metrics replaydash/staging --range 7d", "infra-console cost replaydash/staging")
    task = RegularTask(name=name, title=title, every=every, text=f"{title}: done when nobody has a question.")
    done = None if days_ago is None else TaskDone(NOW - timedelta(days=days_ago), "ann@desk", "all green")
    return TaskStanding(task, commands, done, 0 if done is None else 3)


@dataclass
class FakeTasks:
    standing: list[TaskStanding] = field(
        default_factory=lambda: [
            _standing("review-metrics", "Review CloudWatch metrics", Every.WEEK, 2),
            _standing("check-updates", "Check for Terraform updates", Every.MONTH, 33),
            _standing("audit-iam", "Audit IAM policies", Every.QUARTER, None),
        ]
    )
    ticked: list[tuple[str, str, str]] = field(default_factory=list)
    error: BaseException | None = None

    def of(self, name: EnvironmentName) -> tuple[TaskStanding, ...]:
        if self.error is not None:
            raise self.error
        return tuple(self.standing)

    def tick(self, name: EnvironmentName, task: str, note: str = "") -> TaskStanding:
        self.ticked.append((str(name), task, note))
        self.standing = [
            replace(each, last=TaskDone(NOW, "ann@desk", note), times=each.times + 1)
            if each.task.name == task
            else each
            for each in self.standing
        ]
        return next(each for each in self.standing if each.task.name == task)
