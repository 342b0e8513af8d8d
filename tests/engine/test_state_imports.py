"""Imports: by a plan where the configuration has the address, and a proposed configuration where it has not."""

from __future__ import annotations

import pytest

from console.domain.plan import Action
from console.domain.run import RunStatus
from console.errors import InputError, RefusedError
from tests.fakes.tiny import ADDRESSES, DEV, Tiny, apply, plan

FIRST, SLOW, LAST = ADDRESSES


def test_what_the_configuration_has_is_imported_by_a_plan_and_an_apply(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    known_as = console.states.resource(console.states.read(DEV), FIRST).id
    console.states.changes.carry_out(console.states.changes.remove(DEV, FIRST))

    found = console.states.imports.plan(DEV, FIRST, known_as)
    assert found.reviewed is not None
    assert found.reviewed.plan.counts.imported == 1
    assert "IMPORT of" in found.reviewed.record.scope
    assert apply(console, found.reviewed).status is RunStatus.DONE
    assert console.states.resource(console.states.read(DEV), FIRST).id == known_as


def test_without_a_configuration_one_is_proposed_and_nothing_is_imported(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    found = console.states.imports.plan(DEV, "terraform_data.found", "an-id")
    assert found.reviewed is None
    assert 'resource "terraform_data" "found"' in (found.proposed or "")
    assert console.runs.list(DEV)[0].status is RunStatus.DISCARDED, "the plan cannot be applied by mistake"
    assert not (tiny.run_folder(2) / "plan.tfplan").exists()
    assert plan(console).plan.empty


@pytest.mark.parametrize(
    ("address", "known_as", "words"),
    [
        (FIRST, "x", "has terraform_data.first already"),
        ("terraform_data.found", "a\nb", "is no id"),
        ("terraform_data.found", " ", "is no id"),
        ("-target=x", "x", "is no address"),
        ("data.terraform_remote_state.x", "x", "is a data source"),
    ],
)
def test_an_import_that_cannot_be_is_refused(tiny: Tiny, address: str, known_as: str, words: str) -> None:
    console = tiny.console()
    apply(console, plan(console))
    with pytest.raises((InputError, RefusedError), match=words):
        console.states.imports.plan(DEV, address, known_as)


def test_an_id_is_not_evaluated(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    console.states.changes.carry_out(console.states.changes.remove(DEV, FIRST))
    found = console.states.imports.plan(DEV, FIRST, '${path.module}" x')
    assert found.reviewed is not None
    (change,) = [one for one in found.reviewed.plan.changes if one.address == FIRST]
    assert change.importing == '${path.module}" x'
    assert change.action in (Action.IMPORT, Action.CHANGE, Action.REPLACE)
