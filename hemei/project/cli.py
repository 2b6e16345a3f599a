"""`hemei`: the command line. Works from any directory and finds its own copy's database."""

from __future__ import annotations

import importlib
import os
import sys
from keyword import iskeyword

import click

# name of the command -> module under hemei.project.commands that defines it
_COMMANDS = {
    "api": "api",
    "backup": "backup",
    "ballots": "ballots",
    "check": "service",
    "checkpoint": "record",
    "city": "city",
    "clock": "clock",
    "credit": "credit",
    "database": "database",
    "demo": "demo",
    "figures": "figures",
    "fund": "fund",
    "import": "imports",
    "index": "record",
    "keys": "keys",
    "kinds": "kinds",
    "ledger": "ledger",
    "migrate": "service",
    "pictures": "pictures",
    "restore": "backup",
    "serve": "service",
    "standards": "standards",
    "tally": "tally",
    "verify": "record",
    "worker": "service",
}


class _Lazy(click.Group):
    """Load a command when it is called, so that `hemei clock` needs no Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(f"hemei.project.commands.{_COMMANDS[name]}")
        command: click.Command = getattr(module, f"{name}_" if iskeyword(name) else name)
        return command


@click.command(cls=_Lazy)
def cli() -> None:
    """Hemei (和美): how a city governs its residential estates."""


def main() -> None:
    """Run the command line; what an administrator can mend is one clear line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemei.project.settings")
    try:
        cli(prog_name="hemei")
    except Exception as error:
        # Loaded on the way out only: a command that needs no database starts without Django.
        from hemei.project.complaints import plain_line  # noqa: PLC0415

        line = plain_line(error)
        if line is None:
            raise
        click.echo(f"hemei: {line}", err=True)
        sys.exit(2)
