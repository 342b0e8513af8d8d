"""The live state of a run, folded from events."""

from pathlib import Path

import pytest

from console.domain.events import (
    ChangeSummary,
    Diagnostic,
    DiagnosticSeen,
    HookAction,
    PlannedChange,
    ResourceCompleted,
    ResourceErrored,
    ResourceProgress,
    ResourceStarted,
    Severity,
)
from console.domain.plan import Action
from console.domain.progress import Progress, ResourceState
from console.terraform.event_stream import EventReader

STREAMS = Path(__file__).parents[2] / "fixtures" / "streams"
CREATE, DELETE = HookAction.CREATE, HookAction.DELETE


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def progress(clock):
    return Progress(clock=clock)


def planned(address, action=Action.CREATE):
    return PlannedChange("", "", address, action)


def started(address="a.b", action=CREATE):
    return ResourceStarted("", "", address, action)


def lasting(seconds, address="a.b", action=CREATE):
    return ResourceProgress("", "", address, action, seconds)


def completed(seconds=0.0, address="a.b", action=CREATE):
    return ResourceCompleted("", "", address, action, seconds)


def states(progress):
    return {address: resource.state for address, resource in progress.resources.items()}


def replay(name):
    reader = EventReader()
    events = reader.feed((STREAMS / f"{name}.jsonl").read_bytes()) + reader.finish()
    progress = Progress(clock=Clock())
    progress.fold(events)
    return progress


@pytest.mark.parametrize("name", ["apply_create", "apply_replace_both_orders", "apply_destroy"])
def test_after_a_real_apply_every_resource_is_done(name):
    progress = replay(name)
    assert progress.total > 0
    assert progress.count(ResourceState.DONE) == progress.total
    assert progress.summary is not None


def test_after_a_real_failure_done_failed_and_not_started_are_told_apart():
    assert states(replay("apply_failed")) == {
        "terraform_data.ok[0]": ResourceState.DONE,
        "terraform_data.ok[1]": ResourceState.DONE,
        "terraform_data.ok[2]": ResourceState.DONE,
        "terraform_data.fails": ResourceState.FAILED,
        "terraform_data.after": ResourceState.WAITING,
    }


def test_what_is_planned_waits_until_it_starts(progress):
    progress.fold([planned("a.b"), planned("c.d", Action.READ), planned("e.f", Action.NONE)])
    assert states(progress) == {"a.b": ResourceState.WAITING}


def test_a_saved_plans_changes_are_not_counted_twice(progress):
    progress.fold([planned("a.b", Action.REPLACE), planned("a.b", Action.REPLACE)])
    assert progress.total == 1
    assert progress.resources["a.b"].steps_left == 2


def test_a_replacement_is_done_only_after_both_steps(progress):
    progress.fold([planned("a.b", Action.REPLACE), started(action=DELETE), completed(action=DELETE)])
    assert progress.resources["a.b"].state is ResourceState.RUNNING
    progress.fold([started(), completed()])
    assert progress.resources["a.b"].state is ResourceState.DONE


def test_elapsed_runs_with_the_clock_and_stops_at_the_end(progress, clock):
    progress.fold([planned("a.b"), started()])
    clock.now += 2.4
    assert progress.resources["a.b"].elapsed(clock.now) == pytest.approx(2.4)
    progress.fold([completed(2)])
    clock.now += 100
    assert progress.resources["a.b"].elapsed(clock.now) == pytest.approx(2.4)


def test_the_two_steps_of_a_replacement_add_up_without_the_wait_between(progress, clock):
    progress.fold([planned("a.b", Action.REPLACE), started()])
    clock.now += 5
    progress.fold([completed(5)])
    clock.now += 60
    assert progress.resources["a.b"].elapsed(clock.now) == pytest.approx(5)
    progress.fold([started(action=DELETE)])
    clock.now += 7
    progress.fold([completed(7, action=DELETE)])
    assert progress.resources["a.b"].seconds == pytest.approx(12)


def test_a_replayed_stream_takes_its_durations_from_the_engine(progress, clock):
    progress.fold([planned("a.b"), started(), lasting(10), completed(12), planned("c.d"), started("c.d")])
    progress.fold([lasting(20, "c.d")])
    assert progress.resources["a.b"].seconds == 12
    assert progress.resources["c.d"].elapsed(clock.now) == 20
    clock.now += 3
    assert progress.resources["c.d"].elapsed(clock.now) == 23


def test_a_real_replay_has_the_recorded_duration():
    assert replay("apply_move_import_forget").resources["terraform_data.slow"].seconds == 12


def test_what_is_under_way_when_the_run_stops_becomes_uncertain(progress, clock):
    progress.fold([planned("a.b"), started(), planned("c.d"), planned("e.f"), started("e.f"), completed(0, "e.f")])
    clock.now += 4
    assert progress.interrupt() == ["a.b"]
    clock.now += 50
    assert progress.resources["a.b"].state is ResourceState.UNCERTAIN
    assert progress.resources["a.b"].elapsed(clock.now) == pytest.approx(4)
    assert progress.resources["c.d"].state is ResourceState.WAITING
    assert progress.interrupt() == []


def test_moves_imports_and_forgotten_resources_are_done_only_with_the_applys_summary(progress):
    progress.fold([planned("a.m", Action.MOVE), planned("a.i", Action.IMPORT), planned("a.f", Action.FORGET)])
    progress.fold([planned("a.b"), ChangeSummary("", "", "plan", 1, 0, 0)])
    assert progress.count(ResourceState.WAITING) == 4
    progress.fold([ChangeSummary("", "", "apply", 1, 0, 0)])
    assert states(progress) == {
        "a.m": ResourceState.DONE,
        "a.i": ResourceState.DONE,
        "a.f": ResourceState.DONE,
        "a.b": ResourceState.WAITING,
    }


def test_a_resource_that_no_plan_named_is_still_shown(progress):
    progress.fold([started("data.x.y", HookAction.READ), started("a.b", DELETE)])
    assert progress.resources["data.x.y"].action is Action.READ
    assert progress.resources["a.b"].action is Action.DESTROY


def test_a_failed_step_keeps_its_duration(progress, clock):
    progress.fold([planned("a.b"), started()])
    clock.now += 3
    progress.fold([ResourceErrored("", "", "a.b", CREATE, 3)])
    clock.now += 30
    assert progress.resources["a.b"].state is ResourceState.FAILED
    assert progress.resources["a.b"].elapsed(clock.now) == pytest.approx(3)


def test_diagnostics_are_kept_in_order(progress):
    seen = [DiagnosticSeen("", "", Diagnostic(Severity.ERROR, text)) for text in ("one", "two")]
    progress.fold(seen)
    assert [diagnostic.summary for diagnostic in progress.diagnostics] == ["one", "two"]
