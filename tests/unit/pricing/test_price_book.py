"""The price book: whole, dated, and silent where it has no figure."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from console.errors import PriceBookError
from console.pricing.book import DATA, SCHEMA, PriceBook, book_for, checksum


@pytest.fixture
def content() -> dict:
    return json.loads((DATA / "us-east-1.json").read_text(encoding="utf-8"))


def written(folder: Path, content: dict, *, sealed: bool = True) -> Path:
    path = folder / "us-east-1.json"
    if sealed:
        content["checksum"] = checksum(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_price_is_an_exact_decimal_with_unit_source_and_confidence():
    book = book_for("us-east-1")
    assert book is not None
    price = book.price("fargate.arm.vcpu")
    assert price is not None
    assert (price.usd, price.unit, price.confidence) == (Decimal("0.03238"), "vCPU-hour", "high")
    assert "AWS Price List" in price.source
    assert (book.region, book.date) == ("us-east-1", date(2026, 10, 1))


def test_a_gap_of_the_sources_stays_a_gap_and_is_not_a_price_of_zero():
    book = book_for("us-east-1")
    assert book is not None
    assert book.gaps == {"ses.email", "ddb.contributor_insights"}
    assert len(book.prices) == 123
    assert book.price("ses.email") is None
    assert book.price("ec2.linux.x1e.32xlarge") is None
    assert [key for key, price in book.prices.items() if price.usd == 0] == ["vpce.gw", "ssm.param.std", "acm.public"]


def test_a_region_without_a_book_has_no_prices_of_another_region():
    assert book_for("eu-central-1") is None


def test_a_changed_figure_is_refused(tmp_path: Path, content: dict):
    content["prices"]["nat.hour"]["usd"] = "0.001"
    with pytest.raises(PriceBookError, match="altered or damaged"):
        PriceBook.load(written(tmp_path, content, sealed=False))


def test_a_figure_changed_on_purpose_is_read_once_its_checksum_is_computed_anew(tmp_path: Path, content: dict):
    content["prices"]["nat.hour"]["usd"] = "0.05"
    price = PriceBook.load(written(tmp_path, content)).price("nat.hour")
    assert price is not None
    assert price.usd == Decimal("0.05")


def test_a_newer_schema_is_refused_with_both_numbers(tmp_path: Path, content: dict):
    content["schema"] = SCHEMA + 1
    with pytest.raises(PriceBookError, match=f"has schema {SCHEMA + 1}, and this console reads schema {SCHEMA}"):
        PriceBook.load(written(tmp_path, content))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema": "1"}', "\x00", "[" * 100_000])
def test_a_file_that_is_no_price_book_is_refused_in_one_sentence(tmp_path: Path, text: str):
    path = tmp_path / "us-east-1.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PriceBookError) as caught:
        PriceBook.load(path)
    assert str(path) in caught.value.message
    assert caught.value.message.count("\n") == 0


def test_a_missing_book_is_named(tmp_path: Path):
    with pytest.raises(PriceBookError, match=r"gone\.json cannot be opened"):
        PriceBook.load(tmp_path / "gone.json")


@pytest.mark.parametrize("usd", ["-1", "NaN", "Infinity", "free", [], {}])
def test_a_figure_that_is_no_price_is_refused(tmp_path: Path, content: dict, usd: object):
    content["prices"]["nat.hour"]["usd"] = usd
    with pytest.raises(PriceBookError):
        PriceBook.load(written(tmp_path, content))


def test_another_currency_is_refused(tmp_path: Path, content: dict):
    content["currency"] = "CNY"
    with pytest.raises(PriceBookError, match="CNY"):
        PriceBook.load(written(tmp_path, content))
