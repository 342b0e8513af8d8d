"""The bucket that keeps a system's state: planned and applied like any environment, as `bootstrap/<system>`.

It cannot keep its own state before it exists. So its state begins in the console home, and is moved into the bucket by
Terraform itself right after the first apply.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from console.domain.environment import Backend, EnvironmentName, Preset, Protection
from console.domain.run import RunKind, RunRecord, RunStatus
from console.domain.team_place import TeamPlace
from console.errors import InputError
from console.services.engine_room import EngineRoom
from console.services.presets import Presets
from console.services.run_folder import write_durably
from console.services.run_store import RunStore
from console.terraform.workspace import BACKEND_FILE

SYSTEM = "bootstrap"
TEAM_STORE = EnvironmentName(SYSTEM, "team-store")
"""The environment that makes the store of a team. Its own state is in the store's bucket."""
STATE_KEY = "bootstrap/terraform.tfstate"

_THERE_BEFORE = ("BucketAlreadyExists", "BucketAlreadyOwnedByYou", "ResourceInUseException")
"""What AWS says of a bucket or table that somebody else made: S3 twice, since it depends on who, then DynamoDB."""


class StateBackends:
    """Derives the bootstrap environments from the presets that name a bucket, and moves their state."""

    def __init__(
        self, store: RunStore, room: EngineRoom, presets: Callable[[], Presets], team: Callable[[], TeamPlace | None]
    ) -> None:
        """`team` is where the setting says that the team's store is; None where it says nothing."""
        self._store = store
        self._room = room
        self._presets = presets
        self._team = team

    def name_for(self, name: EnvironmentName) -> EnvironmentName:
        """The bootstrap environment that makes this environment's bucket.

        Raises PresetError where its preset is broken, InputError where there is no such environment or bucket.
        """
        preset = self._presets().preset(name)
        if preset.backend.type != "s3":
            raise InputError(f"{name} keeps its state {preset.backend.describe()}: there is no bucket to make.")
        return EnvironmentName(SYSTEM, name.system)

    def preset(self, name: EnvironmentName) -> Preset:
        """The preset of `bootstrap/<system>`; raises InputError where the system names no bucket, or several."""
        if name == TEAM_STORE:
            return self._team_store()
        backends = [p.backend for key, p in self._presets().readable.items() if key.system == name.environment]
        named = {(b.bucket, b.region, b.dynamodb_table) for b in backends if b.type == "s3"}
        if len(named) != 1:
            found = "no state bucket" if not named else "several state buckets"
            raise InputError(f"The presets of {name.environment} name {found}: exactly one can be bootstrapped.")
        ((bucket, region, table),) = named
        local = Backend(type="local")
        kept = Backend(type="s3", bucket=bucket, key=STATE_KEY, region=region, dynamodb_table=table)
        return Preset(
            system=SYSTEM,
            environment=name.environment,
            description=f"The bucket that keeps the state of {name.environment}",
            region=str(region),
            protection=Protection.PROTECTED,
            backend=kept if self._moved(name).exists() else local,
            values={"system": name.environment, "aws_region": region, "bucket": bucket, "lock_table": table},
        )

    def _team_store(self) -> Preset:
        place = self._team()
        if place is None:
            raise InputError(
                "No setting says where the team's store is to be: set team_store (INFRA_CONSOLE_TEAM_STORE) to "
                "dynamodb:TABLE:BUCKET:REGION first."
            )
        kept = Backend(type="s3", bucket=place.bucket, key=STATE_KEY, region=place.region)
        return Preset(
            system=SYSTEM,
            environment=TEAM_STORE.environment,
            description="The table and the bucket that a team's consoles share",
            region=place.region,
            protection=Protection.PROTECTED,
            backend=kept if self._moved(TEAM_STORE).exists() else Backend(type="local"),
            values={
                "system": TEAM_STORE.environment,
                "aws_region": place.region,
                "bucket": place.bucket,
                "team_table": place.table,
            },
        )

    def settle(self, record: RunRecord) -> None:
        """What follows on a run of a bootstrap environment, and on no other.

        After an apply, or a plan that found the bucket as it should be, the state is moved into it, once. Where the
        bucket or the lock table was there before, the run says so. Raises TerraformError where Terraform refuses to
        move the state, which then stays where it is.
        """
        if record.name.system != SYSTEM or record.kind is not RunKind.APPLY:
            return
        if record.status is RunStatus.FAILED:
            self._explain(record)
        elif record.status in (RunStatus.DONE, RunStatus.NO_CHANGES) and not self._moved(record.name).exists():
            self._move(record)

    def _explain(self, record: RunRecord) -> None:
        if not any(code in (record.error or "") for code in _THERE_BEFORE):
            return
        preset = self.preset(record.name)
        named = preset.values.get("lock_table") or preset.values.get("team_table")
        table = f" or its table {named}" if named else ""
        record.error = (
            f"The state bucket {preset.values['bucket']}{table} is there already: environments keep their state in it "
            "without a bootstrap, or their presets name another one. The sandbox makes it by itself for the first plan."
        )
        self._store.folder(record.id).write(record)

    def _move(self, record: RunRecord) -> None:
        folder = self._store.folder(record.id)
        (folder.root(SYSTEM) / BACKEND_FILE).unlink(missing_ok=True)
        write_durably(self._moved(record.name), "the state is in the bucket\n")
        try:
            backend = self.preset(record.name).backend
            self._room.prepare(self.preset(record.name))
            self._room.read(folder, record, self._room.engine.commands.migrate(backend.config()), "Moving the state")
        except BaseException:
            self._moved(record.name).unlink(missing_ok=True)
            raise

    def _moved(self, name: EnvironmentName) -> Path:
        """Exists once the state is in the bucket."""
        return self._store.home / "state" / self._store.base.name / SYSTEM / f"{name.environment}.moved"
