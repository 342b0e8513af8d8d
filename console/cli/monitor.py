"""`infra-console monitor [ENV...]`: the read-only console, opened on the wall."""

from __future__ import annotations

import argparse

from console.bootstrap import Console
from console.cli.interactive import check_terminal
from console.domain.environment import EnvironmentName


def monitor(services: Console, options: argparse.Namespace) -> int:
    """Open the wall in this terminal, or serve it to browsers; raises InputError for an environment there is not."""
    names = tuple(map(EnvironmentName.parse, options.environments))
    for name in names:
        services.environments.preset(name)
    if options.serve:
        from console.cli.monitor_serve import serve

        return serve(services, options, options.environments)
    check_terminal()
    from console.app import ConsoleApp

    app = ConsoleApp(services, theme=lambda: services.settings.theme, wall=names)
    app.run()
    return app.return_code or 0
