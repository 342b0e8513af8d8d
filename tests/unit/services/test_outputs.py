"""Outputs from the state, and procedures filled in with them."""

import json

import pytest

from console.domain.run import RunKind
from console.errors import InputError, TerraformError
from tests.fakes.cloud import FakeCloud
from tests.fakes.tiny import DEV, Tiny, apply, plan

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
    assert failed.value.message == "Reading the outputs failed (exit 1)."
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
