"""The sandbox process: `python -m console.sandbox.server --home DIR [--port N]`.

It serves moto, with the gaps filled, on a loopback port until it is told to stop; it outlives the console that started
it and keeps its resources in the console home.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.sandbox.control import HEALTH_PATH
from console.sandbox.files import ACCOUNT, STARTING, SandboxFiles, ServerState, held_lock, replace_file

if TYPE_CHECKING:
    from console.sandbox.faults import FaultSwitches
    from console.sandbox.world import World

_MOTO_SETTINGS = {
    # Otherwise moto looks for the account of every request in the IAM of all partitions, and loads them all.
    "MOTO_ACCOUNT_ID": ACCOUNT,
    "MOTO_ACM_VALIDATION_WAIT": "0",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "true",
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    # A web page open in a browser must not be able to call the sandbox.
    "MOTO_DISABLE_GLOBAL_CORS": "true",
}


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    parser = argparse.ArgumentParser(prog="console.sandbox.server")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument(
        "--port", type=int, default=0, help="0 takes a free one, or again that of a sandbox that crashed"
    )
    options = parser.parse_args(arguments)
    os.umask(0o077)
    files = SandboxFiles.of_home(options.home)
    files.create_folder()
    with held_lock(files.alive_lock, timeout_seconds=5) as held:
        if not held:
            sys.stderr.write(f"another sandbox serves {files.folder}\n")
            return 1
        serve(files, options.port)
    return 0


def serve(files: SandboxFiles, port: int) -> None:
    """Load moto, restore the resources, answer requests, and save the resources at the end."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    earlier = ServerState.read(files.state)
    own = ServerState(os.getpid(), STARTING, datetime.now(UTC), "fresh", "The sandbox is starting.")
    own.write(files.state)
    os.environ.update(_MOTO_SETTINGS)  # moto reads them when it is imported

    from console.sandbox.dial import LoadDial
    from console.sandbox.ecs_scheduler.scheduler import EcsScheduler
    from console.sandbox.faults import FaultSwitches
    from console.sandbox.http_server import ANY_PORT, open_server
    from console.sandbox.metrics.scenery import follow
    from console.sandbox.persistence import Snapshots
    from console.sandbox.pulse import Pulse
    from console.sandbox.services import fill_gaps
    from console.sandbox.services.logs_activity import LogActivity
    from console.sandbox.world import World

    fill_gaps()
    dial = LoadDial(files.folder.parent)
    follow(dial)
    world, switches = World(), FaultSwitches(files.folder.parent)
    snapshots = Snapshots(files, world, say=partial(_note, files))
    restored = snapshots.restore()
    if restored.kept != "restored":
        replace_file(files.begun, datetime.now(UTC).isoformat().encode())
    server = open_server(_application(files, world, switches), port or (earlier.port if earlier else ANY_PORT))
    for name, work in (
        ("http", server.serve_forever),
        ("ecs-scheduler", EcsScheduler(world, switches).run),
        ("pulse", Pulse(world, switches).run),
        ("snapshots", snapshots.run),
        ("log-lines", LogActivity(world, lambda: dial.percent).run),
    ):
        threading.Thread(target=work, name=name, daemon=True).start()
    replace(own, port=server.port, resources_kept=restored.kept, note=restored.note).write(files.state)
    stop.wait()
    server.shutdown()
    world.close()
    snapshots.save()
    files.state.unlink(missing_ok=True)


def _application(files: SandboxFiles, world: World, switches: FaultSwitches) -> HealthCheck:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    from console.sandbox.gaps import GapHandler, GapLog
    from console.sandbox.refusals import Refusals
    from console.sandbox.services.logs_live_tail import LiveTail
    from console.sandbox.turns import Turns

    def application_of(service: Any) -> Any:
        if service is None:  # moto has no backend for the service at all
            raise NotImplementedError
        return create_backend_app(service)

    moto = DomainDispatcherApplication(application_of)
    tailed = LiveTail(Turns(GapHandler(moto, GapLog(files.gaps)), world), world)
    return HealthCheck(Refusals(tailed, switches))


def _note(files: SandboxFiles, note: str) -> None:
    """Say in the state file, and so in every status, what has become of the resources."""
    if state := ServerState.read(files.state):
        replace(state, note=note).write(files.state)


class HealthCheck:
    """WSGI middleware that answers the console's health check before anything of moto is asked."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != HEALTH_PATH:
            return self._application(environ, start_response)  # type: ignore[no-any-return]
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"pid": os.getpid()}).encode()]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
