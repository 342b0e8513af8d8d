"""Fault 42 and upgrades: the lock file changes on request alone, is shown first, and is kept once it is applied."""

from pathlib import Path

import pytest

from console.domain.run import RunStatus
from console.errors import PlanRefusedError, ProtectedError, TerraformError
from console.services.approval_guards import Approval
from console.services.planning import PlanRequest
from console.services.reviewing import Reviewed
from tests.adapters.test_frozen_workspace import NEEDS_NOTHING, initialise, mirror
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import DEV, Tiny, apply, plan

UPGRADES = """
[ "$1" = init ] || mv .terraform.lock.hcl .terraform/aside 2>/dev/null
"$REAL" "$@"; code=$?
[ "$1" = init ] || mv .terraform/aside .terraform.lock.hcl 2>/dev/null
case "$*" in init*-upgrade*)
  printf 'provider "registry.terraform.io/hashicorp/null" {\\n  version = "3.2.4"\\n}\\n' > .terraform.lock.hcl;;
esac
exit $code
"""
"""Terraform, whose upgrade finds a provider that it knew nothing of before and that nothing needs."""


def upgraded(console) -> Reviewed:
    return console.runs.plan(PlanRequest(DEV, upgrade=True), lambda _: None)


def kept(tiny: Tiny) -> Path:
    return tiny.home / "locks" / "tiny" / "dev" / "terraform.lock.hcl"


def test_an_upgrade_takes_the_newest_version_and_leaves_the_kept_one_until_it_is_applied(tiny: Tiny) -> None:
    tiny.write(NEEDS_NOTHING, "needs.tf")
    folder = mirror(tiny.root, "1.0.0")
    console = tiny.console(provider_mirror=folder)
    initialise(console)
    mirror(tiny.root, "1.1.0")
    with pytest.raises(TerraformError, match="Failed to load plugin schemas"):
        upgraded(console)
    assert console.runs.list()[0].provider_changes == ["hashicorp/nothing 1.0.0 -> 1.1.0"]
    assert 'version     = "1.0.0"' in kept(tiny).read_text()


def test_the_change_of_the_lock_file_is_said_before_the_plan_and_kept_with_the_apply(tiny: Tiny) -> None:
    console = tiny.console(engine=str(tiny.engine(UPGRADES)))
    reviewed = upgraded(console)
    assert reviewed.findings[0] == "Lock file: hashicorp/null not used -> 3.2.4."
    assert "UPGRADE" in reviewed.record.scope
    assert not kept(tiny).exists()
    assert apply(console, reviewed).status is RunStatus.DONE
    assert "3.2.4" in kept(tiny).read_text()


def test_an_upgrade_that_changes_no_resource_is_kept_on_approval_alone(tiny: Tiny) -> None:
    tiny.preset("dev", protection="confirm")
    console = tiny.console(engine=str(tiny.engine(UPGRADES)))
    apply(console, plan(console))
    before = kept(tiny).read_text() if kept(tiny).exists() else ""
    reviewed = upgraded(console)
    assert reviewed.record.status is RunStatus.NO_CHANGES
    with pytest.raises(ProtectedError):
        console.runs.keep_upgrade(reviewed.record.id, Approval("tester@here"))
    assert (kept(tiny).read_text() if kept(tiny).exists() else "") == before
    record = console.runs.keep_upgrade(reviewed.record.id, Approval("tester@here", typed_name="tiny/dev"))
    assert (record.approved_by, "3.2.4" in kept(tiny).read_text()) == ("tester@here", True)
    with pytest.raises(PlanRefusedError, match="has no upgrade of its own to keep"):
        console.runs.keep_upgrade("tiny/dev#1", Approval("tester@here", typed_name="tiny/dev"))


def test_fault_42_providers_that_the_lock_file_does_not_have_are_refused_with_the_way_to_them(tiny: Tiny) -> None:
    tiny.write(NEEDS_NOTHING, "needs.tf")
    console = tiny.console(provider_mirror=mirror(tiny.root, "1.0.0"))
    kept(tiny).parent.mkdir(parents=True)
    kept(tiny).write_text('provider "registry.terraform.io/hashicorp/null" {\n  version = "3.2.4"\n}\n')
    with pytest.raises(TerraformError, match=r"needs other providers than its lock file has: plan with --upgrade"):
        plan(console)
    assert "hashicorp/nothing" not in kept(tiny).read_text()


def test_the_command_shows_an_upgrade_and_keeps_it_on_approval(tiny: Tiny, account: AccountServer) -> None:
    assert tiny.run("apply", "tiny/dev", "--approve", "tiny/dev").returncode == 0
    engine = str(tiny.engine(UPGRADES))
    shown = tiny.run("plan", "tiny/dev", "--upgrade", "--engine", engine)
    assert "note: Lock file: hashicorp/null not used -> 3.2.4." in shown.stdout, shown.stderr
    assert "*** UPGRADE of providers and modules ***" in shown.stdout
    assert not kept(tiny).exists() or "3.2.4" not in kept(tiny).read_text()
    done = tiny.run("apply", "tiny/dev", "--upgrade", "--approve", "tiny/dev", "--engine", engine)
    assert (done.returncode, "Kept: hashicorp/null not used -> 3.2.4." in done.stdout) == (0, True), done.stderr
    assert "3.2.4" in kept(tiny).read_text()
