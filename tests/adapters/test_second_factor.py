"""How the credentials were got, from profiles and variables of a home that holds nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.aws.second_factor import read_second_factor


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config file of the test's own, and no other credentials on this machine."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return tmp_path / "config"


def test_a_profile_that_assumes_its_role_with_a_device_has_a_second_factor(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = "[profile base]\naws_access_key_id = AKIA1\naws_secret_access_key = x\n"
    role = "[profile deploy]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n"
    profile.write_text(f"{keys}{role}mfa_serial = arn:aws:iam::1:mfa/ann\n")
    monkeypatch.setenv("AWS_PROFILE", "deploy")
    found = read_second_factor()
    assert (found.used, found.words) == (True, "the profile deploy assumes its role with arn:aws:iam::1:mfa/ann")
    profile.write_text(f"{keys}{role}")
    assert read_second_factor().used is None


def test_long_lived_keys_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    found = read_second_factor()
    assert found.used is False
    assert "AKIAEXAMPLE" not in found.words


def test_of_session_credentials_it_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "t")
    assert read_second_factor().used is None


def test_without_credentials_it_cannot_be_told() -> None:
    assert (read_second_factor().used, read_second_factor().words) == (None, "there are no credentials on this machine")
