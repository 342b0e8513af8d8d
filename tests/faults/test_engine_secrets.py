"""Faults 46 to 50 in run folders: a secret given for a run is in no file, no log and on no command line of it."""

import base64
import json
import threading
import zipfile
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest

from console.domain.events import Event
from console.domain.run import RunStatus
from console.errors import InputError, PresetError, RunStoppedError, TerraformError
from console.services.planning import PlanRequest
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import DEV, Background, Tiny, apply, plan

CANARY = "c4nary-pa$$w0rd/+ü"
TOKEN = "t0ken-of-the-run"
# Typed by a careless operator; not CANARY, since a test in another worker looks at every command line for that one.
TYPED = "typed-pa$$w0rd/+ü"
FORMS = (CANARY, quote(CANARY, safe=""), base64.b64encode(CANARY.encode()).decode(), TOKEN)


def files_holding(folder: Path, *secrets: str) -> list[str]:
    """Every file below the folder, also inside plan files, that holds one of the secrets."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    content += b"".join(archive.read(name) for name in archive.namelist())
            found += [path.name for secret in secrets if secret.encode() in content]
    return found


def command_lines(root: Path) -> list[str]:
    """Of every process at work below the folder: others on this machine may run the same test."""
    lines = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            if str(root) in line or process.cwd().startswith(str(root)):
                lines.append(line)
        except psutil.Error:
            continue
    return lines


def texts(events: list[Event]) -> str:
    return "\n".join(event.text for event in events)


def test_fault_46_47_50_a_secret_that_the_engine_repeats_is_in_no_file_of_the_run(tiny: Tiny) -> None:
    console = tiny.console()
    seen: list[Event] = []
    secrets = {"password": CANARY, "token": TOKEN}
    reviewed = plan(console, does="talk", secrets=secrets, on_update=lambda update: seen.extend(update.events))
    folder = tiny.run_folder(1)
    assert set(files_holding(folder, *FORMS)) == {"plan.tfplan"}
    assert CANARY not in repr(reviewed.plan) + reviewed.tfvars + repr(reviewed.record)
    record = apply(console, reviewed, secrets={"token": TOKEN}, on_update=lambda update: seen.extend(update.events))
    assert record.status is RunStatus.DONE
    assert "it says" in texts(seen)
    assert CANARY not in texts(seen)
    assert base64.b64encode(CANARY.encode()).decode() not in texts(seen)
    assert files_holding(folder, *FORMS) == []
    assert "it says ****" in (folder / "apply.jsonl").read_text()


def test_fault_47_no_form_of_a_secret_is_in_what_a_command_prints_of_a_plan(tiny: Tiny, account: AccountServer) -> None:
    tiny.write(
        'resource "terraform_data" "holds" {\n  input = { open = "seen", secret = var.password }\n}\n', "holds.tf"
    )
    tiny.extra["MY_PASSWORD"] = CANARY
    given = ("plan", "tiny/dev", "--secret", "password=env:MY_PASSWORD")
    for arguments in (given, (*given, "--json")):
        answer = tiny.run(*arguments)
        assert answer.returncode == 2
        assert "terraform_data.holds" in answer.stdout
        printed = answer.stdout + answer.stderr
        assert not any(form in printed for form in (*FORMS, json.dumps(CANARY)[1:-1]))
    assert '"seen"' in answer.stdout
    console = tiny.console()
    record = console.runs.get("tiny/dev#2")
    in_clear = console.room.show(console.store.folder(record.id), record)
    assert CANARY.encode() in in_clear, "the engine's own JSON has it, which is why it stays in memory"
    assert set(files_holding(tiny.home, *FORMS)) == {"plan.tfplan"}


def test_fault_48_the_plan_file_is_its_owners_alone_and_goes_with_the_apply(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console, secrets={"password": CANARY})
    path = tiny.run_folder(1) / "plan.tfplan"
    assert path.stat().st_mode & 0o777 == 0o600
    apply(console, reviewed)
    assert not path.exists()


@pytest.mark.parametrize("does", ["fail", "nothing"])
def test_fault_48_no_plan_file_stays_behind_whatever_became_of_the_run(tiny: Tiny, does: str) -> None:
    console = tiny.console()
    apply(console, plan(console, secrets={"password": CANARY}, does=does))
    plan(console, secrets={"password": CANARY})
    discarded = plan(console, secrets={"password": CANARY + "2"})
    console.runs.discard(discarded.record.id)
    assert list(tiny.home.rglob("*.tfplan")) == []


def test_fault_49_no_command_line_holds_a_secret(tiny: Tiny, account: AccountServer) -> None:
    tiny.extra |= {"MY_PASSWORD": CANARY, "MY_TOKEN": TOKEN}
    given = ("--secret", "password=env:MY_PASSWORD", "--secret", "token=env:MY_TOKEN")
    running = tiny.start("apply", "tiny/dev", "--set", "does=wait", *given, "--approve", "tiny/dev")
    tiny.begun()
    lines = command_lines(tiny.root)
    assert len(lines) >= 3, "console, supervisor and engine"
    assert any("plan.tfplan" in line for line in lines), "the engine was looked at, too"
    assert [line for line in lines if CANARY in line or TOKEN in line] == []
    tiny.let_on()
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert CANARY not in out + err


def test_fault_46_a_secret_is_refused_where_it_would_be_kept_or_seen(tiny: Tiny, account: AccountServer) -> None:
    on_the_line = tiny.run("plan", "tiny/dev", "--secret", f"password={TYPED}")
    assert on_the_line.returncode == 1
    assert "a value on the command line is seen by everybody on this machine" in on_the_line.stderr
    assert TYPED not in on_the_line.stdout + on_the_line.stderr
    as_value = tiny.run("plan", "tiny/dev", "--set", f"password={TYPED}")
    assert "password is sensitive and is never kept in a file or on a command line" in as_value.stderr
    assert TYPED not in as_value.stdout + as_value.stderr
    with pytest.raises(InputError, match="never kept"):
        tiny.console().runs.plan(PlanRequest(DEV, overrides={"password": CANARY}), lambda _: None)
    tiny.preset("dev", values={"password": CANARY})
    with pytest.raises(PresetError, match="sets password, which is sensitive"):
        plan(tiny.console())
    assert not tiny.run_folder(1).exists()


def test_fault_50_an_error_that_repeats_a_secret_is_masked_in_record_and_detail(tiny: Tiny) -> None:
    tiny.write(
        'resource "terraform_data" "checked" {\n  lifecycle {\n    precondition {\n'
        '      condition     = var.label == ""\n'
        '      error_message = "it was ${nonsensitive(var.password)}"\n    }\n  }\n}\n',
        "checked.tf",
    )
    console = tiny.console()
    with pytest.raises(TerraformError) as failed:
        plan(console, secrets={"password": CANARY})
    assert CANARY not in failed.value.message + failed.value.detail
    assert "it was" in failed.value.detail
    assert files_holding(tiny.run_folder(1), *FORMS) == []


def test_fault_47_a_look_at_an_unfinished_apply_has_its_secrets_and_keeps_none(tiny: Tiny) -> None:
    tiny.write('variable "needed" {\n  type = string\n  sensitive = true\n}\n', "needed.tf")
    console = tiny.console()
    secrets = {"password": CANARY, "needed": "n33ded-" + CANARY}
    record = apply(console, plan(console, does="fail", secrets=secrets))
    assert record.status is RunStatus.FAILED
    assert record.stages[-1].exit_code in (0, 2), "the refresh had the values that it needs"
    assert files_holding(tiny.run_folder(1), *FORMS) == []


def test_fault_51_a_short_secret_does_not_turn_the_log_into_stars(tiny: Tiny) -> None:
    console = tiny.console()
    seen: list[Event] = []
    apply(console, plan(console, secrets={"password": "a"}), on_update=lambda update: seen.extend(update.events))
    assert "Creation complete" in texts(seen)
    assert "*" not in (tiny.run_folder(1) / "apply.jsonl").read_text()


@pytest.mark.parametrize("word", ["create", "info", "change_summary", "terraform"])
def test_fault_51_a_secret_that_is_a_word_of_the_stream_does_not_hide_what_happened(tiny: Tiny, word: str) -> None:
    console = tiny.console()
    reviewed = plan(console, does="wait", secrets={"password": word})
    running = Background(lambda: apply(console, reviewed))
    tiny.begun()
    tiny.let_on()
    assert running.result().applied.create == 3
    assert running.result().status is RunStatus.DONE
    replayed: list[Event] = []
    console.runs.attach("tiny/dev#1", lambda update: replayed.extend(update.events))
    assert {type(event).__name__ for event in replayed} >= {"ResourceCompleted", "ChangeSummary", "OutputsSeen"}


def test_fault_51_secret_numbers_and_truths_leave_the_stream_readable(tiny: Tiny) -> None:
    tiny.write(
        'variable "port" {\n  type      = number\n  sensitive = true\n}\n'
        'variable "on" {\n  type      = bool\n  sensitive = true\n}\n'
        'output "same" {\n  value = 54321\n}\n',
        "more.tf",
    )
    console = tiny.console()
    record = apply(console, plan(console, secrets={"port": "54321", "on": "true"}))
    assert record.status is RunStatus.DONE
    replayed: list[Event] = []
    console.runs.attach("tiny/dev#1", lambda update: replayed.extend(update.events))
    assert [type(event).__name__ for event in replayed][-1] == "OutputsSeen"


def test_a_plan_that_is_given_up_by_ctrl_c_leaves_no_secret(tiny: Tiny) -> None:
    console = tiny.console()
    cancel = threading.Event()
    with pytest.raises(RunStoppedError):
        console.runs.plan(
            PlanRequest(DEV, secrets={"password": CANARY}),
            lambda update: cancel.set() if update.stage == "plan" else None,
            cancel,
        )
    assert files_holding(tiny.home, *FORMS) == []
    assert (tiny.run_folder(1) / "plan.jsonl").exists()
