"""Pause, abort, consoles that die, and the way back: nothing is applied twice, and nothing is called what it is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from console.domain.rollout import Finding, RollBackRequest, RolloutStage, RolloutStatus, StageStatus
from console.domain.rollout_file import Gates, OnFailure
from console.domain.rollout_wish import Wanted
from console.domain.run import RunRecord, RunStatus
from console.errors import LockedError, PlanRefusedError, RefusedError, StoreError
from console.services.rollouts.approvals import ApprovalRequest
from console.services.rollouts.failing import Back, BackOutcome
from console.services.rollouts.stage import StageContext
from tests.fakes.rollout_engine import FREE, World
from tests.store.places import OwnPlace


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


class ConsoleDied(BaseException):
    """What a kill leaves: nothing after it is done."""


def killed_in(world: World, rollout: str, stage: RolloutStage) -> None:
    """Drive until the console dies in that stage of dev."""

    def die(_: StageContext) -> StageStatus:
        raise ConsoleDied

    world.answer("dev", stage, die)
    with pytest.raises(ConsoleDied):
        world.rollouts().drive(rollout)
    world.answer("dev", stage, StageStatus.PASSED)


def test_a_rollout_whose_console_died_in_a_stage_goes_on_with_that_stage(world: World) -> None:
    record = world.started("dev")
    killed_in(world, record.id, RolloutStage.VERIFY)
    left = world.rollouts().get(record.id)
    assert (left.status, left.environments[0].stage(RolloutStage.VERIFY).status) == ("running", "running")
    done = world.rollouts().drive(record.id)
    assert done.status is RolloutStatus.DONE
    assert done.environments[0].stage(RolloutStage.VERIFY).attempts == 2
    assert world.runs.applied == ["web/dev#1"]


def test_an_apply_that_goes_on_without_its_console_is_attached_to_and_not_applied_again(world: World) -> None:
    record = world.started("dev")

    def die(_: RunRecord) -> None:
        raise ConsoleDied

    world.runs.during_apply = die
    with pytest.raises(ConsoleDied):
        world.rollouts().drive(record.id)
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE
    assert (world.runs.applied, world.runs.attached) == (["web/dev#1"], ["web/dev#1"])


def test_an_apply_that_ended_without_its_console_is_read(world: World) -> None:
    record = world.started("dev")

    def die(run: RunRecord) -> None:
        world.runs.end_apply(run.id)
        raise ConsoleDied

    world.runs.during_apply = die
    with pytest.raises(ConsoleDied):
        world.rollouts().drive(record.id)
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE
    assert (world.runs.applied, world.runs.attached) == (["web/dev#1"], [])


def test_what_a_bake_has_seen_is_kept_when_its_console_dies(world: World) -> None:
    record = world.started("dev")

    def measure(context: StageContext) -> StageStatus:
        context.tell("CPU", Finding.PASSED, "40 %")
        raise ConsoleDied

    world.answer("dev", RolloutStage.BAKE, measure)
    with pytest.raises(ConsoleDied):
        world.rollouts().drive(record.id)
    began = world.rollouts().get(record.id).environments[0].stage(RolloutStage.BAKE).started_at
    world.later(minutes=1)
    world.answer("dev", RolloutStage.BAKE, StageStatus.PASSED)
    bake = world.rollouts().drive(record.id).environments[0].stage(RolloutStage.BAKE)
    assert (bake.started_at, [each.text for each in bake.evidence]) == (began, ["40 %"])


def test_a_pause_lets_no_new_stage_begin_and_interrupts_no_apply(world: World) -> None:
    record = world.started("dev")
    world.runs.during_apply = lambda _: world.rollouts().pause(record.id, "Lunch") and None
    paused = world.rollouts().drive(record.id)
    assert paused.status is RolloutStatus.PAUSED
    assert "paused it: Lunch. `infra-console rollout resume web --sandbox` goes on." in paused.reason
    assert world.runs.stopped == []
    assert paused.environments[0].stage(RolloutStage.APPLY).status is StageStatus.PASSED
    assert paused.environments[0].stage(RolloutStage.VERIFY).status is StageStatus.NOT_BEGUN
    assert world.rollouts().drive(record.id).status is RolloutStatus.PAUSED
    with pytest.raises(RefusedError, match="is paused"):
        world.rollouts().promote(record.id)
    world.rollouts().resume(record.id)
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE


def test_a_stage_that_is_paused_in_its_middle_is_no_failure(world: World) -> None:
    record = world.started("dev")

    def bake(context: StageContext) -> StageStatus:
        world.rollouts().pause(record.id)
        assert context.cancelled.wait(10)
        return StageStatus.INCONCLUSIVE

    world.answer("dev", RolloutStage.BAKE, bake)
    paused = world.rollouts().drive(record.id)
    assert paused.status is RolloutStatus.PAUSED
    assert paused.environments[0].stage(RolloutStage.BAKE).status is StageStatus.RUNNING


def test_a_rollout_that_nobody_drives_is_paused_at_once(world: World) -> None:
    world.gates["dev"] = Gates()
    record = world.started("dev")
    world.rollouts().drive(record.id)
    assert world.rollouts().pause(record.id).status is RolloutStatus.PAUSED


def test_a_driver_that_leaves_pauses_the_rollout_and_anybody_goes_on(world: World) -> None:
    leave = threading.Event()
    record = world.started("dev")
    world.runs.during_apply = lambda _: leave.set()
    left = world.rollouts().drive(record.id, cancel=leave)
    assert left.status is RolloutStatus.PAUSED
    assert "left it." in left.reason
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE


def test_an_abort_before_the_apply_says_that_nothing_was_changed(world: World) -> None:
    world.gates["dev"] = Gates()
    record = world.started("dev")
    world.rollouts().drive(record.id)
    aborted = world.rollouts().abort(record.id, "Wrong tag")
    assert aborted.status is RolloutStatus.ABORTED
    assert "Wrong tag. Nothing was changed in web/dev." in aborted.reason
    assert world.runs.get("web/dev#1").status is RunStatus.DISCARDED
    with pytest.raises(RefusedError, match="has ended"):
        world.rollouts().resume(record.id)


def test_the_way_back_is_that_of_the_last_rollout_that_applied_something(world: World) -> None:
    applied = world.started("dev")
    world.rollouts().drive(applied.id)
    world.gates["dev"] = Gates()
    given_up = world.started("dev")
    world.rollouts().drive(given_up.id)
    world.rollouts().abort(given_up.id)
    assert world.rollouts().of(["web/dev"]).id == given_up.id
    assert world.rollouts().changing(["web/dev"]).id == applied.id
    assert world.rollouts().changing([given_up.id]).id == given_up.id


def test_an_abort_in_the_apply_asks_it_to_stop_once_and_says_what_is_uncertain(world: World) -> None:
    record = world.started("dev")
    stopped = threading.Event()
    stop = world.runs.stop
    world.runs.stop = lambda run: (stop(run), stopped.set())[0]  # type: ignore[method-assign]

    def applying(_: RunRecord) -> None:
        world.rollouts().abort(record.id)
        assert stopped.wait(10)

    world.runs.during_apply = applying
    aborted = world.rollouts().drive(record.id)
    assert aborted.status is RolloutStatus.ABORTED
    assert "web/dev was changed: see run web/dev#1" in aborted.reason
    said = [each.text for each in aborted.environments[0].stage(RolloutStage.APPLY).evidence]
    assert any("aws_thing.in_flight may exist" in text for text in said)
    assert world.runs.stopped == ["web/dev#1"]


def test_an_abort_of_an_apply_whose_console_died_stops_it_and_waits_for_its_end(world: World) -> None:
    record = world.started("dev")

    def die(_: RunRecord) -> None:
        raise ConsoleDied

    world.runs.during_apply = die
    with pytest.raises(ConsoleDied):
        world.rollouts().drive(record.id)
    aborted = world.rollouts().abort(record.id)
    assert (aborted.status, world.runs.attached) == (RolloutStatus.ABORTED, ["web/dev#1"])


def test_fault_27_a_partial_apply_fails_the_rollout_and_says_what_was_done(world: World) -> None:
    world.runs.ends["dev"] = RunStatus.FAILED
    failed = world.rollouts().drive(world.started("dev", "staging").id)
    assert failed.status is RolloutStatus.FAILED
    assert "apply FAILED: web/dev#1 is failed, +0 ~1 ±0 -0 done: The apply did not finish." in failed.reason
    assert failed.environments[1].run is None


@pytest.mark.parametrize(
    "reason",
    [
        "The plan of run web/dev#1 was made for account '1', but this is '2': plan again.",
        "The plan file of run web/dev#1 is not the one that was reviewed: plan again.",
    ],
)
def test_faults_22_to_24_a_plan_that_the_apply_refuses_changed_nothing(world: World, reason: str) -> None:
    world.gates["dev"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_SERVICE})
    world.runs.refuse_apply = PlanRefusedError(reason)
    failed = world.rollouts().drive(world.started("dev").id)
    assert failed.status is RolloutStatus.FAILED
    assert reason in failed.reason
    assert failed.reason.endswith("Nothing was changed in web/dev.")
    assert world.went_back == []


def test_fault_25_a_rollout_driven_by_another_process_is_not_driven_here(world: World) -> None:
    record = world.started("dev")
    lock = world.home / "rollouts" / f"{record.id}.lock"
    lock.parent.mkdir(parents=True)
    holder = subprocess.Popen(
        [sys.executable, "-c",
         "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); f.write('bob@desk'); f.flush();"
         "print('held', flush=True); sys.stdin.read()", str(lock)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match="driven by bob@desk"):
            world.rollouts().drive(record.id)
    finally:
        holder.kill()
        holder.communicate()
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE


def test_the_lease_of_a_driver_that_died_here_is_taken_over_at_once(world: World) -> None:
    record = world.started("dev")
    killed_in(world, record.id, RolloutStage.PREFLIGHT)
    left, version = world.records.read(record.id)
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    left.driver = f"ann@{os.uname().nodename} (process {gone.stdout.strip()})"
    world.records.write(left, version)
    world.store.let_go(f"rollout/{record.id}", world.rollouts().get(record.id).driver)
    world.store.hold(f"rollout/{record.id}", left.driver, 60)
    assert world.rollouts().drive(record.id).status is RolloutStatus.DONE


def test_a_bad_bake_rolls_the_services_back_and_says_why(world: World) -> None:
    world.gates["dev"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_SERVICE})

    def bake(context: StageContext) -> StageStatus:
        context.tell("CPU", Finding.FAILED, "CPU is 97 %, over 85 %.")
        return StageStatus.FAILED

    world.answer("dev", RolloutStage.BAKE, bake)
    record = world.rollouts().drive(world.started("dev", "staging").id)
    assert record.status is RolloutStatus.ROLLED_BACK
    assert record.reason == (
        "web/dev: bake FAILED: CPU is 97 %, over 85 %. Its services run again what they ran before."
    )
    assert world.events[-1].what == "rolled back"
    assert record.environments[1].run is None


def test_services_that_went_back_do_not_undo_an_apply_that_broke_off(world: World) -> None:
    world.gates["dev"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_SERVICE})
    world.runs.ends["dev"] = RunStatus.FAILED
    record = world.rollouts().drive(world.started("dev").id)
    assert (record.status, world.went_back) == (RolloutStatus.FAILED, ["web/dev"])


def test_going_back_that_fails_is_said_and_never_called_rolled_back(world: World) -> None:
    world.gates["dev"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_SERVICE})
    world.services_back = BackOutcome(Back.FAILED, "the rollback of api is rollback failed.")
    world.answer("dev", RolloutStage.VERIFY, StageStatus.FAILED)
    record = world.rollouts().drive(world.started("dev").id)
    assert record.status is RolloutStatus.FAILED
    assert "GOING BACK FAILED: the rollback of api" in record.reason


def twice_applied(world: World, environment: str) -> str:
    """An environment that was applied by one rollout and failed in the next one's bake; the second one's id."""
    ids = []
    for status in (StageStatus.PASSED, StageStatus.FAILED):
        world.answer(environment, RolloutStage.BAKE, status)
        ids.append(world.started(environment).id)
        if world.rollouts().drive(ids[-1]).status is RolloutStatus.HELD:
            request = ApprovalRequest(typed_name=f"web/{environment}")
            world.rollouts().approve(ids[-1], f"web/{environment}", request)
            world.rollouts().drive(ids[-1])
    return ids[-1]


def test_the_infrastructure_goes_back_to_the_run_before(world: World) -> None:
    world.gates["dev"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_INFRASTRUCTURE})
    record = world.rollouts().get(twice_applied(world, "dev"))
    assert record.status is RolloutStatus.ROLLED_BACK
    assert world.runs.requests[-1].rollback_to == 1
    assert world.runs.applied == ["web/dev#1", "web/dev#2", "web/dev#3"]
    assert (record.environments[0].before, record.environments[0].rollback_run) == ("web/dev#1", "web/dev#3")


def test_a_protected_environment_is_asked_before_its_infrastructure_goes_back(world: World) -> None:
    world.gates["production"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_INFRASTRUCTURE})
    rollout = twice_applied(world, "production")
    record = world.rollouts().get(rollout)
    assert record.status is RolloutStatus.HELD
    assert "infra-console rollout rollback web/production" in record.reason
    assert world.runs.applied == ["web/production#1", "web/production#2"]
    request = RollBackRequest(OnFailure.ROLL_BACK_INFRASTRUCTURE, why="Errors", typed_name="web/production")
    back = world.rollouts().roll_back(rollout, None, request)
    assert back.status is RolloutStatus.ROLLED_BACK
    assert world.runs.applied[-1] == "web/production#3", "the plan that could be looked at"


def test_infrastructure_does_not_go_back_by_hand_before_its_plan_could_be_looked_at(world: World) -> None:
    world.rollouts().drive(world.started("dev").id)
    record = world.rollouts().drive(world.started("dev").id)
    request = RollBackRequest(OnFailure.ROLL_BACK_INFRASTRUCTURE)
    with pytest.raises(RefusedError, match="run web/dev#3 plans the way back"):
        world.rollouts().roll_back(record.id, None, request)
    assert world.rollouts().get(record.id).status is RolloutStatus.DONE
    assert world.runs.applied == ["web/dev#1", "web/dev#2"]
    assert world.rollouts().plan_back(record.id, None).id == "web/dev#3"
    assert world.rollouts().roll_back(record.id, None, request).status is RolloutStatus.ROLLED_BACK
    assert world.runs.applied[-1] == "web/dev#3"


def test_a_way_back_is_applied_only_with_the_plan_that_was_looked_at(world: World) -> None:
    world.rollouts().drive(world.started("dev").id)
    record = world.rollouts().drive(world.started("dev").id)
    looked_at = world.rollouts().plan_back(record.id, None).id
    world.later(minutes=31)
    assert world.rollouts().plan_back(record.id, None).id == "web/dev#4", "by another console, meanwhile"
    request = RollBackRequest(OnFailure.ROLL_BACK_INFRASTRUCTURE, run=looked_at)
    with pytest.raises(RefusedError, match="run web/dev#4 plans the way back"):
        world.rollouts().roll_back(record.id, None, request)
    assert world.runs.applied == ["web/dev#1", "web/dev#2"]
    request = RollBackRequest(OnFailure.ROLL_BACK_INFRASTRUCTURE, run="web/dev#4")
    assert world.rollouts().roll_back(record.id, None, request).status is RolloutStatus.ROLLED_BACK


def test_a_way_back_that_was_planned_too_long_ago_is_planned_again(world: World) -> None:
    world.rollouts().drive(world.started("dev").id)
    record = world.rollouts().drive(world.started("dev").id)
    world.rollouts().plan_back(record.id, None)
    world.later(minutes=31)
    with pytest.raises(RefusedError, match="run web/dev#4 plans the way back"):
        world.rollouts().roll_back(record.id, None, RollBackRequest(OnFailure.ROLL_BACK_INFRASTRUCTURE))


def test_an_environment_that_the_rollout_made_has_nothing_to_go_back_to(world: World) -> None:
    world.gates["dev"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_INFRASTRUCTURE})
    world.answer("dev", RolloutStage.BAKE, StageStatus.FAILED)
    record = world.rollouts().drive(world.started("dev").id)
    assert record.status is RolloutStatus.FAILED
    assert "was made by this rollout, so there is no run to go back to" in record.reason


@pytest.mark.parametrize("wanted", list(Wanted))
def test_going_back_is_gone_on_with_when_its_console_died_in_it(world: World, wanted: Wanted) -> None:
    world.gates["dev"] = FREE.model_copy(update={"on_failure": OnFailure.ROLL_BACK_INFRASTRUCTURE})
    deaths = []

    def die(run: RunRecord) -> None:
        if run.rollback_to is not None:
            deaths.append(run.id)
            raise ConsoleDied

    world.runs.during_apply = die
    with pytest.raises(ConsoleDied):
        twice_applied(world, "dev")
    # It ends the rollout in any case, and nothing stays half way back.
    world.records.want("web@2", wanted, "bob@desk", world.now())
    record = world.rollouts().drive("web@2")
    assert record.status is RolloutStatus.ROLLED_BACK
    assert (deaths, world.runs.applied, world.runs.attached) == (
        ["web/dev#3"], ["web/dev#1", "web/dev#2", "web/dev#3"], ["web/dev#3"],
    )  # fmt: skip


def test_fault_26_ephemeral_values_are_asked_for_again_before_the_apply_begins(world: World) -> None:
    world.gates["dev"] = Gates()
    world.runs.ephemeral = ["token"]
    record = world.started("dev")
    world.rollouts().drive(record.id, secrets={"token": "t"})
    world.rollouts().approve(record.id, "web/dev", ApprovalRequest())
    held = world.rollouts().drive(record.id)
    assert held.status is RolloutStatus.HELD
    assert "token must be given again to apply run web/dev#1, " in held.reason
    assert "`infra-console rollout promote web --secret token --sandbox` goes on" in held.reason
    assert world.runs.applied == []
    assert world.rollouts().drive(record.id, secrets={"token": "t"}).status is RolloutStatus.DONE


def test_fault_94_a_stage_during_which_the_clock_was_set_back_did_not_take_less_than_nothing(world: World) -> None:
    def verify(_: StageContext) -> StageStatus:
        world.later(hours=-3)
        return StageStatus.PASSED

    world.answer("dev", RolloutStage.VERIFY, verify)
    stage = world.rollouts().drive(world.started("dev").id).environments[0].stage(RolloutStage.VERIFY)
    assert stage.started_at is not None
    assert stage.ended_at is not None
    assert stage.ended_at >= stage.started_at


def test_a_run_of_the_same_number_on_another_machine_is_neither_applied_nor_gone_back_from(world: World) -> None:
    world.gates["dev"] = Gates()
    record = world.started("dev")
    world.rollouts().drive(record.id)
    world.rollouts().approve(record.id, "web/dev", ApprovalRequest())
    folder = world.runs.store.folder("web/dev#1")
    folder.write(world.runs.get("web/dev#1").model_copy(update={"plan_sha256": "f" * 64}))
    waits = world.rollouts().drive(record.id)
    assert "lies on another machine. It is planned again." in waits.environments[0].stages[1].evidence[0].text
    assert (waits.status, waits.environments[0].run, world.runs.applied) == (RolloutStatus.HELD, "web/dev#2", [])


def test_an_apply_begun_on_another_machine_is_not_begun_again_here(world: World) -> None:
    record = world.started("dev")

    def die(run: RunRecord) -> None:
        world.runs.end_apply(run.id)
        world.runs.store.folder(run.id).remove()
        raise ConsoleDied

    world.runs.during_apply = die
    with pytest.raises(ConsoleDied):
        world.rollouts().drive(record.id)
    waits = world.rollouts().drive(record.id)
    assert waits.status is RolloutStatus.HELD
    assert "The run web/dev#1 lies on the machine of" in waits.reason
    assert world.runs.applied == ["web/dev#1"]


def test_every_transition_stands_in_the_audit_log_and_its_chain_holds(world: World) -> None:
    record = world.started("dev")
    world.rollouts().drive(record.id)
    entries = world.store.entries()
    assert [entry.action for entry in entries if entry.subject == record.id] == [
        "rollout began", *(f"rollout {stage}" for stage in RolloutStage), "rollout done",
    ]  # fmt: skip
    assert entries[0].action == "rollout start"


def test_the_record_holds_no_secret(world: World) -> None:
    record = world.started("dev")
    world.rollouts().drive(record.id, secrets={"password": "canary-5d41"})
    assert world.runs.requests[0].secrets == {"password": "canary-5d41"}
    stored = [each.body for kind in ("rollout", "approval", "rollout-wish") for each in world.store.list(kind)]
    kept = json.dumps(stored) + "".join(entry.model_dump_json() for entry in world.store.entries())
    assert "canary-5d41" not in kept


@pytest.mark.parametrize(("act", "status"), [("pause", RolloutStatus.PAUSED), ("abort", RolloutStatus.ABORTED)])
def test_an_audit_log_that_does_not_hold_stops_no_stopping(world: World, act: str, status: RolloutStatus) -> None:
    world.gates["dev"] = Gates()
    record = world.started("dev")
    world.rollouts().drive(record.id)
    OwnPlace(world.home / "store" / "sandbox.sqlite").put_entry(1, None)
    with pytest.raises(StoreError, match="rollout promote of web@1 was not begun"):
        world.rollouts().promote(record.id)
    assert getattr(world.rollouts(), act)(record.id).status is status
