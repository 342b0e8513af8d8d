"""Verify: every verdict that a service, a group, a database, an alarm, the state or an address can come to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from console.domain.alarms import Alarm, AlarmStanding
from console.domain.rollout import Evidence, Finding, RolloutStage, StageStatus
from console.domain.rollout_file import Gates, HttpCheck
from console.domain.run import RunRecord, RunStatus, StateMark
from console.domain.state import StateDocument, StateResource
from console.errors import AwsError, ConsoleError, InputError, RunStoppedError
from console.services.applied_resources import AppliedResource
from console.services.asg_found import GroupFinder
from console.services.databases_found import DatabaseFinder
from console.services.ecs_targets import EcsTargetFinder
from console.services.following_deployments import Following
from console.services.outputs import Output
from console.services.rollouts.guard_files import rules_of
from console.services.rollouts.preflight_images import ImageLooks
from console.services.rollouts.verify import Verify
from console.services.rollouts.verify_http import HttpLooks, status_of
from console.services.rollouts.verify_images import RunningImages
from console.services.rollouts.verify_machines import MachineLooks
from console.services.rollouts.verify_rules import RuleLooks
from console.services.rollouts.verify_services import ServiceLooks
from console.services.rollouts.verify_state import AppliedLooks
from tests.fakes import asg, databases, ecs
from tests.fakes.gates import Hours, Stage, preset, run
from tests.fakes.overview import NOW

SERVICE, TARGETS = f"service {ecs.ADDRESS.name}", f"targets of {ecs.ADDRESS.name}"
GROUP, DATABASE = f"group {asg.ADDRESS.name}", f"database {databases.POSTGRES.name}"


class Monitor:
    """The alarms of the environment."""

    def __init__(self) -> None:
        self.standing: tuple[Alarm, ...] = ()

    def alarms(self, name: object) -> AlarmStanding:
        return AlarmStanding(NOW.timestamp(), self.standing)


class World:
    """An environment that was just applied, and a stage that verifies it."""

    def __init__(self, **gates: Any) -> None:
        self.stage = Stage(gates=Gates(**gates), preset=preset(system="replaydash"), now=NOW)
        self.stage.begun(RolloutStage.APPLY, NOW - timedelta(minutes=3))
        self.hours = Hours()
        self.stage.cancelled = self.hours
        self.ecs, self.asg, self.databases = ecs.FakeEcs(), asg.FakeAsg(), databases.FakeDatabases()
        self.asg.now = asg.group(instances=(asg.instance(1), asg.instance(2)))
        self.resources: tuple[AppliedResource, ...] = ()
        self.monitor = Monitor()
        self.record: RunRecord | None = run(status=RunStatus.DONE, resources_after=1)
        self.state = [StateResource("a.b", "a", "b", "", "managed", "p")]
        self.outputs: tuple[Output, ...] = (Output("url", "example.com", False, ""),)
        self.sandbox = False
        self.answers: list[int | str] = []

    def serve(self, deployed: int, *, applied: int = 2, status: str = "SUCCESSFUL", ours: bool = True) -> None:
        """Terraform applied this revision of the service, and its newest deployment ended so."""
        self.resources = (
            replace(ecs.state()[0], values=ecs.state()[0].values | {"task_definition": ecs.arn(applied)}),
        )
        self.ecs.now = ecs.service(task_definition=ecs.arn(deployed))
        at = NOW - (timedelta(minutes=1) if ours else timedelta(hours=1))
        self.ecs.history = [ecs.deployment(2, 2, status, created_at=at)]

    def __call__(self) -> StageStatus:
        def resources(_: object) -> tuple[AppliedResource, ...]:
            return self.resources

        def presets(_: object) -> Any:
            return self.stage.preset

        document = StateDocument(StateMark(lineage="l", serial=1, resources=1), "1.11.4", tuple(self.state), ())
        following = Following(self.ecs, self.ecs, clock=self.hours.clock)
        images = ImageLooks(resources, lambda _: {}, self.ecs, self.sandbox)
        return Verify(
            ServiceLooks(lambda: EcsTargetFinder(resources, presets), self.ecs, following),
            RunningImages(images, lambda: EcsTargetFinder(resources, presets), self.ecs),
            MachineLooks(
                lambda: GroupFinder(resources, presets), self.asg,
                lambda: DatabaseFinder(resources, presets), self.databases,
            ),
            AppliedLooks(lambda _: self.record, lambda _: document, lambda _: self.outputs, self.monitor),  # type: ignore[arg-type]
            HttpLooks(
                lambda _: self.outputs, lambda _: {"port": 8080}, self.sandbox, self._answer, self.hours.clock
            ),
            RuleLooks(lambda _: rules_of(Path("nowhere"), "tiny"), resources),
            clock=self.hours.clock,
        )(self.stage.context)  # fmt: skip

    def _answer(self, url: str) -> int:
        self.stage.waited.append(url)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, str):
            raise ConsoleError(answer)
        return answer

    def of(self, check: str) -> tuple[Finding, str]:
        told = self.stage.one(check)
        return told.finding, told.text


def test_an_environment_without_anything_to_wait_for_passes() -> None:
    world = World()
    assert world() is StageStatus.PASSED
    assert [each.check for each in world.stage.told] == ["state", "outputs", "alarms"]
    assert world.hours.seconds == 0


def test_a_deployment_that_succeeded_passes() -> None:
    world = World()
    world.serve(2)
    assert world() is StageStatus.PASSED
    assert world.of(SERVICE) == (
        Finding.PASSED,
        "The deployment succeeded: replaydash-dev-api:2, 2 of 2 tasks run.",
    )
    assert world.of(TARGETS) == (Finding.PASSED, "2 of 2 targets are healthy.")


@pytest.mark.parametrize(
    ("status", "said"),
    [("ROLLBACK_SUCCESSFUL", "The deployment was rolled back"), ("ROLLBACK_FAILED", "rollback failed")],
)
def test_a_deployment_that_was_rolled_back_fails_though_the_service_is_stable(status: str, said: str) -> None:
    world = World()
    world.serve(1, status=status)
    world.ecs.ended = (ecs.failed_task("f" * 32, 2, "Essential container in task exited", exit_code=1),)
    assert world() is StageStatus.FAILED
    finding, text = world.of(SERVICE)
    assert finding is Finding.FAILED
    assert said in text
    assert "replaydash-dev-api:1 runs, 2 of 2 tasks run." in text


def test_a_deployment_that_goes_on_too_long_is_inconclusive() -> None:
    world = World(verify_minutes=Decimal(2))
    world.serve(2, status="IN_PROGRESS")
    assert world() is StageStatus.INCONCLUSIVE
    assert world.of(SERVICE) == (Finding.UNKNOWN, "The deployment is still under way after 2 min.")
    assert world.hours.seconds == pytest.approx(120, abs=2)
    assert f"the deployment of {ecs.ADDRESS.name}: 2 of 2 tasks run" in world.stage.waited


def test_a_service_that_does_not_run_what_was_applied_fails_whoever_deployed_last() -> None:
    world = World()
    world.serve(1, status="ROLLBACK_SUCCESSFUL", ours=False)
    assert world() is StageStatus.FAILED
    assert "replaydash-dev-api:2 was applied, but replaydash-dev-api:1 runs" in world.of(SERVICE)[1]


def test_an_apply_without_a_deployment_leaves_the_verdict_of_the_last_one() -> None:
    world = World()
    world.serve(2, ours=False)
    assert world() is StageStatus.PASSED
    assert world.of(SERVICE)[1].startswith("This apply brought no deployment: replaydash-dev-api:2")


def test_a_deployment_whose_place_another_one_took_is_inconclusive() -> None:
    world = World()
    world.serve(1)
    assert world() is StageStatus.INCONCLUSIVE
    assert world.of(SERVICE)[1] == "Another deployment took the place of this one: look at the service."


def test_targets_that_stay_unhealthy_fail_and_are_waited_for() -> None:
    world = World(verify_minutes=Decimal(1))
    world.serve(2)
    world.ecs.now = replace(world.ecs.now, running=1, pending=1)
    assert world() is StageStatus.FAILED
    assert world.of(TARGETS) == (Finding.FAILED, "1 of 2 targets are healthy: see the service.")
    assert world.hours.seconds >= 60


def test_targets_that_become_healthy_are_waited_for() -> None:
    world = World()
    world.serve(2)
    whole = world.ecs.now
    world.ecs.now = replace(whole, running=1, pending=1)
    world.hours._on_wait = lambda seconds: setattr(world.ecs, "now", whole) if seconds >= 6 else None
    assert world() is StageStatus.PASSED
    assert world.of(TARGETS) == (Finding.PASSED, "2 of 2 targets are healthy.")


def test_a_service_that_rests_has_no_targets_and_that_is_noted() -> None:
    world = World()
    world.serve(2)
    world.ecs.now = replace(world.ecs.now, desired=0, running=0)
    assert world() is StageStatus.PASSED
    assert world.of(TARGETS)[0] is Finding.NOTED


def test_what_aws_refuses_to_tell_is_inconclusive() -> None:
    world = World()
    world.serve(2)
    world.ecs.error = AwsError("These credentials may not do ecs:DescribeServices.")
    assert world() is StageStatus.INCONCLUSIVE
    assert world.of("services") == (Finding.UNKNOWN, "These credentials may not do ecs:DescribeServices.")


def test_a_wait_ends_at_once_when_the_rollout_is_stopped() -> None:
    world = World()
    world.serve(2, status="IN_PROGRESS")
    world.hours._on_wait = lambda seconds: world.hours.set() if seconds >= 3 else None
    with pytest.raises(RunStoppedError):
        world()
    assert world.hours.seconds < 10


def test_a_groups_instances_and_its_refresh_are_waited_for() -> None:
    world = World()
    world.resources = asg.state()
    world.asg.refreshed = [asg.refresh("InProgress")]
    world.hours._on_wait = lambda seconds: setattr(world.asg, "refreshed", [asg.refresh("Successful")])
    assert world() is StageStatus.PASSED
    assert world.of(GROUP) == (Finding.PASSED, "2 of 2 instances serve, the instance refresh succeeded.")


@pytest.mark.parametrize("status", ["Failed", "Cancelled", "RollbackSuccessful", "RollbackFailed"])
def test_an_instance_refresh_that_did_not_succeed_fails(status: str) -> None:
    world = World()
    world.resources = asg.state()
    world.asg.refreshed = [asg.refresh(status)]
    assert world() is StageStatus.FAILED
    world.asg.refreshed = [asg.refresh(status, started_at=NOW - timedelta(days=1))]
    world.stage.told.clear()
    assert world() is StageStatus.PASSED, "one from before the apply is not this change's"


def test_instances_that_are_still_coming_are_waited_for() -> None:
    world = World()
    world.resources, whole = asg.state(), world.asg.now
    world.asg.now = replace(whole, instances=whole.instances[:1])
    world.hours._on_wait = lambda seconds: setattr(world.asg, "now", whole) if seconds >= 10 else None
    assert world() is StageStatus.PASSED
    assert world.of(GROUP) == (Finding.PASSED, "2 of 2 instances serve.")
    assert world.hours.seconds == 10


def test_instances_that_do_not_come_fail_and_a_refresh_without_end_is_inconclusive() -> None:
    world = World(verify_minutes=Decimal(1))
    world.resources = asg.state()
    world.asg.now = replace(world.asg.now, desired=3)
    assert world() is StageStatus.FAILED
    assert world.of(GROUP)[1] == "2 of 3 instances serve: see its activities."
    world.asg.refreshed = [asg.refresh("InProgress")]
    world.stage.told.clear()
    assert world() is StageStatus.INCONCLUSIVE


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("available", StageStatus.PASSED),
        ("modifying", StageStatus.INCONCLUSIVE),
        ("storage-full", StageStatus.FAILED),
        (None, StageStatus.FAILED),
    ],
)
def test_a_database_is_available_or_not(status: str | None, verdict: StageStatus) -> None:
    world = World(verify_minutes=Decimal(1))
    world.resources = tuple(databases.state_of(databases.POSTGRES))
    world.databases.there = {databases.POSTGRES.name: databases.postgres(status=status)} if status else {}
    assert world() is verdict
    assert (world.hours.seconds > 0) is (verdict is StageStatus.INCONCLUSIVE), (
        "only what may still change is waited for"
    )


def test_an_alarm_that_goes_off_since_the_apply_fails_and_an_older_one_is_noted() -> None:
    world = World()
    world.monitor.standing = (Alarm("slow", "ALARM", since=NOW - timedelta(minutes=1)),)
    assert world() is StageStatus.FAILED
    assert world.of("alarms") == (Finding.FAILED, "In alarm since the apply: slow.")
    world.monitor.standing = (Alarm("slow", "ALARM", since=NOW - timedelta(hours=1)),)
    world.stage.told.clear()
    assert world() is StageStatus.PASSED
    assert world.of("alarms")[0] is Finding.NOTED


def test_fault_27_a_run_that_did_not_end_well_fails_whatever_stands() -> None:
    world = World()
    world.record = run(status=RunStatus.FAILED)
    assert world() is StageStatus.FAILED


def test_a_run_of_another_machine_is_inconclusive_here() -> None:
    world = World()
    world.record = None
    assert world() is StageStatus.INCONCLUSIVE
    assert world.of("state")[1] == "Run tiny/dev#7 is another machine's: it is verified from there."


def test_a_state_that_is_not_what_was_planned_fails() -> None:
    world = World()
    world.record = run(status=RunStatus.DONE, resources_after=2)
    assert world() is StageStatus.FAILED
    assert world.of("state")[1] == "The state holds 1 resources, the plan was to leave 2: look at the drift."
    world.record = run(status=RunStatus.DONE, resources_after=1)
    world.state = [replace(world.state[0], tainted=True)]
    world.stage.told.clear()
    assert world() is StageStatus.FAILED
    assert "a.b" in world.of("state")[1]


def test_outputs_without_a_value_are_noted_and_secret_ones_are_not_taken_for_such() -> None:
    world = World()
    world.outputs = (Output("url", None, False, ""), Output("password", None, True, ""))
    assert world() is StageStatus.PASSED
    assert world.of("outputs") == (Finding.NOTED, "2 are there; without a value: url.")


def asked(url: str = "https://${output.url}:${value.port}/health", **changes: Any) -> World:
    return World(http=(HttpCheck(url=url, **changes),))


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("ended", "status"), [("SUCCESSFUL", StageStatus.PASSED), ("ROLLBACK_SUCCESSFUL", StageStatus.FAILED)]
)
def test_a_deployment_that_is_not_listed_yet_is_waited_for_and_the_one_before_is_no_verdict(
    before: bool, ended: str, status: StageStatus
) -> None:
    world = World()
    world.serve(2, ours=False)
    old = world.ecs.history if before else []
    new = ecs.deployment(3, 2, ended, created_at=NOW - timedelta(minutes=1))
    world.ecs.history = list(old)
    world.ecs.now = ecs.service(task_definition=ecs.arn(2), deployments=(ecs.line(2), ecs.line(1)))

    def listed(seconds: float) -> None:
        if seconds >= 6:
            world.ecs.history = [new, *old]
            world.ecs.now = ecs.service(task_definition=ecs.arn(2))

    world.hours._on_wait = listed
    assert world() is status
    assert "This apply brought no deployment" not in world.of(SERVICE)[1]


def test_a_service_that_deploys_without_a_deployment_in_the_list_is_inconclusive() -> None:
    world = World(verify_minutes=1)
    world.serve(2)
    world.ecs.history = []
    world.ecs.now = ecs.service(task_definition=ecs.arn(2), deployments=(ecs.line(2), ecs.line(1)))
    assert world() is StageStatus.INCONCLUSIVE


def test_an_address_is_asked_until_it_answers_well() -> None:
    world = asked()
    world.answers = ["Connection refused.", 503, 200]
    assert world() is StageStatus.PASSED
    assert world.of("HTTP /health") == (Finding.PASSED, "https://example.com:8080/health answers 200.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (503, "https://example.com:8080/health answers 503 instead of 200, for 10 s."),
        ("example.com did not answer: refused.", "example.com did not answer: refused. It was asked for 10 s."),
    ],
)
def test_an_address_that_does_not_answer_well_in_time_fails(answer: int | str, said: str) -> None:
    world = asked(within_seconds=10)
    world.answers = [answer]
    assert world() is StageStatus.FAILED
    assert world.of("HTTP /health") == (Finding.FAILED, said)
    assert world.hours.seconds == 10


def test_an_address_of_which_something_is_not_known_or_secret_is_inconclusive() -> None:
    world = asked("https://${output.password}/x")
    world.outputs = (Output("password", None, True, ""),)
    assert world() is StageStatus.INCONCLUSIVE
    assert world.of("HTTP /x")[1] == "The output password is not known, so that there is nothing to ask."


def test_a_check_is_called_by_its_path_wherever_its_host_comes_from() -> None:
    world = asked("${output.url}/health?deep=1")
    world.outputs = (Output("url", "http://example.com", False, ""),)
    world.answers = [200]
    assert world() is StageStatus.PASSED
    assert world.of("HTTP /health")[1] == "http://example.com/health?deep=1 answers 200."


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://[::1/x", "http://a:b/x", "http://a:99999/", "https://"])
def test_what_is_no_address_fails_and_nothing_is_asked(url: str) -> None:
    world = asked(url)
    assert world() is StageStatus.FAILED
    assert not [each for each in world.stage.waited if url in each]
    assert any(f"{url} is no address" in each.text for each in world.stage.told)


def test_on_the_sandbox_an_address_is_asked_only_where_the_gates_say_so() -> None:
    world = asked()
    world.sandbox = True
    assert world() is StageStatus.PASSED
    assert world.of("HTTP /health")[0] is Finding.NOTED
    world = asked(sandbox=True)
    world.sandbox, world.answers = True, [200]
    assert world() is StageStatus.PASSED
    assert world.of("HTTP /health")[0] is Finding.PASSED


def test_an_environment_that_cannot_be_read_is_inconclusive() -> None:
    world = World()

    def gone(_: object) -> tuple[Output, ...]:
        raise ConsoleError("The state cannot be read.")

    world.outputs = ()
    looks = AppliedLooks(lambda _: world.record, gone, gone, world.monitor)  # type: ignore[arg-type]
    with pytest.raises(ConsoleError):
        looks.state(world.stage.context)

    def nothing(_: object) -> tuple[Output, ...]:
        raise InputError("tiny/dev has no outputs.")

    assert (
        AppliedLooks(lambda _: world.record, gone, nothing, world.monitor)
        .outputs(  # type: ignore[arg-type]
            world.stage.context
        )
        .finding
        is Finding.NOTED
    )


def test_what_the_guards_could_not_tell_is_told_once_it_is_known() -> None:
    world = World()
    policy = '{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'
    world.resources = (AppliedResource("aws_iam_role_policy.task", "aws_iam_role_policy", "", {"policy": policy}),)
    open_ = Evidence(check="rules", finding=Finding.UNKNOWN, text="Whether ...", at=NOW, acknowledge="iam widening")
    world.stage.part.stage(RolloutStage.GUARDS).evidence = [open_]
    assert world() is StageStatus.PASSED
    assert world.of("rules")[0] is Finding.PASSED
    wide = {"policy": policy.replace("s3:GetObject", "s3:*")}
    world.resources = (replace(world.resources[0], values=wide),)
    world.stage.told.clear()
    assert world() is StageStatus.PASSED
    assert world.of("rules") == (
        Finding.NOTED,
        "aws_iam_role_policy.task allows every action of a service, or of all, on every resource: now it is known.",
    )


@pytest.mark.parametrize(
    ("word", "type_", "values"),
    [
        ("public bucket", "aws_s3_bucket_public_access_block", {"block_public_acls": True}),
        ("iam widening", "aws_iam_role", {"permissions_boundary": ""}),
        ("deletion protection off", "aws_db_instance", {"deletion_protection": False}),
    ],
)
def test_of_what_stands_it_is_not_said_that_it_went_or_lost_something(
    word: str, type_: str, values: dict[str, Any]
) -> None:
    world = World()
    world.resources = (AppliedResource(f"{type_}.this", type_, "", values),)
    open_ = Evidence(check="rules", finding=Finding.UNKNOWN, text="Whether ...", at=NOW, acknowledge=word)
    world.stage.part.stage(RolloutStage.GUARDS).evidence = [open_]
    world()
    assert [each.text for each in world.stage.told if each.check == "rules" and each.finding is Finding.NOTED] == []


@pytest.fixture
def server() -> Iterator[int]:
    """A loopback server that sends everybody elsewhere."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302 if self.path == "/a?b=c" else 404)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield http.server_port
    http.shutdown()
    http.server_close()
    thread.join()


def test_the_status_of_an_answer_is_taken_as_it_is(server: int) -> None:
    assert status_of(f"http://127.0.0.1:{server}/a?b=c") == 302
    assert status_of(f"http://127.0.0.1:{server}") == 404


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "https://name.invalid/", "http://127.0.0.1:99999/"])
def test_an_address_that_does_not_answer_is_one_sentence(url: str) -> None:
    with pytest.raises(ConsoleError, match=r"^(127\.0\.0\.1|name\.invalid) did not answer: .*\.$"):
        status_of(url)
