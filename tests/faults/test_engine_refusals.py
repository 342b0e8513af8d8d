"""Faults 20 to 24, 28, 40 and 54: plans that are not made, or not applied, and why."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.plan import Action
from console.domain.run import RunKind, RunRecord, RunStatus, StageName
from console.errors import AwsError, InputError, LockedError, PlanRefusedError, ProtectedError
from console.services.approval_guards import Approval
from console.services.planning import PlanRequest
from console.services.run_folder import RunFolder
from tests.fakes.cloud import FakeCloud
from tests.fakes.tiny import ADDRESSES, DEV, Background, Tiny, apply, plan
from tests.fakes.waiting import wait_until


def outside(tiny: Tiny, label: str, does: str = "nothing") -> list[str]:
    """Terraform as somebody else runs it on the same state: initialised, with the words of an apply."""
    root = tiny.root / "outside"
    shutil.copytree(tiny.modules / "systems" / "tiny", root, dirs_exist_ok=True)
    backend = f'backend "local" {{\n    path = "{tiny.state_file()}"\n  }}'
    (root / "backend.tf").write_text(f"terraform {{\n  {backend}\n}}\n")
    subprocess.run(["terraform", f"-chdir={root}", "init", "-input=false"], check=True, capture_output=True)
    values = [f"-var=gate={tiny.gate}", f"-var=label={label}", f"-var=does={does}"]
    return ["terraform", f"-chdir={root}", "apply", "-auto-approve", "-input=false", *values]


def test_fault_20_a_held_state_lock_names_its_holder_and_is_left_alone(tiny: Tiny) -> None:
    console = tiny.console()
    holder = subprocess.Popen(outside(tiny, "theirs", "wait"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    tiny.begun()
    with pytest.raises(LockedError) as refused:
        plan(console)
    assert re.fullmatch(
        r"The state is locked by \S+@\S+ since [0-9:. +-]+ \(apply, lock [0-9a-f-]{36}\): wait until they are done\.",
        refused.value.message,
    )
    assert "Lock Info:" in refused.value.detail
    (record,) = console.runs.list()
    assert (record.status, record.error) == (RunStatus.FAILED, refused.value.message)
    tiny.let_on()
    assert holder.wait(timeout=60) == 0, "the holder's apply was not disturbed"
    assert plan(console).record.status is RunStatus.PLANNED


def test_fault_20_an_apply_that_meets_a_held_lock_says_so_and_changes_nothing(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)
    holder = subprocess.Popen(outside(tiny, "theirs", "wait"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    tiny.begun()
    record = apply(console, reviewed)
    assert record.status is RunStatus.FAILED
    assert (record.error or "").startswith("The state is locked by ")
    assert (record.applied.create, record.uncertain) == (0, [])
    tiny.let_on()
    assert holder.wait(timeout=60) == 0


def test_fault_21_a_stale_plan_is_refused_and_has_to_be_made_again(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)
    subprocess.run(outside(tiny, "theirs"), check=True, capture_output=True)
    record = apply(console, reviewed)
    assert (record.status, record.error) == (
        RunStatus.FAILED,
        "The saved plan is stale: the state has changed since. Plan again.",
    )
    with pytest.raises(PlanRefusedError, match="Plan again"):
        apply(console, reviewed)
    assert [c.action for c in plan(console).plan.changes if c.address == "terraform_data.first"] == [Action.CHANGE]


def swap_plan(folder: RunFolder) -> None:
    data = bytearray(folder.plan_file.read_bytes())
    data[-30] ^= 1
    folder.plan_file.write_bytes(data)


def edit_variables(folder: RunFolder) -> None:
    folder.tfvars.write_text(folder.tfvars.read_text() + 'label = "edited"\n')


def edit_configuration(folder: RunFolder) -> None:
    (folder.root("tiny") / "extra.tf").write_text('output "extra" {\n  value = 1\n}\n')


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (swap_plan, "is not the one that was reviewed"),
        (edit_variables, "variables of run tiny/dev#1 were edited"),
        (edit_configuration, "configuration of run tiny/dev#1 was edited"),
        (lambda folder: folder.plan_file.unlink(), "plan file of run tiny/dev#1 is gone"),
    ],
)
def test_fault_22_what_was_edited_after_the_review_is_not_applied(
    tiny: Tiny, edit: Callable[[RunFolder], None], words: str
) -> None:
    console = tiny.console()
    reviewed = plan(console)
    edit(console.store.folder(reviewed.record.id))
    with pytest.raises(PlanRefusedError, match=words):
        apply(console, reviewed)
    assert not tiny.state_file().exists()
    assert console.runs.get(reviewed.record.id).stage(StageName.APPLY) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda tiny: tiny.console(cloud=FakeCloud(account="999900001111")),
            "account '111122223333', but this is '999900001111'",
        ),
        (lambda tiny: tiny.preset("dev", region="eu-west-1"), "region 'us-east-1', but this is 'eu-west-1'"),
        (
            lambda tiny: tiny.preset("dev", backend={"type": "s3", "bucket": "b", "key": "k", "region": "us-east-1"}),
            "backend 'local, in the console home', but this is 's3://b/k'",
        ),
    ],
)
def test_fault_23_a_plan_made_for_something_else_is_refused(
    tiny: Tiny, change: Callable[[Tiny], object], words: str
) -> None:
    reviewed = plan(tiny.console())
    changed = change(tiny)
    console = tiny.console() if not hasattr(changed, "runs") else changed
    with pytest.raises(PlanRefusedError, match=words):
        apply(console, reviewed)
    assert not tiny.state_file().exists()


def test_fault_24_a_plan_past_its_minutes_is_refused(tiny: Tiny) -> None:
    console = tiny.console(plan_minutes=5)
    reviewed = plan(console)
    made_earlier(console.store.folder(reviewed.record.id), timedelta(minutes=6))
    with pytest.raises(PlanRefusedError, match="is older than its 5 minutes: plan again"):
        apply(console, reviewed)


def test_fault_94_a_clock_set_back_makes_a_plan_too_old(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)
    made_earlier(console.store.folder(reviewed.record.id), -timedelta(hours=1))
    with pytest.raises(PlanRefusedError, match="is older than its 30 minutes"):
        apply(console, reviewed)


def made_earlier(folder: RunFolder, age: timedelta) -> None:
    record = folder.read()
    assert record is not None
    assert record.planned_at is not None
    folder.write(record.model_copy(update={"planned_at": record.planned_at - age}))


def test_fault_24_a_plan_of_another_engine_is_refused(tiny: Tiny) -> None:
    reviewed = plan(tiny.console())
    newer = 'case "$1" in version) echo \'{"terraform_version": "1.99.0"}\' ;; *) exec "$REAL" "$@" ;; esac'
    console = tiny.console(engine=str(tiny.engine(newer)))
    with pytest.raises(PlanRefusedError, match=r"engine 'terraform [0-9.]+', but this is 'terraform 1.99.0'"):
        apply(console, reviewed)


def test_a_newer_plan_supersedes_the_older_and_deletes_its_file(tiny: Tiny) -> None:
    console = tiny.console()
    older = plan(console)
    newer = plan(console, label="two")
    assert console.runs.get(older.record.id).status is RunStatus.DISCARDED
    assert not (tiny.run_folder(1) / "plan.tfplan").exists()
    with pytest.raises(PlanRefusedError, match="it is discarded"):
        apply(console, older)
    assert apply(console, newer).status is RunStatus.DONE


def test_a_plan_of_one_environment_leaves_those_of_others(tiny: Tiny) -> None:
    other = tiny.preset("other")
    console = tiny.console()
    theirs = plan(console, other)
    plan(console)
    assert console.runs.get(theirs.record.id).status is RunStatus.PLANNED


def test_fault_25_a_second_plan_meanwhile_is_refused_naming_the_holder(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)
    running = Background(lambda: apply(console, plan(console, does="wait")))
    tiny.begun()
    with pytest.raises(LockedError, match=rf"tiny/dev is being worked on by .+@.+ \(process {os.getpid()}\)"):
        plan(tiny.console())
    with pytest.raises(LockedError):
        apply(tiny.console(), reviewed)
    tiny.let_on()
    assert running.result().status is RunStatus.DONE
    assert len(console.runs.list()) == 2, "the refused plan left no run behind"


def request(**changes: object) -> PlanRequest:
    return PlanRequest(DEV, **changes)  # type: ignore[arg-type]


def test_fault_28_an_empty_state_file_is_noticed_however_often_one_plans(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    tiny.state_file().write_bytes(b"")
    for _ in range(2):
        with pytest.raises(PlanRefusedError, match="The state is empty, but run tiny/dev#1 left 3 resources in it"):
            plan(console)
    accepted = console.runs.plan(request(accept_lost_state=True), lambda _: None)
    assert any("The state is empty" in finding for finding in accepted.findings)
    assert accepted.record.planned.create == len(ADDRESSES)


def test_fault_30_another_states_lineage_is_noticed_however_often_one_plans(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    plan(console)
    text = tiny.state_file().read_text()
    lineage = text.split('"lineage": "')[1].split('"')[0]
    tiny.state_file().write_text(text.replace(lineage, "00000000-0000-0000-0000-000000000000"))
    for _ in range(2):
        with pytest.raises(PlanRefusedError, match="its lineage has changed"):
            plan(console)


def test_fault_28_a_state_that_went_back_in_time_is_noticed(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    first = tiny.state_file().read_text()
    apply(console, plan(console, label="two"))
    plan(console, label="two")
    tiny.state_file().write_text(first)
    with pytest.raises(PlanRefusedError, match="The state went back in time"):
        plan(console, label="two")


def test_fault_40_the_shells_variables_for_terraform_change_nothing(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    console = tiny.console()
    apply(console, plan(console))
    for name, value in {
        "TF_CLI_ARGS_plan": "-destroy",
        "TF_CLI_ARGS": "-no-such-option",
        "TF_VAR_label": "evil",
        "TF_WORKSPACE": "other",
        "TF_DATA_DIR": str(tmp_path / "data"),
        "TF_LOG": "trace",
        "TF_LOG_PATH": str(tmp_path / "log"),
        "TF_REATTACH_PROVIDERS": "nonsense",
    }.items():
        monkeypatch.setenv(name, value)
    assert plan(console).plan.empty
    assert not (tmp_path / "log").exists()
    assert not (tmp_path / "data").exists()


def test_fault_41_files_that_terraform_would_read_by_itself_are_left_out(tiny: Tiny) -> None:
    tiny.write('label = "sneaked"\n', "terraform.tfvars")
    tiny.write('label = "sneaked"\n', "x.auto.tfvars")
    tiny.write('output "label" {\n  value = "sneaked"\n}\n', "override.tf")
    reviewed = plan(tiny.console())
    (output,) = (output for output in reviewed.plan.outputs if output.name == "label")
    assert output.after != "sneaked"
    root = tiny.run_folder(1) / "configuration" / "systems" / "tiny"
    assert sorted(path.name for path in root.glob("*.tf*")) == ["infra_console_override.tf", "main.tf"]


def test_fault_54_another_account_is_refused_before_anything_is_initialised(tiny: Tiny) -> None:
    tiny.preset("dev", account="123456789012")
    console = tiny.console()
    with pytest.raises(PlanRefusedError) as refused:
        plan(console)
    assert refused.value.message == (
        "tiny/dev belongs to account 123456789012, but the credentials are of 111122223333 "
        "(arn:aws:iam::111122223333:user/tester): use the other account's credentials."
    )
    (record,) = console.runs.list()
    assert (record.status, record.stages) == (RunStatus.FAILED, [])


def test_fault_54_credentials_that_expired_before_the_apply_leave_the_plan_to_be_applied(tiny: Tiny) -> None:
    cloud = FakeCloud()
    console = tiny.console(cloud=cloud)
    reviewed = plan(console)
    cloud.error = AwsError("The AWS credentials have expired: refresh them and try again.")
    with pytest.raises(AwsError, match="have expired"):
        apply(console, reviewed)
    assert console.runs.get(reviewed.record.id).status is RunStatus.PLANNED
    cloud.error = None
    assert apply(console, reviewed).status is RunStatus.DONE


def test_fault_26_an_ephemeral_value_is_asked_for_again_before_the_engine_starts(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console, secrets={"token": "t0ken"})
    assert reviewed.record.ephemeral == ["token"]
    with pytest.raises(InputError, match="token must be given again to apply run tiny/dev#1"):
        apply(console, reviewed)
    assert apply(console, reviewed, secrets={"token": "t0ken"}).status is RunStatus.DONE


def test_a_destroy_of_a_protected_environment_is_not_even_planned(tiny: Tiny) -> None:
    tiny.preset("dev", protection="protected")
    console = tiny.console()
    with pytest.raises(ProtectedError, match="is protected and is not destroyed"):
        plan(console, kind=RunKind.DESTROY)
    assert console.runs.list() == ()


def test_a_plan_is_not_discarded_under_somebody_who_works_on_it(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)
    with console.store.locked(DEV), pytest.raises(LockedError, match="is being worked on by"):
        tiny.console().runs.discard(reviewed.record.id)
    assert console.runs.get(reviewed.record.id).status is RunStatus.PLANNED


def test_a_plan_that_was_given_up_meanwhile_is_not_applied(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)
    seen_before = console.runs.get(reviewed.record.id)
    console.store.folder(reviewed.record.id).write(seen_before.model_copy(update={"status": RunStatus.DISCARDED}))
    with pytest.raises(PlanRefusedError, match="it is discarded"):
        console.applying.apply(seen_before, Approval("tester@here"), lambda _: None, {}, None)
    assert not tiny.state_file().exists()


def test_a_review_while_it_is_being_applied_does_not_touch_the_record(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console, does="wait")
    running = Background(lambda: apply(console, reviewed))
    tiny.begun()
    folder = console.store.folder(reviewed.record.id)
    stale: RunRecord = reviewed.record.model_copy(update={"status": RunStatus.PLANNED})
    console.reviewing.review(stale, folder)
    assert console.runs.get(reviewed.record.id).status is RunStatus.APPLYING
    with pytest.raises((LockedError, InputError)):
        console.runs.discard(reviewed.record.id)
    tiny.let_on()
    wait_until(lambda: running.record, "it ended")
    assert running.result().status is RunStatus.DONE
