"""Environments and the presets that describe them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from console.errors import InputError

NAME_PATTERN = re.compile(r"[a-z][a-z0-9-]{1,30}")
"""What a system or an environment may be called: it becomes a folder, a tag and a part of resource names."""


@dataclass(frozen=True, order=True, slots=True)
class EnvironmentName:
    """`system/environment`, for example `replaydash/dev`."""

    system: str
    environment: str

    @classmethod
    def parse(cls, text: str) -> EnvironmentName:
        """Read `system/environment`; raises InputError for anything else, traversal and options included."""
        parts = text.split("/")
        if len(parts) != 2 or not all(NAME_PATTERN.fullmatch(part) for part in parts):
            shown = text if len(text) <= 60 else text[:57] + "..."
            raise InputError(
                f"{shown!r} is not an environment: write it as system/environment, each 2 to 31 lower-case letters, "
                "digits or hyphens beginning with a letter, for example replaydash/dev."
            )
        return cls(*parts)

    def __str__(self) -> str:
        return f"{self.system}/{self.environment}"


class Protection(StrEnum):
    """How much an environment wants before it is changed."""

    OPEN = "open"
    """One confirmation."""
    CONFIRM = "confirm"
    """The environment's name is typed."""
    PROTECTED = "protected"
    """The environment's name is typed, and destroying it is refused until the preset's protection is lowered."""


class Strict(BaseModel):
    """Base of everything read from a data file: unknown keys are errors, values do not change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Backend(Strict):
    """Where Terraform keeps the state.

    `local` keeps it in the console home, or at `path`; `own` leaves it to the backend block of the configuration, whose
    type is `kind`.
    """

    type: Literal["s3", "local", "own"]
    path: str | None = None
    kind: str | None = None
    bucket: str | None = None
    key: str | None = None
    region: str | None = None
    encrypt: bool = True
    use_lockfile: bool = True
    dynamodb_table: str | None = None

    @model_validator(mode="after")
    def _s3_has_its_address(self) -> Backend:
        if self.type == "s3" and not (self.bucket and self.key and self.region):
            raise ValueError("an s3 backend needs bucket, key and region")
        return self

    def config(self) -> dict[str, str]:
        """The `-backend-config` pairs of an s3 backend, empty for a local one."""
        if self.type != "s3":
            return {}
        pairs = {
            "bucket": self.bucket,
            "key": self.key,
            "region": self.region,
            "encrypt": str(self.encrypt).lower(),
            "use_lockfile": str(self.use_lockfile).lower(),
            "dynamodb_table": self.dynamodb_table,
        }
        return {key: value for key, value in pairs.items() if value is not None}

    def describe(self) -> str:
        """One line: where the state is."""
        if self.type == "s3":
            return f"s3://{self.bucket}/{self.key}"
        if self.type == "own":
            return f"{self.kind}, as the configuration says"
        return self.path or "local, in the console home"


class UsageRange(Strict):
    """A monthly usage assumption: what it is at least, most likely and at most."""

    low: Decimal = Field(ge=0, allow_inf_nan=False)
    expected: Decimal = Field(ge=0, allow_inf_nan=False)
    high: Decimal = Field(ge=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _in_order(self) -> UsageRange:
        if not self.low <= self.expected <= self.high:
            raise ValueError("low <= expected <= high must hold")
        return self


class UsageProfile(Strict):
    """A scenario of usage by name, such as a document's own; its keys replace those of the preset."""

    description: str
    usage: dict[str, UsageRange]


class NextStep(Strict):
    """One procedure of the document; `${output.x}`, `${value.x}`, `${environment}`, `${region}` are filled in."""

    title: str
    text: str
    when: str = ""
    commands: tuple[str, ...] = ()


class Preset(Strict):
    """One environment as a reviewed data file: presets/<system>/<environment>.yaml."""

    system: str
    environment: str
    description: str
    region: str = Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")
    account: str | None = Field(default=None, pattern=r"^\d{12}$")
    budget_usd: Decimal | None = Field(default=None, gt=0)
    protection: Protection
    backend: Backend
    usage: dict[str, UsageRange] = Field(default_factory=dict)
    usage_profiles: dict[str, UsageProfile] = Field(default_factory=dict)
    """Scenarios that may be chosen instead, by name; those of the system's costs.yaml are among them."""
    values: dict[str, Any] = Field(default_factory=dict)
    next_steps: tuple[NextStep, ...] = ()

    @field_validator("system", "environment")
    @classmethod
    def _named_like_an_environment(cls, text: str) -> str:
        if not NAME_PATTERN.fullmatch(text):
            raise ValueError("2 to 31 lower-case letters, digits or hyphens, beginning with a letter")
        return text

    @property
    def name(self) -> EnvironmentName:
        return EnvironmentName(self.system, self.environment)

    def usage_of(self, profile: str = "") -> dict[str, UsageRange]:
        """The preset's usage with that of a profile over it; raises InputError for a profile it does not have."""
        if not profile:
            return dict(self.usage)
        if profile not in self.usage_profiles:
            known = ", ".join(sorted(self.usage_profiles)) or "none"
            raise InputError(f"{self.name} has no usage profile {profile!r}; its profiles are: {known}.")
        return self.usage | self.usage_profiles[profile].usage


class EnvironmentState(StrEnum):
    """What is known of an environment from its runs. Words that a screen shows as they are."""

    NEVER_APPLIED = "never applied"
    APPLIED = "applied"
    CHANGED_OUTSIDE = "changed outside"
    FAILED = "last apply failed"
    INCOMPLETE = "partly applied"
    DESTROYED = "destroyed"
    LOCKED = "locked"
    RUNNING = "running"
    LOST = "state lost"
    UNKNOWN = "unknown"

    @property
    def stands(self) -> bool:
        """Something was applied, and should be there."""
        return self not in (EnvironmentState.NEVER_APPLIED, EnvironmentState.DESTROYED, EnvironmentState.LOST)

    @property
    def moves(self) -> bool:
        """A run is under way."""
        return self is EnvironmentState.RUNNING
