"""CloudWatch alarms, dashboards, logs; CloudTrail."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from console.domain.cost import Amount, Standing
from console.pricing.findings import Basis, Charge, Finding, Free, Gap, Rule, assumed, free, no_price, plain, span
from console.pricing.resource import PricedResource

_FREE_ALARMS = "list price: an account's first 10 alarm metrics are free"
_FREE_DASHBOARDS = 3
_ANY_NUMBER = ("SEARCH", "SELECT")
"""Expressions that find their metrics themselves."""
_HIGH_RESOLUTION_BELOW_SECONDS = 60


def _alarm(alarm: PricedResource, _basis: Basis) -> Iterator[Finding]:
    """By metric: an alarm on an expression pays for every metric that the expression reads."""
    queries = alarm.blocks("metric_query")
    if any(str(query.get("expression") or "").lstrip().upper().startswith(_ANY_NUMBER) for query in queries):
        yield Gap(Standing.UNKNOWN, "its query is paid for by every metric that it finds")
        return
    metrics = sum(1 for query in queries if query.get("metric")) or 1
    periods = [query["metric"][0].get("period") for query in queries if query.get("metric")]
    if not queries:
        periods = [alarm.value("period", default=300)]
    fast = any(period is not None and int(period) < _HIGH_RESOLUTION_BELOW_SECONDS for period in periods)
    words = f"{metrics} metric" + ("s" if metrics > 1 else "")
    if alarm.value("threshold_metric_id", default=None):
        # The metric, and the upper and lower bound of what is expected of it.
        if fast:
            yield Charge("cw.alarm.hires", Amount.flat(Decimal(3)), "1 alarm of 3 metrics", _FREE_ALARMS)
        else:
            yield Charge("cw.alarm.anomaly", words="1 alarm of 3 metrics", note=_FREE_ALARMS)
        return
    yield Charge("cw.alarm.hires" if fast else "cw.alarm.std", Amount.flat(Decimal(metrics)), words, _FREE_ALARMS)


def _composite(_alarm_: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("composite alarms are not in the price book")


def _dashboard(dashboard: PricedResource, basis: Basis) -> Iterator[Finding]:
    """An account's first three dashboards are free: those of this environment, unless the account has others."""
    others = basis.assume("account_dashboards")
    place = Decimal(basis.landscape.place(dashboard))
    paid = Amount(*(Decimal(place + other >= _FREE_DASHBOARDS) for other in (others.low, others.expected, others.high)))
    note = f"{assumed('account_dashboards', others)}; an account's first 3 dashboards are free"
    yield Charge("cw.dashboard", paid, f"{span(paid)} dashboard", note, usage=True)


def _ingested(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    if _log_class(group) == "STANDARD":
        yield basis.shared("cw.logs.ingest.gb", "log_ingest_gb", group, basis.landscape.of_type(group.type))
    else:
        yield no_price(f"the log class {_log_class(group)} is not in the price book")


def _log_class(group: PricedResource) -> str:
    if group.knows("log_group_class"):
        return str(group.value("log_group_class")) or "STANDARD"
    return str(group.value("log_group_class", default="STANDARD"))


def _stored(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    days = group.number("retention_in_days", default=Decimal(0))
    kept = f"kept {plain(days)} days" if days else "kept for ever"
    yield basis.shared("cw.logs.store.gb", "log_store_gb", group, basis.landscape.of_type(group.type), kept)


def _queried(group: PricedResource, basis: Basis) -> Iterator[Finding]:
    yield basis.shared("cw.logs.insights.gb", "log_insights_gb", group, basis.landscape.of_type(group.type))


def _metric_stream(_stream: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("metric streams are not in the price book")


def _metric_filter(_filter: PricedResource, _basis: Basis) -> Iterator[Finding]:
    yield no_price("the custom metric it feeds is not in the price book")


def _trail(trail: PricedResource, _basis: Basis) -> Iterator[Finding]:
    selectors = trail.blocks("event_selector")
    if trail.blocks("advanced_event_selector") or any(selector.get("data_resource") for selector in selectors):
        yield no_price("data events of CloudTrail are not in the price book")
    if trail.blocks("insight_selector"):
        yield no_price("CloudTrail Insights is not in the price book")
    yield Free("the first copy of management events is free; further trails of an account are not")


def _flow_log(flow_log: PricedResource, _basis: Basis) -> Iterator[Finding]:
    if flow_log.value("log_destination_type", default="cloud-watch-logs") == "cloud-watch-logs":
        yield Free("what it writes is part of log_ingest_gb, priced with its log group")
    else:
        yield no_price("delivering flow logs elsewhere than to CloudWatch Logs is not in the price book")


RULES = {
    "aws_cloudwatch_metric_alarm": Rule("CloudWatch", {"alarm": _alarm}),
    "aws_cloudwatch_composite_alarm": Rule("CloudWatch", {"alarm": _composite}),
    "aws_cloudwatch_dashboard": Rule("CloudWatch", {"dashboard": _dashboard}),
    "aws_cloudwatch_log_group": Rule("CloudWatch", {"ingestion": _ingested, "storage": _stored, "queries": _queried}),
    "aws_cloudwatch_log_metric_filter": Rule("CloudWatch", {"metric": _metric_filter}),
    "aws_cloudwatch_metric_stream": Rule("CloudWatch", {"metrics": _metric_stream}),
    "aws_cloudtrail": Rule("CloudTrail", {"events": _trail}),
    "aws_flow_log": Rule("VPC", {"delivery": _flow_log}),
    "aws_cloudwatch_log_stream": free("CloudWatch", "log data is priced with its group"),
    "aws_cloudwatch_query_definition": free("CloudWatch", "a saved query costs nothing until it runs"),
}
