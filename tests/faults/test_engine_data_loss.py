"""Fault 31 on the engine: a plan that destroys what holds data says so, and is applied with its address only."""

import pytest

from console.errors import ProtectedError
from console.services.approval_guards import Approval
from console.services.planning import PlanRequest
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import DEV, Tiny, apply, plan

LAST = "terraform_data.last"


@pytest.fixture(autouse=True)
def _everything_holds_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.services.reviewing.STATEFUL", ("terraform_data",))


def test_fault_31_a_replacement_of_what_holds_data_wants_the_address(tiny: Tiny) -> None:
    console = tiny.console()
    first = plan(console)
    assert first.record.data_lost == []
    apply(console, first)
    reviewed = console.runs.plan(PlanRequest(DEV, replace=(LAST,)), lambda _: None)
    assert reviewed.record.data_lost == [LAST]
    with pytest.raises(ProtectedError, match="type its address to go on"):
        apply(console, reviewed)
    consent = Approval("tester", destroys=(LAST,))
    assert console.runs.apply(reviewed.record.id, consent, lambda _: None).applied.replace == 1


def test_fault_31_the_command_line_takes_the_address(tiny: Tiny, account: AccountServer) -> None:
    apply(tiny.console(), plan(tiny.console()))
    # The type is made one of those that hold data for the command, too, which is a process of its own.
    (tiny.root / "sitecustomize.py").write_text(
        "import console.domain.stateful as s\ns.STATEFUL = ('terraform_data',)\n"
    )
    tiny.extra["PYTHONPATH"] = f"{tiny.root}:{tiny.environment['PYTHONPATH']}"
    approved = ("apply", "tiny/dev", "--replace", LAST, "--approve", "tiny/dev")
    refused = tiny.run(*approved)
    assert refused.returncode == 1
    assert f"(--destroys '{LAST}')" in refused.stderr
    assert tiny.run(*approved, "--destroys", LAST).returncode == 0
