"""GetMetricData in pages: at most so many data points each, in the order in which they are scanned."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.exceptions import CloudWatchException

from console.sandbox.metrics.functions import Line

MOST_DATAPOINTS = 100_800


class InvalidNextToken(CloudWatchException):
    """The token is none, or belongs to another request."""

    code = "InvalidNextToken"


@dataclass(frozen=True)
class Place:
    """Where a page begins, and the moment at which the first one was asked for."""

    offset: int
    now: float

    def token(self, request: str) -> str:
        """The place as text, bound to what was asked."""
        return base64.urlsafe_b64encode(json.dumps([self.offset, self.now, request]).encode()).decode()

    @classmethod
    def of(cls, token: str | None, request: str, now: float) -> Place:
        """The place that a token means, or the beginning; raises InvalidNextToken."""
        if token is None:
            return cls(0, now)
        try:
            offset, began, asked = json.loads(base64.urlsafe_b64decode(token))
        except ValueError:
            offset, began, asked = 0, 0.0, ""
        if asked != request:
            raise InvalidNextToken("The next token specified is invalid.")
        return cls(int(offset), float(began))


def digest(request: object) -> str:
    """What tells one request from another."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()[:16]


def page(
    lines: Sequence[tuple[str, Line]], offset: int, most: int, *, newest_first: bool
) -> tuple[list[dict[str, Any]], bool]:
    """The results with the points of one page, and whether there are more after it."""
    order = sorted(
        (((-at if newest_first else at), index, at) for index, (_, line) in enumerate(lines) for at in line.points),
    )
    chosen = order[offset : offset + most]
    later = {index for _, index, _ in order[offset + most :]}
    points: list[list[int]] = [[] for _ in lines]
    for _, index, at in chosen:
        points[index].append(at)
    results = [
        {
            "Id": query_id,
            "Label": line.label,
            "Timestamps": [datetime.fromtimestamp(at, UTC) for at in times],
            "Values": [line.points[at] for at in times],
            "StatusCode": "PartialData" if index in later else "Complete",
        }
        for index, ((query_id, line), times) in enumerate(zip(lines, points, strict=True))
    ]
    return results, bool(later)
