"""The usage that an operator assumes of an environment instead of its preset's, and where each figure is from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from console.domain.cost import Amount
from console.domain.environment import Preset, Strict, UsageRange


class UsageChoice(Strict):
    """What is assumed instead of the preset's usage; empty: nothing."""

    profile: str = ""
    """A usage profile of the preset, over the preset's usage."""
    usage: dict[str, UsageRange] = Field(default_factory=dict)
    """Single figures, over the profile."""

    def over(self, preset: Preset) -> dict[str, UsageRange]:
        """The usage that counts; raises InputError for a profile that the preset does not have."""
        return preset.usage_of(self.profile) | self.usage

    @property
    def empty(self) -> bool:
        return not self.profile and not self.usage

    def with_figure(self, key: str, span: UsageRange) -> UsageChoice:
        """The same with one figure set."""
        return self.model_copy(update={"usage": self.usage | {key: span}})

    def without_figure(self, key: str) -> UsageChoice:
        """The same with one figure taken back."""
        return self.model_copy(update={"usage": {name: span for name, span in self.usage.items() if name != key}})

    def with_profile(self, profile: str) -> UsageChoice:
        """The same on another profile; empty: on none."""
        return self.model_copy(update={"profile": profile})


class UsageSource(StrEnum):
    """Where the figure of an assumption is from; what stands later here counts over what stands before."""

    RESOURCE = "resource"
    """Nobody set it: it is read from the resources themselves."""
    DEFAULT = "default"
    PRESET = "preset"
    PROFILE = "profile"
    EDITED = "yours"


@dataclass(frozen=True, slots=True)
class AssumedUsage:
    """One usage assumption that a cost stands on, a month."""

    key: str
    unit: str
    meaning: str
    scope: str
    """What the figure is of: `each resource`, `whole environment`."""
    amount: Amount | None
    """None where it is read from the resources."""
    source: UsageSource
    otherwise: Amount | None = None
    """What would count without the operator's own figure."""
