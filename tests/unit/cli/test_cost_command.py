"""`infra-console cost` on files: totals, forms, limits, and one sentence for whatever cannot be priced."""

import codecs
import json
import os
import threading
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from console.cli.main import run
from tests.fakes.plan_files import ADDRESS, NAT, UNSUPPORTED, kept, plan_json, state_raw, values

ARN = "arn:aws:ec2:us-east-1:111122223333:elastic-ip/eipalloc-1"


class Costs:
    """Runs the command in this process, on a console home and a folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._capsys = capsys

    def file(self, content: Any, name: str = "plan.json") -> str:
        path = self.folder / name
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(data)
        return str(path)

    def run(self, *arguments: str) -> tuple[int, str, str]:
        code = run(["cost", *arguments, "--home", str(self.home)])
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    def document(self, *arguments: str) -> Any:
        code, out, err = self.run(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    def sentence(self, *arguments: str) -> str:
        code, out, err = self.run(*arguments)
        assert (code, out) == (1, "")
        first, *_ = err.splitlines()
        assert first.startswith("infra-console: ")
        return first.removeprefix("infra-console: ")


@pytest.fixture
def costs(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Costs:
    (tmp_path / "config.toml").touch()
    monkeypatch.setenv("INFRA_CONSOLE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.delenv("INFRA_CONSOLE_SANDBOX", raising=False)
    monkeypatch.chdir(tmp_path)
    return Costs(tmp_path, capsys)


def test_the_json_starts_with_the_total_whether_it_is_whole_and_the_resources(costs: Costs):
    document = costs.document("--plan", costs.file(plan_json({"aws_eip.x": ADDRESS}, {"aws_eip.old": ADDRESS})))
    assert list(document)[:3] == ["monthly_usd", "complete", "resources"]
    assert document["monthly_usd"] == {"low": "3.65", "expected": "3.65", "high": "3.65"}
    assert document["complete"] is True
    (resource,) = document["resources"]
    assert (resource["address"], resource["monthly_usd"]["expected"]) == ("aws_eip.x", "3.65")
    (line,) = resource["lines"]
    assert (line["unit_price"], line["quantity"], line["price_key"]) == ("0.005", "730 h", "ipv4.hour")
    assert document["before_monthly_usd"]["expected"] == "3.65"
    assert document["difference_usd"] == {"low": "0.00", "expected": "0.00", "high": "0.00"}
    assert {change["address"]: change["difference_usd"] for change in document["changes"]} == {
        "aws_eip.old": "-3.65",
        "aws_eip.x": "3.65",
    }
    assert (document["region"], document["prices_of"]) == ("us-east-1", "2026-10-01")


def test_the_text_has_every_resource_the_total_and_what_it_stands_on(costs: Costs):
    code, out, _ = costs.run("--plan", costs.file(plan_json({"aws_eip.x": ADDRESS}, {"aws_eip.x": ADDRESS})))
    assert code == 0
    assert "aws_eip.x" in out
    assert "Cost: 3.65 -> 3.65 USD/month (0.00)" in out
    assert "prices of us-east-1 of 2026-10-01" in out


@pytest.mark.parametrize("content", [json.dumps(plan_json({"aws_eip.x": ADDRESS})).encode(), b"PK\x03\x04"])
def test_a_pipe_is_priced_like_a_file_unless_it_holds_a_saved_plan(costs: Costs, content: bytes):
    os.mkfifo(costs.folder / "pipe")
    writer = threading.Thread(target=(costs.folder / "pipe").write_bytes, args=(content,))
    writer.start()
    code, out, err = costs.run("--plan", str(costs.folder / "pipe"))
    writer.join(timeout=10)
    assert (code, "is a pipe with a saved plan" in err) == ((1, True) if content.startswith(b"PK") else (0, False))
    assert ("-> 3.65 USD/month" in out) is (code == 0)


def test_what_is_not_known_is_listed_and_makes_the_total_at_least(costs: Costs):
    path = costs.file(plan_json({"aws_eip.x": ADDRESS, "aws_msk_cluster.m": UNSUPPORTED}))
    _, out, _ = costs.run("--plan", path)
    assert "Cost: 0.00 -> at least 3.65 USD/month (+3.65)" in out
    assert "? aws_msk_cluster.m: aws_msk_cluster: aws_msk_cluster is not priced by this console" in out
    assert costs.document("--plan", path)["complete"] is False


def test_a_plan_that_met_an_error_is_at_least(costs: Costs):
    document = costs.document("--plan", costs.file(plan_json({"aws_eip.x": ADDRESS}, errored=True)))
    assert document["complete"] is False
    assert "met an error" in document["notes"][0]


def test_a_plan_without_resources_costs_nothing_and_says_no_region(costs: Costs):
    document = costs.document("--plan", costs.file(plan_json({}, provider={})))
    assert document["monthly_usd"]["expected"] == "0.00"
    assert (document["complete"], document["resources"], document["prices_of"]) == (True, [], None)


@pytest.mark.parametrize(
    ("provider", "resource", "variables", "region"),
    [
        ({"expressions": {"region": {"constant_value": "eu-central-1"}}}, {}, {}, "eu-central-1"),
        ({"expressions": {"region": {"references": ["var.r"]}}}, {}, {"r": {"value": "eu-west-1"}}, "eu-west-1"),
        ({"alias": "b", "expressions": {"region": {"constant_value": "eu-central-1"}}}, {"arn": ARN}, {}, "us-east-1"),
        ({}, {"arn": ARN}, {}, "us-east-1"),
        ({}, {"availability_zone": "ap-south-1b"}, {}, "ap-south-1"),
        ({}, {"region": "sa-east-1"}, {}, "sa-east-1"),
    ],
)  # fmt: skip
def test_the_region_is_what_the_plan_says(costs: Costs, provider, resource, variables, region):
    document = plan_json({"aws_eip.x": ("aws_eip", resource)}, provider={"aws": {"name": "aws"} | provider})
    found = costs.document("--plan", costs.file(document | {"variables": variables}))
    assert found["region"] == region
    assert (found["prices_of"] is None) is (region != "us-east-1")


def test_a_resource_of_another_providers_region_is_priced_there_and_not_here(costs: Costs):
    """Two providers, one of them with an alias, inside a module: the usual shape of a second region."""
    west = {"name": "aws", "alias": "west", "expressions": {"region": {"references": ["var.second"]}}}
    document = plan_json({"aws_eip.here": ADDRESS, "module.west.aws_eip.there[0]": ADDRESS})
    document["variables"] = {"second": {"value": "us-west-2"}}
    document["configuration"]["provider_config"] |= {"aws.west": west}
    document["configuration"]["root_module"] = {
        "resources": [{"address": "aws_eip.here", "mode": "managed", "provider_config_key": "aws"}],
        "module_calls": {"west": {"module": {"resources": [
            {"address": "aws_eip.there", "mode": "managed", "provider_config_key": "aws.west"}]}}},
    }  # fmt: skip
    found = costs.document("--plan", costs.file(document))
    assert {resource["address"]: resource["standing"] for resource in found["resources"]} == {
        "aws_eip.here": "priced",
        "module.west.aws_eip.there[0]": "no price",
    }
    assert (found["monthly_usd"]["expected"], found["complete"], found["region"]) == ("3.65", False, "us-east-1")


def test_a_region_without_a_book_is_no_price_and_says_how_to_get_one(costs: Costs):
    path = costs.file(plan_json({"aws_eip.x": ADDRESS}, provider={}))
    _, out, _ = costs.run("--plan", path, "--region", "eu-central-1")
    assert "Cost: 0.00 -> at least 0.00 USD/month" in out
    assert "`infra-console prices refresh --region eu-central-1`" in out


def test_a_plan_that_does_not_say_its_region_needs_one(costs: Costs):
    path = costs.file(plan_json({"aws_eip.x": ADDRESS}, provider={}))
    assert costs.sentence("--plan", path) == f"{path} does not say its AWS region: give it with --region."


def test_a_usage_file_moves_the_total(costs: Costs):
    plan = costs.file(plan_json({"aws_nat_gateway.n": NAT}))
    (costs.folder / "usage.yaml").write_text("nat_gb: {low: 0, expected: 100, high: 200}\n")
    document = costs.document("--plan", plan, "--usage", str(costs.folder / "usage.yaml"))
    assert document["monthly_usd"] == {"low": "32.85", "expected": "37.35", "high": "41.85"}
    assert document["assumptions"]["nat_gb"] == {"low": "0", "expected": "100", "high": "200"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nat_gbs: 1", "'nat_gbs' means nothing to the estimate; did you mean nat_gb?"),
        ("nat_gb: -1", "nat_gb cannot be used"),
        ("nat_gb: NaN", "nat_gb cannot be used"),
        ("nat_gb: true", "nat_gb is not a number"),
        ("nat_gb: much", "nat_gb cannot be used"),
        ("nat_gb: {low: 5, expected: 1, high: 2}", "low <= expected <= high"),
        ("nat_gb: {low: 5}", "nat_gb.expected cannot be used"),
        ("- nat_gb", "must hold keys and values"),
    ],
)
def test_usage_that_means_nothing_is_one_sentence(costs: Costs, text: str, words: str):
    plan = costs.file(plan_json({"aws_nat_gateway.n": NAT}))
    (costs.folder / "usage.yaml").write_text(text)
    assert words in costs.sentence("--plan", plan, "--usage", str(costs.folder / "usage.yaml"))


@pytest.mark.parametrize(
    ("limit", "resources", "code", "words"),
    [
        ("3.65", {"aws_eip.x": ADDRESS}, 0, ""),
        ("3.64", {"aws_eip.x": ADDRESS}, 1, "plan.json costs 3.65 USD a month, over the 3.64 of --fail-over."),
        ("0", {}, 0, ""),
        ("1", {"aws_eip.x": ADDRESS, "aws_msk_cluster.m": UNSUPPORTED}, 1, "costs at least 3.65 USD a month"),
    ],
)
def test_a_total_over_the_limit_is_exit_1_with_one_sentence(costs: Costs, limit, resources, code, words):
    path = costs.file(plan_json(resources))
    found, out, err = costs.run("--plan", path, "--fail-over", limit, "--json")
    assert found == code
    assert words in err
    assert err.count("\n") == (1 if words else 0)
    assert json.loads(out)["fail_over"] == {"usd": limit, "over": bool(code)}


def test_markdown_has_the_total_first_and_every_line_behind_a_fold(costs: Costs):
    _, out, _ = costs.run("--plan", costs.file(plan_json({"aws_eip.x": ADDRESS}, {"aws_eip.y": ADDRESS})), "--markdown")
    first, *rest = out.splitlines()
    assert first == "### Cost of plan.json: 3.65 USD/month (0.00)"
    assert r"| aws\_eip.x | - | 3.65 | +3.65 |" in rest
    assert r"| aws\_eip.y | 3.65 | - | -3.65 |" in rest
    assert "<details><summary>Every line</summary>" in rest


def test_what_a_file_could_save_is_said_in_every_form(costs: Costs):
    disk = ("aws_ebs_volume", {"type": "gp2", "size": 100})
    path = costs.file(plan_json({"aws_ebs_volume.x": disk}))
    (saving,) = costs.document("--plan", path)["savings"]
    assert (saving["key"], saving["addresses"]) == ("gp3", ["aws_ebs_volume.x"])
    assert Decimal(saving["monthly_usd"]["expected"]) == Decimal(2)  # 100 GB x (0.10 - 0.08)
    assert "WHAT IT COULD SAVE" in costs.run("--plan", path)[1]
    _, markdown, _ = costs.run("--plan", path, "--markdown")
    assert "<details><summary>What it could save (nothing of this is done by itself)</summary>" in markdown
    assert r"- **gp3 volumes instead of gp2**: -2.00 USD/month." in markdown


def test_outside_text_in_markdown_is_text_and_nothing_else(costs: Costs):
    address = 'aws_eip.x["|<img src=x> @team `a` \\u001b[2J"]'.replace("\\u001b", "\x1b")
    _, out, _ = costs.run("--plan", costs.file(plan_json({address: ADDRESS})), "--markdown")
    assert "<img" not in out.replace(r"\<img", "")
    assert "@team" not in out.replace(r"\@team", "")
    assert "\x1b" not in out
    (row,) = [line for line in out.splitlines() if line.endswith("| +3.65 |")]
    assert row.replace(r"\|", "").count("|") == 5


def test_old_prices_are_dated_on_every_total(costs: Costs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("console.cli.costing.today", lambda: date(2027, 3, 1))
    path = costs.file(plan_json({"aws_eip.x": ADDRESS}))
    _, text, _ = costs.run("--plan", path)
    assert "Cost: 0.00 (prices of 2026-10-01) -> 3.65 (prices of 2026-10-01) USD/month" in text
    assert "The prices of us-east-1 are of 2026-10-01, 151 days ago" in text
    _, markdown, _ = costs.run("--plan", path, "--markdown")
    assert markdown.startswith("### Cost of plan.json: 3.65 (prices of 2026-10-01) USD/month")
    assert costs.document("--plan", path)["prices_outdated"] is True


def test_prices_of_ninety_days_are_not_yet_old(costs: Costs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("console.cli.costing.today", lambda: date(2026, 12, 30))
    assert costs.document("--plan", costs.file(plan_json({})))["prices_outdated"] is False


def test_a_damaged_price_book_is_said_beside_the_total(costs: Costs):
    (costs.home / "prices").mkdir(parents=True)
    (costs.home / "prices" / "us-east-1.json").write_text("{}")
    _, out, _ = costs.run("--plan", costs.file(plan_json({"aws_eip.x": ADDRESS})))
    assert "the book that the console brings is used" in out
    assert "-> 3.65 USD/month" in out


@pytest.mark.parametrize(
    "content",
    [
        state_raw(
            kept("aws_eip", "x", {"index_key": "a\"b", "attributes": {"arn": ARN}},
                 {"index_key": 0, "attributes": {"arn": ARN}}, module="module.net"),
            kept("aws_ami", "x", {"attributes": {}}, mode="data"),
        ),
        {"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {"child_modules": [
            {"address": "module.net"} | {"resources": values({
                'module.net.aws_eip.x["a\\"b"]': ("aws_eip", {"arn": ARN}),
                "module.net.aws_eip.x[0]": ("aws_eip", {"arn": ARN}),
            })["root_module"]["resources"]}
        ]}}},
    ],
)  # fmt: skip
def test_a_state_is_priced_as_what_runs_raw_or_shown(costs: Costs, content: Any):
    document = costs.document("--state", costs.file(content, "terraform.tfstate"))
    assert document["monthly_usd"]["expected"] == "7.30"
    assert {r["address"] for r in document["resources"]} == {
        'module.net.aws_eip.x["a\\"b"]',
        "module.net.aws_eip.x[0]",
    }
    _, out, _ = costs.run("--state", str(costs.folder / "terraform.tfstate"))
    assert "Cost: 7.30 USD/month" in out


def test_an_object_that_a_failed_replacement_left_behind_is_priced_beside_the_new_one(costs: Costs):
    both = state_raw(
        kept("aws_eip", "x", {"attributes": {"arn": ARN}}, {"attributes": {"arn": ARN}, "deposed": "00c0"})
    )
    document = costs.document("--state", costs.file(both, "terraform.tfstate"))
    assert {r["address"] for r in document["resources"]} == {"aws_eip.x", "aws_eip.x (deposed 00c0)"}
    assert document["monthly_usd"]["expected"] == "7.30"


@pytest.mark.parametrize("content", [state_raw(), {"format_version": "1.0"}])
def test_an_empty_state_costs_nothing(costs: Costs, content: Any):
    assert costs.document("--state", costs.file(content))["monthly_usd"]["expected"] == "0.00"


PLAN = json.dumps(plan_json({"aws_eip.x": ADDRESS})).encode()
STATE = json.dumps(state_raw()).encode()


@pytest.mark.parametrize(
    ("option", "content", "words"),
    [
        ("--plan", b"", "is empty"),
        ("--plan", b"hello", "is not JSON"),
        ("--plan", PLAN[:-40], "ends half way"),
        ("--plan", codecs.BOM_UTF16_LE + PLAN.decode().encode("utf-16-le"), "is in UTF-16"),
        ("--plan", PLAN.decode().encode("utf-16-le"), "is in UTF-16"),
        ("--plan", b"[]", "holds no object"),
        ("--plan", b"{}", "no format_version"),
        ("--plan", b'{"format_version": "2.0"}', "has format 2.0"),
        ("--plan", STATE, "is a state file, not a plan"),
        ("--plan", b'{"format_version": "1.0", "values": {}}', "JSON of a state, not of a plan"),
        ("--plan", PLAN.replace(b'"create"', b'"dance"'), "does not know"),
        ("--plan", b'{"format_version": "1.2", "resource_changes": 1}', "does not have the shape"),
        ("--plan", b"[" * 100_000, "cannot be read"),
        ("--plan", b"PK\x03\x04 and no more", "cannot be read as a saved plan"),
        ("--state", b"", "is empty"),
        ("--state", b"hello", "is not JSON"),
        ("--state", STATE[:-10], "ends half way"),
        ("--state", STATE.decode().encode("utf-16"), "is in UTF-16"),
        ("--state", b"[]", "holds no object"),
        ("--state", b"{}", "is no state"),
        ("--state", b'{"version": 3, "modules": []}', "has version 3"),
        ("--state", b'{"encrypted_data": "x"}', "is encrypted"),
        ("--state", PLAN, "plan's JSON, not a state"),
        ("--state", b"PK\x03\x04", "is a saved plan, not a state"),
        ("--state", b'{"version": 4, "resources": [{}]}', "does not have its shape"),
        ("--state", b"[" * 100_000, "is not JSON"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_file_that_cannot_be_priced_is_one_sentence_that_names_it(costs: Costs, option, content, words):
    path = costs.file(content, "some.file")
    found = costs.sentence(option, path)
    assert words in found
    assert path in found


def test_the_same_sentence_is_one_json_document_with_json(costs: Costs):
    code, out, err = costs.run("--plan", costs.file(b"hello"), "--json")
    assert (code, err) == (1, "")
    assert json.loads(out)["error"]["kind"] == "InputError"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("tiny/dev", "--plan", "x"),
        ("--plan", "x", "--state", "x"),
        ("--plan", "x", "--profile", "busy"),
        ("--plan", "x", "--set", "a=b"),
        ("--plan", "x", "--json", "--markdown"),
        ("--plan", "x", "--compare", "../etc"),
        ("--plan", "nowhere"),
        ("--state", "."),
        ("tiny/dev", "--region", "us-east-1"),
        ("--plan", "x", "--fail-over", "much"),
        ("--plan", "x", "--fail-over", "-1"),
        ("--plan", "x", "--fail-over", "NaN"),
        ("--plan", "x", "--usage", "nowhere.yaml"),
    ],
)
def test_options_that_do_not_go_together_are_refused_before_anything_is_done(costs: Costs, arguments):
    code, out, err = costs.run(*arguments)
    assert code == 1
    assert "Traceback" not in err
    assert "something unexpected" not in (out + err).lower()
    assert not (costs.home / "runs").exists()


def test_a_saved_plan_of_a_strange_provider_is_not_run(costs: Costs):
    path = costs.folder / "p.tfplan"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tfplan", "x")
        archive.writestr(".terraform.lock.hcl", 'provider "registry.terraform.io/someone/else" {\n}\n')
    assert "made with registry.terraform.io/someone/else" in costs.sentence("--plan", str(path))


def test_a_zip_that_is_no_plan_is_one_sentence(costs: Costs):
    path = costs.folder / "p.tfplan"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello", "x")
    assert "is a zip, but no saved plan" in costs.sentence("--plan", str(path))
