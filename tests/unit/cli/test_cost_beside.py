"""What stands beside an environment's cost: savings with their drawbacks, documents with their reasons."""

from decimal import Decimal

import pytest

from console.cli.cost_beside import (
    documents_document,
    documents_markdown,
    print_documents,
    print_savings,
    savings_document,
    savings_markdown,
)
from console.domain.cost import Amount
from console.domain.cost_documents import ComparedLine, DocumentComparison, Verdict
from console.domain.cost_savings import BreakEven, Saving

ENDPOINTS = Saving(
    key="endpoints",
    title="Interface endpoints",
    addresses=("aws_nat_gateway.x",),
    monthly=Amount.flat(Decimal("-58.4")),
    how="8 x 0.01 x 730 h",
    drawback="They cost by the hour",
    break_even=BreakEven(Decimal("1668.57"), "GB a month", "from 1,669 GB a month on"),
)
SPOT = Saving("spot", "Spot", ("aws_ecs_service.x",), None, "AWS publishes no price", "Tasks are interrupted")
TABLE = DocumentComparison(
    title="Staging", document="001", environment="staging", profile="small",
    lines=(
        ComparedLine("writes", Amount.flat(Decimal("18.75")), Amount.flat(Decimal("9.375")), Verdict.TOO_HIGH,
                     "15 x 0.625", "halved on 2024-11-01"),
        ComparedLine("mail", None, None, Verdict.PART, "", ""),
    ),
    documented=Amount(Decimal(20), Decimal(25), Decimal(30)), today=Amount.flat(Decimal("9.375")), left_out=Amount(),
    verdict=Verdict.TOO_HIGH, complete=False, reason="DynamoDB alone",
)  # fmt: skip


def test_a_saving_has_its_figure_its_break_even_and_its_drawback(capsys: pytest.CaptureFixture[str]):
    print_savings((ENDPOINTS, SPOT))
    out = capsys.readouterr().out
    assert "Interface endpoints: +58.40 USD/month" in out
    assert "break-even: from 1,669 GB a month on" in out
    assert "drawback: They cost by the hour" in out
    assert "Spot: not known" in out


def test_no_savings_are_no_lines(capsys: pytest.CaptureFixture[str]):
    print_savings(())
    print_documents(())
    assert capsys.readouterr().out == ""


def test_a_documents_line_stands_beside_todays_with_its_reason(capsys: pytest.CaptureFixture[str]):
    print_documents((TABLE,))
    out = capsys.readouterr().out
    assert "DOCUMENT 001: Staging" in out
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line}
    assert rows["TOTAL"] == ["20.00", "-", "30.00", "at", "least", "9.38", "too", "high"]
    assert "writes          18.75           9.38  too high" in out
    assert "writes: halved on 2024-11-01" in out
    assert "DynamoDB alone" in out


def test_both_are_in_the_document_and_unknown_is_null():
    (endpoints, spot) = savings_document((ENDPOINTS, SPOT))
    assert endpoints["monthly_usd"]["expected"] == "-58.40"
    assert spot["monthly_usd"] is None
    (table,) = documents_document((TABLE,))
    assert table["documented_usd"] == {"low": "20.00", "expected": "25.00", "high": "30.00"}
    assert [line["today_usd"] for line in table["lines"]][1] is None


def test_markdown_folds_both_and_has_nothing_where_there_is_neither():
    text = savings_markdown((ENDPOINTS, SPOT))
    assert "- **Interface endpoints**: +58.40 USD/month. 8 x 0.01 x 730 h Drawback: They cost by the hour" in text
    assert "- **Spot**: not known." in text
    table = documents_markdown((TABLE,))
    assert "<summary>Document 001: Staging</summary>" in table
    assert "| writes | 18.75 | 9.38 | too high | halved on 2024-11-01 |" in table
    assert "| TOTAL | 20.00 - 30.00 | at least 9.38 | too high | DynamoDB alone |" in table
    assert savings_markdown(()) + documents_markdown(()) == ""
