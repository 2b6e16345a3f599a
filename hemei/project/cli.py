"""`hemei`: the command line. Works from any directory and finds its own copy's database."""

from __future__ import annotations

import importlib
import os
import sys

import click

# name of the command -> module under hemei.project.commands that defines it
_COMMANDS = {
    "backup": "backup",
    "check": "service",
    "checkpoint": "record",
    "city": "city",
    "clock": "clock",
    "database": "database",
    "demo": "demo",
    "doctor": "service",
    "migrate": "service",
    "restore": "backup",
    "serve": "service",
    "standards": "standards",
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
        command: click.Command = getattr(module, name)
        return command


@click.command(cls=_Lazy)
def cli() -> None:
    """Hemei (和美): how a city governs its residential estates."""


def main() -> None:
    """Run the command line; a wrong setting is one clear line, not a traceback."""
    from hemei.project.embedded import DatabaseError  # noqa: PLC0415
    from hemei.project.environment import ConfigurationError  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemei.project.settings")
    from django.db.utils import OperationalError, ProgrammingError  # noqa: PLC0415

    try:
        cli(prog_name="hemei")
    except ProgrammingError as error:
        if "does not exist" not in str(error):
            raise
        click.echo("hemei: This database is not migrated yet. Run `hemei migrate`.", err=True)
        sys.exit(2)
    except OperationalError as error:
        click.echo(f"hemei: The database does not answer: {str(error).splitlines()[0]}", err=True)
        sys.exit(2)
    except (ConfigurationError, DatabaseError) as error:
        click.echo(f"hemei: {error}", err=True)
        sys.exit(2)
