"""What the services need from the outside, as Protocols; adapters fill them and bootstrap wires them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from console.domain.alarms import Alarm, AlarmEvent
from console.domain.asg import Activity, Group, GroupAddress, InstanceRefresh
from console.domain.audit import AuditEntry
from console.domain.cost import CostOfPlan
from console.domain.databases import Database, DatabaseAddress, Restore, Snapshot
from console.domain.ecs import Autoscaling, Service, ServiceAddress, Task, TaskDefinition
from console.domain.ecs_deployment import ServiceDeployment, ServiceRevision
from console.domain.ecs_images import Image, ImageReference
from console.domain.environment import Backend, Preset
from console.domain.metrics import Answer, Metric, Query
from console.domain.plan import Plan
from console.domain.quotas import Quota
from console.domain.state import StateVersion
from console.domain.state_lock import StateLock


@dataclass(frozen=True, slots=True)
class Caller:
    """Who the credentials belong to, from STS."""

    account: str
    arn: str


class CallerReader(Protocol):
    """Asks AWS who is calling."""

    def __call__(self, region: str) -> Caller:
        """Raises AwsError with one sentence when AWS refuses or cannot be reached."""
        ...


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Whether the credentials were got with a second factor; None where nothing tells."""

    used: bool | None
    words: str
    """By what that is told, or why it is not: part of a sentence."""


class SecondFactorReader(Protocol):
    """Looks at how this machine got its credentials. Raises AwsError."""

    def __call__(self) -> SecondFactor: ...


class QuotaReader(Protocol):
    """Looks at the quotas of the account. What may not be asked is said in the quota itself."""

    def quotas(self, region: str) -> tuple[Quota, ...]: ...


class Cloud(Protocol):
    """Where runs go: AWS, or the sandbox."""

    sandbox: bool

    def ready(self, preset: Preset) -> list[str]:
        """Make sure it answers and can keep the preset's state; returns what was done for that, in sentences."""
        ...

    def ended(self, what: str) -> str | None:
        """One sentence, with what to do, where that which runs go to ended during `what`; None where it is there."""
        ...

    def engine_variables(self) -> Mapping[str, str] | None:
        """The AWS_ variables for the engine, or None for the operator's own."""
        ...

    def caller(self, region: str) -> Caller:
        """Raises AwsError."""
        ...


class PlanPricer(Protocol):
    """Prices a plan."""

    def of_plan(self, preset: Preset, plan: Plan) -> CostOfPlan: ...


class MetricsReader(Protocol):
    """Looks at CloudWatch; times are seconds since 1970. Every call raises AwsError with one sentence."""

    def data(self, region: str, queries: Sequence[Query], start: float, end: float) -> Answer: ...
    def alarms(self, region: str, names: Sequence[str]) -> tuple[Alarm, ...]:
        """Those that exist, the worst first."""
        ...

    def history(self, region: str, alarm: str) -> tuple[AlarmEvent, ...]:
        """Newest first."""
        ...

    def metrics(self, region: str, namespace: str | None = None) -> tuple[Metric, ...]: ...


class EcsReader(Protocol):
    """Looks at ECS and what a service hangs on; changes nothing. Every call raises AwsError with one sentence."""

    def service(self, address: ServiceAddress) -> Service: ...
    def tasks(self, address: ServiceAddress, *, stopped: bool = False) -> tuple[Task, ...]: ...
    def autoscaling(self, address: ServiceAddress) -> Autoscaling | None:
        """None where nothing scales the service."""
        ...

    def task_definition(self, region: str, name: str) -> TaskDefinition:
        """By ARN, `family:revision`, or family for its newest active revision."""
        ...

    def targets(self, region: str, target_groups: Sequence[str]) -> tuple[int, int]:
        """Healthy targets and all targets of the groups."""
        ...

    def task(self, region: str, cluster: str, task: str) -> Task: ...
    def deployments(self, address: ServiceAddress) -> tuple[ServiceDeployment, ...]:
        """Newest first."""
        ...

    def revisions(self, region: str, arns: Sequence[str]) -> tuple[ServiceRevision, ...]: ...


class EcsSurroundings(Protocol):
    """What a deployment hangs on besides ECS. Looks only; None means that these credentials may not ask."""

    def image(self, reference: ImageReference) -> bool | None: ...
    def images(self, reference: ImageReference) -> tuple[Image, ...]: ...
    def secret(self, region: str, value_from: str) -> bool | None: ...
    def log_group(self, region: str, name: str) -> bool | None: ...
    def target_type(self, region: str, target_group: str) -> str | None: ...
    def last_lines(self, region: str, group: str, stream: str, limit: int) -> tuple[str, ...]: ...


