"""`hemei city`: a real city's first steps, its divisions and its first administrators."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemei.project import environment, locations
from hemei.project.start import ready, ready_as_owner

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor
    from hemei.kernel.decision import Refused

ROLES = ("system_admin", "security_admin", "auditor")


@click.group(invoke_without_command=True)
@click.option("--units", type=click.IntRange(1_000, 20_000_000), help="How many property units.")
@click.option("--cases", type=click.IntRange(1_000, 100_000_000), help="How many cases.")
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    help="Where its database lies; beside this copy's own where not given.",
)
@click.pass_context
def city(ctx: click.Context, *, units: int | None, cases: int | None, state: Path | None) -> None:
    """Begin a real city: load its divisions, let its first administrators in.

    With --units and --cases: build a made-up city of that size for measuring, in a database
    of its own. It may be interrupted; the same command goes on where it was left.
    """
    if ctx.invoked_subcommand is None:
        if units is None or cases is None:
            raise click.UsageError("Give a command, or --units and --cases for a city to measure with.")
        _build(units, cases, state)
    elif units or cases or state:
        raise click.UsageError("--units, --cases and --state go without a command.")


def _build(units: int, cases: int, state: Path | None) -> None:
    """Build a city for measuring in a state folder of its own."""
    if environment.text("HEMEI_DATABASE_URL"):
        raise click.ClickException(
            "HEMEI_DATABASE_URL is set, and such a city is built in a database of its own. Unset it."
        )
    folder = (state or locations.state_folder().parent / f"{locations.state_folder().name}-city").absolute()
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    os.environ["HEMEI_STATE"], os.environ["HEMEI_DEMO"] = str(folder), "yes"
    ready_as_owner()
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.project.demonstration import VERSION, fullsize  # noqa: PLC0415
    from hemei.project.demonstration.progress import Progress  # noqa: PLC0415
    from hemei.project.migrating import migrate  # noqa: PLC0415

    migrate()
    try:
        fullsize.build(
            fullsize.Size(units, cases), now=utc_now().replace(microsecond=0), progress=Progress(sys.stderr)
        )
    except KeyboardInterrupt:
        raise click.ClickException("Interrupted. The same command goes on where it was left.") from None
    # What `hemei demo` and the bench look for: a city that is complete and is not to be built anew.
    (folder / "demo.json").write_text(json.dumps({"complete": True, "version": VERSION}), encoding="utf-8")
    click.echo(f"The city is ready: HEMEI_STATE={folder} HEMEI_DEMO=yes hemei serve")


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


@city.command()
def bodies() -> None:
    """Found the street offices, town governments and residents' committees of the loaded divisions.

    They are taken to stand as long as the divisions do. What is there already
    stays, so the command may be run again after a split or merger.
    """
    ready()
    from hemei.ground.people import services  # noqa: PLC0415
    from hemei.ground.places import queries as places  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.project.divisions import missing_bodies  # noqa: PLC0415

    loader = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    try:
        city_path = places.city().path
    except places.NoSuchPlace as error:
        raise click.ClickException("No city is loaded yet. Run `hemei city load` first.") from error
    drafts = missing_bodies(loader)
    if drafts:
        services.load_bodies(actor=loader, now=utc_now(), scope=city_path, drafts=drafts)
    click.echo(f"{len(drafts)} bodies founded.")


@city.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--estates", type=click.IntRange(7, 500), default=60, show_default=True)
@click.option("--units", type=click.IntRange(100, 50_000), default=3_000, show_default=True)
@click.option("--mistakes", is_flag=True, help="Add a row of each kind of mistake that a real file brings.")
def sample(target: Path, *, estates: int, units: int, mistakes: bool) -> None:
    """Write TARGET (XLSX): made-up registers of this city, ready to be imported.

    Estates, buildings, units, owners, companies, contracts and modes lie in the
    communities that are loaded. For trying out how a city moves in; never import
    it into a city that works.
    """
    ready()
    from django.utils.timezone import localdate  # noqa: PLC0415

    from hemei.ground.places import queries as places  # noqa: PLC0415
    from hemei.project.samples import sample_book, write_book  # noqa: PLC0415

    try:
        book = sample_book(estates=estates, units=units, today=localdate(), mistakes=mistakes)
    except places.NoSuchPlace as error:
        raise click.ClickException("No city is loaded yet. Run `hemei city load` first.") from error
    click.echo(f"{target}: {write_book(book, target)} rows in {len(book.rows)} registers.")


def _said(refused: Refused) -> str:
    """Say a refusal in the terminal's one line."""
    from hemei.ui.words import say_reason  # noqa: PLC0415

    return " ".join(say_reason(reason) for reason in refused.decision.reasons)
