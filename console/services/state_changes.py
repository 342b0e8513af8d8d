"""Moving, removing, tainting: each shown first, made after a backup, and looked at afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from console.domain.environment import EnvironmentName, Preset, Protection
from console.domain.run import RunStatus, StateMark
from console.domain.state import StateBackup, StateDocument
from console.domain.state_address import check_address, is_module, within
from console.errors import ChangedMeanwhileError, InputError, ProtectedError, RefusedError, StateError
from console.services.run_store import RunStore
from console.services.state_access import StateAccess, StatePlace
from console.services.state_copies import StateCopies
from console.services.state_forecast import Forecast, of_move, of_remove, of_taint, of_untaint
from console.terraform.state_document import read_document


class Deed(StrEnum):
    """What is done with the state; the value is the command."""

    MOVE = "mv"
    REMOVE = "rm"
    TAINT = "taint"
    UNTAINT = "untaint"


@dataclass(frozen=True, slots=True)
class StateChange:
    """What a change of the state would do. Nothing has happened yet."""

    environment: EnvironmentName
    deed: Deed
    target: str
    destination: str | None
    moves: tuple[tuple[str, str | None], ...]
    """Each address concerned, and where it is afterwards; None where the state has it no more."""
    title: str
    forecast: Forecast
    mark: StateMark
    """The state that this was worked out from: another one is left alone."""
    typed: str | None
    """What has to be typed before it is done: the name of an environment that is protected."""
    sandbox: bool


@dataclass(frozen=True, slots=True)
class StateChanged:
    """A change that was made: the copy kept before it, and the state as it is now."""

    backup: StateBackup | None
    mark: StateMark


class StateChanges:
    """Plans changes of the state and carries them out under the environment's lock."""

    def __init__(self, access: StateAccess, copies: StateCopies) -> None:
        self._access = access
        self._copies = copies

    def move(self, name: EnvironmentName, source: str, destination: str) -> StateChange:
        """Give a resource or a module another address; raises InputError or RefusedError where that cannot be."""
        check_address(source, modules=True)
        check_address(destination, modules=True)
        place = self._access.place(name)
        document = self._access.document(place)
        found = _concerned(document, source, name)
        if any(within(one.address, destination) for one in document.resources):
            raise RefusedError(f"The state of {name} has {destination} already: remove or move that first.")
        if is_module(source) is not is_module(destination):
            raise InputError("A module moves to the address of a module, and a resource to that of a resource.")
        argv = self._access.room.engine.commands.state_move(source, destination, dry_run=True)
        self._access.ask(place, argv, f"Trying to move {source}")
        moves = tuple((address, destination + address[len(source) :]) for address in found)
        title = f"Move {source} to {destination}"
        forecast = of_move(place, name, source, destination)
        return self._change(place, document, Deed.MOVE, (source, destination), moves, title, forecast)

    def remove(self, name: EnvironmentName, address: str) -> StateChange:
        """Have the state forget a resource or a module; what it stands for stays as it is."""
        check_address(address, modules=True)
        place = self._access.place(name)
        document = self._access.document(place)
        found = _concerned(document, address, name)
        argv = self._access.room.engine.commands.state_remove(address, dry_run=True)
        self._access.ask(place, argv, f"Trying to remove {address}")
        moves = tuple((one, None) for one in found)
        title = f"Remove {address} from the state"
        return self._change(
            place, document, Deed.REMOVE, (address, None), moves, title, of_remove(place, name, document, found)
        )

    def taint(self, name: EnvironmentName, address: str) -> StateChange:
        """Mark a resource, so that every plan from now on replaces it."""
        check_address(address)
        place = self._access.place(name)
        document = self._access.document(place)
        resource = document.find(address)
        if resource is None or not resource.managed:
            raise _not_there(name, address)
        if resource.tainted:
            raise RefusedError(f"{address} is tainted already: the next plan replaces it.")
        forecast = of_taint(name, document, resource)
        return self._change(
            place, document, Deed.TAINT, (address, None), ((address, address),), f"Taint {address}", forecast
        )

    def untaint(self, name: EnvironmentName, address: str) -> StateChange:
        """Take the mark away."""
        check_address(address)
        place = self._access.place(name)
        document = self._access.document(place)
        resource = document.find(address)
        if resource is None:
            raise _not_there(name, address)
        if not resource.tainted:
            raise RefusedError(f"{address} is not tainted: there is nothing to take away.")
        return self._change(
            place, document, Deed.UNTAINT, (address, None), ((address, address),), f"Untaint {address}",
            of_untaint(name, address),
        )  # fmt: skip

    def carry_out(self, change: StateChange, typed: str | None = None) -> StateChanged:
        """Keep a copy, make the change, look whether it was made.

        Raises ProtectedError where the name is not typed, ChangedMeanwhileError where the state is another one by now,
        LockedError where somebody works on it, TerraformError where the engine refuses.
        """
        check_typed(change.typed, typed)
        with self._access.store.locked(change.environment) as lock:
            place = self._access.place(change.environment)
            before = self._access.pull(place)
            backup = keep_if_same(self._copies, change.environment, before, change.mark, change.title)
            commands = self._access.room.engine.commands
            match change.deed:
                case Deed.MOVE:
                    argv = commands.state_move(change.target, change.destination or "")
                case Deed.REMOVE:
                    argv = commands.state_remove(change.target)
                case Deed.TAINT:
                    argv = commands.taint(change.target)
                case Deed.UNTAINT:
                    argv = commands.untaint(change.target)
            self._access.change(place, argv, change.title, lock)
            after = self._access.document(place)
        _check_made(change, after, backup)
        return StateChanged(backup, after.mark)

    def _change(
        self,
        place: StatePlace,
        document: StateDocument,
        deed: Deed,
        target: tuple[str, str | None],
        moves: tuple[tuple[str, str | None], ...],
        title: str,
        forecast: Forecast,
    ) -> StateChange:
        name = place.record.name
        if self._access.sandbox:
            forecast = forecast.on_sandbox()
        return StateChange(
            environment=name,
            deed=deed,
            target=target[0],
            destination=target[1],
            moves=moves,
            title=title,
            forecast=forecast.with_warnings(waiting_plan(self._access.store, name)),
            mark=document.mark,
            typed=typed_name(place.preset),
            sandbox=self._access.sandbox,
        )


