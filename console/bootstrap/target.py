"""What everything stands on: the settings, where runs go (AWS or the sandbox), the presets, and the engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from console.domain.context import Context
from console.errors import ConsoleError

if TYPE_CHECKING:
    from pathlib import Path

    from console.domain.environment import EnvironmentName
    from console.domain.team_place import TeamPlace
    from console.ports import Cloud, TeamStore
    from console.sandbox.control import Sandbox
    from console.sandbox.dial import LoadDial
    from console.sandbox.faults import FaultSwitches
    from console.services.added_configurations import AddedConfigurations
    from console.services.audit import Audit
    from console.services.configurations import Configurations
    from console.services.engine_room import EngineRoom
    from console.services.presets import Presets
    from console.services.run_store import RunStore
    from console.services.team_runs import TeamRuns
    from console.settings import ReadSettings, Settings
    from console.terraform.engine import Engine

DEFAULT_REGION = "us-east-1"


class Target:
    """The services of one target. Each is built when it is first asked for, so that nothing is imported in vain."""

    def __init__(self, read: Callable[[], ReadSettings], *, cloud: Cloud | None = None) -> None:
        self._read = read
        self._given_cloud = cloud

    @cached_property
    def read(self) -> ReadSettings:
        """The settings with their sources, read once when they are first asked for; raises SettingsError."""
        read = self._read()
        if read.settings.read_only:
            from console.aws.session import look_only

            # Nothing of this process may change anything, whoever built it.
            look_only(read.settings.read_only_role)
        return read

    @property
    def settings(self) -> Settings:
        return self.read.settings

    @cached_property
    def sandbox(self) -> Sandbox:
        """The sandbox of this home, running or not."""
        from console.sandbox.control import Sandbox

        return Sandbox(self.settings.home)

    @cached_property
    def load_dial(self) -> LoadDial:
        """How much is asked of what stands in the sandbox of this home."""
        from console.sandbox.dial import LoadDial

        return LoadDial(self.settings.home)

    @cached_property
    def faults(self) -> FaultSwitches:
        """What the sandbox of this home is told to let go wrong."""
        from console.sandbox.faults import FaultSwitches

        return FaultSwitches(self.settings.home)

    @cached_property
    def cloud(self) -> Cloud:
        if self._given_cloud is not None:
            return self._given_cloud
        from console.services.clouds import AwsCloud, SandboxCloud

        return SandboxCloud(self.sandbox, self.settings.team_place) if self.settings.sandbox else AwsCloud()

    @property
    def presets(self) -> Presets:
        """Every preset as its file is now, those of configurations taken in among them.

        Raises PresetError where there is no presets folder.
        """
        from console.services.presets import discover

        return discover(self.settings.presets).joined(self.added.presets())

    @cached_property
    def added(self) -> AddedConfigurations:
        from console.services.added_configurations import AddedConfigurations

        return AddedConfigurations(self.settings.home, sandbox=self.cloud.sandbox)

    @cached_property
    def configurations(self) -> Configurations:
        from console.services.configurations import Configurations

        return Configurations(self.settings.modules, self.added.root)

    @property
    def context(self) -> Context:
        """The line on top. Asks the engine for its version and AWS who is calling: not for a first frame."""
        notes = []
        engine = account = region = None
        try:
            engine = str(self.engine)
        except ConsoleError as error:
            notes.append(error.message)
        try:
            region = next((preset.region for preset in self.presets.readable.values()), DEFAULT_REGION)
            self.start_sandbox()
            account = self.cloud.caller(region).account
        except ConsoleError as error:
            notes.append(error.message)
        return Context(
            sandbox=self.cloud.sandbox,
            engine=engine,
            account=account,
            region=region,
            note=" ".join(notes),
            read_only=self.settings.read_only,
        )

    def start_sandbox(self) -> None:
        """On the sandbox: have it running. Raises SandboxError."""
        if self.cloud.sandbox and not self.sandbox.healthy():
            self.sandbox.start()

    @property
    def engine(self) -> Engine:
        """Raises EngineError."""
        return self.room.engine

    @cached_property
    def room(self) -> EngineRoom:
        from console.services.engine_room import EngineRoom
        from console.terraform.engine import find_engine

        settings = self.settings
        return EngineRoom(
            lambda: find_engine(settings.engine),
            self.cloud,
            settings.home,
            settings.provider_mirror,
        )

    @cached_property
    def store(self) -> RunStore:
        from console.services.run_store import RunStore

        return RunStore(self.settings.home, sandbox=self.cloud.sandbox, written=self.team_runs.tell)

    @cached_property
    def team_runs(self) -> TeamRuns:
        """The runs of the team's other machines."""
        from console.services.team_runs import TeamRuns

        return TeamRuns(lambda: self.team_store, self.settings.home)

    @cached_property
    def team_store(self) -> TeamStore:
        """Where approvals, rollouts and the audit log are kept."""
        place = self.settings.team_place
        return self.own_store if place is None else self.shared_store(place)

    @property
    def store_file(self) -> Path:
        """Where the store of this console home is, whether or not it was made."""
        return self.settings.home / "store" / f"{self.store.base.name}.sqlite"

    @cached_property
    def own_store(self) -> TeamStore:
        """The store of this console home."""
        from console.store.sqlite import SqliteStore

        return SqliteStore(self.store_file)

    def shared_store(self, place: TeamPlace) -> TeamStore:
        """The store of a team."""
        from console.aws.ecs import Clients
        from console.aws.team_store import DynamoStore

        return DynamoStore(Clients(self.cloud.engine_variables), place)

    @cached_property
    def audit(self) -> Audit:
        return self._audit_in(self.team_store)

    def audit_of(self, name: EnvironmentName) -> Audit:
        """The audit log that the acts of an environment stand in; that of what makes a team's store is at home."""
        from console.services.state_backends import TEAM_STORE

        return self._audit_in(self.own_store) if name == TEAM_STORE else self.audit

    def _audit_in(self, store: TeamStore) -> Audit:
        from console.services.audit import Audit

        of = f"-{place.table}" if store.shared and (place := self.settings.team_place) else ""
        return Audit(store, self.store_file.with_name(f"{self.store_file.stem}{of}.seen.json"))
