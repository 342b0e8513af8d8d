"""The one place that wires adapters into services. Fakes enter through the same door: `build` takes them by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypeVar

from console.bootstrap.core import Core

if TYPE_CHECKING:
    from console.ports import Cloud
    from console.services.applied_resources import AppliedResources
    from console.services.asg import Asg
    from console.services.databases import Databases
    from console.services.ecs import Ecs
    from console.services.logs import Logs
    from console.services.monitoring import Monitoring
    from console.services.rollouts.report import Reports
    from console.services.rollouts.rollouts import Rollouts
    from console.services.run_histories import RunHistories
    from console.services.states import States
    from console.services.tasks import RegularTasks
    from console.services.wall import Wall
    from console.settings import ReadSettings

T = TypeVar("T")


class Console(Core):
    """The core, and what runs an environment after its apply."""

    read_only: ClassVar[bool] = False
    """Whether it is the one of `console.bootstrap.watching`."""

    def __init__(self, read: Callable[[], ReadSettings], *, cloud: Cloud | None = None, ecs: Ecs | None = None) -> None:
        super().__init__(read, cloud=cloud)
        self._given_ecs = ecs

    def changer(self, area: str, build: Callable[[], T]) -> T:
        """What changes something of the area: the one door through which it is built, with its acts on record."""
        from console.services.recorded_acts import recorded

        return recorded(area, build(), lambda: self.audit)

    @cached_property
    def applied_resources(self) -> AppliedResources:
        """The resources in the state of an applied environment."""
        from console.services.applied_resources import AppliedResources

        return AppliedResources(self.store, self.state_access, self.environments.preset)

    @cached_property
    def histories(self) -> RunHistories:
        """What the folders of earlier runs tell."""
        from console.services.run_histories import RunHistories

        return RunHistories(self.store, self.runs.get, self.room.plan_events, self.earlier_runs)

    @cached_property
    def tasks(self) -> RegularTasks:
        """The regular tasks of the documents."""
        from console.services.tasks import RegularTasks

        return RegularTasks(
            self.settings.presets, self.settings.home, self.environments.preset, sandbox=self.cloud.sandbox
        )

    @cached_property
    def logs(self) -> Logs:
        """The logs of the environments: looking only."""
        from console.aws.ecs import Clients
        from console.aws.logs import LogsLooks
        from console.aws.logs_insights import LogsInsights
        from console.services.logs import Logs

        clients = Clients(self.cloud.engine_variables)
        return Logs(self.applied_resources.read, self.environments.preset, LogsLooks(clients), LogsInsights(clients))

    @cached_property
    def ecs(self) -> Ecs:
        """ECS of the environments: looking, and what changes it."""
        if self._given_ecs is not None:
            return self._given_ecs
        from console.aws.ecs import Clients, EcsLooks
        from console.aws.ecs_changes import EcsChanges
        from console.aws.ecs_surroundings import EcsSurroundings
        from console.services.ecs import Ecs

        clients = Clients(self.cloud.engine_variables)
        return Ecs(
            self.applied_resources.read,
            self.environments.preset,
            EcsLooks(clients),
            EcsSurroundings(clients),
            self.changer("ecs", lambda: EcsChanges(clients)),
            self.costs.of_state,
            lambda: self.variables,
            self.applied_resources.ignores_changes,
            sandbox=self.cloud.sandbox,
        )

    @cached_property
    def databases(self) -> Databases:
        """RDS, Aurora and DynamoDB of the environments: their snapshots, and restores to new names."""
        from console.aws.databases import DatabaseChanges, DatabaseLooks
        from console.aws.ecs import Clients
        from console.services.databases import Databases

        clients = Clients(self.cloud.engine_variables)
        return Databases(
            self.applied_resources.read,
            self.environments.preset,
            DatabaseLooks(clients),
            self.changer("database", lambda: DatabaseChanges(clients)),
            self.costs.of_state,
            self.costs.book,
            lambda: self.variables,
            lambda: (self.cloud.engine_variables() or {}).get("AWS_ENDPOINT_URL", ""),
            sandbox=self.cloud.sandbox,
        )

    @cached_property
    def asg(self) -> Asg:
        """EC2 Auto Scaling groups of the environments: looking, capacity, instance refreshes."""
        from console.aws.asg import AsgLooks
        from console.aws.asg_changes import AsgChanges
        from console.aws.ecs import Clients
        from console.services.asg import Asg

        clients = Clients(self.cloud.engine_variables)
        return Asg(
            self.applied_resources.read,
            self.environments.preset,
            AsgLooks(clients),
            self.changer("asg", lambda: AsgChanges(clients)),
            self.costs.of_state,
            lambda: self.variables,
            self.applied_resources.ignores_changes,
            sandbox=self.cloud.sandbox,
        )

    @cached_property
    def monitoring(self) -> Monitoring:
        """Metrics and alarms of the environments."""
        from console.aws.cloudwatch import CloudWatchLooks
        from console.aws.ecs import Clients
        from console.services.monitoring import Monitoring
        from console.services.own_metrics import OwnMetrics

        return Monitoring(
            self.applied_resources.read,
            self.environments.preset,
            CloudWatchLooks(Clients(self.cloud.engine_variables)),
            OwnMetrics(self.settings.home),
            sandbox=self.cloud.sandbox,
        )

    @cached_property
    def wall(self) -> Wall:
        """All environments at a glance: looking only."""
        from console.aws.cloudwatch import CloudWatchLooks
        from console.aws.ecs import Clients, EcsLooks
        from console.services.rollouts.records import Records
        from console.services.wall import Wall

        clients = Clients(self.cloud.engine_variables)
        return Wall(
            self.environments.list,
            self.applied_resources.read,
            self.environments.preset,
            CloudWatchLooks(clients),
            EcsLooks(clients),
            Records(lambda: self.team_store).survey,
        )

    @cached_property
    def rollouts(self) -> Rollouts:
        """Changes on their way through the environments of a system."""
        from console.bootstrap.rollout_engine import build_rollouts

        return build_rollouts(self)

    @cached_property
    def rollout_reports(self) -> Reports:
        """What is told of rollouts afterwards."""
        from console.services.rollouts.records import Records
        from console.services.rollouts.report import Reports

        records = Records(lambda: self.team_store)
        return Reports(
            lambda: self.team_store,
            records.approvals,
            self.runs.get,
            self.histories.plan_text,
        )

    @cached_property
    def states(self) -> States:
        """The Terraform states of the environments: looking, changing, backups, versions, locks."""
        from console.aws.ecs import Clients
        from console.aws.state_versions import StateObjectChanges, StateObjectLooks
        from console.services.states import States

        clients = Clients(self.cloud.engine_variables)
        return States(
            self.state_access,
            self.state_copies,
            self.errored_states,
            StateObjectLooks(clients),
            self.changer("state object", lambda: StateObjectChanges(clients)),
            lambda: self.runs,
        )


def build(
    read: ReadSettings | Callable[[], ReadSettings], *, cloud: Cloud | None = None, ecs: Ecs | None = None
) -> Console:
    """Wire the console for these settings, or for those that a call reads; `cloud` and `ecs` replace the real ones."""
    if callable(read):
        return Console(read, cloud=cloud, ecs=ecs)
    settings, kind = read, Console
    if settings.settings.read_only:
        from console.bootstrap.watching import WatchingConsole

        kind = WatchingConsole
    return kind(lambda: settings, cloud=cloud, ecs=ecs)
