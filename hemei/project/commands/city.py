"""`hemei city`: a real city's first steps, its divisions and its first administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hemei.project.start import ready

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor
    from hemei.kernel.decision import Refused

ROLES = ("system_admin", "security_admin", "auditor")


@click.group()
def city() -> None:
    """Begin a real city: load its divisions, let its first administrators in."""


@city.command()
def load() -> None:
    """Load the divisions of this copy's city (HEMEI_CITY) into an empty database."""
    ready()
    from django.conf import settings  # noqa: PLC0415
    from django.utils.timezone import localdate  # noqa: PLC0415

    from hemei.ground.places import services  # noqa: PLC0415
    from hemei.ground.places.rules.standards import centres  # noqa: PLC0415
    from hemei.ground.records.queries import standards  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.kernel.decision import Refused  # noqa: PLC0415

    found = services.load_divisions(settings.CITY, centres=centres(standards(), on=localdate()))
    try:
        services.load_city(
            actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now(), divisions=found
        )
    except Refused as refused:
        raise click.ClickException(_said(refused)) from refused
    click.echo(f"{len(found.rows)} divisions loaded.")


@city.command()
@click.argument("role", type=click.Choice(ROLES))
@click.argument("username")
@click.option("--name", required=True, help="The person's name; it goes to the vault.")
@click.password_option(help="Asked for where not given; the rules of the accounts apply.")
def administrator(role: str, username: str, name: str, password: str) -> None:
    """Let an administrator in: ROLE is system_admin, security_admin or auditor.

    Everybody else is appointed on the pages by these. One person a role: the
    three watch each other.
    """
    ready()
    from hemei.kernel.decision import Refused  # noqa: PLC0415

    try:
        _let_in(role, username, name, password)
    except Refused as refused:
        raise click.ClickException(_said(refused)) from refused
    click.echo(f"{username} may sign in as {role}.")


def _let_in(role: str, username: str, name: str, password: str) -> None:
    """Write body, person, appointment, account and password in one transaction, each with its event."""
    from django.db import transaction  # noqa: PLC0415
    from django.utils.timezone import localdate  # noqa: PLC0415

    from hemei.ground.people import services  # noqa: PLC0415
    from hemei.ground.places import queries as places  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    now, today = utc_now(), localdate()
    loader = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    with transaction.atomic(), records.acting(loader):
        try:
            ground = places.city()
        except places.NoSuchPlace as error:
            raise click.ClickException("No city is loaded yet. Run `hemei city load` first.") from error
        body = _platform(loader, ground.id)
        person = services.create_person(actor=loader, now=now, scope=ground.path, name=name)
        services.appoint(
            actor=loader, now=now, person_id=person, body_id=body, role=Role(role), valid_from=today
        )
        account = services.create_account(
            actor=loader, now=now, person_id=person, username=username, scope=ground.path
        )
        services.set_password(actor=loader, now=now, account_id=account, password=password)


def _platform(loader: Actor, city_id: int) -> int:
    """Return the body that runs the platform, founded with the first administrator."""
    from django.utils.timezone import localdate  # noqa: PLC0415

    from hemei.ground.people import queries, services  # noqa: PLC0415
    from hemei.ground.people.queries import BodyKind, Level  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    running = queries.bodies_of_kind(BodyKind.PLATFORM, localdate())
    if running:
        return running[0].id
    return services.create_body(
        actor=loader,
        now=utc_now(),
        kind=BodyKind.PLATFORM,
        name="平台管理",
        place_id=city_id,
        valid_from=localdate(),
        level=Level.CITY,
    )


def _said(refused: Refused) -> str:
    """Say a refusal in the terminal's one line."""
    from hemei.ui.words import say_reason  # noqa: PLC0415

    return " ".join(say_reason(reason) for reason in refused.decision.reasons)
