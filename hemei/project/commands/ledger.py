"""`hemei ledger`: the owners' books of an estate, for tools that are not ours."""

from __future__ import annotations

import click

from hemei.project.start import ready


@click.group()
def ledger() -> None:
    """The owners' books of an estate."""


@ledger.command()
@click.option("--estate", "code", required=True, help="The code of the estate, as its page shows it.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["beancount"]),
    default="beancount",
    help="Beancount, checked by bean-check.",
)
def export(*, code: str, shape: str) -> None:  # noqa: ARG001 - one shape so far; the option names it
    """Write the books to standard output as they stand at one instant: accounts, every entry, every balance asserted.

    Exit 2 where there is no such estate or it has no books.
    """
    ready()
    from hemei.community.ledgers import queries  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415

    actor = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    with records.one_snapshot(), records.acting(actor):
        lines = queries.beancount(code, actor=actor)
        if lines is None:
            raise click.UsageError(f"No books of an estate {code!r}. Give the code its page shows.")
        for line in lines:
            click.echo(line)
