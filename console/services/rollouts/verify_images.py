"""Verify: the digests of the images that run, which every later environment has to have as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from console.aws.refusals import NotThereError
from console.domain.ecs import short_name
from console.domain.rollout import Finding, RolloutStage
from console.errors import InputError
from console.ports import EcsReader
from console.services.ecs_targets import EcsTargetFinder
from console.services.rollouts.checks import Seen, failed, noted, passed, unknown
from console.services.rollouts.images_wanted import WantedImage, image_of
from console.services.rollouts.preflight_images import ImageLooks
from console.services.rollouts.stage import StageContext

_Running = dict[tuple[str, str], set[str]]
"""Digests of the containers that run, by task definition `family:revision` and container; empty where ECS says none."""


@dataclass(frozen=True, slots=True)
class RunningImages:
    """Compares what runs with what the rollout saw before, and keeps it where it saw nothing yet."""

    images: ImageLooks
    finder: Callable[[], EcsTargetFinder]
    """Made anew for each look: an apply may have made services."""
    reader: EcsReader

    def look(self, context: StageContext) -> Iterator[Seen]:
        evidence = context.part.stage(RolloutStage.VERIFY).evidence
        if any(each.finding is Finding.FAILED for each in evidence):
            # What does not work is no image that another environment has to have.
            return
        try:
            wanted = self.images.applied(context)
        except InputError:
            return
        running = self._running(context) if wanted else {}
        for each in wanted:
            yield self._seen(context, each, running)

    def _running(self, context: StageContext) -> _Running:
        try:
            targets = self.finder().of(context.name)
        except InputError:
            return {}
        found: _Running = defaultdict(set)
        for address in targets.services:
            for task in self.reader.tasks(address):
                if task.status == task.desired_status == "RUNNING":
                    for container in task.containers:
                        found[short_name(task.task_definition), container.name].add(container.digest)
        return found

    def _seen(self, context: StageContext, wanted: WantedImage, running: _Running) -> Seen:
        check, short = f"image {wanted.key}", wanted.reference.short
        ran = {digest for each in wanted.containers for digest in running.get(each, ())}
        told = sorted(ran - {""})
        if len(told) > 1:
            said = " and ".join(digest[:19] for digest in told)
            return failed(f"Tasks run different images as {short} ({said}): deploy the service again.", check)
        try:
            listed = self.images.surroundings.images(wanted.reference)
        except NotThereError:
            listed = ()
        own, registered = next(iter(told), ""), image_of(listed, wanted.reference)
        # Of an index a task may name the part for its own platform: what the tag means is the index.
        digest = registered.digest if registered is not None and (registered.index or not own) else own
        if not digest:
            return self._not_known(short, check, runs=bool(ran), pushed=bool(listed))
        how = f"{short} {'runs as' if own else 'is, in its registry,'} {digest[:19]}"
        kept = context.rollout.images.setdefault(wanted.key, digest)
        if kept != digest:
            return failed(
                f"{how}, but was {kept[:19]} when this rollout saw it before: the tag was pushed anew since. Push the "
                "image that was seen under a tag of its own, and start a rollout of that.",
                check,
            )
        return passed(f"{how}; every later environment has to have the same.", check)

    def _not_known(self, short: str, check: str, *, runs: bool, pushed: bool) -> Seen:
        if self.images.sandbox and not pushed:
            return noted(f"Nothing was pushed for {short}: the sandbox takes it to have every image.", check)
        if not runs:
            return noted(f"Nothing runs {short}, and its registry does not have it: no digest is kept.", check)
        return unknown(f"Which image runs as {short} is not known: neither ECS nor its registry says.", check)
