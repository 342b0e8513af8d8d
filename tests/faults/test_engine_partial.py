"""Fault 43 and maintenance runs: chosen addresses, replacements on request, refresh-only plans."""

import pytest

from console.domain.environment import EnvironmentState
from console.domain.plan import Action
from console.domain.run import RunKind, RunStatus
from console.errors import InputError, ProtectedError
from console.services.planning import PlanRequest
from console.services.reviewing import Reviewed
from tests.fakes.tiny import DEV, Tiny, apply, plan

LEFT, RIGHT = "terraform_data.left", "terraform_data.right"
TWO = """
resource "terraform_data" "left" {
  input = var.label
}
resource "terraform_data" "right" {
  input = var.label
}
"""


def partly(console, name=DEV, **scope) -> Reviewed:
    return console.runs.plan(PlanRequest(name, **scope), lambda _: None)


def changed(reviewed: Reviewed) -> dict[str, Action]:
    return {change.address: change.action for change in reviewed.plan.changes}


def test_fault_43_a_partial_plan_says_what_it_is_confined_to_and_touches_nothing_else(tiny: Tiny) -> None:
    tiny.write(TWO, "two.tf")
    console = tiny.console()
    reviewed = partly(console, targets=(LEFT,))
    assert changed(reviewed) == {LEFT: Action.CREATE}
    assert reviewed.record.partial
    assert reviewed.record.scope == f"PARTIAL: only {LEFT} and what they depend on"
    record = apply(console, reviewed)
    assert (record.status, record.deed, record.targets) == (RunStatus.DONE, "partial apply", [LEFT])
    assert set(tiny.in_state()) == {LEFT}
    (summary,) = console.environments.list()
    assert (summary.state, summary.note) == (EnvironmentState.INCOMPLETE, "by partial runs")


@pytest.mark.parametrize("scope", [{"targets": (LEFT,)}, {"replace": (LEFT,)}])
@pytest.mark.parametrize(
    ("environment", "protection", "word"),
    [("dev", "protected", "protected"), ("production", "confirm", "production"), ("prod-eu", "open", "production")],
)
def test_fault_43_a_production_environment_is_changed_only_as_a_whole(
    tiny: Tiny, environment: str, protection: str, word: str, scope: dict[str, tuple[str, ...]]
) -> None:
    name = tiny.preset(environment, protection=protection)
    with pytest.raises(ProtectedError, match=rf"tiny/{environment} is {word}: .* Plan all of it\."):
        partly(tiny.console(), name, **scope)
    assert not (tiny.home / "runs").exists(), "refused before there is a run"


def test_fault_43_after_a_partial_run_the_rest_is_neither_forgotten_nor_called_changed_outside(tiny: Tiny) -> None:
    tiny.write(TWO, "two.tf")
    console = tiny.console()
    apply(console, plan(console))
    record = apply(
        console, console.runs.plan(PlanRequest(DEV, overrides={"label": "two"}, targets=(LEFT,)), lambda _: None)
    )
    assert (record.applied.change, record.resources_after) == (1, 5)
    assert console.environments.list()[0].resources == 5
    rest = plan(console, label="two")
    assert LEFT not in changed(rest)
    assert changed(rest)[RIGHT] is Action.CHANGE
    assert rest.record.drifted is None, "what the partial run left out is no change outside"


def test_a_resource_is_replaced_because_it_was_asked_for(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    reviewed = partly(console, replace=("terraform_data.last",))
    assert changed(reviewed) == {"terraform_data.last": Action.REPLACE}
    assert "REPLACES ON REQUEST: terraform_data.last" in reviewed.record.scope
    assert apply(console, reviewed).applied.replace == 1
    assert plan(console).plan.empty


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({"targets": ("-destroy",)}, "'-destroy' is no address"),
        ({"targets": ("nothing",)}, "'nothing' is no address"),
        ({"replace": ("module.all",)}, "'module.all' is no address"),
        ({"targets": (LEFT,), "kind": RunKind.DESTROY}, "A destroy is of the whole environment"),
        ({"replace": (LEFT,), "refresh_only": True}, "A refresh-only run changes no resource"),
        ({"refresh_only": True, "kind": RunKind.DESTROY}, "A refresh-only run destroys nothing"),
        ({"rollback_to": 1, "targets": (LEFT,)}, "A rollback plans an earlier run as it was"),
    ],
)
def test_what_does_not_fit_together_is_refused_before_there_is_a_run(tiny: Tiny, scope: dict, words: str) -> None:
    with pytest.raises(InputError, match=words):
        partly(tiny.console(), **scope)
    assert not (tiny.home / "runs").exists()


def test_a_refresh_only_plan_of_what_nobody_changed_is_empty(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    reviewed = partly(console, refresh_only=True)
    assert reviewed.plan.empty
    assert (reviewed.record.status, reviewed.record.drifted) == (RunStatus.NO_CHANGES, 0)
    assert reviewed.record.scope.startswith("REFRESH ONLY")


def test_an_empty_plan_of_a_part_does_not_say_that_all_is_well(tiny: Tiny) -> None:
    tiny.write(TWO, "two.tf")
    console = tiny.console()
    apply(console, plan(console))
    apply(console, plan(console, does="fail", label="two"))
    assert console.environments.list()[0].state is EnvironmentState.FAILED
    assert partly(console, targets=("terraform_data.first",), overrides={"label": "two"}).plan.empty
    assert console.environments.list()[0].state is EnvironmentState.FAILED
