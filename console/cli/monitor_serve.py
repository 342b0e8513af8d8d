"""`infra-console monitor --serve`: the read-only console in a browser."""

from __future__ import annotations

import argparse
import os
import ssl
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from console.bootstrap import Console
from console.cli.printing import say
from console.errors import InputError

PORT = 8383
_PASSED_ON = ("home", "engine", "provider_mirror", "modules", "presets", "theme", "read_only_role")
"""The options of every command that the console in the browser gets, too."""


def add_serve(command: argparse.ArgumentParser) -> None:
    """The options of `--serve`."""
    command.add_argument("--serve", action="store_true", help="show it in a browser; read-only whatever else is given")
    command.add_argument("--host", default="127.0.0.1", help="the address to serve on; by default this machine alone")
    command.add_argument("--port", type=int, default=PORT, help=f"the port, by default {PORT}; 0: a free one")
    command.add_argument(
        "--token-file",
        type=Path,
        metavar="PATH",
        help="a file with the token that browsers have to show; or the variable INFRA_CONSOLE_SERVE_TOKEN",
    )
    command.add_argument("--tls-cert", type=Path, metavar="PATH", help="the certificate, with its chain (PEM)")
    command.add_argument("--tls-key", type=Path, metavar="PATH", help="its key (PEM)")
    command.add_argument("--behind-proxy", action="store_true", help="a proxy in front of it speaks TLS with browsers")
    command.add_argument("--public-url", default="", metavar="URL", help="how browsers reach it, https://...")


def serve(services: Console, options: argparse.Namespace, names: Sequence[str]) -> int:
    """Serve until it is interrupted; raises InputError or RefusedError before a port is opened."""
    from console.serve.access import Access, Wish, read_token
    from console.serve.server import WallServer, listen

    wish = Wish(
        options.host,
        options.port,
        read_token(options.token_file, os.environ),
        options.tls_cert,
        options.tls_key,
        behind_proxy=options.behind_proxy,
        public_url=options.public_url,
    )
    Access(wish)  # Refused before a port is opened.
    try:
        listening = listen(wish.host, wish.port)
    except (OSError, OverflowError) as error:
        raise InputError(f"{wish.host}:{wish.port} cannot be served on: {error}.") from None
    access = Access(replace(wish, port=listening.getsockname()[1]))
    entrance = "after the token is shown" if access.wants_token else "from this machine alone, without a token"

    def ready() -> None:
        say(f"The wall, read-only, is on {access.url}/ ({entrance}). Ctrl+C ends it, and every session with it.")
        sys.stdout.flush()

    try:
        WallServer(access, served_command(services, options, names)).run(listening, ready)
    except ssl.SSLError as error:
        raise InputError(f"{wish.certificate} and {wish.key} cannot be used for TLS: {error.reason}.") from None
    except OSError as error:
        raise InputError(f"{wish.certificate} and {wish.key} cannot be read: {error.strerror or error}.") from None
    return 0


def served_command(services: Console, options: argparse.Namespace, names: Sequence[str]) -> list[str]:
    """What is started for each browser: the same console home, always read-only."""
    argv = [sys.executable, "-m", "console", "monitor", *names, "--read-only"]
    for name in _PASSED_ON:
        if (value := getattr(options, name, None)) is not None:
            argv += [f"--{name.replace('_', '-')}", str(value)]
    return [*argv, "--sandbox"] if services.cloud.sandbox else argv
