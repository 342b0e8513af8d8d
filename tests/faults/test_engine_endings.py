"""Faults 12, 13, 16, 17 and 18: engines that cannot be used, end strangely, or meet a full disk."""

import fcntl
import hashlib
import json
import os
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from console.domain.run import RunStatus, StageName
from console.errors import EngineError, RunStoppedError, TerraformError
from console.services.planning import PlanRequest
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import ADDRESSES, DEV, Tiny, apply, plan

SAYING = '{"@level":"info","@message":"%s","@timestamp":"2026-05-04T10:00:00Z","type":"%s",%s}'
CHATTY = """
resource "terraform_data" "chatty" {
  provisioner "local-exec" {
    command = "seq 1 400"
  }
}
"""
SUMMARY = SAYING % (
    "Apply complete!",
    "change_summary",
    '"changes":{"add":3,"change":0,"import":0,"remove":0,"operation":"apply"}',
)
PROBLEM = SAYING % ("Error: no", "diagnostic", '"diagnostic":{"severity":"error","summary":"No luck","detail":"x"}')


def applying(tiny: Tiny, *lines: str) -> str:
    """An engine that is Terraform but for `apply`, which does what the lines of shell say."""
    said = "\n".join(lines)
    return str(tiny.engine(f'if [ "$1" = apply ]; then\n{said}\nfi\nexec "$REAL" "$@"'))


def missing(tiny: Tiny) -> str:
    return str(tiny.root / "nowhere" / "terraform")


def not_executable(tiny: Tiny) -> str:
    path = tiny.engine("true")
    path.chmod(stat.S_IRUSR)
    return str(path)


def too_old(tiny: Tiny) -> str:
    return str(tiny.engine('echo \'{"terraform_version": "1.9.8"}\''))


def something_else(tiny: Tiny) -> str:
    return str(tiny.engine("echo usage: terraform", name="terraform"))


@pytest.mark.parametrize(
    ("engine", "words"),
    [
        (missing, "There is no engine "),
        (not_executable, "is not an executable file"),
        (too_old, "terraform 1.9.8 at {path} is too old, 1.11 or newer is needed"),
        (something_else, "{path} is not a terraform or tofu that works here"),
    ],
)
def test_fault_12_an_engine_that_cannot_be_used_is_refused_in_one_sentence(
    tiny: Tiny, account: AccountServer, engine, words: str
) -> None:
    path = engine(tiny)
    answer = tiny.run("plan", "tiny/dev", "--engine", path)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert words.format(path=path) in answer.stderr
    assert "install Terraform 1.11 or OpenTofu 1.10 or newer, or name one with --engine" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_fault_12_an_engine_that_vanishes_before_the_apply_changes_nothing(tiny: Tiny) -> None:
    engine = tiny.engine('exec "$REAL" "$@"')
    console = tiny.console(engine=str(engine))
    reviewed = plan(console)
    engine.unlink()
    record = apply(console, reviewed)
    assert record.status is RunStatus.FAILED
    assert "The engine could not be started" in (record.error or "")
    assert not tiny.state_file().exists()
    with pytest.raises(EngineError):
        plan(tiny.console(engine=str(engine)))


def test_fault_13_an_engine_that_crashes_without_json_has_failed_and_its_words_are_kept(tiny: Tiny) -> None:
    crash = "echo 'panic: runtime error: index out of range'; echo; echo 'goroutine 1 [running]:'; exit 2"
    console = tiny.console(engine=applying(tiny, crash))
    seen = []
    record = apply(console, plan(console), on_update=lambda update: seen.extend(e.text for e in update.events))
    assert record.status is RunStatus.FAILED
    assert record.error == "The apply failed (exit 2): panic: runtime error: index out of range."
    assert "goroutine 1 [running]:" in seen


def test_fault_13_an_end_without_a_summary_is_no_success(tiny: Tiny) -> None:
    console = tiny.console(engine=applying(tiny, "echo 'a warning that is not JSON'", "exit 0"))
    record = apply(console, plan(console))
    assert (record.status, record.error) == (
        RunStatus.FAILED,
        "The engine ended without saying what it did. Plan again to see what is there.",
    )


def test_fault_16_the_exit_code_wins_over_an_error_that_was_said(tiny: Tiny) -> None:
    console = tiny.console(engine=applying(tiny, f"echo '{PROBLEM}'", f"echo '{SUMMARY}'", "exit 0"))
    seen = []
    record = apply(console, plan(console), on_update=lambda update: seen.extend(update.progress.diagnostics))
    assert record.status is RunStatus.DONE
    assert "No luck" in {diagnostic.summary for diagnostic in seen}


def test_fault_16_a_failure_without_an_error_is_a_failure(tiny: Tiny) -> None:
    console = tiny.console(engine=applying(tiny, f"echo '{SUMMARY}'", "exit 1"))
    record = apply(console, plan(console))
    assert (record.status, record.error) == (
        RunStatus.FAILED,
        "The apply failed (exit 1): the engine said nothing of why.",
    )


