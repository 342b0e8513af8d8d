"""After an apply that did not finish: what is really there, what may be there unseen, and which outputs hold."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

from console.domain.progress import Progress
from console.domain.run import RunRecord, Stage, StageName
from console.errors import ConsoleError
from console.services.engine_room import EngineRoom
from console.services.following import Follower
from console.services.kept_outputs import keep_outputs
from console.services.run_folder import RunFolder
from console.terraform.plan_document import plan_document

_LOOK_SECONDS = 300.0
"""After which the look at what an unfinished apply left is stopped: AWS may not answer at all."""


class Unfinished:
    """Looks, in a run's own frozen root; changes nothing but the run's folder."""

    def __init__(self, room: EngineRoom) -> None:
        self._room = room

    def look_again(self, record: RunRecord, folder: RunFolder, variables: Mapping[str, str]) -> None:
        """A refresh-only plan: its stream says what really is there, and the outputs that follow from that are kept."""
        enough = threading.Event()
        clock = threading.Timer(_LOOK_SECONDS, enough.set)
        clock.daemon = True
        clock.start()
        with suppress(ConsoleError):
            # Where there is nothing to ask any more (a sandbox that ended) no stage is begun. Ephemeral variables may
            # be missing here: then the engine says so in the stage's stream, and no more.
            argv = self._room.engine.commands.plan(folder.refreshed_plan, folder.tfvars, refresh_only=True)
            environment = self._room.environment(variables)
            stage = Stage(name=StageName.REFRESH, started_at=datetime.now(UTC))
            record.stages.append(stage)
            folder.write(record)
            process = folder.stage(StageName.REFRESH)
            process.start(argv, folder.root(record.name.system), environment)
            follower = Follower(record, folder, lambda _: None, self._room.secret_texts(environment))
            self._room.close_stage(stage, follower.follow_process(process, StageName.REFRESH, Progress(), enough))
            if folder.refreshed_plan.exists():
                self._keep_outputs(record, folder)
        clock.cancel()
        folder.forget_plan()

    def _keep_outputs(self, record: RunRecord, folder: RunFolder) -> None:
        """Of the outputs that the refresh came to, those that are known: the others wait for what was not made."""
        document = plan_document(self._room.show(folder, record, folder.refreshed_plan))
        outputs = (document.get("planned_values") or {}).get("outputs") or {}
        known = {name: output for name, output in outputs.items() if "value" in output}
        keep_outputs(folder, {name: (o["value"], bool(o.get("sensitive"))) for name, o in known.items()})

    def not_in_state(self, record: RunRecord, folder: RunFolder, in_flight: list[str]) -> list[str]:
        """Of the resources that were worked on when it ended, those that the state does not hold.

        Where the state cannot be read, all of them: they may exist.
        """
        if not in_flight:
            return []
        try:
            listed = self._room.read(folder, record, self._room.engine.commands.state_list(), "Reading the state")
        except ConsoleError:
            return sorted(in_flight)
        return sorted(set(in_flight) - set(listed.decode(errors="replace").splitlines()))
