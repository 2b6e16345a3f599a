"""`hemei backup` and `hemei restore`: everything a city has, in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from hemei.project.start import ready_as_owner


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Write database, files and published checkpoints to TARGET (a tar file). Keys are kept apart."""
    ready_as_owner()
    from hemei.project import archive  # noqa: PLC0415

    try:
        size = archive.write(target.absolute())
    except archive.ArchiveError as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{target}: {size / 1_000_000:.1f} MB. It opens only with this city's vault key: back that up apart."
    )


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Throw away what the database and the file folder hold now.")
def restore(source: Path, *, replace: bool) -> None:
    """Bring back what `hemei backup` wrote, into an empty database."""
    ready_as_owner()
    from hemei.project import archive  # noqa: PLC0415

    try:
        archive.read(source.absolute(), replace=replace)
    except archive.ArchiveError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Restored. `hemei verify` proves that nothing changed.")
