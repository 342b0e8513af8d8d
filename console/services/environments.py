"""The environments of this console: their presets, and what their runs say of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from console.domain.environment import EnvironmentName, EnvironmentState, Preset
from console.domain.overview import EnvironmentSummary
from console.domain.run import RunKind, RunRecord, RunStatus, StageName
from console.errors import ConsoleError
from console.services.ending import Ending
from console.services.kept_outputs import kept_outputs
from console.services.presets import Presets
from console.services.run_store import RunStore
from console.services.state_backends import SYSTEM as BOOTSTRAP

_STANDING = (
    EnvironmentState.APPLIED,
    EnvironmentState.CHANGED_OUTSIDE,
    EnvironmentState.RUNNING,
    EnvironmentState.LOCKED,
)


class Environments:
    """Reads local files only; nothing here waits for a network."""

    def __init__(
        self,
        presets: Callable[[], Presets],
        store: RunStore,
        ending: Ending,
        overlay: Callable[[EnvironmentName], Mapping[str, object]],
        *,
        begun_at: Callable[[], datetime | None] = lambda: None,
        bootstrap: Callable[[EnvironmentName], Preset] | None = None,
    ) -> None:
        self._presets = presets
        self._store = store
        self._ending = ending
        self._overlay = overlay
        self._begun_at = begun_at
        self._bootstrap = bootstrap

    def preset(self, name: EnvironmentName) -> Preset:
        """The preset of an environment; raises PresetError where it is broken, InputError where there is none."""
        if name.system == BOOTSTRAP and self._bootstrap is not None:
            return self._bootstrap(name)
        return self._presets().preset(name)

    def list(self) -> tuple[EnvironmentSummary, ...]:
        """Every environment by system and name. What cannot be read of one is told in its own row.

        Raises PresetError where there is no presets folder.
        """
        presets = self._presets()
        return tuple(self._row(name, presets) for name in presets)

    def _row(self, name: EnvironmentName, presets: Presets) -> EnvironmentSummary:
        preset, broken = presets.readable.get(name), presets.broken.get(name)
        try:
            summary = self._summary(name, preset)
        except ConsoleError as error:
            # Of the runs of this environment one cannot be read: it may be the one that says how it stands.
            summary = EnvironmentSummary(name, preset, EnvironmentState.UNKNOWN, problem=error.message)
        return replace(summary, problem=broken.message) if broken is not None else summary

    def _summary(self, name: EnvironmentName, preset: Preset | None) -> EnvironmentSummary:
        records = [self._ending.settle_if_ended(record, self._store) for record in self._store.records(name)]
        newest = records[0] if records else None
        state, note = self._state(name, records)
        applied = next((r for r in records if r.status in (RunStatus.DONE, RunStatus.NO_CHANGES)), None)
        cost = applied.cost if applied else None
        # After an apply that did not finish, what stands and what it costs is not known until the next plan.
        standing = state in _STANDING
        # A plan without changes leaves the outputs where the apply before it kept them.
        done = next((r for r in records if r.status is RunStatus.DONE), None)
        folder = self._store.environment(name) / str(done.number) if done else None
        overlay, problem = self._changed(name)
        return EnvironmentSummary(
            name=name,
            preset=preset,
            state=state,
            problem=problem,
            note=note,
            resources=applied.resources_after if applied and standing else None,
            monthly_usd=cost.after if cost and standing else None,
            monthly_complete=bool(cost and cost.complete),
            prices_of=cost.prices_of if cost and standing and cost.outdated(datetime.now(UTC).date()) else None,
            last_run=newest,
            overlay=overlay,
            outputs=_count_outputs(folder) if standing else None,
        )

    def _changed(self, name: EnvironmentName) -> tuple[int, str]:
        """How many variables the overlay changes, and what is wrong with it."""
        try:
            return len(self._overlay(name)), ""
        except ConsoleError as error:
            return 0, error.message

    def _state(self, name: EnvironmentName, records: Sequence[RunRecord]) -> tuple[EnvironmentState, str]:
        newest = records[0] if records else None
        if newest is not None and newest.status.active:
            return EnvironmentState.RUNNING, f"{newest.status} #{newest.number}, {newest.by}"
        holder = self._store.holder(name)
        if holder is not None:
            return EnvironmentState.LOCKED, f"held by {holder}"
        changed = [record for record in records if record.stage(StageName.APPLY) is not None]
        if not changed:
            return EnvironmentState.NEVER_APPLIED, ""
        whole = next((record for record in changed if not _done_in_part(record)), None)
        if whole is None or (whole is not changed[0] and whole.kind is RunKind.DESTROY):
            return EnvironmentState.INCOMPLETE, "by partial runs"
        state, note = _after(whole, records)
        begun, ended = self._begun_at(), changed[0].ended_at
        if state is not EnvironmentState.DESTROYED and begun and ended and ended < begun:
            return EnvironmentState.LOST, "the sandbox lost what was applied"
        return state, note


def _done_in_part(record: RunRecord) -> bool:
    """It succeeded, and says nothing of the environment as a whole."""
    return record.status is RunStatus.DONE and (record.partial or record.refresh_only)


def _after(last_apply: RunRecord, records: Sequence[RunRecord]) -> tuple[EnvironmentState, str]:
    """The state that the newest apply left, and what newer plans found: changes outside, or that all is well."""
    newer = records[: records.index(last_apply)]
    empty = next((r for r in newer if r.status is RunStatus.NO_CHANGES and not (r.partial or r.refresh_only)), None)
    if empty is not None and last_apply.status is not RunStatus.DONE:
        # Whatever became of the apply: this plan found the environment as the configuration says.
        return (EnvironmentState.DESTROYED if empty.kind is RunKind.DESTROY else EnvironmentState.APPLIED), ""
    match last_apply.status:
        case RunStatus.DONE if last_apply.kind is RunKind.DESTROY:
            return EnvironmentState.DESTROYED, ""
        case RunStatus.DONE:
            drifted = next((0 if _done_in_part(r) else r.drifted for r in newer if r.drifted is not None), 0)
            if drifted:
                return EnvironmentState.CHANGED_OUTSIDE, f"{drifted} changes outside"
            return EnvironmentState.APPLIED, ""
        case RunStatus.STOPPED | RunStatus.UNCLEAN:
            return EnvironmentState.INCOMPLETE, str(last_apply.status)
        case _:
            return EnvironmentState.FAILED, ""


def _count_outputs(folder: Path | None) -> int | None:
    if folder is None:
        return None
    outputs = kept_outputs(folder)
    return None if outputs is None else len(outputs)
