from console.domain.run import RunKind, RunStatus
from tests.fakes.tiny import ADDRESSES, Tiny, apply, plan


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
