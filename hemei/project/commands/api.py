"""`hemei api`: the description of our API, as it is shipped and checked."""

from __future__ import annotations

import click
import django

STALE = "hemei/faces/api/openapi.json does not describe the API as it is. Run: .venv/bin/hemei api write"


@click.group()
def api() -> None:
    """Describe the API for programs."""


@api.command()
def write() -> None:
    """Write the description (OpenAPI) of the API."""
    from hemei.faces.api.description import FILE  # noqa: PLC0415 - needs no database, but the package

    FILE.write_text(_described(), encoding="utf-8")
    click.echo(f"Wrote {FILE}.")


@api.command()
def check() -> None:
    """Exit 1 where the description that is shipped is not that of the API."""
    from hemei.faces.api.description import FILE  # noqa: PLC0415

    if not FILE.is_file() or FILE.read_text(encoding="utf-8") != _described():
        raise click.ClickException(STALE)
    click.echo("The description shows the API as it is.")


def _described() -> str:
    django.setup()
    from hemei.project.api import described  # noqa: PLC0415 - needs the apps

    return described()
