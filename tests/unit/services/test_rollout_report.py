"""The report of a rollout: the verdict first and never more than is known, everything told, outside text harmless."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from console.domain.audit import GENESIS, AuditEntry
from console.domain.rollout import Evidence, Finding, RolloutRecord, RolloutStage, RolloutStatus
from console.errors import InputError, RunNotFoundError, StoreError
from console.services.rollouts.bake_document import BakeDocument, BakedSeries
from console.services.rollouts.report import Reports
from console.services.rollouts.report_markdown import escaped
from console.services.rollouts.report_pictures import WatchedChart, drawn
from tests.fakes.hostile import HOSTILE
from tests.fakes.overview import NOW
from tests.fakes.rollouts import FakeStore, approval, done, held, reports, rolled_back

AT = NOW.timestamp()
BAKED = {
    "bake/replaydash@3/replaydash/staging.json": BakeDocument(
        rollout="replaydash@3", environment="replaydash/staging", run="replaydash/staging#15", minutes=10, began_at=NOW,
        series=[
            BakedSeries(
                metric="AWS/ECS CPUUtilization", key="cpu", title="api", unit="Percent", above=90, limit=80,
                before=[(AT - 600 + 60 * n, 40 + n) for n in range(10)],
                after=[(AT + 60 * n, 50 + n) for n in range(10)],
            )
        ],
    ).model_dump_json().encode()
}  # fmt: skip


def chain(*subjects: str) -> tuple[AuditEntry, ...]:
    made: list[AuditEntry] = []
    for subject in subjects:
        entry = AuditEntry(at=NOW, by="ann@laptop", action="rollout start", subject=subject, text="said")
        made.append(entry.sealed(len(made) + 1, made[-1].hash if made else GENESIS))
    return tuple(made)


def test_the_verdict_comes_first_and_is_what_the_record_says():
    lines = reports().text(rolled_back(), "md").splitlines()
    assert lines[0] == "# Rollout replaydash@3"
    assert lines[2].startswith("**ROLLED BACK: the change went through 1 of 3 environments. verify of replaydash/stag")
    assert "**DONE: the change went through 3 of 3 environments" in reports().text(done(), "md")


def test_a_rollout_that_calls_itself_done_and_is_not_through_is_not_reported_as_done():
    claims = held().model_copy(update={"status": RolloutStatus.DONE})
    assert "**UNCLEAR: the change went through 1 of 3 environments" in reports().text(claims, "md")


def test_everything_is_told_who_when_stages_evidence_plan_cost_approvals():
    text = reports(FakeStore(BAKED), given=[approval()]).text(rolled_back(), "md")
    for told in (
        "SANDBOX: this went to the simulated AWS",
        "API 1.5.0: faster uploads",
        "2026-05-04 09:22:00 UTC by ann@laptop",
        r"| image\_tag | v1.5.0 |",
        "| replaydash/staging | verify: failed, rolled back by replaydash/staging#16 |",
        "| +3 \\~2 ±1 -0 | 151.40 | 175.80 |",
        "| verify | service api | failed | The deployment was rolled back by ECS",
        "Plan of replaydash/staging#15",
        "~ change    module.service.aws_ecs_service.this",
        "| bob@desk | - | 2026-05-04 10:01:00 UTC | 5b5b5b5b5b5b… | this plan | - | read it |",
        "![AWS/ECS CPUUtilization api: last 59 %, wanted at most 80 %](staging-1.svg)",
    ):
        assert told in text, told


def test_an_approval_of_another_plan_is_said_not_to_count():
    text = reports(given=[approval(plan_sha256="00" * 32)]).text(held(), "md")
    assert "an earlier plan: does not count" in text


def test_what_is_not_known_is_not_zero():
    text = reports().text(held(), "md")
    assert "| replaydash/production | preflight: not begun | - | not known | not known | - |" in text


def test_the_audit_chain_is_checked_and_a_broken_one_is_said_loudly():
    entries = chain("replaydash", "replaydash@3", "replaydash/dev#15")
    whole = reports(FakeStore(entries=entries)).text(held(), "md")
    assert "The audit log's chain holds: 3 entries, 2 of this rollout." in whole
    tampered = (entries[0], entries[1].model_copy(update={"by": "eve"}), entries[2])
    broken = reports(FakeStore(entries=tampered)).text(held(), "md")
    assert "**The audit log is BROKEN at entry 2" in broken
    assert json.loads(reports(FakeStore(entries=tampered)).text(held(), "json"))["audit"]["holds"] is False


def test_acts_of_this_rollout_are_listed_whole_and_those_of_another_are_not():
    def entry(action: str, subject: str, text: str = "", **details: str) -> AuditEntry:
        return AuditEntry(at=NOW, by="ann@laptop", action=action, subject=subject, text=text, details=details)

    given = (
        entry("rollout start", "replaydash", "why"),
        entry("rollout start", "replaydash", "replaydash@3 through replaydash/dev", began="1"),
        entry("rollout approve", "replaydash/dev", "replaydash@3, run replaydash/dev#15: read it"),
        entry("rollout approve", "replaydash/dev", began="3"),
        entry("apply", "replaydash/dev#15"),
        entry("rollout start", "replaydash", "replaydash@31 through replaydash/dev"),
        entry("apply", "replaydash/dev#16"),
    )
    placed: list[AuditEntry] = []
    for each in given:
        placed.append(each.sealed(len(placed) + 1, placed[-1].hash if placed else GENESIS))
    listed = json.loads(reports(FakeStore(entries=tuple(placed))).text(held(), "json"))["audit"]["entries"]
    assert [each["number"] for each in listed] == [1, 2, 3, 4, 5]


def test_what_cannot_be_read_is_said_and_the_rest_is_told():
    class Away(FakeStore):
        def entries(self, after: int = 0, most: int | None = None) -> tuple[AuditEntry, ...]:
            raise StoreError("The store cannot be reached.")

    def gone(run: str) -> None:
        raise RunNotFoundError(f"There is no run {run}.")

    made = Reports(Away, lambda *_: (), gone, lambda _: "", lambda: NOW)  # type: ignore[arg-type,return-value]
    text = made.text(held(), "md")
    assert "The run could not be read: There is no run replaydash/dev#15." in text
    assert "The audit log could not be checked: The store cannot be reached." in text
    assert json.loads(made.text(held(), "json"))["audit"]["holds"] is None


# --- What others wrote ---


def hostile() -> RolloutRecord:
    record = held()
    record.why = (
        HOSTILE + "<script>alert(1)</script> [x](http://evil.example) ![y](http://evil.example/z.png) | www.e.com"
    )
    record.environments[0].stage(RolloutStage.VERIFY).evidence.append(
        Evidence(check="HTTP <b>", finding=Finding.FAILED, text="</pre></td>\x1b]0;x\x07 `code` # head", at=NOW)
    )
    return record


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.loads += [f"{name}={value}" for name, value in attrs if name in ("src", "href", "onload", "onclick")]


def test_outside_text_is_escaped_in_html_which_asks_nobody_for_anything():
    html = reports(FakeStore(BAKED), plan="</pre><img src=x onerror=alert(1)>").text(hostile(), "html")
    tags = Tags()
    tags.feed(html)
    assert not tags.seen & {"script", "img", "link", "a", "iframe", "b"}
    assert tags.loads == []
    assert "<svg" in html
    assert "default-src 'none'" in html
    assert "\x1b" not in html


def test_outside_text_is_escaped_in_markdown():
    text = reports(plan="```\n# not a heading\n````").text(hostile(), "md")
    assert "\x1b" not in text
    assert "<script" not in text
    assert "](http" not in text.replace(r"\](http", "")
    assert "http&#58;//evil.example" in text
    assert "`````text\n```\n# not a heading\n````\n`````" in text


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("- item", "&#45; item"),
        ("-", "-"),
        ("---", "&#45;--"),
        ("## head", "&#35;# head"),
        ("1. item", "&#49;. item"),
        ("6.0 s", "6.0 s"),
        ("a|b", r"a\|b"),
        ("x\n# y", "x # y"),
        ("<http://a.b>", "&lt;http&#58;//a.b&gt;"),
        ("\u202egpj.exe", r"\\u202egpj.exe"),
    ],
)
def test_one_line_of_markdown_cannot_become_anything_else(given: str, shown: str):
    assert escaped(given) == shown


def test_measurements_that_cannot_be_read_are_said():
    text = reports(FakeStore({"bake/replaydash@3/replaydash/dev.json": b"{"})).text(held(), "md")
    assert "What was measured could not be read: it was written by a later console, or damaged." in text


def test_json_is_whole_and_unknown_is_null():
    document = json.loads(reports(FakeStore(BAKED)).text(held(), "json"))
    assert document["verdict"].startswith("HELD: the change went through 1 of 3 environments.")
    production = document["environments"][2]
    assert (production["run"], production["plan"], production["bake"]) == (None, None, [])
    assert document["environments"][1]["bake"][0]["above"] == 80


def test_another_format_is_refused():
    with pytest.raises(InputError, match="'pdf' is no format of a report: use md, html, json"):
        reports().text(held(), "pdf")


# --- Files and pictures ---


def test_pictures_are_written_beside_a_markdown_report(tmp_path: Path):
    paths = reports(FakeStore(BAKED)).write(rolled_back(), "md", tmp_path / "r3.md")
    assert [path.name for path in paths] == ["r3.md", "r3-staging-1.svg"]
    assert "](r3-staging-1.svg)" in paths[0].read_text()
    assert paths[0].stat().st_mode & 0o777 == 0o600
    with pytest.raises(InputError, match="is there already"):
        reports().write(rolled_back(), "html", tmp_path / "r3.md")


def test_a_picture_is_well_formed_joins_no_gap_and_draws_the_limit():
    points = [(AT + 60 * n, 50.0) for n in range(5)] + [(AT + 60 * n, 60.0) for n in range(20, 25)]
    svg = drawn(WatchedChart("<title> & more", "Percent", [], points, above=80))
    ET.fromstring(svg)
    assert svg.count('stroke="#1565c0"') == 2, "a line on each side of the gap"
    assert "at most 80 %" in svg
    assert "&lt;title&gt; &amp; more" in svg


def test_a_picture_of_nothing_says_so():
    svg = drawn(WatchedChart("CPU", "Percent", [], []))
    assert "No data: nothing was measured." in svg
    assert not re.search("polyline", svg)


def test_the_stage_that_goes_on_has_no_duration_made_up():
    record = held()
    stage = record.environments[1].stage(RolloutStage.APPROVAL)
    assert stage.started_at is not None
    assert stage.ended_at is None
    text = reports().text(record, "md")
    row = next(line for line in text.splitlines() if line.startswith("| approval | waits for a person"))
    assert row.endswith("| - |")
