"""Services that go back: to what they ran before the apply, by themselves or by ECS, and never one revision too far."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from console.domain.ecs import Service, ServiceAddress
from console.domain.rollout import EnvironmentRollout, Finding
from console.domain.rollout_file import Gates
from console.errors import RefusedError
from console.services.rollouts.back_services import ServicesBack
from console.services.rollouts.failing import Back, BackContext, BackOutcome

API = ServiceAddress("us-east-1", "web", "api")
OLD, NEW = "arn:aws:ecs:us-east-1:1:task-definition/api:3", "arn:aws:ecs:us-east-1:1:task-definition/api:4"


class FakeEcs:
    """A service that is as `seen` says, one look after the other; the last one stays."""

    def __init__(self, *seen: tuple[str, bool]) -> None:
        self.seen = list(seen)
        self.rolled_back: list[str] = []
        self.refuses: str = ""
        self.good = True
        self.status = SimpleNamespace(services=lambda _: (API,), view=lambda _: SimpleNamespace(service=self._look()))
        self.rollback = SimpleNamespace(plan=self._plan, start=lambda plan: plan)
        self.following = SimpleNamespace(follow=self._follow)

    def _look(self) -> Service:
        definition, deploying = self.seen.pop(0) if len(self.seen) > 1 else self.seen[0]
        deployment: Any = SimpleNamespace(rollout_state="IN_PROGRESS" if deploying else "COMPLETED")
        return Service(API, "ACTIVE", 2, 2, 0, definition, deployments=(deployment,))

    def _plan(self, name: Any, to: str, service: str) -> str:
        if self.refuses:
            raise RefusedError(self.refuses)
        return f"{service} to {to}"

    def _follow(self, watched: str, *_: Any, **__: Any) -> Any:
        self.rolled_back.append(watched)
        return SimpleNamespace(
            good=self.good, cause=SimpleNamespace(words="The image does not exist."), verdict="failed"
        )


class Clock:
    """Goes on by a second at each look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def go_back(ecs: FakeEcs, **part: Any) -> tuple[BackOutcome, list[tuple[str, Finding, str]]]:
    given: dict[str, Any] = {
        "environment": "web/dev", "gates": Gates(verify_minutes=3), "run": "web/dev#2", "before": "web/dev#1",
        "services_before": {str(API): OLD},
    }  # fmt: skip
    told: list[tuple[str, Finding, str]] = []
    back = ServicesBack(lambda: ecs, clock=Clock(), poll_seconds=0.001)  # type: ignore[arg-type,return-value]
    driving: Any = None
    outcome = back(BackContext(driving, EnvironmentRollout(**(given | part)), lambda *each: told.append(each), None))
    return outcome, told


def test_a_service_that_runs_the_bad_revision_goes_back_to_the_one_before_the_apply() -> None:
    ecs = FakeEcs((NEW, False))
    outcome, told = go_back(ecs)
    assert outcome.back is Back.DONE
    assert "what else run web/dev#2 changed stays" in outcome.text
    assert ecs.rolled_back == ["api to api:3"]
    assert told == [("rollback", Finding.PASSED, "web/api runs api:3 again.")]


def test_a_service_that_the_circuit_breaker_took_back_is_left_there() -> None:
    ecs = FakeEcs((OLD, False))
    outcome, _ = go_back(ecs)
    assert (outcome.back, ecs.rolled_back) == (Back.DONE, [])


def test_ecs_going_back_by_itself_is_waited_for() -> None:
    ecs = FakeEcs((OLD, True), (OLD, True), (OLD, False))
    outcome, _ = go_back(ecs)
    assert (outcome.back, ecs.rolled_back, len(ecs.seen)) == (Back.DONE, [], 1)


def test_a_refusal_that_ecs_means_is_the_reason() -> None:
    ecs = FakeEcs((NEW, False))
    ecs.refuses = "CODE_DEPLOY deploys this service."
    outcome, _ = go_back(ecs)
    assert (outcome.back, outcome.text) == (Back.FAILED, "CODE_DEPLOY deploys this service.")


def test_a_rollback_that_ends_badly_is_no_way_back() -> None:
    ecs = FakeEcs((NEW, False))
    ecs.good = False
    outcome, _ = go_back(ecs)
    assert outcome.back is Back.FAILED
    assert outcome.text == "the rollback of web/api to api:3 is failed. The image does not exist."


def test_a_rollback_that_does_not_end_in_time_is_no_way_back() -> None:
    outcome, _ = go_back(FakeEcs((OLD, True)))
    assert outcome.back is Back.FAILED
    assert "has not gone back to api:3 in time" in outcome.text


def test_services_that_ran_nothing_before_do_not_go_back() -> None:
    made, _ = go_back(FakeEcs((NEW, False)), services_before={}, before=None)
    unknown, _ = go_back(FakeEcs((NEW, False)), services_before={})
    assert "its services ran nothing before" in made.text
    assert "ran before is not known" in unknown.text
    assert {made.back, unknown.back} == {Back.FAILED}


def test_a_service_that_the_rollout_made_stays_and_is_said() -> None:
    ecs = FakeEcs((NEW, False))
    outcome, told = go_back(ecs, services_before={"web/other": OLD})
    assert (outcome.back, ecs.rolled_back) == (Back.DONE, [])
    assert told[0][2] == "web/api was made by this rollout: it stays as it is."
