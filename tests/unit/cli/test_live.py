"""What a run does, as lines: how many of its resources are done, never more than there are."""

from __future__ import annotations

import re
from typing import Any

import pytest

from console.cli.live import Live
from console.domain.events import Event, HookAction, PlannedChange, ResourceCompleted, ResourceErrored, ResourceStarted
from console.domain.plan import Action
from console.domain.progress import Progress
from console.domain.run import StageName
from console.services.following import RunUpdate
from tests.fakes.gates import run


def told(live: Live, stage: StageName, *events: Event, number: int = 1) -> None:
    progress = Progress()
    progress.fold(events)
    live.update(RunUpdate(run(number), stage, progress, events))


def over(address: str, action: HookAction) -> tuple[Event, Event]:
    words: dict[str, Any] = {"at": "", "text": address, "address": address, "action": action}
    return ResourceStarted(**words), ResourceCompleted(**words)


def counts(said: str) -> list[str]:
    return re.findall(r"\[(\d+/\d+)\]", said)


def test_what_is_read_while_it_plans_and_half_a_replacement_are_not_counted_as_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    live = Live(quiet=False, sandbox=False)
    told(live, StageName.PLAN, *over("data.a.b", HookAction.READ), *over("data.a.c", HookAction.READ))
    planned = (PlannedChange("", "", "a.b", Action.REPLACE), PlannedChange("", "", "a.c", Action.CHANGE))
    told(
        live, StageName.APPLY, *planned,
        *over("a.b", HookAction.DELETE), *over("a.b", HookAction.CREATE), *over("a.c", HookAction.UPDATE),
    )  # fmt: skip
    assert counts(capsys.readouterr().out) == ["0/2", "0/2", "0/2", "1/2", "1/2", "2/2"]


def test_what_failed_is_not_done_and_the_next_run_begins_at_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    live = Live(quiet=False, sandbox=False)
    planned = PlannedChange("", "", "a.b", Action.CREATE)
    began, ended = over("a.b", HookAction.CREATE)
    told(live, StageName.APPLY, planned, began, ResourceErrored("", "a.b", "a.b", HookAction.CREATE))
    assert counts(capsys.readouterr().out) == ["0/1", "0/1"]
    told(live, StageName.APPLY, planned, began, ended, number=2)
    told(live, StageName.APPLY, planned, began, ended, number=3)
    assert counts(capsys.readouterr().out) == ["0/1", "1/1", "0/1", "1/1"]
