"""The runs of a team: what each machine's consoles ran, as far as its store was told."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from console.domain.environment import EnvironmentName
from console.domain.run import RunRecord
from console.errors import ChangedMeanwhileError, ConsoleError, RunNotFoundError
from console.ports import TeamStore
from console.services import review_documents
from console.services.reviewing import Reviewed

KIND = "run"


class TeamRuns:
    """Tells the store of this console home's runs, and reads those of others. A store of one home has no others.

    The folders of the runs stay the truth: what cannot be told now is told with what is written next.
    """

    def __init__(self, store: Callable[[], TeamStore], home: Path) -> None:
        self._store = store
        self._late: dict[str, RunRecord] = {}
        # Two people of one machine have a home each, and count their runs each for themselves.
        self._own = hashlib.sha256(f"{socket.gethostname()}:{home}".encode()).hexdigest()[:12]

    def tell(self, record: RunRecord) -> None:
        """Have the store show the run as it is now; never fails."""
        self._late[record.id] = record
        for late in list(self._late.values()):
            try:
                self._write(late)
            except ConsoleError:
                # It stays among the late ones: a run does not fail because others cannot see it yet.
                return
            del self._late[late.id]

    def keep_review(self, reviewed: Reviewed) -> Reviewed:
        """Keep what the plan would do for whoever approves it elsewhere; says so where that cannot be."""
        try:
            if self._store().shared:
                review_documents.write(self._store(), reviewed)
        except ConsoleError as error:
            said = f"Nobody else can review this plan, since it cannot be kept for the team: {error.message}"
            return replace(reviewed, findings=(*reviewed.findings, said))
        return reviewed

    def elsewhere(self, name: EnvironmentName | None = None) -> tuple[RunRecord, ...]:
        """The runs of other homes, newest first; raises StoreError."""
        store = self._store()
        if not store.shared:
            return ()
        found = [
            RunRecord.model_validate_json(each.body)
            for each in store.list(KIND, f"{name}#" if name is not None else "")
            if each.key.split("#")[1] != self._own and _readable(each.body)
        ]
        return tuple(sorted(found, key=lambda record: record.created_at, reverse=True))

    def of_plan(self, run_id: str, plan_sha256: str) -> RunRecord:
        """The run of another home that made this plan; raises RunNotFoundError or StoreError."""
        name = EnvironmentName.parse(run_id.partition("#")[0])
        for record in self.elsewhere(name):
            if (record.id, record.plan_sha256) == (run_id, plan_sha256):
                return record
        raise RunNotFoundError(f"No machine of the team knows the plan of run {run_id}: plan it again.")

    def _write(self, record: RunRecord) -> None:
        key = f"{record.environment}#{self._own}#{record.number}"
        store = self._store()
        while True:
            known = store.read(KIND, key)
            try:
                store.write(KIND, key, record.model_dump_json(), known.version if known else 0)
            except ChangedMeanwhileError:
                # Another console of this home; both write what its folder says.
                continue
            return


def _readable(body: str) -> bool:
    """A later console of a colleague may write what this one does not know: that run is not shown."""
    try:
        RunRecord.model_validate_json(body)
    except ValidationError:
        return False
    return True
