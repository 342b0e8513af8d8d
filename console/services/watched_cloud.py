"""Where a read-only console looks: the same target, for which nothing is started or made."""

from __future__ import annotations

from collections.abc import Mapping

from console.domain.environment import Preset
from console.ports import Caller, Cloud


class WatchedCloud:
    """AWS or the sandbox as it is."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self.sandbox = cloud.sandbox

    def ready(self, preset: Preset) -> list[str]:
        """As it is, or not at all."""
        return []

    def ended(self, what: str) -> str | None:
        return self._cloud.ended(what)

    def engine_variables(self) -> Mapping[str, str] | None:
        return self._cloud.engine_variables()

    def caller(self, region: str) -> Caller:
        return self._cloud.caller(region)
