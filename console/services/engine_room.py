"""What planning and applying share: the engine, its environment, `init`, short reads, and failures as sentences."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from time import sleep

from console.domain.environment import EnvironmentName, Preset
from console.domain.events import Event
from console.domain.progress import Progress
from console.domain.run import Identity, RunRecord, Stage, StageName
from console.errors import BackendMissingError, ConsoleError, SandboxError, TerraformError
from console.ports import Cloud
from console.services.following import Follower, Following
from console.services.provider_locks import ProviderLock
from console.services.run_folder import RunFolder
from console.services.run_store import take_lock
from console.services.stage_failures import CONNECTION, stage_failure
from console.services.variables import Variables
from console.terraform.capture import capture
from console.terraform.child_environment import child_environment
from console.terraform.engine import Engine
from console.terraform.event_stream import EventReader
from console.terraform.plan_document import plan_document
from console.terraform.secret_forms import secret_texts
from console.terraform.stage_process import StageEnd, StageProcess
from console.terraform.tfvars import as_environment
from console.terraform.workspace import configuration_hash, file_hash, write_cli_config

VARIABLE_PREFIX = "TF_VAR_"
_WAIT_SECONDS = 0.1
_OTHER_PROVIDERS = "Provider dependency changes detected"
"""How an engine says that the lock file may not be changed and would have to be."""


class EngineRoom:
    """One engine, one provider cache, one target."""

    def __init__(self, find_engine: Callable[[], Engine], cloud: Cloud, home: Path, mirror: Path | None) -> None:
        self._find_engine = find_engine
        self._cloud = cloud
        self._home = home
        self._mirror = mirror

    @cached_property
    def engine(self) -> Engine:
        """Found when it is first needed; raises EngineError."""
        return self._find_engine()

    def check(self) -> None:
        """There is an engine, and what is set as a provider mirror is one; raises EngineError or ConfigurationError."""
        _ = self.engine
        write_cli_config(self._home / "engine.tfrc", self._mirror)

    def prepare(self, preset: Preset) -> list[str]:
        """Have the target answer and able to keep the preset's state; returns what was done for that."""
        return self._cloud.ready(preset)

    def environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        """The environment of an engine process, with these TF_VAR_ texts."""
        cache = self._home / "providers"
        cache.mkdir(parents=True, exist_ok=True)
        return child_environment(
            cloud=self._cloud.engine_variables(),
            variables=variables,
            cli_config=write_cli_config(self._home / "engine.tfrc", self._mirror),
            plugin_cache=cache,
        )

    def identity(self, record: RunRecord, folder: RunFolder, preset: Preset, account: str) -> Identity:
        """What a plan of this folder belongs to, made or applied now by this console with this account."""
        return Identity(
            environment=record.environment,
            account=account,
            region=preset.region,
            backend=preset.backend.describe(),
            workspace="default",
            sandbox=self._cloud.sandbox,
            engine=str(self.engine),
            configuration=configuration_hash(folder.configuration),
            variables=file_hash(folder.tfvars),
        )

    def secret_variables(
        self, name: EnvironmentName, variables: Variables, secrets: Mapping[str, str]
    ) -> dict[str, str]:
        """Sensitive values as TF_VAR_ texts, read as the variable's type says."""
        schema = {field.variable.name: field.variable for field in variables.form(name).fields}
        texts = {}
        for secret, text in secrets.items():
            variable = schema[secret]
            key, value = as_environment(variable, variables.parse(variable, text))
            texts[key.removeprefix(VARIABLE_PREFIX)] = value
        return texts

    def planned_secrets(self, folder: RunFolder, record: RunRecord, variables: Variables) -> dict[str, str]:
        """The sensitive values inside the saved plan, as TF_VAR_ texts: so that what an apply says can be masked.

        Ephemeral ones are not in it. Raises ConsoleError where the plan cannot be read.
        """
        kept = [name for name in record.sensitive if name not in record.ephemeral]
        if not kept:
            return {}
        schema = {field.variable.name: field.variable for field in variables.form(record.name).fields}
        values = plan_document(self.show(folder, record)).get("variables") or {}
        texts = {}
        for name in kept:
            value = values.get(name, {}).get("value")
            if name in schema and value is not None:
                key, text = as_environment(schema[name], value)
                texts[key.removeprefix(VARIABLE_PREFIX)] = text
        return texts

    @staticmethod
    def secret_texts(environment: Mapping[str, str]) -> list[str]:
        """Every secret string in an engine's environment, those inside lists and maps one by one."""
        given = [text for key, text in environment.items() if key.startswith(VARIABLE_PREFIX)]
        return [secret for text in given for secret in secret_texts(text)]

    def init(
        self,
        folder: RunFolder,
        record: RunRecord,
        root: Path,
        preset: Preset,
        environment: Mapping[str, str],
        following: Following,
    ) -> None:
        """`init` in the frozen root. One at a time touches the provider cache. Raises TerraformError."""
        lock = ProviderLock(self._home, record.environment, root)
        known = lock.bring()
        # An earlier run may need providers that today's configuration does not.
        ordinary = record.rollback_to is None and not record.upgrade
        stage = Stage(name=StageName.INIT, started_at=datetime.now(UTC))
        record.stages.append(stage)
        folder.write(record)
        process = folder.stage(StageName.INIT)
        progress = Progress()
        with self._provider_cache(record.name, following):
            argv = self.engine.commands.init(preset.backend.config(), upgrade=record.upgrade, locked=known and ordinary)
            process.start(argv, root, environment, keep_open=(following.lock,))
            follower = Follower(record, folder, following.on_update, self.secret_texts(environment))
            end = follower.follow_process(process, StageName.INIT, progress, following.cancel)
        self.close_stage(stage, end)
        following.raise_if_stopped(record.name, end)
        if end is None or end.exit_code != 0:
            failure = self.failure("The initialisation", process, progress, end)
            if preset.backend.type == "s3" and "does not exist" in failure.detail and "bucket" in failure.detail:
                raise BackendMissingError(
                    f"The state bucket {preset.backend.bucket} does not exist: `infra-console bootstrap "
                    f"{record.environment}` shows and makes it.",
                    detail=failure.detail,
                )
            if _OTHER_PROVIDERS in failure.detail:
                raise TerraformError(
                    f"{record.environment} needs other providers than its lock file has: plan with --upgrade, which "
                    "shows what changes in the lock file and keeps it once it is applied.",
                    detail=failure.detail,
                )
            raise failure
        if ordinary:
            lock.keep()
        record.provider_changes = lock.changes()

    def keep_lock(self, record: RunRecord, folder: RunFolder) -> None:
        """From now on the environment uses the providers that this run upgraded to."""
        ProviderLock(self._home, record.environment, folder.root(record.name.system)).keep()

    def show(self, folder: RunFolder, record: RunRecord, plan: Path | None = None) -> bytes:
        """The saved plan (or another of the folder) as JSON, in memory only: it holds secrets in clear text."""
        argv = self.engine.commands.show_plan(plan or folder.plan_file)
        return capture(argv, folder.root(record.name.system), self.environment({}), what="Reading the plan")

    def read(self, folder: RunFolder, record: RunRecord, argv: list[str], what: str) -> bytes:
        """A short read of the state in a run's frozen, initialised root."""
        return capture(argv, folder.root(record.name.system), self.environment({}), what=what)

    @staticmethod
    def close_stage(stage: Stage, end: StageEnd | None) -> None:
        """Write down how a stage ended; where that is unknown its exit code stays None."""
        stage.ended_at = datetime.now(UTC)
        if end is not None:
            stage.ended_at, stage.seconds, stage.exit_code = end.ended_at, end.seconds, end.exit_code
            stage.stop_requested, stage.survivors = end.stop_requested, list(end.survivors)

    def failure(self, what: str, process: StageProcess, progress: Progress, end: StageEnd | None) -> ConsoleError:
        """The sentence for a stage that failed, with everything it said as detail."""
        error = stage_failure(what, process, progress, end)
        ended = self._cloud.ended(what) if CONNECTION.search(error.detail) else None
        return error if ended is None else SandboxError(ended, detail=error.detail)

    @staticmethod
    def plan_events(folder: RunFolder) -> list[Event]:
        """Everything the plan's stream said."""
        path = folder.stage(StageName.PLAN).stdout
        reader = EventReader()
        data = path.read_bytes() if path.exists() else b""
        return [*reader.feed(data), *reader.finish()]

    @contextmanager
    def _provider_cache(self, name: EnvironmentName, following: Following) -> Iterator[None]:
        path = self._home / "providers.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not take_lock(descriptor):
                following.raise_if_stopped(name)
                sleep(_WAIT_SECONDS)
            yield
        finally:
            os.close(descriptor)
