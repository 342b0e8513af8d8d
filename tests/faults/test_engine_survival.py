"""Faults 5 to 9: consoles, supervisors and engines that die, each without the other."""

import json
import os
import signal
from datetime import UTC, datetime

import pexpect
import psutil
import pytest

from console.domain.environment import EnvironmentState
from console.domain.run import Counts, RunStatus, Stage, StageName
from console.errors import RunNotFoundError
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import ADDRESSES, Background, Tiny, apply, engine_pid, gone, plan, supervisor_pid
from tests.fakes.waiting import wait_until

APPLY = ("apply", "tiny/dev", "--set", "does=wait", "--approve", "tiny/dev")
RUN = "tiny/dev#1"


def status(tiny: Tiny) -> str:
    """The status of the first run, as another console sees it."""
    return str(json.loads(tiny.run("runs", "show", RUN, "--json").stdout)["status"])


def test_fault_05_a_hangup_ends_the_console_and_neither_engine_nor_run(tiny: Tiny, account: AccountServer) -> None:
    console = tiny.start(*APPLY)
    tiny.begun()
    console.send_signal(signal.SIGHUP)
    console.wait(timeout=60)
    folder = tiny.run_folder(1)
    for pid in (supervisor_pid(folder), engine_pid(folder)):
        os.kill(pid, signal.SIGHUP)
    assert status(tiny) == "applying"
    tiny.let_on()
    wait_until(lambda: status(tiny) == "done", "the run ended well")
    assert tiny.in_state() == dict.fromkeys(ADDRESSES, "ok")


def test_fault_06_console_killed_mid_apply_apply_completes(tiny: Tiny, account: AccountServer) -> None:
    console = tiny.start(*APPLY)
    tiny.begun()
    console.kill()
    console.wait(timeout=60)
    other = tiny.start("runs", "attach", RUN)
    refused = tiny.run("plan", "tiny/dev")
    assert refused.returncode == 1
    assert f"(process {console.pid})" in refused.stderr
    tiny.let_on()
    out, err = other.communicate(timeout=60)
    assert (other.returncode, err) == (0, "")
    assert "terraform_data.last: Creation complete" in out
    assert out.splitlines()[-1] == f"{RUN}: done"
    assert tiny.in_state() == dict.fromkeys(ADDRESSES, "ok")


def test_fault_07_an_engine_killed_mid_apply_leaves_an_unclean_run(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console, does="wait")
    running = Background(lambda: apply(console, reviewed))
    tiny.begun()
    os.kill(engine_pid(tiny.run_folder(1)), signal.SIGKILL)
    record = running.result()
    assert record.status is RunStatus.UNCLEAN
    assert record.error == (
        "The engine was killed by signal 9; its last act is unknown. Plan again to see what is there."
    )
    assert "terraform_data.slow" in record.uncertain
    (summary,) = console.environments.list()
    assert (summary.state, summary.resources) == (EnvironmentState.INCOMPLETE, None)
    assert apply(console, plan(console)).status is RunStatus.DONE


def test_fault_07_everything_killed_at_once_is_found_by_the_next_console(tiny: Tiny, account: AccountServer) -> None:
    console = tiny.start(*APPLY)
    tiny.begun()
    folder = tiny.run_folder(1)
    for pid in (console.pid, supervisor_pid(folder), engine_pid(folder)):
        os.kill(pid, signal.SIGKILL)
    console.wait(timeout=60)
    both = [tiny.start("runs", "attach", RUN, "--json") for _ in range(2)]
    seen = [json.loads(process.communicate(timeout=60)[0]) for process in both]
    assert seen[0] == seen[1], "two consoles come to the same end"
    assert [stage["name"] for stage in seen[0]["stages"]] == ["init", "plan", "apply", "refresh"]
    assert {process.returncode for process in both} == {1}
    answer = tiny.run("runs", "show", RUN)
    assert "unclean" in answer.stdout
    assert "The engine vanished during the apply; its last act is unknown." in answer.stdout
    assert not (folder / "plan.tfplan").exists()


