"""Asking AWS who is calling: the answer, and each way in which there is none, as one sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.aws.caller import read_caller
from console.errors import AwsError
from tests.fakes.cloud import ACCOUNT, AccountServer

REMEDY = "configure credentials (`aws configure`, `aws sso login` or AWS_PROFILE), or use --sandbox"


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AccountServer]:
    """STS on a loopback port, with credentials for it and none of the tester's own."""
    server = AccountServer()
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / name))
    yield server
    server.close()


def test_the_account_and_the_arn_are_told(sts: AccountServer) -> None:
    caller = read_caller("us-east-1", None)
    assert (caller.account, caller.arn) == (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/tester")


def test_the_sandboxs_variables_are_used_where_they_are_given(
    sts: AccountServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = dict(sts.environment)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert read_caller("us-east-1", given).account == ACCOUNT


def test_fault_54_no_credentials_is_a_sentence(sts: AccountServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(AwsError) as refused:
        read_caller("us-east-1", None)
    assert refused.value.message == f"There are no AWS credentials: {REMEDY}."


@pytest.mark.parametrize("code", ["ExpiredToken", "ExpiredTokenException", "RequestExpired"])
def test_fault_54_expired_credentials_are_a_sentence(sts: AccountServer, code: str) -> None:
    sts.refuse(code, "The security token included in the request is expired")
    with pytest.raises(AwsError) as refused:
        read_caller("us-east-1", None)
    assert refused.value.message == "The AWS credentials have expired: refresh them and try again."
    assert code in refused.value.detail


def test_another_refusal_names_its_code(sts: AccountServer) -> None:
    sts.refuse("InvalidClientTokenId", "The security token included in the request is invalid.")
    with pytest.raises(AwsError, match=r"AWS refused to say who is calling \(InvalidClientTokenId\)"):
        read_caller("us-east-1", None)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9", "EndpointConnectionError"),
        ("AWS_PROFILE", "no-such-profile", "ProfileNotFound"),
    ],
)
def test_what_keeps_aws_from_being_asked_is_named(
    sts: AccountServer, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(AwsError, match=words):
        read_caller("us-east-1", None)


def test_an_answer_that_is_none_is_a_sentence(sts: AccountServer) -> None:
    sts.body = "<html>Sign in to the hotel's network</html>"
    with pytest.raises(AwsError, match="What answered is not AWS"):
        read_caller("us-east-1", None)
