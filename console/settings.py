"""Settings: by flag, by INFRA_CONSOLE_* variable, by config file; read once, with where each came from."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, InitSettingsSource, SettingsConfigDict
from pydantic_settings.sources import PydanticBaseSettingsSource

from console.domain.team_place import TeamPlace
from console.errors import SettingsError

PREFIX = "INFRA_CONSOLE_"
CONFIG_VARIABLE = "INFRA_CONSOLE_CONFIG"
_ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What an operator may set. Every field is a flag, a variable and a key of the config file of the same name."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("infra-console"),
        description="The console home: runs, overlays, the sandbox's state.",
    )
    engine: str | None = Field(default=None, description="The terraform or tofu to use: a name on PATH or a path.")
    provider_mirror: Path | None = Field(
        default=None, description="A folder holding registry.terraform.io/hashicorp/aws; without it the registry."
    )
    sandbox: bool = Field(default=False, description="Use the embedded simulated AWS.")
    read_only: bool = Field(default=False, description="Only look: nothing is planned, applied or changed.")
    read_only_role: str | None = Field(
        default=None,
        pattern=r"^arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]+$",
        description="The ARN of a role that a read-only console assumes, for looking only.",
    )
    modules: Path = Field(default=_ROOT / "terraform_modules", description="The folder of the Terraform modules.")
    presets: Path = Field(default=_ROOT / "presets", description="The folder of the presets.")
    plan_minutes: int = Field(default=30, ge=1, le=1440, description="How long a plan may be applied, in minutes.")
    team_store: str | None = Field(
        default=None,
        description="The store that a team shares, dynamodb:TABLE:BUCKET:REGION; without it the console home.",
    )
    theme: str = Field(default="infra-dark", description="The console's theme.")

    @field_validator("team_store")
    @classmethod
    def _names_a_place(cls, text: str | None) -> str | None:
        if text is not None:
            TeamPlace.parse(text)
        return text

    @property
    def team_place(self) -> TeamPlace | None:
        """Where the team's store is; None for a store in the console home."""
        return None if self.team_store is None else TeamPlace.parse(self.team_store)


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """The settings and, per field, where its value came from."""

    settings: Settings
    sources: Mapping[str, str]
    config_file: Path


def config_file() -> Path:
    """Where the config file is looked for; it does not have to exist."""
    named = os.environ.get(CONFIG_VARIABLE)
    return Path(named) if named else user_config_path("infra-console") / "config.toml"


def read_settings(flags: Mapping[str, Any]) -> ReadSettings:
    """Read the settings once. `flags` holds what the command line gave (None: not given).

    Raises SettingsError with the file or variable, the key and the reason.
    """
    given = {key: value for key, value in flags.items() if value is not None}
    path = config_file()
    layers: list[tuple[dict[str, Any], str]] = [
        (given, "flag"),
        (EnvSettingsSource(Settings, env_ignore_empty=True)(), "variable"),
        (_read_file(path), str(path)),
    ]
    merged: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for layer, origin in layers:
        for key, value in layer.items():
            if key not in merged:
                merged[key] = value
                sources[key] = _origin(key, origin)
    try:
        settings = _Merged(**merged)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        where = sources.get(key, "settings")
        if first["type"] == "extra_forbidden":
            known = ", ".join(sorted(Settings.model_fields))
            raise SettingsError(f"{where} sets {key!r}, which is no setting; there are: {known}.") from None
        raise SettingsError(f"The setting {key!r} ({where}) cannot be used: {_why(first['msg'])}.") from None
    for key in Settings.model_fields:
        sources.setdefault(key, "default")
    paths = {key: value.expanduser().absolute() for key, value in settings if isinstance(value, Path)}
    settings = settings.model_copy(update=paths)
    return ReadSettings(settings, sources, path)


def _why(said: str) -> str:
    """What a check of ours said, without pydantic's word for it."""
    return said.removeprefix("Value error, ")


class _Merged(Settings):
    """Settings built from the merged layers only, so that no source is read a second time."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        assert isinstance(init_settings, InitSettingsSource)  # noqa: S101
        return (init_settings,)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        if os.environ.get(CONFIG_VARIABLE):
            raise SettingsError(f"{CONFIG_VARIABLE} names {path}, which does not exist.") from None
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"The config file {path} cannot be read: {error}.") from None


def _origin(key: str, origin: str) -> str:
    if origin == "flag":
        return f"--{key.replace('_', '-')}"
    return f"{PREFIX}{key.upper()}" if origin == "variable" else origin
