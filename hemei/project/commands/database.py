"""`hemei database`: the address and the shell of this copy's database."""

from __future__ import annotations

from urllib.parse import quote

import click

from hemei.project.start import ready


@click.group()
def database() -> None:
    """Find this copy's database."""


@database.command()
@click.option(
    "--owner", is_flag=True, help="The owner's role instead of the application's; demonstration only."
)
def url(*, owner: bool) -> None:
    """Print the connection string; on an embedded database the server is left running for a minute."""
    ready()
    from django.conf import settings  # noqa: PLC0415

    if owner and not (settings.DEMO or settings.EMBEDDED):
        raise click.UsageError("--owner is for the demonstration only: ask the database's administrator.")
    place = settings.DATABASES["owner" if owner else "default"]
    click.echo(address(place))
    if settings.EMBEDDED:
        from hemei.project import embedded  # noqa: PLC0415

        embedded.linger(settings.CLUSTER, seconds=60)


def address(place: dict[str, object]) -> str:
    """Return Django's connection settings as a PostgreSQL address."""
    host, port = str(place["HOST"]), str(place["PORT"] or 5432)
    user, name = quote(str(place["USER"])), quote(str(place["NAME"]))
    secret = quote(str(place["PASSWORD"]), safe="")
    if host.startswith("/"):
        password = f"&password={secret}" if secret else ""
        return f"postgresql:///{name}?host={quote(host, safe='/')}&port={port}&user={user}{password}"
    password = f":{secret}" if secret else ""
    return f"postgresql://{user}{password}@{host}:{port}/{name}"
