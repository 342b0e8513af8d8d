"""Faults 19 and 20: a state that could not be written, and a lock whose holder may be gone."""

from __future__ import annotations

import json
import stat
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from console.domain.run import RunStatus
from console.errors import InputError, RefusedError
from console.services.state_locks import StateLocks
from tests.fakes.tiny import ADDRESSES, DEV, Background, Tiny, apply, plan


class StateServer:
    """Terraform's http backend: keeps a state, and can refuse to."""

    def __init__(self) -> None:
        self.state = b""
        self.refuses = False
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(200 if server.state else 404, server.state)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if server.refuses:
                    self._answer(403, b"no")
                else:
                    server.state = body
                    self._answer(200, b"")

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                return

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._http.server_port}/state"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[StateServer]:
    made = StateServer()
    yield made
    made.close()


@pytest.fixture
def remote(tiny: Tiny, server: StateServer) -> Tiny:
    """The tiny system with its state on that server."""
    tiny.write(f'terraform {{\n  backend "http" {{\n    address = "{server.address}"\n  }}\n}}\n', "backend.tf")
    tiny.preset("dev", backend={"type": "own", "kind": "http"})
    return tiny


def broken_apply(remote: Tiny, server: StateServer) -> str:
    """An apply whose state cannot be written; the record's error."""
    console = remote.console()
    reviewed = plan(console, does="wait")
    applying = Background(lambda: apply(console, reviewed))
    remote.begun()
    server.refuses = True
    remote.let_on()
    record = applying.result()
    server.refuses = False
    assert record.status is RunStatus.FAILED
    return record.error or ""


def test_fault_19_a_state_that_could_not_be_written_is_kept_and_blocks_until_it_is_written(
    remote: Tiny, server: StateServer
) -> None:
    error = broken_apply(remote, server)
    assert "`infra-console state errored tiny/dev` shows it and writes it." in error
    console = remote.console()
    assert not list(remote.home.rglob("runs/**/errored.tfstate"))
    with pytest.raises(RefusedError, match="could not write its state"):
        plan(console)

    waiting = console.errored_states.view(DEV)
    assert waiting is not None
    assert stat.S_IMODE(waiting.path.stat().st_mode) == 0o600
    assert (waiting.mark.resources, waiting.refusal) == (3, "")
    console.errored_states.push(waiting)
    assert [one.address for one in console.states.read(DEV).document.resources] == sorted(ADDRESSES)
    assert console.errored_states.view(DEV) is None
    assert plan(console).plan.empty


def test_fault_19_a_kept_state_is_not_written_over_one_that_went_on(remote: Tiny, server: StateServer) -> None:
    broken_apply(remote, server)
    console = remote.console()
    waiting = console.errored_states.view(DEV)
    assert waiting is not None
    went_on = json.loads(waiting.path.read_text()) | {"serial": waiting.mark.serial + 1}
    server.state = json.dumps(went_on).encode()
    waiting = console.errored_states.view(DEV)
    assert waiting is not None
    assert "went on to serial" in waiting.refusal
    with pytest.raises(RefusedError, match="is not written"):
        console.errored_states.push(waiting)
    server.state = json.dumps(went_on | {"lineage": "another"}).encode()
    waiting = console.errored_states.view(DEV)
    assert waiting is not None
    assert "has lineage" in waiting.refusal

    with pytest.raises(InputError, match="type the environment's name"):
        console.errored_states.give_up(waiting, "tiny")
    evidence = console.errored_states.give_up(waiting, "tiny/dev")
    assert evidence.exists()
    assert console.errored_states.view(DEV) is None


def outside(tiny: Tiny) -> subprocess.Popen[bytes]:
    """Terraform as somebody else runs it on the same local state, holding its lock."""
    root = tiny.run_folder(1) / "configuration" / "systems" / "tiny"
    values = [f"-var=gate={tiny.gate}", "-var=label=theirs", "-var=does=wait"]
    argv = ["terraform", f"-chdir={root}", "apply", "-auto-approve", "-input=false", *values]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_fault_20_the_lock_of_a_local_state_is_shown_with_its_holder_and_ends_with_it(tiny: Tiny) -> None:
    console = tiny.console()
    plan(console)
    locks: StateLocks = console.states.locks
    assert locks.view(DEV).lock is None
    holder = outside(tiny)
    tiny.begun()
    view = locks.view(DEV)
    assert view.lock is not None
    assert (view.lock.holder.operation, "@" in view.lock.holder.who, len(view.lock.holder.id)) == ("apply", True, 36)
    with pytest.raises(RefusedError, match="its holder is a live process"):
        locks.release(DEV, view.lock.holder.id)
    holder.kill()
    holder.wait(timeout=60)
    assert locks.view(DEV).lock is None, "whatever file was left behind"
    with pytest.raises(InputError, match="is not locked"):
        locks.release(DEV, view.lock.holder.id)
    tiny.let_on()
