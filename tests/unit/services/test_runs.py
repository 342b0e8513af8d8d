"""Plans and applies from their beginning to their end, in one process, with the real engine."""

import os

import pytest

from console.domain.run import RunKind, RunStatus, StageName
from console.errors import (
    ConfigurationError,
    ConsoleError,
    EngineError,
    InputError,
    PlanRefusedError,
    RunNotFoundError,
    RunStoppedError,
)
from console.services.run_store import whoami
from tests.fakes.tiny import ADDRESSES, DEV, Background, Tiny, apply, plan
from tests.fakes.waiting import wait_until


def test_what_was_planned_is_applied_and_the_next_plan_is_empty(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)
    assert [change.address for change in reviewed.plan.changes] == sorted(ADDRESSES)
    assert reviewed.record.status is RunStatus.PLANNED
    assert apply(console, reviewed).status is RunStatus.DONE
    assert tiny.in_state() == dict.fromkeys(ADDRESSES, "ok")
    again = plan(console)
    assert again.plan.empty
    assert again.record.status is RunStatus.NO_CHANGES
    assert again.record.drifted == 0


def test_a_destroy_leaves_nothing(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    destroyed = apply(console, plan(console, kind=RunKind.DESTROY))
    assert (destroyed.status, destroyed.applied.destroy) == (RunStatus.DONE, 3)
    assert tiny.in_state() == {}


def test_a_run_that_is_not_there_is_named(tiny: Tiny) -> None:
    console = tiny.console()
    for run_id in ("tiny/dev#9", "tiny/dev", "tiny/dev#", "tiny/dev#1/../..", "tiny/dev#-1"):
        with pytest.raises(RunNotFoundError, match="There is no run"):
            console.runs.get(run_id)
    with pytest.raises(InputError, match="is not an environment"):
        console.runs.get("../etc#1")


def test_runs_are_listed_newest_first_and_by_environment(tiny: Tiny) -> None:
    other = tiny.preset("other")
    console = tiny.console()
    for name in (DEV, other, DEV):
        plan(console, name)
    assert [record.id for record in console.runs.list()] == ["tiny/dev#2", "tiny/other#1", "tiny/dev#1"]
    assert [record.id for record in console.runs.list(DEV)] == ["tiny/dev#2", "tiny/dev#1"]


def test_a_discarded_plan_cannot_be_applied_or_reviewed_and_its_file_is_gone(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)
    assert console.runs.discard(reviewed.record.id).status is RunStatus.DISCARDED
    assert not (tiny.run_folder(1) / "plan.tfplan").exists()
    with pytest.raises(PlanRefusedError, match="it is discarded"):
        apply(console, reviewed)
    with pytest.raises(PlanRefusedError, match="has no plan to review: it is discarded"):
        console.runs.review(reviewed.record.id)
    with pytest.raises(InputError, match="cannot be discarded: it is discarded"):
        console.runs.discard(reviewed.record.id)


def test_a_plan_can_be_reviewed_again_as_it_was(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console, label="two")
    again = tiny.console().runs.review(reviewed.record.id)
    assert again.plan == reviewed.plan
    assert (again.tfvars, again.expires_at, again.record) == (
        reviewed.tfvars,
        reviewed.expires_at,
        reviewed.record,
    )


def test_a_plan_file_that_was_edited_is_not_shown_as_the_reviewed_one(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)
    with (tiny.run_folder(1) / "plan.tfplan").open("ab") as file:
        file.write(b"x")
    with pytest.raises(PlanRefusedError, match="is not the one that was reviewed"):
        console.runs.review(reviewed.record.id)


@pytest.mark.parametrize("stage", [StageName.INIT, StageName.PLAN])
def test_a_plan_is_stopped_in_any_stage_by_another_console(tiny: Tiny, stage: StageName) -> None:
    body = f"""if [ "$1" = {stage.value} ]; then
touch "{tiny.gate}/begun"
trap 'exit 1' INT
until [ -e "{tiny.gate}/open" ]; do sleep 0.05; done
fi
exec "$REAL" "$@" """
    console = tiny.console(engine=str(tiny.engine(body)))
    running = Background(lambda: plan(console).record)
    tiny.begun()
    tiny.console().runs.stop("tiny/dev#1")
    with pytest.raises(RunStoppedError, match=r"The plan of tiny/dev was stopped; nothing was changed\."):
        running.result()
    assert console.runs.get("tiny/dev#1").status is RunStatus.STOPPED


def test_what_is_not_under_way_cannot_be_stopped(tiny: Tiny) -> None:
    console = tiny.console()
    reviewed = plan(console)
    for call in (lambda: console.runs.stop("tiny/dev#1"), lambda: console.runs.force_stop("tiny/dev#1", "tiny/dev#1")):
        with pytest.raises(InputError, match="Run tiny/dev#1 is not under way: it is planned"):
            call()
    assert console.runs.attach(reviewed.record.id, lambda _: None).status is RunStatus.PLANNED


def test_an_attached_console_follows_a_plan_through_its_stages(tiny: Tiny) -> None:
    body = f'[ "$1" = init ] && touch "{tiny.gate}/begun" && until [ -e "{tiny.gate}/open" ]; do sleep 0.05; done\n'
    console = tiny.console(engine=str(tiny.engine(body + 'exec "$REAL" "$@"')))
    running = Background(lambda: plan(console).record)
    tiny.begun()
    seen: set[StageName] = set()
    attached = Background(lambda: tiny.console().runs.attach("tiny/dev#1", lambda update: seen.add(update.stage)))
    wait_until(lambda: StageName.INIT in seen, "the initialisation is followed")
    tiny.let_on()
    assert running.result().status is RunStatus.PLANNED
    assert attached.result().status is RunStatus.PLANNED
    assert seen == {StageName.INIT, StageName.PLAN}


def test_everything_an_apply_said_is_read_though_it_ended_before_it_was_looked_at(tiny: Tiny) -> None:
    tiny.write(
        'resource "terraform_data" "chatty" {\n  provisioner "local-exec" {\n    command = "seq 1 3000"\n  }\n}\n',
        "chatty.tf",
    )
    console = tiny.console()
    said: list[str] = []
    record = apply(console, plan(console), on_update=lambda u: said.extend(event.text for event in u.events))
    replayed: list[str] = []
    console.runs.attach(record.id, lambda update: replayed.extend(event.text for event in update.events))
    assert replayed == said
    assert [text for text in said if text.endswith("(local-exec): 3000")]
    assert said[-1].startswith("Outputs: ")


def test_a_plan_whose_values_do_not_fit_leaves_no_run(tiny: Tiny) -> None:
    console = tiny.console()
    with pytest.raises(InputError, match=r"tiny/dev: does: It does nothing, wait, fail, stay or talk\."):
        plan(console, does="dance")
    assert console.runs.list() == ()


def test_an_engine_or_a_mirror_that_cannot_be_used_is_refused_before_a_number_is_taken(tiny: Tiny) -> None:
    (tiny.root / "mirror").mkdir()
    for wrong, kind in (
        ({"engine": "/no/such/terraform"}, EngineError),
        ({"engine": str(tiny.engine("echo no engine"))}, EngineError),
        ({"provider_mirror": tiny.root / "mirror"}, ConfigurationError),
        ({"provider_mirror": tiny.root / "nowhere"}, ConfigurationError),
    ):
        with pytest.raises(kind):
            plan(tiny.console(**wrong))
    assert tiny.console().runs.list() == ()
    assert plan(tiny.console()).record.number == 1


def test_a_record_that_cannot_be_read_is_named(tiny: Tiny) -> None:
    console = tiny.console()
    plan(console)
    path = tiny.run_folder(1) / "run.json"
    path.write_text("{")
    with pytest.raises(ConsoleError, match=f"The run record {path} cannot be read"):
        console.runs.get("tiny/dev#1")


def test_who_works_without_a_name_on_this_machine_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert whoami().startswith(f"{os.getuid()}@")
