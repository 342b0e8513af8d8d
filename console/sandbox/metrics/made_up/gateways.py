"""AWS/NATGateway: bytes and connections."""

from __future__ import annotations

from functools import partial

from moto.ec2.models import ec2_backends

from console.sandbox.metrics.signals import Moment, Sheet

NAMESPACE = "AWS/NATGateway"
_BYTES = {
    "BytesInFromDestination": 5.2e6,
    "BytesInFromSource": 2.3e6,
    "BytesOutToDestination": 2.3e6,
    "BytesOutToSource": 5.2e6,
}
_COUNTS = {
    "ConnectionAttemptCount": 140.0,
    "ConnectionEstablishedCount": 138.0,
    "PacketsInFromDestination": 6100.0,
    "PacketsInFromSource": 4200.0,
    "PacketsOutToDestination": 4200.0,
    "PacketsOutToSource": 6100.0,
}


def _traffic(ordinary: float, moment: Moment, wobble: float) -> float:
    return float(round(ordinary * moment.demand * (1 + 0.08 * wobble)))


def add_series(sheet: Sheet, account: str, region: str) -> None:
    """The series of every NAT gateway that is there."""
    for gateway in ec2_backends[account][region].nat_gateways.values():
        if gateway.state != "available":
            continue
        add = partial(sheet.add, NAMESPACE, dimensions={"NatGatewayId": gateway.id})
        for values, unit in ((_BYTES, "Bytes"), (_COUNTS, "Count")):
            for name, ordinary in values.items():
                add(name, unit=unit, formula=partial(_traffic, ordinary))
        add("ActiveConnectionCount", unit="Count", formula=lambda m, w: float(round(60 * m.demand + 4 * w)))
        for name in ("ErrorPortAllocation", "PacketsDropCount", "IdleTimeoutCount"):
            add(name, unit="Count", formula=lambda _m, _w: 0.0)
