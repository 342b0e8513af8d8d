"""Where runs go: AWS with the operator's own credentials, or the sandbox of this console home."""

from __future__ import annotations

from collections.abc import Mapping

from console.aws.caller import read_caller
from console.domain.environment import Preset
from console.domain.team_place import TeamPlace
from console.ports import Caller
from console.sandbox.control import Sandbox


class AwsCloud:
    """The operator's AWS account; credentials stay where the operator keeps them."""

    sandbox = False

    def ready(self, preset: Preset) -> list[str]:
        """Nothing to prepare."""
        return []

    def ended(self, what: str) -> str | None:
        """AWS does not end."""
        return None

    def engine_variables(self) -> Mapping[str, str] | None:
        return None

    def caller(self, region: str) -> Caller:
        return read_caller(region, None)


class SandboxCloud:
    """The simulated AWS. It is started when needed, and keeps the state bucket and lock table that a preset names."""

    sandbox = True

    def __init__(self, sandbox: Sandbox, team: TeamPlace | None = None) -> None:
        """`team` is where the team's store is to be."""
        self._sandbox = sandbox
        self._team = team

    def ready(self, preset: Preset) -> list[str]:
        """Start it if need be and make what keeps the state: on AWS that is a step of its own, taken on purpose."""
        done = []
        if not self._sandbox.healthy():
            status = self._sandbox.start()
            done.append(f"The sandbox was started. {status.note}".strip())
        backend = preset.backend
        is_s3 = backend.type == "s3" and backend.bucket and backend.region
        if is_s3 and self._sandbox.ensure_bucket(str(backend.bucket), str(backend.region)):
            done.append(f"The state bucket {backend.bucket} was made in the sandbox.")
        table = backend.dynamodb_table
        if is_s3 and table and self._sandbox.ensure_table(table, str(backend.region), "LockID"):
            done.append(f"The lock table {table} was made in the sandbox.")
        # The bootstrap environments make theirs themselves.
        if self._team is not None and preset.system != "bootstrap":
            done += self._team_store(self._team)
        return done

    def _team_store(self, team: TeamPlace) -> list[str]:
        bucket = self._sandbox.ensure_bucket(team.bucket, team.region)
        table = self._sandbox.ensure_table(team.table, team.region, "kind", "key")
        return [f"The team's store {team.table} was made in the sandbox."] if bucket or table else []

    def ended(self, what: str) -> str | None:
        if self._sandbox.healthy():
            return None
        during = what[:1].lower() + what[1:]
        return f"The sandbox ended during {during}: plan again, which starts it anew and says what it kept."

    def engine_variables(self) -> Mapping[str, str] | None:
        return self._sandbox.environment()

    def caller(self, region: str) -> Caller:
        return read_caller(region, self._sandbox.environment())
