"""What the records of earlier runs say: of the state, of the time still to go, and of the environment."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from console.domain.cost_figures import CostFigures
from console.domain.environment import EnvironmentState
from console.domain.overview import EnvironmentSummary
from console.domain.plan import Action
from console.domain.progress import Progress, ResourceRun, ResourceState
from console.domain.run import Identity, RunKind, RunRecord, RunStatus, Stage, StageName, StateMark
from console.services.durations import Durations
from console.services.run_store import RunStore
from console.services.state_history import drifted, lost_state
from tests.fakes.runs import empty_plan
from tests.fakes.tiny import DEV, Tiny
from tests.screens.material import change

START = datetime(2026, 1, 1, tzinfo=UTC)
IDENTITY = Identity(
    environment="tiny/dev", account="1", region="us-east-1", backend="local", workspace="default", sandbox=False,
    engine="terraform 1.11.4", configuration="c", variables="v",
)  # fmt: skip


def run(number: int, status: RunStatus = RunStatus.DONE, **changes: object) -> RunRecord:
    """A run of the environment; those that were applied have the stage that says so."""
    planned = status in (RunStatus.PLANNED, RunStatus.NO_CHANGES, RunStatus.DISCARDED)
    at = START + timedelta(hours=number)
    given: dict[str, object] = {
        "number": number,
        "environment": "tiny/dev",
        "kind": RunKind.APPLY,
        "status": status,
        "created_at": at,
        "ended_at": at,
        "by": "tester@here",
        "identity": IDENTITY,
        "planned": {},
        "state": StateMark(lineage="a", serial=number, resources=3),
        "resources_after": 3 if status in (RunStatus.DONE, RunStatus.NO_CHANGES) else None,
        "stages": [] if planned else [Stage(name=StageName.APPLY, started_at=at)],
    }
    return RunRecord(**(given | changes))  # type: ignore[arg-type]


def mark(lineage: str = "a", serial: int = 9, resources: int = 3) -> StateMark:
    return StateMark(lineage=lineage, serial=serial, resources=resources)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (mark(), None),
        (mark(serial=1), None),
        (mark(serial=0), "The state went back in time: it has serial 0, an earlier run met serial 1."),
        (mark("b"), "The state is another one than earlier runs worked on (its lineage has changed)."),
        (mark(resources=0), "The state is empty, but run tiny/dev#1 left 3 resources in it."),
        (mark("", 0, 0), "The state is empty, but run tiny/dev#1 left 3 resources in it."),
    ],
)
def test_a_state_that_does_not_follow_the_earlier_one_is_told(state: StateMark, words: str | None) -> None:
    assert lost_state(run(2, RunStatus.PLANNED, state=state), [run(1)]) == words


def test_a_first_plan_and_one_after_a_destroy_lose_nothing() -> None:
    empty = run(3, RunStatus.PLANNED, state=mark(resources=0))
    assert lost_state(empty, []) is None
    assert lost_state(empty, [run(2, kind=RunKind.DESTROY, resources_after=0), run(1)]) is None


def test_a_plan_that_was_refused_for_its_state_is_no_measure() -> None:
    refused = run(2, RunStatus.FAILED, planned=None, state=mark("b", 1), stages=[])
    assert lost_state(run(3, RunStatus.PLANNED, state=mark("b", 2)), [refused, run(1)]) is not None


def test_a_plan_that_was_accepted_with_its_state_is_the_new_measure() -> None:
    accepted = run(2, RunStatus.DISCARDED, state=mark("b", 5))
    assert lost_state(run(3, RunStatus.PLANNED, state=mark("b", 6)), [accepted, run(1)]) is None
    assert lost_state(run(3, RunStatus.PLANNED, state=mark("a", 9)), [accepted, run(1)]) is not None


def test_the_same_configuration_without_changes_has_not_drifted() -> None:
    assert drifted(run(2, RunStatus.PLANNED), empty_plan(), [run(1)]) == 0


@pytest.mark.parametrize("field", ["configuration", "variables", "engine", "account", "backend"])
def test_a_plan_of_something_else_does_not_tell_of_changes_outside(field: str) -> None:
    other = run(2, RunStatus.PLANNED, identity=IDENTITY.model_copy(update={field: "other"}))
    assert drifted(other, empty_plan(), [run(1)]) is None


@pytest.mark.parametrize(
    "earlier", [[], [run(1, RunStatus.FAILED)], [run(1, kind=RunKind.DESTROY)], [run(1, RunStatus.PLANNED)]]
)
def test_without_a_finished_apply_nothing_is_known_of_changes_outside(earlier: Sequence[RunRecord]) -> None:
    assert drifted(run(2, RunStatus.PLANNED), empty_plan(), earlier) is None


@pytest.mark.parametrize(
    ("planned", "earlier"),
    [({"targets": ["a.b"]}, {}), ({"replace": ["a.b"]}, {}), ({}, {"targets": ["a.b"]})],
)
def test_a_plan_of_a_part_and_one_after_a_partial_apply_do_not_tell_of_changes_outside(
    planned: dict[str, list[str]], earlier: dict[str, list[str]]
) -> None:
    assert drifted(run(2, RunStatus.PLANNED, **planned), empty_plan(), [run(1, **earlier)]) is None


def test_what_a_refresh_only_run_took_over_still_differs_from_what_was_applied() -> None:
    changed = empty_plan(changes=(change("aws_x.this", Action.CHANGE),))
    earlier = [run(2, refresh_only=True), run(1)]
    assert drifted(run(3, RunStatus.PLANNED), changed, earlier) == 1
    assert drifted(run(3, RunStatus.PLANNED, refresh_only=True), empty_plan(drift=changed.changes), earlier) == 1


def summary(tiny: Tiny, *records: RunRecord) -> EnvironmentSummary:
    """The environment as its runs describe it."""
    console = tiny.console()
    for record in records:
        number, folder = console.store.create(DEV)
        assert number == record.number
        folder.write(record)
    return console.environments.list()[0]


@pytest.mark.parametrize(
    ("records", "state", "resources"),
    [
        ([], EnvironmentState.NEVER_APPLIED, None),
        ([run(1, RunStatus.PLANNED)], EnvironmentState.NEVER_APPLIED, None),
        ([run(1)], EnvironmentState.APPLIED, 3),
        ([run(1), run(2, RunStatus.NO_CHANGES)], EnvironmentState.APPLIED, 3),
        ([run(1), run(2, RunStatus.DISCARDED, drifted=2)], EnvironmentState.CHANGED_OUTSIDE, 3),
        ([run(1), run(2, RunStatus.DISCARDED, drifted=2), run(3, RunStatus.NO_CHANGES, drifted=0)],
         EnvironmentState.APPLIED, 3),
        ([run(1), run(2, RunStatus.FAILED)], EnvironmentState.FAILED, None),
        ([run(1), run(2, RunStatus.STOPPED)], EnvironmentState.INCOMPLETE, None),
        ([run(1), run(2, RunStatus.UNCLEAN)], EnvironmentState.INCOMPLETE, None),
        ([run(1), run(2, RunStatus.FAILED), run(3, RunStatus.NO_CHANGES)], EnvironmentState.APPLIED, 3),
        ([run(1), run(2, RunStatus.FAILED, stages=[])], EnvironmentState.APPLIED, 3),
        ([run(1), run(2, kind=RunKind.DESTROY, resources_after=0)], EnvironmentState.DESTROYED, None),
    ],
)  # fmt: skip
def test_an_environment_is_what_its_runs_left(
    tiny: Tiny, records: Sequence[RunRecord], state: EnvironmentState, resources: int | None
) -> None:
    found = summary(tiny, *records)
    assert (found.state, found.resources) == (state, resources)
    assert found.last_run == (records[-1] if records else None)


@pytest.mark.parametrize(("days", "dated"), [(90, False), (91, True)])
def test_the_cost_of_an_environment_at_old_prices_says_of_when_they_are(tiny: Tiny, days: int, dated: bool) -> None:
    prices_of = datetime.now(UTC).date() - timedelta(days=days)
    found = summary(tiny, run(1, cost=CostFigures(after=Decimal(7), complete=True, prices_of=prices_of)))
    assert found.monthly_usd == Decimal(7)
    assert found.prices_of == (prices_of if dated else None)


def test_an_environment_that_is_held_is_locked_and_says_by_whom(tiny: Tiny) -> None:
    console = tiny.console()
    with console.store.locked(DEV):
        (found,) = tiny.console().environments.list()
    assert found.state is EnvironmentState.LOCKED
    assert found.note.startswith("held by ")


def test_outputs_are_counted_where_the_newest_apply_kept_them(tiny: Tiny) -> None:
    costs = {"cost": CostFigures(after=Decimal(5), complete=False)}
    summary(tiny, run(1, **costs))
    (tiny.run_folder(1) / "outputs.json").write_text(json.dumps({"a": {"value": 1, "sensitive": False}}))
    console = tiny.console()
    _, folder = console.store.create(DEV)
    folder.write(run(2, RunStatus.NO_CHANGES, **costs))
    (found,) = console.environments.list()
    assert (found.outputs, found.monthly_usd, found.monthly_complete) == (1, 5, False)


class Clock:
    """A clock that stands where it is put."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def progress(clock: Clock, **resources: tuple[ResourceState, float]) -> Progress:
    runs = {
        name: ResourceRun(name, Action.CREATE, state=state, seconds=seconds)
        for name, (state, seconds) in resources.items()
    }
    return Progress(resources=runs, clock=clock)


