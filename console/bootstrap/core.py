"""What everything stands on: settings, target, presets, the engine, and the way from variables to an applied run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from console.domain.context import Context
from console.errors import ConsoleError

if TYPE_CHECKING:
    from console.domain.cost_documents import DocumentComparison
    from console.domain.environment import EnvironmentName, Preset
    from console.ports import Cloud
    from console.sandbox.control import Sandbox
    from console.sandbox.dial import LoadDial
    from console.sandbox.faults import FaultSwitches
    from console.services.actual_costs import ActualCosts
    from console.services.added_configurations import AddedConfigurations
    from console.services.applying import Applying
    from console.services.configurations import Configurations
    from console.services.cost_files import CostFiles
    from console.services.costs import Costs
    from console.services.doctor import Doctor
    from console.services.earlier_runs import EarlierRuns
    from console.services.ending import Ending
    from console.services.engine_room import EngineRoom
    from console.services.environments import Environments
    from console.services.outputs import Outputs
    from console.services.planning import Planning
    from console.services.presets import Presets
    from console.services.price_books import PriceBooks
    from console.services.reviewing import Reviewing
    from console.services.run_store import RunStore
    from console.services.runs import Runs
    from console.services.state_access import StateAccess
    from console.services.state_backends import StateBackends
    from console.services.state_care import StateCare
    from console.services.state_copies import StateCopies
    from console.services.state_errored import ErroredStates
    from console.services.usage import UsageAssumptions
    from console.services.variables import Variables
    from console.settings import ReadSettings, Settings
    from console.terraform.engine import Engine

DEFAULT_REGION = "us-east-1"


class Core:
    """The services of one target. Each is built when it is first asked for, so that nothing is imported in vain."""

    def __init__(self, read: Callable[[], ReadSettings], *, cloud: Cloud | None = None) -> None:
        self._read = read
        self._given_cloud = cloud

    @cached_property
    def read(self) -> ReadSettings:
        """The settings with their sources, read once when they are first asked for; raises SettingsError."""
        return self._read()

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

        return SandboxCloud(self.sandbox) if self.settings.sandbox else AwsCloud()

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
        return Context(sandbox=self.cloud.sandbox, engine=engine, account=account, region=region, note=" ".join(notes))

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

        return RunStore(self.settings.home, sandbox=self.cloud.sandbox)

    @cached_property
    def variables(self) -> Variables:
        from console.services.variables import Variables

        def preset(name: EnvironmentName) -> Preset:
            # Asked for late: the environments need the variables for their overlays.
            return self.environments.preset(name)

        return Variables(self.configurations.root, preset, self.settings.home)

    @cached_property
    def costs(self) -> Costs:
        from console.services.costs import Costs

        return Costs(self.price_books.shelved)

    @cached_property
    def cost_files(self) -> CostFiles:
        from console.services.cost_files import CostFiles

        settings = self.settings
        return CostFiles(self.costs, lambda: self.engine, settings.home, settings.provider_mirror)

    @cached_property
    def usage(self) -> UsageAssumptions:
        """What is assumed of each environment, and what its plans cost on that."""
        from console.services.usage import UsageAssumptions

        return UsageAssumptions(self.settings.home, self.costs, self.store)

    @cached_property
    def actual_costs(self) -> ActualCosts:
        from console.services.actual_costs import ActualCosts

        return ActualCosts(self.cloud, self.added.root)

    def cost_documents(self, name: EnvironmentName) -> tuple[DocumentComparison, ...]:
        """The documents' cost tables of an environment beside today's; raises PresetError and PriceBookError."""
        from console.services.cost_documents import document_comparisons

        return document_comparisons(self.settings.presets, name, self.price_books)

    @cached_property
    def price_books(self) -> PriceBooks:
        from console.services.price_books import PriceBooks

        return PriceBooks(self.settings.home)

    @cached_property
    def ending(self) -> Ending:
        from console.services.durations import Durations
        from console.services.ending import Ending

        return Ending(self.store, self.room, self.variables, Durations(self.store), lambda: self.reviewing)

    @cached_property
    def state_backends(self) -> StateBackends:
        from console.services.state_backends import StateBackends

        return StateBackends(self.store, self.room, lambda: self.presets)

    @cached_property
    def state_access(self) -> StateAccess:
        """The way to each environment's state."""
        from console.services.state_access import StateAccess

        return StateAccess(self.store, self.room, self.environments.preset)

    @cached_property
    def state_copies(self) -> StateCopies:
        from console.services.state_copies import StateCopies

        return StateCopies(self.store)

    @cached_property
    def errored_states(self) -> ErroredStates:
        from console.services.state_errored import ErroredStates

        return ErroredStates(self.state_access, self.state_copies)

    @cached_property
    def state_care(self) -> StateCare:
        from console.services.state_care import StateCare

        return StateCare(self.state_access, self.state_copies, self.errored_states)

    def bootstrap_of(self, name: EnvironmentName) -> EnvironmentName:
        """The environment that makes this one's state bucket; raises InputError where it has none."""
        return self.state_backends.name_for(name)

    @cached_property
    def environments(self) -> Environments:
        from console.services.environments import Environments

        begun_at = self.sandbox.begun_at if self.cloud.sandbox else lambda: None
        return Environments(
            lambda: self.presets,
            self.store,
            self.ending,
            self.variables.overlay,
            begun_at=begun_at,
            bootstrap=self.state_backends.preset,
        )

    @cached_property
    def planning(self) -> Planning:
        from console.services.planning import Planning

        return Planning(
            self.store,
            self.room,
            self.cloud,
            self.variables,
            self.configurations,
            self.reviewing,
            self.earlier_runs,
            self.environments.preset,
        )

    @cached_property
    def earlier_runs(self) -> EarlierRuns:
        """Applied runs as something to go back to."""
        from console.services.earlier_runs import EarlierRuns

        return EarlierRuns(self.store, self.variables)

    @cached_property
    def reviewing(self) -> Reviewing:
        from console.services.reviewing import Reviewing

        return Reviewing(
            self.store,
            self.room,
            self.variables,
            self.usage,
            self.earlier_runs,
            self.environments.preset,
            self.settings.plan_minutes,
        )

    @cached_property
    def applying(self) -> Applying:
        from console.services.applying import Applying

        return Applying(
            self.store,
            self.room,
            self.cloud,
            self.variables,
            self.ending,
            self.environments.preset,
            self.settings.plan_minutes,
        )

    @cached_property
    def runs(self) -> Runs:
        from console.services.durations import Durations
        from console.services.runs import Runs

        return Runs(
            self.store,
            self.planning,
            self.reviewing,
            self.applying,
            self.ending,
            Durations(self.store),
            self.state_backends,
            self.state_care,
        )

    @cached_property
    def outputs(self) -> Outputs:
        from console.services.outputs import Outputs

        return Outputs(self.store, self.room, self.environments.preset, lambda name: self.variables.form(name).values)

    @cached_property
    def doctor(self) -> Doctor:
        from console.services.doctor import Doctor
        from console.terraform.engine import find_engine

        engine = self.settings.engine
        return Doctor(
            self.read, lambda: find_engine(engine), self.cloud, self.sandbox, lambda: self.presets, DEFAULT_REGION
        )
