"""Refreshing a region's prices with the real boto3 against a Price List on a loopback port."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from console.errors import AwsError, ConsoleError, InputError, PriceBookError
from console.pricing.book import PriceBook, book_for, checksum
from console.pricing.refresh_questions import FREE, asked_keys
from console.services.price_books import PriceBooks
from tests.fakes.json_server import refusal
from tests.fakes.price_list import PREFIXES, PriceListServer, product, whole_list

TODAY = date(2026, 11, 20)
DERIVED = {"cw.alarm.anomaly", "elasticache.valkey.factor"}


@pytest.fixture
def server() -> Iterator[PriceListServer]:
    server = PriceListServer(whole_list("us-east-1") + whole_list("eu-central-1", "1.15"))
    yield server
    server.close()


@pytest.fixture
def books(tmp_path: Path) -> PriceBooks:
    return PriceBooks(tmp_path, lambda: TODAY)


def brought() -> PriceBook:
    book = book_for("us-east-1")
    assert book is not None
    return book


def test_every_price_that_the_console_knows_by_name_is_asked_for():
    asked = set(asked_keys()) | set(FREE) | DERIVED
    templates = [key.partition("{")[0] for key in asked if "{" in key]
    unasked = {key for key in brought().prices if key not in asked and not key.startswith(tuple(templates))}
    assert unasked == set()


def test_a_refresh_of_the_region_whose_prices_are_known_finds_the_same_prices(server, books):
    refreshed = books.refresh("us-east-1", server.environment)
    differing = {change.key: (change.old, change.new) for change in refreshed.changes if change.old is not None}
    # The book's own note says that its 0.23 is a rounded 0.225.
    assert differing == {"aurora.storage.gb.ioopt": (Decimal("0.23"), Decimal("0.225"))}
    assert refreshed.old_date == date(2026, 10, 1)
    added = {change.key: change.new for change in refreshed.changes if change.old is None}
    assert added == {
        "ec2.linux.m7g.large": Decimal("0.0816"),
        "ec2.t4g.unlimited_credit": Decimal("0.04"),
        "rds.gp3.iops.single": Decimal("0.02"),
    }
    assert refreshed.shelved.book.gaps == brought().gaps


def test_the_change_of_a_price_has_its_percentage(server, books):
    refreshed = books.refresh("us-east-1", server.environment)
    (change,) = (change for change in refreshed.changes if change.percent is not None)
    assert round(change.percent or Decimal(0), 2) == Decimal("-2.17")


def test_a_region_without_a_book_gets_one_of_its_own_prices(server, books):
    assert books("eu-central-1") is None
    refreshed = books.refresh("eu-central-1", server.environment)
    book = books("eu-central-1")
    assert book is not None
    assert (book.region, book.date) == ("eu-central-1", TODAY)
    assert {key: book.prices[key].usd for key in ("nat.hour", "kms.key", "ddb.od.wru", "dt.out.40tb")} == {
        "nat.hour": Decimal("0.05175"),
        "kms.key": Decimal("1.15"),
        "ddb.od.wru": Decimal("0.7188"),
        "dt.out.40tb": Decimal("0.09775"),
    }
    assert book.prices["nat.hour"].source.startswith("AWS Price List API, SKU ")
    assert book.prices["vpce.gw"].usd == 0
    assert refreshed.old_date is None
    assert all(change.old is None for change in refreshed.changes)


@pytest.mark.parametrize(
    ("region", "neighbour", "other"),
    [("us-east-1", "0.01", "0.02"), ("us-east-2", "0.01", "0.02"), ("us-west-2", None, "0.02")],
)
def test_data_to_another_region_has_the_price_of_that_pair(server, books, region, neighbour, other):
    server.products = whole_list(region)
    book = books.refresh(region, server.environment).shelved.book
    found = [book.price(key) for key in ("dt.region", "dt.region.other")]
    assert [price and str(price.usd.normalize()) for price in found] == [neighbour, other]


def test_a_refreshed_book_is_used_and_read_back_whole(server, books, tmp_path):
    refreshed = books.refresh("us-east-1", server.environment)
    path = tmp_path / "prices" / "us-east-1.json"
    assert refreshed.shelved.path == path
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["checksum"] == checksum(content)
    assert PriceBook.load(path) == refreshed.shelved.book
    shelved = PriceBooks(tmp_path, lambda: TODAY).shelved("us-east-1")
    assert shelved is not None
    assert (shelved.path, shelved.book.date, shelved.note) == (path, TODAY, "")
    assert path.stat().st_mode & 0o077 == 0


def test_every_page_is_read_and_the_real_protocol_is_spoken(server, books):
    books.refresh("us-east-1", server.environment)
    assert {request["target"] for request in server.requests} == {"AWSPriceListService.GetProducts"}
    instances = [r for r in server.requests if {"Type": "TERM_MATCH", "Field": "operatingSystem", "Value": "Linux"}
                 in r["Filters"] and r["ServiceCode"] == "AmazonEC2" and "NextToken" in r]  # fmt: skip
    assert instances


def test_a_throttled_question_is_asked_again(server, books):
    server.refusals = [refusal("ThrottlingException", "Rate exceeded")]
    assert books.refresh("us-east-1", server.environment).shelved.book.prices["nat.hour"].usd == Decimal("0.045")
    assert server.requests[0]["Filters"] == server.requests[1]["Filters"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (refusal("AccessDeniedException", "not authorized"), "may not do pricing:GetProducts"),
        (refusal("ExpiredTokenException", "expired"), "have expired"),
        (refusal("UnsupportedOperation", "sandbox: pricing:GetProducts is not simulated"), "sandbox simulates no"),
        (refusal("InvalidParameterException", "no"), "AWS refused pricing:GetProducts"),
        ((200, "<html>sign in</html>"), "is not AWS"),
        ((200, "{}"), "is not AWS"),
        ((200, json.dumps({"PriceList": ["{"]})), "a product that this console cannot read"),
        ((200, json.dumps({"PriceList": [json.dumps({"product": {}})]})), "a product that this console cannot read"),
        ((200, json.dumps({"PriceList": []})), "answered for 0 of"),
    ],
)
def test_whatever_goes_wrong_is_one_sentence_and_the_book_before_stays(server, books, tmp_path, answer, words):
    books.refresh("us-east-1", server.environment)
    path = tmp_path / "prices" / "us-east-1.json"
    before = path.read_bytes()
    server.always = answer
    with pytest.raises((AwsError, PriceBookError)) as caught:
        books.refresh("us-east-1", server.environment)
    assert words in caught.value.message
    assert "stays as it was" in caught.value.message
    assert "\n" not in caught.value.message
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["us-east-1.json"]


def test_a_failure_half_way_through_keeps_the_book_before(server, books, tmp_path):
    server.products.append(product("awskms", "API Request", "us-east-1-KMS-Requests", "free", regionCode="us-east-1"))
    with pytest.raises(PriceBookError):
        books.refresh("us-east-1", server.environment)
    assert not (tmp_path / "prices").exists()


def test_a_server_that_is_not_there_is_one_sentence(books):
    gone = PriceListServer([])
    environment = gone.environment
    gone.close()
    with pytest.raises(AwsError, match="AWS cannot be reached to ask for the AWS Price List"):
        books.refresh("us-east-1", environment)


def test_prices_in_another_currency_are_refused_and_not_taken_for_dollars(server, books):
    server.products = [text.replace('"USD"', '"CNY"') for text in whole_list("us-east-1")]
    with pytest.raises(PriceBookError, match="prices of us-east-1 in CNY"):
        books.refresh("us-east-1", server.environment)


def test_two_products_that_contradict_one_another_are_no_price(server, books):
    server.products.append(product("AmazonEC2", "NAT Gateway", "NatGateway-Hours", "0.09", regionCode="us-east-1"))
    book = books.refresh("us-east-1", server.environment).shelved.book
    assert book.price("nat.hour") is None
    assert "nat.hour" in book.gaps


def test_the_same_product_twice_is_one_price(server, books):
    server.products.append(product("AmazonEC2", "NAT Gateway", "NatGateway-Hours", "0.0450", regionCode="us-east-1"))
    assert books.refresh("us-east-1", server.environment).shelved.book.prices["nat.hour"].usd == Decimal("0.045")


def test_a_price_that_the_list_no_longer_has_is_gone_and_not_kept_in_silence(server, books):
    server.products = [text for text in whole_list("us-east-1") if "TimedPITRStorage" not in text]
    refreshed = books.refresh("us-east-1", server.environment)
    (gone,) = (change for change in refreshed.changes if change.new is None)
    assert (gone.key, gone.old) == ("ddb.pitr.gb", Decimal("0.2"))


def test_valkey_nodes_of_different_discounts_have_no_common_factor(server, books):
    server.products.append(
        product("AmazonElastiCache", "Cache Instance", "NodeUsage:cache.m7g.large", "0.10", regionCode="us-east-1",
                cacheEngine="Redis", locationType="AWS Region"))  # fmt: skip
    server.products.append(
        product("AmazonElastiCache", "Cache Instance", "NodeUsage:cache.m7g.large", "0.05", regionCode="us-east-1",
                cacheEngine="Valkey", locationType="AWS Region"))  # fmt: skip
    book = books.refresh("us-east-1", server.environment).shelved.book
    assert book.price("elasticache.valkey.factor") is None


@pytest.mark.parametrize("region", ["", "us-east", "../etc", "US-EAST-1", "us-east-1\n", "eu-central-1a"])
def test_what_is_no_region_is_not_asked_for(server, books, region):
    with pytest.raises(InputError, match="is not an AWS region"):
        books.refresh(region, server.environment)
    assert server.requests == []


def test_a_damaged_book_gives_way_to_the_one_the_console_brings_and_says_so(books, tmp_path):
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / "us-east-1.json").write_text("{}", encoding="utf-8")
    shelved = books.shelved("us-east-1")
    assert shelved is not None
    assert shelved.book == brought()
    assert "the book that the console brings is used" in shelved.note


def test_a_damaged_book_of_a_region_without_another_is_refused(books, tmp_path):
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / "eu-central-1.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConsoleError, match="is not a price book"):
        books("eu-central-1")


def test_a_book_brought_with_a_newer_console_goes_before_an_older_refresh(server, tmp_path):
    early = PriceBooks(tmp_path, lambda: date(2026, 1, 1))
    early.refresh("us-east-1", server.environment)
    shelved = early.shelved("us-east-1")
    assert shelved is not None
    assert shelved.book == brought()


def test_the_regions_with_a_book_are_those_brought_and_those_refreshed(server, books):
    assert books.regions() == ("us-east-1",)
    books.refresh("eu-central-1", server.environment)
    assert books.regions() == ("eu-central-1", "us-east-1")
    assert set(PREFIXES) >= {"eu-central-1"}
