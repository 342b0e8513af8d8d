"""`infra-console prices`: what a refresh says of a region's prices, and what the books are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.cli.main import run
from tests.fakes.price_list import PriceListServer, whole_list


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PriceListServer]:
    (tmp_path / "config.toml").touch()
    monkeypatch.setenv("INFRA_CONSOLE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("INFRA_CONSOLE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INFRA_CONSOLE_SANDBOX", raising=False)
    server = PriceListServer([text for text in whole_list("us-east-1") if "TimedPITRStorage" not in text])
    for key, value in server.environment.items():
        monkeypatch.setenv(key, value)
    yield server
    server.close()


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert run(["prices", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def row(lines: list[str], key: str) -> list[str]:
    return next(line for line in lines if line.startswith(f"{key} ")).split()[1:]


def test_a_refresh_shows_old_and_new_prices_their_percentage_and_what_is_added_and_gone(server, capsys, tmp_path):
    lines = said(capsys, "refresh", "--region", "us-east-1")
    assert lines[0].startswith("125 prices of us-east-1, read ")
    assert str(tmp_path / "home" / "prices" / "us-east-1.json") in lines[0]
    assert lines[1] == "Against the book of 2026-10-01:"
    assert row(lines, "aurora.storage.gb.ioopt") == ["0.23", "0.225", "-2.2", "%"]
    assert row(lines, "ddb.pitr.gb")[:3] == ["0.2", "-", "gone:"]
    assert row(lines, "ec2.linux.m7g.large") == ["-", "0.0816", "added"]


def test_a_refresh_that_finds_the_same_says_so(server, capsys):
    said(capsys, "refresh", "--region", "us-east-1")
    assert said(capsys, "refresh", "--region", "us-east-1")[1].startswith("Nothing differs from the book of ")


def test_a_first_book_of_a_region_is_not_a_list_of_changes(server, capsys):
    server.products = whole_list("eu-central-1")
    assert said(capsys, "refresh", "--region", "eu-central-1")[1:] == ["There was no book of this region before."]
    assert [line.partition(":")[0] for line in said(capsys)] == ["eu-central-1", "us-east-1"]


def test_a_book_is_shown_with_units_confidence_and_its_gaps(server, capsys):
    lines = said(capsys, "show", "--region", "us-east-1")
    assert row(lines, "nat.hour") == ["0.045", "hour", "high", "NAT", "gateway"]
    assert "  ? ses.email: no source has its price" in lines


def test_old_prices_say_how_old_they_are_and_how_to_get_new_ones(server, capsys, monkeypatch):
    from datetime import date

    monkeypatch.setattr("console.cli.prices.today", lambda: date(2027, 1, 1))
    note = said(capsys)[1]
    assert note == (
        "  note: The prices of us-east-1 are of 2026-10-01, 92 days ago: `infra-console prices refresh --region "
        "us-east-1` asks for new ones."
    )


def test_a_refresh_without_a_region_is_refused(server, capsys):
    assert run(["prices", "refresh"]) == 1
    assert "needs --region" in capsys.readouterr().err
    assert server.requests == []