def test_without_an_earlier_run_no_time_is_expected(tmp_path: Path) -> None:
    durations = Durations(RunStore(tmp_path, sandbox=False))
    assert durations.expected_seconds(DEV, progress(Clock(), a=(ResourceState.WAITING, 0))) is None


def test_what_took_long_is_expected_to_take_as_long_less_what_was_done(tmp_path: Path) -> None:
    durations, clock = Durations(RunStore(tmp_path, sandbox=False)), Clock()
    done = progress(clock, a=(ResourceState.DONE, 10.0), b=(ResourceState.DONE, 30.0))
    durations.remember(DEV, done, 20.0)
    waiting = progress(clock, a=(ResourceState.WAITING, 0), b=(ResourceState.WAITING, 0))
    assert durations.expected_seconds(DEV, waiting) == 30.0, "the longest one, since two are done at once"
    partly = progress(clock, a=(ResourceState.DONE, 10.0), b=(ResourceState.RUNNING, 12.0))
    assert durations.expected_seconds(DEV, partly) == 18.0
    over = progress(clock, b=(ResourceState.RUNNING, 99.0))
    assert durations.expected_seconds(DEV, over) == 0.0
    strange = progress(clock, c=(ResourceState.WAITING, 0))
    assert durations.expected_seconds(DEV, strange) is None


