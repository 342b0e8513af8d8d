"""The gates of a rollout, wired: each stage that looks, with the services that it looks through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from console.domain.rollout import RolloutStage

if TYPE_CHECKING:
    from pathlib import Path

    from console.bootstrap import Console
    from console.domain.rollout import StageStatus
    from console.ports import EcsSurroundings as Surroundings
    from console.services.rollouts.bake import Bake
    from console.services.rollouts.guards import Guards
    from console.services.rollouts.preflight import Preflight
    from console.services.rollouts.preflight_images import ImageLooks
    from console.services.rollouts.rehearsal import Rehearsal
    from console.services.rollouts.stage import StageContext, StageWork
    from console.services.rollouts.verify import Verify


def rollout_stages(console: Console) -> Mapping[RolloutStage, StageWork]:
    """The work of the stages that are not the engine's own: plan, approval and apply are."""
    return {
        RolloutStage.PREFLIGHT: _late(lambda: _preflight(console)),
        RolloutStage.GUARDS: _late(lambda: _guards(console)),
        RolloutStage.REHEARSAL: _late(lambda: _rehearsal(console)),
        RolloutStage.VERIFY: _late(lambda: _verify(console)),
        RolloutStage.BAKE: _late(lambda: _bake(console)),
    }


def _late(build: Callable[[], StageWork]) -> StageWork:
    """The work is made when its stage begins: who only looks at a rollout does not wait for what it would need."""
    made = cache(build)

    def work(context: StageContext) -> StageStatus:
        return made()(context)

    return work


def _preflight(console: Console) -> Preflight:
    from console.aws.ecs import Clients
    from console.aws.ecs_surroundings import EcsSurroundings
    from console.aws.quotas import QuotaLooks
    from console.aws.second_factor import read_second_factor
    from console.aws.state_versions import StateObjectLooks
    from console.services.rollouts.preflight import Preflight
    from console.services.rollouts.preflight_environment import EnvironmentLooks
    from console.services.rollouts.preflight_place import PlaceLooks
    from console.services.rollouts.preflight_state import StateLooks

    clients = Clients(console.cloud.engine_variables)
    objects = StateObjectLooks(clients)
    settings = console.settings
    return Preflight(
        PlaceLooks(
            console.room,
            console.cloud,
            settings.home,
            settings.provider_mirror,
            read_second_factor,
            lambda name: console.variables.form(name).values,
        ),
        StateLooks(console.store, console.state_access, console.state_copies, objects, objects.current),
        EnvironmentLooks(console.store, console.monitoring, QuotaLooks(clients)),
        _images(console, EcsSurroundings(clients)),
    )


def _images(console: Console, surroundings: Surroundings) -> ImageLooks:
    from console.services.rollouts.preflight_images import ImageLooks

    return ImageLooks(
        console.applied_resources.read,
        lambda name: console.variables.form(name).values,
        surroundings,
        sandbox=console.cloud.sandbox,
    )


def _guards(console: Console) -> Guards:
    from console.services.rollouts.files import RolloutFiles
    from console.services.rollouts.guard_files import rules_of
    from console.services.rollouts.guards import Guards
    from console.services.rollouts.policies import Policies, folder_of

    presets = console.settings.presets
    files = RolloutFiles(presets, lambda: console.presets)
    return Guards(
        lambda system: rules_of(presets, system),
        Policies(lambda system: folder_of(presets, system, files.of(system))),
    )


def _verify(console: Console) -> Verify:
    from console.aws.asg import AsgLooks
    from console.aws.databases import DatabaseLooks
    from console.aws.ecs import Clients, EcsLooks
    from console.aws.ecs_surroundings import EcsSurroundings
    from console.services.asg_found import GroupFinder
    from console.services.databases_found import DatabaseFinder
    from console.services.ecs_targets import EcsTargetFinder
    from console.services.following_deployments import Following
    from console.services.rollouts.guard_files import rules_of
    from console.services.rollouts.own_runs import own_run
    from console.services.rollouts.verify import Verify
    from console.services.rollouts.verify_http import HttpLooks
    from console.services.rollouts.verify_images import RunningImages
    from console.services.rollouts.verify_machines import MachineLooks
    from console.services.rollouts.verify_rules import RuleLooks
    from console.services.rollouts.verify_services import ServiceLooks
    from console.services.rollouts.verify_state import AppliedLooks

    clients = Clients(console.cloud.engine_variables)
    resources, preset, reader = console.applied_resources.read, console.environments.preset, EcsLooks(clients)
    surroundings = EcsSurroundings(clients)

    def finder() -> EcsTargetFinder:
        return EcsTargetFinder(resources, preset)

    return Verify(
        ServiceLooks(finder, reader, Following(reader, surroundings)),
        RunningImages(_images(console, surroundings), finder, reader),
        MachineLooks(
            lambda: GroupFinder(resources, preset),
            AsgLooks(clients),
            lambda: DatabaseFinder(resources, preset),
            DatabaseLooks(clients),
        ),
        AppliedLooks(
            lambda part: own_run(console.runs, part),
            lambda name: console.states.read(name).document,
            console.outputs.read,
            console.monitoring,
        ),
        HttpLooks(
            console.outputs.read, lambda name: console.variables.form(name).values, sandbox=console.cloud.sandbox
        ),
        RuleLooks(lambda system: rules_of(console.settings.presets, system), resources),
    )


def _bake(console: Console) -> Bake:
    from console.services.rollouts.bake import Bake

    return Bake(console.monitoring, lambda: console.team_store)


def _rehearsal(console: Console) -> Rehearsal:
    from console.services.rollouts.rehearsal import Rehearsal
    from console.services.rollouts.rehearsal_places import RehearsalPlaces
    from console.services.rollouts.rehearsal_scripts import Scripts

    def stop(home: Path) -> None:
        from console.sandbox.control import Sandbox

        Sandbox(home).stop()

    def opening(home: Path, root: Path, presets: Path) -> Console:
        return _rehearsing(console, home, root, presets)

    return Rehearsal(
        RehearsalPlaces(console.settings.home, opening, stop), Scripts(console.store, console.environments.preset)
    )


def _rehearsing(console: Console, home: Path, root: Path, presets: Path) -> Console:
    """A console on the sandbox of that home, whose one configuration is the frozen one."""
    from dataclasses import replace

    from console.bootstrap import Console
    from console.services.configurations import Configurations

    # What is only tried stands in no team's audit log.
    own = {"home": home, "presets": presets, "sandbox": True, "team_store": None}
    settings = console.settings.model_copy(update=own)
    rehearsing = Console(lambda: replace(console.read, settings=settings))
    rehearsing.configurations = Configurations(settings.modules, lambda _: root)
    return rehearsing
