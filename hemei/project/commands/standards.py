"""`hemei standards`: read every document, and write the page that shows them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
import django
from django.conf import settings

from hemei.kernel.standards import StandardError, Standards, document_markdown, load_standards
from hemei.project import locations
from hemei.project.start import ready

PAGE = locations.CHECKOUT / "docs" / "standards.md"
STALE = "docs/standards.md does not show the standards as they are. Run: .venv/bin/hemei standards write"


@click.group()
def standards() -> None:
    """Read the shipped standards; issue the city's own."""


@standards.command()
def check() -> None:
    """Read every shipped document; exit 1 with file, line and remedy, or when docs/standards.md is stale."""
    page = document_markdown(shipped_standards())
    if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page:
        raise click.ClickException(STALE)
    click.echo("Every document reads well, and docs/standards.md shows them.")


@standards.command()
def write() -> None:
    """Write docs/standards.md."""
    PAGE.write_text(document_markdown(shipped_standards()), encoding="utf-8")
    click.echo(f"Wrote {PAGE}.")


@standards.command()
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day of force.")
@click.option("--reason", required=True, help="Why the city decides otherwise; it is published.")
def issue(name: str, file: Path, day: datetime, reason: str) -> None:
    """Issue FILE as this city's document NAME, in force from a day; exit 1 with line, problem and remedy."""
    ready()
    from hemei.ground.people import services  # noqa: PLC0415
    from hemei.ground.places import queries as places  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.actor import system_actor  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.kernel.decision import Refused  # noqa: PLC0415
    from hemei.ui.words import say_reason  # noqa: PLC0415

    try:
        toml = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8 text.") from error
    try:
        actor = system_actor(places.city().path)
        draft = records.Issue(name=name, day=day.date(), toml=toml, reason=reason)
        services.issue_standard(actor=actor, now=utc_now(), issue=draft)
    except places.NoSuchPlace as error:
        raise click.ClickException("No city is loaded yet. Run `hemei city load` first.") from error
    except Refused as refused:
        raise click.ClickException(" ".join(map(say_reason, refused.decision.reasons))) from refused
    click.echo(f"{name} is issued, in force from {day:%Y-%m-%d}.")


def shipped_standards() -> Standards:
    """Return the shipped standards of this city in the shapes the apps declare; no database is needed."""
    django.setup()
    from hemei.ground.records.standards import shapes  # noqa: PLC0415 - needs the apps

    try:
        return load_standards(Path(settings.STANDARDS_FOLDER), city=settings.STANDARDS_CITY, shapes=shapes())
    except StandardError as error:
        raise click.ClickException(str(error)) from error
