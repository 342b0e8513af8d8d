"""Outputs from the state, and procedures filled in with them."""

import json
import threading

import pytest

from console.domain.run import RunKind, RunStatus, Stage, StageName
from console.errors import InputError, TerraformError
from tests.fakes.cloud import FakeCloud
from tests.fakes.tiny import DEV, Background, Tiny, apply, plan

STEPS = [
    {
        "title": "Push to ${environment} of ${system} in ${region}",
        "text": "The label is ${output.label}, set as ${value.label}.",
        "when": "after ${output.nothing}",
        "commands": ["push ${output.hidden}", "cat ${value.list} ${value.map} ${other.thing} $${HOME}"],
    }
]
MORE = """
variable "list" {
  type    = list(string)
  default = ["a", "b"]
}
variable "map" {
  type    = map(number)
  default = { x = 1 }
}
"""


def test_outputs_are_read_from_the_state_with_their_descriptions(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console, label="zwölf", secrets={"password": "hush-hush"}))
    hidden, label = console.outputs.read(DEV)
    assert (label.name, label.value, label.sensitive, label.description) == (
        "label", "zwölf", False, "What it is called.",
    )  # fmt: skip
    assert (hidden.name, hidden.value, hidden.sensitive) == ("hidden", None, True)
    revealed = {output.name: output.value for output in console.outputs.read(DEV, reveal=True)}
    assert revealed == {"label": "zwölf", "hidden": "hush-hush"}


def test_the_outputs_that_a_run_keeps_have_no_sensitive_value(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console, secrets={"password": "hush-hush"}))
    kept = json.loads((tiny.run_folder(1) / "outputs.json").read_text())
    assert kept == {"label": {"value": "one", "sensitive": False}, "hidden": {"value": None, "sensitive": True}}


def test_before_an_apply_and_after_a_destroy_there_are_none(tiny: Tiny) -> None:
    console = tiny.console()
    with pytest.raises(InputError, match="tiny/dev has no outputs: nothing was applied yet"):
        console.outputs.read(DEV)
    apply(console, plan(console))
    apply(console, plan(console, kind=RunKind.DESTROY))
    with pytest.raises(InputError, match="tiny/dev has no outputs: it was destroyed by run #2"):
        console.outputs.read(DEV)


def test_a_state_that_cannot_be_read_is_a_sentence_with_the_engines_words(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    tiny.state_file().write_text("{ not a state")
    with pytest.raises(TerraformError) as failed:
        console.outputs.read(DEV)
    assert failed.value.message.startswith("Reading the outputs failed (exit 1): ")
    assert failed.value.message.endswith("; correct that and try again.")
    assert "state" in failed.value.detail


def test_next_steps_are_filled_in_and_what_is_unknown_stays_named(tiny: Tiny) -> None:
    tiny.write(MORE, "more.tf")
    tiny.preset("dev", next_steps=STEPS, values={"label": "from-preset"})
    console = tiny.console()
    (before,) = console.outputs.next_steps(DEV)
    assert before.text == "The label is <output label is not known yet>, set as from-preset."
    apply(console, plan(console))
    (step,) = console.outputs.next_steps(DEV)
    assert step.title == "Push to dev of tiny in us-east-1"
    assert step.text == "The label is from-preset, set as from-preset."
    assert step.when == "after <output nothing is not known yet>"
    assert step.commands == (
        "push <output hidden is not known yet>",
        'cat a,b {"x": 1} ${other.thing} $${HOME}',
    )


def test_in_the_sandbox_our_own_commands_stay_in_it(tiny: Tiny) -> None:
    steps = [{"title": "Clean up", "text": "", "commands": ["infra-console destroy tiny/dev", "aws s3 ls"]}]
    tiny.preset("dev", next_steps=steps)
    for sandbox, expected in ((True, "infra-console destroy tiny/dev --sandbox"), (False, steps[0]["commands"][0])):
        console = tiny.console(cloud=FakeCloud(sandbox=sandbox), sandbox=sandbox)
        (step,) = console.outputs.next_steps(DEV)
        assert step.commands == (expected, "aws s3 ls")


FIRST_OUTPUTS = """
output "first" {
  value = terraform_data.first.output
}
output "slow" {
  value = terraform_data.slow.triggers_replace[0]
}
"""


def test_after_a_failed_first_apply_the_outputs_are_those_of_what_was_made(tiny: Tiny) -> None:
    tiny.write(FIRST_OUTPUTS, "outputs.tf")
    tiny.preset("dev", next_steps=[{"title": "Look", "text": "${output.first}, ${output.slow}, ${output.label}"}])
    console = tiny.console()
    assert apply(console, plan(console, does="fail")).status is RunStatus.FAILED
    values = {output.name: output.value for output in console.outputs.read(DEV)}
    assert values == {"first": "one", "slow": "one", "hidden": None}
    (step,) = console.outputs.next_steps(DEV)
    assert step.text == "one, one, <output label is not known yet>"
    assert console.outputs.note(DEV) == (
        "The last apply (run #1) failed: these are the outputs as they were found right after it. "
        "Plan again to see what is left to do."
    )
    assert not list(tiny.run_folder(1).glob("*.tfplan")), "the plans, which hold secrets, are gone"


def test_after_a_failed_later_apply_what_it_reached_is_new_and_the_rest_stays(tiny: Tiny) -> None:
    tiny.write(FIRST_OUTPUTS, "outputs.tf")
    console = tiny.console()
    apply(console, plan(console))
    assert console.outputs.note(DEV) == ""
    apply(console, plan(console, does="fail", label="two"))
    values = {output.name: output.value for output in console.outputs.read(DEV, reveal=True)}
    assert values == {"first": "two", "slow": "two", "label": "one", "hidden": "not-a-secret"}


def test_after_an_apply_that_never_began_the_outputs_are_those_of_the_one_before(tiny: Tiny) -> None:
    tiny.preset("dev", next_steps=[{"title": "Look", "text": "${output.label}"}])
    console = tiny.console()
    apply(console, plan(console))
    reviewed = plan(console, label="two")
    record = console.store.folder(reviewed.record.id).read()
    assert record is not None
    record.stages.append(Stage(name=StageName.APPLY, started_at=record.created_at))
    console.ending.not_started(record, console.store.folder(record.id), "No engine.")
    assert console.outputs.next_steps(DEV)[0].text == "one"
    assert "(run #2) failed: these are the outputs of run #1 before it." in console.outputs.note(DEV)


def test_an_apply_that_was_stopped_is_named_as_such(tiny: Tiny) -> None:
    console = tiny.console()
    cancel = threading.Event()
    reviewed = plan(console, does="wait")
    running = Background(lambda: apply(console, reviewed, cancel=cancel))
    tiny.begun()
    cancel.set()
    assert running.result().status is RunStatus.STOPPED
    assert console.outputs.note(DEV).startswith("The last apply (run #1) was stopped: ")
