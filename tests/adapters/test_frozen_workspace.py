"""The frozen configuration, provider mirrors and dependency lock files: with a provider that is never started."""

import hashlib
import platform
from pathlib import Path

import pytest

from console.bootstrap import Console
from console.domain.environment import EnvironmentName
from console.domain.run import RunStatus
from console.errors import ConfigurationError, TerraformError
from console.terraform.command_lines import CommandLines
from console.terraform.workspace import configuration_hash, freeze, write_cli_config
from tests.fakes.tiny import DEV, Tiny, plan

NEEDS_NOTHING = """
terraform {
  required_providers {
    nothing = {
      source  = "hashicorp/nothing"
      version = "~> 1.0"
    }
  }
}
"""


def mirror(root: Path, *versions: str) -> Path:
    """A provider mirror that holds a provider which is only ever looked at, never started."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    folder = root / "mirror"
    for version in versions:
        place = folder / "registry.terraform.io/hashicorp/nothing" / version / f"{platform.system().lower()}_{machine}"
        place.mkdir(parents=True)
        program = place / f"terraform-provider-nothing_v{version}"
        program.write_bytes(b"#!/bin/sh\nexit 1\n" + b"#" * 1_000_000)
        program.chmod(0o755)
    return folder


def initialise(console: Console, name: EnvironmentName = DEV) -> None:
    """Plan as far as the initialisation: a provider that cannot be started has no schema."""
    with pytest.raises(TerraformError, match="Failed to load plugin schemas"):
        plan(console, name)


def test_a_provider_is_linked_and_not_copied_into_the_run(tiny: Tiny) -> None:
    tiny.write(NEEDS_NOTHING, "needs.tf")
    initialise(tiny.console(provider_mirror=mirror(tiny.root, "1.0.0")))
    size = sum(path.lstat().st_size for path in tiny.run_folder(1).rglob("*") if not path.is_dir())
    assert size < 200_000
    assert [path for path in tiny.run_folder(1).rglob("*") if path.is_symlink()]


def test_a_chosen_version_is_kept_for_the_next_plan_of_the_environment(tiny: Tiny) -> None:
    tiny.write(NEEDS_NOTHING, "needs.tf")
    folder = mirror(tiny.root, "1.0.0")
    initialise(tiny.console(provider_mirror=folder))
    kept = tiny.home / "locks" / "tiny" / "dev" / "terraform.lock.hcl"
    assert 'version     = "1.0.0"' in kept.read_text()
    mirror(tiny.root, "1.1.0")
    initialise(tiny.console(provider_mirror=folder))
    assert 'version     = "1.0.0"' in kept.read_text(), "a newer version in the mirror changes nothing by itself"
    other = tiny.preset("other")
    initialise(tiny.console(provider_mirror=folder), other)
    assert 'version     = "1.1.0"' in (tiny.home / "locks" / "tiny" / "other" / "terraform.lock.hcl").read_text()


def test_fault_42_a_provider_that_was_changed_in_the_mirror_is_refused(tiny: Tiny) -> None:
    tiny.write(NEEDS_NOTHING, "needs.tf")
    folder = mirror(tiny.root, "1.0.0")
    console = tiny.console(provider_mirror=folder)
    initialise(console)
    (program,) = (folder / "registry.terraform.io").rglob("terraform-provider-nothing_v1.0.0")
    program.write_bytes(b"#!/bin/sh\necho something else\n")
    with pytest.raises(TerraformError, match="initialisation failed"):
        plan(console)
    assert console.runs.list()[0].status is RunStatus.FAILED


def test_a_mirror_that_is_none_is_refused_with_what_it_should_hold(tiny: Tiny) -> None:
    with pytest.raises(ConfigurationError, match=r"holds no registry\.terraform\.io folder"):
        plan(tiny.console(provider_mirror=tiny.root))


def test_no_mirror_leaves_the_engine_its_own_configuration(tmp_path: Path) -> None:
    assert write_cli_config(tmp_path / "engine.tfrc", None) is None


def test_what_is_frozen_is_the_system_and_its_blocks(tmp_path: Path) -> None:
    modules = tmp_path / "modules"
    files = (
        "systems/one/main.tf", "systems/two/main.tf", "vpc/main.tf", "vpc/tests/vpc.tftest.hcl", "vpc/examples/x.tf",
        "systems/one/x.auto.tfvars", "systems/one/y.tfvars.json", "systems/one/z_override.tf",
        "systems/one/.terraform/a",
        "systems/one/terraform.tfstate", "systems/one/terraform.tfstate.backup", "systems/one/policy.json",
    )  # fmt: skip
    for name in files:
        path = modules / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    root = freeze(modules, "one", tmp_path / "frozen")
    assert root == tmp_path / "frozen" / "systems" / "one"
    kept = sorted(str(path.relative_to(tmp_path / "frozen")) for path in root.parents[1].rglob("*") if path.is_file())
    assert kept == ["systems/one/main.tf", "systems/one/policy.json", "vpc/main.tf"]


def test_a_system_without_a_configuration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "systems" / "empty").mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="There is no Terraform configuration for empty in "):
        freeze(tmp_path, "empty", tmp_path / "frozen")


def test_the_hash_tells_a_changed_name_from_a_changed_content_and_ignores_the_engines_own(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_text("bc")
    first = configuration_hash(tmp_path)
    (tmp_path / ".terraform").mkdir()
    (tmp_path / ".terraform" / "x").write_text("x")
    (tmp_path / ".terraform.lock.hcl").write_text("x")
    assert configuration_hash(tmp_path) == first
    (tmp_path / "a.tf").rename(tmp_path / "ab.tf")
    (tmp_path / "ab.tf").write_text("c")
    assert configuration_hash(tmp_path) != first
    assert len(first) == len(hashlib.sha256().hexdigest())


def test_command_lines_carry_files_and_never_values(tmp_path: Path) -> None:
    lines = CommandLines(tmp_path / "terraform")
    plan_file, values = tmp_path / "plan.tfplan", tmp_path / "environment.tfvars"
    assert lines.plan(plan_file, values, destroy=True) == [
        str(tmp_path / "terraform"), "plan", "-json", "-input=false", "-detailed-exitcode", f"-out={plan_file}",
        f"-var-file={values}", "-destroy",
    ]  # fmt: skip
    assert lines.apply(plan_file)[1:] == ["apply", "-json", "-input=false", str(plan_file)]
    assert lines.init({"bucket": "b", "key": "k"})[1:] == [
        "init", "-json", "-input=false", "-no-color", "-backend-config=bucket=b", "-backend-config=key=k",
    ]  # fmt: skip
    assert "-destroy" not in lines.plan(plan_file, values)


def test_chosen_addresses_and_the_lock_file_reach_the_command_line_as_they_are(tmp_path: Path) -> None:
    lines = CommandLines(tmp_path / "terraform")
    key = 'module.a["x y"].aws_subnet.this[0]'
    planned = lines.plan(tmp_path / "p", tmp_path / "v", targets=(key, "module.b"), replace=(key,), refresh_only=True)
    assert planned[-4:] == ["-refresh-only", f"-target={key}", "-target=module.b", f"-replace={key}"]
    assert lines.init({}, locked=True)[-1] == "-lockfile=readonly"
    upgraded = lines.init({}, upgrade=True, locked=True)
    assert ("-upgrade" in upgraded, "-lockfile=readonly" in upgraded) == (True, False)