def test_only_what_was_finished_is_remembered_and_an_unreadable_file_is_nothing_known(tmp_path: Path) -> None:
    store = RunStore(tmp_path, sandbox=False)
    durations, clock = Durations(store), Clock()
    durations.remember(DEV, progress(clock, a=(ResourceState.FAILED, 10.0)), 20.0)
    assert durations.expected_seconds(DEV, progress(clock, a=(ResourceState.WAITING, 0))) is None
    durations.remember(DEV, progress(clock, a=(ResourceState.DONE, 10.0)), 10.0)
    (store.environment(DEV) / "durations.json").write_text("{")
    assert durations.expected_seconds(DEV, progress(clock, a=(ResourceState.WAITING, 0))) is None


def test_partial_and_refresh_only_runs_do_not_speak_for_the_environment(tiny: Tiny) -> None:
    assert summary(tiny, run(1, RunStatus.FAILED), run(2, targets=["a.b"])).state is EnvironmentState.FAILED


def test_drift_that_was_accepted_is_no_change_outside_until_a_plan_finds_it_again(tiny: Tiny) -> None:
    accepted = run(2, refresh_only=True, drifted=2)
    assert summary(tiny, run(1), accepted).state is EnvironmentState.APPLIED
    found = run(3, RunStatus.PLANNED, drifted=1)
    (tiny.run_folder(3)).mkdir()
    tiny.console().store.folder(found.id).write(found)
    assert tiny.console().environments.list()[0].state is EnvironmentState.CHANGED_OUTSIDE
