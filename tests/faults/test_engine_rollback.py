"""Infrastructure rollback: an earlier applied run's configuration and variables, planned against today's state."""

import json

import pytest

from console.bootstrap import Console
from console.domain.environment import EnvironmentState
from console.domain.plan import Action
from console.domain.run import RunKind, RunRecord, RunStatus
from console.errors import InputError, PlanRefusedError, RunNotFoundError
from console.services.planning import PlanRequest
from console.services.reviewing import Reviewed
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import DEV, Tiny, apply, plan

FIRST = "terraform_data.first"
ADDED = """
resource "terraform_data" "added" {
  input = "new"
}
"""


def back_to(console: Console, number: int, **request) -> Reviewed:
    return console.runs.plan(PlanRequest(DEV, rollback_to=number, **request), lambda _: None)


def applied(console: Console, **overrides) -> RunRecord:
    record = apply(console, plan(console, **overrides))
    assert record.status is RunStatus.DONE
    return record


def values_of_first(tiny: Tiny) -> str:
    state = json.loads(tiny.state_file().read_text())
    (first,) = [r for r in state["resources"] if r["name"] == "first"]
    return first["instances"][0]["attributes"]["input"]["value"]


def test_a_rollback_brings_back_the_variables_and_the_configuration_of_an_applied_run(tiny: Tiny) -> None:
    console = tiny.console()
    applied(console, label="one")
    tiny.write(ADDED, "added.tf")
    applied(console, label="two")
    assert values_of_first(tiny) == "two"
    reviewed = back_to(console, 1)
    actions = {change.address: change.action for change in reviewed.plan.changes}
    assert actions["terraform_data.added"] is Action.DESTROY
    assert actions[FIRST] is Action.CHANGE
    record = apply(console, reviewed)
    assert (record.status, record.deed, record.rollback_to) == (RunStatus.DONE, "rollback", 1)
    assert record.scope == "ROLLBACK to run tiny/dev#1"
    assert values_of_first(tiny) == "one"
    assert "terraform_data.added" not in tiny.in_state()
    assert console.environments.list()[0].state is EnvironmentState.APPLIED


def test_what_was_rolled_back_says_that_the_next_ordinary_plan_undoes_it_and_does(tiny: Tiny) -> None:
    console = tiny.console()
    applied(console)
    console.variables.save_overlay(DEV, {"label": "two"})
    applied(console)
    reviewed = back_to(console, 1)
    (undone,) = [finding for finding in reviewed.findings if "undoes" in finding]
    assert "today's variables differ in label" in undone
    assert "rollback tiny/dev --to 1 --save-variables" in undone
    apply(console, reviewed)
    again = plan(console)
    assert Action.CHANGE in {change.action for change in again.plan.changes if change.address == FIRST}
    assert again.record.drifted is None, "that is no change outside"


def test_saving_the_variables_of_a_run_makes_its_rollback_last(tiny: Tiny) -> None:
    console = tiny.console()
    applied(console)
    console.variables.save_overlay(DEV, {"label": "two"})
    applied(console)
    apply(console, back_to(console, 1))
    assert console.earlier_runs.keep("tiny/dev#1") == ("label",)
    assert console.variables.overlay(DEV) == {}
    assert plan(console).plan.empty
    assert console.earlier_runs.keep("tiny/dev#1") == ()


def test_a_value_that_the_run_left_to_its_default_is_saved_where_the_preset_says_another_one(tiny: Tiny) -> None:
    console = tiny.console()
    applied(console)
    tiny.preset("dev", values={"label": "preset"})
    assert console.earlier_runs.differing("tiny/dev#1") == {"label": "one"}
    assert console.earlier_runs.keep("tiny/dev#1") == ("label",)
    assert console.variables.overlay(DEV) == {"label": "one"}


def discard(console: Console, tiny: Tiny) -> None:
    console.runs.discard(plan(console).record.id)


def partial(console: Console, tiny: Tiny) -> None:
    apply(console, console.runs.plan(PlanRequest(DEV, targets=("terraform_data.other",)), lambda _: None))


def failed(console: Console, tiny: Tiny) -> None:
    apply(console, plan(console, does="fail", label="two"))


def destroyed(console: Console, tiny: Tiny) -> None:
    apply(console, plan(console, kind=RunKind.DESTROY))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (discard, r"#2 cannot be gone back to: it was not applied to its end, it is discarded"),
        (partial, r"#2 cannot be gone back to: it was partial"),
        (failed, r"#2 cannot be gone back to: it was not applied to its end, it is failed"),
        (destroyed, r"#2 cannot be gone back to: it destroyed the environment"),
    ],
)
def test_only_a_run_that_was_applied_as_a_whole_is_gone_back_to(tiny: Tiny, make, words: str) -> None:
    console = tiny.console()
    applied(console)
    tiny.write(ADDED.replace("added", "other"), "other.tf")
    make(console, tiny)
    with pytest.raises(PlanRefusedError, match=words):
        back_to(console, 2)
    assert len(console.runs.list()) == 2, "refused before there is a run"


