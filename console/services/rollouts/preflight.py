"""Preflight: what has to hold before anything is planned. Nothing is changed; a copy of the state is kept."""

from __future__ import annotations

from console.domain.rollout import StageStatus, verdict_before_approval
from console.services.rollouts.checks import Look, look_at
from console.services.rollouts.preflight_environment import EnvironmentLooks
from console.services.rollouts.preflight_images import ImageLooks
from console.services.rollouts.preflight_place import PlaceLooks
from console.services.rollouts.preflight_state import StateLooks
from console.services.rollouts.stage import StageContext


class Preflight:
    """Engine, credentials, state, environment, in the order in which a run needs them."""

    def __init__(self, place: PlaceLooks, state: StateLooks, environment: EnvironmentLooks, images: ImageLooks) -> None:
        self._place = place
        self._state = state
        self._environment = environment
        self._images = images

    def __call__(self, context: StageContext) -> StageStatus:
        looks: dict[str, Look] = {
            "freeze": self._environment.freeze,
            "engine": self._place.engine,
            "provider": self._place.provider,
            "credentials": self._place.credentials,
            "region": self._place.region,
            "second factor": self._place.second_factor,
            "backend": self._state.backend,
            "state lock": self._state.lock,
            "state backup": self._state.backup,
            "drift": self._state.drift,
            "quotas": self._environment.quotas,
            "image": self._images.look,
            "alarms": self._environment.alarms,
            "budget": self._environment.budget,
        }
        return verdict_before_approval(look_at(context, looks))
