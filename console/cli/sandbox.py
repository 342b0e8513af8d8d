"""`infra-console sandbox start|status|stop|fault|load|push`."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say
from console.errors import InputError


def sandbox(services: Console, options: argparse.Namespace) -> int:
    """Start, stop, or say how the sandbox of this home is; switch a fault; turn the load; push an image."""
    if options.action == "fault":
        return _fault(services, options)
    if options.action == "load":
        return _load(services, options)
    if options.what or options.off:
        if options.action != "push":
            raise InputError(f"`sandbox {options.action}` takes nothing more.")
        return _push(services, options)
    simulated = services.sandbox
    if options.action == "push":
        raise InputError("Say which image: `infra-console sandbox push repository:tag`.")
    # A read-only console has none but `status`: only what was asked for is reached for.
    status = getattr(simulated, options.action)()
    load = services.load_dial.percent
    if options.json:
        print_json(asdict(status) | {"load_percent": load})
        return 0
    if status.running:
        say(f"The sandbox runs at {status.endpoint} (account {status.account}, {status.region}, process {status.pid}).")
    else:
        say("The sandbox is not running.")
    say(f"The load is {load} % of an ordinary day.")
    if status.note:
        say(printable(status.note))
    if status.gaps:
        say(f"Asked for and not simulated: {', '.join(map(printable, status.gaps))}.")
    return 0


def _fault(services: Console, options: argparse.Namespace) -> int:
    from console.sandbox.faults import FAULTS

    switches = services.faults
    on = switches.on
    if options.what is not None:
        on = switches.switch(options.what, on=not options.off, minutes_ago=options.minutes_ago)
    if options.json:
        print_json({"faults": {name: name in on for name in FAULTS}})
        return 0
    for name, words in FAULTS.items():
        say(f"{'ON ' if name in on else 'off'}  {name:16} {words}")
    return 0


def _load(services: Console, options: argparse.Namespace) -> int:
    if options.off:
        raise InputError("`sandbox load` knows no --off; 100 is an ordinary day.")
    dial = services.load_dial
    if options.what is not None:
        if not options.what.isdecimal():
            raise InputError(f"{options.what!r} is no load: give a whole number of percent, for example 300.")
        dial.turn(int(options.what), minutes_ago=options.minutes_ago)
    if options.json:
        print_json({"load_percent": dial.percent})
    else:
        say(f"The load is {dial.percent} % of an ordinary day.")
    return 0


def _push(services: Console, options: argparse.Namespace) -> int:
    from console.sandbox.images import push_image

    services.sandbox.start()
    digest = push_image(services.sandbox, options.what)
    if options.json:
        print_json({"image": options.what, "digest": digest})
    else:
        say(f"The sandbox has {printable(options.what)}{f': {digest}' if digest else ' already'}.")
    return 0