def typed_name(preset: Preset) -> str | None:
    """What has to be typed before the state of a protected environment is changed."""
    return None if preset.protection is Protection.OPEN else str(preset.name)


def check_typed(wanted: str | None, typed: str | None) -> None:
    """Raises ProtectedError where a protected environment's name was not typed."""
    if wanted is not None and typed != wanted:
        raise ProtectedError(f"{wanted} is protected: type its name, {wanted}, to change its state.")


def waiting_plan(store: RunStore, name: EnvironmentName) -> tuple[str, ...]:
    """That a plan which waits to be applied becomes stale, where there is one."""
    waiting = next((one for one in store.records(name) if one.status is RunStatus.PLANNED), None)
    return (f"The plan of run #{waiting.number} becomes stale: plan again.",) if waiting is not None else ()


def keep_if_same(
    copies: StateCopies, name: EnvironmentName, state: bytes, mark: StateMark, why: str
) -> StateBackup | None:
    """Keep a copy of the state that was looked at; raises ChangedMeanwhileError where it is another one by now."""
    now = read_document(state).mark
    if (now.lineage, now.serial) != (mark.lineage, mark.serial):
        raise ChangedMeanwhileError(
            f"The state of {name} has serial {now.serial}, not {mark.serial} as when it was looked at: nothing was "
            "done; look again."
        )
    return copies.keep(name, state, f"before: {why}")


def _concerned(document: StateDocument, target: str, name: EnvironmentName) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one.address for one in document.resources if within(one.address, target)))
    if not found:
        raise _not_there(name, target)
    return found


def _not_there(name: EnvironmentName, address: str) -> InputError:
    return InputError(f"The state of {name} has no {address}: `infra-console state list {name}` shows what it has.")


def _check_made(change: StateChange, after: StateDocument, backup: StateBackup | None) -> None:
    there = {one.address for one in after.resources}
    tainted = {one.address for one in after.resources if one.tainted}
    made = all(
        (new in there if new is not None else True) and (old not in there or old == new) for old, new in change.moves
    )
    if change.deed in (Deed.TAINT, Deed.UNTAINT):
        made = made and (change.target in tainted) is (change.deed is Deed.TAINT)
    if not made:
        kept = f"backup {backup.id} has the state before" if backup is not None else "there is no backup"
        raise StateError(f"{change.title}: the engine reported success, but the state does not show it ({kept}).")
