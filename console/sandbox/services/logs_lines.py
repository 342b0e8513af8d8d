"""What simulated programs log: requests as JSON lines, plain lines, stack traces, and what PostgreSQL says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from random import Random

_ROUTES = (
    ("GET", "/api/replays", 18.0), ("GET", "/api/replays/{id}", 9.0), ("POST", "/api/replays", 64.0),
    ("GET", "/api/users/me", 5.0), ("POST", "/api/sessions", 41.0), ("GET", "/api/search", 120.0),
)  # fmt: skip
_PLAIN = (
    "INFO cache: 128 keys refreshed in 14 ms",
    "DEBUG pool: 4 of 10 connections in use",
    "INFO worker: job thumbnails/{id} done",
)
_WARNINGS = (
    "WARN pool: waited 212 ms for a connection",
    "WARN retry 1 of 3: upstream answered 503",
)
_TRACE = (
    "ERROR unhandled: connect ETIMEDOUT 10.0.21.7:5432",
    "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1607:16)",
    "    at async Pool.query (/app/database.js:88:14)",
)
_STATEMENTS = (
    "SELECT * FROM replays WHERE owner_id = $1 ORDER BY created_at DESC LIMIT 20",
    "UPDATE sessions SET seen_at = now() WHERE id = $1",
    "SELECT count(*) FROM views WHERE replay_id = $1",
)


def application(chance: Random, at: float) -> list[str]:
    """What an application logs of one request at a time in seconds: mostly one JSON line, seldom something else."""
    which = chance.random()
    identity = f"{chance.getrandbits(32):08x}"
    if which < 0.12:
        return [chance.choice(_PLAIN).format(id=identity)]
    if which < 0.15:
        return [chance.choice(_WARNINGS)]
    if which < 0.158:
        return list(_TRACE)
    method, path, usual = chance.choice(_ROUTES)
    status = 500 if which > 0.99 else 404 if which > 0.96 else 201 if method == "POST" else 200
    line = {
        "level": "error" if status == 500 else "warn" if status == 404 else "info",
        "time": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds"),
        "msg": "request failed" if status == 500 else "request completed",
        "request_id": identity,
        "method": method,
        "path": path.format(id=identity),
        "status": status,
        "duration_ms": round(usual * chance.lognormvariate(0, 0.6), 1),
        "user": {"id": chance.randint(1, 4000), "plan": chance.choice(("free", "pro"))},
    }
    if status == 500:
        line["error"] = {"name": "DatabaseError", "message": "canceling statement due to statement timeout"}
    return [json.dumps(line)]


def postgresql(chance: Random, at: float) -> list[str]:
    """A line of a PostgreSQL server: slow statements, checkpoints, connections."""
    stamp = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    client = f"10.0.{chance.randint(11, 13)}.{chance.randint(10, 250)}({chance.randint(32768, 60999)}):app@app"
    which = chance.random()
    if which < 0.2:
        return [f"{stamp}::@:[482]:LOG:  checkpoint complete: wrote {chance.randint(20, 900)} buffers (0.4%)"]
    if which < 0.24:
        return [f'{stamp}:{client}:[{chance.randint(900, 9000)}]:ERROR:  duplicate key value violates "sessions_pkey"']
    took = 500 * chance.lognormvariate(0, 0.5)
    said = f"duration: {took:.3f} ms  statement: {chance.choice(_STATEMENTS)}"
    return [f"{stamp}:{client}:[{chance.randint(900, 9000)}]:LOG:  {said}"]
