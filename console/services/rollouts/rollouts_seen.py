"""Rollouts as anybody may look at them, also a console that may change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from console.domain.environment import EnvironmentName
from console.domain.rollout import ApprovalGiven, RolloutRecord, RolloutStage
from console.domain.rollout_file import RolloutFile
from console.errors import ConsoleError, InputError, RefusedError
from console.services.review_documents import read as read_review
from console.services.rollouts.approvals import Standing, Wanted
from console.services.rollouts.consents import Consents
from console.services.rollouts.files import RolloutFiles
from console.services.rollouts.records import Records, Survey
from console.services.rollouts.seats import Seats, died_here


class RolloutLooks:
    """The rollouts of one target, and what stands of each. Every method may be called from any thread."""

    def __init__(
        self, files: RolloutFiles, records: Records, seats: Seats, consents: Consents, *, sandbox: bool
    ) -> None:
        self._files = files
        self._records = records
        self._seats = seats
        self._consents = consents
        self._sandbox = sandbox

    def file(self, system: str) -> RolloutFile:
        """The order and gates of a system; raises InputError and PresetError."""
        return self._files.of(system)

    def chosen(self, names: Sequence[str]) -> tuple[EnvironmentName, ...]:
        """The environments that a start of these (a system, or environments of one) would go through, in order."""
        return self._files.chosen(names)

    def survey(self, system: str | None = None) -> Survey:
        """The rollouts, and those whose record cannot be read: only what acts on one of these is refused."""
        return self._records.survey(system)

    def get(self, rollout_id: str) -> RolloutRecord:
        """Raises InputError where there is none."""
        return self._records.read(rollout_id)[0]

    def driver(self, record: RolloutRecord) -> str:
        """Who drives it now; empty where nobody does. Of another machine's driver its own word is taken."""
        elsewhere = self._records.store.shared and not died_here(record.driver)
        return self._seats.holder(record.id) or (record.driver if elsewhere else "")

    def of(self, names: Sequence[str]) -> RolloutRecord:
        """The newest rollout of a system or of its environments, one that has not ended before one that has.

        An id such as `replaydash@3` stands for itself. Raises InputError.
        """
        if len(names) == 1 and "@" in names[0]:
            return self.get(names[0])
        system = names[0].partition("/")[0]
        wanted = {text for text in names if "/" in text}
        there = self.survey(system)
        found = [record for record in there.records if wanted <= {part.environment for part in record.environments}]
        if not found:
            if there.unreadable:
                raise ConsoleError(there.unreadable[0].problem)
            command = f"infra-console rollout start {' '.join(names)}" + (" --sandbox" if self._sandbox else "")
            raise InputError(f"There is no rollout of {', '.join(names)} yet (`{command}`).")
        return next((record for record in found if not record.status.ended), found[0])

    def changing(self, names: Sequence[str]) -> RolloutRecord:
        """The newest rollout that began an apply in a system or its environments: what there is to go back from.

        One that was given up before its apply is passed over. An id stands for itself. Raises InputError.
        """
        if len(names) == 1 and "@" in names[0]:
            return self.get(names[0])
        system = names[0].partition("/")[0]
        wanted = {text for text in names if "/" in text}

        def changed(record: RolloutRecord) -> bool:
            begun = {part.environment for part in record.environments if part.stage(RolloutStage.APPLY).attempts}
            return bool(begun) and wanted <= begun

        return next(filter(changed, self.survey(system).records), None) or self.of(names)

    def wanted(self, rollout_id: str, environment: str) -> Wanted:
        """What an approval of the environment's plan has to say; raises RefusedError where no plan waits."""
        return self._consents.wanted(self.get(rollout_id), environment)

    def standing(self, rollout_id: str, environment: str) -> Standing:
        """Which approvals count now, and how many are missing; raises RefusedError where no plan waits."""
        return self._consents.standing(self.get(rollout_id), environment)

    def kept_review(self, rollout_id: str, environment: str) -> dict[str, Any]:
        """The review of the environment's plan as the machine that made it kept it; raises StoreError."""
        part = next((each for each in self.get(rollout_id).environments if each.environment == environment), None)
        if part is None or part.run is None or part.plan_sha256 is None:
            raise RefusedError(f"No plan of {environment} waits for an approval in {rollout_id}.")
        return read_review(self._records.store, part.run, part.plan_sha256)

    def approvals(self, rollout_id: str, environment: str) -> tuple[ApprovalGiven, ...]:
        """Every approval given there, whether it counts or not, by time."""
        return self._records.approvals(rollout_id, environment)
