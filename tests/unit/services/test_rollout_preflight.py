"""Preflight: each look with what it says, and freeze windows in their time zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from console.aws.refusals import NotThereError
from console.domain.alarms import Alarm, AlarmStanding
from console.domain.cost_figures import CostFigures
from console.domain.ecs_images import Image, ImageReference
from console.domain.environment import Backend
from console.domain.events import LockHolder
from console.domain.freezes import frozen_by
from console.domain.quotas import Quota
from console.domain.rollout import Evidence, Finding, StageStatus
from console.domain.rollout_file import Freeze, Gates
from console.domain.run import RunKind, RunStatus, Stage, StageName
from console.domain.state import StateVersion
from console.domain.state_lock import StateLock
from console.errors import AwsError, ConfigurationError, ConsoleError, EngineError, InputError
from console.ports import SecondFactor
from console.services.applied_resources import AppliedResource
from console.services.rollouts.preflight import Preflight
from console.services.rollouts.preflight_environment import EnvironmentLooks
from console.services.rollouts.preflight_images import ImageLooks
from console.services.rollouts.preflight_place import PlaceLooks
from console.services.rollouts.preflight_state import StateLooks
from console.services.run_store import RunStore
from console.services.state_copies import StateCopies
from tests.fakes.cloud import ACCOUNT, FakeCloud
from tests.fakes.gates import NAME, NOW, keep_run, preset, run
from tests.fakes.gates import Stage as Gate

REPOSITORY = "000000000000.dkr.ecr.us-east-1.amazonaws.com/tiny-dev-api"
DIGEST = "sha256:" + "1f" * 32
STATE = b'{"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "l", "outputs": {}, "resources": []}'


class Room:
    """The engine, and what is wrong with it."""

    def __init__(self) -> None:
        self.error: ConsoleError | None = None
        self.mirror_error: ConsoleError | None = None

    @property
    def engine(self) -> Any:
        if self.error is not None:
            raise self.error
        return type("Engine", (), {"__str__": lambda _: "terraform 1.11.4", "path": "/bin/terraform"})()

    def check(self) -> None:
        if self.mirror_error is not None:
            raise self.mirror_error


class Account:
    """Everything that is asked of AWS."""

    def __init__(self) -> None:
        self.lock_held: StateLock | None = None
        self.written: tuple[StateVersion, ...] = (
            StateVersion("v1", NOW - timedelta(days=2), 100, True, False, 3, "l"),
        )
        self.error: AwsError | None = None
        self.standing: tuple[Alarm, ...] = (Alarm("cpu", "OK"),)
        self.asked: tuple[Quota, ...] = (Quota("VPCs", 5, 1),)
        self.pushed: tuple[Image, ...] | None = (Image(DIGEST, ("v1", "v2", "latest")),)
        self.factor = SecondFactor(None, "AWS does not say")
        self.resources: tuple[AppliedResource, ...] | None = (
            AppliedResource(
                "aws_ecs_task_definition.this", "aws_ecs_task_definition", "",
                {"container_definitions": f'[{{"name": "api", "image": "{REPOSITORY}:v1"}}, {{"image": "nginx"}}]'},
            ),
        )  # fmt: skip

    def versions(self, backend: Backend, limit: int) -> tuple[StateVersion, ...]:
        if self.error is not None:
            raise self.error
        return self.written

    def content(self, backend: Backend, version: str) -> bytes:
        raise NotImplementedError

    def lock(self, backend: Backend) -> StateLock | None:
        return self.lock_held

    def alarms(self, name: object) -> AlarmStanding:
        if self.error is not None:
            raise self.error
        return AlarmStanding(NOW.timestamp(), self.standing)

    def quotas(self, region: str) -> tuple[Quota, ...]:
        return self.asked

    def images(self, reference: ImageReference) -> tuple[Image, ...]:
        if self.pushed is None:
            raise NotThereError("AWS does not know the repository.")
        return self.pushed

    def read(self, name: object) -> tuple[AppliedResource, ...]:
        if self.resources is None:
            raise InputError("tiny/dev was not applied yet: there is nothing to look at.")
        return self.resources


class Flight:
    """A preflight of tiny/dev in a console home of its own."""

    def __init__(self, home: Path, *, mirror: Path | None = None, **stage: Any) -> None:
        self.home, self.mirror = home, mirror
        self.room, self.account, self.cloud = Room(), Account(), FakeCloud()
        self.values: dict[str, Any] = {}
        self.stage = Gate(**stage)

    @property
    def sandbox(self) -> bool:
        return self.cloud.sandbox

    def __call__(self) -> StageStatus:
        store = RunStore(self.home, sandbox=self.sandbox)
        account: Any = self.account
        return Preflight(
            PlaceLooks(
                self.room,
                self.cloud,
                self.home,
                self.mirror,
                lambda: account.factor,
                lambda _: self.values,  # type: ignore[arg-type]
            ),
            StateLooks(store, None, StateCopies(store), account, lambda _: STATE),  # type: ignore[arg-type]
            EnvironmentLooks(store, account, account),
            ImageLooks(account.read, lambda _: self.values, account, self.sandbox),
        )(self.stage.context)

    def of(self, check: str) -> Evidence:
        """What the preflight says of one thing, whatever else it finds."""
        self.stage.told.clear()
        self()
        return self.stage.one(check)

    def says(self, check: str) -> tuple[Finding, str]:
        told = self.of(check)
        return told.finding, told.text

    def applied(self, **changes: Any) -> None:
        """Put an apply into the home."""
        stage = Stage(name=StageName.APPLY, started_at=NOW - timedelta(hours=3))
        given: dict[str, Any] = {"status": RunStatus.DONE, "stages": [stage], "ended_at": NOW - timedelta(hours=3)}
        keep_run(self.home, run(1, **(given | changes)), sandbox=self.sandbox)


def test_a_flight_that_is_clear_passes_and_looks_at_everything_in_order(tmp_path: Path) -> None:
    flight = Flight(tmp_path, preset=preset(account=ACCOUNT))
    assert flight() is StageStatus.PASSED
    assert [each.check for each in flight.stage.told] == [
        "freeze", "engine", "provider", "credentials", "region", "second factor", "backend", "state lock",
        "state backup", "drift", "quotas", "image", "alarms", "budget",
    ]  # fmt: skip
    assert not {each.finding for each in flight.stage.told} & {Finding.FAILED, Finding.UNKNOWN}


def test_fault_12_without_an_engine_nothing_flies(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    assert flight.says("engine") == (Finding.PASSED, "terraform 1.11.4 at /bin/terraform.")
    flight.room.error = EngineError("There is no terraform: install it.")
    assert flight.says("engine") == (Finding.FAILED, "There is no terraform: install it.")
    assert flight() is StageStatus.FAILED


def test_fault_42_a_mirror_without_the_provider_that_the_environment_is_locked_to_fails(tmp_path: Path) -> None:
    lock = tmp_path / "locks" / "tiny" / "dev" / "terraform.lock.hcl"
    lock.parent.mkdir(parents=True)
    lock.write_text('provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.100.0"\n}\n')
    held = tmp_path / "mirror" / "registry.terraform.io" / "hashicorp" / "aws"
    (held / "5.99.0").mkdir(parents=True)
    flight = Flight(tmp_path, mirror=tmp_path / "mirror")
    finding, text = flight.says("provider")
    assert finding is Finding.FAILED
    assert "does not hold hashicorp/aws 5.100.0" in text
    (held / "terraform-provider-aws_5.100.0_linux_amd64.zip").touch()
    assert flight.says("provider")[0] is Finding.PASSED
    flight.room.mirror_error = ConfigurationError("The provider mirror is none.")
    assert flight.says("provider") == (Finding.FAILED, "The provider mirror is none.")


def test_without_a_mirror_a_provider_that_is_not_there_yet_is_noted(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    assert flight.says("provider")[0] is Finding.NOTED
    (tmp_path / "providers" / "registry.terraform.io" / "hashicorp" / "aws" / "5.100.0").mkdir(parents=True)
    assert flight.says("provider")[0] is Finding.PASSED


def test_fault_54_the_credentials_are_of_the_account_that_the_preset_names(tmp_path: Path) -> None:
    flight = Flight(tmp_path, preset=preset(account="999999999999"))
    finding, text = flight.says("credentials")
    assert finding is Finding.FAILED
    assert f"belongs to account 999999999999, but the credentials are of {ACCOUNT}" in text
    assert Flight(tmp_path, preset=preset(account=ACCOUNT)).says("credentials")[0] is Finding.PASSED
    assert Flight(tmp_path).says("credentials")[0] is Finding.NOTED
    flight.cloud.error = AwsError("The AWS credentials have expired: refresh them and try again.")
    assert flight.says("credentials")[0] is Finding.FAILED


def test_a_region_that_a_variable_contradicts_fails(tmp_path: Path) -> None:
    """As the plan will use it: from the preset, an overlay of the environment, the rollout, or a default."""
    flight = Flight(tmp_path)
    flight.values = {"aws_region": "eu-west-1"}
    assert flight.says("region") == (
        Finding.FAILED,
        "The preset is for us-east-1, but the variable aws_region of this plan is 'eu-west-1': make both the same.",
    )
    flight.values = {"aws_region": "us-east-1"}
    assert flight.says("region")[0] is Finding.PASSED
    of_the_rollout = Flight(tmp_path, values={"aws_region": "eu-west-1"})
    of_the_rollout.values = {"aws_region": "us-east-1"}
    assert of_the_rollout.says("region")[0] is Finding.FAILED


@pytest.mark.parametrize(
    ("used", "finding"), [(True, Finding.PASSED), (False, Finding.FAILED), (None, Finding.UNKNOWN)]
)
def test_a_second_factor_that_cannot_be_told_is_unknown(tmp_path: Path, used: bool | None, finding: Finding) -> None:
    flight = Flight(tmp_path, gates=Gates(mfa=True))
    flight.account.factor = SecondFactor(used, "why")
    assert flight.says("second factor")[0] is finding
    flight.cloud.sandbox = True
    assert flight.says("second factor")[0] is Finding.NOTED


def test_a_backend_that_cannot_be_reached_is_inconclusive(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    flight.account.error = AwsError("AWS cannot be reached to ask for the versions.")
    assert flight.says("backend") == (Finding.UNKNOWN, "AWS cannot be reached to ask for the versions.")
    assert flight() is StageStatus.INCONCLUSIVE


def test_fault_20_a_held_lock_is_named_with_its_holder_and_since_when(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    assert flight.says("state lock") == (Finding.PASSED, "Nobody holds it.")
    holder = LockHolder("id-1", "states/dev", "apply", "ann@laptop", "1.11.4", NOW - timedelta(minutes=5))
    flight.account.lock_held = StateLock(holder, "lock file")
    finding, text = flight.says("state lock")
    assert finding is Finding.FAILED
    assert text == (
        "ann@laptop holds it for apply since 2026-03-04 11:55:00 UTC: wait, or see `infra-console state lock tiny/dev`."
    )


def test_fault_25_a_console_that_works_on_the_environment_is_named(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    with RunStore(tmp_path, sandbox=False).locked(NAME):
        finding, text = flight.says("state lock")
    assert finding is Finding.FAILED
    assert text.startswith("tiny/dev is being worked on by ")


def test_a_copy_of_the_state_is_kept_before_anything_changes(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    finding, text = flight.says("state backup")
    assert finding is Finding.PASSED
    assert text.endswith("-s3: serial 3, 0 resources.")
    [kept] = StateCopies(RunStore(tmp_path, sandbox=False)).list(NAME)
    assert kept.why == "before rollout tiny@3"
    flight.account.written = ()
    assert flight.says("state backup") == (Finding.NOTED, "There is no state to keep a copy of yet.")


def test_fault_38_drift_that_the_last_plan_found_is_noted_with_its_age(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    assert flight.says("drift") == (Finding.NOTED, "Nothing was applied yet.")
    flight.applied(created_at=NOW - timedelta(hours=4))
    assert flight.says("drift") == (
        Finding.NOTED,
        "Nobody looked since the last apply 3 h ago: the plan of this rollout will.",
    )
    keep_run(
        tmp_path, run(2, drifted=3, planned_at=NOW - timedelta(minutes=90), created_at=NOW - timedelta(minutes=90))
    )
    finding, text = flight.says("drift")
    assert (finding, text.partition(":")[0]) == (Finding.NOTED, "Plan #2 90 min ago found 3 resources changed outside")
    keep_run(tmp_path, run(3, drifted=0))
    assert flight.says("drift")[0] is Finding.PASSED


def test_quotas_that_are_used_up_stop_a_first_apply_and_those_not_asked_are_noted(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    flight.account.asked = (
        Quota("VPCs", 5, 5),
        Quota("Elastic IP addresses", 5, 4),
        Quota("RDS", None, None, "denied"),
    )
    flight()
    told = flight.stage.of("quotas")
    assert [each.finding for each in told] == [Finding.FAILED, Finding.NOTED, Finding.NOTED]
    assert told[2].text == "RDS: not asked (denied)."
    flight.applied()
    flight.stage.told.clear()
    flight()
    assert flight.stage.of("quotas")[0].finding is Finding.NOTED, "what stands already has what it needs"
    flight.cloud.sandbox = True
    assert flight.says("quotas")[1] == "The sandbox has no quotas; on AWS they are asked for."


def test_an_image_is_looked_up_by_the_tag_that_will_run_and_its_digest_is_kept(tmp_path: Path) -> None:
    flight = Flight(tmp_path, values={"image_tag": "v2"})
    assert flight.says("image") == (Finding.PASSED, "tiny-dev-api:v2 is sha256:1f1f1f1f1f1f.")
    assert flight.stage.rollout.images == {"api:v2": DIGEST}
    flight.values = {"image_tag": "v9"}
    assert flight.says("image")[0] is Finding.PASSED, "the rollout's own value counts"


def test_an_image_that_is_not_in_its_registry_fails(tmp_path: Path) -> None:
    flight = Flight(tmp_path, values={"image_tag": "v9"})
    assert flight.says("image") == (Finding.FAILED, "tiny-dev-api:v9 is not in its registry: push it first.")
    other = "sha256:" + "2e" * 32
    flight = Flight(tmp_path, values={"image_tag": other})
    assert flight.says("image")[0] is Finding.FAILED
    flight.account.pushed = (Image(other),)
    assert flight.says("image")[0] is Finding.PASSED


def test_another_image_under_the_same_tag_is_not_promoted(tmp_path: Path) -> None:
    flight = Flight(tmp_path, values={"image_tag": "v2"}, images={"api:v2": "sha256:" + "aa" * 32})
    finding, text = flight.says("image")
    assert finding is Finding.FAILED
    assert "but was sha256:aaaaaaaaaaaa when this rollout saw it first" in text


def test_a_repository_that_this_apply_makes_is_noted(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    flight.account.pushed = None
    assert flight.says("image")[0] is Finding.NOTED
    flight.account.resources = None
    finding, text = flight.says("image")
    assert finding is Finding.NOTED
    assert text.endswith("its images are looked up once its repositories are there.")


def test_an_environment_without_ecs_is_looked_up_by_its_repositories(tmp_path: Path) -> None:
    flight = Flight(tmp_path, values={"image_tag": "v2"})
    flight.account.resources = (
        AppliedResource("aws_ecr_repository.app", "aws_ecr_repository", "", {"repository_url": REPOSITORY}),
    )
    assert flight.says("image")[0] is Finding.PASSED
    assert list(flight.stage.rollout.images) == ["aws_ecr_repository.app:v2"]


def test_the_sandboxs_empty_registry_has_every_image(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    flight.cloud.sandbox, flight.account.pushed = True, ()
    assert flight.says("image")[0] is Finding.NOTED
    # Once something was pushed, what was not is missing there, too.
    flight.account.pushed = (Image(DIGEST, ("v7",)),)
    assert flight.says("image") == (
        Finding.FAILED,
        "tiny-dev-api:v1 is not in its registry: push it first (`infra-console sandbox push tiny-dev-api:v1`).",
    )


def test_an_alarm_that_goes_off_wants_to_be_acknowledged(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    assert flight.says("alarms")[0] is Finding.NOTED
    flight.applied()
    assert flight.says("alarms") == (Finding.PASSED, "None of 1 is in alarm.")
    flight.account.standing = (Alarm("cpu", "ALARM"), Alarm("memory", "ALARM"), Alarm("disk", "INSUFFICIENT_DATA"))
    told = flight.of("alarms")
    assert (told.finding, told.acknowledge) == (Finding.FAILED, "alarms")
    assert told.text.startswith("cpu and 1 more is in alarm")
    assert flight() is StageStatus.PASSED, "what is rolled out may be what mends it"


def test_what_stands_is_held_against_the_budget(tmp_path: Path) -> None:
    flight = Flight(tmp_path, preset=preset(budget_usd=Decimal(100)))
    assert flight.says("budget")[0] is Finding.NOTED
    flight.applied(cost=CostFigures(after=Decimal(90), complete=True))
    assert flight.says("budget") == (Finding.PASSED, "What stands costs 90.00 of 100.00 USD a month.")
    flight.stage.preset = preset(budget_usd=Decimal(80))
    finding, text = flight.says("budget")
    assert (finding, "over its budget" in text) == (Finding.NOTED, True)


def test_a_cost_that_is_not_wholly_known_is_said_to_be_at_least(tmp_path: Path) -> None:
    flight = Flight(tmp_path, preset=preset(budget_usd=Decimal(100)))
    flight.applied(cost=CostFigures(after=Decimal(90)))
    assert flight.says("budget") == (Finding.NOTED, "What stands costs at least 90.00 of 100.00 USD a month.")


def test_what_stands_at_an_unknown_cost_is_said_so(tmp_path: Path) -> None:
    flight = Flight(tmp_path, preset=preset(budget_usd=Decimal(100)))
    flight.applied(cost=CostFigures())
    assert flight.says("budget") == (Finding.NOTED, "100.00 USD a month; what stands costs an unknown amount.")


def test_a_destroyed_environment_counts_as_one_that_was_never_applied(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    flight.applied(kind=RunKind.DESTROY)
    assert flight.says("alarms")[0] is Finding.NOTED


def window(begin: str, end: str, timezone: str = "UTC") -> Freeze:
    return Freeze.model_validate({"from": begin, "to": end, "timezone": timezone, "why": "the weekend"})


def test_a_freeze_window_says_when_it_opens(tmp_path: Path) -> None:
    flight = Flight(tmp_path, gates=Gates(freeze=(window("Tue 16:00", "Thu 08:00", "Europe/Berlin"),)))
    assert flight.says("freeze") == (
        Finding.FAILED,
        "Nothing is rolled out from Tue 16:00 to Thu 08:00 Europe/Berlin (the weekend): "
        "it opens Thu 2026-03-05 07:00 UTC.",
    )
    flight.stage.now = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
    assert flight.says("freeze") == (Finding.PASSED, "No freeze window is shut.")


@pytest.mark.parametrize(
    ("freeze", "now", "opens"),
    [
        (window("Fri 16:00", "Mon 08:00"), "2026-03-06T15:59", None),
        (window("Fri 16:00", "Mon 08:00"), "2026-03-06T16:00", "2026-03-09T08:00"),
        (window("Fri 16:00", "Mon 08:00"), "2026-03-09T07:59", "2026-03-09T08:00"),
        (window("Fri 16:00", "Mon 08:00"), "2026-03-09T08:00", None),
        # Summer time begins on the 29th in Berlin: the same wall clock, an hour earlier.
        (window("Fri 16:00", "Mon 08:00", "Europe/Berlin"), "2026-03-28T12:00", "2026-03-30T06:00"),
        (window("Fri 16:00", "Mon 08:00", "Asia/Tokyo"), "2026-03-06T07:00", "2026-03-08T23:00"),
        (window("Wed 10:00", "Wed 12:00"), "2026-03-04T11:00", "2026-03-04T12:00"),
        (window("Wed 10:00", "Wed 12:00"), "2026-03-04T13:00", None),
    ],
)
def test_a_freeze_window_is_of_its_own_time_zone(freeze: Freeze, now: str, opens: str | None) -> None:
    found = frozen_by([freeze], datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert (None if found is None else f"{found[1]:%Y-%m-%dT%H:%M}") == opens


def test_windows_that_follow_one_another_open_after_the_last() -> None:
    windows = [window("Tue 00:00", "Wed 18:00"), window("Wed 18:00", "Fri 06:00")]
    found = frozen_by(windows, NOW)
    assert found is not None
    assert f"{found[1]:%a %H:%M}" == "Fri 06:00"


@pytest.mark.parametrize("freeze", [window("Mon 00:00", "Mon 00:00"), window("Mon 00:00", "Tue 00:00", "Mars/Olympus")])
def test_windows_that_cannot_be_fail_with_a_sentence(tmp_path: Path, freeze: Freeze) -> None:
    with pytest.raises(InputError):
        frozen_by([freeze], NOW)
    flight = Flight(tmp_path, gates=Gates(freeze=(freeze,)))
    assert flight.says("freeze")[0] is Finding.FAILED


def test_the_images_of_a_definition_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    flight = Flight(tmp_path)
    assert flight.account.resources is not None
    [definition] = flight.account.resources
    for text in ("{", '["api", {"name": "x"}]'):
        flight.account.resources = (replace(definition, values={"container_definitions": text}),)
        assert flight.says("image") == (Finding.NOTED, "No image of ECR runs here.")
