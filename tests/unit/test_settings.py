"""Settings: what wins, where each came from, and what is refused."""

from pathlib import Path

import pytest

from console.errors import SettingsError
from console.settings import Settings, read_settings


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty config file, and none of the tester's own settings."""
    for key in Settings.model_fields:
        monkeypatch.delenv(f"INFRA_CONSOLE_{key.upper()}", raising=False)
    path = tmp_path / "config.toml"
    path.touch()
    monkeypatch.setenv("INFRA_CONSOLE_CONFIG", str(path))
    return path


def test_a_flag_wins_over_a_variable_over_the_file_over_the_default(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text('engine = "from-file"\nplan_minutes = 10\ntheme = "light"\n')
    monkeypatch.setenv("INFRA_CONSOLE_ENGINE", "from-variable")
    monkeypatch.setenv("INFRA_CONSOLE_PLAN_MINUTES", "20")
    read = read_settings({"engine": "from-flag", "plan_minutes": None, "home": None})
    settings = read.settings
    assert (settings.engine, settings.plan_minutes, settings.theme) == ("from-flag", 20, "light")
    assert settings.sandbox is False
    assert {key: read.sources[key] for key in ("engine", "plan_minutes", "theme", "sandbox")} == {
        "engine": "--engine",
        "plan_minutes": "INFRA_CONSOLE_PLAN_MINUTES",
        "theme": str(config),
        "sandbox": "default",
    }


def test_a_key_that_is_no_setting_is_refused_naming_file_and_key(config: Path) -> None:
    config.write_text("plan_minuts = 5\n")
    with pytest.raises(SettingsError) as refused:
        read_settings({})
    assert refused.value.message.startswith(f"{config} sets 'plan_minuts', which is no setting; there are: engine,")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plan_minutes = 0\n", "greater than or equal to 1"),
        ('plan_minutes = "soon"\n', "valid integer"),
        ('sandbox = "perhaps"\n', "valid boolean"),
        ("home = 5\n", "not a valid path"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_naming_key_and_file(config: Path, text: str, words: str) -> None:
    config.write_text(text)
    key = text.partition(" ")[0]
    with pytest.raises(SettingsError) as refused:
        read_settings({})
    assert f"The setting {key!r} ({config}) cannot be used:" in refused.value.message
    assert words in refused.value.message


def test_a_variable_that_does_not_fit_is_named(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRA_CONSOLE_PLAN_MINUTES", "-1")
    with pytest.raises(SettingsError, match=r"'plan_minutes' \(INFRA_CONSOLE_PLAN_MINUTES\) cannot be used"):
        read_settings({})


def test_a_flag_that_does_not_fit_is_named(config: Path) -> None:
    with pytest.raises(SettingsError, match=r"'plan_minutes' \(--plan-minutes\) cannot be used"):
        read_settings({"plan_minutes": 0})


def test_a_file_that_is_not_toml_is_refused_naming_it(config: Path) -> None:
    config.write_text("engine = \n")
    with pytest.raises(SettingsError, match=f"The config file {config} cannot be read"):
        read_settings({})


def test_a_config_file_that_was_named_has_to_exist(config: Path) -> None:
    config.unlink()
    with pytest.raises(SettingsError, match=r"INFRA_CONSOLE_CONFIG names .* which does not exist"):
        read_settings({})


def test_an_empty_variable_counts_as_not_set(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRA_CONSOLE_PROVIDER_MIRROR", "")
    monkeypatch.setenv("INFRA_CONSOLE_ENGINE", "")
    read = read_settings({})
    assert (read.settings.provider_mirror, read.settings.engine) == (None, None)
    assert read.sources["provider_mirror"] == "default"


def test_a_tilde_in_the_file_is_the_operators_home(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    config.write_text('home = "~/infra"\nprovider_mirror = "~/mirror"\npresets = "relative"\n')
    settings = read_settings({}).settings
    assert settings.home == Path("/home/somebody/infra")
    assert settings.provider_mirror == Path("/home/somebody/mirror")
    assert settings.presets.is_absolute()
