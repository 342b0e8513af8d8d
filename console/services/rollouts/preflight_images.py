"""Preflight: the images that are to run, each by its digest, so that every environment gets the same one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from console.aws.refusals import NotThereError
from console.domain.ecs_images import ImageReference
from console.domain.environment import EnvironmentName
from console.errors import InputError
from console.ports import EcsSurroundings
from console.services.applied_resources import AppliedResource
from console.services.rollouts.checks import Seen, failed, noted, passed
from console.services.rollouts.images_wanted import WantedImage, image_of, in_containers, in_repositories
from console.services.rollouts.stage import StageContext

_OF_AN_IMAGE = re.compile(r"(^|_)image(_|$)")


@dataclass(frozen=True, slots=True)
class ImageLooks:
    """Looks the images up in ECR."""

    resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]]
    values: Callable[[EnvironmentName], Mapping[str, Any]]
    """The variables in effect, without the rollout's own delta."""
    surroundings: EcsSurroundings
    sandbox: bool

    def look(self, context: StageContext) -> Iterator[Seen]:
        """One finding an image; the digests are written into the rollout, where the next environment compares them."""
        try:
            wanted = self.wanted(context)
        except InputError as error:
            yield noted(f"{error.message.rstrip('.')}; its images are looked up once its repositories are there.")
            return
        if not wanted:
            yield noted("No image of ECR runs here.")
        for each in wanted:
            yield self._seen(context, each.key, each.reference)

    def wanted(self, context: StageContext) -> tuple[WantedImage, ...]:
        """Every image of ECR that is to run, in the version that the variables say; raises InputError.

        An environment without ECS has its repositories instead. InputError also where nothing was applied.
        """
        version, resources = self._version(context), self.resources(context.name)
        return in_containers(resources, version) or (in_repositories(resources, version) if version else ())

    def applied(self, context: StageContext) -> tuple[WantedImage, ...]:
        """Every image of ECR that was applied; raises InputError where nothing was."""
        version, resources = self._version(context), self.resources(context.name)
        return in_containers(resources) or (in_repositories(resources, version) if version else ())

    def _version(self, context: StageContext) -> str:
        """What the one variable for an image says; empty where there is none, or several."""
        values = {**self.values(context.name), **context.rollout.values}
        named = [str(value) for name, value in values.items() if _OF_AN_IMAGE.search(name) and isinstance(value, str)]
        return named[0] if len(named) == 1 else ""

    def _seen(self, context: StageContext, key: str, reference: ImageReference) -> Seen:
        try:
            images = self.surroundings.images(reference)
        except NotThereError:
            return noted(f"The repository of {reference.short} is not there yet: this apply makes it.")
        if self.sandbox and not images:
            return noted(f"Nothing was pushed for {reference.short}: the sandbox takes it to have every image.")
        found = image_of(images, reference)
        if found is None:
            push = f" (`infra-console sandbox push {reference.short}`)" if self.sandbox else ""
            return failed(f"{reference.short} is not in its registry: push it first{push}.")
        earlier = context.rollout.images.get(key)
        if earlier is not None and earlier != found.digest:
            return failed(
                f"{reference.short} is {found.digest[:19]} here, but was {earlier[:19]} when this rollout saw it "
                "first: push the same image under this tag."
            )
        context.rollout.images[key] = found.digest
        same = ", as this rollout saw it first" if earlier else ""
        return passed(f"{reference.short} is {found.digest[:19]}{same}.")
