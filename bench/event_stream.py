"""The engine's stream: 100,000 lines turned into events."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, absolute, against, interleaved, measurement, peak_megabytes
from console.domain.progress import Progress
from console.terraform.event_stream import EventReader
from console.terraform.tail import Tail

LINES = 100_000


def stream_lines(count: int) -> Iterator[bytes]:
    """Lines as an apply sends them: a plan, then a start, two signs of progress and an end for each resource."""
    for number in range(count):
        address = f'module.part["{number // 500}"].aws_thing.item[{number // 5}]'
        resource = {
            "addr": address,
            "module": address.partition(".aws")[0],
            "resource": f"aws_thing.item[{number // 5}]",
            "implied_provider": "aws",
            "resource_type": "aws_thing",
            "resource_name": "item",
            "resource_key": number // 5,
        }
        kind = ("planned_change", "apply_start", "apply_progress", "apply_progress", "apply_complete")[number % 5]
        body: dict[str, object] = {"resource": resource, "action": "create"}
        if number % 5 >= 2:
            body["elapsed_seconds"] = 10 * (number % 5)
        message = {
            "@level": "info",
            "@message": f"{address}: Still creating... [{number % 60}s elapsed]",
            "@module": "terraform.ui",
            "@timestamp": "2026-01-01T00:00:00.000000Z",
            "hook" if number % 5 else "change": body,
            "type": kind,
        }
        yield json.dumps(message, separators=(",", ":")).encode()


def read_in_chunks(data: bytes) -> int:
    reader = EventReader()
    count = sum(len(reader.feed(data[at : at + 65_536])) for at in range(0, len(data), 65_536))
    return count + len(reader.finish())


@measurement
def parsing() -> Iterator[Figure]:
    lines = list(stream_lines(LINES))
    data = b"\n".join(lines) + b"\n"

    def alone() -> None:
        for line in lines:
            json.loads(line)

    measured, reference = interleaved(lambda: read_in_chunks(data), alone)
    yield against("100,000 stream lines to events", measured, reference, 2, "json.loads alone")
    lost = LINES - read_in_chunks(data)
    yield absolute("stream lines lost of 100,000", float(lost), 0, "lines")


@measurement
def memory() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        peaks = []
        path = Path(folder) / "stream.jsonl"
        part = b"".join(line + b"\n" for line in stream_lines(LINES))
        for times in (1, 10):
            with path.open("wb") as file:
                file.writelines(part for _ in range(times))
            child = [sys.executable, "-m", "bench.event_stream", str(path)]
            peaks.append(float(subprocess.run(child, capture_output=True, text=True, check=True).stdout))
    yield absolute("more memory for 1,000,000 stream lines than for 100,000", peaks[1] - peaks[0], 10, "MB")


def follow(path: Path) -> float:
    """Follow a whole stream as a run does, and give the peak memory in MB."""
    tail, reader, progress = Tail(path), EventReader(), Progress()
    while chunk := tail.read_new():
        progress.fold(reader.feed(chunk))
    progress.fold(reader.finish())
    tail.close()
    return peak_megabytes()


if __name__ == "__main__":
    print(follow(Path(sys.argv[1])))
