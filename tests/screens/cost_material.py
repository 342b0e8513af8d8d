"""Profiles, savings and a document's table to draw: real domain objects."""

from __future__ import annotations

from decimal import Decimal

from console.domain.cost import Amount
from console.domain.cost_documents import ComparedLine, DocumentComparison, Verdict
from console.domain.cost_savings import BreakEven, Saving
from console.domain.environment import UsageProfile, UsageRange
from tests.fakes.overview import preset

BUSY = UsageProfile(
    description="ten times as much",
    usage={"nat_gb": UsageRange(low=Decimal(50), expected=Decimal(220), high=Decimal(1000))},
)
PROFILED = preset("replaydash", "staging", usage_profiles={"busy": BUSY})
SPOT = Saving(
    "spot", "Run the tasks on Fargate Spot", ("module.service.aws_ecs_service.this",),
    Amount(Decimal(20), Decimal("30.28"), Decimal(31)), "3 tasks at 0.0101 instead of 0.0144 USD an hour",
    "AWS may stop a task at two minutes' notice.",
)  # fmt: skip
ENDPOINT = Saving(
    "endpoints", "An endpoint instead of NAT", ("module.network.aws_nat_gateway.this[0]",),
    Amount(Decimal(-7), Decimal("-6.40"), Decimal(2)), "0.035 USD per GB less",
    "Endpoints cost by the hour.", BreakEven(Decimal(208), "GB", "20 GB are assumed now"),
)  # fmt: skip
DOCUMENT = DocumentComparison(
    title="Staging, on demand", document="001", environment="staging", profile="10k-users",
    lines=(
        ComparedLine("Writes: 15M x $1.25/million", Amount.flat(Decimal("18.75")), Amount.flat(Decimal("9.375")),
                     Verdict.TOO_HIGH, "15 x 0.625 USD/1M WRU", "AWS halved the prices of on-demand requests."),
    ),
    documented=Amount.flat(Decimal(20)), today=Amount.flat(Decimal("10.25")), left_out=Amount.flat(Decimal(7)),
    verdict=Verdict.TOO_HIGH, complete=True, reason="Half the price of requests.",
)  # fmt: skip
