"""Preflight: the engine, its provider, and whose credentials these are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.domain.environment import EnvironmentName
from console.errors import ConsoleError
from console.ports import Cloud, SecondFactorReader
from console.services.engine_room import EngineRoom
from console.services.provider_locks import locked_versions
from console.services.rollouts.checks import Seen, failed, noted, passed, unknown
from console.services.rollouts.stage import StageContext

_AWS = "hashicorp/aws"
_REGIONS = ("aws_region", "region")
"""Variables by which the configurations know their region."""


@dataclass(frozen=True, slots=True)
class PlaceLooks:
    """Looks at this machine and at the account."""

    room: EngineRoom
    cloud: Cloud
    home: Path
    mirror: Path | None
    second_factor_reader: SecondFactorReader
    values: Callable[[EnvironmentName], Mapping[str, Any]]
    """The variables in effect, without the rollout's own delta."""

    def engine(self, context: StageContext) -> Seen:
        try:
            return passed(f"{self.room.engine} at {self.room.engine.path}.")
        except ConsoleError as error:
            return failed(error.message)

    def provider(self, context: StageContext) -> Seen:
        try:
            self.room.check()
        except ConsoleError as error:
            return failed(error.message)
        locked = locked_versions(self.home, str(context.name)).get(_AWS)
        wanted = f"{_AWS} {locked}" if locked else _AWS
        held = _held(self.mirror) if self.mirror is not None else _held(self.home / "providers")
        if locked in held or (held and not locked):
            where = f"the mirror {self.mirror}" if self.mirror else "the cache of the console home"
            return passed(f"{wanted} is in {where}.")
        if self.mirror is None:
            return noted(f"{wanted} is not in the cache yet: the engine downloads it when it plans.")
        return failed(f"The mirror {self.mirror} does not hold {wanted}, which this environment is locked to: add it.")

    def credentials(self, context: StageContext) -> Seen:
        preset = context.preset
        try:
            self.cloud.ready(preset)
            caller = self.cloud.caller(preset.region)
        except ConsoleError as error:
            return failed(error.message)
        if self.cloud.sandbox:
            return passed(f"The sandbox's own, account {caller.account}.")
        if preset.account is None:
            return noted(f"Account {caller.account} as {caller.arn}; the preset names no account to compare it with.")
        if caller.account != preset.account:
            return failed(
                f"{context.name} belongs to account {preset.account}, but the credentials are of {caller.account} "
                f"({caller.arn}): use the other account's credentials."
            )
        return passed(f"Account {caller.account}, as the preset says, as {caller.arn}.")

    def region(self, context: StageContext) -> Seen:
        preset = context.preset
        values = {**self.values(context.name), **context.rollout.values}
        other = next((key for key in _REGIONS if values.get(key) not in (None, "", preset.region)), None)
        if other is not None:
            return failed(
                f"The preset is for {preset.region}, but the variable {other} of this plan is {values[other]!r}: "
                "make both the same."
            )
        return passed(f"{preset.region}, as the preset says.")

    def second_factor(self, context: StageContext) -> Seen:
        if not context.part.gates.mfa:
            return noted("This environment does not ask for one.")
        if self.cloud.sandbox:
            return noted("The sandbox's credentials have none; on AWS this environment asks for one.")
        found = self.second_factor_reader()
        if found.used is None:
            return unknown(f"Whether a second factor was used cannot be told: {found.words}.")
        if not found.used:
            return failed(f"The credentials were got without a second factor: {found.words}.")
        return passed(f"The credentials were got with a second factor: {found.words}.")


def _held(folder: Path) -> set[str]:
    """The versions of the AWS provider in a mirror or a cache: folders, or packed as `..._5.100.0_linux_amd64.zip`."""
    provider = folder / "registry.terraform.io" / _AWS
    if not provider.is_dir():
        return set()
    return {
        path.name if path.is_dir() else path.name.split("_")[1]
        for path in provider.iterdir()
        if path.is_dir() or (path.suffix == ".zip" and path.name.count("_") >= 2)
    }