def test_fault_07_a_run_goes_on_while_its_engine_does_though_all_others_were_killed(
    tiny: Tiny, account: AccountServer
) -> None:
    console = tiny.start(*APPLY)
    tiny.begun()
    folder = tiny.run_folder(1)
    engine, supervisor = psutil.Process(engine_pid(folder)), psutil.Process(supervisor_pid(folder))
    for process in (console, supervisor):
        process.kill()
    console.wait(timeout=60)
    wait_until(lambda: gone(supervisor), "the supervisor was killed")
    assert status(tiny) == "applying"
    assert "has no engine to stop at the moment" in tiny.run("runs", "stop", RUN).stderr
    tiny.let_on()
    wait_until(lambda: gone(engine), "the engine finished by itself")
    assert status(tiny) == "unclean"
    assert tiny.in_state() == dict.fromkeys(ADDRESSES, "ok")


def test_fault_08_a_run_that_was_written_down_and_never_started_changed_nothing(tiny: Tiny) -> None:
    console = tiny.console()
    record = plan(console).record
    record.status = RunStatus.APPLYING
    record.stages.append(Stage(name=StageName.APPLY, started_at=datetime.now(UTC)))
    folder = console.store.folder(record.id)
    folder.write(record)
    settled = tiny.console().runs.get(record.id)
    assert settled.status is RunStatus.FAILED
    assert settled.error == "The console ended before the engine was started; nothing was changed."
    assert not folder.plan_file.exists()
    assert StageName.REFRESH not in [stage.name for stage in settled.stages]


def test_fault_08_a_folder_without_a_record_is_no_run(tiny: Tiny) -> None:
    console = tiny.console()
    tiny.run_folder(1).mkdir(parents=True)
    assert console.runs.list() == ()
    with pytest.raises(RunNotFoundError, match="never began"):
        console.runs.get(RUN)
    assert plan(console).record.number == 2


def orphaned_plan(tiny: Tiny, then: str = 'exec "$REAL" "$@"') -> None:
    """A plan under way in an engine that waits at the gate; its console was killed."""
    body = f'''if [ "$1" = plan ]; then
touch "{tiny.gate}/begun"
until [ -e "{tiny.gate}/open" ]; do sleep 0.05; done
{then}
fi
exec "$REAL" "$@"'''
    console = tiny.start("plan", "tiny/dev", "--engine", str(tiny.engine(body)))
    tiny.begun()
    console.kill()
    console.wait(timeout=60)
    assert tiny.console().runs.list()[0].status is RunStatus.PLANNING


def test_fault_08_a_plan_that_was_finished_after_its_console_died_is_reviewed_and_applied(
    tiny: Tiny, account: AccountServer
) -> None:
    orphaned_plan(tiny)
    tiny.let_on()
    wait_until(lambda: status(tiny) == "planned", "the run is settled")
    console = tiny.console()
    reviewed = console.runs.review(RUN)
    assert [change.address for change in reviewed.plan.changes] == sorted(ADDRESSES)
    record = reviewed.record
    assert (record.planned, record.resources_after, record.error) == (Counts(create=3), 3, None)
    assert record.planned_at == record.stages[-1].ended_at, "it ages from when the engine finished it"
    applied = tiny.run("apply", RUN, "--approve", "tiny/dev")
    assert (applied.returncode, tiny.in_state()) == (0, dict.fromkeys(ADDRESSES, "ok"))


def test_fault_08_a_console_that_cannot_read_a_finished_plan_leaves_it_to_one_that_can(
    tiny: Tiny, account: AccountServer
) -> None:
    orphaned_plan(tiny)
    supervisor = psutil.Process(supervisor_pid(tiny.run_folder(1), "plan"))
    tiny.let_on()
    wait_until(lambda: gone(supervisor), "the engine has finished the plan")
    blind = tiny.console(engine="/no/such/terraform")
    (row,) = blind.environments.list()
    assert "There is no engine /no/such/terraform" in row.problem
    assert [record.status for record in blind.runs.list()] == [RunStatus.PLANNING]
    assert tiny.console().runs.review(RUN).record.status is RunStatus.PLANNED


def test_fault_08_a_finished_plan_that_a_newer_run_has_overtaken_is_given_up(
    tiny: Tiny, account: AccountServer
) -> None:
    orphaned_plan(tiny)
    supervisor = psutil.Process(supervisor_pid(tiny.run_folder(1), "plan"))
    tiny.let_on()
    wait_until(lambda: gone(supervisor), "the engine has finished the plan")
    plan(tiny.console())
    newer, older = tiny.console().runs.list()
    assert (newer.status, older.status) == (RunStatus.PLANNED, RunStatus.DISCARDED)
    assert not (tiny.run_folder(1) / "plan.tfplan").exists()


