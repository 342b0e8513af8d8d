"""Moving, removing, tainting and restoring, with the real engine: shown first, backed up, and looked at afterwards."""

from __future__ import annotations

import stat

import pytest

from console.domain.run import RunStatus
from console.domain.state import StateBackup
from console.errors import ChangedMeanwhileError, InputError, LockedError, ProtectedError, RefusedError, StateError
from console.services.states import States
from tests.fakes.tiny import ADDRESSES, DEV, Tiny, apply, plan

FIRST, SLOW, LAST = ADDRESSES
SECRET = "correct-horse-battery"


@pytest.fixture
def applied(tiny: Tiny) -> States:
    """The states of a console whose tiny/dev is applied."""
    console = tiny.console()
    assert apply(console, plan(console)).status is RunStatus.DONE
    return console.states


def addresses(states: States) -> list[str]:
    return [one.address for one in states.read(DEV).document.resources]


def test_the_state_is_read_with_its_serial_and_every_resource(applied: States) -> None:
    view = applied.read(DEV)
    assert [one.address for one in view.document.resources] == sorted(ADDRESSES)
    assert (view.document.mark.resources, view.document.mark.serial > 0) == (3, True)
    assert applied.resource(view, SLOW).depends_on == (FIRST,)
    with pytest.raises(InputError, match=r"has no terraform_data\.none"):
        applied.resource(view, "terraform_data.none")


def test_without_a_plan_nothing_leads_to_the_state(tiny: Tiny) -> None:
    with pytest.raises(InputError, match="was not planned yet"):
        tiny.console().states.read(DEV)


def test_a_secret_of_the_state_is_masked_wherever_it_is_repeated(tiny: Tiny) -> None:
    tiny.write('resource "terraform_data" "keeper" {\n  input = { pass = var.password, plain = "x" }\n}\n', "keeper.tf")
    console = tiny.console()
    assert apply(console, plan(console, secrets={"password": SECRET})).status is RunStatus.DONE
    view = console.states.read(DEV)
    keeper = console.states.resource(view, "terraform_data.keeper")
    assert SECRET in str(keeper.values), "the test sees nothing otherwise"
    shown = str([view.shown(one) for one in view.document.resources])
    assert SECRET not in shown
    assert "(sensitive)" in shown
    assert SECRET not in repr(view.document), "nor in what a traceback or a debugger prints"


def test_a_move_is_shown_first_and_can_be_moved_back(applied: States) -> None:
    change = applied.changes.move(DEV, FIRST, "terraform_data.other")
    assert change.moves == ((FIRST, "terraform_data.other"),)
    assert addresses(applied) == sorted(ADDRESSES), "nothing has happened yet"
    said = " ".join(change.forecast.next_plan)
    assert "The configuration has no terraform_data.other: the next plan destroys what stands there." in said
    assert f"makes {FIRST} anew" in said
    assert change.forecast.way_back == (f"`infra-console state mv tiny/dev terraform_data.other {FIRST}`",)

    made = applied.changes.carry_out(change)
    assert made.mark.serial > change.mark.serial
    assert "terraform_data.other" in addresses(applied)

    back = applied.changes.move(DEV, "terraform_data.other", FIRST)
    assert back.forecast.next_plan == (f"The configuration has {FIRST}: the next plan leaves it there.",)
    applied.changes.carry_out(back)
    assert addresses(applied) == sorted(ADDRESSES)