def test_a_run_whose_folder_or_frozen_files_are_not_what_was_applied_is_refused(tiny: Tiny) -> None:
    console = tiny.console()
    applied(console)
    folder = console.store.folder("tiny/dev#1")
    frozen = folder.root("tiny") / "main.tf"
    text = frozen.read_text()
    frozen.write_text(text + "\n# edited\n")
    with pytest.raises(PlanRefusedError, match="frozen configuration is not what was applied any more"):
        back_to(console, 1)
    frozen.write_text(text)
    folder.tfvars.write_text(folder.tfvars.read_text() + "\n")
    with pytest.raises(PlanRefusedError, match="frozen variables are not what was applied any more"):
        back_to(console, 1)
    folder.tfvars.unlink()
    with pytest.raises(PlanRefusedError, match="are gone from its folder"):
        back_to(console, 1)
    with pytest.raises(RunNotFoundError, match="There is no run 'tiny/dev#7'"):
        back_to(console, 7)


def test_sensitive_values_of_the_earlier_run_are_asked_for_again(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console, secrets={"password": "first-one"}))
    applied(console)
    with pytest.raises(InputError, match=r"give password again \(--secret password\)"):
        back_to(console, 1)
    reviewed = back_to(console, 1, secrets={"password": "first-one"})
    assert reviewed.record.sensitive == ["password"]
    assert "first-one" not in json.dumps(reviewed.plan.variables)
    assert apply(console, reviewed, secrets={"password": "first-one"}).status is RunStatus.DONE


def test_a_rollback_of_a_configuration_that_was_taken_in_plans_its_own_copy(tiny: Tiny) -> None:
    console = tiny.console()
    own = tiny.root / "own"
    own.mkdir()
    (own / "main.tf").write_text('variable "word" {\n  default = "a"\n}\nresource "terraform_data" "x" {\n'
                                 '  input = var.word\n}\n')  # fmt: skip
    console.added.add(own, "mine", "us-east-1", ())
    name = next(name for name in console.presets if name.system == "mine")
    first = plan(console, name)
    apply(console, first)
    (own / "main.tf").write_text((own / "main.tf").read_text().replace('"a"', '"b"'))
    apply(console, plan(console, name))
    reviewed = console.runs.plan(PlanRequest(name, rollback_to=first.record.number), lambda _: None)
    folder = console.store.folder(reviewed.record.id)
    assert folder.root("mine").resolve().is_relative_to(folder.path)
    assert '"a"' in (folder.root("mine") / "main.tf").read_text()
    assert reviewed.plan.counts.change == 1


def test_the_command_rolls_back_on_approval_and_names_what_cannot_be_combined(
    tiny: Tiny, account: AccountServer
) -> None:
    for label in ("one", "two"):
        done = tiny.run("apply", "tiny/dev", "--set", f"label={label}", "--approve", "tiny/dev")
        assert done.returncode == 0, done.stderr
    refused = tiny.run("rollback", "tiny/dev", "--to", "tiny/other#1", "--approve", "tiny/dev")
    assert (refused.returncode, "of another environment" in refused.stderr) == (1, True)
    back = tiny.run("rollback", "tiny/dev", "--to", "1", "--approve", "tiny/dev")
    assert back.returncode == 0, back.stderr
    assert "*** ROLLBACK to run tiny/dev#1 ***" in back.stdout
    assert values_of_first(tiny) == "one"
    (newest, *_) = json.loads(tiny.run("history", "tiny/dev", "--json").stdout)["runs"]
    assert (newest["rollback_to"], newest["why"]) == (1, "Roll back to run tiny/dev#1")


def test_the_command_saves_the_variables_of_a_run_and_applies_nothing(tiny: Tiny, account: AccountServer) -> None:
    assert tiny.run("apply", "tiny/dev", "--approve", "tiny/dev").returncode == 0
    tiny.console().variables.save_overlay(DEV, {"label": "two"})
    saved = tiny.run("rollback", "tiny/dev", "--to", "1", "--save-variables")
    assert saved.stdout == "The overlay of tiny/dev now has the variables of run #1; changed: label.\n", saved.stderr
    again = tiny.run("rollback", "tiny/dev", "--to", "1", "--save-variables")
    assert again.stdout == "The variables of tiny/dev are those of run #1 already.\n"
    assert len(tiny.console().runs.list()) == 1
    refused = tiny.run("rollback", "tiny/dev", "--to", "first")
    assert (refused.returncode, "'first' is not a run" in refused.stderr) == (1, True)