def test_fault_08_a_plan_finished_after_its_console_died_supersedes_the_older(
    tiny: Tiny, account: AccountServer
) -> None:
    plan(tiny.console())
    orphaned_plan(tiny)
    tiny.let_on()
    wait_until(lambda: not tiny.console().runs.list()[0].status.active, "the second run is settled")
    assert [record.status for record in tiny.console().runs.list()] == [RunStatus.PLANNED, RunStatus.DISCARDED]
    assert not (tiny.run_folder(1) / "plan.tfplan").exists()


def test_fault_08_a_plan_that_failed_after_its_console_died_says_why(tiny: Tiny, account: AccountServer) -> None:
    tiny.write('resource "terraform_data" "broken" {\n  input = var.nothing\n}\n', "broken.tf")
    orphaned_plan(tiny)
    tiny.let_on()
    wait_until(lambda: status(tiny) == "failed", "the run is settled")
    (record,) = tiny.console().runs.list()
    assert record.error == "The plan failed (broken.tf line 2): Reference to undeclared input variable."


def test_fault_08_a_plan_that_was_stopped_after_its_console_died_is_stopped(tiny: Tiny, account: AccountServer) -> None:
    orphaned_plan(tiny, then="exit 1")
    tiny.run("runs", "stop", RUN)
    tiny.let_on()
    wait_until(lambda: status(tiny) == "stopped", "the run is settled")


def test_fault_08_a_plan_killed_with_its_console_leaves_nothing_behind(tiny: Tiny, account: AccountServer) -> None:
    orphaned_plan(tiny)
    folder = tiny.run_folder(1)
    for pid in (supervisor_pid(folder, "plan"), engine_pid(folder, "plan")):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: status(tiny) == "failed", "the run is settled")
    (record,) = tiny.console().runs.list()
    assert record.error == "The console ended before the plan was finished; nothing was changed. Plan again."
    assert not (folder / "plan.tfplan").exists(), "the engine's plan file does not stay behind"


def test_fault_09_a_closed_terminal_leaves_the_run_and_its_history(tiny: Tiny, account: AccountServer) -> None:
    command, *arguments = tiny.command(*APPLY)
    terminal = pexpect.spawn(command, arguments, env=tiny.environment, cwd=str(tiny.root), timeout=60)
    tiny.begun()
    terminal.close(force=False)
    wait_until(lambda: not terminal.isalive(), "the console of the closed terminal has gone")
    tiny.let_on()
    attached = tiny.run("runs", "attach", RUN)
    assert attached.returncode == 0
    for address in ADDRESSES:
        assert f"{address}: Creation complete" in attached.stdout
    assert "[3/3]" in attached.stdout


def test_ctrl_c_leaves_an_attached_run_alone(tiny: Tiny, account: AccountServer) -> None:
    running = tiny.start(*APPLY)
    tiny.begun()
    command, *arguments = tiny.command("runs", "attach", RUN)
    attached = pexpect.spawn(command, arguments, env=tiny.environment, cwd=str(tiny.root), timeout=60)
    attached.expect("terraform_data.slow: Creating")
    attached.sendintr()
    attached.expect("Leaving; the run goes on.")
    attached.expect(f"{RUN}: applying")
    attached.expect(pexpect.EOF)
    tiny.let_on()
    running.communicate(timeout=60)
    assert running.returncode == 0


def test_two_consoles_follow_one_run_to_the_same_end(tiny: Tiny) -> None:
    console, other = tiny.console(), tiny.console()
    reviewed = plan(console, does="fail")
    seen = []
    running = Background(lambda: apply(console, reviewed))
    wait_until(lambda: other.runs.get(RUN).status is not RunStatus.PLANNED, "it is being applied")
    followed = Background(lambda: other.runs.attach(RUN, lambda update: seen.extend(update.events)))
    first, second = running.result(), followed.result()
    assert first.status is RunStatus.FAILED
    assert first == second
    assert [stage.name for stage in first.stages].count(StageName.REFRESH) == 1
    assert seen, "the second console saw the run, too"
    assert console.environments.list()[0].state is EnvironmentState.FAILED
