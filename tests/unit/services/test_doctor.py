"""What the doctor finds, where it came from, and how to get what is missing."""

import os
from pathlib import Path

import pytest

from console.errors import AwsError, SettingsError
from console.services.doctor import Check
from tests.fakes.cloud import FakeCloud
from tests.fakes.tiny import Tiny
from tests.store.places import OwnPlace, entry


def checks(tiny: Tiny, cloud: FakeCloud | None = None, **flags: object) -> dict[str, Check]:
    return {check.name: check for check in tiny.console(cloud=cloud or FakeCloud(), **flags).doctor.checks()}


def test_a_machine_that_has_everything_is_found_well(tiny: Tiny) -> None:
    found = checks(tiny)
    assert [name for name, check in found.items() if check.ok is False] == []
    assert found["engine"].found.startswith("terraform 1.")
    assert found["presets"].found == f"1 environments in {tiny.presets}"
    assert found["AWS identity"].found == ("111122223333 as arn:aws:iam::111122223333:user/tester, region us-east-1")
    assert found["home"].source == "--home"
    assert found["sandbox"].ok is None


def test_an_engine_that_is_missing_is_told_with_where_it_was_set(tiny: Tiny) -> None:
    found = checks(tiny, engine="/no/such/terraform")["engine"]
    assert (found.ok, found.source) == (False, "--engine")
    assert "install Terraform 1.11" in found.remedy


def test_presets_that_cannot_be_read_are_one_finding_among_the_others(tiny: Tiny) -> None:
    (tiny.presets / "tiny" / "dev.yaml").write_text("system: tiny\n")
    found = checks(tiny)
    assert found["presets"].ok is False
    assert "dev.yaml" in found["presets"].remedy
    assert found["engine"].ok is True


def test_a_refusal_of_aws_is_told_in_its_sentence(tiny: Tiny) -> None:
    found = checks(tiny, FakeCloud(error=AwsError("There are no AWS credentials: configure them.")))["AWS identity"]
    assert (found.ok, found.found, found.remedy) == (False, "unknown", "There are no AWS credentials: configure them.")


def test_the_sandbox_is_not_started_to_be_looked_at(tiny: Tiny) -> None:
    cloud = FakeCloud(sandbox=True)
    found = checks(tiny, cloud)["AWS identity"]
    assert (found.ok, found.source, cloud.asked) == (None, "sandbox", 0)


def test_a_mirror_says_which_versions_it_has_or_what_it_lacks(tiny: Tiny) -> None:
    assert checks(tiny)["provider mirror"].ok is None
    folder = tiny.root / "mirror"
    assert checks(tiny, provider_mirror=folder)["provider mirror"].ok is False
    (folder / "registry.terraform.io" / "hashicorp" / "aws" / "5.100.0").mkdir(parents=True)
    found = checks(tiny, provider_mirror=folder)["provider mirror"]
    assert (found.ok, found.found) == (True, f"{folder} with hashicorp/aws 5.100.0")


@pytest.mark.skipif(os.geteuid() == 0, reason="everything can be written by root")
def test_a_home_that_cannot_be_written_is_told(tiny: Tiny, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert checks(tiny, home=locked / "home")["home"].ok is False


def test_a_home_below_a_file_is_told(tiny: Tiny) -> None:
    (tiny.root / "file").touch()
    found = checks(tiny, home=tiny.root / "file" / "home")["home"]
    assert (found.ok, "INFRA_CONSOLE_HOME" in found.remedy) == (False, True)


def test_the_store_is_told_with_its_audit_log_and_where_it_does_not_hold(tiny: Tiny) -> None:
    own = OwnPlace(tiny.home / "store" / "aws.sqlite")
    found = checks(tiny)["store"]
    assert (found.ok, found.found) == (True, f"{own.path}, of this console home, 0 entries in the audit log")
    assert not own.path.exists()
    for action in ("one", "two", "three"):
        own.open().append(entry(action))
    own.put_entry(2, None)
    found = checks(tiny)["store"]
    assert found.ok is False
    assert "does not hold at entry 2" in found.remedy


def test_a_teams_store_that_cannot_be_meant_is_refused_with_its_form(tiny: Tiny) -> None:
    with pytest.raises(SettingsError, match=r"\(--team-store\) cannot be used: write it as dynamodb:TABLE:BUCKET"):
        tiny.console(team_store="postgres://db")
