"""The gates of a rollout, wired: each stage that looks, with the services that it looks through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.domain.rollout import RolloutStage

if TYPE_CHECKING:
    from console.bootstrap import Console
    from console.services.rollouts.guards import Guards
    from console.services.rollouts.preflight import Preflight
    from console.services.rollouts.stage import StageWork


def rollout_stages(console: Console) -> Mapping[RolloutStage, StageWork]:
    """The work of the stages that are not the engine's own: plan, approval and apply are."""
    return {RolloutStage.PREFLIGHT: _preflight(console), RolloutStage.GUARDS: _guards(console)}


def _preflight(console: Console) -> Preflight:
    from console.aws.ecs import Clients
    from console.aws.ecs_surroundings import EcsSurroundings
    from console.aws.quotas import QuotaLooks
    from console.aws.second_factor import read_second_factor
    from console.aws.state_versions import StateObjectLooks
    from console.services.rollouts.preflight import Preflight
    from console.services.rollouts.preflight_environment import EnvironmentLooks
    from console.services.rollouts.preflight_images import ImageLooks
    from console.services.rollouts.preflight_place import PlaceLooks
    from console.services.rollouts.preflight_state import StateLooks

    clients = Clients(console.cloud.engine_variables)
    objects = StateObjectLooks(clients)
    settings = console.settings
    return Preflight(
        PlaceLooks(console.room, console.cloud, settings.home, settings.provider_mirror, read_second_factor),
        StateLooks(console.store, console.state_access, console.state_copies, objects, objects.current),
        EnvironmentLooks(console.store, console.monitoring, QuotaLooks(clients)),
        ImageLooks(
            console.applied_resources.read,
            lambda name: console.variables.form(name).values,
            EcsSurroundings(clients),
            sandbox=console.cloud.sandbox,
        ),
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
