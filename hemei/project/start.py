"""Getting Django ready for a command, with the database up."""

from __future__ import annotations

import django
from django.conf import settings

from hemei.project.environment import ConfigurationError


def ready() -> None:
    """Set Django up; where the database is embedded, start it and keep it up until the end."""
    django.setup()
    if settings.EMBEDDED:
        from hemei.project import embedded  # noqa: PLC0415 - a real server needs no wheel

        embedded.hold(settings.CLUSTER)
        _make_database()


def ready_as_owner() -> None:
    """Like :func:`ready`, for what only the database's owner may do.

    Raises:
        ConfigurationError: the owner's address is not set; the application's role must not stand in.
    """
    ready()
    if not settings.OWNER_KNOWN:
        raise ConfigurationError(
            "HEMEI_OWNER_DATABASE_URL is not set. This command works as the database's owner: set its address."
        )


def _make_database() -> None:
    """Create this copy's database and the application's role once."""
    import psycopg  # noqa: PLC0415

    place = settings.DATABASES["owner"]
    with psycopg.connect(host=place["HOST"], user=place["USER"], dbname="postgres", autocommit=True) as admin:
        admin.execute("select pg_advisory_lock(1)")  # web server and worker may start in the same moment
        if not admin.execute("select 1 from pg_database where datname = %s", [place["NAME"]]).fetchone():
            admin.execute(f'create database "{place["NAME"]}"')
        if not admin.execute("select 1 from pg_roles where rolname = 'hemei_app'").fetchone():
            admin.execute("create role hemei_app login")
