"""Rollouts, the approvals given in them and what people wish of them, as the team's store keeps them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from console.domain.rollout import ApprovalGiven, RolloutRecord
from console.domain.rollout_wish import RolloutWish, Wanted
from console.errors import ChangedMeanwhileError, ConsoleError, InputError
from console.ports import StoredRecord, TeamStore

ROLLOUT, APPROVAL, WISH = "rollout", "approval", "rollout-wish"
_TRIES = 20

ModelT = TypeVar("ModelT", bound=BaseModel)


class UnreadableRollout(NamedTuple):
    """A rollout whose record cannot be read, and the sentence that says why and what to do."""

    id: str
    problem: str

    @property
    def number(self) -> int:
        """Its number in its system; 0 where its key has none."""
        digits = self.id.rpartition("@")[2]
        return int(digits) if digits.isdecimal() else 0


class Survey(NamedTuple):
    """The rollouts that the store holds."""

    records: tuple[RolloutRecord, ...]
    """Newest first."""
    unreadable: tuple[UnreadableRollout, ...]


class Records:
    """What is written of rollouts. Every call raises ConsoleError where the store cannot be reached."""

    def __init__(self, store: Callable[[], TeamStore]) -> None:
        """The store is asked for when it is needed: it may be one of AWS, which takes time to import."""
        self._get = store

    @property
    def store(self) -> TeamStore:
        return self._get()

    def create(self, record: RolloutRecord) -> RolloutRecord:
        """Write a new one down under the next free number of its system; two consoles never get the same."""
        for _ in range(_TRIES):
            there = self.survey(record.system)
            numbers = [*(other.number for other in there.records), *(other.number for other in there.unreadable)]
            record = record.model_copy(update={"number": max(numbers, default=0) + 1})
            try:
                self.store.write(ROLLOUT, record.id, record.model_dump_json(), 0)
            except ChangedMeanwhileError:
                continue
            return record
        raise ConsoleError(f"No number could be had for a rollout of {record.system}: others begin all the time.")

    def read(self, rollout_id: str) -> tuple[RolloutRecord, int]:
        """The record and its version; raises InputError where there is none."""
        stored = self.store.read(ROLLOUT, rollout_id)
        if stored is None:
            raise InputError(f"There is no rollout {rollout_id!r}: `infra-console rollout status` lists them.")
        return _parsed(stored, RolloutRecord), stored.version

    def write(self, record: RolloutRecord, version: int) -> int:
        """The new version; raises ChangedMeanwhileError where somebody else drives it."""
        return self.store.write(ROLLOUT, record.id, record.model_dump_json(), version)

    def survey(self, system: str | None = None) -> Survey:
        """Every rollout: one that is damaged keeps nobody from the others."""
        records: list[RolloutRecord] = []
        unreadable: list[UnreadableRollout] = []
        for stored in self.store.list(ROLLOUT, "" if system is None else f"{system}@"):
            try:
                records.append(_parsed(stored, RolloutRecord))
            except ConsoleError as error:
                unreadable.append(UnreadableRollout(stored.key, error.message))
        records.sort(key=lambda record: (record.started_at, record.number), reverse=True)
        unreadable.sort(key=lambda each: each.number, reverse=True)
        return Survey(tuple(records), tuple(unreadable))

    def approvals(self, rollout_id: str, environment: str) -> tuple[ApprovalGiven, ...]:
        """Those given for one environment, whether they count or not, by time."""
        stored = self.store.list(APPROVAL, f"{rollout_id}/{environment}/")
        return tuple(sorted((_parsed(each, ApprovalGiven) for each in stored), key=lambda given: given.at))

    def approve(self, given: ApprovalGiven) -> None:
        """One record for a person and a plan: the same person again replaces their own."""
        key = f"{given.rollout}/{given.environment}/{given.plan_sha256[:16]}/{given.by}"
        self._replace(APPROVAL, key, given)

    def wish(self, rollout_id: str) -> RolloutWish | None:
        stored = self.store.read(WISH, rollout_id)
        return None if stored is None else _parsed(stored, RolloutWish)

    def want(self, rollout_id: str, wanted: Wanted, by: str, at: datetime, why: str = "") -> None:
        self._replace(WISH, rollout_id, RolloutWish(wanted=wanted, by=by, at=at, why=why))

    def _replace(self, kind: str, key: str, content: BaseModel) -> None:
        for _ in range(_TRIES):
            stored = self.store.read(kind, key)
            try:
                self.store.write(kind, key, content.model_dump_json(), stored.version if stored else 0)
            except ChangedMeanwhileError:
                continue
            return
        raise ConsoleError(f"{key} could not be written down: somebody else writes it all the time. Try again.")


def _parsed(stored: StoredRecord, model: type[ModelT]) -> ModelT:
    try:
        return model.model_validate_json(stored.body)
    except ValidationError as error:
        raise ConsoleError(
            f"The record {stored.key} cannot be read: it was written by a later console (update this one), or it is "
            "damaged (restore the store from a backup).",
            detail=str(error),
        ) from None
