"""Faults 5 to 9: consoles, supervisors and engines that die, each without the other."""

import json
import os
import signal
from datetime import UTC, datetime

import pexpect
import psutil
import pytest

from console.domain.environment import EnvironmentState
from console.domain.run import RunStatus, Stage, StageName
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


def test_fault_08_a_plan_whose_console_died_is_settled_once_its_engine_has_ended(
    tiny: Tiny, account: AccountServer
) -> None:
    body = f'[ "$1" = plan ] && touch "{tiny.gate}/begun" && until [ -e "{tiny.gate}/open" ]; do sleep 0.05; done\n'
    console = tiny.start("plan", "tiny/dev", "--engine", str(tiny.engine(body + 'exec "$REAL" "$@"')))
    tiny.begun()
    console.kill()
    console.wait(timeout=60)
    assert status(tiny) == "planning"
    tiny.let_on()
    wait_until(lambda: status(tiny) == "failed", "the run is settled")
    assert not (tiny.run_folder(1) / "plan.tfplan").exists(), "the engine's plan file does not stay behind"


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
