"""What an engine's environment holds, and what never gets in."""

from pathlib import Path

import pytest

from console.terraform.child_environment import child_environment

AMBIENT = {
    "PATH": "/bin",
    "HOME": "/home/tester",
    "HTTPS_PROXY": "http://proxy",
    "AWS_PROFILE": "theirs",
    "AWS_SECRET_ACCESS_KEY": "theirs",
    "TF_TOKEN_app_terraform_io": "token",
}
NEVER = (
    "TF_CLI_ARGS",
    "TF_CLI_ARGS_plan",
    "TF_WORKSPACE",
    "TF_DATA_DIR",
    "TF_LOG",
    "TF_LOG_PATH",
    "TF_REATTACH_PROVIDERS",
    "TF_VAR_label",
    "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE",
    "LD_PRELOAD",
    "PYTHONPATH",
    "INFRA_CONSOLE_HOME",
    "DATABASE_PASSWORD",
)


def compose(tmp_path: Path, **changes: object) -> dict[str, str]:
    given: dict[str, object] = {
        "cloud": None,
        "variables": {},
        "cli_config": None,
        "plugin_cache": tmp_path / "cache",
        "ambient": AMBIENT,
    }
    return child_environment(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NEVER)
def test_fault_40_a_variable_that_is_not_on_the_list_does_not_pass(tmp_path: Path, name: str) -> None:
    assert name not in compose(tmp_path, ambient=AMBIENT | {name: "x"})


def test_what_an_engine_needs_passes(tmp_path: Path) -> None:
    assert AMBIENT.items() <= compose(tmp_path).items()


def test_the_engine_asks_nothing_and_keeps_providers_in_the_cache(tmp_path: Path) -> None:
    environment = compose(tmp_path)
    assert environment["TF_INPUT"] == "0"
    assert environment["CHECKPOINT_DISABLE"] == "1"
    assert environment["TF_PLUGIN_CACHE_DIR"] == str(tmp_path / "cache")


def test_the_sandboxs_variables_replace_every_one_for_aws(tmp_path: Path) -> None:
    environment = compose(tmp_path, cloud={"AWS_ENDPOINT_URL": "http://127.0.0.1:1"})
    assert {name for name in environment if name.startswith("AWS_")} == {"AWS_ENDPOINT_URL"}


def test_values_of_variables_come_as_they_are(tmp_path: Path) -> None:
    environment = compose(tmp_path, variables={"password": "p w\n"}, ambient=AMBIENT | {"TF_VAR_password": "other"})
    assert environment["TF_VAR_password"] == "p w\n"


def test_our_cli_configuration_goes_before_the_operators_and_one_that_is_missing_is_not_passed(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.tfrc"
    ambient = AMBIENT | {"TF_CLI_CONFIG_FILE": str(theirs)}
    assert "TF_CLI_CONFIG_FILE" not in compose(tmp_path, ambient=ambient)
    theirs.touch()
    assert compose(tmp_path, ambient=ambient)["TF_CLI_CONFIG_FILE"] == str(theirs)
    ours = tmp_path / "ours.tfrc"
    assert compose(tmp_path, ambient=ambient, cli_config=ours)["TF_CLI_CONFIG_FILE"] == str(ours)