class EcsChanger(Protocol):
    """Changes ECS. A console that may only look is built without one. Every call raises AwsError."""

    def scale(self, address: ServiceAddress, desired: int) -> None: ...
    def register_with_image(self, address: ServiceAddress, definition: str, container: str, image: str) -> str: ...
    def deploy(self, address: ServiceAddress, definition: str | None) -> None: ...
    def stop_deployment(self, address: ServiceAddress, deployment: str) -> None: ...
    def run_task(self, service: Service, definition: str, command: tuple[str, ...], container: str) -> str: ...
    def set_bounds(self, address: ServiceAddress, minimum: int, maximum: int) -> None: ...
    def set_target(self, address: ServiceAddress, policy: str, target: Decimal) -> None: ...


class DatabaseReader(Protocol):
    """Looks at databases and what is kept of them; changes nothing. Every call raises AwsError with one sentence."""

    def database(self, address: DatabaseAddress) -> Database | None:
        """None where there is none of that name."""
        ...

    def snapshots(self, address: DatabaseAddress) -> tuple[Snapshot, ...]:
        """Newest first."""
        ...


class DatabaseChanger(Protocol):
    """Makes and deletes snapshots, and restores to new names. Every call raises AwsError."""

    def create_snapshot(self, address: DatabaseAddress, name: str) -> str:
        """Begin a snapshot; how AWS calls it."""
        ...

    def delete_snapshot(self, snapshot: Snapshot) -> None: ...
    def restore(self, restore: Restore) -> None: ...
    def complete(self, restore: Restore) -> None:
        """Make what the restored database still lacks once it is there: the instance of a cluster."""
        ...


class StateObjectReader(Protocol):
    """The object in S3 that keeps a state. Looks only; every call raises AwsError with one sentence."""

    def versions(self, backend: Backend, limit: int) -> tuple[StateVersion, ...]:
        """Newest first."""
        ...

    def content(self, backend: Backend, version: str) -> bytes:
        """Raises InputError where there is no such version."""
        ...

    def lock(self, backend: Backend) -> StateLock | None: ...


class StateObjectChanger(Protocol):
    """Changes that object. A console that may only look is built without one."""

    def delete_current(self, backend: Backend) -> None:
        """Raises RefusedError where nothing would be left of it."""
        ...


class AsgReader(Protocol):
    """Looks at EC2 Auto Scaling groups; changes nothing. Every call raises AwsError with one sentence."""

    def group(self, address: GroupAddress) -> Group: ...
    def activities(self, address: GroupAddress) -> tuple[Activity, ...]:
        """Newest first."""
        ...

    def refreshes(self, address: GroupAddress) -> tuple[InstanceRefresh, ...]:
        """Newest first."""
        ...


class AsgChanger(Protocol):
    """Changes EC2 Auto Scaling groups. Every call raises AwsError."""

    def set_desired(self, address: GroupAddress, desired: int) -> None: ...
    def set_to_zero(self, address: GroupAddress) -> None: ...
    def start_refresh(self, address: GroupAddress, minimum_healthy: int) -> str: ...
    def cancel_refresh(self, address: GroupAddress) -> None: ...


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as a store keeps it: `version` counts its writes, from 1."""

    key: str
    body: str
    version: int


class TeamStoreReader(Protocol):
    """Looks at where runs, approvals, rollouts and the audit log are kept: on this machine, or shared by several.

    Every call raises ConsoleError with one sentence where the store cannot be reached or read.
    """

    shared: bool

    @property
    def place(self) -> str:
        """Where the store is, in words."""
        ...

    def read(self, kind: str, key: str) -> StoredRecord | None: ...
    def list(self, kind: str, prefix: str = "") -> tuple[StoredRecord, ...]:
        """Those whose key begins with the prefix, by key."""
        ...

    def kept(self, key: str) -> bytes | None:
        """A document; None where there is none of that key."""
        ...

    def entries(self, after: int = 0, most: int | None = None) -> tuple[AuditEntry, ...]:
        """The audit log in order, from the entry after that number: all, or so many at most."""
        ...

    def newest(self, count: int, before: int | None = None) -> tuple[AuditEntry, ...]:
        """So many of its entries at most, the newest first: of all, or of those before that number."""
        ...


class TeamStore(TeamStoreReader, Protocol):
    """The store with what changes it. Every call raises ConsoleError where it cannot be reached or written."""

    def write(self, kind: str, key: str, body: str, expected: int) -> int:
        """The new version. `expected` is the version that was read, 0 where there must be none yet.

        Raises ChangedMeanwhileError where somebody else has written it since.
        """
        ...

    def keep(self, key: str, content: bytes) -> None:
        """Keep a document, such as the review of a plan; the same key again replaces it."""
        ...

    def hold(self, key: str, holder: str, seconds: float) -> None:
        """Take or renew the lease of something; it ends by itself. Raises LockedError naming the holder."""
        ...

    def let_go(self, key: str, holder: str) -> None:
        """Give the lease up; nothing happens where somebody else holds it."""
        ...

    def append(self, entry: AuditEntry) -> AuditEntry:
        """The entry with its place and hash, written for good."""
        ...
