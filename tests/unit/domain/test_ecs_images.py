"""Image references, and what tells two revisions apart."""

from dataclasses import replace
from decimal import Decimal

import pytest

from console.domain.ecs_differences import differences
from console.domain.ecs_images import ImageReference, change_of
from tests.fakes.ecs import definition

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "repository", "tag", "digest"),
    [
        ("nginx", "nginx", "latest", ""),
        ("localhost:5000/api", "localhost:5000/api", "latest", ""),
        ("localhost:5000/api:v1", "localhost:5000/api", "v1", ""),
        (f"registry.example/team/api@{DIGEST}", "registry.example/team/api", "", DIGEST),
        (f"registry.example/api:v1@{DIGEST}", "registry.example/api", "", DIGEST),
    ],
)
def test_a_reference_is_taken_apart(text: str, repository: str, tag: str, digest: str):
    assert ImageReference.parse(text) == ImageReference(repository, tag, digest)


def test_only_ecr_is_ecr():
    image = ImageReference.parse("000000000000.dkr.ecr.eu-west-1.amazonaws.com/team/api:v1")
    assert image.ecr == ("000000000000", "eu-west-1", "team/api")
    assert ImageReference.parse("public.ecr.aws/team/api:v1").ecr is None


def test_a_change_within_a_repository_is_short():
    before, after = ImageReference.parse("r.example/api:v1"), ImageReference.parse("r.example/api:v2")
    assert change_of(before, after) == "api: v1 -> v2"
    assert change_of(before, ImageReference.parse("r.example/web:v1")) == "r.example/api:v1 -> r.example/web:v1"


def test_revisions_are_told_apart_without_showing_values():
    old, new = definition(1, "v1"), definition(2, "v2", vcpu=Decimal("0.5"))
    container = replace(
        new.containers[0], environment={"LOG_LEVEL": "debug", "NEW": "hush"}, secrets={}, command=("serve",)
    )
    found = {str(each) for each in differences(old, replace(new, containers=(container,)))}
    assert found == {
        "image: replaydash-dev-api:v1 -> replaydash-dev-api:v2",
        "command: - -> serve",
        "environment LOG_LEVEL: set -> another value",
        "environment NEW: - -> set",
        "secret SESSION_SECRET: set -> -",
        "cpu: 0.25 vCPU -> 0.5 vCPU",
    }


def test_a_container_that_came_is_a_difference():
    old = definition(1, "v1")
    more = (*old.containers, replace(old.containers[0], name="sidecar"))
    assert [str(each) for each in differences(old, replace(old, containers=more))] == [
        "container sidecar: - -> present"
    ]
