"""Which databases belong to an environment, by its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from console.domain.databases import DatabaseAddress, Kind
from console.domain.environment import EnvironmentName, Preset
from console.errors import InputError
from console.services.applied_resources import AppliedResource

_NAMED_BY = {
    "aws_db_instance": (Kind.RDS, "identifier"),
    "aws_rds_cluster": (Kind.AURORA, "cluster_identifier"),
    "aws_dynamodb_table": (Kind.DYNAMODB, "name"),
}
_MEMBER = "aws_rds_cluster_instance"


@dataclass(frozen=True, slots=True)
class FoundDatabase:
    """A database of the state, and the resources that it consists of there."""

    address: DatabaseAddress
    resource: AppliedResource = field(repr=False)
    members: tuple[AppliedResource, ...] = field(default=(), repr=False)
    """The instances of a cluster."""

    @property
    def replica_of(self) -> str:
        """The instance that it is a read replica of; empty where it is none."""
        return str(self.resource.values.get("replicate_source_db") or "")


@dataclass(frozen=True, slots=True)
class FoundDatabases:
    """The databases of an environment."""

    environment: EnvironmentName
    preset: Preset
    databases: tuple[FoundDatabase, ...]

    def database(self, name: str | None) -> FoundDatabase:
        """The one database, or the one of that name; raises InputError naming the choices."""
        known = ", ".join(found.address.name for found in self.databases)
        if name is None:
            primary = [found for found in self.databases if not found.replica_of]
            if len(primary) == 1:
                return primary[0]
            raise InputError(f"{self.environment} has several databases: choose one with --database ({known}).")
        for found in self.databases:
            if name in (found.address.name, found.resource.address):
                return found
        raise InputError(f"{self.environment} has no database {name[:80]!r}: it has {known}.")


class DatabaseFinder:
    """Finds the databases in the state."""

    def __init__(
        self,
        resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]],
        preset: Callable[[EnvironmentName], Preset],
    ) -> None:
        self._resources = resources
        self._preset = preset

    def of(self, name: EnvironmentName) -> FoundDatabases:
        """Raises InputError where nothing was applied or the environment has no database."""
        preset = self._preset(name)
        resources = self._resources(name)
        databases = tuple(
            FoundDatabase(address, each, _members(address, resources))
            for each in resources
            if each.type in _NAMED_BY and (address := _address(each, preset))
        )
        if not databases:
            raise InputError(
                f"{name} has no database (RDS, Aurora or DynamoDB): `infra-console output {name}` shows what it has."
            )
        return FoundDatabases(name, preset, databases)


def _address(resource: AppliedResource, preset: Preset) -> DatabaseAddress | None:
    kind, argument = _NAMED_BY[resource.type]
    name = resource.values.get(argument)
    # arn:aws:rds:REGION:...: a configuration may have databases in several regions.
    parts = str(resource.values.get("arn") or "").split(":")
    region = parts[3] if len(parts) > 3 and parts[3] else preset.region
    return DatabaseAddress(kind, region, str(name), str(preset.name)) if name else None


def _members(address: DatabaseAddress, resources: tuple[AppliedResource, ...]) -> tuple[AppliedResource, ...]:
    if address.kind is not Kind.AURORA:
        return ()
    return tuple(
        one for one in resources if one.type == _MEMBER and one.values.get("cluster_identifier") == address.name
    )
