"""The way from variables to an applied run: plans, costs, reviews, applies, states, outputs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from console.bootstrap.target import DEFAULT_REGION, Target

if TYPE_CHECKING:
    from console.aws.state_versions import StateObjectLooks
    from console.domain.cost_documents import DocumentComparison
    from console.domain.environment import Backend, EnvironmentName, Preset
    from console.services.actual_costs import ActualCosts
    from console.services.applying import Applying
    from console.services.cost_files import CostFiles
    from console.services.costs import Costs
    from console.services.doctor import Doctor
    from console.services.earlier_runs import EarlierRuns
    from console.services.ending import Ending
    from console.services.environments import Environments
    from console.services.outputs import Outputs
    from console.services.planning import Planning
    from console.services.price_books import PriceBooks
    from console.services.reviewing import Reviewing
    from console.services.runs import RunParts, Runs
    from console.services.state_access import StateAccess
    from console.services.state_backends import StateBackends
    from console.services.state_care import StateCare
    from console.services.state_copies import StateCopies
    from console.services.state_errored import ErroredStates
    from console.services.usage import UsageAssumptions
    from console.services.variables import Variables


class Core(Target):
    """The services of one target's runs."""

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

        return StateBackends(self.store, self.room, lambda: self.presets, lambda: self.settings.team_place)

    @cached_property
    def state_access(self) -> StateAccess:
        """The way to each environment's state."""
        from console.services.recorded_runs import RecordedStateAccess

        return RecordedStateAccess(self.audit_of, self.store, self.room, self.environments.preset, self.read_object)

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

    @cached_property
    def state_objects(self) -> StateObjectLooks:
        """The objects in S3 that keep states."""
        from console.aws.ecs import Clients
        from console.aws.state_versions import StateObjectLooks

        return StateObjectLooks(Clients(self.cloud.engine_variables))

    def read_object(self, backend: Backend) -> bytes:
        """The state that a backend keeps in S3; raises ConsoleError."""
        return self.state_objects.current(backend)

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
        from console.services.recorded_runs import RecordedRuns

        return RecordedRuns(self.audit_of, self.team_runs, self.run_parts)

    @property
    def run_parts(self) -> RunParts:
        from console.services.durations import Durations
        from console.services.runs import RunParts

        return RunParts(
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

        return Outputs(
            self.store, self.state_access, self.environments.preset, lambda name: self.variables.form(name).values
        )

    @cached_property
    def doctor(self) -> Doctor:
        from console.services.doctor import Doctor
        from console.terraform.engine import find_engine

        engine = self.settings.engine
        return Doctor(
            self.read,
            lambda: find_engine(engine),
            self.cloud,
            self.sandbox,
            lambda: self.presets,
            DEFAULT_REGION,
            lambda: self.team_store,
            lambda: self.audit,
        )
