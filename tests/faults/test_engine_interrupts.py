"""Faults 1, 2, 3, 4, 10 and 11: a run that is asked to stop, politely and otherwise."""

import os
import signal
import threading
from pathlib import Path

import pexpect
import psutil
import pytest

from console.domain.run import RunStatus, StageName
from console.errors import InputError
from console.terraform import stage_process
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import Background, Tiny, apply, engine_pid, gone, plan, supervisor_pid
from tests.fakes.waiting import wait_until

COUNTING = """
case "$1" in
apply)
  trap 'echo interrupted >> "{gate}/interrupts"' INT
  echo '{{"@level":"info","@message":"terraform_data.slow: Creating...","@timestamp":"2026-05-04T10:00:00Z",\
"hook":{{"resource":{{"addr":"terraform_data.slow"}},"action":"create"}},"type":"apply_start"}}'
  touch "{gate}/begun"
  n=0
  until [ -e "{gate}/open" ] || [ $n -gt 2400 ]; do sleep 0.05; n=$((n+1)); done
  exit 1 ;;
*) exec "$REAL" "$@" ;;
esac
"""
"""An engine that counts the interrupts it gets while it applies, has one resource in flight, and saves nothing."""


def counting_engine(tiny: Tiny) -> Path:
    return tiny.engine(COUNTING.format(gate=tiny.gate))


def interrupts(tiny: Tiny) -> int:
    path = tiny.gate / "interrupts"
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_fault_01_an_interrupted_apply_is_stopped_saved_and_looked_at_again(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console, does="wait")
    cancel, said = threading.Event(), []
    running = Background(
        lambda: apply(console, reviewed, cancel=cancel, on_update=lambda u: said.append(u.progress.stopping))
    )
    tiny.begun()
    cancel.set()
    record = running.result()
    assert record.status is RunStatus.STOPPED
    assert "stopped on request" in (record.error or "")
    assert said[-1], "the operator was told that it is stopping"
    assert tiny.in_state() == {"terraform_data.first": "ok", "terraform_data.slow": "tainted"}
    assert (record.applied.create, record.uncertain) == (1, [])
    refresh = record.stage(StageName.REFRESH)
    assert refresh is not None
    assert refresh.exit_code in (0, 2)
    assert not (tiny.run_folder(1) / "plan.tfplan").exists()
    assert plan(console, does="nothing").record.status is RunStatus.PLANNED, "the state's lock was released"


def test_fault_01_what_was_in_flight_and_is_not_in_the_state_may_exist(tiny: Tiny) -> None:
    console = tiny.console(engine=str(counting_engine(tiny)))
    reviewed = plan(console)
    cancel = threading.Event()
    running = Background(lambda: apply(console, reviewed, cancel=cancel))
    tiny.begun()
    cancel.set()
    wait_until(lambda: interrupts(tiny) == 1, "the interrupt arrived")
    tiny.let_on()
    record = running.result()
    assert (record.status, record.uncertain) == (RunStatus.STOPPED, ["terraform_data.slow"])
    assert console.runs.get(record.id).uncertain == ["terraform_data.slow"]


def test_fault_02_a_second_interrupt_wants_the_run_id_typed(tiny: Tiny) -> None:
    console = tiny.console(engine=str(counting_engine(tiny)))
    reviewed = plan(console)
    running = Background(lambda: apply(console, reviewed))
    tiny.begun()
    for _ in range(3):
        console.runs.stop(reviewed.record.id)
        wait_until(lambda: interrupts(tiny) >= 1, "the interrupt arrived")
    with pytest.raises(InputError, match="type its id exactly"):
        console.runs.force_stop(reviewed.record.id, "yes")
    assert interrupts(tiny) == 1
    console.runs.force_stop(reviewed.record.id, reviewed.record.id)
    wait_until(lambda: interrupts(tiny) == 2, "the second interrupt arrived")
    tiny.let_on()
    assert running.result().status is RunStatus.UNCLEAN


def test_fault_03_a_hung_engine_is_killed_with_its_group_after_a_forced_stop(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage_process, "TERM_AFTER_SECONDS", 0.6)
    monkeypatch.setattr(stage_process, "KILL_AFTER_SECONDS", 1.2)
    console = tiny.console()
    reviewed = plan(console, does="wait")
    running = Background(lambda: apply(console, reviewed))
    tiny.begun()
    engine = psutil.Process(engine_pid(tiny.run_folder(1)))
    children = engine.children(recursive=True)
    engine.send_signal(signal.SIGSTOP)
    console.runs.stop(reviewed.record.id)
    console.runs.force_stop(reviewed.record.id, reviewed.record.id)
    record = running.result()
    assert record.status is RunStatus.UNCLEAN
    assert "forced to stop; its last act is unknown" in (record.error or "")
    assert children
    assert all(gone(child) for child in children)


def test_fault_04_a_termination_signal_is_one_graceful_stop(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console, does="wait")
    running = Background(lambda: apply(console, reviewed))
    tiny.begun()
    os.kill(supervisor_pid(tiny.run_folder(1)), signal.SIGTERM)
    record = running.result()
    assert record.status is RunStatus.STOPPED
    assert tiny.in_state()["terraform_data.first"] == "ok"


def test_fault_10_ctrl_c_at_the_terminal_reaches_the_engine_once(tiny: Tiny, account: AccountServer) -> None:
    command, *arguments = tiny.command("apply", "tiny/dev", "--approve", "tiny/dev")
    extra = {"INFRA_CONSOLE_ENGINE": str(counting_engine(tiny))}
    child = pexpect.spawn(command, arguments, env=tiny.environment | extra, cwd=str(tiny.root), timeout=60)
    tiny.begun()
    child.sendintr()
    child.expect("Stopping gracefully")
    child.sendintr()
    child.expect("Still stopping")
    child.sendintr()
    child.expect("Still stopping")
    wait_until(lambda: interrupts(tiny) >= 1, "the interrupt arrived")
    tiny.let_on()
    child.expect("STOPPED, not finished")
    child.expect("may exist, not in the state: terraform_data.slow")
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, interrupts(tiny)) == (130, 1)


def test_fault_11_children_that_outlive_a_stopped_run_are_reported(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console, does="stay")
    running = Background(lambda: apply(console, reviewed))
    tiny.begun()
    console.runs.stop(reviewed.record.id)
    record = running.result()
    child = int((tiny.gate / "child").read_text())
    stage = record.stage(StageName.APPLY)
    assert stage is not None
    assert stage.survivors == [f"{child} sleep 300"]
    psutil.Process(child).kill()


def test_a_stop_that_comes_before_the_engine_is_ready_stops_it(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console, does="wait")
    folder = console.store.folder(reviewed.record.id)
    process = folder.stage(StageName.APPLY)
    environment = console.room.environment({})
    process.start(console.engine.commands.apply(folder.plan_file), folder.root("tiny"), environment)
    assert process.stop()
    end = wait_until(process.end, "the stage ended")
    assert (end.stop_requested, end.exit_code) in [(True, -signal.SIGINT), (True, 1)]
    assert not (tiny.gate / "begun").exists()
