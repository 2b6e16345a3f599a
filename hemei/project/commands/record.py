"""`hemei verify`, `hemei checkpoint`: proving the record. `hemei index`: making what it holds searchable."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from hemei.project.start import ready, ready_as_owner


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A published checkpoint file.",
)
def verify(*, as_json: bool, against: Path | None) -> None:
    """Recompute every event, stream and checkpoint, and every balance of the owners' books.

    Exit 0 when whole, 1 naming the first broken event or what does not hold in the books.
    """
    ready_as_owner()
    from hemei.community.ledgers.queries import slips  # noqa: PLC0415
    from hemei.ground.records.verify import verify as recompute  # noqa: PLC0415

    try:
        verdict = recompute(against=against)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    found = slips()
    if as_json:
        click.echo(
            json.dumps(
                {
                    "events": verdict.events,
                    "checkpoints": verdict.checkpoints,
                    "first_broken": verdict.first_broken,
                    "reason": verdict.reason or None,
                    "books": [str(slip) for slip in found],
                }
            )
        )
    elif verdict.whole and not found:
        click.echo(f"Whole: {verdict.events} events, {verdict.checkpoints} checkpoints, every balance.")
    elif not verdict.whole:
        click.echo(f"Broken: event {verdict.first_broken}: {verdict.reason}.")
    else:
        click.echo(f"Broken: {found[0]}, and {len(found) - 1} more in the books.")
    sys.exit(0 if verdict.whole and not found else 1)


@click.command()
def checkpoint() -> None:
    """Take a checkpoint now and write the published file."""
    ready()
    from hemei.ground.records import services  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    taken = services.take_checkpoint(now=utc_now())
    path = services.publish_checkpoints()
    click.echo(f"{taken.size} events covered, published in {path}." if taken else f"Nothing new; see {path}.")


@click.command()
def index() -> None:
    """Make the words of cases and the names of persons searchable that were sealed before they could be.

    A thousand texts a transaction; may be stopped at any time and run again.
    """
    ready()
    from hemei.coordination.cases import services as cases  # noqa: PLC0415
    from hemei.ground.people import services as people  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415

    everywhere = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    for name, take_in, searched in (
        ("texts of cases", records.index_words, cases.SEARCHED),
        ("names and numbers of persons", records.index_whole, people.SEARCHED),
    ):
        after, count = 0, 0
        while True:
            with records.acting(everywhere):
                batch = take_in(searched=searched, after=after)
            if batch.last is None:
                break
            after, count = batch.last, count + batch.count
            click.echo(f"{count} {name} ...")
        click.echo(f"{count} {name} taken in.")
