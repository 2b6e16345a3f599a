"""`hemei standards`: read every document, and write the page that shows them."""

from __future__ import annotations

from pathlib import Path

import click
import django
from django.conf import settings

from hemei.kernel.standards import StandardError, Standards, document_markdown, load_standards
from hemei.project import locations

PAGE = locations.CHECKOUT / "docs" / "standards.md"
STALE = "docs/standards.md does not show the standards as they are. Run: .venv/bin/hemei standards write"


@click.group()
def standards() -> None:
    """Read the shipped standards; the city's issued documents are not among them."""


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


def shipped_standards() -> Standards:
    """Return the shipped standards of this city in the shapes the apps declare; no database is needed."""
    django.setup()
    from hemei.ground.records.standards import shapes  # noqa: PLC0415 - needs the apps

    try:
        return load_standards(Path(settings.STANDARDS_FOLDER), city=settings.STANDARDS_CITY, shapes=shapes())
    except StandardError as error:
        raise click.ClickException(str(error)) from error
