"""Preflight with the real engine over a state that is kept on this machine."""

from __future__ import annotations

from console.bootstrap import Console
from console.bootstrap.rollouts import rollout_stages
from console.domain.rollout import Finding, RolloutStage, StageStatus
from console.services.state_copies import StateCopies
from tests.fakes.cloud import FakeCloud
from tests.fakes.gates import Stage
from tests.fakes.tiny import DEV, Background, Tiny, apply, plan


def flown(console: Console) -> tuple[Stage, StageStatus]:
    stage = Stage(preset=console.environments.preset(DEV))
    return stage, rollout_stages(console)[RolloutStage.PREFLIGHT](stage.context)


def test_a_state_on_this_machine_is_looked_at_and_copied(tiny: Tiny) -> None:
    console = tiny.console(cloud=FakeCloud(sandbox=True))
    stage, status = flown(console)
    assert status is StageStatus.PASSED
    assert stage.one("state lock").text == "Nothing was planned yet, so that nobody holds it."
    assert stage.one("state backup").finding is Finding.NOTED
    apply(console, plan(console))
    stage, status = flown(console)
    assert status is StageStatus.PASSED
    assert stage.one("state lock").text == "Nobody holds it."
    assert stage.one("state backup").text.endswith(" 3 resources.")
    assert "before rollout tiny@3" in [each.why for each in StateCopies(console.store).list(DEV)]
    plan(console)
    stage, _ = flown(console)
    assert stage.one("drift").text.endswith("found nothing changed outside.")


def test_an_apply_that_is_under_way_stops_the_preflight(tiny: Tiny) -> None:
    console = tiny.console(cloud=FakeCloud(sandbox=True))
    reviewed = plan(console, does="wait")
    under_way = Background(lambda: apply(console, reviewed))
    tiny.begun()
    stage, status = flown(console)
    tiny.let_on()
    under_way.result()
    assert status is StageStatus.FAILED
    assert "tiny/dev is being worked on by " in stage.one("state lock").text