def test_after_a_move_there_and_back_a_plan_has_nothing_to_do(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    for source, destination in ((FIRST, "terraform_data.other"), ("terraform_data.other", FIRST)):
        console.states.changes.carry_out(console.states.changes.move(DEV, source, destination))
    assert plan(console).plan.empty


def test_every_change_keeps_a_private_copy_first(applied: States, tiny: Tiny) -> None:
    made = applied.changes.carry_out(applied.changes.remove(DEV, LAST))
    kept = applied.backups(DEV)
    assert kept[0] == made.backup
    assert (kept[0].why, kept[0].resources) == (f"before: Remove {LAST} from the state", 3)
    for path in applied.copies.folder(DEV).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not [p for p in (tiny.home / "state").rglob("*") if p.is_file() and p.stat().st_mode & 0o077], "the engine's"


def test_removing_says_that_nothing_is_deleted_and_how_to_get_it_back(applied: States) -> None:
    change = applied.changes.remove(DEV, FIRST)
    said = " ".join(change.forecast.next_plan)
    assert said.startswith("Nothing is deleted: what it stands for goes on")
    assert f"the configuration has {FIRST}: the next plan makes it anew".lower() in said.lower()
    assert change.forecast.way_back[0].startswith(f"`infra-console state import tiny/dev {FIRST} ")
    assert change.forecast.warnings == (f"{LAST} and 1 more depends on what is forgotten.",)
    applied.changes.carry_out(change)
    assert FIRST not in addresses(applied)


def test_a_tainted_resource_is_replaced_by_the_next_plan_until_it_is_untainted(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    change = console.states.changes.taint(DEV, LAST)
    assert "--replace" in change.forecast.warnings[0]
    console.states.changes.carry_out(change)
    assert tiny.in_state()[LAST] == "tainted"
    assert [c.address for c in plan(console).plan.changes] == [LAST]
    with pytest.raises(RefusedError, match="is tainted already"):
        console.states.changes.taint(DEV, LAST)

    again = console.states.changes.untaint(DEV, LAST)
    assert again.forecast.warnings[-1] == "The plan of run #2 becomes stale: plan again."
    console.states.changes.carry_out(again)
    assert plan(console).plan.empty


@pytest.mark.parametrize(
    ("source", "destination", "words"),
    [
        ("terraform_data.none", "terraform_data.other", "has no terraform_data.none"),
        (FIRST, LAST, f"has {LAST} already"),
        (FIRST, "null_resource.other", "Trying to move"),
        ("-lock=false", "terraform_data.x", "is no address"),
        (FIRST, "module.x", "A module moves to the address of a module"),
    ],
)
def test_a_move_that_cannot_be_is_refused_before_anything_is_asked(
    applied: States, source: str, destination: str, words: str
) -> None:
    with pytest.raises(Exception, match=words):
        applied.changes.move(DEV, source, destination)
    assert addresses(applied) == sorted(ADDRESSES)


def test_a_protected_environment_wants_its_name_typed(tiny: Tiny) -> None:
    tiny.preset("dev", protection="confirm")
    console = tiny.console()
    apply(console, plan(console))
    change = console.states.changes.remove(DEV, LAST)
    assert change.typed == "tiny/dev"
    for typed in (None, "tiny/prod"):
        with pytest.raises(ProtectedError, match="type its name, tiny/dev"):
            console.states.changes.carry_out(change, typed)
    assert LAST in addresses(console.states)
    console.states.changes.carry_out(change, "tiny/dev")
    assert LAST not in addresses(console.states)


def test_fault_25_a_state_that_somebody_else_works_on_is_left_alone(applied: States, tiny: Tiny) -> None:
    change = applied.changes.remove(DEV, LAST)
    with tiny.console().store.locked(DEV), pytest.raises(LockedError, match="is being worked on"):
        applied.changes.carry_out(change)
    assert LAST in addresses(applied)


def test_a_state_that_changed_since_it_was_looked_at_is_left_alone(applied: States) -> None:
    change = applied.changes.remove(DEV, LAST)
    applied.changes.carry_out(applied.changes.taint(DEV, FIRST))
    with pytest.raises(ChangedMeanwhileError, match="look again"):
        applied.changes.carry_out(change)
    assert LAST in addresses(applied)


def backup_of(states: States) -> StateBackup:
    """A copy of the state with all three resources, and the state without the last one."""
    made = states.changes.carry_out(states.changes.remove(DEV, LAST))
    assert made.backup is not None
    return made.backup


def test_a_backup_is_restored_with_a_newer_serial(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    kept = backup_of(console.states)
    restore = console.states.restoring.plan(DEV, kept.id)
    assert (restore.difference.added, restore.difference.removed) == ((LAST,), ())
    assert restore.now is not None
    assert restore.serial > restore.now.serial > kept.serial
    done = console.states.restoring.carry_out(restore)
    assert done.mark.serial >= restore.serial
    assert done.backup is not None, "what was there is kept as well"
    assert plan(console).plan.empty


def test_fault_30_a_state_of_another_lineage_is_not_restored(applied: States, tiny: Tiny) -> None:
    kept = backup_of(applied)
    text = (applied.copies.folder(DEV) / f"{kept.id}.tfstate").read_text()
    other = tiny.root / "other.tfstate"
    other.write_text(text.replace(kept.lineage, "00000000-0000-0000-0000-000000000000"))
    with pytest.raises(RefusedError, match="it is the state of something else"):
        applied.restoring.plan(DEV, str(other))


def test_fault_29_a_corrupt_state_is_set_aside_and_a_backup_takes_its_place(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    backup_of(console.states)
    tiny.state_file().write_text('{"version": 4, "serial": 9, "lin')
    with pytest.raises(Exception, match="Reading the state failed"):
        console.states.read(DEV)
    restore = console.states.restoring.plan(DEV, console.states.backups(DEV)[0].id)
    assert restore.now is None
    assert "cannot be read" in restore.warnings[0]
    console.states.restoring.carry_out(restore)
    assert addresses(console.states) == sorted(ADDRESSES)
    (evidence,) = console.states.copies.folder(DEV).glob("*-unreadable")
    assert '"lin' in evidence.read_text()
    assert stat.S_IMODE(evidence.stat().st_mode) == 0o600
    assert plan(console).plan.empty


def test_fault_28_an_empty_state_is_refused_by_a_plan_and_brought_back_from_a_backup(tiny: Tiny) -> None:
    console = tiny.console()
    apply(console, plan(console))
    kept = backup_of(console.states)
    console.states.restoring.carry_out(console.states.restoring.plan(DEV, kept.id))
    tiny.state_file().write_text("")
    with pytest.raises(Exception, match="The state is empty, but run tiny/dev#1 left 3 resources"):
        plan(console)
    console.states.restoring.carry_out(console.states.restoring.plan(DEV, kept.id))
    assert plan(console).plan.empty


def test_a_damaged_backup_is_not_restored(applied: States) -> None:
    kept = backup_of(applied)
    path = applied.copies.folder(DEV) / f"{kept.id}.tfstate"
    whole = path.read_text()
    path.write_text(whole[:-40])
    with pytest.raises(StateError, match="ends half way"):
        applied.restoring.plan(DEV, kept.id)
    path.write_text(whole.replace(f'"serial": {kept.serial}', '"serial": 1'))
    with pytest.raises(StateError, match="is not what was kept"):
        applied.restoring.plan(DEV, kept.id)
    with pytest.raises(InputError, match="is neither a backup"):
        applied.restoring.plan(DEV, "20200101-000000-s1")