def test_fault_17_changes_are_no_failure(tiny: Tiny, account: AccountServer) -> None:
    console = tiny.console()
    reviewed = plan(console)
    stage = reviewed.record.stage(StageName.PLAN)
    assert stage is not None
    assert (stage.exit_code, reviewed.record.status) == (2, RunStatus.PLANNED)
    assert tiny.run("plan", "tiny/dev").returncode == 2
    apply(console, plan(console))
    assert tiny.run("plan", "tiny/dev").returncode == 0


def filling(tiny: Tiny, command: str, blocks: int) -> str:
    """An engine whose `command` finds the disk full once a file of it has so many blocks of 512 bytes."""
    return str(tiny.engine(f'trap "" XFSZ\nif [ "$1" = {command} ]; then ulimit -f {blocks}; fi\nexec "$REAL" "$@"'))


def test_fault_18_a_plan_that_does_not_fit_on_the_disk_is_no_plan(tiny: Tiny) -> None:
    # Digits that do not compress, so that the plan's zip is large and its stream is not.
    tiny.preset("dev", values={"label": "".join(hashlib.sha512(bytes([n])).hexdigest() for n in range(200))})
    console = tiny.console(engine=filling(tiny, "plan", 24))
    with pytest.raises(TerraformError, match=r"The plan failed.*") as refused:
        plan(console)
    assert "too large" in (refused.value.message + refused.value.detail)
    (record,) = console.runs.list()
    assert record.status is RunStatus.FAILED
    assert not (tiny.run_folder(1) / "plan.tfplan").exists()
    assert plan(tiny.console()).record.status is RunStatus.PLANNED, "the lock was released"


def test_fault_18_a_stream_that_does_not_fit_on_the_disk_is_no_success(tiny: Tiny) -> None:
    tiny.write(CHATTY, "chatty.tf")
    console = tiny.console(engine=filling(tiny, "apply", 100))
    record = apply(console, plan(console))
    assert (record.status, record.error) == (
        RunStatus.FAILED,
        "The engine ended without saying what it did. Plan again to see what is there.",
    )
    assert len(tiny.in_state()) == 4
    assert plan(tiny.console()).plan.empty, "the lock was released, and the next plan tells what there is"


def test_fault_18_a_home_that_is_full_is_a_sentence(tiny: Tiny, account: AccountServer) -> None:
    plan(tiny.console())
    command = tiny.command("plan", "tiny/dev", "--json")
    limited = ["/bin/sh", "-c", 'ulimit -f 0; trap "" XFSZ; exec "$@"', "sh", *command]
    answer = subprocess.run(
        limited, env=tiny.environment, cwd=tiny.root, capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.returncode == 1
    error = json.loads(answer.stdout)["error"]
    assert "cannot be written: File too large." in error["message"]
    assert "Traceback" not in answer.stderr


def test_a_provisioner_that_fails_names_where_and_what_was_done(tiny: Tiny) -> None:
    console = tiny.console()
    record = apply(console, plan(console, does="fail"))
    assert record.status is RunStatus.FAILED
    assert record.error is not None
    assert record.error.startswith("The apply failed (main.tf line ")
    assert record.error.endswith("local-exec provisioner error.")
    assert record.applied.create == 1
    assert tiny.in_state() == {ADDRESSES[0]: "ok", ADDRESSES[1]: "tainted"}


def test_what_the_run_folder_holds_is_for_its_owner_alone(tiny: Tiny) -> None:
    before = os.umask(0o022)
    try:
        console = tiny.console()
        plan(console)
    finally:
        os.umask(before)
    folder = tiny.run_folder(1)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("plan.tfplan", "run.json", "plan.jsonl", "plan.stderr", "plan.end.json"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name


def test_the_frozen_configuration_of_a_failed_plan_stays_to_be_looked_at(tiny: Tiny) -> None:
    tiny.write('resource "terraform_data" "broken" {\n  input = var.nothing\n}\n', "broken.tf")
    console = tiny.console()
    with pytest.raises(TerraformError) as failed:
        plan(console)
    assert failed.value.message == "The plan failed (broken.tf line 2): Reference to undeclared input variable."
    assert (Path(tiny.run_folder(1)) / "configuration" / "systems" / "tiny" / "broken.tf").exists()


def test_a_provider_cache_in_use_is_waited_for_and_a_stop_ends_the_waiting(tiny: Tiny) -> None:
    console = tiny.console()
    tiny.home.mkdir(parents=True)
    with (tiny.home / "providers.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        cancel = threading.Event()
        cancel.set()
        with pytest.raises(RunStoppedError, match="was stopped; nothing was changed"):
            console.runs.plan(PlanRequest(DEV), lambda _: None, cancel)
    with pytest.raises(RunStoppedError):
        console.runs.plan(PlanRequest(DEV), lambda _: None, cancel)
    assert {record.status for record in console.runs.list()} == {RunStatus.STOPPED}
