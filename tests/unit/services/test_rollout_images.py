"""The same image in every environment: what runs is compared by its digest, and kept where nothing was seen before."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from console.aws.refusals import NotThereError
from console.domain.ecs import Container
from console.domain.ecs_images import Image, ImageReference
from console.domain.rollout import Evidence, Finding, RolloutStage
from console.services.applied_resources import AppliedResource
from console.services.ecs_targets import EcsTargetFinder
from console.services.rollouts.preflight_images import ImageLooks
from console.services.rollouts.verify_images import RunningImages
from tests.fakes import ecs
from tests.fakes.gates import NOW, Stage, preset

ONE, OTHER, PART = ("sha256:" + letter * 64 for letter in "123")
FINDING, TEXT = 0, 1


class World:
    """An environment whose apply has passed, with one service of two tasks."""

    def __init__(self, **kept: str) -> None:
        self.stage = Stage(preset=preset(system="replaydash"), images={f"{key}:v2": kept[key] for key in kept})
        self.ecs = ecs.FakeEcs()
        self.pushed: tuple[Image, ...] | None = (Image(ONE, ("v2",)),)
        self.values: dict[str, Any] = {}
        self.sandbox = False
        self.resources: tuple[AppliedResource, ...] = (
            replace(ecs.state()[0], values=ecs.state()[0].values | {"task_definition": ecs.arn(2)}),
            defined("api", f"{ecs.REPOSITORY}:v2", 2),
        )
        self.runs(ONE, ONE)

    def runs(self, *digests: str, container: str = "api", revision: int = 2) -> None:
        """A task for each digest; the one that is being stopped does not count."""
        told = [
            ecs.task(str(number), revision, containers=(Container(container, "RUNNING", digest=digest),))
            for number, digest in enumerate(digests)
        ]
        old = Container(container, "RUNNING", digest=PART)
        ending = ecs.task("e", revision, desired_status="STOPPED", containers=(old,))
        self.ecs.running = (*told, ending)

    def images(self, reference: ImageReference) -> tuple[Image, ...]:
        if self.pushed is None:
            raise NotThereError("AWS does not know the repository.")
        return self.pushed

    def __call__(self) -> list[tuple[Finding, str]]:
        def resources(_: object) -> tuple[AppliedResource, ...]:
            return self.resources

        surroundings: Any = self
        looks = ImageLooks(resources, lambda _: self.values, surroundings, self.sandbox)
        running = RunningImages(looks, lambda: EcsTargetFinder(resources, lambda _: self.stage.preset), self.ecs)
        return [(seen.finding, seen.text) for seen in running.look(self.stage.context)]

    @property
    def kept(self) -> dict[str, str]:
        return self.stage.rollout.images


def defined(container: str, image: str, revision: int, name: str = "this") -> AppliedResource:
    values = {
        "arn": ecs.arn(revision),
        "container_definitions": json.dumps([{"name": container, "image": image}, {"name": "log", "image": "fluent"}]),
    }
    return AppliedResource(f"aws_ecs_task_definition.{name}", "aws_ecs_task_definition", "", values)


def test_what_runs_after_a_first_apply_is_kept_for_the_environments_after_it() -> None:
    world = World()
    said = "replaydash-dev-api:v2 runs as sha256:111111111111; every later environment has to have the same."
    assert world() == [(Finding.PASSED, said)]
    assert world.kept == {"api:v2": ONE}
    world.runs(ONE, "")
    assert world()[0][FINDING] is Finding.PASSED, "and it has"


def test_a_tag_that_was_pushed_anew_since_preflight_fails_and_what_was_seen_stays_kept() -> None:
    world = World(api=OTHER)
    ((finding, text),) = world()
    assert finding is Finding.FAILED
    assert text == (
        "replaydash-dev-api:v2 runs as sha256:111111111111, but was sha256:222222222222 when this rollout saw it "
        "before: the tag was pushed anew since. Push the image that was seen under a tag of its own, and start a "
        "rollout of that."
    )
    assert world.kept == {"api:v2": OTHER}


def test_what_runs_counts_and_not_what_the_tag_means_by_now() -> None:
    world = World(api=ONE)
    world.pushed = (Image(OTHER, ("v2",)), Image(ONE))
    assert world()[0][FINDING] is Finding.PASSED


def test_the_part_of_an_index_that_runs_is_the_image_that_the_tag_means() -> None:
    world = World()
    world.pushed = (Image(ONE, ("v2",), index=True), Image(PART))
    world.runs(PART, PART)
    assert world()[0][FINDING] is Finding.PASSED
    assert world.kept == {"api:v2": ONE}, "as the next environment's preflight sees it"


def test_tasks_that_run_different_images_under_one_tag_fail() -> None:
    world = World()
    world.runs(ONE, OTHER)
    ((finding, text),) = world()
    assert finding is Finding.FAILED
    assert "Tasks run different images as replaydash-dev-api:v2 (sha256:111111111111 and sha256:222222222222)" in text
    assert world.kept == {}


@pytest.mark.parametrize("revision", [1, 2])
def test_where_ecs_says_no_digest_it_is_the_registrys(revision: int) -> None:
    """Its tasks are of another revision, or say none."""
    world = World()
    world.runs("", revision=revision)
    said = (
        "replaydash-dev-api:v2 is, in its registry, sha256:111111111111; every later environment has to have the same."
    )
    assert world() == [(Finding.PASSED, said)]
    assert world.kept == {"api:v2": ONE}


def test_a_digest_that_nobody_says_is_unknown_where_something_runs() -> None:
    world = World()
    world.pushed = None
    world.runs("")
    assert world() == [
        (Finding.UNKNOWN, "Which image runs as replaydash-dev-api:v2 is not known: neither ECS nor its registry says.")
    ]
    world.ecs.running = ()
    assert world()[0][FINDING] is Finding.NOTED, "nothing runs"
    world.sandbox, world.pushed = True, ()
    assert "the sandbox takes it to have every image" in world()[0][TEXT]
    assert world.kept == {}


def test_containers_of_one_name_and_two_repositories_are_not_taken_for_one_image() -> None:
    world = World()
    world.resources = (*world.resources, defined("api", f"{ecs.REPOSITORY}-admin:v2", 7, "admin"))
    assert {finding for finding, _ in world()} == {Finding.PASSED}
    assert set(world.kept) == {"aws_ecs_task_definition.this api:v2", "aws_ecs_task_definition.admin api:v2"}


def test_an_environment_without_ecs_keeps_what_its_repositories_have() -> None:
    world = World()
    repository = AppliedResource("aws_ecr_repository.a", "aws_ecr_repository", "", {"repository_url": ecs.REPOSITORY})
    world.resources = (repository,)
    assert world() == [], "no variable says which"
    world.values = {"image_tag": "v2"}
    assert world()[0][FINDING] is Finding.PASSED
    assert world.kept == {"aws_ecr_repository.a:v2": ONE}


def test_nothing_is_kept_of_a_change_that_does_not_work() -> None:
    world = World()
    failed = Evidence(check="service api", finding=Finding.FAILED, text="It was rolled back.", at=NOW)
    world.stage.part.stage(RolloutStage.VERIFY).evidence.append(failed)
    assert world() == []
    assert world.kept == {}
