"""The environment that an engine gets: an allow-list, since a stray variable can turn a plan into a destroy."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

PASSED = frozenset(
    "PATH HOME USER LOGNAME SHELL LANG LC_ALL LC_CTYPE TMPDIR TZ SSH_AUTH_SOCK SSL_CERT_FILE SSL_CERT_DIR "
    "HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy "
    "XDG_CONFIG_HOME XDG_RUNTIME_DIR SYSTEMROOT GOGC GOMEMLIMIT".split()
)
PASSED_PREFIXES = ("AWS_", "TF_TOKEN_")
"""TF_CLI_ARGS*, TF_WORKSPACE, TF_DATA_DIR, TF_LOG*, TF_REATTACH_PROVIDERS and strange TF_VAR_* never pass."""


_COLLECTIONS = {"GOGC": "400", "GOMEMLIMIT": "3GiB"}
"""The engine and its providers are Go, and decode a schema of many megabytes at every start: with fewer collections
plan and show take about 9 % less time, for about 210 MB more (replaydash/dev); near the limit they come as often as
they must. The operator's own setting counts."""


def child_environment(
    *,
    cloud: Mapping[str, str] | None,
    variables: Mapping[str, str],
    cli_config: Path | None,
    plugin_cache: Path,
    ambient: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Compose an engine's environment.

    `cloud` replaces every AWS_ variable (the sandbox's); None passes the operator's own. `variables` are TF_VAR_ texts.
    `cli_config` is our own CLI configuration; without one the operator's is passed if it exists.
    """
    ambient = os.environ if ambient is None else ambient
    environment = {key: value for key, value in ambient.items() if key in PASSED or key.startswith(PASSED_PREFIXES)}
    if cloud is not None:
        environment = {key: value for key, value in environment.items() if not key.startswith("AWS_")} | dict(cloud)
    environment = _COLLECTIONS | environment
    environment |= {
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "CHECKPOINT_DISABLE": "1",
        "TF_PLUGIN_CACHE_DIR": str(plugin_cache),
    }
    own = ambient.get("TF_CLI_CONFIG_FILE")
    if cli_config is not None:
        environment["TF_CLI_CONFIG_FILE"] = str(cli_config)
    elif own and Path(own).is_file():
        environment["TF_CLI_CONFIG_FILE"] = own
    return environment | {f"TF_VAR_{name}": value for name, value in variables.items()}
